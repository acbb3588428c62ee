"""Posting messages: written in the transaction of the fact they tell of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.documents.outbox import OutboxMessage
from registry.insertion import insert_all


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to an audience (host, authority, ministry, account) about a subject.

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
