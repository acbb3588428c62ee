"""Appeals by page: what each sees, what is refused and how, what stays as typed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.appeals import Appeal
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.appeal_makers import DOCUMENT, GROUNDS, REASONS, WHY, Objection, facts_on_record
from tests.removal_makers import NUMBER, Way

SignIn = Callable[..., FlaskClient]
PLACE = {
    Role.HOST_OPERATOR: {"host": "host-1"},
    Role.PROVINCIAL_LEAD: {"authority": "330000"},
}
PREPARED = {"document": DOCUMENT, "reasons": REASONS, "outcome": "annulled"}


@pytest.fixture
def objection(on_record: Callable[..., Platform]) -> Objection:
    """A decision of 2 December on a platform of Zhejiang; the pages stand at 28 December."""
    on_record(NUMBER)
    facts_on_record()
    way = Way(at=datetime(2026, 12, 1, 9, tzinfo=SHANGHAI))
    way.to_prepared()
    way.decided()
    return Objection(way)


def of(sign_in: SignIn, role: Role) -> FlaskClient:
    """Somebody in a role, of the platform's host or province where the role has one."""
    return sign_in(role, **PLACE.get(role, {}))


def words(page: str) -> str:
    """What a page says, without its marks and blanks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def test_a_host_objects_from_the_page_of_its_case(objection: Objection, sign_in: SignIn) -> None:
    """Told until when; faults at their fields, what was typed kept; one is open at a time."""
    host, case = of(sign_in, Role.HOST_OPERATOR), objection.way.case.number
    page = host.get(f"/removal-cases/{case}").text
    assert "2027年1月31日（周日）（含当日）前通过本服务提出异议" in words(page)
    assert f'href="/appeals/new?case={case}"' in page
    form = words(host.get(f"/appeals/new?case={case}").text)
    assert "最晚提出2027年1月31日（周日）（含当日）本服务口径" in form
    typed = {"case": case, "asks": "upheld", "grounds": "冤枉", "asks_suspension": "1"}
    answer = host.post("/appeals", data=typed)
    assert (answer.status_code, "f-asks-error" in answer.text) == (422, True)
    assert ("f-grounds-error" in answer.text, "冤枉" in answer.text) == (True, True)
    good = typed | {"asks": "annulled", "grounds": GROUNDS}
    done = host.post("/appeals", data=good)
    made = Appeal.objects.get()
    assert (done.status_code, done.location) == (303, f"/appeals/{made.number}")
    assert (made.origin, made.asks_suspension) == ("host", True)
    assert "现在等待部里处理" in host.get(done.location).text
    again = host.get(f"/appeals/new?case={case}").text
    assert (made.number in again, "<textarea" in again) == (True, False)
    raced = host.post("/appeals", data=good)
    assert (raced.status_code, "不重复受理" in raced.text) == (409, True)


def test_too_late_is_said_before_anything_is_typed(objection: Objection, sign_in: SignIn) -> None:
    """No form, but whom to tell; the case's page offers no button."""
    case = objection.way.case
    case.decision.decided_on -= timedelta(days=60)
    case.save()
    host = of(sign_in, Role.HOST_OPERATOR)
    form = host.get(f"/appeals/new?case={case.number}").text
    assert ("自行更正" in form, "<textarea" in form) == (True, False)
    assert "/appeals/new" not in host.get(f"/removal-cases/{case.number}").text


def test_without_a_case_its_number_is_asked_for(objection: Objection, sign_in: SignIn) -> None:
    """At a field of its own; another's case is answered like none."""
    host, other = of(sign_in, Role.HOST_OPERATOR), sign_in(Role.HOST_OPERATOR, host="host-2")
    assert 'name="case"' in host.get("/appeals/new").text
    answer = host.post("/appeals", data={"grounds": GROUNDS})
    assert (answer.status_code, "f-case-error" in answer.text) == (422, True)
    for who, case in ((host, "YC-330000-1999-0001"), (other, objection.way.case.number)):
        assert who.get(f"/appeals/new?case={case}").status_code == 404
        assert who.post("/appeals", data={"case": case}).status_code == 404


def test_the_ministry_corrects_on_the_same_page(objection: Objection, sign_in: SignIn) -> None:
    """Titled so, without a suspension to ask for; the host is told and cannot withdraw it."""
    staff, case = of(sign_in, Role.MINISTRY_STAFF), objection.way.case.number
    address = f"/appeals/new?case={case}"
    assert f'href="{address}"' in staff.get(f"/removal-cases/{case}").text
    form = staff.get(address).text
    assert ("更正移出决定" in form, "asks_suspension" in form) == (True, False)
    done = staff.post("/appeals", data={"case": case, "asks": "changed", "grounds": GROUNDS})
    assert (done.status_code, Appeal.objects.get().origin) == (303, "ministry")
    page = of(sign_in, Role.HOST_OPERATOR).get(done.location).text
    assert ("部里自行更正" in page, "撤回异议" in page) == (True, False)
    assert ("上传材料" in page, "拟定处理结果" in page) == (True, False)
    assert f'href="{address}"' not in staff.get(f"/removal-cases/{case}").text


def test_each_sees_its_own_next_step(objection: Objection, sign_in: SignIn) -> None:
    """A lead is asked about the suspension, staff for the outcome; a host may withdraw."""
    page = f"/appeals/{objection.filed(asks_suspension=True).number}"
    seen = {role: words(of(sign_in, role).get(page).text) for role in
            (*PLACE, Role.MINISTRY_STAFF, Role.MINISTRY_LEAD)}  # fmt: skip
    assert "下一步：是否暂停执行" in seen[Role.MINISTRY_LEAD]
    assert "下一步：拟定处理结果" in seen[Role.MINISTRY_STAFF]
    assert "暂停执行的原因" not in seen[Role.MINISTRY_STAFF]
    told = [("撤回异议" in seen[role], "上传材料" in seen[role], "签发后" in seen[role])
            for role in PLACE]  # fmt: skip
    assert told == [(True, True, False), (False, True, False)]
    for role, place in (
        (Role.PROVINCIAL_LEAD, {"authority": "440000"}),
        (Role.HOST_OPERATOR, {"host": "host-2"}),
    ):
        assert sign_in(role, **place).get(page).status_code == 404


def test_an_outcome_is_prepared_and_signed_by_another(
    objection: Objection, sign_in: SignIn
) -> None:
    """What follows is said before; only milder grounds; the preparer is told that another signs."""
    page = f"/appeals/{objection.filed().number}"
    lead, other = of(sign_in, Role.MINISTRY_LEAD), of(sign_in, Role.MINISTRY_LEAD)
    form = words(lead.get(page).text)
    assert "撤销原决定：平台恢复在库，自2026-12-02起视为没有移出" in form
    assert "变更原决定：平台仍不在库。限制申报改按所选的移出情形" in form
    assert ("不限制申报）" in form, "只在“变更原决定”时选择" in form) == (True, True)
    empty = lead.post(f"{page}/preparation", data={"version": 1, "outcome": "changed"})
    assert empty.status_code == 422
    for name in ("ground", "document", "reasons"):
        assert f"f-{name}-error" in empty.text
    assert lead.post(f"{page}/preparation", data=PREPARED | {"version": 1}).status_code == 303
    own = words(lead.get(page).text)
    assert ("不能签发" in own, "签发处理决定" in own) == (True, False)
    refused = lead.post(f"{page}/outcome", data={"version": 2})
    assert (refused.status_code, "不能签发" in refused.text) == (409, True)
    shown = words(other.get(page).text)
    assert shown.index("签发后将会平台恢复在库") < shown.index("签发处理决定")
    assert other.post(f"{page}/return", data={"version": 2}).status_code == 422
    assert other.post(f"{page}/outcome", data={"version": 1}).status_code == 412
    assert other.post(f"{page}/outcome", data={"version": 2}).status_code == 303
    assert Platform.objects.get(number=NUMBER).state == "in_library"


def test_a_host_reads_of_no_outcome_before_it_is_signed(
    objection: Objection, sign_in: SignIn
) -> None:
    """What is prepared and given back stays inside; the paper comes with the signature."""
    page = f"/appeals/{objection.filed().number}"
    objection.prepared()
    host = of(sign_in, Role.HOST_OPERATOR)
    assert (DOCUMENT in host.get(page).text, host.get(f"{page}/outcome").status_code) == (
        False, 404,
    )  # fmt: skip
    lead = of(sign_in, Role.MINISTRY_LEAD)
    back = lead.post(f"{page}/return", data={"version": 2, "back_reason": "理由写得不清楚"})
    assert back.status_code == 303
    assert "理由写得不清楚" in lead.get(page).text
    assert "理由写得不清楚" not in host.get(page).text
    objection.appeal.reload()
    objection.prepared()
    made = objection.decided()
    paper = words(host.get(f"{page}/outcome").text)
    for word in ("异议处理决定书", "撤销原决定", "视为没有移出", "自始无效", made.outcome.digest):
        assert word in paper


def test_suspended_and_let_hold_again(objection: Objection, sign_in: SignIn) -> None:
    """Each with a reason at its own field; the case, its list and the printed decision say so."""
    page, case = f"/appeals/{objection.filed().number}", objection.way.case.number
    lead = of(sign_in, Role.MINISTRY_LEAD)
    asked = lead.post(f"{page}/suspension", data={"version": 1})
    assert (asked.status_code, "f-suspension_reason-error" in asked.text) == (422, True)
    given = {"version": 1, "suspension_reason": WHY}
    assert lead.post(f"{page}/suspension", data=given).status_code == 303
    assert "决定暂停执行" in words(lead.get("/removal-cases").text)
    for shown in (f"/removal-cases/{case}", f"/removal-cases/{case}/decision"):
        assert "起暂停执行，等待异议" in lead.get(shown).text
    given = {"version": 2, "resumption_reason": WHY}
    assert lead.post(f"{page}/resumption", data=given).status_code == 303
    assert "暂停执行，等待" not in lead.get(f"/removal-cases/{case}").text


def test_a_host_takes_it_back(objection: Objection, sign_in: SignIn) -> None:
    """With a reason; then it may object again in time."""
    page = f"/appeals/{objection.filed().number}"
    host = of(sign_in, Role.HOST_OPERATOR)
    asked = host.post(f"{page}/withdrawal", data={"version": 1})
    assert (asked.status_code, "f-withdrawal_reason-error" in asked.text) == (422, True)
    done = host.post(f"{page}/withdrawal", data={"version": 1, "withdrawal_reason": WHY})
    assert done.status_code == 303
    assert WHY in host.get(page).text
    assert "/appeals/new" in host.get(f"/removal-cases/{objection.way.case.number}").text


def test_the_list_says_what_to_do_where_there_is_none(
    objection: Objection, sign_in: SignIn
) -> None:
    """Empty, narrowed to nothing, and with one; reached from the removal cases."""
    staff = of(sign_in, Role.MINISTRY_STAFF)
    assert 'href="/appeals"' in staff.get("/removal-cases").text
    assert "还没有异议" in staff.get("/appeals").text
    objection.filed()
    assert objection.appeal.number in staff.get("/appeals?state=filed&authority=330000").text
    assert "没有符合条件的异议" in staff.get("/appeals?state=decided").text
    assert objection.appeal.number in of(sign_in, Role.HOST_OPERATOR).get("/appeals").text
