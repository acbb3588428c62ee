"""What a reviewer is asked, and what stands in the way of each decision."""

from datetime import date

import pytest

from registry.policy.reviews import (
    Answer,
    Answered,
    Asked,
    Decision,
    ReturnDays,
    Verdict,
    age,
    carried,
    faults,
    grounds,
    judged,
    open_points,
    return_days,
)
from tests.review_makers import FIGURE, GOOD, JUDGEMENT, MISSING, STATEMENT, UNMET

SECTIONS = ("basics", "capability")
DAYS = ReturnDays(date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 31))
ALL = {
    JUDGEMENT["id"]: Answered(Answer.MEETS, "体系完整，现场核对过。"),
    FIGURE["id"]: Answered(Answer.CONFIRMED),
}


def codes(found):
    """The codes of findings, each with the criterion or field it is about."""
    return [(one.code, one.field) for one in found]


@pytest.mark.parametrize(
    ("kept", "asked", "choices"),
    [
        (JUDGEMENT, Asked.JUDGEMENT, (Answer.MEETS, Answer.FALLS_SHORT)),
        (FIGURE, Asked.FIGURE, (Answer.CONFIRMED, Answer.CONTESTED)),
        (UNMET, Asked.FIGURE, (Answer.CONFIRMED, Answer.CONTESTED)),
        (STATEMENT, Asked.STATEMENT, (Answer.CONFIRMED, Answer.CONTESTED)),
        (STATEMENT | {"outcome": "not_met"}, Asked.NOTHING, ()),
        (MISSING, Asked.NOTHING, ()),
    ],
)
def test_a_criterion_is_asked_by_what_it_is(kept, asked, choices):
    """Judgements are answered, figures confirmed; what was not stated has no answer at all."""
    (one,) = judged([kept])
    assert one.asked is asked
    assert one.choices == choices


def test_a_criterion_is_read_from_the_record_alone():
    """Clause, phrase and figures are the version's; without a title its words serve."""
    (one,) = judged([{key: UNMET[key] for key in UNMET if key not in {"title", "source"}}])
    assert (one.title, one.phrase) == (UNMET["phrase"], UNMET["phrase"])
    assert (one.read, one.wanted, one.source) == ("4 人", "≥ 5 人", "text")
    assert one.is_unmet
    assert one.blocks


def test_what_is_normally_so_does_not_block():
    """一般 binds less: not met, it is shown, and recommending stays possible."""
    (one,) = judged([UNMET | {"force": "normally"}])
    assert one.is_unmet
    assert not one.blocks
    assert open_points([one], {one.id: Answered(Answer.CONFIRMED)}) == ()


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (ALL, []),
        ({}, [("review_not_answered", JUDGEMENT["id"]), ("review_not_confirmed", FIGURE["id"])]),
        (
            ALL | {JUDGEMENT["id"]: Answered(Answer.MEETS)},
            [("review_reason_wanted", JUDGEMENT["id"])],
        ),
        (
            ALL | {JUDGEMENT["id"]: Answered(None, "还没有想好")},
            [("review_not_answered", JUDGEMENT["id"])],
        ),
        (
            ALL | {JUDGEMENT["id"]: Answered(Answer.FALLS_SHORT, "路线不清")},
            [("review_answered_against", JUDGEMENT["id"])],
        ),
        (
            ALL | {FIGURE["id"]: Answered(Answer.CONTESTED)},
            [("review_reason_wanted", FIGURE["id"])],
        ),
        (
            ALL | {STATEMENT["id"]: Answered(Answer.CONTESTED, "当地通报过一起事故")},
            [("review_answered_against", STATEMENT["id"])],
        ),
    ],
)
def test_what_keeps_an_application_from_being_recommended(answers, found):
    """Every judgement with its reason, every figure confirmed, nothing against."""
    assert codes(open_points(judged(GOOD), answers)) == found


@pytest.mark.parametrize("kept", [UNMET, MISSING])
@pytest.mark.parametrize("answer", list(Answer))
def test_what_the_program_found_not_met_cannot_be_answered_away(kept, answer):
    """Whatever is answered, a condition not met or not stated keeps blocking."""
    criteria = judged([kept])
    found = open_points(criteria, {kept["id"]: Answered(answer, "理由")})
    assert codes(found) == [("review_not_met", kept["id"])]
    assert (found[0].read, found[0].clause) == (kept["read"], kept["clause"])


def test_a_refusal_names_what_is_not_met():
    """Its grounds are what the program found, and what was answered against with a reason."""
    criteria = judged([*GOOD, UNMET])
    assert grounds(criteria, ALL) == (UNMET["id"],)
    against = {
        JUDGEMENT["id"]: Answered(Answer.FALLS_SHORT, "路线不清"),
        FIGURE["id"]: Answered(Answer.CONTESTED),
    }
    assert grounds(criteria, against) == (JUDGEMENT["id"], UNMET["id"])


def test_each_decision_says_what_it_lacks():
    """A recommendation wants every answer and an opinion, a refusal a ground and an opinion."""
    criteria = judged(GOOD)

    def of(decision, answers, **more):
        return codes(faults(Verdict(decision, **more), criteria, answers, SECTIONS, DAYS))

    assert of(Decision.RECOMMENDED, ALL, opinion="同意推荐。") == []
    assert of(Decision.RECOMMENDED, ALL) == [("review_opinion_wanted", "opinion")]
    assert of(Decision.REFUSED, ALL) == [
        ("review_ground_wanted", ""),
        ("review_opinion_wanted", "opinion"),
    ]
    against = ALL | {JUDGEMENT["id"]: Answered(Answer.FALLS_SHORT, "路线不清")}
    assert of(Decision.REFUSED, against, opinion="不符合。") == []


@pytest.mark.parametrize(
    ("notes", "until", "found"),
    [
        ({"basics": "写明地址"}, date(2026, 12, 31), []),
        ({"basics": "写明地址"}, date(2026, 12, 28), []),
        ({"basics": "写明地址"}, date(2027, 1, 31), []),
        ({"basics": "写明地址"}, date(2026, 12, 27), ["review_until_wanted"]),
        ({"basics": "写明地址"}, date(2027, 2, 1), ["review_until_wanted"]),
        ({"basics": "写明地址"}, None, ["review_until_wanted"]),
        ({"basics": ""}, date(2026, 12, 31), ["review_section_wanted"]),
        ({"unknown": "写明"}, date(2026, 12, 31), ["review_section_wanted"]),
    ],
)
def test_a_return_names_sections_and_a_day(notes, until, found):
    """At least one section of the form with what is to be mended, and a day within bounds."""
    verdict = Verdict(Decision.RETURNED, notes=notes, until=until)
    told = faults(verdict, judged([UNMET]), {}, SECTIONS, DAYS)
    assert [one.code for one in told] == found


@pytest.mark.parametrize(
    ("today", "first", "usual", "last"),
    [
        (date(2026, 12, 25), date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 12, 31), date(2027, 1, 5), date(2027, 1, 5), date(2027, 1, 31)),
        (date(2027, 3, 1), date(2027, 3, 4), date(2027, 3, 4), date(2027, 3, 4)),
    ],
)
def test_the_day_of_a_return_leaves_time_and_ends(calendar, today, first, usual, last):
    """The round's last day where three working days are left, else the third; a month at most."""
    assert return_days("2026H2", today, calendar) == ReturnDays(first, usual, last)


@pytest.mark.parametrize(
    ("arrived", "today", "days"),
    [
        (date(2026, 12, 25), date(2026, 12, 25), 0),
        (date(2026, 12, 25), date(2026, 12, 26), 0),
        (date(2026, 12, 25), date(2026, 12, 28), 1),
        (date(2026, 9, 24), date(2026, 9, 30), 3),
        (date(2026, 12, 25), date(2026, 12, 24), 0),
    ],
)
def test_age_counts_working_days_after_arrival(calendar, arrived, today, days):
    """Weekends and the autumn's days off do not age an application."""
    assert age(arrived, today, calendar) == days


def test_the_next_version_keeps_reasons_and_asks_judgements_anew():
    """A figure that reads as before stays answered; a text may have changed behind its answer."""
    before = judged([JUDGEMENT, FIGURE, STATEMENT, UNMET, MISSING])
    now = judged([JUDGEMENT, FIGURE | {"read": "1200 万元"}, STATEMENT, UNMET, MISSING])
    earlier = {
        JUDGEMENT["id"]: Answered(Answer.FALLS_SHORT, "路线不清"),
        FIGURE["id"]: Answered(Answer.CONTESTED, "与台账不符"),
        STATEMENT["id"]: Answered(Answer.CONFIRMED),
        MISSING["id"]: Answered(None, "没有写"),
    }
    assert carried(earlier, before, now) == {
        JUDGEMENT["id"]: Answered(None, "路线不清"),
        FIGURE["id"]: Answered(None, "与台账不符"),
        STATEMENT["id"]: Answered(Answer.CONFIRMED),
    }
    assert carried({}, (), now) == {}
