"""Real-time updates by page: the newest values, a small form, what waits, a series and its line."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from registry.documents.platforms import Platform
from registry.documents.realtime_updates import RealtimeUpdate
from registry.permissions import Role
from tests.realtime_makers import a_report

SignIn = Callable[..., FlaskClient]
NUMBER = "330000-2026-0001"
PAGE = f"/platforms/{NUMBER}/realtime"
NOW = {"measured_on": "2026-12-28", "measured_time": "8:30"}


@pytest.fixture
def operator(sign_in: SignIn, on_record: Callable[..., Platform]) -> FlaskClient:
    """Its operator at the pages; it has a platform in the library."""
    on_record(NUMBER)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def test_a_report_by_page_becomes_the_newest_value(operator: FlaskClient) -> None:
    """From the tab to the form, back to the page with value and time; the quarter stays undone."""
    assert f'href="{PAGE}"' in operator.get(f"/platforms/{NUMBER}").text
    form = operator.get(PAGE).text
    assert re.findall(r'id="f-([a-z_]+)"', form) == [
        "equipment_value", "site_area", "full_time_staff", "load", "projects_in_hand",
        "measured_on", "measured_time",
    ]  # fmt: skip
    assert 'value="2026-12-28"' in form
    done = operator.post(PAGE, data=NOW | {"load": "78.5", "full_time_staff": "13"})
    assert (done.status_code, done.location) == (303, PAGE)
    page = operator.get(PAGE).text
    assert all(word in page for word in ("第 1 次实时更新", "78.5", "2026-12-28 08:30", "已采用"))
    assert ("（页面）" in page, "未报" in page) == (True, True)
    assert RealtimeUpdate.objects.get().door == "page"


def test_what_is_wrong_is_told_at_its_field_and_kept(operator: FlaskClient) -> None:
    """A negative load, a time that is none, an empty form: 422, what was typed stays."""
    answer = operator.post(PAGE, data=NOW | {"load": "-5", "site_area": "2,600"})
    assert answer.status_code == 422
    assert ("不能为负数" in answer.text, 'value="2,600"' in answer.text) == (True, True)
    assert 'href="#f-load"' in answer.text
    answer = operator.post(PAGE, data={"measured_on": "2026-12-28", "measured_time": "早上",
                                       "load": "80"})  # fmt: skip
    assert (answer.status_code, 'href="#f-measured_time"' in answer.text) == (422, True)
    answer = operator.post(PAGE, data=NOW)
    assert (answer.status_code, "请至少填写一项" in answer.text) == (422, True)
    assert RealtimeUpdate.objects.count() == 0


def test_a_questioned_value_is_marked_and_confirmed_with_a_word(operator: FlaskClient) -> None:
    """It waits on the page until its host says why; without a word nothing is confirmed."""
    told = operator.post(PAGE, data=NOW | {"load": "120"}, follow_redirects=True).text
    assert all(word in told for word in ("待说明的数值", "载荷超过 100%", "待说明"))
    settle = f"{PAGE}/1/settlement"
    bare = operator.post(settle, data={"act": "confirm"})
    assert (bare.status_code, 'href="#f-reason_1"' in bare.text) == (422, True)
    done = operator.post(
        settle, data={"act": "confirm", "reason_1": "两班并线"}, follow_redirects=True
    )
    assert all(word in done.text for word in ("已确认", "两班并线"))
    assert "待说明的数值" not in done.text
    again = operator.post(settle, data={"act": "withdraw"})
    assert (again.status_code, "没有待说明的数值" in again.text) == (409, True)


def test_a_time_ahead_offers_no_confirming(operator: FlaskClient) -> None:
    """Only withdrawing is offered, and works."""
    operator.post(PAGE, data={"measured_on": "2026-12-29", "measured_time": "09:00", "load": "80"})
    page = operator.get(PAGE).text
    assert ("确认属实" in page, "只能撤回" in page) == (False, True)
    done = operator.post(f"{PAGE}/1/settlement", data={"act": "withdraw"}, follow_redirects=True)
    assert "已撤回" in done.text


def test_the_line_shows_what_counts_and_says_it_in_words(operator: FlaskClient) -> None:
    """A dot for each value that counts, none for a questioned one; the table has them all."""
    for serial, load in enumerate(("70", "90", "85"), start=1):
        a_report(NUMBER, serial, load=load)
    a_report(NUMBER, 4, load="300", asked=True)
    page = operator.get(PAGE).text
    assert page.count("chart-dot") == 3
    assert "3 个已采用的数值" in page
    assert all(word in page for word in ("最低 70", "最高 90", "最近 85"))
    assert page.count("中试运行载荷（%）") >= 1
    assert "300" in page
    assert " style=" not in page
    other = operator.get(f"{PAGE}?field=site_area").text
    assert ("<polyline" in other, "还没有这一项的实时更新" in other) == (False, True)
    assert operator.get(f"{PAGE}?field=voltage").status_code == 404


def test_an_office_reads_and_reports_nothing(operator: FlaskClient, sign_in: SignIn) -> None:
    """The province sees value and question, no form; the workbook is one row for each value."""
    operator.post(PAGE, data=NOW | {"load": "120", "full_time_staff": "13"})
    province = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    page = province.get(PAGE).text
    assert ("载荷超过 100%" in page, "报送实时数值" in page, "确认属实" in page) == (
        True, False, False,
    )  # fmt: skip
    assert province.post(PAGE, data=NOW | {"load": "1"}).status_code == 403
    book = load_workbook(BytesIO(province.get(f"{PAGE}/export.xlsx").data))
    rows = list(book.active.iter_rows(min_row=3, values_only=True))
    assert sorted(row[6] for row in rows) == ["已采用", "待说明"]
    elsewhere = sign_in(Role.PROVINCIAL_REVIEWER, authority="440000")
    assert elsewhere.get(PAGE).status_code == 404


def test_the_series_goes_on_by_pages(operator: FlaskClient) -> None:
    """Fifty to a page; the next one begins where the first ended."""
    for serial in range(1, 53):
        a_report(NUMBER, serial)
    first = operator.get(PAGE).text
    (link,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert "2 个已采用的数值" in operator.get(link.replace("&amp;", "&")).text


def test_the_form_of_the_quarter_says_where_a_value_came_from(operator: FlaskClient) -> None:
    """A load reported in December is brought along into December's form, with its time."""
    operator.post(PAGE, data=NOW | {"load": "78.5"})
    form = operator.get(f"/platforms/{NUMBER}/quarterly-updates/2026Q4/form").text
    assert 'value="78.5"' in form
    assert "已按 2026-12-28 08:30 的实时更新（78.5 %）带出" in form


def test_a_platform_that_left_the_library_has_no_form(
    operator: FlaskClient,
) -> None:
    """Its page shows what was reported; a report is refused with the reason."""
    Platform.objects.update(set__state="removed", set__removed_at="2026-12-01")
    assert "报送实时数值" not in operator.get(PAGE).text
    answer = operator.post(PAGE, data=NOW | {"load": "80"})
    assert (answer.status_code, "当时不在储备库中" in answer.text) == (409, True)
