"""The pages of conditions no longer met 入库条件线索."""

import html
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.condition_findings import ConditionFinding
from registry.documents.exit_proposals import ExitProposal
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.condition_makers import a_finding, a_note
from tests.round_makers import a_round

NUMBER = "330000-2026-0001"
LIST = "/condition-findings"
ONE = f"{LIST}/XS-{NUMBER}"
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def province(on_record: Callable[..., Platform], sign_in: SignIn) -> FlaskClient:
    """Zhejiang's lead, with a platform and an open finding of it."""
    on_record(NUMBER)
    a_finding(f"XS-{NUMBER}", platform=NUMBER)
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def test_the_list_names_condition_clause_and_figures(province, sign_in):
    """With filters and their counts; the ministry sees whose each is."""
    a_finding("XS-440000-2026-0001", "440000", state="resolved", open=False)
    page = text(province.get(LIST))
    for words in ("中试设备或设施原值", "一（二）1", "980.00 万元", "1,000.00 万元", "待查看"):
        assert words in page, words
    assert "440000" not in page
    ministry = text(sign_in(Role.MINISTRY_STAFF).get(f"{LIST}?state=resolved"))
    assert "广东" in ministry
    assert f"XS-{NUMBER}" not in ministry


def test_an_empty_list_says_when_something_comes(sign_in):
    """Nobody is left before a blank page."""
    assert "填报的数值低于储备条件时，这里会列出" in text(sign_in(Role.MINISTRY_STAFF).get(LIST))
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert "最近填报的数值都达到储备条件" in text(host.get(LIST))


def test_an_office_looks_and_writes_what_it_saw(province):
    """The note stands on the page with who wrote it; the finding is looked at."""
    page = text(province.get(ONE))
    assert "还没有查看记录" in page
    assert f'href="/receipts/2026Q4-{NUMBER}-1"' in page
    done = province.post(f"{ONE}/notes", data={"version": "1", "text": "<b>核实</b>"})
    assert done.status_code == 303
    page = province.get(ONE)
    assert "<b>核实</b>" not in page.get_data(as_text=True)
    assert "<b>核实</b>" in text(page)
    assert "已查看" in text(page)


def test_what_was_typed_stays_when_it_is_refused(province):
    """A blank note, or one from an old page: said on the page, with the text."""
    blank = province.post(f"{ONE}/notes", data={"version": "1", "text": " "})
    assert blank.status_code == 422
    assert "请写明查看的情况" in text(blank)
    old = province.post(f"{ONE}/notes", data={"version": "9", "text": "看过一次"})
    assert old.status_code == 412
    assert "看过一次" in text(old)


def test_the_host_reads_how_to_mend_and_no_note(province, sign_in):
    """Kind words, the way to correct, that nobody is removed by a program; not what was noted."""
    ConditionFinding.objects.update(set__state="looked_at", set__notes=[a_note("单位说谎")])
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    page = text(host.get(ONE))
    for words in ("请先核对填报的数值", "或实时更新", "主管部门已查看", "程序不会移出任何平台"):
        assert words in page, words
    for words in ("单位说谎", "查看的情况", "据此提出退出建议"):
        assert words not in page, words
    assert "导出" not in text(host.get(LIST))
    assert host.post(f"{ONE}/notes", data={"version": "1", "text": "x"}).status_code == 403
    assert host.get(f"{LIST}.xlsx").status_code == 403
    assert "有一项数值低于储备条件" in text(host.get("/"))


def test_an_income_says_the_other_way(province):
    """The share of the host's main income may do as well: a person has to look."""
    ConditionFinding.objects.update(
        set__criterion="service_income", set__field="service_income_this_year", set__percent=5
    )
    page = text(province.get(ONE))
    assert "不低于依托单位主营业务收入总额的 5% 也算达标" in page
    assert "或实时更新" not in page


def test_a_finding_leads_to_an_exit_proposal(province):
    """The form has ground, clause and figures; a person sends it; each names the other."""
    a_round()
    href = f"/platforms/{NUMBER}/exit-proposals/new?finding=XS-{NUMBER}"
    assert f'href="{href}"' in text(province.get(ONE))
    form = text(province.get(href))
    assert '<option value="conditions_not_met" selected' in form
    assert "980.00 万元，低于基本条件一（二）1要求的 1,000.00 万元" in form
    assert f'name="finding" value="XS-{NUMBER}"' in form
    assert ExitProposal.objects.count() == 0
    data = {"ground": "conditions_not_met", "facts": "设备原值两季度低于条件。"}
    sent = province.post(
        f"/platforms/{NUMBER}/exit-proposals", data=data | {"finding": f"XS-{NUMBER}"}
    )
    assert sent.status_code == 303
    made = ExitProposal.objects.get()
    assert f'href="{ONE}"' in text(province.get(f"/exit-proposals/{made.number}"))
    page = text(province.get(ONE))
    assert f'href="/exit-proposals/{made.number}"' in page
    assert "已提出退出建议" in page


def test_a_forged_finding_prefills_nothing(province):
    """Another platform's finding in the address or the form is refused by name."""
    a_round()
    a_finding("XS-330000-2026-0009")
    path = f"/platforms/{NUMBER}/exit-proposals"
    blank = province.get(f"{path}/new?finding=XS-330000-2026-0009")
    assert blank.status_code == 422
    assert "不能据此提出退出建议" in text(blank)
    assert 'name="finding"' not in text(blank)
    data = {"ground": "conditions_not_met", "facts": "设备原值两季度低于条件。"}
    sent = province.post(path, data=data | {"finding": "XS-330000-2026-0009"})
    assert sent.status_code == 422
    assert "不能据此提出退出建议" in text(sent)


def test_the_platform_and_home_say_so(province, sign_in):
    """On the platform's page what stands; on the first page whose turn it is."""
    assert f'href="{ONE}"' in text(province.get(f"/platforms/{NUMBER}"))
    assert "查看入库条件线索：1 条" in text(province.get("/"))
    assert "1 条等待省级主管部门查看" in text(sign_in(Role.MINISTRY_LEAD).get("/"))
    ConditionFinding.objects.update(set__state="resolved", set__open=False)
    assert f'href="{ONE}"' not in text(province.get(f"/platforms/{NUMBER}"))


def test_a_resolved_one_says_by_which_filing(province):
    """It stays on record with the filing that met it again, and takes no note."""
    source = f"quarterly_update:2027Q1-{NUMBER}-1"
    ConditionFinding.objects.update(
        set__state="resolved",
        set__open=False,
        set__resolved_by=source,
        set__resolved_at=ConditionFinding.objects.get().opened_at,
    )  # fmt: skip - one change
    page = text(province.get(ONE))
    assert "恢复达标" in page
    assert "写入查看记录" not in page
    refused = province.post(f"{ONE}/notes", data={"version": "1", "text": "看过"})
    assert refused.status_code == 409


def test_the_workbook_is_what_is_shown(province):
    """Narrowed as the list is; another province's authority is not there."""
    answer = province.get(f"{LIST}.xlsx?state=open")
    assert answer.get_data().startswith(b"PK")
    assert province.get(f"{LIST}.xlsx?authority=440000").status_code == 404


def test_another_s_is_not_there(province, sign_in):
    """Another host and another province: 404, reading and writing."""
    far = sign_in(Role.PROVINCIAL_REVIEWER, authority="440000")
    assert far.get(ONE).status_code == 404
    assert far.post(f"{ONE}/notes", data={"version": "1", "text": "看"}).status_code == 404
    assert sign_in(Role.HOST_OPERATOR, host="host-2").get(ONE).status_code == 404
