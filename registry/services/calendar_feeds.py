"""Calendar feeds 日历订阅: each account may have one secret address for its calendar program.

Whoever knows the address reads what its owner has to do and when, and nothing else: no form is
opened by it, and what is filed stands nowhere in it.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

from registry.calendar_files import calendar_file
from registry.database import transact
from registry.documents.calendar_feeds import CalendarFeed, Owner, owner_of
from registry.errors import NotFound
from registry.messages import say
from registry.permissions import Actor, Role, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.services.calendar_events import events_of
from registry.services.ledger import Act, record
from registry.services.sign_in import digest_of_secret

_MANAGE = "calendar_feeds:manage"


def subscribed_since(*, by: Actor) -> datetime | None:
    """Return since when one's own address is there; None without one."""
    require(by, _MANAGE)
    feed = CalendarFeed.objects(account=by.account).first()  # index account_1
    return feed.recorded_at if feed else None


def subscribe(*, by: Actor, at: datetime) -> str:
    """Make one's address, or another in place of the one before; return its secret part.

    It is shown now and kept nowhere: the one before leads nowhere from now on.
    """
    require(by, _MANAGE)
    secret = secrets.token_urlsafe(32)

    def work() -> None:
        renewed = bool(CalendarFeed.objects(account=by.account).delete())
        CalendarFeed(account=by.account, digest=digest_of_secret(secret), recorded_at=at).save(
            force_insert=True
        )
        verb = "renew" if renewed else "make"
        record(Act(f"calendar_feed.{verb}", f"account:{by.account}"), by=by, at=at)

    transact(work)
    return secret


def revoke(*, by: Actor, at: datetime) -> None:
    """Take one's address away at once; without one nothing changes."""
    require(by, _MANAGE)

    def work() -> None:
        if end_feed(by.account):
            record(Act("calendar_feed.revoke", f"account:{by.account}"), by=by, at=at)

    transact(work)


def end_feed(account: str) -> bool:
    """Take an account's address away, inside the caller's transaction; say whether it had one."""
    return bool(CalendarFeed.objects(account=account).delete())


def feed_of(
    secret: str,
    *,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
    lead_to: Callable[[str, Actor], str],
) -> bytes:
    """Return the calendar at an address; ``lead_to`` gives the page of a subject, or nothing.

    Raises NotFound for one that never was, was renewed or revoked, or whose owner is disabled
    or has no role: all alike, after the same one query.
    """
    owner = owner_of(digest_of_secret(secret))
    if owner is None or not owner.account.get("role"):
        raise NotFound
    actor = _actor_of(owner)
    found = events_of(
        actor, since=owner.since, at=at, rulebook=rulebook, calendar=calendar, lead_to=lead_to
    )
    return calendar_file(say("calendar_feed_name"), found)


def _actor_of(owner: Owner) -> Actor:
    account = owner.account
    return Actor(
        account=str(account["_id"]),
        name=account["name"],
        role=Role(account["role"]),
        host=account.get("host", ""),
        authority=account.get("authority", ""),
        division=account.get("division", ""),
        door="calendar",
    )
