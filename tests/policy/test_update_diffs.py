"""Two versions of a quarterly update side by side: what differs, and by how much."""

from dataclasses import replace
from decimal import Decimal

import pytest

from registry.forms import quarterly_update_form
from registry.policy.forms import FieldType, Form
from registry.policy.update_diffs import Change, Difference, Side, compare

LABELS = {"equipment_value": Decimal("1350.5"), "load": Decimal(80), "full_time_staff": 12}


@pytest.fixture(scope="module")
def form() -> Form:
    """The form that ships."""
    return quarterly_update_form()


def between(
    earlier: Side | dict[str, object], later: Side | dict[str, object], form: Form
) -> dict[str, Difference]:
    """Compare two contents of one form and quarter, or two sides as they are, by key."""
    sides = [
        one if isinstance(one, Side) else Side("2026Q4", form, one) for one in (earlier, later)
    ]
    return {one.key: one for one in compare(*sides)}


def without(form: Form, *keys: str) -> Form:
    """The form of another year, without some fields."""
    left = tuple(one for one in form.fields if one.key not in keys)
    return replace(form, version="2025.1", fields=left)


def test_a_figure_says_how_much_it_moved(form):
    """Later less earlier, exactly, and the percentage of the earlier to one place."""
    found = between(LABELS, LABELS | {"equipment_value": Decimal("1470.5")}, form)
    moved = found["equipment_value"]
    assert (moved.change, moved.by, moved.percent) == (
        Change.CHANGED,
        Decimal("120.0"),
        Decimal("8.9"),
    )
    assert {found[key].change for key in ("load", "full_time_staff")} == {Change.SAME}
    assert found["load"].by is None


def test_a_fall_is_negative_and_from_nothing_has_no_percentage(form):
    """A figure that was 0 has no percentage to rise by."""
    found = between(
        {"full_time_staff": 8, "projects_in_hand": 0},
        {"full_time_staff": 5, "projects_in_hand": 3},
        form,
    )
    assert (found["full_time_staff"].by, found["full_time_staff"].percent) == (-3, Decimal("-37.5"))
    assert (found["projects_in_hand"].by, found["projects_in_hand"].percent) == (3, None)


def test_a_percentage_moves_by_points(form):
    """From 80 % to 60 % is twenty points, and no percentage of a percentage."""
    moved = between({"load": Decimal(80)}, {"load": Decimal(60)}, form)["load"]
    assert (moved.by, moved.percent) == (Decimal(-20), None)


@pytest.mark.parametrize(
    ("earlier", "later", "by"),
    [("2026Q3", "2026Q4", Decimal(280)), ("2026Q4", "2027Q1", None)],
)
def test_a_running_total_is_compared_within_its_year(form, earlier, later, by):
    """This year's income so far starts anew: across years nothing is subtracted."""
    key = "service_income_this_year"
    one, other = (
        Side(earlier, form, {key: Decimal(900)}),
        Side(later, form, {key: Decimal(1180)}),
    )
    moved = between(one, other, form)[key]
    assert (moved.change, moved.by) == (Change.CHANGED, by)


def test_answers_and_texts_differ_without_a_figure(form):
    """An answer that turned, a text that came and one that went."""
    found = between(
        {"accidents": True, "accidents_text": "九月冲料", "penalties": False},
        {"accidents": False, "penalties": True, "penalties_text": "环保处罚"},
        form,
    )
    assert {key: one.change for key, one in found.items()} == {
        "accidents": Change.CHANGED,
        "accidents_text": Change.CLEARED,
        "penalties": Change.CHANGED,
        "penalties_text": Change.FILLED,
    }
    assert all(one.by is None for one in found.values())


def test_a_field_of_one_form_alone_is_said_so(form):
    """What the other form does not ask was neither filled in nor left out there."""
    old = without(form, "site_area")
    one, other = Side("2025Q4", old, LABELS), Side("2026Q4", form, LABELS | {"site_area": 3})
    there, back = between(one, other, form)["site_area"], between(other, one, form)["site_area"]
    assert (there.change, there.earlier_field, there.field) == (
        Change.ONLY_LATER,
        None,
        form.field("site_area"),
    )
    assert (back.change, back.later_field, back.field) == (
        Change.ONLY_EARLIER,
        None,
        form.field("site_area"),
    )
    assert list(between(other, one, form))[-1] == "site_area"  # after all that both ask


def test_another_unit_is_a_change_that_nobody_subtracts(form):
    """12 of one unit and 12 of another are not the same, nor can they be subtracted."""
    staff = form.field("full_time_staff")
    fields = tuple(replace(one, unit="人次") if one == staff else one for one in form.fields)
    other = Side("2026Q4", replace(form, fields=fields), LABELS)
    moved = between(Side("2026Q3", form, LABELS), other, form)["full_time_staff"]
    assert (moved.change, moved.by, moved.percent) == (Change.CHANGED, None, None)


def test_another_type_is_never_subtracted(form):
    """A figure that became a text is a change, and no sum."""
    staff = form.field("full_time_staff")
    as_text = replace(staff, type=FieldType.TEXT)
    fields = tuple(as_text if one == staff else one for one in form.fields)
    other = Side("2026Q4", replace(form, fields=fields), {"full_time_staff": "十二"})
    moved = between(Side("2026Q3", form, LABELS), other, form)["full_time_staff"]
    assert (moved.change, moved.by) == (Change.CHANGED, None)


def test_a_form_that_is_not_on_file_leaves_its_keys(form):
    """Without its form a version has the fields it was filed with, after all known ones."""
    old = Side("2024Q4", None, {"load": Decimal(70), "gone_since": 4, "nothing_changed": True})
    found = between(old, Side("2026Q4", form, LABELS), form)
    assert list(found)[-1] == "gone_since"
    gone, load = found["gone_since"], found["load"]
    assert (gone.change, gone.field, gone.earlier) == (Change.ONLY_EARLIER, None, 4)
    assert (load.change, load.by) == (Change.CHANGED, None)
    assert found["full_time_staff"].change is Change.ONLY_LATER
    assert "nothing_changed" not in found


def test_what_neither_side_filled_in_is_left_out(form):
    """A text that nobody wrote is no line."""
    assert set(between(LABELS, LABELS, form)) == set(LABELS)
