"""The pages of the quarterly update: from the form to the receipt, nothing typed lost."""

import html
import re
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.clock import Clock
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.limits import limiter
from registry.permissions import Role
from registry.web.printed import code_picture

NUMBER = "330000-2026-0001"
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text())


@pytest.fixture
def host(on_record: Callable[..., Platform], sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The host's operator, signed in, its platform being on record."""
    on_record(NUMBER)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def sent(client: FlaskClient, version: str = "1", **changes: str):
    """Save the form and send the draft that was checked."""
    client.post(f"{BASE}/form", data=GOOD | changes)
    return client.post(f"{BASE}/submission", data={"version": version})


def test_from_the_list_to_the_receipt(host):
    """List, start, form, check, send, receipt: each page leads to the next."""
    listed = text(host.get("/quarterly-updates"))
    assert f'href="{BASE}"' in listed
    assert "未报</span>" in listed
    start = text(host.get(BASE))
    assert "开始填写" in start
    assert f"{BASE}/form" in start
    form = text(host.get(f"{BASE}/form"))
    assert 'name="equipment_value" ' in form
    assert 'value="1350.5"' in form
    saved = host.post(f"{BASE}/form", data=GOOD)
    assert (saved.status_code, saved.location) == (303, f"{BASE}/check")
    check = text(host.get(saved.location))
    assert "提交第四季度更新" in check
    assert f'href="{BASE}/form#f-load"' in check
    done = host.post(f"{BASE}/submission", data={"version": "1"})
    assert (done.status_code, done.location) == (303, f"/receipts/2026Q4-{NUMBER}-1")
    receipt = text(host.get(done.location))
    update = QuarterlyUpdate.objects.get()
    assert update.digest in receipt
    assert "2027年第一季度" in receipt
    assert "已提交" in text(host.get("/quarterly-updates"))


def test_what_was_typed_stays_where_it_is_wrong(host):
    """A draft with faults goes back to the form: summary, sentence at the field, typed value."""
    wrong = {"new_enterprises": "－3", "service_income_this_year": "一千<script>"}
    saved = host.post(f"{BASE}/form", data=GOOD | wrong)
    back = host.get(saved.location)
    assert back.location == f"{BASE}/form?checked=1"
    page = host.get(back.location).get_data(as_text=True)
    assert 'href="#f-new_enterprises"' in page
    assert 'value="－3"' in page
    assert "一千&lt;script&gt;" in page
    assert "<script>" not in page.replace("<script src=", "")
    assert "不能为负数" in page


def test_the_first_look_does_not_scold(host):
    """A form nobody typed into shows no error, and marks nothing as wrong."""
    page = text(host.get(f"{BASE}/form"))
    assert "处需要修改" not in page
    assert "aria-invalid" not in page


def test_a_draft_survives_the_browser(host, sign_in):
    """What one operator saved the other of the same host finds, on another machine."""
    host.post(f"{BASE}/form", data=GOOD | {"next": "stay", "load": "七成"})
    other = sign_in(Role.HOST_OPERATOR, host="host-1")
    page = text(other.get(f"{BASE}/form"))
    assert 'value="七成"' in page
    assert "继续填写" in text(other.get(BASE))


def test_two_tabs_show_each_other_s_text(host):
    """A stale tab keeps its own text, sees the saved one beside it, and may then save."""
    host.post(f"{BASE}/form", data=GOOD | {"load": "60"})
    stale = host.post(f"{BASE}/form", data=GOOD | {"load": "70"})
    assert stale.status_code == 412
    page = text(stale)
    assert 'value="70"' in page
    assert re.search(r"已保存的内容 <b>60</b>", page)
    assert UpdateDraft.objects.get().values["load"] == "60"
    assert 'name="version" value="1"' in page
    host.post(f"{BASE}/form", data=GOOD | {"load": "70", "version": "1"})
    assert UpdateDraft.objects.get().values["load"] == "70"


def test_autosave_answers_the_script(host):
    """Saving while typing answers time, version and findings; a stale one 412."""
    first = host.post(f"{BASE}/draft", data={"load": "101", "version": "0"})
    assert first.json["saved_at"] == "09:00"
    assert first.json["version"] == 1
    assert [one["severity"] for one in first.json["findings"]["load"]] == ["blocking"]
    assert "new_enterprises" not in first.json["findings"]
    marks = first.json["marks"]
    assert set(marks["sections"]) == {"capability", "service", "income", "matters"}
    assert marks["sections"]["service"] == {"word": "未填", "tone": "plain"}
    stale = host.post(f"{BASE}/draft", data={"load": "1", "version": "0"})
    assert (stale.status_code, stale.json["code"]) == (412, "update_draft_moved")


def test_autosave_answers_what_the_form_would_mark(host):
    """A section filled is said filled; a field changed and put back is no longer said changed."""
    filled = host.post(f"{BASE}/draft", data=GOOD | {"full_time_staff": "14"}).json["marks"]
    assert {one["word"] for one in filled["sections"].values()} == {"已填"}
    assert (filled["changed"]["word"], filled["changed"]["tone"]) == ("已修改", "blue")
    assert filled["changed"]["fields"]["full_time_staff"]
    assert not filled["changed"]["fields"]["equipment_value"]
    back = host.post(f"{BASE}/draft", data=GOOD | {"full_time_staff": "12", "version": "1"})
    assert not back.json["marks"]["changed"]["fields"]["full_time_staff"]


def test_a_double_click_shows_the_same_receipt(host):
    """The second click on the button leads to the same receipt."""
    assert sent(host).location == host.post(f"{BASE}/submission", data={"version": "1"}).location
    assert QuarterlyUpdate.objects.count() == 1


def test_a_draft_changed_since_the_check_is_checked_again(host):
    """What somebody saved after the check is shown before anything is sent."""
    host.post(f"{BASE}/form", data=GOOD)
    host.post(f"{BASE}/form", data=GOOD | {"version": "1", "load": "10"})
    again = host.post(f"{BASE}/submission", data={"version": "1"})
    assert again.location == f"{BASE}/check"
    assert not QuarterlyUpdate.objects.count()


def test_a_correction_asks_for_its_reason(host):
    """Without a reason the check leads back to the field; with one there is a version 2."""
    sent(host)
    back = host.post(f"{BASE}/form", data=GOOD | {"load": "80"}, follow_redirects=True)
    assert "请写明更正原因" in text(back)
    host.post(f"{BASE}/form", data=GOOD | {"load": "80", "reason": "误填", "version": "1"})
    assert "提交更正" in text(host.get(f"{BASE}/check"))
    done = host.post(f"{BASE}/submission", data={"version": "2"})
    assert done.location == f"/receipts/2026Q4-{NUMBER}-2"
    assert "这一版已被更正" in text(host.get(f"/receipts/2026Q4-{NUMBER}-1"))
    shown = text(host.get(f"{BASE}/versions/2"))
    assert "原为 85" in shown
    assert host.get(f"{BASE}/versions/3").status_code == 404


def test_the_record_s_history_names_quarter_and_reason(host):
    """Each filing leads to its own receipt; a correction says why it was made."""
    sent(host)
    sent(host, load="80", reason="误填")
    page = text(host.get(f"/platforms/{NUMBER}/history"))
    for version, title in ((1, "提交2026年第四季度动态更新"), (2, "更正2026年第四季度动态更新")):
        receipt = f"2026Q4-{NUMBER}-{version}"
        assert f'<a href="/receipts/{receipt}">回执 {receipt}</a>' in page
        assert f">{title}</p>" in page
    assert "<p>原因：误填</p>" in page


def test_outside_the_window_nothing_typed_is_lost(app: Flask, host, sign_in, at):
    """A draft sent after closing is refused with both windows, and stays."""
    host.post(f"{BASE}/form", data=GOOD)
    midnight = at.replace(day=31, hour=0) + timedelta(days=1)
    object.__setattr__(app.extensions["reserve"], "clock", Clock(midnight))
    refused = sign_in(Role.HOST_OPERATOR, host="host-1").post(
        f"{BASE}/submission", data={"version": "1"}
    )
    assert refused.status_code == 409
    page = text(refused)
    assert "已经截止" in page
    assert "2027年第一季度" in page
    assert "1,180.25" in page
    assert UpdateDraft.objects.count() == 1


def test_a_huge_text_is_said_and_stays(host):
    """A text beyond all bounds is refused at its field and given back."""
    flood = "险" * 10_001
    answer = host.post(f"{BASE}/form", data=GOOD | {"accidents": "yes", "accidents_text": flood})
    assert answer.status_code == 422
    page = text(answer)
    assert "内容过长" in page
    assert flood in page


def test_offices_look_on_and_strangers_find_nothing(host, sign_in):
    """The province reads the start page and the receipt without a button; others get 404."""
    sent(host)
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    page = text(lead.get(BASE))
    assert "更正</a>" not in page
    assert lead.get(f"/receipts/2026Q4-{NUMBER}-1").status_code == 200
    assert lead.get(f"{BASE}/form").status_code == 303
    assert sign_in(Role.MINISTRY_LEAD).get(f"{BASE}/form").status_code == 403
    for stranger in (
        sign_in(Role.HOST_OPERATOR, host="host-2"),
        sign_in(Role.PROVINCIAL_LEAD, authority="440000"),
    ):
        for address in (BASE, f"{BASE}/versions/1", f"/receipts/2026Q4-{NUMBER}-1"):
            assert stranger.get(address).status_code == 404
    assert (
        sign_in(Role.HOST_OPERATOR, host="host-2").post(f"{BASE}/form", data=GOOD).status_code
        == 404
    )  # fmt: skip - one answer


@pytest.mark.parametrize("period", ["2026Q9", "2026H2", "x"])
def test_an_address_without_a_quarter_is_not_found(host, period):
    """A quarter that is none is answered as not found, on every page."""
    address = f"/platforms/{NUMBER}/quarterly-updates/{period}"
    for page in ("", "/form", "/check"):
        assert host.get(address + page).status_code == 404
    assert host.get(f"/quarterly-updates?period={period}").status_code == 404
    assert host.post(f"{address}/form", data=GOOD).status_code == 404


def test_a_visitor_can_check_a_receipt(client, host):
    """Without signing in: current, superseded, not ours; no figure of the filing."""
    sent(host)
    first = QuarterlyUpdate.objects.get()
    asked = {"number": first.number, "digest": first.digest}
    page = text(client.get("/receipts/check", query_string=asked))
    assert "属实，有效" in page
    assert "1,180" not in page
    wrong = text(client.get("/receipts/check", query_string=asked | {"digest": "x"}))
    assert "未能核实" in wrong
    assert "请同时填写" in text(client.get("/receipts/check?number=x"))
    assert "核对回执" in text(client.get("/receipts/check"))


def test_a_receipt_leads_to_its_check_by_camera_and_by_hand(client, host):
    """Its code is the whole address of the check, which finds it; the address stands beside."""
    done = sent(host)
    first = QuarterlyUpdate.objects.get()
    path = f"/receipts/check?number={first.number}&digest={first.digest}"
    page = text(host.get(done.location))
    assert f'src="{code_picture(f"http://localhost{path}")}"' in html.unescape(page)
    assert "在 http://localhost/receipts/check 凭编号和摘要" in page
    assert "属实，有效" in text(client.get(path))


def test_checks_are_limited_by_address(client):
    """Somebody who tries digests by the hundred is asked to wait."""
    limiter.reset()
    answers = [client.get("/receipts/check").status_code for _ in range(62)]
    limiter.reset()
    assert answers[0] == 200
    assert answers[-1] == 429


def test_the_board_and_the_list(host, sign_in, on_record):
    """The ministry counts all, the province its own; names, filters and workbooks follow."""
    for number in ("330000-2026-0002", "330000-2026-0003", "440000-2026-0001"):
        on_record(number)
    sent(host)
    ministry = sign_in(Role.MINISTRY_STAFF)
    board = text(ministry.get("/board"))
    assert "2026年第四季度填报看板" in board
    assert "应报 4：已提交 1，草稿 0，未报 3" in board
    sorted_board = text(ministry.get("/board?sort=-expected"))
    assert sorted_board.index("浙江省") < sorted_board.index("广东省")
    assert ministry.get("/board?sort=-%24where").status_code == 200
    listed = text(ministry.get("/reporting/missing?authority=330000"))
    assert "330000-2026-0002" in listed
    assert "440000-2026-0001" not in listed
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    assert "应报 3：已提交 1" in text(lead.get("/board?period=2026Q4"))
    assert lead.get("/reporting/missing?authority=440000").status_code == 404
    assert lead.get("/reporting/missing?cursor=forged").status_code == 400
    for what in ("authorities", "platforms", "missing"):
        book = lead.get(f"/reporting/export.xlsx?what={what}")
        assert book.data[:2] == b"PK"
    assert lead.get("/reporting/export.xlsx?what=x").status_code == 404
    assert host.get("/board").status_code == 403


@pytest.mark.parametrize("version", ["9" * 30, "9" * 5000, "-1", "٣", "x"])
def test_a_version_nobody_gave_out_is_no_fault_of_ours(host, version):
    """A made-up version overwrites no draft, and a number beyond any size is only text."""
    host.post(f"{BASE}/form", data=GOOD)
    for path in ("form", "draft"):
        answer = host.post(f"{BASE}/{path}", data=GOOD | {"version": version, "load": "1"})
        assert answer.status_code == 412
    assert UpdateDraft.objects.get().values["load"] == GOOD["load"]
    assert host.post(f"{BASE}/submission", data={"version": version}).status_code in {303, 412}
    assert host.get(f"{BASE}/versions/{'9' * 30}").status_code == 404
