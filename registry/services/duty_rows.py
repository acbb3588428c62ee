"""The rows of the duty ledger 应报台账 as the database makes them: from platforms and filings.

A row's state follows ``policy.duties`` from its window, what was filed first, and the leaves.
Whose it is follows the transfers: once a window is over, a platform that was handed on after it
keeps its rows where they were (二（五）, docs/decisions/transfer.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from mongoengine import Q

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.transfers import Transfer
from registry.policy import periods
from registry.policy.duties import DONE, DutyState
from registry.policy.transfers import TransferState
from registry.policy.vocabulary import Timeliness
from registry.policy.windows import Window
from registry.services.quarters import platform_owes

DUTY = "quarterly_update"

Stage = Mapping[str, Any]
_ONE_DAY = timedelta(days=1)
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Covered:
    """Whom leave covers in a period: platforms by number, whole authorities by code."""

    running: Sequence[str]
    excused: Sequence[str]


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
        "on_behalf": filing["on_behalf"], "filed_under": platform.authority,
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


def handed_on_since(window: Window) -> Mapping[str, str]:
    """Return whose platforms were as a window ended, of those handed on after it; one query.

    The first transfer since tells: who gave it, was responsible then.
    """
    last_day = (window.accepts_until - _ONE_DAY).astimezone(SHANGHAI).date()
    since = Transfer.objects(state=TransferState.RECEIVED.value, effective_on__gt=last_day)
    in_turn = since.order_by("effective_on", "proposed_at").scalar("platform", "giving")
    given: dict[str, str] = {}
    for platform, giving in in_turn:  # index state_1_effective_on_1_proposed_at_1
        given.setdefault(platform, giving)
    return given


def rows_of(window: Window) -> list[Stage]:
    """Return the pipeline over platforms that makes a row of each that was there in a period.

    ``owes`` follows ``policy.duties.owes_update``.
    """
    return [
        {"$match": _there(window)},
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


def _there(window: Window) -> Stage:
    """Return, as a filter, the platforms that were in the library in a period."""
    began = datetime.combine(
        periods.first_day(window.period), datetime.min.time(), SHANGHAI
    )  # fmt: skip - one moment
    return {
        "admitted_at": {"$lt": window.closes_at},
        "$or": [{"removed_at": None}, {"removed_at": {"$gte": began}}],
    }


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


def bring_along(window: Window, handed_on: Mapping[str, str]) -> list[Stage]:
    """Return the stages that write what rows say of platform and window; most stay as they are.

    How a row stands without a filing is left to ``bring_due``, which follows at once.
    """
    told = {
        "opens_at": {"$literal": window.opens_at},
        "due_at": {"$literal": window.accepts_until},
        "authority": _responsible(handed_on),
    }
    rows = DutyRow._get_collection_name()  # noqa: SLF001 - no public name for it
    return [
        {"$set": told},
        {"$merge": {"into": rows, "on": "_id", "whenMatched": "merge", "whenNotMatched": "insert"}},
    ]


def bring_due(window: Window, leaves: Covered, handed_on: Mapping[str, str], at: datetime) -> None:
    """Write how each row of a period stands without a filing; what it knows of one stays.

    Of two that settle at once the later moment stands, whichever of them writes last. An update
    for each way to stand; one query more where leave runs after a transfer.
    """
    rows = DutyRow._get_collection()  # noqa: SLF001 - past the mapper
    none_later = {"settled_at": {"$not": {"$gt": at}}}
    for whose, state in _standings(window, leaves, handed_on, at):
        told = {"due": state.value, "settled_at": at}
        rows.update_many(
            {"period": window.period, **whose, **none_later}, {"$set": told}, hint="board"
        )


def _standings(
    window: Window, leaves: Covered, handed_on: Mapping[str, str], at: datetime
) -> list[tuple[Stage, DutyState]]:
    """Return how rows without a filing stand by ``policy.duties``, and as a filter which do."""
    free: tuple[Stage, DutyState] = ({"owes": False}, DutyState.NOT_REQUIRED)
    if at < window.accepts_from:
        return [free, ({"owes": True}, DutyState.NOT_YET_DUE)]
    if at < window.accepts_until:
        return [free, ({"owes": True}, DutyState.OPEN)]
    running = leaves.running
    # Leave is given by and for who has the platform now, and the row may name another.
    now = _authorities_now(handed_on) if running and handed_on else {}
    named = [*running, *(platform for platform, one in now.items() if one in running)]
    under = {"authority": {"$in": list(running)}, "platform": {"$nin": list(now)}}
    late = [{"platform": {"$in": named}}, under]
    return [
        free,
        ({"owes": True, "$or": late}, DutyState.OPEN),
        ({"owes": True, "$nor": late}, DutyState.MISSED),
    ]


def drop_gone(window: Window) -> None:
    """Drop what was asked of platforms that, as they are known today, were not there then.

    Each platform that was has a row, so there is one too many only where somebody was not.
    """
    was_there, rows = _there(window), DutyRow.objects(period=window.period)
    if rows.count() <= Platform.objects(__raw__=was_there).count():  # index period_1_platform_1
        return
    of_platform: Stage = {
        "$lookup": {
            "from": Platform._get_collection_name(),  # noqa: SLF001 - no public name for it
            "localField": "platform",
            "foreignField": "number",
            "pipeline": [{"$match": was_there}, {"$project": {"_id": 1}}],
            "as": "there",
        }
    }
    unfiled = {"period": window.period, "done": {"$in": ["", None]}}
    stages = [{"$match": unfiled}, of_platform, {"$match": {"there": []}}]
    gone = DutyRow._get_collection().aggregate([*stages, {"$project": {"_id": 1}}])  # noqa: SLF001 - past the mapper
    while some := list(islice(gone, _AT_ONCE)):
        rows.filter(id__in=[one["_id"] for one in some], done__in=("", None)).delete()


def _authorities_now(handed_on: Mapping[str, str]) -> dict[str, str]:
    """Return whose the platforms are today that were handed on; index number_1."""
    found = Platform.objects(number__in=list(handed_on)).scalar("number", "authority")
    return dict(found)


def _responsible(handed_on: Mapping[str, str]) -> Any:  # noqa: ANN401 - an expression
    """Return, as an expression on a row, whose it is: the platform's authority, or who gave it."""
    given: dict[str, list[str]] = {}
    for platform, giving in handed_on.items():
        given.setdefault(giving, []).append(platform)
    branches = [
        {"case": {"$in": ["$platform", numbers]}, "then": giving}
        for giving, numbers in given.items()
    ]
    return (
        {"$switch": {"branches": branches, "default": "$authority"}} if branches else "$authority"
    )


def excuse(period: str, leaves: Covered) -> None:
    """Let what was filed late count as excused where the ministry said so.

    Said to a whole authority, it is for what was filed under it, whoever has the platform now.
    """
    if leaves.excused:
        late = DutyRow.objects(period=period, done=DutyState.DONE_LATE.value)
        whom = Q(platform__in=leaves.excused) | Q(filed_under__in=leaves.excused)
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
                "filed_under": {"$last": "$authority"},
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
