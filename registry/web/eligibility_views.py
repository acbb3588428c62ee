"""How assessments against the conditions of the law read on a page: one line each, by part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from registry.messages import say
from registry.policy.eligibility import Assessment
from registry.policy.vocabulary import Outcome
from registry.services.condition_words import read_words, wanted_words
from registry.web.shell import state_tone, state_word

_PARTS = "一二三四五六"
_AT = len("一（")
# What has to be looked at first stands first among the numbers.
_ORDER = (Outcome.NOT_MET, Outcome.NOT_STATED, Outcome.NEEDS_JUDGEMENT, Outcome.MET)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words: what a page shows of it."""

    id: str
    title: str
    clause: str
    phrase: str
    outcome: str
    word: str
    tone: str
    read: str
    wanted: str
    mend: str
    href: str


def outcome_numbers(assessments: Iterable[Assessment]) -> list[dict[str, Any]]:
    """Return how many conditions came out which way, as the big numbers take it."""
    outcomes = [one.outcome for one in assessments]
    return [
        {
            "label": state_word(outcome.value),
            "value": outcomes.count(outcome),
            "tone": state_tone(outcome.value) if outcomes.count(outcome) else "plain",
            "note": say(f"outcome_note_{outcome}"),
        }
        for outcome in _ORDER
    ]


def condition_parts(
    assessments: Iterable[Assessment], href: Callable[[Assessment], str]
) -> list[dict[str, Any]]:
    """Return the conditions part by part, each as ``condition`` gives it."""
    parts: dict[str, list[Condition]] = {}
    for one in assessments:
        part = say(f"condition_part_{_PARTS.index(one.criterion.clause[_AT]) + 1}")
        parts.setdefault(part, []).append(condition(one, href(one)))
    return [{"title": title, "conditions": lines} for title, lines in parts.items()]


def condition(one: Assessment, href: str = "") -> Condition:
    """Return one condition as its macro takes it: title, clause, phrase, read, wanted, mend."""
    outcome = one.outcome
    return Condition(
        id=one.criterion.id,
        title=say(f"criterion_{one.criterion.id}"),
        clause=one.criterion.clause,
        phrase=one.criterion.phrase,
        outcome=outcome.value,
        word=state_word(outcome.value),
        tone=state_tone(outcome.value),
        read=read_words(one),
        wanted=wanted_words(one),
        mend=say(one.mend) if one.mend and outcome is not Outcome.NEEDS_JUDGEMENT else "",
        href=href if outcome is not Outcome.MET else "",
    )


def outcome_marks(assessments: Iterable[Assessment]) -> dict[str, dict[str, str]]:
    """Return word, tone and reading of each condition, for the script."""
    return {
        one.criterion.id: {
            "word": state_word(one.outcome.value),
            "tone": state_tone(one.outcome.value),
            "read": read_words(one),
        }
        for one in assessments
    }
