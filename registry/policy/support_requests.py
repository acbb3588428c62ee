"""Requests for support 支持诉求: their kinds, and which step may follow which 二（三）.

The province coordinates land, energy, emergency, safety and environment for its platforms. A host
asks with a quarterly update; asking, or not, changes nothing of how the update counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from registry.policy.desensitising import findings_in
from registry.policy.findings import Finding

FIELD = "support_"


class SupportState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class SupportOutcome(StrEnum):
    """What an answer says: done, not possible, or handed to a department that is named."""

    RESOLVED = "resolved"
    DECLINED = "declined"
    REFERRED = "referred"


class SupportMove(StrEnum):
    """What somebody may do with a request: the province the first three, its host the others."""

    TAKE = "take"
    PROGRESS = "progress"
    ANSWER = "answer"
    SETTLE = "settle"
    ASK_AGAIN = "ask_again"
    WITHDRAW = "withdraw"


OF_PROVINCE = frozenset({SupportMove.TAKE, SupportMove.PROGRESS, SupportMove.ANSWER})
# Of these nobody waits for an answer any more.
OVER = frozenset({SupportState.SETTLED, SupportState.WITHDRAWN})
UNANSWERED = (SupportState.ASKED, SupportState.IN_HAND)
# A later answer takes the place of an earlier one, which stays among the steps.
_MOVES: Mapping[tuple[SupportState, SupportMove], SupportState] = MappingProxyType(
    {
        (SupportState.ASKED, SupportMove.TAKE): SupportState.IN_HAND,
        (SupportState.IN_HAND, SupportMove.PROGRESS): SupportState.IN_HAND,
        (SupportState.ASKED, SupportMove.ANSWER): SupportState.ANSWERED,
        (SupportState.IN_HAND, SupportMove.ANSWER): SupportState.ANSWERED,
        (SupportState.ANSWERED, SupportMove.ANSWER): SupportState.ANSWERED,
        (SupportState.ANSWERED, SupportMove.SETTLE): SupportState.SETTLED,
        (SupportState.ANSWERED, SupportMove.ASK_AGAIN): SupportState.ASKED,
        (SupportState.ASKED, SupportMove.WITHDRAW): SupportState.WITHDRAWN,
        (SupportState.IN_HAND, SupportMove.WITHDRAW): SupportState.WITHDRAWN,
    }
)
# Who says this must say something; taking in hand and settling may go without words.
_WORDLESS = frozenset({SupportMove.TAKE, SupportMove.SETTLE})


@dataclass(frozen=True, slots=True)
class SupportKind:
    """One kind of support: its words on the form."""

    key: str
    label: str
    help: str

    @property
    def field(self) -> str:
        """Return the name of its field beside those of the update's form."""
        return f"{FIELD}{self.key}"


@dataclass(frozen=True, slots=True)
class SupportKinds:
    """The kinds, in the order of the text, and the clause whose ``phrase`` names them."""

    clause: str
    phrase: str
    kinds: tuple[SupportKind, ...]

    def label(self, key: str) -> str:
        """Return what a kind is called; the key itself for one no longer listed."""
        return next((one.label for one in self.kinds if one.key == key), key)

    def texts(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what is asked by kind, of all that was typed; blanks ask nothing."""
        asked = {one.key: values.get(one.field, "").strip() for one in self.kinds}
        return {key: text for key, text in asked.items() if text}

    def findings(self, values: Mapping[str, str]) -> Iterator[Finding]:
        """Say what had better not stand in what is asked; it never holds up the update."""
        for one in self.kinds:
            yield from findings_in(values.get(one.field, ""), field=one.field, label=one.label)


def moved(state: SupportState, move: SupportMove) -> SupportState | None:
    """Return where a step leads, None where it may not be taken from there."""
    return _MOVES.get((state, move))


def moves_from(state: SupportState) -> frozenset[SupportMove]:
    """Return the steps that may be taken."""
    return frozenset(move for stands, move in _MOVES if stands is state)


def faults_of_step(
    move: SupportMove, text: str, outcome: str = "", department: str = ""
) -> dict[str, str]:
    """Return what a step lacks, as a sentence's code by field.

    An answer names its outcome, a referral the department; all but taking in hand and settling
    want words.
    """
    faults = {}
    if not text and move not in _WORDLESS:
        faults["text"] = "support_text_wanted"
    if move is SupportMove.ANSWER:
        if outcome not in set(SupportOutcome):
            faults["outcome"] = "support_outcome_wanted"
        if outcome == SupportOutcome.REFERRED and not department:
            faults["department"] = "support_department_wanted"
    return faults
