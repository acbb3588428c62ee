"""Everything the law can say to people has its sentence, and no sentence stands idle."""

from registry.messages import say
from registry.messages.law import SENTENCES
from registry.policy.facts import FactType
from registry.policy.rulebook import Programme
from registry.policy.rules import NEEDS, TAKES

JUDGED = {"judged": {"needs_judgement", "not_stated"}}
EVENTS = {"none_within_years_judged": {"met", "needs_judgement", "not_stated"}}
USUAL = {"met", "not_met", "not_stated"}


def test_every_outcome_of_every_rule_has_its_sentence_and_its_mend() -> None:
    """No rule can give an outcome that nobody wrote words for, nor are there words for none."""
    outcomes = {rule: (JUDGED | EVENTS).get(rule, USUAL) for rule in NEEDS}
    wanted = {f"eligibility_{rule}_{end}" for rule, ends in outcomes.items() for end in ends}
    assert {code for code in SENTENCES if code.startswith("eligibility_")} == wanted
    assert {code for code in SENTENCES if code.startswith("mend_")} == {f"mend_{r}" for r in NEEDS}


def test_every_outcome_can_be_said() -> None:
    """Title, values and clause are all a sentence asks for."""
    params = {
        "title": "设备原值",
        "read": "800 万元",
        "wanted": "≥ 1000 万元",
        "clause": "一（二）1",
    }
    for code in SENTENCES:
        if code.startswith(("eligibility_", "mend_")):
            said = say(code, **params)
            assert "{" not in said


def test_criteria_grounds_and_rulings_have_their_words(programme: Programme) -> None:
    """Each by its id, and none left over."""
    kinds = {
        "criterion_": programme.all_criteria,
        "ground_": programme.consequences,
        "ruling_": programme.rulings,
    }
    for prefix, provisions in kinds.items():
        said = {code for code in SENTENCES if code.startswith(prefix)}
        assert said == {f"{prefix}{one.id}" for one in provisions}


def test_every_rule_says_what_it_needs_and_what_it_can_read() -> None:
    """The two tables of the rules list the same rules, and every type is read by one."""
    assert set(NEEDS) == set(TAKES)
    assert set().union(*TAKES.values()) == set(FactType)
