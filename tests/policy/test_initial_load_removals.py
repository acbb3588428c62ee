"""Past removals of an initial load: the ban the law gives them, and the stay each one ends."""

from dataclasses import replace
from datetime import date

import pytest

from registry.policy.findings import Finding
from registry.policy.initial_load_removals import decision_key, judge_removals
from registry.policy.initial_load_rows import Case, Entered, LoadContext, LoadSheet
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Severity
from tests.policy.initial_load_cases import CONTEXT, TODAY, ZHEJIANG, case, told

B, W, N = Severity.BLOCKING, Severity.WARNING, Severity.NOTE
KEY = ("X1", "甲基地")
FALSE_DATA, UNMET = "数据资料弄虚作假", "不满足条件"
ADMITTED, DECIDED, REMOVED = date(2024, 6, 1), date(2025, 3, 15), date(2025, 4, 1)


def _removal(**changes: object) -> Case:
    """Return a removal of 15 March 2025 for false data, as changed."""
    cells: dict[str, object] = {
        "credit_code": "X1",
        "platform_name": "甲基地",
        "decision": "工信函1号",
        "ground": FALSE_DATA,
        "decided_on": DECIDED,
        "removed_on": REMOVED,
    }
    return case(LoadSheet.REMOVALS, **cells | changes)


def _platform(**changes: object) -> Case:
    cells: dict[str, object] = {
        "credit_code": "X1", "platform_name": "甲基地", "admitted_on": ADMITTED,
    }  # fmt: skip
    return case(LoadSheet.PLATFORMS, 4, **cells | changes)


def _on_record(*stays: tuple[date, date | None], removals: tuple[str, ...] = ()) -> LoadContext:
    """Return a record of the platform's stays, with the decisions that ended the first of them."""
    entered = tuple(
        Entered(f"P{at}", ZHEJIANG, "杭州市", "第一批", since, until)
        for at, (since, until) in enumerate(stays, 1)
    )
    ended = {(decision, *KEY): f"P{at}" for at, decision in enumerate(removals, 1)}
    return replace(CONTEXT, platforms={KEY: entered}, removals=ended)


def _found(
    programme: Programme, row: Case, *others: Case, context: LoadContext = CONTEXT
) -> list[Finding]:
    judge_removals([*others, row], context, programme)
    assert told(others) == []
    return row.findings


def _codes(found: list[Finding]) -> list[tuple[str, Severity]]:
    return [(one.code, one.severity) for one in found]


def test_a_removal_of_a_platform_beside_it_is_new_without_a_word(programme: Programme) -> None:
    """The ban of three years is the law's: 15 March 2025 to 15 March 2028 (二（四）)."""
    row = _removal()
    assert _found(programme, row, _platform()) == []
    assert row.plan == {
        "ground": "data_falsification", "clause": "二（四）", "ban_until": "2028-03-15",
    }  # fmt: skip
    assert not row.matched


def test_conditions_not_met_bring_no_ban(programme: Programme) -> None:
    """二（六） states none, and none is planned; 否 agrees with it."""
    row = _removal(ground=UNMET, banned=False)
    assert _found(programme, row, _platform()) == []
    assert row.plan == {"ground": "conditions_not_met", "clause": "二（六）"}


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"ban_until": date(2028, 3, 15)}, "ban_until"),
        ({"banned": True}, "banned"),
        ({"ban_until": date(2028, 3, 15), "banned": True}, "ban_until"),
    ],
)
def test_a_ban_stated_where_the_ground_brings_none_is_refused(
    stated: dict[str, object], field: str, programme: Programme
) -> None:
    """One finding, at the last day where one is stated, by the ground's own clause."""
    (finding,) = _found(programme, _removal(ground=UNMET, **stated), _platform())
    assert (finding.code, finding.severity) == ("load_ban_not_by_ground", B)
    assert (finding.field, finding.clause) == (field, "二（六）")


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ({"ban_until": date(2028, 3, 15), "banned": True}, []),
        ({"ban_until": date(2028, 3, 14)}, [("load_ban_differs", W)]),
        ({"ban_until": date(2028, 3, 16)}, [("load_ban_differs", W)]),
        ({"banned": False}, [("load_ban_by_law", W)]),
        (
            {"ban_until": date(2027, 3, 15), "banned": False},
            [("load_ban_differs", W), ("load_ban_by_law", W)],
        ),
    ],
)
def test_what_is_stated_of_a_ban_is_held_against_the_laws(
    stated: dict[str, object], wanted: list[tuple[str, Severity]], programme: Programme
) -> None:
    """Told, not refused; whatever is stated, the law's last day is planned and wanted."""
    row = _removal(**stated)
    found = _found(programme, row, _platform())
    assert _codes(found) == wanted
    assert {(one.wanted, one.clause) for one in found} <= {("2028年3月15日", "二（四）")}
    assert row.plan["ban_until"] == "2028-03-15"
    assert not row.refused


@pytest.mark.parametrize(
    ("decided_on", "last_day", "wanted"),
    [
        (date(2023, 12, 28), "2026-12-28", []),
        (date(2023, 12, 27), "2026-12-27", [("load_ban_over", N)]),
    ],
)
def test_a_ban_is_over_the_day_after_its_last(
    decided_on: date, last_day: str, wanted: list[tuple[str, Severity]], programme: Programme
) -> None:
    """On 28 December 2026 one that ends that day still binds; a lapsed one is kept as history."""
    row = _removal(decided_on=decided_on)
    assert _codes(_found(programme, row, _platform())) == wanted
    assert row.plan["ban_until"] == last_day


@pytest.mark.parametrize("ground", ["省里建议退出", "旧规定"])
def test_a_ground_the_programme_does_not_know_is_refused(ground: str, programme: Programme) -> None:
    """Neither words nobody knows nor those of a ground the text has not; the known are named."""
    row = _removal(ground=ground)
    (finding,) = _found(programme, row, _platform())
    assert (finding.code, finding.severity, finding.field) == ("load_ground_unknown", B, "ground")
    assert (finding.wanted, finding.clause) == (f"{FALSE_DATA}、{UNMET}", "二（四）")
    assert row.plan == {}


@pytest.mark.parametrize("blank", ["ground", "decided_on"])
def test_without_ground_or_day_of_decision_no_ban_is_made_out(
    blank: str, programme: Programme
) -> None:
    """The reader tells of the blank cell; the law has nothing to add."""
    row = _removal(**{blank: None})
    assert (_found(programme, row, _platform()), row.plan) == ([], {})


@pytest.mark.parametrize(
    ("changes", "code", "clause"),
    [
        ({}, "load_removal_undated", "二（六）"),
        ({"banned": False}, "load_removal_undated", "二（六）"),
        ({"banned": True}, "load_ban_without_removal", "二（四）"),
        ({"ban_until": date(2028, 3, 15)}, "load_ban_without_removal", "二（四）"),
    ],
)
def test_a_removal_needs_its_day(
    changes: dict[str, object], code: str, clause: str, programme: Programme
) -> None:
    """A ban alone is none: it follows from a removal."""
    row = _removal(removed_on=None, ground=None, **changes)
    (finding,) = _found(programme, row, _platform())
    assert (finding.code, finding.severity, finding.clause) == (code, B, clause)


def test_a_day_that_could_not_be_read_is_told_once(programme: Programme) -> None:
    """Where a cell already carries its finding, nothing further is judged on it."""
    assert _found(programme, _removal(removed_on=None, unread="removed_on")) == []
    assert _found(programme, _removal(admitted_on=None, unread="admitted_on")) == []


@pytest.mark.parametrize(
    ("removed_on", "wanted"),
    [(DECIDED, []), (date(2025, 3, 14), [("load_removal_undecided", B)])],
)
def test_nobody_is_removed_before_it_was_decided(
    removed_on: date, wanted: list[tuple[str, Severity]], programme: Programme
) -> None:
    """On the day of the decision at the earliest."""
    found = _found(programme, _removal(removed_on=removed_on), _platform())
    assert _codes(found) == wanted
    assert [one.wanted for one in found] == ["2025年3月15日"] * len(wanted)


def test_a_removal_on_record_by_the_same_decision_is_there_already(programme: Programme) -> None:
    """Compared without spaces and bracket style, whatever days the row gives."""
    row = _removal(decision="工信函〔2025〕1 号", removed_on=date(2025, 5, 1))
    assert decision_key(row) == "工信函(2025)1号"
    context = _on_record((ADMITTED, REMOVED), removals=("工信函(2025)1号",))
    found = _found(programme, row, context=context)
    assert [(one.code, one.severity, one.params) for one in found] == [
        ("load_removal_there", N, {"number": "P1"})
    ]
    assert row.matched


def test_a_stay_ended_by_another_decision_is_not_ended_again(programme: Programme) -> None:
    """The decision on record is named, with its day; without one on record, the day alone."""
    for removals, wanted in ((("工信函9号",), "工信函9号"), ((), "")):
        context = _on_record((ADMITTED, REMOVED), removals=removals)
        (finding,) = _found(programme, _removal(), context=context)
        assert (finding.code, finding.severity) == ("load_removed_otherwise", B)
        assert (finding.wanted, finding.params) == (wanted, {"day": "2025年4月1日"})


@pytest.mark.parametrize(
    ("admitted_on", "removed_on", "apart"),
    [
        (REMOVED, date(2025, 4, 2), True),
        (date(2025, 3, 31), date(2025, 4, 2), False),
        (date(2024, 1, 5), ADMITTED, True),
        (date(2024, 1, 5), date(2024, 6, 2), False),
    ],
)
def test_a_platform_may_have_stayed_twice(
    admitted_on: date, removed_on: date, *, apart: bool, programme: Programme
) -> None:
    """One stay may end on the day the other begins; one day more and they contradict."""
    row = _removal(
        admitted_on=admitted_on, removed_on=removed_on, decided_on=date(2024, 1, 5), ground=UNMET
    )
    row.plan["authority"] = ZHEJIANG
    found = _found(programme, row, context=_on_record((ADMITTED, REMOVED)))
    assert _codes(found) == ([] if apart else [("load_removed_otherwise", B)])
    assert row.plan.get("enters", "") == ("yes" if apart else "")


def test_the_later_of_two_stays_is_ended(programme: Programme) -> None:
    """Named by its admission day, the stay still running is meant, and none is entered."""
    context = _on_record((date(2020, 1, 6), date(2021, 1, 6)), (ADMITTED, None))
    row = _removal(admitted_on=ADMITTED)
    assert _found(programme, row, context=context) == []
    assert "enters" not in row.plan


@pytest.mark.parametrize("admitted_on", [date(2024, 5, 31), date(2024, 6, 2)])
def test_another_admission_day_for_a_running_stay_is_refused(
    admitted_on: date, programme: Programme
) -> None:
    """The stay's own day is wanted, whether it is the record's or the workbook's."""
    for others, context in (((_platform(),), CONTEXT), ((), _on_record((ADMITTED, None)))):
        row = _removal(admitted_on=admitted_on)
        (finding,) = _found(programme, row, *others, context=context)
        assert (finding.code, finding.severity) == ("load_admission_differs", B)
        assert (finding.field, finding.wanted) == ("admitted_on", "2024年6月1日")


def test_an_earlier_stay_beside_a_running_one_is_entered_with_its_end(programme: Programme) -> None:
    """Removed by the day the running stay began, it is one of its own."""
    row = _removal(admitted_on=date(2024, 1, 5), removed_on=ADMITTED, decided_on=date(2024, 5, 1))
    row.plan["authority"] = ZHEJIANG
    assert _found(programme, row, _platform()) == []
    assert row.plan["enters"] == "yes"


@pytest.mark.parametrize(
    ("changes", "admitted"),
    [
        ({"admitted_on": date(2025, 4, 2)}, "2025年4月2日"),
        ({"removed_on": date(2024, 5, 31), "decided_on": date(2024, 5, 1)}, "2024年6月1日"),
    ],
)
def test_nobody_leaves_before_having_come(
    changes: dict[str, object], admitted: str, programme: Programme
) -> None:
    """By the row's own admission day, or by the stay's where the row gives none."""
    (finding,) = _found(programme, _removal(**changes), _platform())
    assert (finding.code, finding.severity) == ("load_removed_before_admission", B)
    assert (finding.field, finding.clause) == ("removed_on", "二（六）")
    assert finding.params == {"admitted": admitted}


def test_admitted_and_removed_on_one_day(programme: Programme) -> None:
    """The shortest stay there is; with or without the admission day in the row."""
    for given in (ADMITTED, None):
        row = _removal(admitted_on=given, removed_on=ADMITTED, decided_on=date(2024, 5, 1))
        assert _found(programme, row, _platform()) == []


def test_a_removal_rests_on_its_platforms_row(programme: Programme) -> None:
    """Where that is refused, the removal is with it."""
    stay, row = _platform(), _removal()
    stay.find("load_authority_unknown", B, "authority")
    judge_removals([stay, row], CONTEXT, programme)
    assert told([row]) == [(5, "load_rests_on_refused", B)]


@pytest.mark.parametrize("changes", [{"matched": True}, {"admitted_on": None}])
def test_rows_that_enter_no_stay_are_none_to_end(
    changes: dict[str, object], programme: Programme
) -> None:
    """One there already is the record's to tell; one without a day has no beginning."""
    stay = _platform(admitted_on=changes.get("admitted_on", ADMITTED))
    stay.matched = bool(changes.get("matched"))
    assert _codes(_found(programme, _removal(), stay)) == [("load_removal_of_nobody", B)]


def test_a_stay_nobody_knows_needs_admission_day_and_authority(programme: Programme) -> None:
    """With both it is entered as one already removed; with neither nobody is meant."""
    (finding,) = _found(programme, _removal())
    assert (finding.code, finding.field) == ("load_removal_of_nobody", "platform_name")
    dated = _removal(admitted_on=ADMITTED)
    (finding,) = _found(programme, dated)
    assert (finding.code, finding.clause) == ("load_authority_wanted", "二（一）")
    assert "enters" not in dated.plan
    whole = _removal(admitted_on=ADMITTED)
    whole.plan["authority"] = ZHEJIANG
    assert _found(programme, whole) == []
    assert whole.plan["enters"] == "yes"


def test_a_refused_removal_enters_nobody(programme: Programme) -> None:
    """What keeps it out is told, and nothing is asked of its platform besides."""
    row = _removal(admitted_on=ADMITTED, ground="省里建议退出")
    row.plan["authority"] = ZHEJIANG
    assert _codes(_found(programme, row)) == [("load_ground_unknown", B)]
    assert "enters" not in row.plan


def test_a_ban_decided_today_runs_three_years(programme: Programme) -> None:
    """28 December 2026 to 28 December 2029, both included."""
    row = _removal(decided_on=TODAY, removed_on=TODAY)
    assert _found(programme, row, _platform()) == []
    assert row.plan["ban_until"] == "2029-12-28"


@pytest.mark.parametrize("stay", ["on record", "in the workbook", "entered with it"])
def test_one_stay_is_not_removed_by_two_decisions(programme: Programme, stay: str) -> None:
    """A second decision on a stay that an earlier row ends blocks, and names the first."""
    since = {"admitted_on": ADMITTED} if stay == "entered with it" else {}
    rows = [_removal(decision=f"工信函{at}号", **since) for at in (1, 2)]
    for row in rows:
        row.plan |= {"authority": ZHEJIANG} if since else {}
    others = [_platform()] if stay == "in the workbook" else []
    context = _on_record((ADMITTED, None)) if stay == "on record" else CONTEXT
    judge_removals([*others, *rows], context, programme)
    assert _codes(rows[0].findings) == []
    (finding,) = rows[1].findings
    assert (finding.code, finding.severity) == ("load_removed_otherwise", B)
    assert finding.wanted == "工信函1号"
