"""How an act on a case is written down: what it left, and whom it is told to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from registry.services.outbox import Notice

EVERYBODY = ("host", "authority", "ministry")


class Case(Protocol):
    """A record of one platform that its host, its authority and the ministry are told of."""

    host: Any
    authority: Any


@dataclass(frozen=True, slots=True)
class Recorded:
    """How an act is written down: its verb, what it left, whom it is told to.

    A ``reason`` in what it left is the act's own. ``told`` names audiences.
    """

    verb: str
    after: Mapping[str, Any] = field(default_factory=dict)
    told: Collection[str] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    rulebook: str = ""


def notices_of(
    case: Case, audiences: Collection[str], code: str, subject: str, words: Mapping[str, str]
) -> list[Notice]:
    """Return the messages that tell these audiences of a case."""
    recipients = {"host": case.host, "authority": case.authority, "ministry": "ministry"}
    return [Notice(one, recipients[one], code, subject, words) for one in audiences]
