"""Earlier quarters as the board compares with them: counted once, when they were settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.documents.duties import SettledPeriod
from registry.law import NATIONAL
from registry.policy.boards import Days, Past, come_by
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services.windows import quarter_window

ALL = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier quarter: by authority, and under '' of all, who owed it and had filed by when.

    ``come_by`` counts those who had filed when 0, 1, 2 … whole hours of the window were over.
    """

    period: str
    required: Mapping[str, int]
    come_by: Mapping[str, tuple[int, ...]]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return of whom this quarter tells something."""
        return tuple(self.required)

    def past(self, code: str, gone: int) -> Past:
        """Return how it stood when so many hours were over, and at closing."""
        come = self.come_by[code]
        return Past(self.required[code], come[min(gone, len(come) - 1)], come[-1])


def earlier_quarters(
    kept: Mapping[str, SettledPeriod],
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


def _earlier(kept: SettledPeriod, authority: str | None, days: Days) -> Earlier:
    required: dict[str, int] = {}
    come: dict[str, tuple[int, ...]] = {}
    together: dict[int, int] = {}
    for code, its in kept.arrivals.items():
        if authority not in {None, code} or not its["by_hour"]:
            continue
        by_hour = {int(hour): count for hour, count in its["by_hour"].items()}
        required[code], come[code] = its["required"], come_by(by_hour, days)
        for hour, count in by_hour.items():
            together[hour] = together.get(hour, 0) + count
    if required:
        required[ALL] = sum(
            its["required"] for code, its in kept.arrivals.items() if authority in {None, code}
        )
        come[ALL] = come_by(together, days)
    return Earlier(kept.id, required, come)
