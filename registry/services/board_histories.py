"""Earlier quarters as the board compares with them: counted once, when they were settled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.law import NATIONAL
from registry.policy.boards import Days, Past, come_by
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services.windows import quarter_window

ALL = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier quarter: by authority, and under '' of all, who owed it and came in which hour.

    ``come_by`` counts of all those who had filed when 0, 1, 2 … whole hours of the window were
    over.
    """

    period: str
    required: Mapping[str, int]
    by_hour: Mapping[str, Mapping[int, int]]
    come_by: tuple[int, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return of whom this quarter tells something."""
        return tuple(self.required)

    def past(self, code: str, gone: int) -> Past:
        """Return how it stood when so many hours were over, and at closing."""
        its = self.by_hour[code]
        by_now = sum(count for hour, count in its.items() if hour < gone)
        return Past(self.required[code], by_now, sum(its.values()))


def earlier_quarters(
    kept: Mapping[str, Mapping[str, Any]],
    asked: Sequence[str],
    authority: str | None,
    *,
    beside: Window,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> tuple[Earlier, ...]:
    """Return the earlier quarters that tell something, newest first.

    A quarter of which an authority filed nothing in time tells nothing of the hour: it was
    before this service. A window of another length cannot be laid over the one ``beside`` it.
    """
    programme = rulebook.programme(NATIONAL)
    found = []
    for period in asked:
        days = quarter_window(period, programme, calendar).days
        if period in kept and len(days) == len(beside.days):
            found.append(_earlier(kept[period], authority, days))
    return tuple(one for one in found if one.required)


def _earlier(kept: Mapping[str, Any], authority: str | None, days: Days) -> Earlier:
    seen = {
        code: its for code, its in kept["arrivals"].items() if authority in {None, code}
    }  # fmt: skip - one mapping
    required = {code: its["required"] for code, its in seen.items() if its["by_hour"]}
    by_hour: dict[str, Mapping[int, int]] = {
        code: {int(hour): count for hour, count in seen[code]["by_hour"].items()}
        for code in required
    }
    together: Counter[int] = Counter()
    for its in by_hour.values():
        together.update(its)
    if required:
        required[ALL] = sum(required.values())
        by_hour[ALL] = together
    return Earlier(kept["_id"], required, by_hour, come_by(together, days))
