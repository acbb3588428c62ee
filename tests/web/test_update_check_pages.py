"""Warnings on the form, the check and the version; the catalogue and its hits by page."""

import html
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft, stored
from registry.forms import quarterly_update_form
from registry.permissions import Role
from registry.policy.forms import Nature
from registry.update_check_rules import update_checks
from tests.services.records import file

NUMBER = "330000-2026-0001"
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text())
FEW = GOOD | {"full_time_staff": "4"}
FIELD = "explanations.update_below_entry-full_time_staff"
CONFIRMED = "explanations.update_unchanged_three_quarters-nothing_changed"
WHY = "两人退休，正在招聘"
TITLE = "低于储备条件（专职技术或管理人员）"
HITS = "/update-checks/hits?period=2026Q4"


@pytest.fixture
def host(on_record: Callable[..., Platform], sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The host's operator, signed in, its platform being on record."""
    on_record(NUMBER)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def province(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The lead of the platform's authority."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def filed(host: FlaskClient, why: str = WHY) -> None:
    """Fill in, explain and send."""
    host.post(f"{BASE}/form", data=FEW | {FIELD: why})
    host.post(f"{BASE}/submission", data={"version": "1"})


def test_a_warning_asks_for_a_word_beside_its_field(host):
    """Unexplained, the check leads back to the form: summary, question, its error, focus there."""
    saved = host.post(f"{BASE}/form", data=FEW)
    back = host.get(saved.location)
    assert back.location == f"{BASE}/form?checked=1"
    page = text(host.get(back.location))
    assert f'href="#f-{FIELD}"' in page
    assert f'<textarea class="form-control" rows="2" id="f-{FIELD}" name="{FIELD}"' in page
    assert "说明：低于储备条件" in page
    assert "请改正，或者写一句说明。" in page
    assert host.post(f"{BASE}/submission", data={"version": "1"}).location == back.location
    assert QuarterlyUpdate.objects.count() == 0


def test_an_explained_warning_is_checked_and_filed(host, province):
    """What was said stands beside its figure: before sending, and in the version for both sides."""
    filed(host)
    update = QuarterlyUpdate.objects.get()
    assert [one["text"] for one in update.explanations] == [WHY]
    for who in (host, province):
        page = text(who.get(f"{BASE}/versions/1"))
        line = page[page.index("专职技术或管理人员") : page.index("中试运行载荷")]
        assert f"说明：{WHY}" in line
        assert "低于储备条件" in line


def test_the_check_shows_what_is_said(host):
    """Before sending: the warning at its figure, with the word and the way to change it."""
    saved = host.post(f"{BASE}/form", data=FEW | {FIELD: WHY})
    assert saved.location == f"{BASE}/check"
    page = text(host.get(saved.location))
    assert f"说明：{WHY}" in page
    assert "请留意" not in page


def test_autosave_keeps_explanations_and_asks_for_them(host):
    """The script is told what to ask under which name; what was typed into it is saved."""
    asked = host.post(f"{BASE}/draft", data=FEW).json
    (told,) = asked["findings"]["full_time_staff"]
    assert told["explain"] == {"name": FIELD, "label": f"说明：{TITLE}"}
    host.post(f"{BASE}/draft", data=FEW | {"version": "1", FIELD: WHY})
    assert UpdateDraft.objects.get().explanations == {FIELD.partition(".")[2]: WHY}
    assert WHY in text(host.get(f"{BASE}/form"))


def test_a_word_to_a_warning_that_is_gone_is_not_lost(host):
    """Corrected, the question is hidden with what was typed in it; mistyped again, it is there."""
    host.post(f"{BASE}/form", data=FEW | {FIELD: WHY})
    host.post(f"{BASE}/form", data=GOOD | {"version": "1", FIELD: WHY})
    page = text(host.get(f"{BASE}/form"))
    assert f'data-explanation-for="{FIELD}" hidden' in page
    assert WHY in page
    host.post(f"{BASE}/submission", data={"version": "2"})
    assert QuarterlyUpdate.objects.get().explanations == []


def test_what_was_said_stays_where_the_draft_moved(host):
    """Refused for another's save, the form shows one's own words again."""
    host.post(f"{BASE}/form", data=FEW)
    answer = host.post(f"{BASE}/form", data=FEW | {"version": "7", FIELD: "<b>招聘</b>"})
    assert answer.status_code == 412
    page = answer.get_data(as_text=True)
    assert "&lt;b&gt;招聘&lt;/b&gt;" in page


def test_a_number_of_a_person_in_an_explanation_can_be_masked(host):
    """Told under the explanation, with the button; pressed, the number is covered."""
    said = {FIELD: "请致电13812345678"}
    host.post(f"{BASE}/form", data=FEW | said)
    page = text(host.get(f"{BASE}/form"))
    assert f'name="mask" value="{FIELD}"' in page
    host.post(f"{BASE}/form", data=FEW | said | {"version": "1", "mask": FIELD})
    assert "13812345678" not in str(UpdateDraft.objects.get().explanations)


def test_an_endless_explanation_is_refused_with_what_was_typed(host):
    """More than 500 characters are not saved, and stay on the page."""
    answer = host.post(f"{BASE}/form", data=FEW | {FIELD: "长" * 501})
    assert answer.status_code == 422
    page = text(answer)
    assert "说明超过 500 字" in page
    assert "长" * 501 in page


def test_a_word_to_a_check_that_is_no_more_stands_in_no_way(host):
    """Out of the catalogue since it was said: the draft drops it, the form opens and is saved."""
    host.post(f"{BASE}/form", data=FEW | {FIELD: WHY})
    key = FIELD.partition(".")[2]
    UpdateDraft.objects.update(set__explanations={key: WHY, "update_gone-load": "量程校正"})
    page = host.get(f"{BASE}/form")
    assert page.status_code == 200
    assert "量程校正" not in text(page)
    gone = {"explanations.update_gone-load": "量程校正", "explanations.update_jumped-gone": "x"}
    saved = host.post(f"{BASE}/form", data=FEW | gone | {FIELD: WHY, "version": "1"})
    assert saved.location == f"{BASE}/check"
    assert UpdateDraft.objects.get().explanations == {key: WHY}


def test_a_filed_word_to_a_check_that_is_no_more_is_kept(host):
    """The version keeps and counts it; its correction starts without, and is saved."""
    filed(host)
    gone = {"check": "update_gone", "field": "load", "text": "量程校正"}
    QuarterlyUpdate.objects.update(push__explanations=gone)
    assert host.get(f"{BASE}/versions/1").status_code == 200
    page = host.get(f"{BASE}/form")
    assert (page.status_code, WHY in text(page), "量程校正" in text(page)) == (200, True, False)
    reasoned = {FIELD: WHY, "reason": "更正人数", "full_time_staff": "3"}
    assert host.post(f"{BASE}/form", data=FEW | reasoned).location == f"{BASE}/check"
    host.post(f"{BASE}/submission", data={"version": "1"})
    assert [len(one.explanations) for one in QuarterlyUpdate.objects.order_by("version")] == [2, 1]


def test_observed_hits_are_for_authorities_alone(host, province, at):
    """On the version's page the province reads them; the host's shows nothing of the kind."""
    file(NUMBER, at, 1, "2026Q3")
    flows = {"new_enterprises": 3, "projects_this_quarter": 0}
    QuarterlyUpdate.objects.update(set__content=flows)
    host.post(f"{BASE}/form", data=GOOD)
    assert "完全相同" not in text(host.get(f"{BASE}/check"))
    host.post(f"{BASE}/submission", data={"version": "1"})
    assert "都与上季度完全相同" in text(province.get(f"{BASE}/versions/1"))
    assert "完全相同" not in text(host.get(f"{BASE}/versions/1"))


def test_the_catalogue_is_open_to_everybody_signed_in(host, province, sign_in, client):
    """All checks with their stage; how often they hit is offered to authorities alone."""
    admin = sign_in(Role.SYSTEM_ADMINISTRATOR)
    for who in (host, province, admin):
        page = text(who.get("/update-checks"))
        assert all(one.title in page for one in update_checks().checks)
        assert ("/update-checks/hits" in page) is (who is province)
    assert client.get("/update-checks").status_code == 302
    book = host.get("/update-checks/export.xlsx")
    assert book.status_code == 200
    assert book.data.startswith(b"PK")


def test_hits_lead_to_the_platforms_and_their_versions(host, province):
    """Counted by check, then named with what was found and said."""
    assert "还没有命中" in text(province.get(HITS))
    filed(host)
    page = text(province.get(HITS))
    assert "低于储备条件" in page
    assert "config/checks" in page
    listed = text(province.get(f"{HITS}&check=update_below_entry"))
    assert f"{BASE}/versions/1" in listed
    assert WHY in listed
    assert "没有平台命中" in text(province.get(f"{HITS}&check=update_jumped"))
    assert province.get(f"{HITS}&check=update_guess").status_code == 404
    assert province.get("/update-checks/hits?period=2026H2").status_code == 404
    assert province.get("/update-checks/hits?authority=440000").status_code == 404


def test_the_ministry_may_look_at_one_authority(host, sign_in):
    """Its hits alone, and the way back to all."""
    filed(host)
    ministry = sign_in(Role.MINISTRY_STAFF)
    page = text(ministry.get(f"{HITS}&authority=440000"))
    assert "已提交 0 家" in page
    assert "已提交 1 家" in text(ministry.get(HITS))


def test_a_returned_update_keeps_its_words_where_nothing_may_be_changed(host, province, at):
    """Beside figures that stay as filed the questions stand with what was said, and go along."""
    stocks = [one.key for one in quarterly_update_form().of_nature(Nature.STOCK)]
    unchanged = {key: Decimal(FEW[key]) for key in stocks} | {"nothing_changed": True}
    for period in ("2026Q2", "2026Q3"):
        file(NUMBER, at, 1, period)
    QuarterlyUpdate.objects.update(set__content=stored(unchanged))
    why = {FIELD: WHY, CONFIRMED: "三季度均无变化"}
    host.post(f"{BASE}/form", data=FEW | why | {"nothing_changed": "1"})
    host.post(f"{BASE}/submission", data={"version": "1"})
    order = {"version": "1", "sections": ["service"], "reason": "与服务清单对不上"}
    province.post(f"{BASE}/return", data=order)
    page = text(host.get(f"{BASE}/form"))
    assert 'name="full_time_staff"' not in page
    assert all(f'name="{name}"' in page and said in page for name, said in why.items())
    mended = {"version": "0", "new_enterprises": "4", "projects_this_quarter": "0"}
    host.post(f"{BASE}/form", data=mended | why | {"reason": "按清单核对", "next": "check"})
    host.post(f"{BASE}/submission", data={"version": "1"})
    latest = QuarterlyUpdate.objects(period="2026Q4").order_by("-version").first()
    assert (latest.version, len(latest.explanations)) == (2, 2)
