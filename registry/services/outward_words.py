"""What a message says outside this service: its sentence, without what people typed, and a link.

Whoever carries an e-mail or a text message can read it; reasons, names and notes are read here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.documents.outbox import OutboxMessage
from registry.logs import log
from registry.messages import UnknownSentence, say
from registry.policy.typed_text import seen

# Parameters of sentences that hold what a person wrote, or who somebody is.
WITHHELD = frozenset(
    {
        "reason", "person", "username", "opinion", "grounds", "proof", "what", "who", "named",
        "reference",
    }
)  # fmt: skip
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Outward:
    """A message for the outside: ``link`` is empty where the service's address is not known."""

    text: str
    link: str


def outward(message: OutboxMessage, link: str) -> Outward:
    """Return the words of a message, on one line and not too long, and where to read it."""
    params: Mapping[str, str] = {
        name: say("outward_withheld") if name in WITHHELD else value
        for name, value in message.params.items()
    }
    try:
        said = say(message.code, **params)
    except UnknownSentence:  # as in the inbox: one message without words holds up no other
        log().error("message_without_words", code=message.code, message=str(message.id))
        said = say("outward_without_words")
    line = " ".join(seen(said).split())
    text = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    return Outward(text, f"{link}/messages/{message.id}" if link else "")
