"""The duty ledger 应报台账: its rows opened, closed and written again, all platforms at once.

One aggregation on the server settles a period: rows are made for who was in the library, and each
row's state follows ``policy.duties`` from its window, what was filed first, and the leaves. Nothing
depends on its having run: what a page says of one platform comes from the records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pymongo

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow, SettledPeriod
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.law import NATIONAL
from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import DutyState
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services.duty_rows import (
    Stage,
    bring_along,
    bring_due,
    covered,
    drop_gone,
    excuse,
    filings_of,
    handed_on_since,
    rows_of,
)
from registry.services.settled_periods import claimed, note_settled
from registry.services.windows import QuarterUnknown, quarter_window
from registry.window_week_rules import window_week_rules

# A million rows take minutes; nobody waits for them at a page.
_SECONDS = 1800
_LONGEST = timedelta(seconds=_SECONDS)
_ONE_DAY = timedelta(days=1)


def settle(period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    """Bring a period's rows to how they stand at a moment; twice is the same as once.

    One query for the leaves, one for the transfers since; an aggregation, and an update for each
    way to stand, that stay on the server; four counts. A period that never was settled is told of
    its filings, too: after that each filing writes its row itself.
    """
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    _settle(its, at, with_filings=not _kept([period]))


def rebuild(period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    """Write a period's rows anew from the records; a row that none explains is dropped.

    Cut off halfway, the period counts as never settled, and whoever looks settles it.
    """
    SettledPeriod.objects(id=period).delete()
    DutyRow.objects(period=period).delete()  # index period_1_platform_1
    settle_with_filings(period, at=at, rulebook=rulebook, calendar=calendar)


def settle_with_filings(
    period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> None:
    """Settle a period, and tell its rows of what was filed first in it."""
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    _settle(its, at, with_filings=True)


def _settle(its: Window, at: datetime, *, with_filings: bool) -> None:
    leaves, handed_on = covered(its.period, at), handed_on_since(its)
    _run(Platform, [*rows_of(its), *bring_along(its, handed_on)])
    with pymongo.timeout(_SECONDS):
        bring_due(its, leaves, handed_on, at)
        drop_gone(its)
    if with_filings:
        _run(QuarterlyUpdate, filings_of(its.period))
    excuse(its.period, leaves)
    note_settled(its, at)


def settled(
    periods_asked: Iterable[str], *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> dict[str, dict[str, Any]]:
    """Return quarters with their rows as they stand now: what no job has settled is settled here.

    As they are stored: the mapper takes longer over the arrivals than a page has. One query where
    all are settled. What was settled before is settled again by one of all who look at once, and
    the others read it as it was; what never was, by each, twice is the same. A quarter that
    has not begun asks nothing of anybody, and is left out.
    """
    today = at.astimezone(SHANGHAI).date()
    asked = [one for one in periods_asked if periods.first_day(one) <= today]
    found = _kept(asked)
    windows = {one: quarter_window(one, rulebook.programme(NATIONAL), calendar) for one in asked}
    old = [
        one
        for one in asked
        if one not in found
        or (_is_old(windows[one], found[one], at) and claimed(found[one], at, lasts=_LONGEST))
    ]
    for period in old:
        settle(period, at=at, rulebook=rulebook, calendar=calendar)
    if old:
        found |= _kept(old)
    return found


def _kept(asked: Sequence[str]) -> dict[str, dict[str, Any]]:
    found = SettledPeriod.objects(id__in=asked).as_pymongo()  # index _id_
    return {one["_id"]: one for one in found}


def _is_old(its: Window, kept: Mapping[str, Any], at: datetime) -> bool:
    """Say whether the rows of a quarter are to be settled again before a look."""
    age = at - kept["settled_at"]
    if at >= its.accepts_until:
        return bool(kept["settled_at"] < its.accepts_until or age >= _ONE_DAY)
    return bool(age >= window_week_rules().board.settled_for)


def moving_periods(at: datetime) -> tuple[str, ...]:
    """Return the quarters whose rows change with the hour: this, the last, those under leave."""
    this = periods.quarter_of(at.astimezone(SHANGHAI).date())
    since = at - _ONE_DAY
    under_leave = LateFilingLeave.objects(until__gte=since).distinct("period")
    return tuple(sorted({this, periods.previous(this), *under_leave}))


def with_rows(periods_asked: Iterable[str]) -> frozenset[str]:
    """Return which of these quarters have rows."""
    found = DutyRow.objects(period__in=list(periods_asked)).distinct("period")
    return frozenset(found)  # index period_1_platform_1


def settle_all(*, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> int:
    """Settle every quarter on record, and tell its rows of what was filed; return how many.

    An appeal or a leave may have touched an old one, and what was filed before there was a
    ledger is in no row yet.
    """
    known = on_record()
    for period in known:
        settle_with_filings(period, at=at, rulebook=rulebook, calendar=calendar)
    return len(known)


def on_record() -> tuple[str, ...]:
    """Return every quarter that has rows or filings, the earliest first."""
    kept = set(DutyRow.objects.distinct("period"))  # index period_1_platform_1
    filed = set(QuarterlyUpdate.objects.distinct("period"))  # index period_1_platform_1_version_-1
    return tuple(sorted(kept | filed))


def begun(
    asked: Iterable[str], *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> tuple[str, ...]:
    """Return quarters as they are worked through: each once, the earliest first.

    Raises QuarterUnknown for a text that names none, and for a quarter that lies ahead.
    """
    this = periods.quarter_of(at.astimezone(SHANGHAI).date())
    for period in asked:
        quarter_window(period, rulebook.programme(NATIONAL), calendar)
        if period > this:
            raise QuarterUnknown(read=period)
    return tuple(sorted(set(asked)))


@dataclass(frozen=True, slots=True)
class Tally:
    """How a quarter's rows divide: all of them, who owes, who filed, who missed."""

    period: str
    rows: int = 0
    owing: int = 0
    filed: int = 0
    missed: int = 0


def tally(period: str) -> Tally:
    """Count a quarter's rows; one query, over its rows alone."""

    def having(condition: Any) -> Stage:  # noqa: ANN401 - an expression of the database
        return {"$sum": {"$cond": [condition, 1, 0]}}

    is_filed = {"$gt": ["$done", ""]}
    missed = {"$and": [{"$not": [is_filed]}, {"$eq": ["$due", DutyState.MISSED.value]}]}
    group = {
        "_id": None, "rows": {"$sum": 1}, "owing": having("$owes"), "filed": having(is_filed),
        "missed": having(missed),
    }  # fmt: skip
    rows = DutyRow._get_collection().aggregate(  # noqa: SLF001 - past the mapper
        [{"$match": {"period": period}}, {"$group": group}, {"$unset": "_id"}],
        hint="period_1_platform_1",
    )
    return next((Tally(period, **one) for one in rows), Tally(period))


def _run(document: Any, stages: Sequence[Stage]) -> None:  # noqa: ANN401 - a document class
    with pymongo.timeout(_SECONDS):
        document._get_collection().aggregate(list(stages), allowDiskUse=True).close()  # noqa: SLF001 - past the mapper
