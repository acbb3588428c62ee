"""Incidents 事故和违规情形 on the desk: recorded, examined, corrected; nothing is removed here.

A host reports its own, an office records what it knows. At or above the line of removal a case
is proposed; whether there is one, and what comes of it, people decide (rulings 20, 23).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.incidents import (
    LONGEST_TEXT,
    Incident,
    IncidentExamination,
    IncidentStatement,
)
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require, side_of
from registry.policy.incidents import IncidentState, Site, may_correct, may_move
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen
from registry.policy.vocabulary import Side
from registry.services import platforms
from registry.services.as_read import change_as_read
from registry.services.by_time import RECORDED, Order
from registry.services.case_lists import CaseList
from registry.services.incident_statements import IncidentOrder, read_statement
from registry.services.incident_telling import tell
from registry.services.readings import Read, Reading
from registry.services.round_notices import stated_reason

_COUNTED_BY = "authority_1_state_1_kind_1_at_line_1_counts_1_removal_case_1"
# What a list can be narrowed to by the line of removal.
REACHED, PROPOSED, BELOW, UNKNOWN = "reached", "proposed", "below", "unknown"
LINES = (REACHED, PROPOSED, BELOW, UNKNOWN)
CASE_PROPOSED: dict[str, Any] = {
    "state": IncidentState.CONFIRMED.value,
    "at_line": True,
    "counts": True,
    "removal_case": "",
}  # fmt: skip - one row of a table
_OF_LINE: dict[str, dict[str, Any]] = {
    REACHED: {"at_line": True},
    PROPOSED: CASE_PROPOSED,
    BELOW: {"at_line": False},
    UNKNOWN: {"at_line": None},
}


class IncidentAlreadyRecorded(Refusal):
    """The same was recorded before, in the same words."""

    code = "incident_already_recorded"
    status = 409


class IncidentAlreadyExamined(Refusal):
    """What stands was examined before; it is corrected first."""

    code = "incident_already_examined"
    status = 409


class IncidentNotYours(Refusal):
    """The statement that stands is another's to correct."""

    code = "incident_not_yours"
    status = 409


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """What a list is narrowed to; empty narrows nothing. ``line`` is one of LINES."""

    authority: str = ""
    state: str = ""
    kind: str = ""
    line: str = ""
    platform: str = ""


_INCIDENTS: CaseList[Incident, IncidentFilter] = CaseList(
    Incident,
    "incidents:read",
    Order(RECORDED.instant, "number", str),
    ("authority", "state", "kind", "platform"),
    (("platform",), ("host",), ("authority",)),
)
readable = _INCIDENTS.readable


@dataclass(frozen=True, slots=True)
class ExaminationOrder:
    """What an examination says: ``outcome`` confirmed or unfounded, ``counts`` yes or no."""

    outcome: str
    counts: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IncidentCount:
    """How many incidents share authority, state, kind and line; of these, cases proposed."""

    authority: str
    state: str
    kind: str
    line: str
    proposed: bool
    count: int


def record(
    number: str, order: IncidentOrder, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Incident:
    """Record an incident of a platform; the others concerned are told.

    Raises NotFound for another's platform, Invalid, IncidentAlreadyRecorded.
    """
    platform = platforms.readable(number, "incidents:record", by)
    _require_receipt(order.receipt, platform)
    stated = read_statement(order, by=by, at=at, rulebook=rulebook)
    series = f"{platform.authority}-{at.astimezone(SHANGHAI).year}"

    def work() -> Incident:
        # First of all: who records the same at the same time waits here, and then sees it.
        serial = take_number(f"incident:{series}")
        _refuse_repeated(platform, order.kind, stated)
        made: Incident = Incident(
            number=f"SG-{series}-{serial:04d}",
            authority=platform.authority,
            platform=platform.number,
            platform_name=platform.name,
            host=platform.host,
            host_name=platform.host_name,
            kind=order.kind,
            state=IncidentState.RECORDED.value,
            update_receipt=order.receipt,
            statements=[stated],
            recorded_at=at,
            **_current(stated),
        ).save(force_insert=True)
        tell("record", made, by=by, at=at)
        return made

    return transact(work)


def correct(
    number: str, order: IncidentOrder, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> Incident:
    """State an incident anew with a reason; what was stated stays, and it is examined again.

    Its kind stays: another kind is another incident. Raises NotFound, Invalid,
    IncidentNotYours, VersionConflict.
    """
    found = readable(number, "incidents:record", by)
    if not correctable(found, by):
        raise IncidentNotYours(number=number)
    reason = stated_reason(order.reason)
    stated = read_statement(order, by=by, at=at, rulebook=rulebook, reason=reason)
    if found.version != version:
        raise VersionConflict

    def work() -> Incident:
        changed = change_as_read(
            found, push__statements=stated, set__counts=None,
            set__state=IncidentState.RECORDED.value,
            **{f"set__{name}": value for name, value in _current(stated).items()},
        )  # fmt: skip
        tell("correct", changed, by=by, at=at)
        return changed

    return transact(work)


def examine(
    number: str, order: ExaminationOrder, *, version: int, by: Actor, at: datetime
) -> Incident:
    """Say whether the statement that stands is so, and whether it counts for the platform.

    Raises NotFound, Invalid, IncidentAlreadyExamined, VersionConflict.
    """
    found = readable(number, "incidents:examine", by)
    examined = _examined(found, order, by, at)
    if not may_move(IncidentState(found.state), IncidentState(examined.outcome)):
        raise IncidentAlreadyExamined(number=number)
    if found.version != version:
        raise VersionConflict

    def work() -> Incident:
        changed = change_as_read(
            found, push__examinations=examined, set__state=examined.outcome,
            set__counts=examined.counts,
        )  # fmt: skip
        tell("examine", changed, by=by, at=at)
        return changed

    return transact(work)


def note_case(number: str, case: str) -> None:
    """Note which removal case was opened on an incident, inside the caller's transaction.

    The last one opened stands; the case's own entry in the chain names the incident.
    """
    Incident.objects(number=number).update_one(inc__version=1, set__removal_case=case)


def is_incident_of(platform: str, number: str) -> bool:
    """Say whether a platform has this incident. Whose it is, ask before."""
    return Incident.objects(number=number, platform=platform).only("id").first() is not None


def correctable(found: Incident, by: Actor) -> bool:
    """Say whether somebody may correct the statement that stands."""
    return may_correct(side_of(by), Side(found.stands.side), IncidentState(found.state))


def is_case_proposed(found: Incident) -> bool:
    """Say whether a removal case is proposed: confirmed, at the line, counting, none opened."""
    return all(getattr(found, name) == value for name, value in CASE_PROPOSED.items())


def list_incidents(
    asked: IncidentFilter, *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[Incident], list[str]]:
    """Return a page of the incidents the actor may see, newest first, and the key it ends with.

    Raises NotFound for another's authority, CursorForged for another list's key.
    """
    line = {"$and": [_OF_LINE.get(asked.line, {"number": ""})]} if asked.line else {}
    return _INCIDENTS.page(asked, by=by, after=after, limit=limit, also=line)


def count_incidents(*, by: Actor) -> Reading[tuple[IncidentCount, ...]]:
    """Return how the incidents one may see divide; read from an index alone."""
    require(by, "incidents:read", authority=authority_in_view(by))
    keys = ("authority", "state", "kind", "at_line", "counts", "removal_case")
    stages = (
        {"$match": {"authority": {"$gte": ""}} | _INCIDENTS.scope(by)},
        {"$group": {"_id": {key: f"${key}" for key in keys}, "count": {"$sum": 1}}},
    )
    (groups,) = yield [Read(Incident, stages, _COUNTED_BY)]
    return tuple(_counted(group["_id"], group["count"]) for group in groups)


def states_of_platform(number: str) -> list[str]:
    """Return the states of a platform's incidents, for who may read the platform; one query."""
    found = Incident.objects(platform=number).only("state")
    return [one.state for one in found]  # index platform_1_recorded_at_-1_number_-1


def _counted(key: dict[str, Any], count: int) -> IncidentCount:
    line = {True: REACHED, False: BELOW, None: UNKNOWN}[key.get("at_line")]
    proposed = all(key.get(name) == value for name, value in CASE_PROPOSED.items())
    return IncidentCount(key["authority"], key["state"], key["kind"], line, proposed, count)


def _current(stated: IncidentStatement) -> dict[str, Any]:
    return {name: getattr(stated, name) for name in ("occurred_on", "grade", "at_line")}


def _require_receipt(receipt: str, platform: Platform) -> None:
    """Refuse (Invalid) a receipt that is no update of this platform."""
    if receipt and not QuarterlyUpdate.objects(number=receipt, platform=platform.number).only("id"):
        raise Invalid(fields={"receipt": say("incident_update_unknown")})  # index number_1


def _refuse_repeated(platform: Platform, kind: str, stated: IncidentStatement) -> None:
    for one in Incident.objects(platform=platform.number, kind=kind).order_by(
        "-recorded_at", "-number"
    ):  # index platform_1_recorded_at_-1_number_-1
        first = one.statements[0]
        if (first.occurred_on, first.facts, first.side) == (
            stated.occurred_on,
            stated.facts,
            stated.side,
        ):  # fmt: skip - one line each
            raise IncidentAlreadyRecorded(number=one.number)


def _examined(
    found: Incident, order: ExaminationOrder, by: Actor, at: datetime
) -> IncidentExamination:
    """Return an examination as it is kept. Raises Invalid naming what does not hold.

    One that counts wants a grade; one on the platform's own site counts (ruling 23).
    """
    fields, reason = {}, seen(order.reason)
    confirmed = order.outcome == IncidentState.CONFIRMED
    if order.outcome not in {IncidentState.CONFIRMED, IncidentState.UNFOUNDED}:
        fields["outcome"] = say("incident_outcome_wanted")
    if confirmed and order.counts not in {"yes", "no"}:
        fields["counts"] = say("incident_counts_wanted")
    if confirmed and order.counts == "no" and found.stands.site == Site.PLATFORM:
        fields["counts"] = say("incident_own_site_counts")
    if confirmed and order.counts == "yes" and found.at_line is None:
        fields["outcome"] = say("incident_not_graded_yet")
    if not 1 <= len(reason) <= LONGEST_TEXT:
        fields["reason"] = say("incident_examination_reason_wanted", most=LONGEST_TEXT)
    if fields:
        raise Invalid(fields=fields)
    return IncidentExamination(
        statement=len(found.statements),
        outcome=order.outcome,
        counts=order.counts == "yes" if confirmed else None,
        reason=reason,
        side=side_of(by).value,
        account=by.account,
        account_name=by.name,
        examined_at=at,
    )
