"""Bans 3年内不得再次申报 on the desk: recording one, and asking whether one is in force.

A ban is in force by the date alone; its last day is included (ruling 4). It binds the
host with all its platforms, and the platform with all its hosts, earlier and later (ruling 21).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bson import ObjectId
from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.bans import Ban
from registry.documents.hosts import Host
from registry.documents.platforms import Platform, PlatformFact
from registry.errors import Invalid, NotFound, Refusal
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, Role, require
from registry.policy.removals import BanPeriod, ban_for
from registry.policy.rulebook import NoSuchProvisionError, Rulebook
from registry.policy.typed_text import seen
from registry.services import ledger, outbox
from registry.services.hosts import host_of_code


class GroundBringsNoBan(Refusal):
    """The text attaches no ban to this ground (ruling 18)."""

    code = "ground_brings_no_ban"
    status = 422


class BanAlreadyRecorded(Refusal):
    """The same decision already bans the same platform."""

    code = "ban_already_recorded"
    status = 409


@dataclass(frozen=True, slots=True)
class BanOrder:
    """What a decision says: which platform, on which ground, under which number, of which day."""

    platform: str
    ground: str
    decision: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class BanStanding:
    """One ban as it stands on a day: whether it is in force, and what it rests on."""

    in_force: bool
    credit_code: str
    host_name: str
    platform: str
    platform_name: str
    ground: str
    clause: str
    decision: str
    decided_on: date
    from_day: date
    until_day: date


def record_ban(order: BanOrder, *, by: Actor, at: datetime, rulebook: Rulebook) -> BanStanding:
    """Record the ban that follows from a decision; its length is the law's, never typed.

    Raises Invalid for an unknown ground or a decision dated after today, GroundBringsNoBan
    where the text states none (ruling 18), BanAlreadyRecorded for the same decision again.
    """
    require(by, "bans:record")
    if not seen(order.decision):
        raise Invalid(fields={"decision": say("decision_wanted")})
    if order.decided_on > at.astimezone(SHANGHAI).date():
        raise Invalid(fields={"decided_on": say("decision_in_the_future")})
    try:
        period = ban_for(order.ground, order.decided_on, rulebook.programme(NATIONAL))
    except NoSuchProvisionError as error:
        raise Invalid(fields={"ground": say("ground_unknown", read=order.ground)}) from error
    if period is None:
        raise GroundBringsNoBan
    try:
        ban = transact(lambda: write_ban(order, period, by=by, at=at, rulebook=rulebook))
    except NotUniqueError as error:
        raise BanAlreadyRecorded(decision=order.decision) from error
    return _standing(ban, order.decided_on)


def write_ban(
    order: BanOrder, period: BanPeriod, *, by: Actor, at: datetime, rulebook: Rulebook
) -> Ban:
    """Write a ban with its ledger entry and messages, inside the caller's transaction.

    Who may, the caller has asked. Raises NotFound without such a platform, NotUniqueError where
    the same decision bans it already.
    """
    platform = Platform.objects(number=order.platform).first()
    if platform is None:
        raise NotFound
    ban = Ban(
        host=platform.host,
        credit_code=platform.credit_code,
        host_name=platform.host_name,
        platform=platform.number,
        platform_name=platform.name,
        ground=order.ground,
        clause=period.clause,
        decision=order.decision,
        decided_on=order.decided_on,
        from_day=period.from_day,
        until_day=period.last_day,
        recorded_at=at,
    ).save(force_insert=True)
    _tell(ban, platform.authority, by=by, at=at, rulebook=rulebook)
    return ban


def _tell(ban: Ban, authority: str, *, by: Actor, at: datetime, rulebook: Rulebook) -> None:
    """Write the act into the ledger, and messages to the host and its authority."""
    names = ("ground", "decision", "decided_on", "from_day", "until_day")
    after = {name: getattr(ban, name) for name in names}
    subject = f"platform:{ban.platform}"
    act = ledger.Act(
        "ban.record", subject, after=after, clause=ban.clause, rulebook=rulebook.version
    )
    ledger.record(act, by=by, at=at)
    params = {
        "host_name": ban.host_name,
        "decision": ban.decision,
        "until": ban.until_day.isoformat(),
    }
    for audience, recipient in (("host", ban.host), ("authority", authority)):
        notice = outbox.Notice(audience, recipient, "notice_ban_recorded", subject, params)
        outbox.post(notice, at=at)


def bans_in_force(credit_codes: Collection[str], on: date) -> Mapping[str, BanStanding]:
    """Return, by credit code, the ban in force on a day that lasts longest.

    A ban binds the host and whoever carried the banned platform before or after it
    (ruling 21). One query where nobody is banned, three at most, however many codes; first and
    last day are included.
    """
    running = list(Ban.objects(until_day__gte=on, from_day__lte=on).order_by("until_day"))
    carried = _carried_by(running)  # index until_day_1
    return {
        code: _standing(ban, on)
        for ban in running
        for code in sorted({ban.credit_code, *carried.get(ban.platform, ())} & set(credit_codes))
    }


def _carried_by(bans: Sequence[Ban]) -> Mapping[str, set[str]]:
    """Return, by banned platform, the credit codes of the other hosts that ever carried it."""
    own = {(ban.platform, ban.host) for ban in bans}
    facts = PlatformFact.objects(platform__in=[ban.platform for ban in bans], aspect="host")
    others = set(facts.scalar("platform", "value")) - own if bans else set()
    if not others:  # index platform_1_aspect_1_effective_on_-1_recorded_at_-1
        return {}
    keys = [host for _, host in others if ObjectId.is_valid(host)]
    named = Host.objects(id__in=keys).scalar("id", "credit_code")
    codes = {str(host): code for host, code in named}
    found: dict[str, set[str]] = {}
    for platform, host in others:
        if host in codes:
            found.setdefault(platform, set()).add(codes[host])
    return found


def bans_of(credit_code: str, *, by: Actor, at: datetime) -> tuple[BanStanding, ...]:
    """Return every ban on a host, the longest first, and whether each is in force today.

    A ban binds wherever the host applies, so every office may ask; a host only about itself.
    Raises NotFound for a host that asks about another.
    """
    require(by, "bans:read")
    if by.role is Role.HOST_OPERATOR:
        host = host_of_code(credit_code)
        require(by, "bans:read", host=str(host.id) if host else "")
    today = at.astimezone(SHANGHAI).date()
    found = Ban.objects(credit_code=credit_code).order_by("-until_day", "decision")
    return tuple(_standing(ban, today) for ban in found)  # index credit_code_1_until_day_1


def _standing(ban: Ban, on: date) -> BanStanding:
    return BanStanding(
        in_force=ban.from_day <= on <= ban.until_day,
        credit_code=ban.credit_code,
        host_name=ban.host_name,
        platform=ban.platform,
        platform_name=ban.platform_name,
        ground=ban.ground,
        clause=ban.clause,
        decision=ban.decision,
        decided_on=ban.decided_on,
        from_day=ban.from_day,
        until_day=ban.until_day,
    )
