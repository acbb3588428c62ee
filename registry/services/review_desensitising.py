"""The desensitising check at the door of a review: what is withheld, masked, said at its field.

A text with a secrecy mark stays as it was saved before, the rest is saved (ruling 29). A number
of a person is told once, where it stands, with the offer to mask it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from registry.messages import say
from registry.policy.desensitising import findings_in, has_secrecy_mark, masked
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.services.review_forms import section_titles
from registry.services.reviews import OpenReview

_NOT_SAVED = "secrecy_not_saved"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and the revision it was typed on.

    ``answers`` holds by criterion an answer (empty where none is chosen) and a reason, ``notes``
    by section what the host is to mend. What is not named stays; None leaves the opinion.
    """

    revision: int
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    opinion: str | None = None


def field_labels(opened: OpenReview) -> dict[str, str]:
    """Return what each field for writing is called, by its name in the form."""
    criteria = {
        f"reason-{one.id}": say("review_reason_label", title=one.title) for one in opened.criteria
    }
    notes = {
        f"note-{key}": say("review_note_label", title=title)
        for key, title in section_titles().items()
    }
    return {**criteria, **notes, "opinion": say("review_opinion_label")}


def withheld_of(typed: Typed, opened: OpenReview) -> tuple[Finding, ...]:
    """Return where a secrecy mark came with what was typed: one finding for each such field."""
    return tuple(
        replace(one, code=_NOT_SAVED)
        for one in _findings(_texts(typed), opened)
        if one.severity is Severity.BLOCKING
    )


def personal_in(opened: OpenReview) -> tuple[Finding, ...]:
    """Return where numbers of persons stand in what is saved of an open review."""
    if opened.review is None:
        return ()
    kept = Typed(
        opened.review.revision,
        {key: ("", one.reason) for key, one in opened.answers.items()},
        opened.review.notes,
        opened.review.opinion,
    )
    found = _findings(_texts(kept), opened)
    return tuple(one for one in found if one.severity is not Severity.BLOCKING)


def without_secrets(typed: Typed, opened: OpenReview) -> Typed:
    """Return what was typed, each text with a secrecy mark as it stood."""
    opinion = typed.opinion
    return replace(
        typed,
        answers={
            key: (answer, opened.reason_of(key) if has_secrecy_mark(reason) else reason)
            for key, (answer, reason) in typed.answers.items()
        },
        notes={key: text for key, text in typed.notes.items() if not has_secrecy_mark(text)},
        opinion=None if opinion is None or has_secrecy_mark(opinion) else opinion,
    )


def with_masked(typed: Typed, name: str) -> Typed:
    """Return what was typed with the numbers of persons masked in one field."""
    return replace(
        typed,
        answers={
            key: (answer, masked(reason) if name == f"reason-{key}" else reason)
            for key, (answer, reason) in typed.answers.items()
        },
        notes={
            key: masked(text) if name == f"note-{key}" else text
            for key, text in typed.notes.items()
        },
        opinion=masked(typed.opinion) if typed.opinion and name == "opinion" else typed.opinion,
    )


def _texts(typed: Typed) -> dict[str, str]:
    reasons = {f"reason-{key}": reason for key, (_, reason) in typed.answers.items()}
    notes = {f"note-{key}": text for key, text in typed.notes.items()}
    return {**reasons, **notes, "opinion": typed.opinion or ""}


def _findings(texts: Mapping[str, str], opened: OpenReview) -> Iterator[Finding]:
    labels = field_labels(opened)
    for name, text in texts.items():
        if name in labels:
            yield from findings_in(text, field=name, label=labels[name])
