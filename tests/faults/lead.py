"""An authority's program: accepts sheets, and looks at them until they are admitted."""

import requests

from registry.clock import pause, stopwatch
from tests.faults.clients import LINE_CUT, PATIENCE, bearer, refuse_other_than_again


class Lead:
    """Whoever accepts for an authority, over the API, with the token given."""

    def __init__(self, address: str, token: str) -> None:
        self._base, self._headers = f"{address}/api/v1/summary-sheets", bearer(token)

    def carry_on(self, number: str) -> bool:
        """Accept a sheet where that has not happened; tell whether it is admitted.

        Each look also goes on with an admission that was cut off.
        """
        state = self._look(number)
        if state == "staged":
            self._accept(number)
        return state == "admitted"

    def finish(self, numbers: list[str], seconds: float) -> None:
        """Go on with all of them until each is admitted."""
        deadline = stopwatch() + seconds
        while not all(admitted := [self.carry_on(number) for number in numbers]):
            assert stopwatch() < deadline, f"admitted after {seconds} s: {admitted}"
            pause(0.5)

    def _look(self, number: str) -> str:
        try:
            answer = requests.get(f"{self._base}/{number}", headers=self._headers, timeout=PATIENCE)
        except LINE_CUT:
            return ""
        if not answer.ok:
            refuse_other_than_again(answer)
            return ""
        return str(answer.json()["state"])

    def _accept(self, number: str) -> None:
        headers = self._headers | {"If-Match": '"3"'}
        address = f"{self._base}/{number}/acceptance"
        try:
            requests.post(address, headers=headers, files={}, timeout=PATIENCE)
        except LINE_CUT:
            return
