"""Returning a filed update 退回补正: how it stands, until when, and what it leaves closed."""

from datetime import datetime

import pytest

from registry.clock import SHANGHAI
from registry.forms import quarterly_update_form
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import DutyFlag, duty_flags
from registry.policy.findings import Finding
from registry.policy.late_filings import Leave
from registry.policy.quarterly_updates import Judged
from registry.policy.rulebook import Programme
from registry.policy.update_returns import (
    ReturnState,
    answered_until,
    changed_elsewhere,
    held_to_filed,
    in_form_order,
    let_stand,
    return_state,
)
from registry.policy.vocabulary import Severity, Timeliness, WindowKind
from registry.policy.windows import Window, window
from registry.update_check_rules import update_checks

FORM = quarterly_update_form()
PERIOD = "2026Q3"
FILED = {"full_time_staff": "12", "new_enterprises": "3", "load": "70", "nothing_changed": "yes"}


@pytest.fixture
def september(calendar: WorkingCalendar, programme: Programme) -> Window:
    """September's window, over on the last day of the month."""
    return window(WindowKind.QUARTERLY_UPDATE, PERIOD, calendar, programme)


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("stored", "at", "state"),
    [
        ("open", "2026-09-30T23:59:59", ReturnState.OPEN),
        ("open", "2026-10-01T00:00", ReturnState.UNANSWERED),
        ("answered", "2026-10-01T00:00", ReturnState.ANSWERED),
        ("withdrawn", "2026-10-01T00:00", ReturnState.WITHDRAWN),
    ],
)
def test_only_an_open_return_is_unanswered_when_its_time_is_over(
    stored: str, at: str, state: ReturnState
) -> None:
    """The clock says it, to the second; what was answered or withdrawn stays so."""
    assert return_state(stored, moment("2026-10-01T00:00"), moment(at)) is state


def test_the_longest_of_window_and_leaves_decides(september: Window) -> None:
    """Without leave the window; a leave that was ended early counts until then."""
    assert answered_until(september, []) == moment("2026-10-01T00:00")
    leave = Leave(moment("2026-10-12T09:00"), moment("2026-10-17T00:00"))
    ended = Leave(moment("2026-10-12T09:00"), moment("2026-10-13T09:00"))
    assert answered_until(september, [leave, ended]) == leave.until


def test_sections_are_kept_once_in_the_forms_order() -> None:
    """Whatever order they were named in; unknown ones are left out."""
    named = ["matters", "service", "matters", "nothing"]
    assert in_form_order(named, FORM) == ("service", "matters")


def test_what_lies_outside_the_named_sections_is_named() -> None:
    """A field of another section that is not the filed one's; those inside may change."""
    given = FILED | {"full_time_staff": "14", "new_enterprises": "5"}
    assert changed_elsewhere(FILED, given, ["service"], FORM) == ("full_time_staff",)
    assert changed_elsewhere(FILED, given, ["service", "capability"], FORM) == ()


def test_a_draft_is_held_to_what_is_filed_outside_the_named_sections() -> None:
    """What it says otherwise there is named; a blank, or another way to write it, is not."""
    typed = {"full_time_staff": "14", "new_enterprises": "5", "load": "７０", "site_area": ""}
    held, left_out = held_to_filed(typed, FILED, ["service"], FORM)
    assert left_out == ("full_time_staff",)
    assert (held["full_time_staff"], held["new_enterprises"]) == ("12", "5")
    assert held["nothing_changed"] == "yes"
    held, _ = held_to_filed(typed, FILED, ["capability"], FORM)
    assert "nothing_changed" not in held


def test_what_is_as_filed_elsewhere_does_not_block_there() -> None:
    """It is told with its section; what differs, lies inside or carries a secrecy mark blocks."""
    filed = {"load": 170, "new_enterprises": -1, "full_time_staff": 12, "accidents_text": "机密★"}
    codes = {
        "load": "update_over_full_load", "new_enterprises": "update_negative",
        "site_area": "update_stock_missing", "full_time_staff": "update_negative",
        "accidents_text": "secrecy_mark",
    }  # fmt: skip
    found = tuple(Finding(code, Severity.BLOCKING, field) for field, code in codes.items())
    told = Finding("update_below_entry", Severity.WARNING, "load")
    judged = Judged({**filed, "full_time_staff": -2}, (*found, told), frozenset())
    after = let_stand(judged, filed, ["service"], FORM, update_checks()).findings
    assert [one.field for one in after if one.severity is Severity.BLOCKING] == [
        "new_enterprises",
        "full_time_staff",
        "accidents_text",
    ]
    notes = [one for one in after if one.code == "update_return_section_too"]
    assert [one.field for one in notes] == ["load", "site_area"]
    assert notes[0].params["section"] == FORM.sections[0].title
    assert after[-1] is told


def test_flags_stand_beside_a_duty() -> None:
    """Late, leave given, and how the last return stands; nothing of a withdrawn one."""
    leave = Leave(moment("2026-10-12T09:00"), moment("2026-10-17T00:00"))
    assert duty_flags(Timeliness.LATE, [leave], ReturnState.OPEN) == (
        DutyFlag.LATE,
        DutyFlag.REOPENED,
        DutyFlag.RETURNED,
    )
    assert duty_flags(Timeliness.ON_TIME, [], ReturnState.UNANSWERED) == (DutyFlag.UNANSWERED,)
    assert duty_flags(Timeliness.ON_TIME, [], ReturnState.ANSWERED) == (DutyFlag.MENDED,)
    assert duty_flags(None, [], ReturnState.WITHDRAWN) == ()
    assert duty_flags(None, [], None) == ()
