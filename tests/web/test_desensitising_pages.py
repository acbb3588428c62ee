"""The desensitising check 脱敏脱密 on the pages: what is kept, what is said, how it is mended."""

import html
import re
import tomllib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.summary_sheets import SummarySheet
from registry.permissions import Role
from tests.application_makers import ready_for

MARK = "机密★10年"
NUMBER = "330000-2026-0001"
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
SAMPLES = Path(__file__).parents[1] / "samples"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(
    (SAMPLES / "quarterly_update.toml").read_text()
)
MOBILE = {"accidents": "yes", "accidents_text": "联系人 13800138000"}


@pytest.fixture
def host(on_record: Callable[..., Platform], sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The host's operator, signed in, its platform being on record."""
    on_record(NUMBER)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def test_a_marked_field_stays_out_of_the_draft_and_the_rest_is_saved(host):
    """The page comes back with 422, the sentence at the field; all else is kept and shown."""
    saved = host.post(f"{BASE}/form", data=GOOD | {"penalties_text": f"依据{MARK}文件"})
    assert saved.status_code == 422
    page = text(saved)
    assert "第 3 个字处有密级标志" in page
    assert 'href="#f-penalties_text"' in page
    assert "这一项没有保存" in page
    assert MARK not in page
    assert 'value="85"' in page
    draft = UpdateDraft.objects.get()
    assert draft.values == {key: GOOD.get(key, "") for key in draft.values}
    assert draft.values["penalties_text"] == ""
    assert 'name="version" value="1"' in page
    assert host.post(f"{BASE}/form", data=GOOD | {"version": "1"}).status_code == 303


def test_what_was_saved_before_stays_where_a_mark_comes(host):
    """The text that stood in the field is neither lost nor overwritten."""
    host.post(f"{BASE}/form", data=GOOD | {"penalties_text": "第一稿", "next": "stay"})
    marked = GOOD | {"penalties_text": MARK, "load": "60", "version": "1"}
    assert 'value="60"' in text(host.post(f"{BASE}/form", data=marked))
    draft = UpdateDraft.objects.get()
    assert (draft.values["penalties_text"], draft.values["load"]) == ("第一稿", "60")


def test_saving_by_itself_says_it_at_the_field(host):
    """The script is answered 200 with the finding; a figure's field is looked at like a text's."""
    answer = host.post(f"{BASE}/draft", data=GOOD | {"load": MARK})
    assert answer.status_code == 200
    assert MARK not in answer.get_data(as_text=True)
    (said,) = answer.json["findings"]["load"]
    assert said["severity"] == "blocking"
    assert "没有保存" in said["message"]
    assert UpdateDraft.objects.get().values["load"] != MARK
    assert UpdateDraft.objects.get().values["site_area"] == GOOD["site_area"]


def test_a_stale_tab_shows_no_mark_either(host):
    """Where another saved meanwhile, what was typed is shown beside it, the marked field not."""
    host.post(f"{BASE}/form", data=GOOD | {"next": "stay"})
    stale = host.post(f"{BASE}/form", data=GOOD | {"load": "70", "penalties_text": MARK})
    assert stale.status_code == 412
    assert 'value="70"' in text(stale)
    assert MARK not in text(stale)


def test_a_correction_s_reason_is_looked_at(host):
    """A mark in the reason is left out and said there; the rest of the draft is kept."""
    host.post(f"{BASE}/form", data=GOOD)
    host.post(f"{BASE}/submission", data={"version": "1"})
    again = host.post(f"{BASE}/form", data=GOOD | {"load": "61", "reason": f"见{MARK}"})
    assert again.status_code == 422
    assert text(again).count("“更正原因”第 2 个字处有密级标志") == 2  # in the summary and there
    draft = UpdateDraft.objects.get()
    assert (draft.reason, draft.values["load"]) == ("", "61")


def test_a_number_of_a_person_is_kept_with_a_warning_and_masked_by_a_button(host):
    """The finding shows it masked; the button, without script, replaces it in the draft."""
    host.post(f"{BASE}/form", data=GOOD | MOBILE | {"next": "stay"})
    page = host.get(f"{BASE}/form").get_data(as_text=True)
    assert "像手机号的内容（138****8000）" in page
    assert UpdateDraft.objects.get().values["accidents_text"] == "联系人 13800138000"
    button = re.search(r'data-mask-for="accidents_text"[^>]*>', page)[0]
    assert "hidden" not in button
    assert "hidden" in re.search(r'data-mask-for="penalties_text"[^>]*>', page)[0]
    masked = host.post(
        f"{BASE}/form", data=GOOD | MOBILE | {"version": "1", "mask": "accidents_text"}
    )
    assert (masked.status_code, masked.location) == (303, f"{BASE}/form#f-accidents_text")
    assert UpdateDraft.objects.get().values["accidents_text"] == "联系人 138****8000"
    assert "已替换为掩码" in text(host.get(f"{BASE}/form"))


def test_masking_takes_no_secrecy_mark_away(host):
    """The button on a field that carries both leaves the field unsaved."""
    both = {"accidents": "yes", "accidents_text": f"{MARK} 13800138000", "mask": "accidents_text"}
    assert host.post(f"{BASE}/form", data=GOOD | both).status_code == 422
    assert UpdateDraft.objects.get().values["accidents_text"] == ""
    host.post(f"{BASE}/form", data=GOOD | {"version": "1", "mask": "no_such_field"})
    assert UpdateDraft.objects.get().values["load"] == GOOD["load"]


def test_enter_presses_the_next_step(host):
    """The first button of the form goes on; none that masks stands before it."""
    page = host.get(f"{BASE}/form").get_data(as_text=True)
    form = page[page.index("data-autosave=") :]
    first = re.search(r"<button[^>]*>", form)[0]
    assert 'name="next" value="check"' in first


def test_the_script_is_told_what_may_be_masked(host):
    """A live finding of a number says that masking is offered."""
    answer = host.post(f"{BASE}/draft", data=GOOD | MOBILE)
    found = answer.json["findings"]["accidents_text"]
    assert next(one for one in found if one.get("mask"))["severity"] == "warning"


def test_an_update_with_a_number_is_filed_with_its_warning(host):
    """It does not block; the check page says it once more."""
    host.post(f"{BASE}/form", data=GOOD | MOBILE)
    assert "138****8000" in text(host.get(f"{BASE}/check"))
    assert host.post(f"{BASE}/submission", data={"version": "1"}).status_code == 303
    assert QuarterlyUpdate.objects.get().content["accidents_text"] == "联系人 13800138000"


def test_any_other_form_names_the_field_and_leads_back(sign_in):
    """A reason, a grant, a search: 422, the field by its name, the page before it a link."""
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    page = lead.post(
        "/summary-sheets/330000-2026H2-01/withdrawal",
        data={"reason": f"附件{MARK}", "version": "1"},
        headers={"Referer": "http://localhost/summary-sheets"},
    )
    assert page.status_code == 422
    said = text(page)
    assert "有密级标志，没有保存" in said
    assert "原因：第 3 个字处有密级标志" in said
    assert 'href="/summary-sheets"' in said
    assert MARK not in said
    assert "浙江" in said  # still signed in
    assert lead.get("/platforms", query_string={"q": MARK}).status_code == 422
    other = lead.post("/sign-out", data={"whatever": MARK})
    assert "其中一项（whatever）" in text(other)


def test_a_number_in_another_form_is_taken_and_told(sign_in, host):
    """The reason is kept; the next page says what was read, masked. Contacts are let be."""
    officer = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    grounds = {"reason": "电话核实 13800138000", "channel": "phone", "reference": "12月28日"}
    done = officer.post(f"{BASE}/on-behalf", data=grounds | {"version": "0"})
    assert done.status_code == 303, text(done)
    assert "“原因”中有像手机号的内容（138****8000）" in text(officer.get(done.location))
    refused = officer.post(f"{BASE}/on-behalf", data=grounds | {"channel": "", "version": "1"})
    assert "像手机号的内容" not in text(refused)


def test_a_file_s_name_is_looked_at(sign_in):
    """An upload whose name carries a mark is not kept, whatever is in it."""
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    content = (SAMPLES / "clean_330000_2026H2.xlsx").read_bytes()
    sent = lead.post(
        "/summary-sheets", data={"period": "2026H2", "file": (BytesIO(content), f"{MARK}.xlsx")}
    )
    assert sent.status_code == 422
    assert "文件：名称中有密级标志" in text(sent)
    assert SummarySheet.objects.count() == 0


def test_a_scan_of_pictures_wants_the_declaration(sign_in):
    """Unticked it is refused, with the reason at the box; ticked it is kept with who said so."""
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    content = (SAMPLES / "clean_330000_2026H2.xlsx").read_bytes()
    ready_for(content, "汇总表.xlsx", "330000")
    sent = lead.post(
        "/summary-sheets", data={"period": "2026H2", "file": (BytesIO(content), "汇总表.xlsx")}
    )
    page = text(lead.get(sent.location))
    assert re.search(r'type="checkbox" value="1"[^>]*name="declared"[^>]* required', page)

    def scan(**more: str) -> object:
        picture = (SAMPLES / "scan_stamped_330000.pdf").read_bytes()
        data = {"version": "1", "scan": (BytesIO(picture), "盖章.pdf")} | more
        return lead.post(f"{sent.location}/scan", data=data)

    refused = scan()
    assert refused.status_code == 422
    assert "扫描件有 1 页是图片" in text(refused)
    assert 'href="#f-declared"' in text(refused)
    assert SummarySheet.objects.get().scan is None
    assert scan(declared="1").status_code == 303
    kept = SummarySheet.objects.get().scan
    assert (kept.declared, kept.unread_pages) == (True, 1)
    assert f"{kept.account_name}已声明核对" in text(lead.get(sent.location))
