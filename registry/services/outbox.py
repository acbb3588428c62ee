"""Posting messages: written in the transaction of the fact they tell of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.documents.outbox import OutboxMessage
from registry.insertion import insert_all


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to an audience (host, authority, ministry, account, desk) about a subject.

    ``code`` names the sentence in ``registry.messages``, ``params`` fill it.
    """

    audience: str
    recipient: str
    code: str
    subject: str
    params: Mapping[str, str] = field(default_factory=dict)


def post(notice: Notice, *, at: datetime) -> None:
    """Write a message down, inside the caller's transaction; it is sent after it."""
    post_all([notice], at=at)


def post_all(notices: Iterable[Notice], *, at: datetime) -> None:
    """Write messages down together, as ``post`` does each; one command."""
    insert_all(
        OutboxMessage,
        [
            {
                "audience": notice.audience,
                "recipient": notice.recipient,
                "code": notice.code,
                "params": dict(notice.params),
                "subject": notice.subject,
                "recorded_at": at,
            }
            for notice in notices
        ],
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message has come: written with its fact, sent, seen by its recipient."""

    code: str
    params: Mapping[str, str]
    written_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    failed: bool = False
    inbox_only: bool = False

    @property
    def state(self) -> str:
        """Return the furthest it has come; what was seen here needs no other way."""
        if self.read_at:
            return "delivered"
        if self.failed:
            return "undelivered"
        if self.inbox_only:
            return "inbox_only"
        return "sent" if self.sent_at else "to_be_sent"


def deliveries_to(audience: str, recipient: str, subject: str) -> list[Delivery]:
    """Return what was told to somebody about a subject, newest first. Whose it is, ask before."""
    found = OutboxMessage.objects(subject=subject, audience=audience, recipient=recipient).order_by(
        "-recorded_at", "-id"
    )  # index subject_1_audience_1_recorded_at_-1
    return [
        Delivery(
            one.code, dict(one.params), one.recorded_at, one.sent_at, one.read_at,
            one.state == "failed", one.state == "inbox_only",
        )
        for one in found
    ]  # fmt: skip


def mark_read(audience: str, recipient: str, subject: str, *, at: datetime) -> int:
    """Note that the recipient saw what was told about a subject; the first time stands."""
    return int(
        OutboxMessage.objects(
            subject=subject, audience=audience, recipient=recipient, read_at=None
        ).update(set__read_at=at)
    )
