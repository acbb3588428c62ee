"""An application's form as a review reads it: its sections, and where a criterion is stated."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.forms import application_form
from registry.messages import say
from registry.policy.eligibility import Assessment
from registry.services.condition_words import read_words, wanted_words

# A fact that is no figure is read as whether it is there.
_STATED = {"True": "review_read_stated", "False": "review_read_denied"}


def section_titles() -> Mapping[str, str]:
    """Return the titles of the form's sections by key, in the form's order."""
    return {one.key: one.title for one in application_form().sections}


def section_of(facts: Iterable[str]) -> str:
    """Return the section in which the first of these facts is stated, empty for none."""
    stated = application_form().stated_in
    return next((stated[fact][0] for fact in facts if fact in stated), "")


def as_kept(assessments: Iterable[Assessment]) -> list[dict[str, Any]]:
    """Return how an application stood against each criterion, as its version keeps it.

    With clause, words and figures of that day: a review reads nothing else, whatever the
    rulebook becomes.
    """
    return [
        {
            "id": one.criterion.id,
            "title": say(f"criterion_{one.criterion.id}"),
            "clause": one.criterion.clause,
            "phrase": one.criterion.phrase,
            "source": one.criterion.source.value,
            "rule": one.criterion.rule,
            "force": one.criterion.force.value,
            "outcome": one.outcome.value,
            "read": _read(one),
            "wanted": wanted_words(one) if one.wanted else "",
            "facts": [reading.fact for reading in one.reads],
        }
        for one in assessments
    ]


def _read(assessment: Assessment) -> str:
    """Write what was read; of what is stated by being there, that it is there."""
    if any(one.value in _STATED for one in assessment.reads):
        return " / ".join(say(_STATED.get(one.value, "review_read_nothing"))
                          for one in assessment.reads)  # fmt: skip
    return read_words(assessment)
