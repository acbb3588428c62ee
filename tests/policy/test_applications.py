"""Judging an application: what blocks, what asks back, and how it stands against the law."""

from datetime import date
from decimal import Decimal

import pytest

from registry.authorities import load_authorities
from registry.forms import application_form
from registry.messages import say_finding
from registry.policy.application_checks import ApplicationContext
from registry.policy.application_states import ApplicationState
from registry.policy.applications import (
    INCOMPLETE,
    editable_sections,
    facts_of,
    facts_typed,
    judge,
)
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Outcome, Severity
from registry.taxonomies import latest_taxonomy
from tests.application_papers import SUPPORTS, rows, typed

FORM = application_form()
ON = date(2026, 12, 28)


@pytest.fixture
def context(programme: Programme) -> ApplicationContext:
    """Judged in Zhejiang on 28 December 2026."""
    return ApplicationContext(
        programme=programme,
        on=ON,
        authority="330000",
        places=load_authorities().places,
        taxonomy=latest_taxonomy(),
    )


@pytest.fixture
def told(context):
    """``told(equipment=…, supports=…, **changes)``: everything found, as code and field."""

    def found(equipment=None, supports=SUPPORTS, **changes):
        table = rows() if equipment is None else equipment
        judged = judge(FORM, typed(**changes), table, supports, context)
        assert all(say_finding(one) for one in judged.findings)
        return [(one.code, one.field, one.severity) for one in judged.findings]

    return found


def test_a_good_application_is_complete_and_stands_on_every_line(context):
    """Nothing is found; hard conditions are met, the others wait for people."""
    judged = judge(FORM, typed(), rows(), SUPPORTS, context)
    assert judged.findings == ()
    assert judged.is_complete
    outcomes = {one.criterion.id: one.outcome for one in judged.assessments}
    assert len(outcomes) == 46
    assert set(outcomes.values()) == {Outcome.MET, Outcome.NEEDS_JUDGEMENT}
    assert len(judged.with_outcome(Outcome.MET)) == 15


def test_an_empty_application_states_nothing_and_blocks_nowhere_live(context):
    """Every open question is told when the whole is checked; none while it is typed."""
    judged = judge(FORM, {}, [], (), context)
    assert not judged.is_complete
    assert judged.live_findings == ()
    assert {one.code for one in judged.findings} <= INCOMPLETE
    assert {one.outcome for one in judged.assessments} == {Outcome.NOT_STATED}


# One line a case, worked by hand: what is changed, and what comes out otherwise.
GOLDEN = [
    ({"equipment_value": "999.9999"}, {"equipment_original_value": "not_met"}),
    ({"full_time_staff": "4"}, {"full_time_staff": "not_met"}),
    ({"enterprises_served": "4"}, {"enterprises_served": "not_met"}),
    ({"plan_years": "2"}, {"plan_years": "not_met"}),
    ({"results_verified": "0"}, {"results_or_products": "not_met"}),
    ({"results_verified": "0", "products_industrialised": "1"}, {}),
    ({"service_income_last_year": "999"}, {"service_income": "not_met"}),
    ({"service_income_last_year": "999", "host_income_last_year": "19980"}, {}),
    (
        {"service_income_last_year": "999", "host_income_last_year": ""},
        {"service_income": "not_stated"},
    ),
    ({"service_income_last_year": "0", "service_income_application_year": "1000"}, {}),
    # An income of another year than it is asked for is not relied on.
    ({"last_year": "2024"}, {"service_income": "not_stated"}),
    # A yes counts with its days; more than three years back is not within.
    (
        {"safety_accidents": "yes", "safety_accidents_days": "2023-12-28"},
        {"no_serious_safety_accident": "not_met"},
    ),
    ({"safety_accidents": "yes", "safety_accidents_days": "2023-12-27"}, {}),
    ({"safety_accidents": "yes"}, {"no_serious_safety_accident": "not_stated"}),
    ({"violations": "yes", "violations_days": "2025-01-01"}, {"no_violations": "needs_judgement"}),
    ({"technical_leader": "无"}, {"technical_leader": "not_met"}),
    ({"standards_work": ""}, {"standards_work": "not_stated"}),
]  # fmt: skip - a line a case


@pytest.mark.parametrize(("changes", "expected"), GOLDEN)
def test_golden(context, changes, expected):
    """Each change moves exactly the conditions it must."""
    base = judge(FORM, typed(), rows(), SUPPORTS, context).assessments
    after = judge(FORM, typed(**changes), rows(), SUPPORTS, context).assessments
    assert {one.criterion.id: str(one.outcome) for one in after} == {
        one.criterion.id: str(one.outcome) for one in base
    } | expected


@pytest.mark.parametrize("changes", [changes for changes, _ in GOLDEN])
def test_facts_read_by_themselves_are_those_of_the_whole(context, changes):
    """Reading only what states something gives the same facts as judging everything."""
    judged = judge(FORM, typed(**changes), rows(), SUPPORTS, context)
    whole = facts_of(FORM, judged.content, judged.equipment, SUPPORTS, ON)
    assert facts_typed(FORM, typed(**changes), judged.equipment, SUPPORTS, ON) == whole


def test_a_paper_handed_in_states_what_a_text_would(context):
    """With the roadmap's file alone there is something to judge; with neither there is not."""
    for supports, outcome in ((SUPPORTS, "needs_judgement"), ((), "not_stated")):
        judged = judge(FORM, typed(roadmap=""), rows(), supports, context)
        found = {one.criterion.id: str(one.outcome) for one in judged.assessments}
        assert found["technology_roadmap"] == outcome
    judged = judge(FORM, typed(roadmap="无"), rows(), SUPPORTS, context)
    facts = {one.criterion.id: one.reads for one in judged.assessments}
    assert [one.value for one in facts["technology_roadmap"]] == ["True"]


BLOCKING, WARNING, NOTE = Severity.BLOCKING, Severity.WARNING, Severity.NOTE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"address": ""}, ("application_missing", "address", BLOCKING)),
        ({"violations": ""}, ("application_answer_missing", "violations", BLOCKING)),
        ({"truthful": ""}, ("application_flag_missing", "truthful", BLOCKING)),
        ({"industry": "制造业"}, ("application_pattern", "industry", BLOCKING)),
        ({"host_kind": "个体户"}, ("application_choice_unknown", "host_kind", BLOCKING)),
        ({"site_area": "3200平方米"}, ("update_normalised", "site_area", NOTE)),
        ({"leased_value": "1001"}, ("application_part_exceeds_whole", "leased_value", BLOCKING)),
        ({"staff_research": "3"}, ("application_parts_exceed_whole", "full_time_staff", WARNING)),
        ({"operating_since": "2026-12-29"}, ("application_day_ahead", "operating_since", BLOCKING)),
        ({"last_year": "2024"}, ("application_year_moved", "last_year", BLOCKING)),
        ({"place": "宁波市"}, ("application_place_elsewhere", "place", BLOCKING)),
        ({"taxonomy_field": "农业"}, ("application_term_unknown", "taxonomy_field", WARNING)),
        ({"direction": "养蜂"}, ("application_term_unknown", "direction", WARNING)),
        ({"direction": "钢铁"}, ("application_direction_elsewhere", "direction", WARNING)),
        (
            {"violations_days": "2025-01-01"},
            ("application_days_without_yes", "violations_days", WARNING),
        ),
    ],
)  # fmt: skip - a line a case
def test_what_is_found_at_a_field(told, changes, expected):
    """One change, one finding, at its field."""
    assert told(**changes) == [expected]


def test_a_yes_wants_its_days_and_its_text(told):
    """Both are asked for; a day ahead of the submission is none."""
    assert told(violations="yes", declared_matters="无") == [
        ("application_days_missing", "violations_days", BLOCKING),
        ("application_details_missing", "declared_matters", BLOCKING),
    ]
    assert told(violations="yes", violations_days="2026-12-29", declared_matters="2026 年罚款") == [
        ("application_day_ahead", "violations_days", BLOCKING)
    ]


def test_a_figure_typed_in_yuan_is_asked_back(told):
    """10,000,000 in a 万元 field: asked back, and the table's sum lies far below."""
    assert told(equipment_value="10000000") == [
        ("update_off_by_ten_thousand", "equipment_value", WARNING),
        ("equipment_sum_below", "equipment", BLOCKING),
    ]


def test_an_application_without_table_or_paper_is_incomplete(told):
    """The table and each file asked for are missed by name."""
    assert told(equipment=[], supports=()) == [
        ("application_file_missing", "roadmap_file", BLOCKING),
        ("application_file_missing", "service_list_file", BLOCKING),
        ("application_file_missing", "development_plan_file", BLOCKING),
        ("equipment_missing", "equipment", BLOCKING),
    ]


def test_directions_outside_the_list_are_only_asked_back(told):
    """其他 stands in every edition; one not confirmed is held against nobody."""
    assert told(direction="其他") == []
    assert told(taxonomy_field="其他", direction="其他（增材）") == []
    assert told(direction="低空装备") == []
    assert told(direction="") == [("application_missing", "direction", BLOCKING)]


def test_what_is_read_is_exact(context):
    """Money keeps its decimals, days are ISO text, lists keep the form's order."""
    changes = {"equipment_value": "1,000.123456", "services": "生产验证\n设计验证"}
    content = judge(FORM, typed(**changes), rows(), SUPPORTS, context).content
    assert content["equipment_value"] == Decimal("1000.123456")
    assert content["services"] == ("设计验证", "生产验证")
    assert content["operating_since"] == "2022-05-01"
    assert content["ministry_affiliated"] is False


def test_sections_that_can_be_typed_in():
    """All of a draft, the returned ones alone, none of anything else."""
    every = {one.key for one in FORM.sections}
    returned = ["plan", "equipment", "nothing"]
    assert editable_sections(FORM, ApplicationState.DRAFT, returned) == every
    assert editable_sections(FORM, ApplicationState.RETURNED, returned) == {"plan", "equipment"}
    for state in set(ApplicationState) - {ApplicationState.DRAFT, ApplicationState.RETURNED}:
        assert editable_sections(FORM, state, returned) == frozenset()


def test_what_a_text_must_not_hold_is_told(told):
    """A secrecy mark blocks anywhere; a person's number asks back outside the contacts."""
    assert told(funding="见 机密★10年 文件") == [("secrecy_found", "funding", BLOCKING)]
    assert told(contact_name="秘密★1年") == [("secrecy_found", "contact_name", BLOCKING)]
    assert told(funding="找 13912345678") == [("mobile_found", "funding", WARNING)]
    assert told(contact_name="李晓 13912345678") == []
