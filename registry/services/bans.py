"""Bans 3年内不得再次申报 on the desk: recording one, and asking whether one is in force.

A ban is in force by the date alone; its last day is included (ruling 4). It binds the
host with all its platforms, and the platform with all its hosts, earlier and later (ruling 21).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.bans import Ban
from registry.documents.platforms import Platform
from registry.errors import Invalid, NotFound, Refusal
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.removals import BanPeriod, ban_for
from registry.policy.rulebook import NoSuchProvisionError, Rulebook
from registry.policy.typed_text import seen
from registry.services import ledger, outbox
from registry.services.ban_liftings import in_force, lifted_by
from registry.services.ban_reach import Reach, bans_reaching
from registry.services.ban_relief import Relief, reliefs


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
    """One ban as it stands on a day: whether it is in force, what it rests on.

    ``reach`` is the way it reaches the host that was asked about, ``relief`` the waiver that
    eases it there; ``shorter`` are the other running bans on that host, ``way`` says it in
    words where it was asked for. ``lifted`` says why an appeal lifted it on that day, empty where
    none did; ``appeal`` is its number.
    """

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
    reach: Reach | None = None
    relief: Relief | None = None
    shorter: tuple["BanStanding", ...] = ()
    way: str = ""
    lifted: str = ""
    appeal: str = ""

    def binding(self, name_key: str) -> "BanStanding | None":
        """Return the running ban that binds the host with a platform of this name, or None.

        Of several the one that lasts longest. A waiver in force eases one ban for every
        platform but the banned one and its kin (ruling 21).
        """
        return next((one for one in self.running if not one.spares(name_key)), None)

    @property
    def running(self) -> "tuple[BanStanding, ...]":
        """Return every running ban on the host, each with its own waiver, the longest first."""
        return tuple(one for one in (self, *self.shorter) if one.in_force)

    def spares(self, name_key: str) -> bool:
        """Say whether a waiver lets a platform of this name apply although this ban runs."""
        return self.relief is not None and self.relief.spares(name_key)


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
    return standing_of(ban, order.decided_on)


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
    """Return, by credit code, the ban in force on a day that binds its host longest.

    Through lineage too (ruling 21), with the way it reaches the host, the waiver that eases it
    and the shorter bans: whether a platform may apply, its ``binding`` says. Eight queries at
    most, however many codes; first and last day are included.
    """
    reached = bans_reaching(credit_codes, on)
    eased = reliefs({str(one.ban.id) for all_ in reached.values() for one in all_}, reached, on)
    found = {}
    for code, reaches in reached.items():
        first, *rest = (
            standing_of(one.ban, on, one, eased.get((str(one.ban.id), code))) for one in reaches
        )
        found[code] = replace(first, shorter=tuple(rest))
    return found


def standing_of(
    ban: Ban, on: date, reach: Reach | None = None, relief: Relief | None = None
) -> BanStanding:
    """Return a ban as it stands on a day."""
    lifting = lifted_by(ban, on)
    return BanStanding(
        in_force=in_force(ban, on),
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
        reach=reach,
        relief=relief,
        lifted=lifting.why if lifting else "",
        appeal=lifting.appeal if lifting else "",
    )
