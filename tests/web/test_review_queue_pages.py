"""The queue of a review by page: what waits, narrowed, searched, ordered, several in one act."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from registry.documents.accounts import Account
from registry.documents.applications import Application
from registry.permissions import Role
from tests.application_makers import ARRIVED
from tests.review_makers import FIGURE, JUDGEMENT, a_submitted

NUMBER = "SB-330000-2026-0001"
ONE = f"/reviews/{NUMBER}"
ANSWERS = {
    f"answer-{JUDGEMENT['id']}": "meets",
    f"reason-{JUDGEMENT['id']}": "体系完整，现场核对过。",
    f"answer-{FIGURE['id']}": "confirmed",
    "opinion": "同意推荐。",
}

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def reviewing(sign_in: SignIn) -> FlaskClient:
    """A reviewer of Zhejiang, signed in."""
    return sign_in(Role.PROVINCIAL_REVIEWER, authority="330000", username="lin-xia", name="林夏")


@pytest.fixture
def leading(sign_in: SignIn) -> FlaskClient:
    """The lead of Zhejiang, signed in."""
    return sign_in(Role.PROVINCIAL_LEAD, authority="330000", username="chen", name="陈刚")


def test_an_empty_queue_says_when_something_comes(reviewing):
    """Nobody has sent anything: when it will be here, and in which order."""
    page = reviewing.get("/reviews").text
    assert "还没有依托单位提交申报" in page


def test_the_queue_shows_age_deadline_and_holder(reviewing):
    """What waits longest comes first, with working days, the round's last day and who holds it."""
    a_submitted(NUMBER, submitted_at=ARRIVED, platform_name="后到的平台")
    a_submitted(
        "SB-330000-2026-0002", submitted_at=ARRIVED - timedelta(days=2), platform_name="先到的平台",
        state="in_review", claimed_by="x", claimed_by_name="王五",
    )  # fmt: skip
    a_submitted("SB-440000-2026-0001", authority="440000", platform_name="别处的平台")
    a_submitted("SB-330000-2026-0003", state="recommended", platform_name="办结的平台")
    page = reviewing.get("/reviews").text
    assert page.index("先到的平台") < page.index("后到的平台")
    assert "12月31日（周四）" in page
    assert "王五" in page
    assert "别处的平台" not in page
    assert "办结的平台" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {1, 2}),
        ("state=recommended", {3}),
        ("state=with_host", {4}),
        ("holder=nobody", {1}),
        ("holder=others", {2}),
        ("holder=mine", set()),
        ("field=装备制造", {2}),
        ("period=2026H1", set()),
        ("state=submitted&field=原材料工业&period=2026H2", {1}),
    ],
)
def test_filters_are_links_and_count(reviewing, query, shown):
    """Each narrows by the address alone, and says how many it would show."""
    given = {
        1: {"taxonomy_field": "原材料工业"},
        2: {"taxonomy_field": "装备制造", "state": "in_review", "claimed_by": "x",
            "claimed_by_name": "王五"},
        3: {"state": "recommended"},
        4: {"state": "returned"},
    }  # fmt: skip
    for ordinal, more in given.items():
        a_submitted(f"SB-330000-2026-000{ordinal}", platform_name=f"平台{ordinal}号", **more)
    page = reviewing.get(f"/reviews?{query}").text
    assert {one for one in given if f"平台{one}号" in page} == shown
    assert '待办理 <span class="filter-count">' in page


@pytest.mark.parametrize(
    "query", ["state=draft", "holder=$ne", "period=2026Q4", "state[$ne]=x&state=%00"]
)
def test_what_no_link_says_is_not_found(reviewing, query):
    """Unknown states, operators and quarters are no filter."""
    a_submitted()
    assert reviewing.get(f"/reviews?{query}").status_code == 404


def test_several_are_claimed_after_a_preview(reviewing):
    """Ticked, shown with what cannot be claimed, then claimed by one button."""
    for ordinal in (1, 2):
        a_submitted(f"SB-330000-2026-000{ordinal}", platform_name=f"平台{ordinal}号")
    a_submitted("SB-330000-2026-0003", state="in_review", claimed_by="x", claimed_by_name="王五")
    page = reviewing.get("/reviews?all=1").text
    assert page.count(" checked>") == 2
    numbers = [f"SB-330000-2026-000{one}" for one in (1, 2, 3)]
    shown = reviewing.post("/reviews/claims", data={"number": numbers}).text
    assert "下面 2 份由您认领" in shown
    assert "不办理的 1 份：已由王五认领" in shown
    assert Application.objects(state="in_review").count() == 1
    done = reviewing.post("/reviews/claims", data={"number": numbers, "act": "claim"}).text
    assert "已认领 2 份申报；1 份已由王五认领。" in done
    assert "SB-330000-2026-0003" in done
    me = str(Account.objects.get(username="lin-xia").id)
    assert Application.objects(claimed_by=me).count() == 2
    again = reviewing.post("/reviews/claims", data={"number": numbers[2:], "act": "claim"})
    assert "没有认领任何申报；1 份已由王五认领" in again.text
    own = reviewing.post("/reviews/claims", data={"number": numbers[:2], "act": "claim"})
    assert own.location == "/reviews?holder=mine"
    assert "已认领 2 份申报。" in reviewing.get(own.location).text
    none = reviewing.post("/reviews/claims", data={})
    assert "请选择要办理的申报" in reviewing.get(none.location).text


def test_several_are_given_back_after_a_preview(reviewing, leading):
    """A reviewer gives back what is held; what others hold stays with them."""
    for ordinal in (1, 2):
        a_submitted(f"SB-330000-2026-000{ordinal}", platform_name=f"平台{ordinal}号")
    a_submitted("SB-330000-2026-0003", state="in_review", claimed_by="x", claimed_by_name="王五")
    numbers = [f"SB-330000-2026-000{one}" for one in (1, 2, 3)]
    reviewing.post("/reviews/claims", data={"number": numbers[:2], "act": "claim"})
    assert "选中本页我认领的 2 份" in reviewing.get("/reviews").text
    assert reviewing.get("/reviews?all=mine").text.count(" checked>") == 2
    shown = reviewing.post("/reviews/releases", data={"number": numbers}).text
    assert "下面 2 份放回待认领" in shown
    assert "不办理的 1 份：已由王五认领" in shown
    done = reviewing.post("/reviews/releases", data={"number": numbers, "act": "release"}).text
    assert "已放回 2 份申报；1 份已由王五认领。" in done
    assert Application.objects(state="submitted").count() == 2
    nobody = reviewing.post("/reviews/releases", data={"number": numbers[:1], "act": "release"})
    assert "没有放回任何申报；1 份没有人认领" in nobody.text


def test_a_lead_gives_several_to_a_named_reviewer(reviewing, leading, sign_in):
    """Free ones and such as another holds, with a reason; the decided one is left and named."""
    sign_in(Role.PROVINCIAL_REVIEWER, authority="440000", username="far", name="外省人")
    for ordinal in (1, 2, 3):
        a_submitted(f"SB-330000-2026-000{ordinal}", platform_name=f"平台{ordinal}号")
    Application.objects(number="SB-330000-2026-0003").update(set__state="recommended")
    numbers = [f"SB-330000-2026-000{one}" for one in (1, 2, 3)]
    leading.post("/reviews/claims", data={"number": numbers[:1], "act": "claim"})
    me = str(Account.objects.get(username="lin-xia").id)
    assert reviewing.post("/reviews/assignments", data={"number": numbers}).status_code == 403
    shown = leading.post("/reviews/assignments", data={"number": numbers}).text
    assert "下面 2 份交由一位审核人审核" in shown
    assert "林夏" in shown
    assert "外省人" not in shown
    wanted = {"number": numbers, "act": "assign", "reviewer": me}
    far = str(Account.objects.get(username="far").id)
    for given in ({**wanted, "reviewer": ""}, {**wanted, "reviewer": far}):
        refused = leading.post("/reviews/assignments", data=given)
        assert (refused.status_code, "请选择本地区的一位审核人" in refused.text) == (422, True)
    refused = leading.post("/reviews/assignments", data=wanted)
    assert (refused.status_code, "请写明换人的原因" in refused.text) == (422, True)
    done = leading.post("/reviews/assignments", data=wanted | {"reason": "分工调整。"}).text
    assert "已指定 2 份申报；1 份没有人认领、已经办结或已退回。" in done
    assert Application.objects(claimed_by=me, claimed_by_name="林夏").count() == 2
    page = reviewing.get(ONE).text
    assert "核对后推荐" in page
    assert "分工调整。" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=SB-330000-2026-0002", [2]),
        ("q=sb-330000", [2, 1, 3]),
        ("q=乙", [2]),
        ("q=丙研究院", [3]),
        ("q=.*", []),
        ("sort=name", [1, 2, 3]),
        ("sort=-name", [3, 2, 1]),
        ("sort=age", [3, 1, 2]),
        ("sort=-age", [2, 1, 3]),
        ("sort=deadline", [3, 1, 2]),
        ("sort=$where", [2, 1, 3]),
    ],
)
def test_the_queue_is_searched_and_put_in_order(reviewing, query, shown):
    """By number, name or host; by age, deadline or name."""
    a_submitted("SB-330000-2026-0001", platform_name="A甲平台", submitted_at=ARRIVED)
    a_submitted(
        "SB-330000-2026-0002", platform_name="B乙平台", submitted_at=ARRIVED - timedelta(days=3)
    )
    a_submitted(
        "SB-330000-2026-0003", platform_name="C平台", host_name="丙研究院", period="2026H1",
        submitted_at=ARRIVED + timedelta(hours=1),
    )  # fmt: skip
    page = reviewing.get(f"/reviews?{query}").text
    links = re.findall(r'class="row-link" href="/reviews/SB-330000-2026-000(.)', page)
    found = [int(one) for one in links]
    assert found == shown
