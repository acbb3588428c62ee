"""Filing on behalf by page: reason, form, check, receipt; the host told and left its own."""

import html
import tomllib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from registry.clock import SHANGHAI, Clock
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import BehalfDraft, QuarterlyUpdate, UpdateDraft
from registry.permissions import Role

NUMBER = "330000-2026-0001"
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
RECEIPT = f"/receipts/2026Q4-{NUMBER}-1"
OFFICE = "浙江省工业和信息化厅"
EXPLAINED = "explanations.update_below_entry-full_time_staff"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
GROUNDS = {
    "version": "0",
    "reason": "单位尚未开通账号",
    "channel": "phone",
    "reference": "12月28日 9:10 与王主任通话",
}

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def reviewer(on_record: Callable[..., Platform], sign_in: SignIn) -> FlaskClient:
    """A reviewer of Zhejiang, signed in, the platform being on record."""
    on_record(NUMBER)
    return sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")


@pytest.fixture
def host(reviewer: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """The operator of the platform's host."""
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def text(answer: TestResponse) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def begun(client: FlaskClient) -> None:
    """Say why, and fill in the form."""
    client.post(f"{BASE}/on-behalf", data=GROUNDS)
    client.post(f"{BASE}/form", data=GOOD | {"version": "1"})


def sent(client: FlaskClient) -> TestResponse:
    """Fill in and send what was checked."""
    begun(client)
    return client.post(f"{BASE}/submission", data={"version": "2"})


def test_from_the_board_to_the_receipt(reviewer):
    """Board, reason, form, check, receipt: each page leads on, and says for whom."""
    board = text(reviewer.get("/reporting/missing?period=2026Q4"))
    assert f'href="{BASE}/on-behalf"' in board
    assert "代填" in text(reviewer.get(BASE))
    assert "依托单位为什么不能自行填报" in text(reviewer.get(f"{BASE}/on-behalf"))
    begins = reviewer.post(f"{BASE}/on-behalf", data=GROUNDS)
    assert (begins.status_code, begins.location) == (303, f"{BASE}/form")
    form = text(reviewer.get(begins.location))
    assert "代钱江新材料研究院填报" in form
    assert 'value="1350.5"' in form
    assert GROUNDS["reference"] in form
    saved = reviewer.post(f"{BASE}/form", data=GOOD | {"version": "1"})
    check = text(reviewer.get(saved.location))
    assert "代为提交第四季度更新" in check
    assert f'href="{BASE}/on-behalf"' in check
    done = reviewer.post(f"{BASE}/submission", data={"version": "2"})
    assert (done.status_code, done.location) == (303, RECEIPT)
    receipt = text(reviewer.get(RECEIPT))
    for part in (f"{OFFICE}代填", GROUNDS["reason"], "电话", "依托单位登录后即可看到"):
        assert part in receipt


def test_the_form_stays_shut_without_a_reason(reviewer):
    """Form and check lead back to the reason or the start; a bare save is refused and kept."""
    assert reviewer.get(f"{BASE}/form").location == f"{BASE}/on-behalf"
    assert reviewer.get(f"{BASE}/check").location == BASE
    bare = reviewer.post(f"{BASE}/form", data=GOOD | {"load": "71"})
    assert bare.status_code == 422
    assert "代填须先写明原因" in text(bare)
    assert 'value="71"' in text(bare)
    assert BehalfDraft.objects.count() == UpdateDraft.objects.count() == 0


def test_what_is_missing_is_asked_for_by_name(reviewer):
    """Blank grounds come back with a sentence at each field, what was typed kept."""
    wrong = {"reason": " ", "channel": "{$ne: null}", "reference": "电话<b>"}
    answer = reviewer.post(f"{BASE}/on-behalf", data=wrong)
    assert answer.status_code == 422
    for name in ("reason", "channel"):
        assert f'href="#f-{name}"' in text(answer)
    assert "电话&lt;b&gt;" in answer.get_data(as_text=True)
    assert BehalfDraft.objects.count() == 0


def test_the_grounds_can_be_mended(reviewer):
    """From the check the reason leads back, the figures staying as they were typed."""
    begun(reviewer)
    page = text(reviewer.get(f"{BASE}/on-behalf"))
    assert GROUNDS["reason"] in page
    assert 'name="version" value="2"' in page
    reviewer.post(f"{BASE}/on-behalf", data=GROUNDS | {"version": "2", "channel": "paper"})
    draft = BehalfDraft.objects.get()
    assert (draft.on_behalf.channel, draft.values["load"]) == ("paper", "85")


def test_mending_the_grounds_leaves_the_words_to_warnings(reviewer):
    """Both in the draft and where a filed version is corrected: only the grounds change."""
    begun(reviewer)
    few = GOOD | {"full_time_staff": "4", EXPLAINED: "两人退休，正在招聘"}
    reviewer.post(f"{BASE}/form", data=few | {"version": "2"})
    reviewer.post(f"{BASE}/on-behalf", data=GROUNDS | {"version": "3", "channel": "paper"})
    said = {EXPLAINED.partition(".")[2]: "两人退休，正在招聘"}
    assert (BehalfDraft.objects.get().version, BehalfDraft.objects.get().explanations) == (4, said)
    assert reviewer.post(f"{BASE}/submission", data={"version": "4"}).location == RECEIPT
    reviewer.post(f"{BASE}/on-behalf", data=GROUNDS)
    assert BehalfDraft.objects.get().explanations == said


def test_two_reviewers_are_told_of_each_other(reviewer, sign_in):
    """The second to begin keeps what was typed and reads who was first."""
    colleague = sign_in(Role.PROVINCIAL_LEAD, authority="330000", name="李处长")
    colleague.post(f"{BASE}/on-behalf", data=GROUNDS)
    second = reviewer.post(f"{BASE}/on-behalf", data=GROUNDS | {"reason": "断网"})
    assert second.status_code == 412
    assert "李处长" in text(second)
    assert "断网" in text(second)
    assert BehalfDraft.objects.get().on_behalf.reason == GROUNDS["reason"]
    assert "继续代填" in text(reviewer.get(BASE))


def test_a_double_click_is_one_receipt(reviewer):
    """The button pressed twice gives the same receipt."""
    assert sent(reviewer).location == RECEIPT
    again = reviewer.post(f"{BASE}/submission", data={"version": "2"})
    assert again.location == RECEIPT
    assert QuarterlyUpdate.objects.count() == 1


def test_a_host_with_a_draft_is_left_to_it(reviewer, host):
    """The board offers nothing, the start page says who must act, and no figure is shown."""
    host.post(f"{BASE}/form", data=GOOD | {"load": "66.125"})
    board = text(reviewer.get("/reporting/missing?period=2026Q4"))
    assert f"{BASE}/on-behalf" not in board
    start = text(reviewer.get(BASE))
    assert "应由依托单位自行提交，不能代填" in start
    assert "66.125" not in start
    assert reviewer.get(f"{BASE}/on-behalf").location == BASE
    refused = reviewer.post(f"{BASE}/on-behalf", data=GROUNDS)
    assert refused.status_code == 409
    assert "应由该单位自行提交" in text(refused)
    assert UpdateDraft.objects.get().values["load"] == "66.125"


def test_a_host_that_begins_meanwhile_goes_first(reviewer, host):
    """Sending leads back to the start with the reason; both drafts are still there."""
    begun(reviewer)
    host.post(f"{BASE}/form", data=GOOD | {"load": "66"})
    stopped = reviewer.post(f"{BASE}/submission", data={"version": "2"}, follow_redirects=True)
    assert "应由该单位自行提交" in text(stopped)
    assert stopped.request.path == BASE
    assert "查看代填草稿" in text(stopped)
    assert (BehalfDraft.objects.count(), UpdateDraft.objects.count()) == (1, 1)
    assert QuarterlyUpdate.objects.count() == 0


def test_the_host_sees_it_and_corrects_it(reviewer, host):
    """Home, start and form tell the host; its correction is version 2, marked as its own."""
    sent(reviewer)
    home = text(host.get("/"))
    assert f"由{OFFICE}代填" in home
    start = text(host.get(BASE))
    assert f"{OFFICE}代填" in start
    assert "更正</a>" in start
    changed = GOOD | {"load": "80", "reason": "载荷与实际不符"}
    host.post(f"{BASE}/form", data=changed)
    done = host.post(f"{BASE}/submission", data={"version": "1"})
    assert done.location == f"/receipts/2026Q4-{NUMBER}-2"
    assert "代填" not in text(host.get(done.location)).split("接下来")[0]
    assert f"{OFFICE}代填" in text(host.get(f"{BASE}/versions/1"))
    assert reviewer.get(f"{BASE}/on-behalf").location == BASE


def test_it_is_marked_wherever_it_is_told(reviewer, client):
    """Public check, board, export, quarters tab and history all say who filled it in."""
    sent(reviewer)
    update = QuarterlyUpdate.objects.get()
    checked = text(client.get(f"/receipts/check?number={update.number}&digest={update.digest}"))
    assert f"由{OFFICE}代填" in checked
    assert GROUNDS["reason"] not in checked
    assert "其中代填" in text(reviewer.get("/board?period=2026Q4"))
    assert f"由{OFFICE}代填" in text(reviewer.get(f"/platforms/{NUMBER}/quarters"))
    assert "代填2026年第四季度动态更新" in text(reviewer.get(f"/platforms/{NUMBER}/history"))
    book = reviewer.get("/reporting/export.xlsx?period=2026Q4&what=platforms").data
    rows = list(load_workbook(BytesIO(book)).active.iter_rows(values_only=True))
    assert rows[-1][-2] == f"由{OFFICE}代填"


def test_the_auditor_reads_the_ground(reviewer, sign_in):
    """The ledger names reason and source in words; the figures stay unshown."""
    sent(reviewer)
    page = text(sign_in(Role.AUDIT_ADMINISTRATOR).get("/ledger"))
    assert GROUNDS["reason"] in page
    assert "数据来源：电话" in page
    assert "1180.25" not in page


@pytest.mark.parametrize("moment", ["2026-12-24T23:59:00", "2027-01-01T00:00:00"])
def test_outside_the_window_there_is_no_way_in(reviewer, app: Flask, sign_in, moment):
    """Before and after, board and start offer nothing and the reason is refused."""
    clock = Clock(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))
    object.__setattr__(app.extensions["reserve"], "clock", clock)
    late = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    assert "/on-behalf" not in text(late.get("/reporting/missing?period=2026Q4"))
    assert "/on-behalf" not in text(late.get(BASE))
    assert late.get(f"{BASE}/on-behalf").location == BASE
    refused = late.post(f"{BASE}/on-behalf", data=GROUNDS)
    assert refused.status_code == 409
    assert "代填只在窗口开放期间办理" in text(refused)


def test_others_find_no_door(reviewer, host, sign_in):
    """Another authority gets 404, ministry and host 403, and nobody is offered the button."""
    begun(reviewer)
    for method in ("get", "post"):
        other = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
        assert getattr(other, method)(f"{BASE}/on-behalf").status_code == 404
        for client in (sign_in(Role.MINISTRY_LEAD), host):
            assert getattr(client, method)(f"{BASE}/on-behalf").status_code == 403
    ministry = sign_in(Role.MINISTRY_STAFF)
    assert "/on-behalf" not in text(ministry.get("/reporting/missing?period=2026Q4"))
    assert "代填</a>" not in text(ministry.get(BASE))
    assert other.post(f"{BASE}/submission", data={"version": "2"}).status_code == 404
    assert QuarterlyUpdate.objects.count() == 0
