"""Real-time updates as the law sees them: what is read, what is unreadable, who may vouch."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from registry.forms import quarterly_update_form
from registry.policy.realtime_updates import (
    Question,
    limits,
    may_confirm,
    read_values,
    realtime_fields,
)
from registry.policy.rulebook import Programme

FORM = quarterly_update_form()


def test_load_and_capability_may_be_reported_at_any_time() -> None:
    """The fields of ruling 7, in the order of the form; no flow and no yearly figure."""
    assert [one.key for one in realtime_fields(FORM)] == [
        "equipment_value", "site_area", "full_time_staff", "load", "projects_in_hand",
    ]  # fmt: skip


def test_what_is_sound_is_read_exactly_and_a_blank_is_no_value() -> None:
    """Decimals stay decimals, counts whole numbers; full-width digits and units are understood."""
    values, findings = read_values(
        FORM, {"load": "７８.5%", "full_time_staff": "13", "site_area": " "}
    )
    assert values == {"load": Decimal("78.5"), "full_time_staff": 13}
    assert findings == ()


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("load", "-1", "update_negative"),
        ("load", "很高", "update_not_a_figure"),
        ("load", "yes", "update_not_a_figure"),
        ("full_time_staff", "12.5", "update_not_whole"),
        ("enterprises_served", "24", "realtime_field_waits"),
        ("voltage", "5", "update_field_unknown"),
    ],
)
def test_what_is_unreadable_is_named(field: str, typed: str, code: str) -> None:
    """Each with its own reason, beside what could be read."""
    values, findings = read_values(FORM, {"site_area": "2600", field: typed})
    assert values == {"site_area": Decimal(2600)}
    assert [(one.field, one.code) for one in findings] == [(field, code)]


def test_what_lies_ahead_cannot_be_confirmed() -> None:
    """Every other question can be answered by a word of explanation."""
    assert may_confirm([Question.JUMPED, Question.BACKWARDS, Question.OVER_FULL_LOAD])
    assert not may_confirm([Question.JUMPED, "ahead"])


def test_the_limits_are_the_rulings_numbers(programme: Programme) -> None:
    """Per cent, times and minutes; a ruling without its number is refused."""
    found = limits(date(2026, 11, 20), programme)
    assert (found.full_load, found.jump, found.ahead) == (100, 10, timedelta(minutes=5))
    bare = replace(programme, rulings=tuple(replace(one, number=None) for one in programme.rulings))
    with pytest.raises(ValueError, match="realtime_full_load"):
        limits(date(2026, 11, 20), bare)
