"""The application's form: every condition of the law can be stated in it, and is cited right."""

from datetime import date

import pytest

from registry.forms import APPLICATION, FormTableError, application_form, load_application_form
from registry.policy.facts import FACTS
from registry.policy.forms import FieldType
from registry.policy.rulebook import Programme
from registry.policy.rules import facts_named
from tests.application_papers import GOOD

FORM = application_form()
ON = date(2026, 12, 28)


def test_every_condition_can_be_stated(programme: Programme) -> None:
    """Each fact of each condition in force is stated by a field or by the equipment table."""
    stated = FORM.stated_in
    sections = FORM.sections_by_criterion(programme.criteria(ON))
    for criterion in programme.criteria(ON):
        assert [fact for fact in facts_named(criterion) if fact not in stated] == []
        assert sections[criterion.id], criterion.id
    assert sections["equipment_table"] == ("equipment",)


def test_no_field_states_what_no_condition_asks_for(programme: Programme) -> None:
    """Facts of the form are those of the law, and all of them."""
    asked = {fact for one in programme.criteria(ON) for fact in facts_named(one)}
    assert FORM.stated_in.keys() == asked == FACTS.keys()


def test_a_field_is_cited_as_its_conditions_are(programme: Programme) -> None:
    """The clause beside a field that states a fact is one of those that ask for the fact."""
    clauses: dict[str, set[str]] = {}
    for one in programme.criteria(ON):
        for fact in facts_named(one):
            clauses.setdefault(fact, set()).add(one.clause)
    wrong = [one.key for one in FORM.fields if one.fact and one.clause not in clauses[one.fact]]
    assert wrong == []
    assert FORM.equipment.clause in clauses[FORM.equipment.fact]


def test_a_file_names_a_condition_of_the_law(programme: Programme) -> None:
    """What a file is evidence of is a condition that reads the very fact it states."""
    files = [one for one in FORM.fields if one.type is FieldType.FILE]
    assert files
    for one in files:
        assert one.fact in facts_named(programme.criterion(one.criterion, ON))


def test_every_section_has_something_to_fill_in() -> None:
    """Each section holds fields, or is the equipment table's."""
    empty = [one.key for one in FORM.sections if not FORM.in_section(one.key)]
    assert empty == [FORM.equipment.section]
    assert FORM.section("basics").title == "基本信息"
    with pytest.raises(KeyError):
        FORM.section("nothing")


def test_figures_have_units_and_columns_are_found_by_key() -> None:
    """No figure without its unit; an unknown field or column is an error, never a blank."""
    assert all(one.unit for one in FORM.fields if one.is_figure)
    assert all(one.unit for one in FORM.equipment.columns if one.is_figure)
    assert FORM.equipment.column("value").heading == "原值（万元）"
    assert FORM.equipment.column("name").heading == "名称"
    with pytest.raises(KeyError):
        FORM.equipment.column("nothing")
    with pytest.raises(KeyError):
        FORM.field("nothing")


def test_contacts_are_restricted_and_nothing_else_is() -> None:
    """The restricted block is who is in charge and how to reach the host."""
    assert FORM.restricted_keys == {
        "person_in_charge",
        "contact_name",
        "contact_phone",
        "contact_mail",
    }  # fmt: skip - one line of names


def test_what_is_typed_is_neither_given_nor_a_file() -> None:
    """Host, code, authority and edition are the record's; files are handed in elsewhere."""
    assert "host_name" not in FORM.typed_keys
    assert "roadmap_file" not in FORM.typed_keys
    assert {"platform_name", "truthful"} <= FORM.typed_keys
    assert FORM.field("direction_fit").is_text
    assert FORM.field("direction_fit").longest == 2000
    assert FORM.field("address").longest == 200
    assert FORM.field("place").longest == 60


def test_a_finding_s_section_is_found() -> None:
    """A field's finding stands in its section, anything of the table in the table's."""
    assert FORM.section_of("plan_years") == "plan"
    assert FORM.section_of("equipment.value") == "equipment"


def test_the_good_paper_fills_in_what_the_form_asks() -> None:
    """The tests' whole application leaves out only what need not be answered."""
    asked = {one.key for one in FORM.fields if one.required and one.type is not FieldType.FILE}
    assert asked <= GOOD.keys()
    assert GOOD.keys() <= {one.key for one in FORM.fields}


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('key = "division"', 'key = "place"'),
        ('within = "equipment_value"', 'within = "nothing"'),
        ('days = "violations_days"', 'days = "nothing"'),
        ('fact = "plan_years"', 'fact = "nothing"'),
        ('type = "count", unit = "年"', 'type = "text", unit = "年"'),
        ('days = "violations_days", ', ""),
        ('options_of = "fields", ', ""),
        ('type = "flag"', 'type = "tick"'),
        ('declared = "equipment_value"', 'declared = "nothing"'),
        ("tolerance = 1", ""),
        ('label = "中试线", ', ""),
    ],
)
def test_a_table_at_fault_is_refused(tmp_path, was, becomes):
    """A doubled key, a name that is not there, a fact that cannot be stated: no start."""
    text = APPLICATION.read_text(encoding="utf-8")
    assert text.count(was) >= 1
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(FormTableError, match=r"broken\.toml"):
        load_application_form(path)


@pytest.mark.parametrize(
    ("named", "along"),
    [
        ({"basics"}, set()),
        ({"capability"}, {"equipment"}),
        ({"equipment", "basics"}, {"capability"}),
        ({"equipment", "capability"}, set()),
    ],
)
def test_table_and_declared_value_are_one_matter(named, along):
    """Where one of the two sections goes back, the other goes along; nothing else does."""
    assert FORM.returned_along(named) == along
