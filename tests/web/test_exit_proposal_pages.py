"""Exit proposals by page: from the platform's record to the ministry's list, and back."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.exit_proposals import ExitProposal
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.round_makers import a_round, an_exit

SignIn = Callable[..., FlaskClient]
NUMBER = "330000-2026-0001"
ONE = "/exit-proposals/TC-330000-2026H2-001"
PLATFORM = f"/platforms/{NUMBER}"
GOOD = {"ground": "requirements_not_met", "facts": "连续四个季度未更新信息，两次书面催办没有答复。"}


@pytest.fixture
def lead_page(sign_in: SignIn, on_record: Callable[..., Platform]) -> FlaskClient:
    """Zhejiang's lead at the pages, with a platform in the library."""
    on_record(NUMBER)
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


def test_from_the_platform_s_record_to_the_ministry(
    lead_page: FlaskClient, sign_in: SignIn
) -> None:
    """The lead proposes; ministry and host read it; the platform is still in the library."""
    a_round()
    assert f'href="{PLATFORM}/exit-proposals/new"' in lead_page.get(PLATFORM).text
    assert "二（四）" in lead_page.get(f"{PLATFORM}/exit-proposals/new").text
    done = lead_page.post(f"{PLATFORM}/exit-proposals", data=GOOD)
    assert (done.status_code, done.location) == (303, f"{ONE}/evidence")
    assert "添加证明材料" in lead_page.get(done.location).text
    page = lead_page.get(PLATFORM).text
    assert "已提出退出建议" in page
    assert "exit-proposals/new" not in page
    ministry = sign_in(Role.MINISTRY_STAFF)
    assert "TC-330000-2026H2-001" in ministry.get("/exit-proposals?state=open").text
    shown = ministry.get(ONE).text
    for word in ("不满足管理要求", "两次书面催办", "平台仍然在库", "待研究"):
        assert word in shown
    assert "撤回这份建议" not in shown
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert "已提出退出建议" in host.get(PLATFORM).text
    assert host.get(ONE).status_code == 200
    assert "提出退出建议" in host.get(f"{PLATFORM}/history").text
    assert Platform.objects.get().state == "in_library"


def test_what_does_not_hold_is_told_and_kept_in_the_form(lead_page: FlaskClient) -> None:
    """Each fault at its field, the typed facts stay; without a notice the reason and the next."""
    page = lead_page.get(f"{PLATFORM}/exit-proposals/new").text
    assert ("还没有开启" in page, "f-facts" in page) == (True, False)
    answer = lead_page.post(f"{PLATFORM}/exit-proposals", data=GOOD | {"ground": ""})
    assert (answer.status_code, "f-ground-error" in answer.text) == (422, True)
    assert "两次书面催办" in answer.text
    answer = lead_page.post(f"{PLATFORM}/exit-proposals", data=GOOD)
    assert (answer.status_code, "还没有开启" in answer.text) == (409, True)
    assert "两次书面催办" in answer.text
    assert ExitProposal.objects.count() == 0


def test_sent_twice_it_is_one(lead_page: FlaskClient) -> None:
    """The second leads to the first."""
    a_round()
    assert lead_page.post(f"{PLATFORM}/exit-proposals", data=GOOD).status_code == 303
    answer = lead_page.post(f"{PLATFORM}/exit-proposals", data=GOOD)
    assert (answer.status_code, "TC-330000-2026H2-001" in answer.text) == (409, True)
    assert ExitProposal.objects.count() == 1


def test_withdrawn_with_a_reason(lead_page: FlaskClient) -> None:
    """Without one the field asks; with one it is said on the record."""
    a_round()
    lead_page.post(f"{PLATFORM}/exit-proposals", data=GOOD)
    answer = lead_page.post(f"{ONE}/withdrawal", data={"version": "1", "reason": ""})
    assert (answer.status_code, "f-reason-error" in answer.text) == (422, True)
    old = lead_page.post(f"{ONE}/withdrawal", data={"version": "9", "reason": "旧页面"})
    assert old.status_code == 412
    done = lead_page.post(f"{ONE}/withdrawal", data={"version": "1", "reason": "已补报"})
    assert done.status_code == 303
    page = lead_page.get(ONE).text
    assert "已补报" in page
    assert "撤回这份建议" not in page
    again = lead_page.post(f"{ONE}/withdrawal", data={"version": "2", "reason": "再撤"})
    assert (again.status_code, "已经撤回" in again.text) == (409, True)


def test_the_ministry_s_list_narrows_by_links(sign_in: SignIn, database: None) -> None:
    """State, ground, round and authority, each with its count; odd words find nothing."""
    an_exit("TC-330000-2026H2-001")
    an_exit("TC-330000-2026H2-002", state="withdrawn", ground="host_asked")
    an_exit("TC-440000-2026H1-001", "440000", period="2026H1")
    ministry = sign_in(Role.MINISTRY_LEAD)
    for query, count in (
        ("", 3),
        ("?state=open", 2),
        ("?ground=host_asked", 1),
        ("?period=2026H1", 1),
        ("?authority=330000&state=open", 1),
        ("?state=$ne", 0),
    ):
        page = ministry.get(f"/exit-proposals{query}").text
        assert page.count('class="row-link"') == count, query
    assert "没有符合条件的退出建议" in page
    assert ministry.get("/exit-proposals?cursor=x").status_code == 400


def test_another_s_is_not_found(lead_page: FlaskClient, sign_in: SignIn) -> None:
    """Foreign platform, foreign proposal, foreign list: 404, also as a host."""
    made = an_exit(platform=NUMBER)
    others = (
        sign_in(Role.PROVINCIAL_LEAD, authority="440000"),
        sign_in(Role.HOST_OPERATOR, host="host-9"),
    )
    for other in others:
        assert other.get(f"/exit-proposals/{made.number}").status_code == 404
    other = others[0]
    assert other.get(f"{PLATFORM}/exit-proposals/new").status_code == 404
    assert other.post(f"{PLATFORM}/exit-proposals", data=GOOD).status_code == 404
    assert other.get("/exit-proposals?authority=330000").status_code == 404
    assert other.post(f"/exit-proposals/{made.number}/withdrawal", data={}).status_code == 404


def test_facts_are_never_markup(lead_page: FlaskClient) -> None:
    """What was typed is shown as text."""
    a_round()
    evil = "<script>alert(1)</script>场地已经退租"
    lead_page.post(f"{PLATFORM}/exit-proposals", data=GOOD | {"facts": evil})
    page = lead_page.get(ONE).text
    assert ("<script>alert" in page, "场地已经退租" in page) == (False, True)
