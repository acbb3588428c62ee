"""Possible unreported changes by page: from the tip to the finding, each side with its own view."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.register_extracts import RegisterExtract
from registry.documents.unreported_changes import UnreportedChange
from registry.permissions import Role
from tests.unreported_makers import (
    NEW,
    PLATFORM,
    a_case,
    a_report,
    an_asked_case,
    an_extract,
    code_of,
    given_up,
)

SignIn = Callable[..., FlaskClient]
ONE = "/unreported-changes/YS-330000-2026-0001"
RECORD = f"/platforms/{PLATFORM}"
TIP = {"field": "host_name", "new_value": NEW, "source": "举报 12 号", "facts": "公示已更名。"}
SAMPLE = Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf"


@pytest.fixture
def province(sign_in: SignIn, on_record: Callable[..., Platform]) -> FlaskClient:
    """A lead of Zhejiang at the pages, with a platform in the library."""
    on_record(PLATFORM, credit_code=code_of(PLATFORM))
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000")


@pytest.fixture
def host(sign_in: SignIn, province: FlaskClient) -> FlaskClient:
    """The platform's host at the pages."""
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def act(person: FlaskClient, name: str, version: int, **typed: str) -> int:
    """Post one act on the case and return the answer's status."""
    answer = person.post(f"{ONE}/{name}", data={"version": str(version), **typed})
    return answer.status_code


def test_from_a_tip_to_a_confirmed_case(province: FlaskClient, host: FlaskClient) -> None:
    """The province opens and asks, the host answers, the province finds; a removal is offered."""
    assert f'href="{RECORD}/unreported-changes/new"' in province.get(RECORD).text
    done = province.post(f"{RECORD}/unreported-changes", data=TIP)
    assert (done.status_code, done.location) == (303, ONE)
    assert "举报 12 号" in province.get(ONE).text
    assert host.get(ONE).status_code == 404
    assert "YS-330000" not in host.get(RECORD).text
    assert act(province, "question", 1, question="是否更名？") == 303
    page = host.get(ONE).text
    assert "是否更名？" in page
    assert "2027年1月11日" in page
    assert f"/platforms/{PLATFORM}/major-changes/new?prompted_by=YS-330000-2026-0001" in page
    for secret in ("举报 12 号", "公示已更名"):
        assert secret not in page
    assert "YS-330000-2026-0001" in host.get(RECORD).text
    assert "confirmed" not in province.get(ONE).text
    assert act(host, "answer", 2, text="已更名，正在办理。") == 303
    page = province.get(ONE).text
    assert "已更名，正在办理。" in page
    assert act(province, "finding", 3, outcome="confirmed", reason="答复属实，未报告。") == 303
    page = province.get(ONE).text
    assert (
        f"/removal-cases/new?platform={PLATFORM}&amp;ground=unreported_major_change"
        "&amp;origin=unreported_change:YS-330000-2026-0001"
    ) in page
    shown = host.get(ONE).text
    assert "removal-cases/new" not in shown
    assert "已认定" in shown


def test_only_who_opens_removal_cases_is_offered_one(
    province: FlaskClient, sign_in: SignIn
) -> None:
    """A reviewer reads the finding without the button; the ministry has it."""
    an_asked_case(state="confirmed", open=False)
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    assert "removal-cases/new" not in reviewer.get(ONE).text
    assert "removal-cases/new" in sign_in(Role.MINISTRY_STAFF).get(ONE).text


def test_what_does_not_hold_is_said_at_its_field(province: FlaskClient, host: FlaskClient) -> None:
    """A tip that only spells otherwise, an empty question, no outcome: the typed text stays."""
    answer = province.post(
        f"{RECORD}/unreported-changes", data=TIP | {"new_value": "钱江 新材料研究院"}
    )
    assert (answer.status_code, "f-new_value-error" in answer.text) == (422, True)
    assert "公示已更名" in answer.text
    province.post(f"{RECORD}/unreported-changes", data=TIP)
    again = province.post(f"{RECORD}/unreported-changes", data=TIP)
    assert (again.status_code, f'href="{ONE}"' in again.text) == (409, True)
    assert act(province, "question", 1, question="") == 422
    assert act(province, "finding", 1, outcome="guilty", reason="x") == 422
    assert act(province, "finding", 9, outcome="unfounded", reason="x") == 412
    assert act(host, "answer", 1, text="没有问我") == 404


def test_a_report_before_the_question_is_told(province: FlaskClient) -> None:
    """The page names it, asking closes the case, and no question goes out."""
    a_case()
    a_report(UnreportedChange.objects.get().opened_at)
    assert "BG-330000-2026-0001" in province.get(ONE).text
    done = province.post(f"{ONE}/question", data={"version": "1", "question": "？是否更名"})
    assert "没有发出询问" in province.get(done.location).text


def test_a_report_after_the_question_is_prompted(province: FlaskClient) -> None:
    """It is said on the page, and the case is still people's to find on."""
    case = an_asked_case()
    a_report(case.asked_at.replace(hour=23))
    page = province.get(ONE).text
    assert "提示后报告" in page
    assert UnreportedChange.objects.get().state == "asked"


def test_a_host_hands_files_in(province: FlaskClient, host: FlaskClient) -> None:
    """With the declaration; both sides read them, and what is no file is said at the field."""
    an_asked_case()
    good = {"version": "1", "declared": "1", "file": (BytesIO(SAMPLE.read_bytes()), "通知书.pdf")}
    bad = good | {"file": (BytesIO(b"MZ"), "x.exe")}
    answer = host.post(f"{ONE}/papers", data=bad)
    assert (answer.status_code, "f-file-error" in answer.text) == (422, True)
    assert host.post(f"{ONE}/papers", data=good).status_code == 303
    paper = UnreportedChange.objects.get().attachments[0].id
    for person in (host, province):
        assert person.get(f"{ONE}/papers/{paper}").status_code == 200
        assert person.get(f"{ONE}/papers/{paper}/picture").status_code == 200


def test_the_list_is_narrowed_by_links(province: FlaskClient, sign_in: SignIn) -> None:
    """An office filters with counts, the ministry by authority too; a host sees its questions."""
    a_case()
    an_asked_case("YS-330000-2026-0002")
    page = province.get("/unreported-changes?state=asked").text
    assert ("0002" in page, "0001" in page) == (True, False)
    ministry = sign_in(Role.MINISTRY_LEAD)
    assert "f-authority" in ministry.get("/unreported-changes?authority=330000").text
    assert province.get("/unreported-changes?authority=440000").status_code == 404
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    page = host.get("/unreported-changes").text
    assert ("0002" in page, "0001" in page) == (True, False)


def test_home_says_what_to_do(province: FlaskClient, host: FlaskClient, sign_in: SignIn) -> None:
    """The host its answer with the last day, the province its counts, the ministry nothing."""
    an_asked_case()
    a_case("YS-330000-2026-0002")
    an_asked_case("YS-330000-2026-0003", answered=True, key="x")
    assert "答复主管部门的询问" in host.get("/").text
    page = province.get("/").text
    for line in ("1 件待询问", "1 件已答复", "等待依托单位答复"):
        assert line in page
    assert "疑似未报告变更：" not in sign_in(Role.MINISTRY_LEAD).get("/").text


def test_an_extract_by_page(province: FlaskClient, sign_in: SignIn) -> None:
    """Sent, compared in the background, its cases linked; another file is refused in words."""
    ministry = sign_in(Role.MINISTRY_STAFF)
    assert province.get("/register-extracts").status_code == 403
    assert ministry.post("/register-extracts", data={}).status_code == 422
    bad = {"file": (BytesIO(b"a,b\n1,2"), "x.csv")}
    answer = ministry.post("/register-extracts", data=bad)
    assert (answer.status_code, "统一社会信用代码" in answer.text) == (422, True)
    rows = [(code_of(PLATFORM), NEW, "", "", "存续", "")]
    good = {"file": (an_extract(rows), "登记.csv")}
    done = ministry.post("/register-extracts", data=good)
    assert done.status_code == 303
    for _ in range(200):
        if ministry.get(f"{done.location}/progress").json["finished"]:
            break
    page = ministry.get(done.location).text
    assert "已比对" in page
    assert UnreportedChange.objects.get().origin == "extract"
    assert "工商登记信息 DJ-2026-001 第 2 行" in ministry.get(ONE).text
    again = ministry.post("/register-extracts", data={"file": (an_extract(rows), "登记.csv")})
    assert "已经导入过" in ministry.get(again.location).text
    assert "登记.csv" in ministry.get("/register-extracts").text
    refused = ministry.post(f"{done.location}/cancellation", data={"version": "2", "reason": "x"})
    assert refused.status_code == 409


def test_a_stopped_extract_says_so_and_is_cancelled(
    province: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it broke off, how to go on; cancelled with a reason it stays on record."""
    monkeypatch.setattr("registry.services.register_extract_course.start", lambda *_, **__: None)
    ministry = sign_in(Role.MINISTRY_LEAD)
    done = ministry.post("/register-extracts", data={"file": (an_extract([]), "登记.csv")})
    extract = RegisterExtract.objects.get()
    assert "正在比对" in ministry.get("/").text
    RegisterExtract.objects.update(set__stopped_at=extract.received_at)
    assert "继续比对" in ministry.get(done.location).text
    empty = ministry.post(f"{done.location}/cancellation", data={"version": "1", "reason": ""})
    assert (empty.status_code, "f-reason-error" in empty.text) == (422, True)
    assert (
        ministry.post(
            f"{done.location}/cancellation", data={"version": "1", "reason": "传错文件"}
        ).status_code
        == 303
    )
    assert "传错文件" in ministry.get(done.location).text


def test_what_could_not_be_compared_stands_above_the_list(
    province: FlaskClient, sign_in: SignIn
) -> None:
    """Its authority and the ministry see it with the fault's kind, and have it looked at again."""
    receipt = given_up(f"2026Q4-{PLATFORM}-1")
    given_up("440000-2026H2-01", noun="summary_sheet", authority="440000")
    ministry = sign_in(Role.MINISTRY_STAFF)
    for person, count in ((province, 1), (ministry, 2)):
        page = person.get("/unreported-changes").text
        assert page.count("AttributeError（已试 5 次）") == count
        assert f"{count} 份材料没能比对" in person.get("/").text
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert "AttributeError" not in host.get("/unreported-changes").text
    done = province.post(f"/unreported-changes/uncompared/{receipt}/look")
    assert (done.status_code, done.location) == (303, "/unreported-changes")
    assert "AttributeError" not in province.get("/unreported-changes").text
    assert ministry.post("/unreported-changes/uncompared/look").status_code == 303
    assert "AttributeError" not in ministry.get("/unreported-changes").text
