"""Returning a filed update 退回补正: what it asks for, how long, and how it stands at a moment.

A province returns a filed quarter to named sections of its form; the window, or leave to file
late (补报), decides until when the host corrects. Nothing of it touches how the quarter counts:
what was in time stays in time (house ruling, docs/decisions/update-returns.md).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from registry.policy.forms import Form, Nature
from registry.policy.late_filings import Leave
from registry.policy.quarterly_update_values import read_value
from registry.policy.quarterly_updates import NOTHING_CHANGED
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


def changed_elsewhere(
    filed: Mapping[str, object], given: Mapping[str, object], sections: Collection[str], form: Form
) -> tuple[str, ...]:
    """Return the fields outside the named sections whose value is not the filed one's."""
    return tuple(
        one.key
        for one in form.fields
        if one.section not in sections and filed.get(one.key) != given.get(one.key)
    )
