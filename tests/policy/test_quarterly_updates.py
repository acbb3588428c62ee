"""Judging a quarterly update: what blocks, what asks back, what only tells."""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from registry.forms import quarterly_update_form
from registry.messages import say_finding
from registry.policy.findings import Finding
from registry.policy.forms import Form, Nature
from registry.policy.quarterly_update_values import plain, read_value
from registry.policy.quarterly_updates import Before, Judged, judge
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Severity
from registry.update_check_rules import update_checks

STOCKS = {
    "equipment_value": Decimal("1350.5"),
    "site_area": Decimal(2600),
    "full_time_staff": 12,
    "load": Decimal(70),
    "projects_in_hand": 4,
    "enterprises_served": 21,
}
BEFORE = Before(STOCKS, {"service_income_this_year": Decimal(900)}, "2026Q3")
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())


@pytest.fixture(scope="module")
def form() -> Form:
    """The form that ships."""
    return quarterly_update_form()


@pytest.fixture
def judged(form: Form, programme: Programme):
    """Judge the good update with some entries changed."""

    def made(before: Before = BEFORE, **changes: str) -> Judged:
        return judge(
            GOOD | changes,
            "2026Q4",
            form=form,
            before=before,
            programme=programme,
            checks=update_checks(),
        )

    return made


def found(judged: Judged, field: str) -> list[tuple[str, Severity]]:
    """What was found at one field."""
    return [(one.code, one.severity) for one in judged.findings if one.field == field]


def test_a_complete_update_has_no_finding(judged):
    """An update with every question answered and plausible figures is acceptable."""
    whole = judged()
    assert whole.findings == ()
    assert whole.is_acceptable
    assert whole.content["service_income_this_year"] == Decimal("1180.25")
    assert whole.content["accidents"] is False


def test_changed_stocks_are_marked(judged):
    """The stocks that differ from the last version are named, flows never."""
    assert judged().changed == {"full_time_staff", "load", "enterprises_served"}


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("equipment_value", "update_stock_missing"),
        ("new_enterprises", "update_flow_missing"),
        ("service_income_this_year", "update_yearly_missing"),
        ("accidents", "update_answer_missing"),
    ],
)
def test_a_blank_blocks(judged, field, code):
    """A question left open blocks, each nature with its own sentence."""
    assert found(judged(**{field: " \u3000"}), field) == [(code, Severity.BLOCKING)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-3", "update_negative"),
        ("－３", "update_negative"),
        ("\u22123", "update_negative"),
        ("三", "update_not_a_figure"),
        ("1e400", "update_not_a_figure"),
        ("nan", "update_not_a_figure"),
        ("Infinity", "update_not_a_figure"),
        ("٣", "update_not_a_figure"),
        ('{"$ne": null}', "update_not_a_figure"),
        ("=1+1", "update_not_a_figure"),
        ("1,2", "update_not_a_figure"),
        ("3.5", "update_not_whole"),
        ("9" * 13, "update_too_large"),
        ("9" * 9000, "update_too_large"),
    ],
)
def test_what_is_no_figure_blocks(judged, typed, code):
    """A negative figure, an exponent, another script or a formula is refused by name."""
    assert found(judged(new_enterprises=typed), "new_enterprises") == [(code, Severity.BLOCKING)]


def test_a_figure_finer_than_its_unit_blocks(judged):
    """Money goes down to the 分 and no further, whatever the length of the digits."""
    for typed in ("1180.1234567", "1180." + "1" * 5000):
        assert found(judged(service_income_this_year=typed), "service_income_this_year") == [
            ("update_too_precise", Severity.BLOCKING)
        ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１，３５０．５", "1350.5"),
        ("1,350.5", "1350.5"),
        (" 1 350.5 ", "1350.5"),
        ("1350.5万元", "1350.5"),
        ("1350.5 万", "1350.5"),
        ("13505000元", "1350.5"),
        ("0.13505亿元", "1350.5"),
    ],
)
def test_a_clerk_s_spelling_is_understood_and_told(judged, typed, value):
    """Full-width digits, separators and written units are read, and a note says how."""
    whole = judged(equipment_value=typed)
    assert whole.content["equipment_value"] == Decimal(value)
    assert found(whole, "equipment_value") == [("update_normalised", Severity.NOTE)]
    assert whole.is_acceptable


def test_nought_is_an_answer(judged):
    """An explicit 0 is a figure, not a blank."""
    assert judged(new_enterprises="0").content["new_enterprises"] == 0


def test_load_ends_at_one_hundred(judged):
    """A load of exactly 100 % is fine, one above it blocks."""
    assert found(judged(load="100"), "load") == []
    assert found(judged(load="100.01"), "load") == [("update_over_full_load", Severity.BLOCKING)]


def test_a_yearly_figure_may_not_fall_within_a_year(judged):
    """Below what was filed this year blocks by ruling 27; the same figure again is fine."""
    fallen = judged(service_income_this_year="899.99")
    (finding,) = [one for one in fallen.findings if one.severity is not Severity.NOTE]
    assert (finding.code, finding.severity) == ("update_falls_within_year", Severity.BLOCKING)
    assert (finding.source, finding.clause) == ("house_ruling", "docs/decisions/field-kinds.md")
    assert judged(service_income_this_year="900").is_acceptable


def test_a_yearly_figure_starts_anew_in_a_new_year(judged):
    """Without a filing in the same year nothing bounds the yearly figure from below."""
    assert judged(Before(STOCKS, {}, "2025Q4"), service_income_this_year="1").is_acceptable


def test_a_running_total_that_fell_is_asked_back(judged):
    """Enterprises served since the start usually do not fall: a warning, not a refusal."""
    whole = judged(enterprises_served="20")
    assert found(whole, "enterprises_served") == [("update_total_fell", Severity.WARNING)]
    assert whole.is_acceptable


def test_a_part_above_its_whole_is_asked_back(judged):
    """More new enterprises than enterprises ever served is a question."""
    assert found(judged(new_enterprises="25"), "new_enterprises") == [
        ("update_part_exceeds_whole", Severity.WARNING)
    ]


def test_a_figure_in_the_wrong_unit_is_asked_back(judged):
    """元 typed for 万元 is asked back, by size and by the leap from the last version."""
    assert found(judged(equipment_value="13505000"), "equipment_value") == [
        ("update_off_by_ten_thousand", Severity.WARNING)
    ]
    small = Before(STOCKS | {"equipment_value": Decimal(12)}, BEFORE.year, "2026Q3")
    assert ("update_jumped", Severity.WARNING) in found(
        judged(small, equipment_value="12000"), "equipment_value"
    )
    assert ("update_jumped", Severity.WARNING) in found(
        judged(equipment_value="1.35"), "equipment_value"
    )


@pytest.mark.parametrize(
    ("field", "criterion"),
    [
        ("equipment_value", "equipment_original_value"),
        ("full_time_staff", "full_time_staff"),
        ("enterprises_served", "enterprises_served"),
    ],
)
def test_below_an_entry_condition_the_host_is_told(judged, programme, field, criterion):
    """At the rulebook's threshold nothing is said; below it a word is wanted, by 二（六）."""
    threshold = int(programme.criterion(criterion, date(2026, 12, 31)).threshold)
    before = Before({}, {}, "")
    assert found(judged(before, **{field: str(threshold)}), field) == []
    told = judged(before, **{field: str(threshold - 1)})
    (asked,) = [one for one in told.findings if one.code == "update_below_entry"]
    assert (asked.severity, asked.clause) == (Severity.WARNING, "二（六）")
    assert told.is_acceptable


def test_a_year_s_income_is_held_against_its_condition_once_it_is_complete(
    form, judged, programme
):  # fmt: skip - one signature
    """In the fourth quarter a note names both ways; in the third nothing is said yet."""
    told = judged(service_income_this_year="950")
    (note,) = [one for one in told.findings if one.field == "service_income_this_year"]
    assert (note.code, note.severity) == ("update_income_below_entry", Severity.NOTE)
    assert "5%" in say_finding(note)
    third = judge(
        GOOD | {"service_income_this_year": "950"},
        "2026Q3",
        form=form,
        before=replace(BEFORE, period="2026Q2"),
        programme=programme,
        checks=update_checks(),
    )
    assert found(third, "service_income_this_year") == []
    assert told.is_acceptable


def test_a_condition_that_was_given_up_is_no_fault(form, programme):
    """Once the law asks for no staff, an update without any says nothing of it."""
    (old,) = [one for one in programme.all_criteria if one.id == "full_time_staff"]
    others = tuple(one for one in programme.all_criteria if one is not old)
    later = replace(programme, all_criteria=others)
    typed, law = GOOD | {"full_time_staff": "0"}, {"programme": later, "checks": update_checks()}
    told = judge(typed, "2026Q4", form=form, before=BEFORE, **law)
    assert not [one for one in told.findings if one.code == "update_below_entry"]
    assert told.is_acceptable


def test_a_yes_wants_its_text(judged):
    """An accident without a word about it blocks; with one the host is told of 二（四）."""
    assert found(judged(accidents="有", accidents_text=" 无 "), "accidents_text") == [
        ("update_details_missing", Severity.BLOCKING)
    ]
    told = judged(accidents="有", accidents_text="10月3日一人轻伤")
    assert found(told, "accidents_text") == [("update_matter_reported", Severity.NOTE)]
    assert told.is_acceptable


def test_a_text_beside_a_no_is_asked_back(judged):
    """A no with a story beside it is a contradiction to look at."""
    assert found(judged(penalties_text="市监罚〔2026〕3号"), "penalties_text") == [
        ("update_details_without_yes", Severity.WARNING)
    ]
    assert found(judged(penalties_text="无"), "penalties_text") == []


def test_an_answer_that_is_neither_blocks(judged):
    """Neither yes nor no is named as read."""
    assert found(judged(accidents="也许"), "accidents") == [
        ("update_answer_unclear", Severity.BLOCKING)
    ]


def test_an_endless_text_blocks(judged):
    """A text of more than 2,000 characters is refused, exactly 2,000 is taken."""
    long = judged(accidents="yes", accidents_text="险" * 2001)
    assert ("update_text_too_long", Severity.BLOCKING) in found(long, "accidents_text")
    assert judged(accidents="yes", accidents_text="险" * 2000).is_acceptable


def same(form: Form) -> dict[str, str]:
    """The stocks of the last version, typed again."""
    return {one.key: str(STOCKS[one.key]) for one in form.of_nature(Nature.STOCK)}


def test_unchanged_stocks_want_a_word(judged, form):
    """Stocks just as last time block until somebody confirms that nothing changed."""
    assert found(judged(**same(form)), "nothing_changed") == [
        ("update_stocks_unconfirmed", Severity.BLOCKING)
    ]
    confirmed = judged(**same(form), nothing_changed="1")
    assert confirmed.findings == ()
    assert confirmed.content["nothing_changed"] is True


def test_nothing_changed_fills_stocks_and_no_flow(judged, form):
    """Confirmed, blank stocks are those of the last version; a blank flow still blocks."""
    blank = dict.fromkeys(same(form), "")
    assert judged(**blank, nothing_changed="1").content["full_time_staff"] == 12
    left = judged(**blank, nothing_changed="1", new_enterprises="")
    assert found(left, "new_enterprises") == [("update_flow_missing", Severity.BLOCKING)]


def test_nothing_changed_beside_a_change_is_asked_back(judged):
    """What was typed stands, the confirmation does not, and a note names the fields."""
    whole = judged(nothing_changed="1")
    (finding,) = whole.findings
    assert (finding.code, finding.severity) == ("update_confirmed_yet_changed", Severity.NOTE)
    assert "中试运行载荷" in finding.params["names"]
    assert whole.content["nothing_changed"] is False


def test_everything_is_said_at_once(form, programme):
    """An empty form names every question left open, not the first alone."""
    empty = judge(
        {}, "2026Q4", form=form, before=Before(), programme=programme, checks=update_checks()
    )
    asked = [one.key for one in form.fields if not one.details_of]
    assert [one.field for one in empty.findings] == asked


def test_a_finding_shows_no_more_than_the_beginning_of_a_flood(judged):
    """A huge text is read back shortened."""
    (finding,) = judged(new_enterprises="甲" * 9000).findings
    assert isinstance(finding, Finding)
    assert len(finding.read) < 50


def test_a_value_written_out_reads_back_the_same(form):
    """Control characters leave a text; every value, written plainly, is read as it was."""
    text = form.field("accidents_text")
    assert read_value(text, "一\x00二\n三").value == "一二\n三"
    for key, value in (
        ("accidents", True),
        ("accidents", False),
        ("full_time_staff", 12),
        ("equipment_value", Decimal("1350.50")),
        ("equipment_value", Decimal(0)),
        ("equipment_value", Decimal("1E+5")),
        ("accidents_text", "轻伤一人"),
    ):
        read = read_value(form.field(key), plain(value))
        assert (read.value, read.normalised) == (value, False)
    assert plain(None) == ""


def test_a_written_unit_of_any_kind_is_understood(form):
    """人, % and 平方米 behind a figure are taken off, another unit is not."""
    for key, typed, value in (
        ("full_time_staff", "12人", 12),
        ("load", "85％", Decimal(85)),
        ("site_area", "2600 ㎡", Decimal(2600)),
    ):
        assert read_value(form.field(key), typed).value == value
    assert read_value(form.field("full_time_staff"), "12吨").problem == "update_not_a_figure"
