"""A form's table: its fields by key, by section and by nature."""

import pytest

from registry.forms import quarterly_update_form
from registry.policy.forms import Nature


def test_every_field_stands_in_one_section():
    """The sections together hold every field once, in the form's order."""
    form = quarterly_update_form()
    assert [field for one in form.sections for field in form.in_section(one.key)] == list(
        form.fields
    )


def test_an_unknown_field_is_no_field():
    """Asking for a field that the form has not is an error, never a blank."""
    form = quarterly_update_form()
    assert form.field("load").unit == "%"
    with pytest.raises(KeyError):
        form.field("nothing")


def test_stocks_flows_and_yearly_figures_are_told_apart():
    """Each figure has one nature: income counts through the year, new enterprises by quarter."""
    form = quarterly_update_form()
    natures = {nature: {field.key for field in form.of_nature(nature)} for nature in Nature}
    assert "full_time_staff" in natures[Nature.STOCK]
    assert "new_enterprises" in natures[Nature.FLOW]
    assert natures[Nature.YEARLY] == {"service_income_this_year"}
    assert sum(len(keys) for keys in natures.values()) == len(form.fields)
