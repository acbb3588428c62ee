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
from mongoengine import Q

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow, SettledPeriod
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.law import NATIONAL
from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import DONE, DutyState
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import Timeliness
from registry.policy.windows import Window
from registry.services.quarters import platform_owes
from registry.services.settled_periods import note_settled
from registry.services.windows import QuarterUnknown, quarter_window
from registry.window_week_rules import window_week_rules

DUTY = "quarterly_update"

Stage = Mapping[str, Any]
# A million rows take minutes; nobody waits for them at a page.
_SECONDS = 1800
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Covered:
    """Whom leave covers in a period: platforms by number, whole authorities by code."""

    running: Sequence[str]
    excused: Sequence[str]


def settle(period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    """Bring a period's rows to how they stand at a moment; twice is the same as once.

    One query for the leaves, one aggregation that stays on the server, and one that counts.
    """
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    _bring_forward(its, at)
    note_settled(its, at)


def _bring_forward(its: Window, at: datetime) -> None:
    leaves = covered(its.period, at)
    _run(Platform, [*rows_of(its), *merge(its, leaves, at)])
    # Of a platform that was not there then, as it is known today, nothing was asked.
    gone = DutyRow.objects(period=its.period, done__in=("", None), settled_at__lt=at)
    gone.delete()  # index period_1_authority_1_done_1_due_1_platform_1
    _excuse(its.period, leaves)


def rebuild(period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    """Write a period's rows anew from the records; a row that none explains is dropped."""
    DutyRow.objects(period=period).delete()  # index period_1_platform_1
    settle_with_filings(period, at=at, rulebook=rulebook, calendar=calendar)


def settle_with_filings(
    period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> None:
    """Settle a period, and tell its rows of what was filed first in it."""
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    _bring_forward(its, at)
    _run(QuarterlyUpdate, filings_of(period))
    _excuse(period, covered(period, at))
    note_settled(its, at)


def settled(
    periods_asked: Iterable[str], *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> dict[str, dict[str, Any]]:
    """Return quarters with their rows as they stand now: what no job has settled is settled here.

    As they are stored: the mapper takes longer over the arrivals than a page has. One query where
    all are settled. While its window is not over a quarter is settled by one of all who look at
    once, and the others read it as it was; any other by each, twice is the same. A quarter that
    has not begun asks nothing of anybody, and is left out.
    """
    today = at.astimezone(SHANGHAI).date()
    asked = [one for one in periods_asked if periods.first_day(one) <= today]
    found = _kept(asked)
    windows = {one: quarter_window(one, rulebook.programme(NATIONAL), calendar) for one in asked}
    old = [one for one in asked if _is_old(windows[one], found.get(one), at)]
    for period in old:
        settle_with_filings(period, at=at, rulebook=rulebook, calendar=calendar)
    if old:
        found |= _kept(old)
    return found


def _kept(asked: Sequence[str]) -> dict[str, dict[str, Any]]:
    found = SettledPeriod.objects(id__in=asked).as_pymongo()  # index _id_
    return {one["_id"]: one for one in found}


def _is_old(its: Window, kept: Mapping[str, Any] | None, at: datetime) -> bool:
    """Say whether the rows of a quarter are to be settled, by the one who asks, before a look."""
    if kept is None:
        return True
    if at >= its.accepts_until:
        return bool(kept["settled_at"] < its.accepts_until or at - kept["settled_at"] >= _ONE_DAY)
    if at - kept["settled_at"] < window_week_rules().board.settled_for:
        return False
    claimed = SettledPeriod.objects(id=its.period, settled_at=kept["settled_at"])
    return bool(claimed.update(set__settled_at=at))


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


def row_id(period: str, platform: str) -> str:
    """Return the name of a row; derived, so that two who write it write the same one."""
    return f"{DUTY}:{period}:{platform}"


def note_filing(
    platform: Platform, window: Window, filing: Mapping[str, Any], *, at: datetime
) -> None:
    """Write the row of a quarter that was filed for the first time, in its transaction.

    ``filing`` has the version's timeliness, receipt and arrival, and whether it was on behalf.
    One write, whether the row was opened or not.
    """
    name, owes = row_id(window.period, platform.number), platform_owes(platform, window)
    told = {
        "done": DONE[Timeliness(filing["timeliness"])].value,
        "filed_at": filing["submitted_at"], "receipt": filing["number"],
        "on_behalf": filing["on_behalf"],
    }  # fmt: skip
    whose = {
        "duty": DUTY, "period": window.period, "platform": platform.number,
        "platform_name": platform.name, "authority": platform.authority, "host": platform.host,
        "field": platform.taxonomy_field, "place": platform.place, "owes": owes,
        "settled_at": at, "opens_at": window.opens_at, "due_at": window.accepts_until,
        "due": (DutyState.OPEN if owes else DutyState.NOT_REQUIRED).value,
    }  # fmt: skip
    DutyRow._get_collection().update_one(  # noqa: SLF001 - one write past the mapper
        {"_id": name}, {"$set": told, "$setOnInsert": whose}, upsert=True
    )


def covered(period: str, at: datetime) -> Covered:
    """Return whom leave covers in a period: running now, and excused by any."""
    found = list(
        LateFilingLeave.objects(period=period).only(
            "authority", "platform", "opens_at", "until", "excused"
        )
    )  # index period_1_authority_1
    named = [(one.platform or one.authority, one) for one in found]
    return Covered(
        running=sorted({who for who, one in named if one.opens_at <= at < one.until}),
        excused=sorted({who for who, one in named if one.excused}),
    )


def rows_of(window: Window) -> list[Stage]:
    """Return the pipeline over platforms that makes a row of each that was there in a period.

    ``owes`` follows ``policy.duties.owes_update``.
    """
    began = datetime.combine(
        periods.first_day(window.period), datetime.min.time(), SHANGHAI
    )  # fmt: skip - one moment
    return [
        {
            "$match": {
                "admitted_at": {"$lt": window.closes_at},
                "$or": [{"removed_at": None}, {"removed_at": {"$gte": began}}],
            }
        },
        {
            "$project": {
                "_id": {"$concat": [f"{DUTY}:{window.period}:", "$number"]},
                "duty": {"$literal": DUTY},
                "period": {"$literal": window.period},
                "platform": "$number",
                "platform_name": "$name",
                "authority": 1,
                "host": 1,
                "field": {"$ifNull": ["$taxonomy_field", ""]},
                "place": {"$ifNull": ["$place", ""]},
                "owes": _owes(window),
            }
        },
    ]


def _owes(window: Window) -> Stage:
    touches = {
        "$and": [
            {"$lt": ["$$one.left_at", window.closes_at]},
            {"$gte": ["$$one.back_at", window.opens_at]},
        ]
    }
    away = {
        "$filter": {"input": {"$ifNull": ["$absences", []]}, "as": "one", "cond": touches}
    }  # fmt: skip - one expression
    return {
        "$and": [
            {"$lt": ["$admitted_at", window.opens_at]},
            {"$gte": [{"$ifNull": ["$removed_at", window.closes_at]}, window.closes_at]},
            {"$eq": [away, []]},
        ]
    }


def merge(window: Window, leaves: Covered, at: datetime) -> list[Stage]:
    """Return the stages that write rows; what a row knows of a filing stays as it is."""
    settled = {
        "opens_at": {"$literal": window.opens_at},
        "due_at": {"$literal": window.accepts_until},
        "settled_at": {"$literal": at},
        "due": _due(window, leaves, at),
    }
    return [
        {"$set": settled},
        {
            "$merge": {
                "into": DutyRow._get_collection_name(),  # noqa: SLF001 - no public name for it
                "on": "_id",
                "whenMatched": "merge",
                "whenNotMatched": "insert",
            }
        },
    ]


def _due(window: Window, leaves: Covered, at: datetime) -> Stage:
    """Return ``policy.duties.duty_state`` of a row without a filing, as an expression on it."""
    due: Any = DutyState.MISSED.value
    if at < window.accepts_from:
        due = DutyState.NOT_YET_DUE.value
    elif at < window.accepts_until:
        due = DutyState.OPEN.value
    elif leaves.running:
        among = [{"$in": [f"${key}", list(leaves.running)]} for key in ("platform", "authority")]
        due = {"$cond": [{"$or": among}, DutyState.OPEN.value, due]}
    return {"$cond": ["$owes", due, DutyState.NOT_REQUIRED.value]}


def _excuse(period: str, leaves: Covered) -> None:
    """Let what was filed late count as excused where the ministry said so."""
    if leaves.excused:
        late = DutyRow.objects(period=period, done=DutyState.DONE_LATE.value)
        whom = Q(platform__in=leaves.excused) | Q(authority__in=leaves.excused)
        late.filter(whom).update(set__done=DutyState.EXCUSED.value)


def filings_of(period: str) -> list[Stage]:
    """Return the pipeline over filings that tells each row of the first one of its quarter."""
    counted = [
        {"case": {"$eq": ["$first", one.value]}, "then": state.value} for one, state in DONE.items()
    ]
    return [
        {"$match": {"period": period}},
        {"$sort": {"period": 1, "platform": 1, "version": -1}},
        {
            "$group": {
                "_id": {"$concat": [f"{DUTY}:{period}:", "$platform"]},
                "first": {"$last": "$timeliness"},
                "filed_at": {"$last": "$submitted_at"},
                "receipt": {"$last": "$number"},
                "on_behalf": {"$last": {"$gt": ["$on_behalf.authority", None]}},
            }
        },
        {"$set": {"done": {"$switch": {"branches": counted}}}},
        {"$unset": "first"},
        {
            "$merge": {
                "into": DutyRow._get_collection_name(),  # noqa: SLF001 - no public name for it
                "on": "_id",
                "whenMatched": "merge",
                "whenNotMatched": "discard",
            }
        },
    ]


def _run(document: Any, stages: Sequence[Stage]) -> None:  # noqa: ANN401 - a document class
    with pymongo.timeout(_SECONDS):
        document._get_collection().aggregate(list(stages), allowDiskUse=True).close()  # noqa: SLF001 - past the mapper
