"""What a province makes of a reported change: returned, refused, verified; and judged by time.

Verification 核实 names who found what, and in one transaction changes the library, keeps the
lineage, writes the ledger and tells everybody concerned.
"""

from dataclasses import dataclass
from datetime import datetime

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Actor
from registry.policy.major_changes import (
    OPEN,
    ChangeState,
    Judgement,
    ReportTimeliness,
    wants_judgement,
)
from registry.services.authorities import authorities
from registry.services.bans import BanStanding, bans_in_force
from registry.services.ledger import Act, record_all
from registry.services.major_change_effects import Effects, MajorChangeNameTaken, take_effect
from registry.services.major_change_records import (
    MajorChangeSettled,
    changed_at_version,
    readable,
    record,
    require_step,
    settle,
    tell,
)
from registry.services.major_change_values import parties_of
from registry.services.review_texts import stated

_PERMISSION = "major_changes:decide"
JUDGED_IN = OPEN | {ChangeState.VERIFIED}


class MajorChangePaperWanted(Refusal):
    """Nothing can be verified without a single paper."""

    code = "major_change_paper_wanted"
    status = 409


class MajorChangeJudged(Refusal):
    """The clock has decided, or somebody judged before."""

    code = "major_change_judged"
    status = 409


@dataclass(frozen=True, slots=True)
class Concerns:
    """What has to be seen before a change is verified: none of it stops a fact from being one.

    ``banned`` are the running bans that reach who takes part, each with the waiver that eases
    it there; ``leads_to`` names the authorities whose territory a new place lies in, empty
    where the platform stays with its own.
    """

    banned: tuple[BanStanding, ...]
    leads_to: tuple[str, ...]


def give_back(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> MajorChange:
    """Return a report to its host, with what is to be mended.

    Raises NotFound, Invalid without a reason, MajorChangeSettled, VersionConflict.
    """
    return _end(number, ChangeState.RETURNED, "return", reason, version=version, by=by, at=at)


def refuse(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> MajorChange:
    """Refuse a report, with its ground: the library stays as it is. Raises as ``give_back``."""
    return _end(number, ChangeState.REFUSED, "refuse", reason, version=version, by=by, at=at)


def verify(number: str, findings: str, *, version: int, by: Actor, at: datetime) -> MajorChange:
    """Verify a change, with what was found: the library changes from the event's day on.

    Raises NotFound, Invalid without findings, MajorChangeSettled, MajorChangePaperWanted,
    MajorChangePlatformGone, MajorChangeNameTaken, VersionConflict.
    """
    found = readable(number, _PERMISSION, by)
    require_step(found, ChangeState.VERIFIED)
    said = stated("findings", findings, "major_change_findings_wanted")
    if not found.attachments:
        raise MajorChangePaperWanted(number=number)

    def work() -> MajorChange:
        effects = take_effect(found, at=at)
        changed = settle(
            found, ChangeState.VERIFIED, version, findings=said, settled_at=at,
            settled_by_name=by.name, hosts=[found.host, *sorted(effects.carriers - {found.host})],
        )  # fmt: skip
        _record_effects(changed, effects, by=by, at=at)
        others = sorted(_concerned(changed, effects) - {changed.authority})
        told = [("host", one) for one in changed.hosts]
        told += [("ministry", "ministry"), *(("authority", one) for one in others)]
        tell(changed, "verified", told, at=at, reason=said)
        return changed

    try:
        return transact(work)
    except NotUniqueError:
        # A host or an edge entered by somebody else at this moment is there now.
        try:
            return transact(work)
        except NotUniqueError as error:
            raise MajorChangeNameTaken(name=found.platform_name) from error


def judge(
    number: str, judgement: str, reason: str, *, version: int, by: Actor, at: datetime
) -> MajorChange:
    """Judge whether a report came in time where no number decides, once and with a reason.

    Raises NotFound, Invalid, MajorChangeJudged, MajorChangeSettled for a report that is at no
    step for it, VersionConflict.
    """
    found = readable(number, _PERMISSION, by)
    if found.judgement or not wants_judgement(ReportTimeliness(found.timeliness)):
        raise MajorChangeJudged(number=number)
    faults: dict[str, str] = {}
    if judgement not in list(Judgement):
        faults["judgement"] = say("major_change_judgement_wanted")
    try:
        why = stated("reason", reason, "major_change_judgement_reason_wanted")
    except Invalid as refused:
        faults |= refused.fields
    if faults:
        raise Invalid(fields=faults)
    if ChangeState(found.state) not in JUDGED_IN:
        raise MajorChangeSettled(number=number, state=say(f"state_change_{found.state}"))

    def work() -> MajorChange:
        changed = changed_at_version(
            found,
            version,
            set__judgement=judgement,
            set__judgement_reason=why,
            set__judged_by_name=by.name,
            set__judged_at=at,
        )  # fmt: skip - one change
        record(changed, "judge", {"judgement": judgement}, by=by, at=at, reason=why)
        told = [("host", changed.host), ("ministry", "ministry")]
        tell(changed, f"judged_{judgement}", told, at=at, reason=why)
        return changed

    return transact(work)


def concerns_of(change: MajorChange, *, at: datetime) -> Concerns:
    """Return what is to be seen beside a change, for who may read it; three queries at most."""
    today = at.astimezone(SHANGHAI).date()
    codes = {change.credit_code, *(one["credit_code"] for one in parties_of(change.values))}
    bans = bans_in_force(codes, today)
    place = change.values.get("place", "")
    its = authorities().places.of(place) if place else frozenset({change.authority})
    leads_to = () if change.authority in its else tuple(sorted(its))
    banned = tuple(one for code in sorted(bans) for one in bans[code].running)
    return Concerns(banned, leads_to)


def _end(
    number: str,
    to: ChangeState,
    verb: str,
    reason: str,
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> MajorChange:
    found = readable(number, _PERMISSION, by)
    require_step(found, to)
    why = stated("reason", reason, "major_change_reason_wanted")

    def work() -> MajorChange:
        changed = settle(
            found, to, version, outcome_reason=why, settled_at=at, settled_by_name=by.name
        )
        record(changed, verb, {"state": changed.state}, by=by, at=at, reason=why)
        tell(changed, changed.state, [("host", changed.host)], at=at)
        return changed

    return transact(work)


def _record_effects(change: MajorChange, effects: Effects, *, by: Actor, at: datetime) -> None:
    """Write the verification into the platform's chain, and what else changed into its own."""
    told = {"state": change.state, "effective_on": change.event_on}
    acts = []
    for number in dict.fromkeys([change.platform, *sorted(effects.after)]):
        own = number == change.platform
        after = {
            "change": change.number,
            "kind": change.kind,
            **(told if own else {}),
            **effects.after.get(number, {}),
        }
        acts.append(
            Act(
                "major_change.verify" if own else "platform.change",
                f"platform:{number}",
                before=effects.before.get(number),
                after=after | {"effective_on": change.event_on},
                clause=change.clause,
                rulebook=change.rulebook,
                reason=change.findings if own else "",
            )
        )
    record_all(acts, by=by, at=at)


def _concerned(change: MajorChange, effects: Effects) -> set[str]:
    """Return the authorities with a platform that changed, or of a host that the change names."""
    codes = [one["credit_code"] for one in parties_of(change.values)]
    named = Platform.objects(credit_code__in=codes).distinct("authority") if codes else []
    return effects.authorities | set(named)  # index credit_code_1
