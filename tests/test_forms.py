"""The form tables: read whole, or refused with the file and the field at fault."""

import pytest

from registry.forms import QUARTERLY_UPDATE, FormTableError, load_form, quarterly_update_form
from registry.messages import sentences
from registry.policy.forms import FieldType, Nature
from registry.policy.quarterly_updates import INCOMPLETE
from registry.update_check_rules import update_checks

TEXT = QUARTERLY_UPDATE.read_text(encoding="utf-8")


def test_the_form_that_ships_is_whole():
    """Every field stands in a section; each nature is there; figures have a unit."""
    form = quarterly_update_form()
    assert [form.in_section(one.key) for one in form.sections].count(()) == 0
    assert all(form.of_nature(nature) for nature in Nature)
    assert all(one.unit for one in form.fields if one.is_figure)
    assert form.field("load").realtime
    with pytest.raises(KeyError):
        form.field("nothing")


def test_every_yes_has_its_text_and_back():
    """An answer names the text it wants, and that text names the answer."""
    form = quarterly_update_form()
    for one in form.fields:
        if one.type is FieldType.ANSWER:
            assert form.field(one.details).details_of == one.key


def test_every_code_of_the_checks_has_its_sentence():
    """Each finding the judge can make has a Chinese sentence."""
    codes = {one.id for one in update_checks().checks} | INCOMPLETE
    assert len(codes) > 10
    assert codes - sentences().keys() == set()


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('section = "income"', 'section = "nowhere"'),
        ('key = "load"', 'key = "site_area"'),
        ('within = "enterprises_served"', 'within = "nothing"'),
        ('details_of = "accidents"', 'details_of = "nothing"'),
        ('type = "percent"', 'type = "ratio"'),
        ('nature = "yearly"', 'nature = "monthly"'),
        ("cumulative = true", "cumulated = true"),
        ("jump = 1000", ""),
        ('label = "中试运行载荷"', ""),
    ],
)
def test_a_table_at_fault_is_refused(tmp_path, was, becomes):
    """An unknown key, type or name, or a missing one, stops the service from starting."""
    assert TEXT.count(was) >= 1
    path = tmp_path / "broken.toml"
    path.write_text(TEXT.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(FormTableError, match=r"broken\.toml"):
        load_form(path)
