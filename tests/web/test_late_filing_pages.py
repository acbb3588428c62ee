"""Late filing 补报 by page: leave is given, seen where it matters, filed under, and ended."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import Role
from tests.late_filing_makers import a_leave
from tests.services.records import file

SignIn = Callable[..., FlaskClient]
NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text())
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q3"
NEW = f"/late-filings/new?platform={NUMBER}&period=2026Q3"
REASON = "十月初台风停电，机房恢复晚于窗口截止"
FORM = {"platform": NUMBER, "period": "2026Q3", "last_day": "2027-01-08", "reason": REASON}
WHOLE = FORM | {"platform": "", "authority": "330000", "excused": "1"}
ONE = "/late-filings/BB-330000-2026-0001"
MISSING = "/reporting/missing?period=2026Q3"


@pytest.fixture(autouse=True)
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang that filed nothing in September's window, long over."""
    return on_record(NUMBER)


@pytest.fixture
def lead(sign_in: SignIn) -> FlaskClient:
    """A lead of Zhejiang's department."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


@pytest.fixture
def host(sign_in: SignIn) -> FlaskClient:
    """The host's operator."""
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def running(**given: object) -> LateFilingLeave:
    """Leave on record that runs today, 28 December."""
    return a_leave(**{"until": datetime(2027, 1, 9, tzinfo=SHANGHAI), **given})


def test_a_province_lets_a_platform_of_its_own_file_late(lead: FlaskClient) -> None:
    """From the list of those missing to the form, the leave, and back: it can be filed late."""
    assert NEW.replace("&", "&amp;") in lead.get(MISSING).text
    form = lead.get(NEW).text
    assert "先进材料中试平台0001" in form
    assert "2027年1月27日" in form
    assert 'name="excused"' not in form
    assert 'name="authority"' not in form
    done = lead.post("/late-filings", data=FORM)
    assert (done.status_code, done.location) == (303, ONE)
    shown = lead.get(ONE).text
    for told in ("补报中", REASON, "2027年1月8日", "浙江省工业和信息化厅"):
        assert told in shown
    missing = lead.get(MISSING).text
    assert "可补报" in missing
    assert "2027年1月8日" in missing
    assert NEW.replace("&", "&amp;") not in missing


def test_the_ministry_lets_a_whole_authority_file_and_excuses(sign_in: SignIn) -> None:
    """It chooses the authority, and alone may say that nobody is held late."""
    staff = sign_in(Role.MINISTRY_STAFF)
    assert "/late-filings/new?period=2026Q3" in staff.get(MISSING).text
    form = staff.get("/late-filings/new?period=2026Q3").text
    assert 'name="excused"' in form
    wrong = staff.post("/late-filings", data=WHOLE | {"authority": "", "last_day": "2027-01-08"})
    assert (wrong.status_code, "f-authority-error" in wrong.text) == (422, True)
    assert staff.post("/late-filings", data=WHOLE).location == ONE
    shown = staff.get(ONE).text
    for told in ("本地区全部平台", "准予补报", "工业和信息化部"):
        assert told in shown


def test_what_does_not_hold_is_named_with_all_that_was_typed(lead: FlaskClient) -> None:
    """Reason and last day at their fields; the reason stays."""
    answer = lead.post("/late-filings", data=FORM | {"last_day": "2027-01-28"})
    assert (answer.status_code, "f-last_day-error" in answer.text) == (422, True)
    assert REASON in answer.text
    answer = lead.post("/late-filings", data=FORM | {"reason": "无"})
    assert (answer.status_code, "f-reason-error" in answer.text) == (422, True)
    assert LateFilingLeave.objects.count() == 0


def test_too_early_is_told_before_anything_is_typed(lead: FlaskClient) -> None:
    """December's window is open: no form, and the desk refuses."""
    early = NEW.replace("2026Q3", "2026Q4")
    page = lead.get(early).text
    assert "窗口还没有截止" in page
    assert 'name="reason"' not in page
    answer = lead.post("/late-filings", data=FORM | {"period": "2026Q4"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("role", "known", "status"),
    [
        (Role.PROVINCIAL_LEAD, {"authority": "440000"}, 404),
        (Role.PROVINCIAL_REVIEWER, {"authority": "330000"}, 403),
        (Role.HOST_OPERATOR, {"host": "host-1"}, 403),
    ],
)
def test_who_gives_no_leave(
    sign_in: SignIn, role: Role, known: dict[str, str], status: int
) -> None:
    """Another province sees no platform, a reviewer and a host no form."""
    its = sign_in(role, **known)
    assert its.get(NEW).status_code == status
    assert its.post("/late-filings", data=FORM).status_code == status


def test_a_province_opens_no_whole_authority(lead: FlaskClient) -> None:
    """Without a platform the form is the ministry's; a province is led to choose one."""
    led = lead.get("/late-filings/new?period=2026Q3")
    assert (led.status_code, led.location) == (303, MISSING)
    assert lead.post("/late-filings", data=FORM | {"platform": ""}).status_code == 422
    assert lead.post("/late-filings", data=WHOLE).status_code == 403
    assert "向整个主管部门开放补报" not in lead.get(MISSING).text


def test_a_host_files_under_leave(host: FlaskClient) -> None:
    """The start page says until when and how it counts; form, check, receipt: late."""
    assert f'href="{BASE}/form"' not in host.get(BASE).text
    running()
    start = host.get(BASE).text
    assert "2027-01-08（含当日）前可以提交（BB-330000-2026-0101）" in start
    assert "不算按时" in start
    assert f'href="{BASE}/form"' in start
    listed = host.get("/quarterly-updates?period=2026Q3").text
    assert "可补报" in listed
    assert "2027年1月8日" in listed
    assert "可补报" in host.get(f"/platforms/{NUMBER}/quarters").text
    host.post(f"{BASE}/form", data=GOOD)
    check = host.get(f"{BASE}/check").text
    assert "提交第三季度更新" in check
    assert "不算按时" in check
    done = host.post(f"{BASE}/submission", data={"version": "1"})
    assert QuarterlyUpdate.objects.get().timeliness == "late"
    assert '<span class="tag tag-due">补报</span>' in host.get(done.location).text


def test_a_receipt_says_until_when_leave_lets_it_be_corrected(
    host: FlaskClient, at: datetime
) -> None:
    """While leave runs the next steps name its last day; without it nothing of correcting."""
    file(NUMBER, at, period="2026Q3")
    receipt = f"/receipts/2026Q3-{NUMBER}-1"
    assert "提交更正" not in host.get(receipt).text
    running()
    assert "补报许可期内（至2027年1月8日 24:00）" in host.get(receipt).text


def test_a_receipt_says_what_was_excused_afterwards(host: FlaskClient, at: datetime) -> None:
    """It keeps the version's own word, and adds the ministry's; lists tell how it counts."""
    receipt = f"/receipts/2026Q3-{NUMBER}-1"
    file(NUMBER, at, period="2026Q3")
    content = {"load": 70, "service_income_this_year": 12}
    QuarterlyUpdate.objects.update(set__timeliness="late", set__content=content)
    assert "准予补报" not in host.get(receipt).text
    running(platform="", platform_name="", host="", excused=True, side="ministry")
    shown = host.get(receipt).text
    assert '<span class="tag tag-due">补报</span>' in shown
    assert "后来认定" in shown
    assert "准予补报，本季度不计逾期" in host.get(BASE).text
    assert "准予补报" in host.get(f"/platforms/{NUMBER}/quarters").text


def test_a_correction_of_what_was_in_time_stays_in_time(host: FlaskClient, at: datetime) -> None:
    """Leave lets it be corrected, and the page does not say that it becomes late."""
    file(NUMBER, at, period="2026Q3")
    running()
    start = host.get(BASE).text
    assert "更正以后仍算按时" in start
    assert "不算按时" not in start


def test_an_office_fills_in_under_leave(sign_in: SignIn, lead: FlaskClient) -> None:
    """What can be filed late can be filled in for a host that cannot; without leave it cannot."""
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    assert reviewer.get(f"{BASE}/on-behalf").status_code == 303
    running()
    assert f"{BASE}/on-behalf" in reviewer.get(MISSING).text
    assert reviewer.get(f"{BASE}/on-behalf").status_code == 200


def test_a_leave_is_ended_with_a_reason(lead: FlaskClient, host: FlaskClient) -> None:
    """Asked for why; ended only once; a host reads it and cannot end it."""
    lead.post("/late-filings", data=FORM)
    assert f'action="{ONE}/end"' in lead.get(ONE).text
    assert f'action="{ONE}/end"' not in host.get(ONE).text
    assert host.post(f"{ONE}/end", data={"version": "1", "reason": "不"}).status_code == 403
    refused = lead.post(f"{ONE}/end", data={"version": "1"})
    assert (refused.status_code, "f-reason-error" in refused.text) == (422, True)
    done = lead.post(f"{ONE}/end", data={"version": "1", "reason": "已全部报齐"})
    assert (done.status_code, done.location) == (303, ONE)
    shown = host.get(ONE).text
    assert "提前结束" in shown
    assert "已全部报齐" in shown
    again = lead.post(f"{ONE}/end", data={"version": "2", "reason": "再次"})
    assert (again.status_code, "已经到期或提前结束" in again.text) == (409, True)


def test_a_province_does_not_end_the_ministrys(lead: FlaskClient) -> None:
    """It reads it; no button, and the act is refused."""
    made = running(side="ministry")
    one = f"/late-filings/{made.number}"
    assert f'action="{one}/end"' not in lead.get(one).text
    answer = lead.post(f"{one}/end", data={"version": "1", "reason": "不需要了"})
    assert answer.status_code == 403


def test_the_list_tells_where_each_stands(lead: FlaskClient, host: FlaskClient) -> None:
    """Running, over, ended; narrowed by quarter; reached from the board; the host's its own."""
    assert "还没有开放过补报" in lead.get("/late-filings").text
    running()
    a_leave("BB-330000-2026-0102", until=datetime(2026, 12, 22, tzinfo=SHANGHAI))
    ended = datetime(2026, 12, 21, tzinfo=SHANGHAI)
    a_leave("BB-330000-2026-0103", ended_at=ended, until=ended)
    a_leave("BB-330000-2026-0104", platform="", platform_name="", host="")
    listed = lead.get("/late-filings?period=2026Q3").text
    for told in ("补报中", "已到期", "提前结束", "本地区全部平台"):
        assert told in listed
    assert "没有符合条件" in lead.get("/late-filings?period=2026Q2").text
    assert "/late-filings?period=2026Q3" in lead.get("/board?period=2026Q3").text
    own = host.get("/late-filings").text
    assert "BB-330000-2026-0101" in own
    assert "BB-330000-2026-0104" not in own


def test_the_ministry_narrows_by_authority(sign_in: SignIn) -> None:
    """Its list has all; another province's is not there for a province."""
    running()
    staff = sign_in(Role.MINISTRY_STAFF)
    assert "BB-330000-2026-0101" in staff.get("/late-filings?authority=330000").text
    assert "BB-330000-2026-0101" not in staff.get("/late-filings?authority=440000").text
    other = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    assert other.get("/late-filings?authority=330000").status_code == 404
    assert other.get("/late-filings/BB-330000-2026-0101").status_code == 404
