"""The pages of an application: from an empty list to the check, nothing typed lost."""

import html
import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.applications import Application, ReturnedSection
from registry.documents.bans import Ban
from registry.documents.hosts import Host
from registry.forms import application_form
from registry.permissions import Role
from registry.policy.forms import FieldType
from tests.application_makers import a_version, an_application
from tests.application_papers import GOOD, row
from tests.round_makers import a_cut_off, a_round
from tests.services.conftest import credit_code

NUMBER = "SB-330000-2026-0001"
BASE = f"/applications/{NUMBER}"
PAPER = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"
BEGIN = {"platform_name": "临江高端装备中试平台", "place": "杭州市"}
FORM = application_form()


@pytest.fixture
def host_id(database: None, at: datetime) -> str:
    """A host on record."""
    name = "临江装备研究院有限公司"
    made = Host(credit_code=credit_code(1), name=name, name_key=name, recorded_at=at).save()
    return str(made.id)


@pytest.fixture
def host(host_id: str, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The host's operator, signed in."""
    return sign_in(Role.HOST_OPERATOR, host=host_id)


@pytest.fixture
def begun(host: FlaskClient) -> FlaskClient:
    """The operator, an application begun."""
    assert host.post("/applications", data=BEGIN).location == BASE
    return host


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def of_section(section: str, revision: int, **changes: str) -> dict[str, object]:
    """What the form of a section sends, filled in well."""
    typed: dict[str, object] = {"version": str(revision), "next": "on"}
    for one in FORM.in_section(section):
        value = changes.get(one.key, GOOD.get(one.key, ""))
        if one.type is FieldType.CHOICES:
            typed[one.key] = value.split("\n")
        elif one.is_typed and not (one.type is FieldType.FLAG and not value):
            typed[one.key] = value
    return typed


def revision() -> int:
    """The revision on record."""
    return Application.objects.get(number=NUMBER).revision


def test_an_empty_list_says_what_to_do_and_when(host):
    """No application yet: begin, or try the conditions; the window stands on top."""
    page = text(host.get("/applications"))
    assert "本单位还没有申报" in page
    assert 'href="/applications/new"' in page
    assert 'href="/eligibility"' in page
    assert "2026年下半年" in page
    start = text(host.get("/applications/new"))
    assert "一共 10 部分" in start
    assert "开始填写" in start


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (
            datetime(2026, 12, 30, 17, tzinfo=SHANGHAI),
            "还剩 2 个工作日 8 小时（至 12月30日（周三） 17:00）",
        ),
        (datetime(2026, 12, 28, 9, tzinfo=SHANGHAI), "已于 12月28日（周一） 09:00 截止"),
    ],
)
def test_the_authority_s_own_cut_off_is_the_deadline(begun, until, said):
    """Home, list and page say until when this host may submit, and who says so."""
    a_round()
    a_cut_off(until)
    for address in ("/", "/applications", BASE):
        page = re.sub(r"<[^>]+>", "", text(begun.get(address)))
        assert said in page, address
        assert "浙江省工业和信息化厅规定的申报截止时间" in page, address
        assert address == "/" or "24:00" not in page, address


def test_two_tabs_on_two_sections_do_not_meet(begun):
    """Both save by themselves; files and equipment stand beside; the same section is refused."""
    draft = begun.post(f"{BASE}/sections/plan/draft", data=of_section("plan", 1))
    assert (draft.status_code, draft.json["version"]) == (200, 2)
    other = begun.post(f"{BASE}/sections/basics/draft", data=of_section("basics", 1))
    assert (other.status_code, other.json["version"]) == (200, 3)
    cells = {key: [text] for key, text in row().items()}
    table = begun.post(
        f"{BASE}/equipment/draft", data={"version": "1", "start": "0", "count": "", **cells}
    )
    assert (table.status_code, table.json["version"]) == (200, 4)
    sent = {"version": "1", "supports": "", "file": (BytesIO(PAPER.read_bytes()), "a.pdf")}
    assert begun.post(f"{BASE}/evidence", data=sent).status_code == 303
    stale = begun.post(f"{BASE}/sections/plan", data=of_section("plan", 1, plan_years="9"))
    assert stale.status_code == 412
    assert 'value="9"' in stale.get_data(as_text=True)
    assert "已保存的内容" in text(stale)
    assert Application.objects.get(number=NUMBER).values["plan_years"] == "3"


def test_from_empty_to_the_check(begun):
    """Each section saved leads to the next; the check names what is left, with links."""
    page = text(begun.get(BASE))
    assert "开始填写：基本信息" in page
    for one in FORM.sections:
        if one.key == "equipment":
            continue
        sent = begun.post(f"{BASE}/sections/{one.key}", data=of_section(one.key, revision()))
        assert sent.status_code == 303, one.key
    check = text(begun.get(f"{BASE}/check"))
    assert "还有 4 处要填写或修改" in check
    assert f'href="{BASE}/equipment"' in check
    cells = {key: [value] for key, value in row(quantity="1", value="1000").items()}
    saved = begun.post(
        f"{BASE}/equipment", data={"version": str(revision()), "start": "0", "count": "", **cells}
    )
    assert saved.status_code == 303
    assert "还有 3 处要填写或修改" in text(begun.get(f"{BASE}/check"))
    listed = text(begun.get("/applications"))
    assert NUMBER in listed
    assert "草稿</span>" in listed


def test_the_same_platform_again_leads_to_the_one_there_is(begun):
    """Not a second application, but a word and the first."""
    again = begun.post("/applications", data=BEGIN)
    assert (again.status_code, again.location) == (303, BASE)
    assert "正在办理" in text(begun.get(BASE))
    assert Application.objects.count() == 1


def test_a_place_that_does_not_tell_asks_for_the_authority(host):
    """The choice appears with the fault, and what was typed stays."""
    answer = host.post("/applications", data={**BEGIN, "place": "鼓楼区"})
    page = text(answer)
    assert answer.status_code == 422
    assert 'name="authority"' in page
    assert 'value="鼓楼区"' in page
    chosen = host.post("/applications", data={**BEGIN, "place": "鼓楼区", "authority": "320000"})
    assert chosen.location == "/applications/SB-320000-2026-0001"


def test_what_was_typed_stays_where_it_is_wrong(begun):
    """Kept as typed, told at the field; nothing of it runs."""
    wrong = {"full_time_staff": "五<script>", "equipment_value": "约千万"}
    begun.post(f"{BASE}/sections/capability", data=of_section("capability", 1, **wrong))
    page = begun.get(f"{BASE}/sections/capability").get_data(as_text=True)
    assert "五&lt;script&gt;" in page
    assert "不是可以识别的数字" in page
    assert "<script>" not in page.replace("<script src=", "")


def test_the_first_look_does_not_scold(begun):
    """A section nobody typed into marks nothing as wrong; asked to check, it says what is open."""
    assert "aria-invalid" not in text(begun.get(f"{BASE}/sections/plan"))
    assert "没有填写" in text(begun.get(f"{BASE}/sections/plan?checked=1"))


def test_two_tabs_show_each_other_s_text(begun):
    """A stale tab keeps its own text, sees the saved one beside it, and may then save."""
    begun.post(f"{BASE}/sections/plan", data=of_section("plan", 1, plan_years="3"))
    stale = begun.post(f"{BASE}/sections/plan", data=of_section("plan", 1, plan_years="5"))
    page = text(stale)
    assert stale.status_code == 412
    assert 'value="5"' in page
    assert re.search(r"已保存的内容 <b>3</b>", page)
    assert 'name="version" value="2"' in page
    begun.post(f"{BASE}/sections/plan", data=of_section("plan", 2, plan_years="5"))
    assert Application.objects.get().values["plan_years"] == "5"


def test_autosave_answers_the_script(begun):
    """Time, revision, findings of the section, states and how the conditions stand."""
    answer = begun.post(f"{BASE}/sections/plan/draft", data=of_section("plan", 1, plan_years="二"))
    assert (answer.json["saved_at"], answer.json["version"]) == ("09:00", 2)
    assert [one["severity"] for one in answer.json["findings"]["plan_years"]] == ["blocking"]
    marks = answer.json["marks"]
    assert marks["sections"]["plan"]["word"] == "未填"
    assert marks["outcomes"]["plan_years"]["word"] == "未填"
    assert begun.post(f"{BASE}/sections/plan/draft", data={"version": "1"}).status_code == 412
    taken = begun.post(
        f"{BASE}/sections/basics/draft", data=of_section("basics", 2, contact_phone="长" * 10_001)
    )
    assert taken.status_code == 422
    assert "过长" in taken.json["message"]


def test_contacts_are_shown_to_their_host_and_kept_sealed(begun):
    """The field shows what was typed; the record holds none of it."""
    begun.post(f"{BASE}/sections/basics", data=of_section("basics", 1))
    assert 'value="0571-8000 0001"' in text(begun.get(f"{BASE}/sections/basics"))
    assert "0571-8000" not in str(Application.objects.get().to_mongo())


def test_how_an_application_stands_is_told_condition_by_condition(begun):
    """Clause, phrase, what was read and wanted; what is missing leads to its section."""
    begun.post(f"{BASE}/sections/capability", data=of_section("capability", 1, full_time_staff="4"))
    page = text(begun.get(f"{BASE}/eligibility"))
    assert page.count('class="condition"') == 46
    assert "专职技术或管理人员不少于5人" in page
    assert "<dd data-outcome-read>4 人</dd>" in page
    assert "≥ 5 人" in page
    assert f'href="{BASE}/sections/capability"' in page
    assert f'href="{BASE}/equipment"' in page
    assert "2023-12-28 至 2026-12-28 没有发生" in page
    assert "1,000.00 万元" in page


def test_a_ban_is_shown_and_keeps_nobody_from_typing(begun, at):
    """Decision, ground and last day on list, start and record (ruling 21)."""
    Ban(
        host="x",
        credit_code=credit_code(1),
        host_name="x",
        platform="330000-2024-0001",
        platform_name="x",
        ground="data_falsification",
        clause="二（四）",
        decision="工信〔2025〕1号",
        decided_on=date(2025, 3, 1),
        from_day=date(2025, 3, 1),
        until_day=date(2028, 2, 29),
        recorded_at=at,
    ).save()  # fmt: skip - one record
    for path in ("/applications", "/applications/new", BASE, f"{BASE}/check"):
        page = text(begun.get(path))
        assert "工信〔2025〕1号" in page, path
        assert "数据资料弄虚作假" in page
        assert "2028年2月29日" in page
    saved = begun.post(f"{BASE}/sections/plan", data=of_section("plan", 1))
    assert saved.status_code == 303


def test_only_returned_sections_can_be_typed_in(begun):
    """The reason stands on top; the rest is read, not typed; a post to it is refused."""
    Application.objects.update(
        state="returned",
        version=1,
        return_until=date(2027, 1, 15),
        returned=[ReturnedSection(section="plan", reason="目标不够具体")],
    )  # fmt: skip - one change
    page = text(begun.get(BASE))
    assert "目标不够具体" in page
    assert "2027年1月15日" in page
    assert "接着填写" in page or "开始填写" in page
    assert "目标不够具体" in text(begun.get(f"{BASE}/sections/plan"))
    assert 'name="plan_years"' in text(begun.get(f"{BASE}/sections/plan"))
    locked = text(begun.get(f"{BASE}/sections/basics"))
    assert 'name="place"' not in locked
    assert "没有退回" in locked
    refused = begun.post(f"{BASE}/sections/basics", data=of_section("basics", 1))
    assert refused.status_code == 409
    assert 'name="text"' not in text(begun.get(f"{BASE}/equipment"))


def test_withdrawing_asks_first_and_the_content_begins_another(begun):
    """A page says what happens and nothing has; afterwards a new one starts from what was typed."""
    begun.post(f"{BASE}/sections/plan", data=of_section("plan", 1))
    asked = text(begun.get(f"{BASE}/withdrawal"))
    for told in ("撤回这份申报？", "不能恢复", "开始新的申报", "确认撤回", "不撤回"):
        assert told in asked
    assert 'method="post" action="/applications/SB-330000-2026-0001/withdrawal"' in asked
    assert "确认撤回" not in text(begun.get(BASE))
    assert Application.objects.get(number=NUMBER).state == "draft"
    begun.post(f"{BASE}/withdrawal")
    again = begun.get(f"{BASE}/withdrawal")
    assert (again.status_code, again.location) == (303, BASE)
    page = begun.get(BASE).get_data(as_text=True)
    link = f"/applications/new?source={NUMBER}"
    assert f'href="{link}"' in page
    form = begun.get(link).get_data(as_text=True)
    assert f'<option value="{NUMBER}" selected>' in form
    assert f'value="{BEGIN["platform_name"]}"' in form
    done = begun.post("/applications", data=BEGIN | {"source": NUMBER})
    assert done.location == "/applications/SB-330000-2026-0002"
    assert "近三年声明和最后的各项声明没有带入" in text(begun.get(done.location))
    made = Application.objects.get(number="SB-330000-2026-0002")
    assert (made.state, made.values["plan_years"]) == ("draft", "3")
    live = begun.post(
        "/applications", data=BEGIN | {"platform_name": "另一个", "source": made.number}
    )
    assert live.status_code == 422
    assert "还在办理，或已经入库" in text(live)
    assert begun.get("/applications/new?source=SB-330000-2026-9999").status_code == 404


def test_a_withdrawn_application_is_read_and_not_typed(begun):
    """It stays in the list; the same platform can be begun anew."""
    assert begun.post(f"{BASE}/withdrawal").location == "/applications"
    assert "已撤回</span>" in text(begun.get("/applications"))
    assert "现在不能修改" in text(begun.get(f"{BASE}/sections/plan"))
    again = begun.post(f"{BASE}/withdrawal")
    assert again.location == BASE
    assert "不能撤回" in text(begun.get(BASE))
    assert begun.post("/applications", data=BEGIN).location == "/applications/SB-330000-2026-0002"


def test_an_unknown_section_is_not_there(begun):
    """A section of no form, to look at or to send."""
    assert begun.get(f"{BASE}/sections/nothing").status_code == 404
    assert begun.post(f"{BASE}/sections/nothing", data={"version": "1"}).status_code == 404
    assert begun.get(f"{BASE}/sections/equipment").status_code == 404


def test_an_office_reads_what_was_submitted(sign_in, database):
    """A province what was sent to it, the ministry all without contacts; nobody a draft."""
    content = {"platform_name": "临江平台", "truthful": True, "services": ["设计验证"]}
    application = an_application(NUMBER)
    a_version(
        application,
        content=content | {"contact_phone": "0571-8000 0001"},
        equipment=[{"name": "甲"}],
    )
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    page = text(lead.get(BASE, follow_redirects=True))
    assert "设计验证" in page
    assert "甲" in page
    ministry = text(sign_in(Role.MINISTRY_STAFF).get(BASE, follow_redirects=True))
    assert "设计验证" in ministry
    assert "0571-8000" not in ministry
    assert sign_in(Role.PROVINCIAL_LEAD, authority="440000").get(BASE).status_code == 404
    Application.objects.update(version=0)
    assert lead.get(BASE).status_code == 404
