"""The duty ledger 应报台账: its rows opened, closed and written again, all platforms at once.

One aggregation on the server settles a period: rows are made for who was in the library, and each
row's state follows ``policy.duties`` from its window, what was filed first, and the leaves. Nothing
depends on its having run: what a page says of one platform comes from the records.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow
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
from registry.services.windows import quarter_window

DUTY = "quarterly_update"
_KEYS = ("duty", "period", "platform", "platform_name", "authority", "host", "field", "owes")
_FILED = ("filed_as", "filed_at", "receipt")

Stage = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Covered:
    """Whom leave covers in a period: platforms by number, whole authorities by code."""

    running: Sequence[str]
    excused: Sequence[str]


def settle(period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    """Bring a period's rows to how they stand at a moment; twice is the same as once.

    Two queries for the leaves, and one aggregation that stays on the server.
    """
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    _run(Platform, [*rows_of(its), *merge(its, covered(period, at), at)])


def rebuild(period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
    """Write a period's rows anew from the records: what was filed first, then ``settle``.

    A row that no record explains is dropped.
    """
    DutyRow.objects(period=period).delete()  # index period_1_platform_1
    settle(period, at=at, rulebook=rulebook, calendar=calendar)
    _run(QuarterlyUpdate, filings_of(period))
    settle(period, at=at, rulebook=rulebook, calendar=calendar)


def moving_periods(at: datetime) -> tuple[str, ...]:
    """Return the quarters whose rows change with the hour: this, the last, those under leave."""
    this = periods.quarter_of(at.astimezone(SHANGHAI).date())
    since = at - timedelta(days=1)
    under_leave = LateFilingLeave.objects(until__gte=since).distinct("period")
    return tuple(sorted({this, periods.previous(this), *under_leave}))


def periods_on_record() -> tuple[str, ...]:
    """Return every quarter that has rows."""
    return tuple(sorted(DutyRow.objects.distinct("period")))  # index period_1_platform_1


def row_id(period: str, platform: str) -> str:
    """Return the name of a row; derived, so that two who write it write the same one."""
    return f"{DUTY}:{period}:{platform}"


def note_filing(
    platform: Platform, window: Window, filing: Mapping[str, Any], *, at: datetime
) -> None:
    """Write the row of a quarter that was filed for the first time, in its transaction.

    ``filing`` has the version's timeliness, receipt and arrival. One write, whether the row was
    opened or not.
    """
    name = row_id(window.period, platform.number)
    told = {
        "filed_as": filing["timeliness"], "filed_at": filing["submitted_at"],
        "receipt": filing["number"], "settled_at": at,
        "state": DONE[Timeliness(filing["timeliness"])].value,
    }  # fmt: skip
    whose = {
        "duty": DUTY, "period": window.period, "platform": platform.number,
        "platform_name": platform.name, "authority": platform.authority, "host": platform.host,
        "field": platform.taxonomy_field, "owes": platform_owes(platform, window),
        "opens_at": window.opens_at, "due_at": window.accepts_until,
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
    """Return the stages that write rows: what a row knows of a filing stays, its state is new."""
    state = {"$set": {"state": state_of(window, leaves, at)}}
    settled = {
        "opens_at": {"$literal": window.opens_at},
        "due_at": {"$literal": window.accepts_until},
        "settled_at": {"$literal": at},
    }
    unfiled = {"filed_as": {"$literal": ""}, "filed_at": None, "receipt": {"$literal": ""}}
    taken = {key: f"$$new.{key}" for key in (*_KEYS, *settled)}
    return [
        {"$set": {**settled, **unfiled}},
        state,
        {
            "$merge": {
                "into": DutyRow._get_collection_name(),  # noqa: SLF001 - no public name for it
                "on": "_id",
                "whenMatched": [{"$set": taken}, state],
                "whenNotMatched": "insert",
            }
        },
    ]


def state_of(window: Window, leaves: Covered, at: datetime) -> Stage:
    """Return ``policy.duties.duty_state`` as an expression on a row."""
    excused, running = _among(leaves.excused), _among(leaves.running)
    late, unfiled = Timeliness.LATE.value, {"$eq": ["$filed_as", ""]}
    open_now = window.accepts_from <= at < window.accepts_until
    due = DutyState.OPEN if open_now else DutyState.MISSED
    if at < window.accepts_from:
        due = DutyState.NOT_YET_DUE
    branches = [
        ({"$and": [{"$eq": ["$filed_as", late]}, excused]}, DutyState.EXCUSED),
        *(({"$eq": ["$filed_as", one.value]}, state) for one, state in DONE.items()),
        ({"$not": ["$owes"]}, DutyState.NOT_REQUIRED),
        ({"$and": [unfiled, running]}, DutyState.OPEN if due is not DutyState.NOT_YET_DUE else due),
    ]
    return {
        "$switch": {
            "branches": [{"case": case, "then": state.value} for case, state in branches],
            "default": due.value,
        }
    }


def _among(named: Sequence[str]) -> Stage:
    return {"$or": [{"$in": [f"${key}", list(named)]} for key in ("platform", "authority")]}


def filings_of(period: str) -> list[Stage]:
    """Return the pipeline over filings that tells each row of the first one of its quarter."""
    return [
        {"$match": {"period": period}},
        {"$sort": {"period": 1, "platform": 1, "version": -1}},
        {
            "$group": {
                "_id": {"$concat": [f"{DUTY}:{period}:", "$platform"]},
                "filed_as": {"$last": "$timeliness"},
                "filed_at": {"$last": "$submitted_at"},
                "receipt": {"$last": "$number"},
            }
        },
        {
            "$merge": {
                "into": DutyRow._get_collection_name(),  # noqa: SLF001 - no public name for it
                "on": "_id",
                "whenMatched": [{"$set": {key: f"$$new.{key}" for key in _FILED}}],
                "whenNotMatched": "discard",
            }
        },
    ]


def _run(document: Any, stages: Sequence[Stage]) -> None:  # noqa: ANN401 - a document class
    document._get_collection().aggregate(list(stages), allowDiskUse=True).close()  # noqa: SLF001 - past the mapper
