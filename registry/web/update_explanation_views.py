"""What the pages of a quarterly update show of its warnings: a question each, and what was said."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.forms import quarterly_update_form
from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.policy.update_checks import key_of
from registry.policy.vocabulary import Severity
from registry.services.explanations import PREFIX, field_of, of_filed
from registry.services.findings import as_finding
from registry.services.quarterly_update_forms import OpenForm
from registry.update_check_rules import update_checks
from registry.web.shell import state_word
from registry.web.tones import state_tone

_OBSERVED = "observed"


def label_of(key: str) -> str:
    """Return how the question for a word to a warning is headed: by its check and its field."""
    check, _, field = key.partition("-")
    labels = {one.key: one.label for one in quarterly_update_form().fields}
    label = labels.get(field) or say("update_confirmation_label")
    return say("update_explanation_of", title=update_checks().check(check).title, label=label)


def explanation_fields(
    opened: OpenForm,
    field: str,
    typed: Mapping[str, str] | None = None,
    told: Mapping[str, str] | None = None,
    *,
    whole: bool = False,
) -> list[dict[str, Any]]:
    """Return the questions of one field: each warning's, and hidden those answered for nothing.

    ``typed`` is what was sent with a refused save, ``told`` the refusal's sentences by field.
    """
    said = opened.explanations if typed is None else typed
    wanted = [key_of(one) for one in opened.warnings if one.field == field]
    kept = [key for key in said if key.partition("-")[2] == field and key not in wanted]
    missing = {field_of(one) for one in opened.unexplained} if whole else set()
    return [
        {
            "name": name,
            "label": label_of(key),
            "value": said.get(key, ""),
            "wanted": key in wanted,
            "findings": [one for one in opened.findings if one.field == name],
            "error": (told or {}).get(name, "")
            or (say("update_explanation_wanted") if name in missing else ""),
        }
        for key in (*wanted, *kept)
        for name in (f"{PREFIX}{key}",)
    ]


def unexplained_errors(opened: OpenForm) -> list[dict[str, str]]:
    """Return which warnings wait for a word, for the summary on top of the page."""
    return [{"field": field_of(one), "message": say_finding(one)} for one in opened.unexplained]


def explain_offered(opened: OpenForm, finding: Finding) -> dict[str, str] | None:
    """Return the question a finding asks, for the script; None where it asks none."""
    if finding not in opened.warnings:
        return None
    return {"name": field_of(finding), "label": label_of(key_of(finding))}


def notes(
    findings: Iterable[Finding], said: Mapping[str, str], observed: Iterable[Finding] = ()
) -> dict[str, list[dict[str, str]]]:
    """Return by field what was found at a figure and what was said to it; then what is observed."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in findings:
        if one.severity is Severity.WARNING:
            answer = said.get(key_of(one), "")
            found.setdefault(one.field, []).append(_note(one, one.severity.value, answer))
    for one in observed:
        found.setdefault(one.field, []).append(_note(one, _OBSERVED))
    return found


def filed_notes(update: QuarterlyUpdate, *, for_office: bool) -> dict[str, list[dict[str, str]]]:
    """Return the notes of a filed version; of what is observed only an office learns."""
    return notes(
        map(as_finding, update.findings),
        of_filed(update.explanations),
        map(as_finding, update.observed if for_office else ()),
    )


def with_notes(
    sections: Sequence[dict[str, Any]], found: Mapping[str, list[dict[str, str]]]
) -> list[dict[str, Any]]:
    """Return sections of lines, each line with the notes of its field."""
    return [
        {**part, "lines": [{**one, "notes": found.get(one["key"], ())} for one in part["lines"]]}
        for part in sections
    ]


def _note(finding: Finding, state: str, answer: str = "") -> dict[str, str]:
    return {
        "tone": state_tone(state),
        "word": state_word(state),
        "said": say_finding(finding),
        "answer": answer,
    }
