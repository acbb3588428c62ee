"""The draft of a quarterly update: what is being typed, valid or not, and never lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.documents.quarterly_updates import OnBehalf, OnFile, draft_of
from registry.errors import Invalid, Refusal, SecrecyMark
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.policy.desensitising import findings_in, has_secrecy_mark, masked
from registry.policy.findings import Finding
from registry.policy.quarterly_update_values import MOST_TYPED
from registry.policy.quarterly_updates import NOTHING_CHANGED
from registry.policy.typed_text import seen
from registry.policy.vocabulary import Severity
from registry.services.explanations import PREFIX, explained_as, explanations_kept
from registry.services.quarterly_update_forms import Desk
from registry.services.quarterly_update_on_behalf import Grounds
from registry.services.quarterly_update_starts import held_values
from registry.support_kinds import support_kinds

MOST_REASON = 500


class DraftMoved(Refusal):
    """Somebody saved the draft since it was read; nothing was overwritten."""

    code = "update_draft_moved"
    status = 412


class DraftClosed(Refusal):
    """The draft was submitted or is gone since it was read."""

    code = "update_draft_closed"
    status = 412


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, on top of which version of the draft (0: none yet).

    ``explanations`` say to each warning why it is right so. An authority begins with its
    ``grounds``; left out later, they stay as they are.
    """

    values: Mapping[str, str]
    version: int = 0
    reason: str = ""
    grounds: Grounds | None = None
    explanations: Mapping[str, str] = field(default_factory=dict)


def known_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the form's own fields, and of what support is asked beside them.

    Raises Invalid for others, or endless ones.
    """
    labels = _labels() | {NOTHING_CHANGED: NOTHING_CHANGED}
    faults = {
        key: say("update_typed_too_long", label=labels[key])
        if key in labels
        else say("update_field_unknown", read=key[:40])
        for key, text in values.items()
        if key not in labels or len(text) > MOST_TYPED
    }
    if faults:
        raise Invalid(fields=faults)
    return dict(values)


def _labels() -> dict[str, str]:
    """Return what each field is called: the form's, and those of the kinds of support."""
    of_support = {one.field: one.label for one in support_kinds().kinds}
    return {one.key: one.label for one in quarterly_update_form().fields} | of_support


def plain_reason(text: str) -> str:
    """Return a correction's reason as it is read. Raises Invalid for an endless one."""
    reason = seen(text)
    if len(reason) > MOST_REASON:
        raise Invalid(fields={"reason": say("update_reason_too_long")})
    return reason


def secrets_in(typed: Typed) -> tuple[Finding, ...]:
    """Return where a secrecy mark came with what was typed: one finding for each such field."""
    labels = _labels()
    texts = {**typed.values, "reason": typed.reason, **explained_as(typed.explanations)}
    return tuple(
        replace(one, code="secrecy_not_saved")
        for key, text in texts.items()
        if has_secrecy_mark(text)
        for one in findings_in(text, field=key, label=labels.get(key) or say("update_reason_label"))
        if one.severity is Severity.BLOCKING
    )


def refuse_secrets(typed: Typed) -> None:
    """Refuse what came with a secrecy mark. Raises SecrecyMark, naming each field."""
    if found := secrets_in(typed):
        fields = {one.field: say("secrecy_at", **one.params) for one in found}
        raise SecrecyMark(fields=fields, clause="二（一）")


def without(
    secrets: Iterable[Finding],
    typed: Typed,
    stood: Mapping[str, str],
    reason: str = "",
    explained: Mapping[str, str] | None = None,
) -> Typed:
    """Return what was typed with each field as it stood where a secrecy mark came (ruling 29)."""
    marked = {one.field for one in secrets}
    values = {
        key: stood.get(key, "") if key in marked else typed.values[key] for key in typed.values
    }
    kept = explanations_kept(marked, typed.explanations, explained or {})
    reason = reason if "reason" in marked else typed.reason
    return replace(typed, values=values, reason=reason, explanations=kept)


def held_to_return(typed: Typed, there: OnFile) -> Typed:
    """Return what was typed as a draft keeps it while a return is open: elsewhere as filed.

    The form sends blanks for the sections it shows closed; the draft outlives the return. What
    is said otherwise there stays, to be named and refused.
    """
    held, left_out = held_values(dict(typed.values), there, quarterly_update_form())
    return replace(typed, values={**held, **{key: typed.values[key] for key in left_out}})


def with_masked(typed: Typed, key: str) -> Typed:
    """Return what was typed with the numbers of persons masked in one field."""
    if key == "reason":
        return replace(typed, reason=masked(typed.reason))
    if (name := key.removeprefix(PREFIX)) in typed.explanations:
        said = {**typed.explanations, name: masked(typed.explanations[name])}
        return replace(typed, explanations=said)
    if key not in typed.values:
        return typed
    return replace(typed, values={**typed.values, key: masked(typed.values[key])})


def write_draft(
    number: str, period: str, typed: Typed, grounds: OnBehalf | None, desk: Desk
) -> None:
    """Write the draft on top of the version it was typed on; the same again changes nothing."""
    there = draft_of(number, period, desk.draft_kind)
    content: dict[str, Any] = {
        "values": dict(typed.values),
        "explanations": dict(typed.explanations),
        "reason": typed.reason,
    }
    if grounds:
        content["on_behalf"] = grounds
    if there and all(getattr(there, key) == value for key, value in content.items()):
        return
    saved = {**content, "saved_by": desk.by.name}
    if typed.version:
        written = desk.draft_kind.objects(
            platform=number, period=period, version=typed.version
        ).modify(  # one document, one step: index platform_1_period_1
            inc__version=1, set__saved_at=desk.at, **{f"set__{key}": saved[key] for key in saved}
        )
        if written is None:
            raise moved(number, period, desk)
        return
    draft = desk.draft_kind(platform=number, period=period, version=1, saved_at=desk.at, **saved)
    try:
        draft.save(force_insert=True)
    except NotUniqueError as error:
        raise moved(number, period, desk) from error


def moved(number: str, period: str, desk: Desk) -> Refusal:
    """Return why a draft could not be written: it is gone, or somebody saved it meanwhile."""
    there = draft_of(number, period, desk.draft_kind)
    if there is None:
        return DraftClosed()
    return DraftMoved(name=there.saved_by, saved=there.saved_at.astimezone(SHANGHAI))
