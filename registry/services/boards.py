"""The board 填报看板 of a quarter's window: how far it has come, live, by whom and by what.

Who owes and who filed is read of the duty ledger's rows in one covered aggregation, whatever the
library's size; what is compared with earlier quarters was counted when these were settled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from registry.documents.duties import DutyRow
from registry.documents.quarterly_updates import UpdateDraft
from registry.documents.update_returns import UpdateReturn
from registry.errors import NotFound
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy import periods
from registry.policy.boards import Forecast, Past, come_by, forecast, hour_of_arrival, hours_gone
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import DONE, DutyState
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services.authorities import authorities, authority_name
from registry.services.board_histories import Earlier, earlier_quarters
from registry.services.duty_ledger import settled
from registry.services.readings import Read, ask
from registry.services.update_return_states import WAITED_FOR
from registry.services.windows import quarter_window
from registry.window_week_rules import window_week_rules

_DONE = [one.value for one in DONE.values()]
_LATE = {DutyState.DONE_LATE.value, DutyState.EXCUSED.value}
BY_PERIOD = "period_1_platform_1"


class Phase(StrEnum):
    """Where a window stands at a moment."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Count:
    """What one authority, division or field, or all of them, owe: submitted + draft + missing.

    Among the submitted are those filed after the window (``late``), those that their authority
    filled in (``on_behalf``), and those returned to their hosts and not answered (``returned``).
    """

    expected: int = 0
    submitted: int = 0
    late: int = 0
    on_behalf: int = 0
    returned: int = 0
    draft: int = 0

    @property
    def missing(self) -> int:
        """Return for how many nothing was begun."""
        return self.expected - self.submitted - self.draft

    @property
    def unfiled(self) -> int:
        """Return how many are not submitted, drafts included."""
        return self.expected - self.submitted

    @property
    def rate(self) -> int | None:
        """Return submitted ÷ expected in whole per cent, rounded down; None where none owe."""
        return 100 * self.submitted // self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the board: what it is of, its count, and what will be missing at closing."""

    key: str
    name: str
    count: Count
    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A quarter at a moment. ``authority`` is whose, empty for all.

    ``come_by`` is how many had filed when 0, 1, 2 … whole hours of the window were over, up to
    now; ``earlier`` the same of earlier quarters, whole.
    """

    window: Window
    at: datetime
    phase: Phase
    authority: str
    total: Line
    authorities: tuple[Line, ...]
    divisions: tuple[Line, ...]
    fields: tuple[Line, ...]
    come_by: tuple[int, ...]
    earlier: tuple[Earlier, ...]


def board_of(
    period: str,
    *,
    authority: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Board:
    """Return how a quarter stands: a province's own, the ministry's all, or one authority's.

    Divisions are told of one authority alone. Five queries where the rows are settled. Raises
    NotFound for another province or an authority that is none, QuarterUnknown for no quarter.
    """
    seen = authority_in_view(by, authority)
    require(by, "reporting:read", authority=seen)
    if seen is not None and seen not in authorities().codes:
        raise NotFound
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    quarters = [period]
    for _ in range(window_week_rules().board.compared_quarters):
        quarters.append(periods.previous(quarters[-1]))
    kept = settled(quarters, at=at, rulebook=rulebook, calendar=calendar)
    earlier = earlier_quarters(
        kept, quarters[1:], seen, beside=its, rulebook=rulebook, calendar=calendar
    )
    counted = _counted(its, seen)
    return _board(its, counted, earlier, seen or "", at)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the database counted: groups of rows, of those begun or returned, arrivals by hour."""

    rows: Sequence[Mapping[str, Any]]
    marked: Sequence[Mapping[str, Any]]
    hours: Sequence[Mapping[str, Any]]


def _counted(window: Window, seen: str | None) -> _Counted:
    """Count a quarter's rows, and among them those begun or returned; four queries.

    Draft and return have neither place nor field: their platforms' rows are counted instead.
    """
    period = window.period
    rows, hours = (ask([one])[0] for one in counting_reads(period, seen))
    begun, returned = (
        [number for part in parts for number in part["numbers"]]
        for parts in ask(marking_reads(period))
    )
    stages = _marked(_rows_of(period, seen), seen, begun, returned)
    (marked,) = ask([Read(DutyRow, stages, BY_PERIOD)])
    return _Counted(rows, marked, hours)


def marking_reads(period: str) -> Sequence[Read]:
    """Return the reads of whose draft is begun, and of what is returned and not answered.

    Each comes in lists by parts, so that none outgrows a document. A hint reaches the first alone;
    the other is read by its index period_1_authority_1_state_1_platform_1, as the plan says.
    """
    part = {"$substrBytes": ["$platform", 0, 6]}
    listed = {"$group": {"_id": part, "numbers": {"$push": "$platform"}}}
    waiting = {"period": period, "authority": {"$gte": ""}, **WAITED_FOR}
    returns = "period_1_authority_1_state_1_platform_1"
    return (
        Read(UpdateDraft, ({"$match": {"period": period}}, listed), BY_PERIOD),
        Read(UpdateReturn, ({"$match": waiting}, listed), returns),
    )


def _marked(
    rows: Mapping[str, Any], seen: str | None, begun: Sequence[str], returned: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the stages that count rows begun and not filed, and filed rows that are returned."""
    either = [
        {"platform": {"$in": begun}, "done": {"$in": [None, ""]}},
        {"platform": {"$in": returned}, "done": {"$in": _DONE}},
    ]
    platforms = {"$in": sorted({*begun, *returned})}  # said once more, for the index's bounds
    kind = {"$cond": [{"$in": ["$done", _DONE]}, "returned", "draft"]}
    return [{"$match": {**rows, "platform": platforms, "$or": either}}, _group(seen, kind=kind)]


def counting_reads(period: str, authority: str | None) -> Sequence[Read]:
    """Return the reads that count a quarter's rows by whose they are, and by hour of filing.

    Their index alone answers both: no row is fetched.
    """
    of_period = _rows_of(period, authority)
    state = {"done": "$done", "on_behalf": "$on_behalf"}
    return (
        Read(DutyRow, [{"$match": of_period}, _group(authority, **state)], "board"),
        Read(DutyRow, _by_hour(of_period), "board"),
    )


def _rows_of(period: str, seen: str | None) -> dict[str, Any]:
    return {"period": period, "owes": True, "authority": seen or {"$gte": ""}}


def _group(seen: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - expressions
    """Return the stage that counts rows by authority and field, of one authority by place, too."""
    place = {"place": "$place"} if seen else {}
    parts = {"authority": "$authority", "field": "$field", **place, **more}
    return {"$group": {"_id": parts, "count": {"$sum": 1}}}


def _by_hour(of_period: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the stages that count what was filed by the hour of the clock."""
    hour = {"$dateTrunc": {"date": "$filed_at", "unit": "hour"}}
    return [
        {"$match": {**of_period, "done": {"$in": _DONE}}},
        {"$group": {"_id": hour, "count": {"$sum": 1}}},
    ]


def _board(
    window: Window, counted: _Counted, earlier: tuple[Earlier, ...], seen: str, at: datetime
) -> Board:
    phase = _phase(window, at)
    gone = hours_gone(window.days, at)
    told = _told(earlier, gone) if phase is Phase.OPEN else {}
    codes = (seen,) if seen else authorities().codes
    by_authority = _by(counted, "authority")
    lines = [Line(one, authority_name(one), by_authority.get(one, Count())) for one in codes]
    total = _sum(one.count for one in lines)
    return Board(
        window=window,
        at=at,
        phase=phase,
        authority=seen,
        total=Line("", say("reporting_total"), total, _expect(total, told.get("", ()))),
        authorities=tuple(
            Line(one.key, one.name, one.count, _expect(one.count, told.get(one.key, ())))
            for one in lines
        ),
        divisions=_named(_by(counted, "place")) if seen else (),
        fields=_named(_by(counted, "field")),
        come_by=_come_by(window, counted.hours, gone),
        earlier=earlier,
    )


def _phase(window: Window, at: datetime) -> Phase:
    if window.accepts(at):
        return Phase.OPEN
    return Phase.UPCOMING if at < window.accepts_until else Phase.CLOSED


def _by(counted: _Counted, part: str) -> dict[str, Count]:
    """Return the count of each authority, place or field."""
    summed: dict[str, dict[str, int]] = {}
    for group in counted.rows:
        its = summed.setdefault(group["_id"].get(part) or "", dict.fromkeys(_KINDS, 0))
        done = group["_id"].get("done") or ""
        its["expected"] += group["count"]
        its["submitted"] += group["count"] if done else 0
        its["late"] += group["count"] if done in _LATE else 0
        its["on_behalf"] += group["count"] if group["_id"].get("on_behalf") else 0
    for group in counted.marked:
        its = summed.setdefault(group["_id"].get(part) or "", dict.fromkeys(_KINDS, 0))
        its[group["_id"]["kind"]] += group["count"]
    return {key: Count(**its) for key, its in summed.items()}


_KINDS = ("expected", "submitted", "late", "on_behalf", "returned", "draft")


def _sum(counts: Iterable[Count]) -> Count:
    given = tuple(counts)
    return Count(**{key: sum(getattr(one, key) for one in given) for key in _KINDS})


def _named(counts: Mapping[str, Count]) -> tuple[Line, ...]:
    """Return lines by name, the most unfiled first; what has no name says so."""
    lines = [Line(key, key or say("board_unnamed"), count) for key, count in counts.items()]
    return tuple(sorted(lines, key=lambda one: (-one.count.unfiled, one.key)))


def _told(earlier: Sequence[Earlier], gone: int) -> dict[str, list[Past]]:
    """Return what earlier quarters tell of this hour, by authority; of all of them under ''."""
    told: dict[str, list[Past]] = {}
    for quarter in earlier:
        for code in quarter.codes:
            told.setdefault(code, []).append(quarter.past(code, gone))
    return told


def _expect(count: Count, past: Iterable[Past]) -> Forecast | None:
    least = window_week_rules().board.least_quarters
    return forecast(count.expected, count.submitted, past, least_quarters=least)


def _come_by(window: Window, hours: Iterable[Mapping[str, Any]], gone: int) -> tuple[int, ...]:
    """Return how many had filed in time after each whole hour, up to the hour that runs."""
    arrived: dict[int, int] = {}
    for group in hours:
        if group["_id"] < window.accepts_until:
            hour = hour_of_arrival(window.days, group["_id"])
            arrived[hour] = arrived.get(hour, 0) + int(group["count"])
    return come_by(arrived, window.days)[: gone + 2]
