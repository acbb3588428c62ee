"""Incidents by page: reported by kind, graded with the criterion, examined, corrected, listed."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.incidents import Incident
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import Role
from tests.application_makers import a_version, an_application
from tests.incident_makers import FACTS, a_confirmed, an_incident
from tests.services.records import file
from tests.services.test_application_evidence import PDF

SignIn = Callable[..., FlaskClient]
NUMBER = "330000-2026-0001"
FORM = f"/platforms/{NUMBER}/incidents/new"
POST = f"/platforms/{NUMBER}/incidents"
ONE = "/incidents/SG-330000-2026-0001"
SAFETY = {
    "kind": "safety",
    "occurred_on": "2026-09-12",
    "site": "platform",
    "relation": "在中试线上",
    "deaths": "3",
    "injured": "0",
    "loss": "1,200",
    "facts": FACTS,
}  # fmt: skip - one form
EXAMINED = {"outcome": "confirmed", "counts": "yes", "reason": "已核对事故报告"}


@pytest.fixture
def host(on_record: Callable[..., Platform], sign_in: SignIn) -> FlaskClient:
    """The host of the platform on record."""
    on_record(NUMBER)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def province(database: None, sign_in: SignIn) -> FlaskClient:
    """Zhejiang's reviewer."""
    return sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")


def text(answer: Any) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def test_the_form_asks_for_what_the_kind_wants(host: FlaskClient) -> None:
    """First the kind; then the fields of that kind and no others."""
    start = host.get(FORM).text
    assert 'name="kind"' in start
    assert 'name="facts"' not in start
    asked = {
        "safety": {"deaths", "injured", "loss"},
        "environment": {"deaths", "injured", "loss", "evacuated", "ticks", "basis", "found"},
        "secrecy": {"found"},
        "credit_breach": {"found"},
    }
    for kind, wanted in asked.items():
        page = host.get(f"{FORM}?kind={kind}").text
        names = {"deaths", "injured", "loss", "evacuated", "ticks", "basis", "found"}
        assert {one for one in names if f'name="{one}"' in page} == wanted
    assert 'name="facts"' not in host.get(f"{FORM}?kind=weather").text


def test_a_secrecy_incident_asks_to_leave_the_secret_out(host: FlaskClient) -> None:
    """The form says kindly what belongs there and what does not; a mark is kept nowhere."""
    page = text(host.get(f"{FORM}?kind=secrecy"))
    assert "请不要写泄露的内容" in page
    assert "按保密规定另行报告" in page
    said = {"kind": "secrecy", "found": "pending", "occurred_on": "2026-09-12", "site": "host",
            "relation": "无关", "facts": "泄露了机密★10年文件的内容。"}  # fmt: skip
    assert host.post(POST, data=said).status_code == 422
    assert not Incident.objects.count()


def test_a_host_reports_and_goes_on_to_the_papers(host: FlaskClient, sign_in: SignIn) -> None:
    """The page says the grade, the criterion read and its line, and that nothing follows."""
    form = host.get(f"{FORM}?kind=safety").text.partition('method="post"')[2]
    form = form.partition('action="/platforms')[2]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert (hidden["kind"], hidden["receipt"]) == ("safety", "")
    answer = host.post(POST, data=SAFETY | hidden)
    assert (answer.status_code, answer.location) == (303, f"{ONE}/evidence")
    page = text(host.get(ONE))
    for words in ("较大", "死亡 3 人，达到“3 人以上”", "直接经济损失 1200 万元", "493", "待核对",
                  "登记不等于移出", "主管部门核对后"):  # fmt: skip
        assert words in page
    assert "更正" in page
    assert "保存核对结果" not in page
    assert "SG-330000-2026-0001" in text(host.get("/incidents"))
    assert "登记了 1 件事故或违规情形" in text(host.get(f"/platforms/{NUMBER}"))
    assert "登记事故或违规情形" in text(host.get(f"/platforms/{NUMBER}/history"))
    stranger = sign_in(Role.HOST_OPERATOR, host="host-2")
    for address in (ONE, f"{ONE}/correction", f"{ONE}/evidence", FORM):
        assert stranger.get(address).status_code == 404
    assert stranger.post(POST, data=SAFETY).status_code == 404


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(host: FlaskClient) -> None:
    """All at once, with what was typed kept."""
    answer = host.post(POST, data=SAFETY | {"deaths": "三个", "site": "", "facts": "短"})
    page = text(answer)
    assert answer.status_code == 422
    for name in ("deaths", "site", "facts"):
        assert f'id="f-{name}-error"' in page
    assert "三个" in page
    assert "1,200" in page
    assert "有 3 处需要修改" in page


def test_a_grade_is_told_while_one_types(host: FlaskClient) -> None:
    """With the criterion; what is missing is said, never guessed."""
    ask = "/incidents/grading?kind=safety&occurred_on=2026-09-12"
    assert "特别重大" in host.get(f"{ask}&loss=10000").json["text"]
    assert "还没有填" in host.get(f"{ask}&deaths=1").json["text"]
    assert "一般" in host.get(f"{ask}&deaths=0&injured=0&loss=0").json["text"]
    told = host.get("/incidents/grading?kind=secrecy&occurred_on=2026-09-12&found=reached")
    assert told.json["text"].startswith("认定为重大")
    assert host.get("/incidents/grading").json == {"text": ""}


def test_an_office_examines_and_a_case_is_proposed(
    host: FlaskClient, province: FlaskClient, sign_in: SignIn
) -> None:
    """To offices with the way to a case; to the host without; home asks both offices."""
    host.post(POST, data=SAFETY)
    assert "核对登记的事故和违规情形：1 件" in text(province.get("/"))
    wrong = province.post(f"{ONE}/examination", data={"version": "1", **EXAMINED, "counts": "no"})
    assert (wrong.status_code, "f-counts-error" in wrong.text) == (422, True)
    done = province.post(f"{ONE}/examination", data={"version": "1", **EXAMINED})
    assert (done.status_code, done.location) == (303, ONE)
    case = (
        f"/removal-cases/new?platform={NUMBER}&ground=serious_safety_accident"
        "&origin=incident:SG-330000-2026-0001"
    )
    assert "由部核实后决定，程序不作决定" in text(province.get(ONE))
    assert case not in text(province.get(ONE))
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    ministry = sign_in(Role.MINISTRY_STAFF)
    for client in (lead, ministry):
        page = text(client.get(ONE))
        assert "由部核实后决定，程序不作决定" in page
        assert f'href="{case}"' in page
        home = text(client.get("/"))
        assert "达到移出情形、还没有立案的事故和违规：1 件" in home
        assert "/incidents?line=proposed" in home
    page = text(host.get(ONE))
    assert "已核对事故报告" in page
    assert "removal-cases" not in page
    assert host.get(f"{ONE}/correction").text.count("<form") < 2 + province.get(
        f"{ONE}/correction"
    ).text.count("<form")
    assert "不能由您更正" in text(host.get(f"{ONE}/correction"))
    assert host.post(f"{ONE}/examination", data={"version": "2", **EXAMINED}).status_code == 403


def test_a_case_opened_is_linked(province: FlaskClient, sign_in: SignIn) -> None:
    """Instead of being proposed again; the host hears of it by its notice, not here."""
    a_confirmed(removal_case="YC-330000-2026-0001")
    page = province.get(ONE).text
    assert 'href="/removal-cases/YC-330000-2026-0001"' in page
    assert "/removal-cases/new" not in page
    assert "removal-cases" not in sign_in(Role.HOST_OPERATOR, host="host-1").get(ONE).text


def test_a_correction_keeps_what_was(host: FlaskClient, province: FlaskClient) -> None:
    """Prefilled with what stands; wants a reason; the old version stays readable beside it."""
    host.post(POST, data=SAFETY)
    province.post(f"{ONE}/examination", data={"version": "1", **EXAMINED})
    form = text(province.get(f"{ONE}/correction"))
    assert 'value="1200"' in form
    assert 'value="2026-09-12"' in form
    changed = SAFETY | {"version": "2", "deaths": "2", "loss": "999.99"}
    refused = province.post(f"{ONE}/correction", data=changed)
    assert (refused.status_code, "f-reason-error" in refused.text) == (422, True)
    assert "999.99" in refused.text
    data = changed | {"reason": "核减"}
    assert province.post(f"{ONE}/correction", data=data | {"version": "1"}).status_code == 412
    assert province.post(f"{ONE}/correction", data=data).status_code == 303
    page = text(province.get(ONE))
    for words in ("一般", "第 1 版", "达到“3 人以上”", "核减", "只作记录", "已核对事故报告"):
        assert words in page
    assert "建议立案" not in page


def test_lists_are_narrowed_by_links_and_counted(
    database: None, province: FlaskClient, sign_in: SignIn
) -> None:
    """Each filter with its count; another authority's are not there; the ministry has all."""
    a_confirmed("SG-330000-2026-0001")
    an_incident("SG-330000-2026-0002", at_line=False, grade="general")
    an_incident("SG-330200-2026-0003", "330200")
    page = text(province.get("/incidents?state=recorded"))
    assert "SG-330000-2026-0002" in page
    assert "SG-330000-2026-0001" not in page
    assert "SG-330200" not in page
    ministry = sign_in(Role.MINISTRY_LEAD)
    assert "SG-330200-2026-0003" in text(ministry.get("/incidents"))
    narrowed = text(ministry.get("/incidents?line=proposed&authority=330000"))
    assert "SG-330000-2026-0001" in narrowed
    assert "SG-330000-2026-0002" not in narrowed
    assert province.get("/incidents?authority=330200").status_code == 404
    assert "没有符合条件的登记" in text(ministry.get("/incidents?kind=secrecy"))
    assert "只看平台" in text(province.get("/incidents?platform=330000-2026-0002"))


def test_papers_are_handed_in_and_withdrawn(host: FlaskClient, province: FlaskClient) -> None:
    """By its own side, with a reason; the other side reads them and withdraws none."""
    host.post(POST, data=SAFETY)

    def upload(version: int, **more: Any) -> Any:
        given = {"version": str(version), "declared": "1", "file": (BytesIO(PDF), "报告.pdf")}
        return host.post(f"{ONE}/evidence", data=given | more)

    assert upload(1, declared="").status_code == 422
    assert upload(1).status_code == 303
    again = upload(2)
    assert (again.status_code, "f-file-error" in again.text) == (409, True)
    paper = f"{ONE}/evidence/{Incident.objects.get().evidence[0].file.id}"
    for client in (host, province):
        assert "报告.pdf" in text(client.get(ONE))
        assert client.get(paper).data == PDF
        assert client.get(f"{paper}/picture").content_type == "image/png"
    assert f"{paper}/withdrawal" in host.get(f"{ONE}/evidence").text
    assert f"{paper}/withdrawal" not in province.get(f"{ONE}/evidence").text
    assert "不能撤回" in text(province.get(f"{paper}/withdrawal"))
    data = {"version": "2", "reason": "传错"}
    assert province.post(f"{paper}/withdrawal", data=data).status_code == 409
    assert host.post(f"{paper}/withdrawal", data=data | {"reason": ""}).status_code == 422
    assert host.post(f"{paper}/withdrawal", data=data).status_code == 303
    assert "已撤回的" in text(host.get(ONE))


def test_an_update_that_states_something_leads_to_the_form(
    host: FlaskClient, province: FlaskClient, at: datetime
) -> None:
    """Home asks, the list links, the form is prefilled; recorded, it is asked no more."""
    file(NUMBER, at)
    content = {"set__content__accidents": True, "set__content__accidents_text": "反应釜冲料一起。"}
    QuarterlyUpdate.objects.update(**content)
    assert not Incident.objects.count()
    assert "登记动态更新中填写的事故和处罚：1 份" in text(province.get("/"))
    receipt = f"2026Q4-{NUMBER}-1"
    page = text(province.get("/incidents/stated"))
    assert "反应釜冲料一起。" in page
    assert f"{FORM}?receipt={receipt}" in page
    form = text(province.get(f"{FORM}?receipt={receipt}&kind=safety"))
    assert "反应釜冲料一起。</textarea>" in form
    given = SAFETY | {"receipt": receipt, "facts": "反应釜冲料一起，已处置。"}
    assert province.post(POST, data=given).status_code == 303
    assert f"动态更新回执 {receipt}" in text(province.get(ONE))
    assert "没有等待登记的动态更新" in text(province.get("/incidents/stated"))
    assert "登记动态更新中" not in text(province.get("/"))
    assert host.get("/incidents/stated").status_code == 403
    odd = province.post(POST, data=given | {"receipt": "2026Q4-330000-2026-0009-1"})
    assert (odd.status_code, "没有找到" in text(odd)) == (422, True)


def test_a_reviewer_sees_what_is_on_record(province: FlaskClient, sign_in: SignIn) -> None:
    """Declared none, on record one: said beside the application; another's opens to nobody."""
    a_confirmed()
    an_incident("SG-330200-2026-0002", "330200")
    application = an_application()
    a_version(application, content={"platform_name": "x", "safety_accidents": False})
    address = f"/reviews/{application.number}"
    page = text(province.get(address))
    assert "与记录不符" in page
    assert "申报为“无”" in page
    assert f'href="{ONE}"' in page
    assert "SG-330200-2026-0002" in page
    assert "/incidents/SG-330200-2026-0002" not in page
    ministry = sign_in(Role.MINISTRY_STAFF)
    assert 'href="/incidents/SG-330200-2026-0002"' in ministry.get(address).text


def test_a_host_sees_it_before_it_sends(host: FlaskClient) -> None:
    """On the page that checks everything, with the way to mend it."""
    an_incident()
    values = {"safety_accidents": "no"}
    an_application(state="draft", version=0, period="", submitted_at=None, values=values)
    page = text(host.get("/applications/SB-330000-2026-0001/check"))
    assert "与记录不符" in page
    assert "登记有误的，请联系主管部门更正" in page
