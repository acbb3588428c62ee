"""Removal cases by page: what each sees, what is refused and how, what stays as typed."""

from collections.abc import Callable
from time import sleep as pause

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.documents.removals import Removal
from registry.permissions import Role
from tests.removal_makers import FACTS, NUMBER, a_case
from tests.round_makers import an_exit

SignIn = Callable[..., FlaskClient]
ONE = "YC-330000-2026-0101"
PAGE = f"/removal-cases/{ONE}"


@pytest.fixture
def staff(sign_in: SignIn, on_record: Callable[..., Platform]) -> FlaskClient:
    """Staff of the ministry at the pages, with a platform in the library."""
    on_record(NUMBER)
    return sign_in(Role.MINISTRY_STAFF)


def test_a_case_is_opened_from_where_it_came_from(staff: FlaskClient) -> None:
    """From an exit proposal: platform, ground and origin are in the address, and kept."""
    an_exit(platform=NUMBER)
    shown = staff.get("/exit-proposals/TC-330000-2026H2-001").text
    assert "据此立案" in shown
    address = (
        f"/removal-cases/new?platform={NUMBER}&ground=conditions_not_met"
        "&origin=exit_proposal:TC-330000-2026H2-001"
    )
    form = staff.get(address).text
    assert 'value="conditions_not_met" selected' in form
    assert "来源：退出建议 TC-330000-2026H2-001" in form
    typed = {
        "platform": NUMBER, "ground": "conditions_not_met", "facts": FACTS,
        "origin": "exit_proposal:TC-330000-2026H2-001",
    }  # fmt: skip
    done = staff.post("/removal-cases", data=typed)
    assert (done.status_code, done.location) == (303, "/removal-cases/YC-330000-2026-0001")
    assert RemovalCase.objects.get().origin == "TC-330000-2026H2-001"
    assert "正在办理移出案件" in staff.get(f"/platforms/{NUMBER}").text


def test_what_does_not_hold_is_told_and_kept(staff: FlaskClient) -> None:
    """Each fault at its field; a platform nobody has is one of them."""
    typed = {"platform": NUMBER, "ground": "", "facts": "合同系伪造"}
    answer = staff.post("/removal-cases", data=typed)
    assert (answer.status_code, "f-ground-error" in answer.text) == (422, True)
    assert "合同系伪造" in answer.text
    answer = staff.post("/removal-cases", data=typed | {"platform": "330000-1999-0001"})
    assert (answer.status_code, "没有找到这个平台编号" in answer.text) == (422, True)
    assert staff.get("/removal-cases/new?platform=330000-1999-0001").status_code == 404


def test_each_sees_its_own_next_step(staff: FlaskClient, sign_in: SignIn) -> None:
    """The host states, the province verifies, staff prepares nothing yet; others see no case."""
    a_case()
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    province = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    assert "请陈述" in host.get(PAGE).text
    assert "下一步：核实" in province.get(PAGE).text
    assert "签发移出决定" not in staff.get(PAGE).text
    assert sign_in(Role.PROVINCIAL_LEAD, authority="440000").get(PAGE).status_code == 404
    assert sign_in(Role.HOST_OPERATOR, host="host-2").get(PAGE).status_code == 404
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    assert "登记核实结果" not in reviewer.get(PAGE).text
    assert "没有可用账号" not in staff.get(PAGE).text  # the host that signed in


def test_a_host_reads_of_no_decision_before_it_is_made(staff: FlaskClient, sign_in: SignIn) -> None:
    """What is prepared stays inside; the paper comes with the signature."""
    a_case(state="prepared")
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    page = host.get(PAGE).text
    assert ("工信部科〔2026〕88号" in page, "拟定" in page) == (False, False)
    assert host.get(f"{PAGE}/decision").status_code == 404
    assert "工信部科〔2026〕88号" in staff.get(PAGE).text
    assert staff.post(f"{PAGE}/decision", data={"version": 1}).status_code == 403
    lead = sign_in(Role.MINISTRY_LEAD)
    assert lead.post(f"{PAGE}/decision", data={"version": 7}).status_code == 412
    assert lead.post(f"{PAGE}/decision", data={"version": 1}).status_code == 303
    assert Removal.objects.count() == 1
    paper = host.get(f"{PAGE}/decision").text
    for word in ("二（四）", "经核实后", "3 年内不得再次申报", "内容摘要（SHA-256）"):
        assert word in paper
    again = lead.post(f"{PAGE}/decision", data={"version": 2})
    assert (again.status_code, "已经办结" in again.text) == (409, True)


def test_without_verification_the_page_says_what_is_wanted(staff: FlaskClient) -> None:
    """A decision prepared too early is refused with the clause and the way on."""
    a_case()
    typed = {"version": 1, "document": "文号", "reasons": "理由理由理由理由理由理由"}
    answer = staff.post(f"{PAGE}/preparation", data=typed)
    assert (answer.status_code, "经核实后" in answer.text) == (409, True)


def test_a_reason_is_asked_for_at_its_own_form(staff: FlaskClient, sign_in: SignIn) -> None:
    """Closing and holding ask each at its own field; a wrong day and a wrong date are told."""
    a_case(state="verified")
    lead = sign_in(Role.MINISTRY_LEAD)
    answer = lead.post(f"{PAGE}/closing", data={"version": 1, "outcome": "unfounded"})
    assert (answer.status_code, "f-closing_reason-error" in answer.text) == (422, True)
    answer = lead.post(f"{PAGE}/hold", data={"version": 1})
    assert (answer.status_code, "f-reason-error" in answer.text) == (422, True)
    typed = {"version": 1, "document": "文号", "reasons": "理由" * 9, "effective_on": "明天"}
    answer = staff.post(f"{PAGE}/preparation", data=typed)
    assert (answer.status_code, "f-effective_on-error" in answer.text) == (422, True)
    early = staff.post(f"{PAGE}/preparation", data=typed | {"effective_on": "2026-12-27"})
    assert "最早自 2026-12-28 起生效" in early.text
    done = lead.post(f"{PAGE}/hold", data={"version": 1, "reason": "等待判决"})
    assert done.status_code == 303
    assert "已中止，可以恢复办理" in lead.get(PAGE).text


def _finished(client: FlaskClient, address: str) -> bool:
    """Wait for the cases of a batch to be decided."""
    for _ in range(300):
        if client.get(f"{address}/progress").json["finished"]:
            return True
        pause(0.1)
    return False


def test_a_batch_is_looked_at_and_signed(staff: FlaskClient, sign_in: SignIn) -> None:
    """Chosen from the waiting cases, foreseen row by row, signed by a lead, carried out."""
    a_case(state="prepared")
    assert ONE in staff.get("/removal-batches").text
    none = staff.post("/removal-batches", data={"document": "批文"})
    assert (none.status_code, "至少 1 件" in none.text) == (422, True)
    done = staff.post("/removal-batches", data={"document": "批文〔2026〕1号", "cases": [ONE]})
    assert done.location == "/removal-batches/YCP-2026-0001"
    ahead = staff.get(done.location).text
    assert ("这是预演" in ahead, "2029-12-28" in ahead, "签发本批" in ahead) == (True, True, False)
    lead = sign_in(Role.MINISTRY_LEAD)
    assert "签发本批 1 件" in lead.get(done.location).text
    signed = lead.post(f"{done.location}/decision", data={"version": 1})
    assert signed.status_code == 303
    again = lead.post(f"{done.location}/decision", data={"version": 1})
    assert (again.status_code, "已经签发或撤销" in again.text) == (409, True)
    assert _finished(lead, done.location)
    assert "已决定" in lead.get(done.location).text
    assert Removal.objects.get().decision == "批文〔2026〕1号"


def test_a_statement_is_kept_while_it_is_typed(staff: FlaskClient, sign_in: SignIn) -> None:
    """The script is told the time, the form has it again, no office sees it; a mark is named."""
    a_case()
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert f'data-autosave="{PAGE}/statements/draft"' in host.get(PAGE).text
    done = host.post(f"{PAGE}/statements/draft", data={"text": "正在核对原件", "version": "1"})
    assert (done.status_code, set(done.json)) == (200, {"saved_at"})
    assert "正在核对原件" in host.get(PAGE).text
    assert "正在核对原件" not in staff.get(PAGE).text
    refused = host.post(f"{PAGE}/statements/draft", data={"text": "机密★10年"})
    assert (refused.status_code, "密级标志" in refused.json["message"]) == (422, True)
    assert "正在核对原件" in host.get(PAGE).text
