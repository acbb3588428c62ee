"""Major changes by page: the host reports, the province verifies, the ministry reads; lineage."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.permissions import Role
from registry.services.lineage_graphs import Descent, LineageGraph, Member
from registry.web.lineages import drawn
from tests.major_change_makers import NUMBER, a_change, a_host, carried_by, code_of

SignIn = Callable[..., FlaskClient]
PLATFORM = f"/platforms/{NUMBER}"
NEW = f"{PLATFORM}/major-changes/new"
BG = "BG-330000-2026-0001"
ONE = f"/major-changes/{BG}"
RENAME = {"kind": "rename", "event_on": "2026-12-01", "host_name": "钱江新材料研究院有限公司"}


@pytest.fixture
def operator(sign_in: SignIn, on_record: Callable[..., Platform]) -> FlaskClient:
    """Its operator at the pages; it has a platform in Zhejiang's library."""
    its = a_host()
    on_record(NUMBER, place="杭州市", **carried_by(its))
    return sign_in(Role.HOST_OPERATOR, host=its.id)


@pytest.fixture
def province(sign_in: SignIn) -> FlaskClient:
    """Zhejiang's reviewer at the pages."""
    return sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")


def paper(name: str = "变更通知书.png") -> tuple[BytesIO, str]:
    """A file to upload."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return BytesIO(drawn.getvalue()), name


def test_a_rename_from_the_platform_s_page_to_the_library(
    operator: FlaskClient, province: FlaskClient, sign_in: SignIn
) -> None:
    """Kind first, then its fields alone; a receipt; verified, the page tells the new name."""
    assert f'href="{NEW}"' in operator.get(PLATFORM).text
    kinds = operator.get(NEW).text
    assert "f-host_name" not in kinds
    assert all(word in kinds for word in ("更名", "迁址", "合并", "分立", "股权变更", "二（四）"))
    form = operator.get(f"{NEW}?kind=rename").text
    assert ("f-host_name" in form, "f-merging" in form) == (True, False)
    answer = operator.post(f"{PLATFORM}/major-changes", data=RENAME | {"file": [paper()]})
    assert (answer.status_code, answer.location) == (303, ONE)
    receipt = operator.get(ONE).text
    assert all(word in receipt for word in (BG, "待核实", "变更通知书.png", "发生后第 27 天报告"))
    assert "核实并变更" not in receipt
    assert "核实重大事项报告：1 份" in province.get("/").text
    assert BG in province.get("/major-changes?state=reported").text
    assert f"查看报告 {BG}" in province.get(PLATFORM).text
    done = province.post(f"{ONE}/verification", data={"version": "1", "findings": "查看了通知书"})
    assert done.status_code == 303
    assert "钱江新材料研究院有限公司" in operator.get(PLATFORM).text
    history = operator.get(f"{PLATFORM}/history").text
    assert all(word in history for word in ("核实重大事项", BG, "自 2026年12月1日（周二） 起生效"))
    ministry = sign_in(Role.MINISTRY_STAFF)
    assert "已核实" in ministry.get(ONE).text
    assert BG in ministry.get(f"{PLATFORM}/papers").text
    assert "钱江新材料研究院" in ministry.get(f"{PLATFORM}?on=2026-11-30").text


def test_every_kind_has_its_form(operator: FlaskClient) -> None:
    """Each page asks what the kind tells; an unknown kind asks for the kind."""
    for kind, names in {
        "relocation": ("place", "address"),
        "merger": ("merging", "successor", "platforms"),
        "split": ("successors", "carrier", "platforms"),
        "service_change": ("taxonomy_field", "direction"),
        "equity_change": ("description", "host_name", "host_kind"),
        "restructuring": ("description",),
        "reorganisation": ("description",),
        "other": ("description",),
    }.items():
        page = operator.get(f"{NEW}?kind={kind}").text
        assert [name for name in names if f'id="f-{name}"' not in page] == [], kind
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
    assert "发生了哪一种变化" in operator.get(f"{NEW}?kind=none").text


def test_what_is_wrong_is_told_at_its_field_and_kept(operator: FlaskClient) -> None:
    """A merger with a wrong check digit: the line is named, what was typed stays."""
    typed = {
        "kind": "merger", "event_on": "2026-12-30", "merging": "91330100MA00000020 之江中试研究院",
        "successor": f"{code_of(3)} 浙江中试集团",
    }  # fmt: skip
    answer = operator.post(f"{PLATFORM}/major-changes", data=typed)
    assert answer.status_code == 422
    assert all(
        word in answer.text
        for word in ("“91330100MA00000020”不是有效的统一社会信用代码", "发生日期在今天之后",
                     "浙江中试集团", "f-merging-error", "f-event_on-error")
    )  # fmt: skip
    rubbish = operator.post(
        f"{PLATFORM}/major-changes", data=RENAME | {"file": (BytesIO(b"MZ"), "x.exe")}
    )
    assert (rubbish.status_code, "f-file-error" in rubbish.text) == (415, True)
    assert MajorChange.objects.count() == 0


def test_sent_twice_it_is_one_and_leads_to_it(operator: FlaskClient) -> None:
    """The second answer names the first."""
    assert operator.post(f"{PLATFORM}/major-changes", data=RENAME).status_code == 303
    again = operator.post(f"{PLATFORM}/major-changes", data=RENAME)
    assert (again.status_code, BG in again.text) == (409, True)


def test_returned_corrected_added_to_and_withdrawn(
    operator: FlaskClient, province: FlaskClient
) -> None:
    """Each step says its reason; the first version can still be read."""
    operator.post(f"{PLATFORM}/major-changes", data=RENAME)
    without = province.post(f"{ONE}/verification", data={"version": "1", "findings": "看了"})
    assert (without.status_code, "还没有任何证明材料" in without.text) == (409, True)
    empty = province.post(f"{ONE}/return", data={"version": "1", "return_reason": ""})
    assert (empty.status_code, "f-return_reason-error" in empty.text) == (422, True)
    province.post(f"{ONE}/return", data={"version": "1", "return_reason": "请附变更通知书"})
    assert "补正“先进材料中试平台0001”的更名报告" in operator.get("/").text
    assert "请附变更通知书" in operator.get(ONE).text
    form = operator.get(f"{ONE}/correction").text
    assert 'value="钱江新材料研究院有限公司"' in form
    fixed = {"version": "2", "event_on": "2026-12-02", "host_name": "新名有限公司"}
    assert operator.post(f"{ONE}/correction", data=fixed).status_code == 303
    assert "此前报告的内容" in province.get(ONE).text
    none = operator.post(f"{ONE}/papers", data={"version": "3"})
    assert (none.status_code, "f-file-error" in none.text) == (422, True)
    added = operator.post(f"{ONE}/papers", data={"version": "3", "file": paper()})
    assert added.status_code == 303
    where = re.search(rf"{ONE}/papers/\w+", operator.get(ONE).text)
    assert where
    assert province.get(where[0]).data.startswith(b"\x89PNG")
    gone = operator.post(f"{ONE}/withdrawal", data={"version": "4", "reason": "登记未完成"})
    assert gone.status_code == 303
    assert "登记未完成" in province.get(ONE).text


def test_the_time_is_judged_and_a_removal_case_offered(
    operator: FlaskClient, province: FlaskClient
) -> None:
    """Elapsed days and no number; judged not in time, the office is led on, the host is not."""
    operator.post(f"{PLATFORM}/major-changes", data=RENAME)
    page = province.get(ONE).text
    assert all(word in page for word in ("没有规定天数", "及时与否待判断", "判断是否及时"))
    assert "removal-cases" not in page
    wrong = province.post(f"{ONE}/timeliness", data={"version": "1", "judgement": "in_time"})
    assert (wrong.status_code, "f-judgement_reason-error" in wrong.text) == (422, True)
    judged = {"version": "1", "judgement": "not_in_time", "judgement_reason": "拖延二十七天"}
    assert province.post(f"{ONE}/timeliness", data=judged).status_code == 303
    page = province.get(ONE).text
    case = f"/removal-cases/new?platform={NUMBER}&amp;ground=unreported_major_change"
    assert f'href="{case}&amp;origin=major_change:{BG}"' in page
    assert all(word in page for word in ("判断为未及时", "拖延二十七天"))
    assert "removal-cases" not in operator.get(ONE).text


def test_a_move_out_of_the_territory_says_what_follows(
    operator: FlaskClient, province: FlaskClient
) -> None:
    """Ningbo reports for itself: a transfer is needed."""
    typed = {"kind": "relocation", "event_on": "2026-12-01", "place": "宁波市", "address": "一号"}
    operator.post(f"{PLATFORM}/major-changes", data=typed)
    assert "须办理主管部门移交" in province.get(ONE).text


def test_others_find_nothing(operator: FlaskClient, sign_in: SignIn) -> None:
    """Another province, another host: 404 on record, paper, form and act."""
    operator.post(f"{PLATFORM}/major-changes", data=RENAME | {"file": [paper()]})
    paper_id = MajorChange.objects.get().attachments[0].id
    far = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    other = sign_in(Role.HOST_OPERATOR, host="host-9")
    for who in (far, other):
        assert who.get(ONE).status_code == 404
        assert who.get(f"{ONE}/papers/{paper_id}").status_code == 404
        assert who.get(f"{PLATFORM}/lineage").status_code == 404
    assert far.post(f"{ONE}/verification", data={"version": "1"}).status_code == 404
    assert other.get(NEW).status_code == 404
    assert other.get(f"{ONE}/correction").status_code == 404


def test_a_removed_platform_says_that_it_is_gone(operator: FlaskClient) -> None:
    """No form, and nothing is taken."""
    Platform.objects.update(set__state="removed")
    assert "不再受理" in operator.get(NEW).text
    assert operator.post(f"{PLATFORM}/major-changes", data=RENAME).status_code == 409


def test_a_merger_is_drawn_and_listed(operator: FlaskClient, province: FlaskClient) -> None:
    """Both hosts lead to the new one; the former host reads the report, not the platform."""
    typed = {
        "kind": "merger", "event_on": "2026-12-01", "merging": f"{code_of(2)} 之江中试研究院",
        "successor": f"{code_of(3)} 浙江中试集团", "file": [paper()],
    }  # fmt: skip
    operator.post(f"{PLATFORM}/major-changes", data=typed)
    assert "没有记载前身或承继" in province.get(f"{PLATFORM}/lineage").text
    assert "都由存续或新设的单位承接" in province.get(ONE).text
    province.post(f"{ONE}/verification", data={"version": "1", "findings": "看了批复"})
    page = province.get(f"{PLATFORM}/lineage").text
    assert page.count("lineage-step") == 2
    assert all(word in page for word in ("钱江新材料研究院", "之江中试研究院", "浙江中试集团", BG))
    assert operator.get(ONE).status_code == 200
    assert operator.get(PLATFORM).status_code == 404


def test_a_drawing_has_a_place_for_each() -> None:
    """Generations from left to right, siblings below each other; a long name is cut."""
    members = tuple(
        Member("host", key, "很长的名称" * 5, generation, is_own=False, opens=False)
        for key, generation in (("a", 0), ("b", 0), ("c", 1))
    )
    steps = tuple(Descent("host", one, "c", "merger", BG, date(2026, 12, 1)) for one in ("a", "b"))
    drawing = drawn(LineageGraph(NUMBER, members, steps), "host")
    assert [(one.x, one.y) for one in drawing.boxes] == [(8, 8), (8, 80), (288, 8)]
    assert (drawing.width, drawing.height, len(drawing.lines)) == (506, 140, 2)
    assert drawing.boxes[0].name.endswith("…")


def test_pages_ask_the_database_the_same_however_many_reports(
    operator: FlaskClient, province: FlaskClient, commands: Callable
) -> None:
    """The queue of one or of forty costs the same."""

    def cost() -> int:
        with commands() as seen:
            assert province.get("/major-changes").status_code == 200
        return len([one for one in seen if "calendar" not in one])

    a_change("BG-330000-2026-0100", platform="330000-2026-0100")
    few = cost()
    for one in range(101, 141):
        a_change(f"BG-330000-2026-{one:04}", platform=f"330000-2026-{one:04}")
    assert cost() == few
