"""Exit proposals 退出建议 on the desk: a province proposes, the ministry has an open case 二（六）.

Nothing is removed here: the platform stays in the library until the ministry decides
(ruling 20). One open proposal a platform; another authority's platform is answered as none.
"""

from dataclasses import dataclass
from datetime import datetime

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.exit_proposals import ExitProposal
from registry.documents.platforms import Platform
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy.adjustments import shown_under
from registry.policy.calendar import WorkingCalendar
from registry.policy.exit_proposals import CLAUSE, ExitGround, ExitState, may_move
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen
from registry.policy.vocabulary import LibraryState
from registry.services import ledger, outbox, platforms
from registry.services.adjustments import require_exits_open
from registry.services.authorities import authority_name
from registry.services.by_time import Order
from registry.services.case_lists import CaseList
from registry.services.condition_findings import for_proposal, link_proposal
from registry.services.round_notices import stated_reason
from registry.services.windows import round_name

LEAST_FACTS, LONGEST_FACTS = 10, 4000
_COUNTED_BY = "authority_1_period_1_state_1_ground_1_proposed_at_1"


class ExitAlreadyProposed(Refusal):
    """The platform has an open proposal."""

    code = "exit_already_proposed"
    status = 409


class ExitPlatformGone(Refusal):
    """The platform is not in the library any more: there is nothing to leave."""

    code = "exit_platform_gone"
    status = 409


class ExitAlreadyEnded(Refusal):
    """The proposal was withdrawn or decided before."""

    code = "exit_already_ended"
    status = 409


@dataclass(frozen=True, slots=True)
class ExitOrder:
    """What a province proposes: which platform, on which ground, on which facts.

    ``finding`` is the number of the condition finding 入库条件线索 it is made on, if any.
    """

    platform: str
    ground: str
    facts: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class ExitFilter:
    """What a list is narrowed to; empty narrows nothing."""

    authority: str = ""
    period: str = ""
    state: str = ""
    ground: str = ""


_PROPOSALS: CaseList[ExitProposal, ExitFilter] = CaseList(
    ExitProposal,
    "exit_proposals:read",
    Order("proposed_at", "number", str),
    ("authority", "period", "state", "ground"),
    (("host",), ("authority",)),
)
readable, list_proposals = _PROPOSALS.readable, _PROPOSALS.page


@dataclass(frozen=True, slots=True)
class ExitCount:
    """How many proposals share authority, round, state and ground; the newest of them."""

    authority: str
    period: str
    state: str
    ground: str
    count: int
    newest: datetime


def propose(
    order: ExitOrder, *, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> ExitProposal:
    """Propose that a platform leaves the library; ministry and host are told.

    Raises NotFound for another's platform, Invalid for a ground, facts or finding that do not hold,
    RoundNotOpened before the running round's notice, ExitPlatformGone, ExitAlreadyProposed.
    """
    platform = platforms.readable(order.platform, "exit_proposals:propose", by)
    ground, facts = _stated(order)
    if order.finding:
        for_proposal(order.finding, platform.number, by=by)
    running = running_round(at, rulebook=rulebook, calendar=calendar)

    def work() -> ExitProposal:
        here = Platform.objects(
            number=platform.number, state=LibraryState.IN_LIBRARY.value
        ).first()  # index number_1
        if here is None:
            raise ExitPlatformGone(name=platform.name)
        kept = {"ground": ground.value, "facts": facts, "finding": order.finding}
        made = _write(here, running, kept, by=by, at=at, rulebook=rulebook)
        if made.finding:
            link_proposal(made.finding, made.number, by=by, at=at)
        _tell("propose", made, by=by, at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        if (standing := open_proposal(platform.number)) is None:
            raise
        raise ExitAlreadyProposed(name=platform.name, number=standing.number) from error


def running_round(at: datetime, *, rulebook: Rulebook, calendar: WorkingCalendar) -> str:
    """Return the round that a proposal of this moment belongs to: its half-year runs.

    Raises RoundNotOpened where no notice opened it.
    """
    period = shown_under("", at)
    return require_exits_open(period, at=at, rulebook=rulebook, calendar=calendar).period


def withdraw(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> ExitProposal:
    """Take back an open proposal with a reason; the platform may be proposed again.

    Raises NotFound, Invalid without a reason, ExitAlreadyEnded, VersionConflict.
    """
    found = readable(number, "exit_proposals:withdraw", by)
    why = stated_reason(reason)
    if not may_move(ExitState(found.state), ExitState.WITHDRAWN):
        raise ExitAlreadyEnded(number=number)

    def work() -> ExitProposal:
        changed = ExitProposal.objects(
            number=number, version=version, state=ExitState.OPEN.value
        ).modify(
            new=True, inc__version=1, set__state=ExitState.WITHDRAWN.value,
            set__withdrawn_at=at, set__withdrawn_by_name=by.name, set__withdrawn_reason=why,
        )  # fmt: skip
        if changed is None:
            raise VersionConflict
        _tell("withdraw", changed, by=by, at=at)
        return changed

    return transact(work)


def open_proposal(platform: str) -> ExitProposal | None:
    """Return the open proposal on a platform, for who may read the platform; None else."""
    found: ExitProposal | None = ExitProposal.objects(
        platform=platform, state=ExitState.OPEN.value
    ).first()  # index one_open_per_platform
    return found


def count_proposals(*, by: Actor, period: str = "") -> tuple[ExitCount, ...]:
    """Return how the proposals an office may see divide; one query over an index alone."""
    require(by, "exit_proposals:read", authority=authority_in_view(by))
    match = {"authority": {"$gte": ""}} | _PROPOSALS.scope(by)
    match |= {"period": period} if period else {}
    keys = ("authority", "period", "state", "ground")
    groups = ExitProposal._get_collection().aggregate(  # noqa: SLF001 - a count reads without the mapper
        [
            {"$match": match},
            {
                "$group": {
                    "_id": {key: f"${key}" for key in keys},
                    "count": {"$sum": 1},
                    "newest": {"$max": "$proposed_at"},
                }
            },
        ],
        hint=_COUNTED_BY,
    )
    return tuple(
        ExitCount(**group["_id"], count=group["count"], newest=group["newest"]) for group in groups
    )


def _stated(order: ExitOrder) -> tuple[ExitGround, str]:
    """Return ground and facts as they are kept. Raises Invalid naming what does not hold."""
    fields, facts = {}, seen(order.facts)
    if order.ground not in list(ExitGround):
        fields["ground"] = say("exit_ground_wanted")
    if not LEAST_FACTS <= len(facts) <= LONGEST_FACTS:
        fields["facts"] = say("exit_facts_wanted", least=LEAST_FACTS, most=LONGEST_FACTS)
    if fields:
        raise Invalid(fields=fields)
    return ExitGround(order.ground), facts


def _write(
    platform: Platform,
    period: str,
    kept: dict[str, str],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> ExitProposal:
    series = f"{platform.authority}-{period}"
    made: ExitProposal = ExitProposal(
        number=f"TC-{series}-{take_number(f'exit_proposal:{series}'):03d}",
        period=period,
        authority=platform.authority,
        platform=platform.number,
        platform_name=platform.name,
        host=platform.host,
        host_name=platform.host_name,
        **kept,
        clause=CLAUSE,
        state=ExitState.OPEN.value,
        rulebook=rulebook.version,
        account=by.account,
        account_name=by.name,
        proposed_at=at,
    ).save(force_insert=True)
    return made


def _tell(verb: str, found: ExitProposal, *, by: Actor, at: datetime) -> None:
    """Write the act into the platform's chain, and messages to ministry and host."""
    after = {"exit_proposal": found.number, "state": found.state}
    if verb == "propose":
        after |= {"ground": found.ground, "facts": found.facts}
        if found.finding:
            after["condition_finding"] = found.finding
    subject = f"platform:{found.platform}"
    act = ledger.Act(
        f"exit_proposal.{verb}", subject, after=after, clause=found.clause,
        rulebook=found.rulebook, reason=found.withdrawn_reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
    params = {
        "number": found.number,
        "name": found.platform_name,
        "authority": authority_name(found.authority),
        "round": round_name(found.period),
        "ground": say(f"exit_ground_{found.ground}"),
        "reason": found.withdrawn_reason,
    }
    outbox.post_all(
        [
            outbox.Notice(audience, recipient, f"notice_exit_{verb}_{audience}", subject, params)
            for audience, recipient in (("ministry", "ministry"), ("host", found.host))
        ],
        at=at,
    )
