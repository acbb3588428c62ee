"""Explanations 说明 of warnings: a word to each, typed beside its field and kept with the filing.

An explanation is kept under check and field (``policy.update_checks.key_of``); as a field of a
form or a body it is called ``explanations.`` and that.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.errors import Invalid
from registry.messages import say, say_finding
from registry.policy.desensitising import findings_in
from registry.policy.findings import Finding
from registry.policy.forms import Form
from registry.policy.quarterly_updates import NOTHING_CHANGED
from registry.policy.typed_text import seen
from registry.policy.update_checks import MOST_EXPLANATION, Catalogue, key_of

PREFIX = "explanations."


def field_of(finding: Finding) -> str:
    """Return what the explanation of a warning is called as a field."""
    return f"{PREFIX}{key_of(finding)}"


def explained_as(explanations: Mapping[str, str]) -> dict[str, str]:
    """Return explanations by what they are called as fields."""
    return {f"{PREFIX}{key}": text for key, text in explanations.items()}


def known_explanations(given: Mapping[str, str], checks: Catalogue, form: Form) -> dict[str, str]:
    """Return explanations as they are read, blank ones left out.

    Raises Invalid for one of no check and field, or an endless one.
    """
    if not given:
        return {}
    keys = _keys(checks, form)
    texts = {key: seen(text) for key, text in given.items()}
    faults = {
        f"{PREFIX}{key[:80]}": say("update_explanation_too_long")
        if key in keys
        else say("update_explanation_unknown", read=key[:80])
        for key, text in texts.items()
        if key not in keys or len(text) > MOST_EXPLANATION
    }
    if faults:
        raise Invalid(fields=faults)
    return {key: text for key, text in texts.items() if text}


def still_known(said: Mapping[str, str], checks: Catalogue, form: Form) -> dict[str, str]:
    """Return explanations without those to a check or field that is there no more."""
    keys = _keys(checks, form) if said else frozenset()
    return {key: text for key, text in said.items() if key in keys}


def _keys(checks: Catalogue, form: Form) -> frozenset[str]:
    fields = [*(one.key for one in form.fields), NOTHING_CHANGED]
    return frozenset(f"{check.id}-{key}" for check in checks.checks for key in fields)


def explanations_kept(
    marked: Iterable[str], typed: Mapping[str, str], stood: Mapping[str, str]
) -> dict[str, str]:
    """Return explanations with each as it stood where a secrecy mark came (ruling 29)."""
    names = set(marked)
    return {
        key: stood.get(key, "") if f"{PREFIX}{key}" in names else text
        for key, text in typed.items()
    }


def numbers_in(explanations: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what the explanations must not hold, or had better not."""
    label = say("update_explanation_label")
    return tuple(
        one
        for key, text in explanations.items()
        for one in findings_in(text, field=f"{PREFIX}{key}", label=label)
    )


def as_filed(warnings: Iterable[Finding], explanations: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what was said to each warning, as the version keeps it; of others nothing."""
    return [
        {"check": one.code, "field": one.field, "text": explanations[key_of(one)]}
        for one in warnings
    ]


def unexplained_words(unexplained: Iterable[Finding]) -> dict[str, str]:
    """Return what is said where a warning waits for a word, by its explanation's field."""
    return {
        field_of(one): f"{say_finding(one)}{say('update_explanation_wanted')}"
        for one in unexplained
    }


def of_filed(filed: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return a version's explanations by check and field."""
    return {f"{one['check']}-{one['field']}": one["text"] for one in filed}
