"""Possible unreported changes: golden cases of spelling and change, answers, moves and days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registry.policy.calendar import Notice, WorkingCalendar
from registry.policy.unreported_changes import (
    FOUND,
    MOVES,
    OPEN,
    CaseState,
    ChangedField,
    OnRecord,
    Reported,
    difference,
    is_prompted,
    last_day_to_answer,
    may_confirm,
    may_move,
    report_answering,
)

PROVINCES = frozenset({"浙江", "浙江省", "吉林", "吉林省"})
NAME = "广州恒和（集团）有限公司"
RECORD = OnRecord(
    now={
        ChangedField.HOST_NAME: NAME,
        ChangedField.PLATFORM_NAME: "恒和新材料中试平台",
        ChangedField.PLACE: "杭州市",
        ChangedField.HOST_KIND: "企业",
        ChangedField.DOMICILE: "杭州市文一路1号",
    },
    once={
        ChangedField.HOST_NAME: {"广州恒和实业总公司", NAME},
        ChangedField.PLACE: {"浙江省绍兴市"},
    },
    provinces=PROVINCES,
)
AT = datetime(2026, 12, 28, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        NAME,
        "广州恒和(集团)有限公司",
        "广州恒和〔集团〕有限公司",
        "广州恒和【集团】有限公司",
        " 广州 恒和（集团） 有限公司\u3000",
        "广州恒和\u200b（集团）有限公司",
        "广州恒和（集团）有限公司。",
        "广州恒和·（集团）有限公司",
        "“广州恒和（集团）有限公司”",
        "广州恒和集团有限公司",
        "广州恒和实业总公司",
        "广州恒和　实业总公司",
        "",
        "—",
    ],
)
def test_spelling_and_former_names_are_no_change(said):
    """Spaces, full-width forms, brackets, unseen signs, punctuation, a name once in force."""
    assert difference(ChangedField.HOST_NAME, said, RECORD) is None


@pytest.mark.parametrize(
    ("on_record", "said"),
    [
        ("ABC中试有限公司", "ＡＢＣ中试有限公司"),
        ("ABC中试有限公司", "abc中试有限公司"),
        ("A·B中试有限公司", "A•B中试有限公司"),
        ("第(二)研究所", "第（二）研究所"),
        ("北京-上海研究院", "北京－上海研究院"),
        ("㈱中试", "(株)中试"),
    ],
)
def test_case_and_width_are_no_change(on_record, said):
    """Letters in another case or width, dots and strokes of another shape are one name."""
    record = OnRecord({ChangedField.HOST_NAME: on_record})
    assert difference(ChangedField.HOST_NAME, said, record) is None


@pytest.mark.parametrize(
    "said",
    [
        "广州恒和（集团）股份有限公司",
        "广州恒合（集团）有限公司",
        "深圳恒和（集团）有限公司",
        "广州恒和（集团）有限公司第二分公司",
        "广州恒和1号有限公司",
    ],
)
def test_another_name_is_a_change(said):
    """A form of company, a sign, a place, a branch or a number more is another name."""
    found = difference(ChangedField.HOST_NAME, f" {said} ", RECORD)
    assert found is not None
    assert (found.old, found.new) == (NAME, said)


def test_a_name_that_is_not_on_record_cannot_have_changed():
    """Where nothing is on record there is nothing to hold against."""
    assert difference(ChangedField.HOST_NAME, "某公司", OnRecord({})) is None
    assert difference(ChangedField.PLACE, "宁波市", OnRecord({})) is None


def test_spellings_of_one_new_name_have_one_key():
    """The same new name in brackets of two styles is the same difference."""
    one = difference(ChangedField.PLATFORM_NAME, "新(一)平台", RECORD)
    other = difference(ChangedField.PLATFORM_NAME, "新（一） 平台", RECORD)
    assert one is not None
    assert other is not None
    assert one.key == other.key == "新一平台"


@pytest.mark.parametrize(
    "said",
    [
        "杭州",
        "杭州市",
        "浙江省杭州市",
        "浙江杭州",
        "杭州市余杭区",
        "余杭区",
        "绍兴",
        "绍兴市越城区",
    ],
)
def test_one_place_in_other_words_is_no_change(said):
    """With or without province and ending, a county of the city, or a place it once had."""
    assert difference(ChangedField.PLACE, said, RECORD) is None


@pytest.mark.parametrize("said", ["宁波市", "浙江省宁波市", "宁波", "温州市鹿城区", "大兴安岭地区"])
def test_another_city_is_a_change(said):
    """A place in another city is a change, however it is written."""
    assert difference(ChangedField.PLACE, said, RECORD) is not None


def test_a_province_of_a_city_s_name_is_not_that_city():
    """吉林市 and a city of 吉林省 are two places."""
    record = OnRecord({ChangedField.PLACE: "吉林市"}, provinces=PROVINCES)
    assert difference(ChangedField.PLACE, "吉林省长春市", record) is not None
    assert difference(ChangedField.PLACE, "吉林省吉林市", record) is None


def test_a_prefecture_of_a_province_s_name_is_itself():
    """海南藏族自治州 of Qinghai is one place with or without its province, and no part of 海南."""
    record = OnRecord(
        {ChangedField.PLACE: "海南藏族自治州"},
        provinces=frozenset({"青海省", "青海", "海南", "海南省"}),
    )
    assert difference(ChangedField.PLACE, "青海省海南藏族自治州", record) is None
    assert difference(ChangedField.PLACE, "海南省海口市", record) is not None


@pytest.mark.parametrize(
    ("on_record", "said", "changed"),
    [
        ("企业", "有限责任公司（自然人投资或控股）", False),
        ("企业", "事业单位法人", True),
        ("高等学校", "有限责任公司（国有独资）", True),
        ("科研院所", "有限责任公司（国有独资）", False),
        ("企业", "其他", False),
        ("", "事业单位法人", False),
        ("其他事业单位", "事业单位", False),
        ("社会组织", "个体工商户", True),
        ("企业", "民办非企业单位", True),
    ],
)
def test_only_another_kind_of_entity_is_a_change(on_record, said, changed):
    """Where the words do not tell the kind, on either side, nothing is said of it."""
    record = OnRecord({ChangedField.HOST_KIND: on_record})
    assert (difference(ChangedField.HOST_KIND, said, record) is not None) is changed


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("注销", "注销"),
        ("吊销，未注销", "吊销"),
        ("已迁出企业", "迁出"),
        ("存续（在营、开业、在册）", ""),
        ("未注销", ""),
        ("非正常停业", "停业"),
        ("无吊销记录", ""),
        ("撤销后恢复登记", ""),
        ("", ""),
    ],
)
def test_a_host_that_is_no_more_is_a_change(said, key):
    """Deregistered, revoked or moved away is; a word that denies it, or its undoing, is not."""
    found = difference(ChangedField.BUSINESS_STATUS, said, RECORD)
    assert (found.key if found else "") == key


def test_a_domicile_is_held_against_those_on_record():
    """Another address than all before is a change; the first is none, nor what says nothing."""
    once = {ChangedField.DOMICILE: ["杭州市文二路8号", "不详"]}
    record = OnRecord({ChangedField.DOMICILE: "浙江省杭州市文一路1号"}, once, PROVINCES)
    found = difference(ChangedField.DOMICILE, "宁波市江南路 5号", record)
    assert found is not None
    assert (found.old, found.key) == ("浙江省杭州市文一路1号", "宁波市江南路5号")
    for same in ("杭州市文一路1号2楼", "文二路8号", "无"):
        assert difference(ChangedField.DOMICILE, same, record) is None
    assert difference(ChangedField.DOMICILE, "宁波市江南路5号", OnRecord({})) is None


def test_a_declaration_is_one_change_a_quarter():
    """A host's own declaration is one difference for its quarter, however it is worded."""
    one = difference(ChangedField.DECLARED, "更名为甲", RECORD, about="2026Q4")
    other = difference(ChangedField.DECLARED, "已更名为甲公司", RECORD, about="2026Q4")
    assert one is not None
    assert other is not None
    assert one.key == other.key == "2026Q4"
    assert difference(ChangedField.DECLARED, " ", RECORD, about="2026Q4") is None


def test_what_people_tell_is_a_change_as_told():
    """Another matter has nothing on record; its words are its value."""
    found = difference(ChangedField.OTHER, "股权 转让", RECORD)
    assert found is not None
    assert (found.old, found.new, found.key) == ("", "股权 转让", "股权转让")


def a_report(kind: str = "rename", platform: str = "p1", **values: str) -> Reported:
    """A report of 10 December, of an event of 1 November."""
    return Reported(
        "BG-330000-2026-0001", platform, kind, date(2026, 11, 1), AT - timedelta(days=18), values
    )


def answers(field: ChangedField, said: str, report: Reported, **more: object) -> bool:
    """Whether a report tells of what was said."""
    found = difference(field, said, RECORD, about="2026Q4")
    assert found is not None
    given = {"platform": "p1", "provinces": PROVINCES} | more
    return report_answering(found, [report], **given) is report


@pytest.mark.parametrize(
    ("field", "said", "report", "told"),
    [
        ("host_name", "新恒和有限公司", a_report(host_name="新恒和（）有限公司"), True),
        ("host_name", "新恒和有限公司", a_report(host_name="别的公司"), False),
        ("host_name", "新恒和有限公司", a_report(platform="p2", host_name="新恒和有限公司"), True),
        ("host_name", "新恒和有限公司", a_report("merger"), True),
        ("host_name", "新恒和有限公司", a_report("other"), False),
        ("platform_name", "乙平台", a_report(platform_name="乙平台"), True),
        ("platform_name", "乙平台", a_report(platform="p2", platform_name="乙平台"), False),
        ("place", "宁波市", a_report("relocation", place="浙江省宁波市鄞州区"), True),
        ("place", "宁波市", a_report("relocation", place="温州市"), False),
        ("host_kind", "事业单位", a_report("restructuring"), True),
        ("host_kind", "事业单位", a_report("equity_change", host_kind="高等学校"), True),
        ("domicile", "宁波市江南路5号", a_report("relocation", platform="p2"), True),
        ("domicile", "宁波市江南路5号", a_report("merger"), True),
        ("domicile", "宁波市江南路5号", a_report("rename"), False),
        ("business_status", "注销", a_report("split"), True),
        ("business_status", "注销", a_report("rename", business_status="甲"), False),
        ("other", "股权转让", a_report("equity_change"), False),
    ],
)
def test_a_report_answers_by_its_value_or_its_kind(field, said, report, told):
    """What is the host's own counts from any of its platforms; what is a platform's does not."""
    assert answers(ChangedField(field), said, report) is told


def test_a_declaration_is_answered_by_a_report_of_its_quarter():
    """An event in the quarter or later answers; one before it, or of another platform, does not."""
    first = {"since": date(2026, 10, 1)}
    assert answers(ChangedField.DECLARED, "有变更", a_report("other"), **first)
    assert not answers(ChangedField.DECLARED, "有变更", a_report(), since=date(2026, 11, 2))
    assert not answers(ChangedField.DECLARED, "有变更", a_report(platform="p2"), **first)
    assert not answers(ChangedField.DECLARED, "有变更", a_report())


def test_every_move_is_the_table_s():
    """Suspected, asked, then one of three ends; nobody is found guilty unasked."""
    assert {CaseState.SUSPECTED, CaseState.ASKED} == OPEN
    assert {CaseState.EXPLAINED, CaseState.CONFIRMED, CaseState.UNFOUNDED} == FOUND
    allowed = {(one, to) for one in CaseState for to in CaseState if may_move(one, to)}
    assert allowed == {
        (CaseState.SUSPECTED, CaseState.ASKED),
        (CaseState.SUSPECTED, CaseState.EXPLAINED),
        (CaseState.SUSPECTED, CaseState.UNFOUNDED),
        (CaseState.ASKED, CaseState.EXPLAINED),
        (CaseState.ASKED, CaseState.CONFIRMED),
        (CaseState.ASKED, CaseState.UNFOUNDED),
    }
    assert set(MOVES) == set(CaseState)


def test_the_days_to_answer_are_working_days():
    """Counted from the day after; New Year's days off are skipped, a worked Saturday counts."""
    notice = Notice(
        "国办发明电〔2026〕1号", 2027, date(2026, 11, 5), AT - timedelta(days=50),
        frozenset({date(2027, 1, 1)}), frozenset({date(2027, 1, 9)}),
    )  # fmt: skip
    asked = date(2026, 12, 28)
    assert last_day_to_answer(asked, 10, WorkingCalendar((notice,))) == date(2027, 1, 11)
    assert last_day_to_answer(asked, 10, WorkingCalendar(())) == date(2027, 1, 11)
    assert last_day_to_answer(asked, 4, WorkingCalendar((notice,))) == date(2027, 1, 4)
    assert last_day_to_answer(asked, 0, WorkingCalendar(())) == asked


def test_confirming_waits_for_the_answer_or_the_end_of_its_days():
    """On the last day it is still too early, the day after it is not; an answer opens it."""
    until = date(2027, 1, 11)
    assert not may_confirm(answered=False, until=until, today=until)
    assert may_confirm(answered=False, until=until, today=date(2027, 1, 12))
    assert may_confirm(answered=True, until=until, today=date(2026, 12, 29))


def test_a_report_after_the_question_is_prompted():
    """At the very moment it was asked, or where it never was, a report is the host's own."""
    assert not is_prompted(AT, None)
    assert not is_prompted(AT, AT)
    assert is_prompted(AT + timedelta(milliseconds=1), AT)
