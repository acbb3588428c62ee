"""What an appeal changes on other pages: case, decision, receipts, bans, platform, story, home."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.permissions import Role
from tests.appeal_makers import DOCUMENT, Objection, facts_on_record
from tests.removal_makers import NUMBER, PLAIN, Way

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def objection(on_record: Callable[..., Platform]) -> Objection:
    """A filed objection to a decision of 2 December; the pages stand at 28 December."""
    on_record(NUMBER, credit_code="91330000MA27U00012")
    facts_on_record()
    way = Way(at=datetime(2026, 12, 1, 9, tzinfo=SHANGHAI))
    way.to_prepared()
    way.decided()
    made = Objection(way)
    made.filed()
    return made


@pytest.fixture
def staff(sign_in: SignIn) -> FlaskClient:
    """Staff of the ministry at the pages."""
    return sign_in(Role.MINISTRY_STAFF)


def words(page: str) -> str:
    """What a page says, without its marks and blanks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def brought_to(objection: Objection, outcome: str) -> str:
    """Bring an appeal to an outcome, or to a suspension; return its number."""
    if outcome == "suspended":
        return str(objection.suspended().number)
    objection.prepared(outcome, **({"ground": PLAIN} if outcome == "changed" else {}))
    return str(objection.decided().number)


@pytest.mark.parametrize(
    ("outcome", "tag", "said"),
    [
        ("suspended", "决定暂停执行", "起暂停执行"),
        ("upheld", "已决定", "已被维持"),
        ("changed", "决定已变更", "已被变更"),
        ("annulled", "决定已撤销", "自始无效"),
    ],
)
def test_case_and_decision_say_how_the_decision_stands(
    objection: Objection, staff: FlaskClient, outcome: str, tag: str, said: str
) -> None:
    """In the list, on the case with a link, at the head of the paper and not in it."""
    number, case = brought_to(objection, outcome), objection.way.case.number
    assert tag in words(staff.get("/removal-cases").text)
    shown = staff.get(f"/removal-cases/{case}").text
    assert (said in shown, f'href="/appeals/{number}"' in shown) == (True, True)
    head, _, paper = staff.get(f"/removal-cases/{case}/decision").text.partition("printed-form")
    assert (said in head, number in paper) == (True, False)
    assert "2027年1月31日（周日）（含当日）前通过本服务提出异议" in words(paper)


@pytest.mark.parametrize(
    ("outcome", "tone", "said"),
    [
        ("suspended", "due", "属实，暂停执行"),
        ("upheld", "good", "属实，有效"),
        ("changed", "bad", "属实，已变更"),
        ("annulled", "bad", "属实，已撤销"),
    ],
)
def test_anybody_who_checks_the_decision_is_told(
    objection: Objection, client: FlaskClient, outcome: str, tone: str, said: str
) -> None:
    """Without an account; by which appeal, where it stands no more as written."""
    number = brought_to(objection, outcome)
    case = RemovalCase.objects.get()
    page = client.get(
        f"/receipts/check?number={case.number}&digest={case.decision.digest}"
    ).text  # fmt: skip - one address
    assert (f"notice-{tone}" in page, said in page) == (True, True)
    assert (number in page) is (outcome != "upheld")


def test_anybody_checks_an_outcome(objection: Objection, client: FlaskClient) -> None:
    """By the appeal's number, which the page's help names."""
    brought_to(objection, "annulled")
    made = objection.appeal
    page = client.get(f"/receipts/check?number={made.number}&digest={made.outcome.digest}").text
    for told in ("异议处理决定书", "异议编号", "YY-440000-2026-0001"):
        assert told in page


@pytest.mark.parametrize(
    ("outcome", "tag"),
    [("suspended", "暂停执行"), ("changed", "已变更"), ("annulled", "已撤销")],
)
def test_a_lifted_ban_never_looks_like_one_that_runs(
    objection: Objection, staff: FlaskClient, outcome: str, tag: str
) -> None:
    """By its tag and a sentence; gone from the list of those that run."""
    code = objection.way.case.credit_code
    assert "限制申报中" in staff.get(f"/bans?credit_code={code}").text
    number = brought_to(objection, outcome)
    page = staff.get(f"/bans?credit_code={code}").text
    section = words(page[page.index('<section class="ban">') :])
    assert (tag in section, number in section) == (True, True)
    assert "限制申报中" not in page
    assert "tag-bad" not in page
    assert code not in staff.get("/bans").text
    assert "限制申报中" not in staff.get(f"/platforms/{NUMBER}").text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("suspended", "处理中，暂停执行"),
        ("upheld", "维持"),
        ("changed", "变更"),
        ("annulled", "撤销，自始无效"),
    ],
)
def test_the_platforms_page_says_it_truthfully(
    objection: Objection, staff: FlaskClient, outcome: str, said: str
) -> None:
    """How the decision stands, and by which appeal."""
    number = brought_to(objection, outcome)
    page = words(staff.get(f"/platforms/{NUMBER}").text)
    assert re.search(f"移出案件{objection.way.case.number}[^查]*{number}[^查]*{said}", page)


def test_the_story_tells_an_appeal_with_its_papers(
    objection: Objection, staff: FlaskClient, sign_in: SignIn
) -> None:
    """What was asked, what came of it; links to appeal and outcome; to a host nothing inside."""
    number = brought_to(objection, "annulled")
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    pages = {who: who.get(f"/platforms/{NUMBER}/history").text for who in (staff, host)}
    for page in pages.values():
        for told in ("对移出决定提出异议", "撤销决定", "恢复在库", f"撤销原决定，{DOCUMENT}"):
            assert told in page
        assert f'href="/appeals/{number}"' in page
        assert f'href="/appeals/{number}/outcome"' in page
    assert "拟定异议处理结果" in pages[staff]
    assert "拟定异议处理结果" not in pages[host]


def test_the_ledger_says_codes_in_words(objection: Objection, sign_in: SignIn) -> None:
    """What was asked, whose it is, what became of it; no code is left."""
    brought_to(objection, "annulled")
    auditor = sign_in(Role.AUDIT_ADMINISTRATOR)
    page = auditor.get("/ledger?kind=appeal").text
    for told in ("请求：撤销决定", "来源：依托单位提出异议", "状态：处理中", "状态：待签发",
                 "处理结果：撤销原决定", "状态：已处理"):  # fmt: skip
        assert told in page
    whole = auditor.get("/ledger").text
    assert "情形：已撤销" in whole
    for code in ("annulled", "prepared", "decided", "filed"):
        assert f"：{code}" not in whole


def test_home_says_whose_turn_it_is(objection: Objection, sign_in: SignIn) -> None:
    """The host waits, staff prepares, then a lead signs; the province waits."""

    def home(role: Role, **place: str) -> str:
        return sign_in(role, **place).get("/").text

    host = home(Role.HOST_OPERATOR, host="host-1")
    assert f'href="/appeals/{objection.appeal.number}"' in host
    assert "移出储备库" in host
    assert "1 件异议等待部里处理" in home(Role.PROVINCIAL_LEAD, authority="330000")
    assert "异议" not in home(Role.PROVINCIAL_LEAD, authority="440000")
    assert "1 件异议待处理" in home(Role.MINISTRY_STAFF)
    objection.prepared()
    assert "/appeals?state=prepared" in home(Role.MINISTRY_LEAD)


def test_home_says_until_when_a_host_may_object(
    objection: Objection, sign_in: SignIn, on_record: Callable[..., Platform]
) -> None:
    """Below what it has to do; not while an objection is open, nor after its answer."""
    on_record("330000-2026-0002")
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert "可以提出异议" not in host.get("/").text
    objection.withdrawn()
    page = host.get("/").text
    assert f'href="/appeals/new?case={objection.way.case.number}"' in page
    assert "1月31日（周日）截止" in words(page)
    assert page.index("/platforms/330000-2026-0002/quarterly-updates") < page.index("/appeals/new")
    objection.filed()
    objection.prepared("upheld")
    objection.decided()
    assert "可以提出异议" not in host.get("/").text
