"""Returning a filed update 退回补正: what it asks for, how long, and how it stands at a moment.

A province returns a filed quarter to named sections of its form; the window, or leave to file
late (补报), decides until when the host corrects. Nothing of it touches how the quarter counts:
what was in time stays in time (house ruling, docs/decisions/update-returns.md).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from registry.policy.findings import Finding
from registry.policy.forms import Form, FormField, Nature
from registry.policy.late_filings import Leave
from registry.policy.quarterly_update_values import read_value
from registry.policy.quarterly_updates import NOTHING_CHANGED, Judged
from registry.policy.update_checks import Catalogue
from registry.policy.vocabulary import Severity
from registry.policy.windows import Window


class ReturnState(StrEnum):
    """How a return stands.

    On record it is open, answered or withdrawn; ``UNANSWERED`` is an open one whose time is
    over, by the clock alone: the filed version stands, and a new leave opens it again.
    """

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


def answered_until(window: Window, leaves: Iterable[Leave]) -> datetime:
    """Return until when (excluded) a return can be answered: the window, or the longest leave.

    Leave is given after closing and counts until its end, also where that was moved forward.
    """
    return max([window.accepts_until, *(one.until for one in leaves)])


def return_state(stored: str, until: datetime, at: datetime) -> ReturnState:
    """Return how a return stands at a moment; ``until`` is excluded."""
    state = ReturnState(stored)
    if state is ReturnState.OPEN and at >= until:
        return ReturnState.UNANSWERED
    return state


def in_form_order(sections: Collection[str], form: Form) -> tuple[str, ...]:
    """Return the named sections once each, as the form has them; unknown ones are left out."""
    return tuple(one.key for one in form.sections if one.key in sections)


def held_to_filed(
    values: Mapping[str, str], filed: Mapping[str, str], sections: Collection[str], form: Form
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return a form's texts with all as filed outside the named sections, and what that left out.

    What a draft says otherwise there was typed before the return came: its field is named.
    """
    beyond = [one for one in form.fields if one.section not in sections]
    left_out = tuple(
        one.key
        for one in beyond
        if (typed := values.get(one.key, "").strip())
        and read_value(one, typed).value != read_value(one, filed.get(one.key, "")).value
    )
    held = {**values, **{one.key: filed.get(one.key, "") for one in beyond}}
    if not {one.section for one in form.of_nature(Nature.STOCK)} & set(sections):
        held[NOTHING_CHANGED] = filed.get(NOTHING_CHANGED, "")
    return held, left_out


def let_stand(
    judged: Judged,
    filed: Mapping[str, object],
    sections: Collection[str],
    form: Form,
    checks: Catalogue,
) -> Judged:
    """Return what was judged, nothing blocking outside the named sections that is as filed.

    Nobody can mend it there, and it is on file already: it is told, and beside it that its
    section would have to be returned too. A secrecy mark is of no check and blocks everywhere.
    """
    closed = {
        one.key: one
        for one in form.fields
        if one.section not in sections and filed.get(one.key) == judged.content.get(one.key)
    }
    ids = {one.id for one in checks.checks}
    found: list[Finding] = []
    for one in judged.findings:
        stands = one.severity is Severity.BLOCKING and one.code in ids and one.field in closed
        found.append(replace(one, severity=Severity.NOTE) if stands else one)
        if stands:
            found.append(_to_return(closed[one.field], form))
    return replace(judged, findings=tuple(found))


def _to_return(field: FormField, form: Form) -> Finding:
    """Return the note that a section would have to be returned for a field to be mended."""
    title = next(one.title for one in form.sections if one.key == field.section)
    return Finding(
        "update_return_section_too",
        Severity.NOTE,
        field=field.key,
        clause="docs/decisions/update-returns.md",
        source="house_ruling",
        params=MappingProxyType({"label": field.label, "section": title}),
    )


def changed_elsewhere(
    filed: Mapping[str, object], given: Mapping[str, object], sections: Collection[str], form: Form
) -> tuple[str, ...]:
    """Return the fields outside the named sections whose value is not the filed one's."""
    return tuple(
        one.key
        for one in form.fields
        if one.section not in sections and filed.get(one.key) != given.get(one.key)
    )
