"""Cases of possible unreported changes 疑似未报告变更: found, listed, counted, changed.

A host sees a case once it was asked, and its own alone; a province its authority's, the
ministry all. Another's is answered as none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.unreported_changes import UnreportedChange
from registry.errors import Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, Role, authority_in_view, require
from registry.policy import periods
from registry.policy.rulebook import Rulebook
from registry.policy.unreported_changes import (
    OPEN,
    CaseState,
    ChangedField,
    ChangeOrigin,
    Difference,
    Reported,
    may_move,
    report_answering,
)
from registry.services import ledger, outbox
from registry.services.authorities import authority_name
from registry.services.by_time import Order
from registry.services.case_lists import CaseList
from registry.services.readings import Read, Reading
from registry.services.reported_changes import reported_of
from registry.services.unreported_change_detection import provinces, the_service

READ = "unreported_changes:read"
_COUNTED_BY = "authority_1_state_1_field_1_origin_1_answered_1"


class UnreportedSettled(Refusal):
    """The case is at its end, or not at the step at which this can be done."""

    code = "unreported_settled"
    status = 409


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    state: str = ""
    field: str = ""
    origin: str = ""


_CASES: CaseList[UnreportedChange, CaseFilter] = CaseList(
    UnreportedChange,
    READ,
    Order("opened_at", "number", str),
    ("authority", "state", "field", "origin"),
    (("authority", "state"), ("authority",), ("state",)),
    host="told_host",
    host_index="told_host_by_time",
    unread=("sightings", "attachments", "answers"),
)
readable, list_cases = _CASES.readable, _CASES.page


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases share authority, state, field and origin, and whether the host answered."""

    authority: str
    state: str
    field: str
    origin: str
    answered: bool
    count: int


def count_cases(*, by: Actor) -> Reading[tuple[CaseCount, ...]]:
    """Return how the cases an office may see divide; read from an index alone."""
    require(by, READ, authority=authority_in_view(by))
    match = {"authority": {"$gte": ""}} | _CASES.scope(by)
    keys = (*_CASES.filters, "answered")
    stages = (
        {"$match": match},
        {"$group": {"_id": {key: f"${key}" for key in keys}, "count": {"$sum": 1}}},
    )
    (groups,) = yield [Read(UnreportedChange, stages, _COUNTED_BY)]
    return tuple(CaseCount(**group["_id"], count=group["count"]) for group in groups)


def cases_of_platform(platform: str, *, by: Actor) -> list[UnreportedChange]:
    """Return a platform's open cases that the actor may see, newest first; one query.

    Whose the platform is, ask before.
    """
    require(by, READ)
    query = {"platform": platform, "open": True} | (
        {"told_host": by.host} if by.role is Role.HOST_OPERATOR else {}
    )
    return list(
        UnreportedChange.objects(__raw__=query).order_by("-opened_at").limit(20)
    )  # index platform_1_opened_at_-1


def asked_case(platform: str) -> str:
    """Return the newest case in which a platform was asked and is not found on; empty for none.

    What it reports meanwhile counts as prompted.
    """
    found = UnreportedChange.objects(platform=platform, state=CaseState.ASKED.value)
    newest = found.order_by("-opened_at").only("number").first()  # index platform_1_opened_at_-1
    return str(newest.number) if newest else ""


def require_move(found: UnreportedChange, to: CaseState) -> None:
    """Refuse a move the table does not know."""
    if not may_move(CaseState(found.state), to):
        raise UnreportedSettled(number=found.number, state=say(f"state_unreported_{found.state}"))


def moved(
    found: UnreportedChange, to: CaseState, version: int, **values: object
) -> UnreportedChange:
    """Write a move, inside the caller's transaction. Raises VersionConflict."""
    sets = {f"set__{name}": value for name, value in values.items()}
    changed: UnreportedChange | None = UnreportedChange.objects(
        number=found.number, version=version, state=found.state
    ).modify(new=True, inc__version=1, set__state=to.value, set__open=to in OPEN, **sets)
    if changed is None:  # index number_1
        raise VersionConflict
    return changed


def record(
    verb: str,
    found: UnreportedChange,
    after: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Write an act on a case into its platform's chain."""
    told = {"unreported_change": found.number, "state": found.state} | after
    act = ledger.Act(
        f"unreported_change.{verb}", f"platform:{found.platform}", after=told,
        clause=found.clause, rulebook=found.rulebook, reason=reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


def tell(
    code: str, found: UnreportedChange, recipients: Iterable[tuple[str, str]], *, at: datetime
) -> None:
    """Write messages on a case; ``code`` is that of the sentence without its recipient."""
    params = {
        "number": found.number,
        "name": found.platform_name,
        "field": say(f"unreported_field_{found.field}"),
        "authority": authority_name(found.authority),
        "until": found.answer_until.isoformat() if found.answer_until else "",
        "reason": found.outcome_reason,
        "state": say(f"state_unreported_{found.state}"),
    }
    subject = f"unreported_change:{found.number}"
    outbox.post_all(
        [
            outbox.Notice(audience, recipient, f"{code}_{audience}", subject, params)
            for audience, recipient in recipients
        ],
        at=at,
    )


def answering(case: UnreportedChange, reports: Sequence[Reported]) -> Reported | None:
    """Return the report among its host's that tells of a case's difference, or None."""
    what = Difference(ChangedField(case.field), case.old_value, case.new_value, case.key)
    declared = case.origin == ChangeOrigin.UPDATE and what.field is ChangedField.DECLARED
    since = periods.first_day(case.key) if declared else None
    return report_answering(
        what, reports, platform=case.platform, since=since, provinces=provinces()
    )


def report_of(case: UnreportedChange) -> Reported | None:
    """Return the report that tells of a case's difference, or None; one query."""
    return answering(case, reported_of([case.host]).get(case.host, ()))


def prompting_case(host: str, reported: Reported) -> str:
    """Return the case in which a host was asked about what it reports now; empty for none.

    The report counts as prompted whether or not it names the case. One query.
    """
    asked = UnreportedChange.objects(told_host=host, state=CaseState.ASKED.value)
    found = (one for one in asked.order_by("-opened_at", "-number").hint("told_host_by_time"))
    return next((str(one.number) for one in found if answering(one, [reported])), "")


def explain_by_report(
    case: UnreportedChange, report: Reported, *, at: datetime, rulebook: Rulebook
) -> bool:
    """Close a case nobody asked about, by a report that was there; False where it moved since."""

    def work() -> None:
        explained(case, report, version=case.version, by=the_service(), at=at, rulebook=rulebook)

    try:
        transact(work)
    except VersionConflict:
        return False
    return True


def explained(
    case: UnreportedChange,
    report: Reported,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> UnreportedChange:
    """Write that a report explains a case, inside the caller's transaction."""
    reason = say("unreported_explained_by_report", number=report.number)
    changed = moved(
        case, CaseState.EXPLAINED, version, report=report.number, outcome_reason=reason,
        settled_by_name=by.name, settled_at=at, rulebook=rulebook.version,
    )  # fmt: skip
    record("settle", changed, {"explained_by": report.number}, by=by, at=at, reason=reason)
    return changed


def move_along(platform: str, authority: str) -> None:
    """Hand a platform's open cases to the authority that receives it, in its transaction."""
    UnreportedChange.objects(platform=platform, open=True).update(
        set__authority=authority, inc__version=1
    )  # index one_open_of_a_value
