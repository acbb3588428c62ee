"""Careful clients: an Idempotency-Key with every act, the same again until it is answered."""

import secrets
import threading
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

import requests

from registry.clock import pause, stopwatch
from tests.faults.seeding import Filer
from tests.services.conftest import SAMPLES

GOOD = tomllib.loads((SAMPLES / "quarterly_update.toml").read_text())
# What a client waits for one answer; the service must have given one long before.
PATIENCE = 40
# Killed before it answered, or with half an answer out: what came of it is not known.
LINE_CUT = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def wait_until(fact: Callable[[], object], seconds: float, what: str) -> None:
    """Ask until something is so; fail where it is not in time."""
    deadline = stopwatch() + seconds
    while not fact():
        assert stopwatch() < deadline, f"{what}: not after {seconds} s"
        pause(0.1)


def is_ready(address: str) -> bool:
    """Tell whether a service says that its database takes writes."""
    try:
        return requests.get(f"{address}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def await_ready(address: str) -> None:
    """Wait until a service's workers are up and its database takes writes."""
    wait_until(lambda: is_ready(address), 30, "ready")


def bearer(token: str) -> dict[str, str]:
    """The headers of an API request."""
    return {"Authorization": f"Bearer {token}"}


def update_address(address: str, platform: str) -> str:
    """Where a platform's update for the fourth quarter is filed."""
    return f"{address}/api/v1/platforms/{platform}/quarterly-updates/2026Q4"


@dataclass
class Submission:
    """One update to be filed under one key, and the receipt once it is acknowledged.

    It ``waits`` where its first try was cut off and its key is still held for that.
    """

    platform: str
    token: str
    area: str
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    receipt: str = ""
    waits: bool = False
    slowest: float = 0.0

    @property
    def body(self) -> dict[str, Any]:
        """What is filed; the reason counts where the quarter was filed before."""
        return {"values": GOOD | {"site_area": self.area}, "reason": f"面积为 {self.area}"}

    def send(self, address: str) -> requests.Response | None:
        """Try once; None where the line was cut."""
        headers = bearer(self.token) | {"Idempotency-Key": self.key}
        began = stopwatch()
        try:
            return requests.post(
                update_address(address, self.platform),
                json=self.body,
                headers=headers,
                timeout=PATIENCE,
            )
        except LINE_CUT:
            return None
        finally:
            self.slowest = max(self.slowest, stopwatch() - began)

    def try_once(self, address: str) -> bool:
        """Try once; note the receipt. Anything but a receipt or "again, please" is a fault."""
        answer = self.send(address)
        if answer is None:
            pause(0.2)  # the line was cut: the service is just starting again
            return False
        if answer.status_code in {200, 201}:
            self.receipt = answer.json()["number"]
            return True
        refuse_other_than_again(answer)
        self.waits = answer.status_code == 409
        return False


def refuse_other_than_again(answer: requests.Response) -> None:
    """Check that an answer that is no success asks, as documented, to come again."""
    problem: dict[str, Any] = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    told = (answer.status_code, problem["code"])
    assert told in {(503, "database_away"), (409, "idempotency_in_progress")}, answer.text
    assert int(answer.headers["Retry-After"]) > 0


@dataclass
class Stream:
    """Hosts filing one update after the other, each in a thread, whatever happens."""

    address: str
    filers: list[Filer]
    sent: list[Submission] = field(default_factory=list)
    _ending: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Begin."""
        for filer in self.filers:
            self._threads.append(threading.Thread(target=self._file, args=(filer,), daemon=True))
            self._threads[-1].start()
        return self

    def __exit__(self, *_: object) -> None:
        """File no more; what is under way comes to its answer."""
        self._ending.set()
        for thread in self._threads:
            thread.join(timeout=2 * PATIENCE)

    @property
    def acknowledged(self) -> list[Submission]:
        """What has its receipt."""
        return [one for one in self.sent if one.receipt]

    def settle(self, seconds: float) -> None:
        """Send what has no receipt yet until it has one, as a careful client does."""
        deadline = stopwatch() + seconds
        while waiting := [one for one in self.sent if not one.receipt]:
            assert stopwatch() < deadline, f"{len(waiting)} without receipt: {waiting[0]}"
            answered = [one.try_once(self.address) for one in waiting]
            pause(0 if any(answered) else 0.5)

    def _file(self, filer: Filer) -> None:
        # One that must wait for its key is left for later; its platform waits with it.
        free = list(filer.platforms)
        for area in count(2600):
            if self._ending.is_set() or not free:
                return
            platform = free[area % len(free)]
            one = Submission(platform, filer.token, str(area))
            self.sent.append(one)
            while not one.try_once(self.address) and not one.waits and not self._ending.is_set():
                pause(0.05)
            if not one.receipt:
                free.remove(platform)
            pause(0.02)
