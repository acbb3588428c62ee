"""Lifting a ban upon an appeal 异议: for as long as its decision is suspended, or for good.

The ban stays as it was written; on the days of a lifting it binds nobody (house ruling 26).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.bans import Ban, Lifting
from registry.permissions import Actor
from registry.policy.ban_waivers import Days
from registry.policy.removals import binds_on
from registry.services import ledger

SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Whose:
    """Which ban is meant: that of this decision and ground on this platform; by which appeal.

    None where ``decision`` is empty: it brings none.
    """

    decision: str
    ground: str
    platform: str
    appeal: str
    rulebook: str


def in_force(ban: Ban, on: date) -> bool:
    """Say whether a ban binds on a day; first and last are included."""
    days = Days(ban.from_day, ban.until_day)
    return binds_on(on, days, [_days_of(one) for one in ban.liftings])


def lifted_by(ban: Ban, on: date) -> Lifting | None:
    """Return the last written lifting that holds on a day, or None."""
    return next((one for one in reversed(ban.liftings) if _days_of(one).holds(on)), None)


def not_lifted(on: date) -> Mapping[str, Any]:
    """Return ``lifted_by`` as a filter for the database: what no appeal lifted on a day."""
    day = datetime.combine(on, time())
    until = {"$or": [{"until_day": None}, {"until_day": {"$gte": day}}]}
    return {"liftings": {"$not": {"$elemMatch": {"from_day": {"$lte": day}} | until}}}


def lift(whose: Whose, why: str, *, by: Actor, at: datetime) -> Ban | None:
    """Lift a ban, inside the caller's transaction; None where the decision brought none.

    While its decision is suspended: from that day on. Annulled or changed: from its first day,
    as if it had not been.
    """
    ban = _ban_of(whose)
    if ban is None:
        return None
    today = at.astimezone(SHANGHAI).date()
    from_day = today if why == SUSPENDED else ban.from_day
    made = Lifting(why=why, appeal=whose.appeal, from_day=from_day, recorded_at=at)
    Ban.objects(id=ban.id).update_one(push__liftings=made)
    after = {"decision": ban.decision, "why": why, "appeal": whose.appeal, "from_day": from_day}
    _write_down("ban.lift", ban, after, whose, by=by, at=at)
    return ban


def bind_again(whose: Whose, *, by: Actor, at: datetime) -> Ban | None:
    """End the suspension of a ban, inside the caller's transaction: it binds from this day on."""
    ban = _ban_of(whose)
    place = _suspended_at(ban) if ban else None
    if ban is None or place is None:
        return None
    today = at.astimezone(SHANGHAI).date()
    last = today - timedelta(days=1)
    Ban.objects(id=ban.id).update_one(**{f"set__liftings__{place}__until_day": last})
    after = {"decision": ban.decision, "appeal": whose.appeal, "from_day": today}
    after["until_day"] = ban.until_day
    _write_down("ban.bind_again", ban, after, whose, by=by, at=at)
    return ban


def _ban_of(whose: Whose) -> Ban | None:
    if not whose.decision:
        return None
    found: Ban | None = Ban.objects(
        decision=whose.decision, platform=whose.platform, ground=whose.ground
    ).first()  # index decision_1_platform_1
    return found


def _suspended_at(ban: Ban) -> int | None:
    """Return the place of the suspension that still lasts among a ban's liftings."""
    lasting = (
        place
        for place, one in enumerate(ban.liftings)
        if one.why == SUSPENDED and one.until_day is None
    )
    return next(lasting, None)


def _days_of(one: Lifting) -> Days:
    return Days(one.from_day, one.until_day or date.max)


def _write_down(
    verb: str, ban: Ban, after: Mapping[str, Any], whose: Whose, *, by: Actor, at: datetime
) -> None:
    act = ledger.Act(
        verb, f"platform:{ban.platform}", after=after, clause=ban.clause, rulebook=whose.rulebook
    )
    ledger.record(act, by=by, at=at)
