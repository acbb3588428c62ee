"""Evidence of an exit proposal by page: right after proposing, read by ministry and host."""

import html
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.exit_proposals import ExitProposal
from registry.permissions import Role
from tests.round_makers import an_exit
from tests.services.test_application_evidence import PDF, picture

SignIn = Callable[..., FlaskClient]
ONE = "/exit-proposals/TC-330000-2026H2-001"
PAGE = f"{ONE}/evidence"


@pytest.fixture
def lead_page(database: None, sign_in: SignIn) -> FlaskClient:
    """Zhejiang's lead at the pages, with an open proposal."""
    an_exit()
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


def text(answer: Any) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def upload(client: FlaskClient, version: int = 1, content: bytes = PDF, **more: str) -> Any:
    """Hand a file in."""
    given = {"version": str(version), "declared": "1", "supports": "equipment_original_value"}
    return client.post(PAGE, data=given | {"file": (BytesIO(content), "核查记录.pdf")} | more)


def paper() -> str:
    """The address of the first file."""
    return f"{PAGE}/{ExitProposal.objects.get().evidence[0].file.id}"


def test_a_file_is_handed_in_and_read_by_ministry_and_host(
    lead_page: FlaskClient, sign_in: SignIn
) -> None:
    """Listed with picture, size, pages, digest, what was read and its condition; downloaded."""
    assert "添加证明材料" in text(lead_page.get(ONE))
    assert "还没有上传" in text(lead_page.get(PAGE))
    assert upload(lead_page).location == PAGE
    assert "核查记录.pdf" in text(lead_page.get(PAGE))
    people = (
        sign_in(Role.MINISTRY_STAFF),
        sign_in(Role.HOST_OPERATOR, host="host-1"),
        sign_in(Role.PROVINCIAL_REVIEWER, authority="330000"),
    )
    for client in people:
        page = text(client.get(ONE))
        digest = ExitProposal.objects.get().evidence[0].file.digest
        for word in ("核查记录.pdf", "设备或设施原值", "1 页", "KB", digest[:4], "未读"):
            assert word in page, word
        assert f'src="{paper()}/picture"' in page
        assert "添加" not in page
        kept = client.get(paper())
        assert (kept.data, "attachment" in kept.headers["Content-Disposition"]) == (PDF, True)
        assert client.get(f"{paper()}/picture").content_type == "image/png"
        assert client.get(PAGE).status_code == 403
        assert upload(client, 2, picture()).status_code == 403
    assert ">1<" in people[0].get("/exit-proposals").text.replace(" ", "").replace("\n", "")


def test_a_file_is_withdrawn_with_a_reason(lead_page: FlaskClient, sign_in: SignIn) -> None:
    """Without one the field asks; with one the file stays listed, with reason, name and time."""
    upload(lead_page)
    where = f"{paper()}/withdrawal"
    assert f'href="{where}"' in lead_page.get(PAGE).text
    assert "核查记录.pdf" in text(lead_page.get(where))
    answer = lead_page.post(where, data={"version": "2", "reason": ""})
    assert (answer.status_code, "f-reason-error" in answer.text) == (422, True)
    assert lead_page.post(where, data={"version": "1", "reason": "旧页面"}).status_code == 412
    done = lead_page.post(where, data={"version": "2", "reason": "传成了别家的"})
    assert (done.status_code, done.location) == (303, PAGE)
    again = lead_page.post(where, data={"version": "3", "reason": "再撤"})
    assert (again.status_code, "已经撤回" in text(again)) == (409, True)
    assert "撤回这份材料" not in text(lead_page.get(where))
    ministry = sign_in(Role.MINISTRY_LEAD)
    page = text(ministry.get(ONE))
    name = ExitProposal.objects.get().evidence[0].file.account_name
    for word in ("已撤回的", "传成了别家的", f"{name}，2026-12-28 09:00 撤回", "核查记录.pdf"):
        assert word in page, word
    assert ministry.get(paper()).data == PDF


def test_what_is_not_taken_is_said_at_its_field(lead_page: FlaskClient) -> None:
    """No file, no declaration, a hostile kind, an unknown condition, an old page: none is kept."""
    missing = lead_page.post(PAGE, data={"version": "1", "supports": "full_time_staff"})
    assert (missing.status_code, "f-file-error" in missing.text) == (422, True)
    assert ("f-declared-error" in missing.text, "请重新选择" in text(missing)) == (True, True)
    assert '<option value="full_time_staff" selected>' in missing.text
    for answer, status, word in (
        (upload(lead_page, content=b"MZ\x90 a program"), 415, "不是可以接收的格式"),
        (upload(lead_page, supports="nothing"), 422, "没有“nothing”这一条件"),
        (upload(lead_page, declared=""), 422, "确认不含涉密内容"),
        (upload(lead_page, version=9), 412, "已被他人修改"),
    ):
        assert (answer.status_code, word in text(answer)) == (status, True), word
    assert ExitProposal.objects.get().evidence == []
    upload(lead_page)
    again = upload(lead_page, version=2)
    assert (again.status_code, "已经上传过" in text(again)) == (409, True)


def test_a_withdrawn_proposal_shows_and_takes_nothing(lead_page: FlaskClient) -> None:
    """Its files stay to be read; page and form say why no more can come."""
    upload(lead_page)
    lead_page.post(f"{ONE}/withdrawal", data={"version": "2", "reason": "已整改"})
    page = text(lead_page.get(PAGE))
    assert ("核查记录.pdf" in page, "不能再添加" in page, "f-file" in page) == (True, True, False)
    assert "传错了" not in page
    assert "添加" not in text(lead_page.get(ONE))
    answer = upload(lead_page, 3, picture())
    assert (answer.status_code, "已经撤回" in text(answer)) == (409, True)
    assert lead_page.get(paper()).data == PDF


def test_a_full_proposal_says_so(lead_page: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is chosen, and once where it is tried."""
    monkeypatch.setattr("registry.services.exit_evidence.MOST_PAPERS", 1)
    upload(lead_page)
    page = text(lead_page.get(PAGE))
    assert ("最多收 1 个文件" in page, "f-file" in page) == (True, False)
    answer = upload(lead_page, 2, picture())
    assert (answer.status_code, text(answer).count("最多收 1 个文件")) == (409, 1)


def test_another_s_is_not_found(lead_page: FlaskClient, sign_in: SignIn) -> None:
    """List, file, picture, adding, withdrawing: 404 for another authority and another host."""
    upload(lead_page)
    other = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    for address in (ONE, PAGE, paper(), f"{paper()}/picture", f"{paper()}/withdrawal"):
        assert other.get(address).status_code == 404, address
    assert upload(other, 2).status_code == 404
    assert other.post(f"{paper()}/withdrawal", data={"reason": "x"}).status_code == 404
    stranger = sign_in(Role.HOST_OPERATOR, host="host-9")
    assert stranger.get(paper()).status_code == 404
    assert lead_page.get(f"{PAGE}/nothing").status_code == 404
    assert lead_page.get(f"{PAGE}/nothing/withdrawal").status_code == 404


def test_many_files_cost_no_query_more(lead_page: FlaskClient, commands: Callable) -> None:
    """The record's page asks as often for three files as for none."""

    def asked() -> int:
        with commands() as seen:
            assert lead_page.get(ONE).status_code == 200
        return len([one for one in seen if "calendar" not in one])

    before = asked()
    for version in (1, 2, 3):
        upload(lead_page, version, picture(version))
    assert asked() == before
