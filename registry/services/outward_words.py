"""What a message says outside this service: its sentence, without what people typed, and a link.

Whoever carries an e-mail or a text message can read it; reasons, names and notes are read here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.documents.outbox import OutboxMessage
from registry.logs import log
from registry.messages import UnknownSentence, say
from registry.policy.typed_text import seen

# Parameters of sentences that hold neither what a person wrote nor who somebody is. Any other is
# withheld: one that nobody thought of is read here as well.
SAFE = frozenset(
    {
        # Numbers of records, decisions and papers.
        "batch", "case", "clause", "decision", "document", "number", "receipt", "return",
        # Counts.
        "admitted", "begun", "blocking", "count", "expected", "hosts", "idle", "in_review", "left",
        "loaded", "matched_rows", "missing", "most", "new_rows", "opened", "recommended", "refused",
        "refused_rows", "returned", "row_count", "rows", "sheets", "submitted", "support",
        "with_host",
        # Days, quarters and rounds.
        "dated", "day", "days", "first", "last", "last_day", "next_days", "next_round", "quarter",
        "round", "span", "until", "year",
        # Names of bodies and platforms.
        "authority", "giving", "host", "host_name", "name", "names", "office", "platform",
        "receiving",
        # Words of codes, and what a rule wants.
        "channel", "condition", "field", "ground", "kind", "line", "other_way", "outcome",
        "sections", "state", "wanted",
    }
)  # fmt: skip
# Sentences in which a name that is safe elsewhere holds what a person wrote, or who somebody is.
TYPED_IN = {
    "notice_activation_used": "name",
    "notice_four_eyes_off": "name",
    "notice_four_eyes_on": "name",
    "notice_registration_confirmed": "name",
    "notice_support_answer": "outcome",
    "notice_update_filed_for_host": "ground",
    "notice_update_filed_on_behalf": "ground",
}
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Outward:
    """A message for the outside: ``link`` is empty where the service's address is not known."""

    text: str
    link: str


def outward(message: OutboxMessage, link: str) -> Outward:
    """Return the words of a message, on one line and not too long, and where to read it."""
    params: Mapping[str, str] = {
        name: value if _may_leave(message.code, name) else say("outward_withheld")
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


def _may_leave(code: str, name: str) -> bool:
    return name in SAFE and TYPED_IN.get(code) != name
