"""Messages 消息: what was told to a host, an authority or the ministry, in one place to read.

Whose they are is the organisation: what one of its people opened is read for all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId

from registry.documents.appeals import Appeal
from registry.documents.applications import Application
from registry.documents.exit_proposals import ExitProposal
from registry.documents.incidents import Incident
from registry.documents.late_filings import LateFilingLeave
from registry.documents.major_changes import MajorChange
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.removal_cases import RemovalCase
from registry.documents.summary_sheets import SummarySheet
from registry.documents.support_requests import SupportRequest
from registry.documents.transfers import Transfer
from registry.documents.unreported_changes import UnreportedChange
from registry.documents.update_returns import UpdateReturn
from registry.errors import NotFound
from registry.logs import log
from registry.messages import UnknownSentence, say
from registry.permissions import Actor, may, require, side_of
from registry.policy.vocabulary import Side
from registry.services.by_time import page_by_time
from registry.services.readings import Read, Reading, Stage

READ = "messages:read"
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Message:
    """One message in words. ``read_at`` is when somebody of the recipient first read it."""

    id: str
    code: str
    text: str
    subject: str
    recorded_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which records a subject names, and what in them says whose they are."""

    document: type
    host: str = "host"
    authority: str = "authority"


# Subjects whose record may since have gone to another; of the rest the permission decides alone.
_KINDS = {
    "platform": _Kind(Platform),
    "application": _Kind(Application),
    "quarterly_update": _Kind(QuarterlyUpdate),
    "major_change": _Kind(MajorChange),
    "incident": _Kind(Incident),
    "exit_proposal": _Kind(ExitProposal),
    "removal_case": _Kind(RemovalCase),
    "appeal": _Kind(Appeal),
    "unreported_change": _Kind(UnreportedChange, host="told_host"),
    # A leave for a whole authority names no host: those it was told to are those it covers.
    "late_filing": _Kind(LateFilingLeave, host=""),
    "update_return": _Kind(UpdateReturn),
    "support_request": _Kind(SupportRequest),
    "summary_sheet": _Kind(SummarySheet),
    "transfer": _Kind(Transfer, authority="parties"),
}


def list_messages(
    *, unread: bool, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[Message], list[str]]:
    """Return a page of the messages to the one who asks, newest first, and the key it ends with.

    Raises NotAllowed, CursorForged for another list's key. Index inbox or inbox_unread.
    """
    found = OutboxMessage.objects(**_addressed_to(by))
    if unread:
        found = found.filter(read_at=None)
    hinted = found.hint("inbox_unread" if unread else "inbox")
    page, key = page_by_time(hinted, after, limit)
    return [_in_words(one) for one in page], key


def open_message(message: str, *, by: Actor, at: datetime) -> Message:
    """Return a message and note that it was read; the first time stands.

    Raises NotAllowed, and NotFound also where it was told to another.
    """
    mine = _addressed_to(by)
    if not ObjectId.is_valid(message):
        raise NotFound
    its = OutboxMessage.objects(id=message, **mine)  # index _id_
    its.filter(read_at=None).update(set__read_at=at)
    found = its.first()
    if found is None:
        raise NotFound
    return _in_words(found)


def read_all(*, until: datetime | None, by: Actor, at: datetime) -> int:
    """Note that all messages up to a moment were read; return how many were not before.

    Without a moment, or with one to come, it is now: what comes later nobody has seen.
    """
    seen = min(until, at) if until else at
    unread = OutboxMessage.objects(**_addressed_to(by), read_at=None, recorded_at__lte=seen)
    return int(unread.update(set__read_at=at))  # index inbox_unread


def unread_count(*, by: Actor) -> Reading[int]:
    """Return how many messages to the one who asks nobody has read, counted up to MOST_COUNTED."""
    if not may(by, READ):
        return 0
    match: dict[str, Any] = {**_addressed_to(by), "read_at": None}
    stages: list[Stage] = [{"$match": match}, {"$limit": MOST_COUNTED}, {"$count": "count"}]
    (rows,) = yield [Read(OutboxMessage, stages, "inbox_unread")]
    return int(rows[0]["count"]) if rows else 0


def out_of_reach(subjects: Iterable[str], *, by: Actor) -> Reading[frozenset[str]]:
    """Return which of these subjects are another's today, or no longer there; one query."""
    named: dict[str, set[str]] = {}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind in _KINDS:
            named.setdefault(kind, set()).add(number)
    found = yield [_own(kind, numbers, by) for kind, numbers in named.items()]
    within = {
        f"{kind}:{row['number']}" for kind, rows in zip(named, found, strict=True) for row in rows
    }  # fmt: skip - one walk
    asked = {f"{kind}:{number}" for kind, numbers in named.items() for number in numbers}
    return frozenset(asked - within)


def _own(name: str, numbers: set[str], by: Actor) -> Read:
    """Return the read of those records that are the reader's."""
    kind, side = _KINDS[name], side_of(by)
    match: dict[str, Any] = {"number": {"$in": sorted(numbers)}}
    if side is Side.HOST and kind.host:
        match[kind.host] = by.host
    elif side is Side.PROVINCE:
        match[kind.authority] = by.authority
    stages: list[Stage] = [{"$match": match}, {"$project": {"_id": False, "number": True}}]
    return Read(kind.document, stages, "number_1")


def _addressed_to(by: Actor) -> dict[str, str]:
    """Return whose messages somebody reads: of its host, its authority, or the ministry.

    Raises NotAllowed; an account that acts for nobody finds nothing.
    """
    require(by, READ)
    audience, recipient = {
        Side.HOST: ("host", by.host),
        Side.PROVINCE: ("authority", by.authority),
        Side.MINISTRY: ("ministry", "ministry"),
    }[side_of(by)]
    return {"audience": audience, "recipient": recipient}


def _in_words(one: OutboxMessage) -> Message:
    try:
        text = say(one.code, **one.params)
    except UnknownSentence:  # written by a newer release, or for a sentence that was reworded
        log().error("message_without_words", code=one.code, message=str(one.id))
        text = say("message_without_words", of=one.code)
    return Message(str(one.id), one.code, text, one.subject, one.recorded_at, one.read_at)
