"""Filings that could not be compared 没能比对的材料: given up after some tries, with their fault.

A filing's message to the desk is its record: whose it is, when it was filed, how often it was
tried, and of what kind the last fault was. What the filing says stands in none of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.outbox import OutboxMessage
from registry.errors import NotFound
from registry.permissions import Actor, authority_in_view, require
from registry.services import ledger
from registry.services.outbox import Notice
from registry.services.task_counts import Counted
from registry.services.task_lines import Page

# One try a minute: what passes by itself has passed by then.
TRIES = 5
LOOK_AGAIN = "unreported_changes:look_again"
_CODE = "desk_look_for_unreported"
_DESK = "desk"
_GIVEN_UP = {"audience": _DESK, "state": "failed"}
_INDEX = "desk_given_up"
_SHOWN, _AT_ONCE = 50, 500


@dataclass(frozen=True, slots=True)
class UncomparedFiling:
    """A filing that was given up: by its noun and receipt or number, with its last fault's kind."""

    noun: str
    key: str
    host_name: str
    authority: str
    filed_at: datetime
    tries: int
    tried_at: datetime
    fault: str


def follow_up(
    subject: str, key: str, *, authority: str, host_name: str = "", platform: str = ""
) -> Notice:
    """Return the message that asks an authority's desk to look at what was filed.

    ``key`` is its receipt or number; ``platform`` the one it is about, which may move.
    """
    params = {"key": key, "host_name": host_name, "platform": platform}
    return Notice(_DESK, authority, _CODE, subject, params)


def note_fault(message: OutboxMessage, error: Exception, *, at: datetime) -> bool:
    """Count a try that came to nothing; return whether it was the last."""
    is_last = message.attempts + 1 >= TRIES
    OutboxMessage.objects(id=message.id, state="pending").update_one(
        inc__attempts=1,
        set__tried_at=at,
        set__fault=type(error).__name__,
        set__state="failed" if is_last else "pending",
    )
    return is_last


def uncompared_filings(*, by: Actor) -> list[UncomparedFiling]:
    """Return what was given up and nobody had looked at again, newest first; one query.

    A province sees its own, the ministry all.
    """
    found = OutboxMessage.objects(__raw__=_in_view(by)).hint(_INDEX).order_by("-recorded_at")
    return [
        UncomparedFiling(
            noun=one.subject.partition(":")[0],
            key=one.params["key"],
            host_name=one.params.get("host_name", ""),
            authority=one.recipient,
            filed_at=one.recorded_at,
            tries=one.attempts,
            tried_at=one.tried_at,
            fault=one.fault,
        )
        for one in found.limit(_SHOWN)
    ]


def counted_uncompared(*, by: Actor) -> Counted:
    """Return the line of home that counts what was given up."""
    code = "task_look_again_unreported"
    return Counted(OutboxMessage, _in_view(by), _INDEX, code, Page.UNREPORTED)


def look_again(key: str, *, by: Actor, at: datetime) -> None:
    """Let a filing be tried anew, as often as the first time. Raises NotFound."""
    query = _in_view(by) | {"params.key": key}
    if not transact(lambda: _try_anew(query, by=by, at=at)):
        raise NotFound


def look_again_at_all(*, by: Actor, at: datetime) -> int:
    """Let all that one may see be tried anew, the oldest first; return how many."""
    query = _in_view(by)
    return transact(lambda: _try_anew(query, by=by, at=at))


def _in_view(by: Actor) -> dict[str, Any]:
    authority = authority_in_view(by)
    require(by, LOOK_AGAIN, authority=authority)
    # Of any recipient is asked as well: the index begins with it.
    return _GIVEN_UP | {"recipient": authority or {"$gt": ""}}


def _try_anew(query: dict[str, Any], *, by: Actor, at: datetime) -> int:
    """Put back what was given up, with an act each, inside the caller's transaction."""
    found = OutboxMessage.objects(__raw__=query).hint(_INDEX).order_by("recorded_at")
    given_up = list(found.limit(_AT_ONCE))
    OutboxMessage.objects(id__in=[one.id for one in given_up]).update(
        set__state="pending", set__attempts=0
    )
    acts = [
        ledger.Act(
            "uncompared_filing.look_again",
            f"uncompared_filing:{one.params['key']}",
            before={"tries": one.attempts, "fault": one.fault},
        )
        for one in given_up
    ]
    ledger.record_all(acts, by=by, at=at)
    return len(given_up)


def move_along(platform: str, authority: str) -> None:
    """Hand what was given up of a platform to the authority that receives it."""
    OutboxMessage.objects(__raw__=_GIVEN_UP | {"params.platform": platform}).update(
        set__recipient=authority
    )  # index desk_given_up
