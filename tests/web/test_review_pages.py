"""The pages of a review: the queue, the application, its decision, and what is never shown."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config.settings import ROOT
from registry import edge
from registry.documents.accounts import Account
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.attachments import Attachment
from registry.documents.reviews import Review
from registry.law import NATIONAL
from registry.permissions import Role
from registry.policy.rulebook import Rulebook, load_rulebook
from registry.services.files import keep
from tests.application_makers import ARRIVED
from tests.review_makers import FIGURE, JUDGEMENT, UNMET, a_submitted, a_whole_one, sent_again

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


def revision() -> int:
    """The revision of the latest review."""
    return int(Review.objects.order_by("-version").first().revision)


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


def test_a_submitted_version_is_shown_section_by_section(reviewing):
    """A whole application: figures, table with its sum, each criterion in its section."""
    a_whole_one()
    page = reviewing.get(ONE).text
    for words in ("基本信息", "设备要素表", "1,000.00", "五轴联动加工中心", "企业建设适度开放"):
        assert words in page
    assert "合计 <b>1,000.00</b> 万元" in page
    assert "中试技术体系" in page
    assert "认领这份申报" in page
    for secret in ("0571-8000 0001", "office@linjiang.example", "李晓"):
        assert secret not in page
    assert 'name="answer-' not in page


def test_a_review_from_claim_to_recommendation(reviewing):
    """Claim, save, check, recommend: each step one button, the host's message with its delivery."""
    a_submitted()
    assert reviewing.post(f"{ONE}/claim").status_code == 303
    page = reviewing.get(ONE).text
    assert '需要答复 2 条，已完成 <span id="answers-done">0</span> 条' in page
    sent = ANSWERS | {"version": "1", "next": "recommended"}
    to = reviewing.post(f"{ONE}/answers", data=sent)
    assert to.location == f"{ONE}/decision/recommended"
    page = reviewing.get(to.location).text
    assert "体系完整，现场核对过。" in page
    assert "确认推荐" in page
    done = reviewing.post(to.location, data={"version": str(revision())})
    assert done.location == ONE
    page = reviewing.get(ONE).text
    assert "已推荐，依托单位已得到通知" in page
    assert "决定：推荐" in page
    assert "待发送" in page
    assert 'name="answer-' not in page
    assert Application.objects.get().state == "recommended"


def test_what_is_missing_is_told_before_the_button(reviewing):
    """Unanswered and not met: every point leads to its place, and there is no button."""
    a_submitted(assessments=[JUDGEMENT, FIGURE, UNMET])
    reviewing.post(f"{ONE}/claim")
    page = reviewing.get(f"{ONE}/decision/recommended").text
    assert f'href="{ONE}#f-answer-{JUDGEMENT["id"]}"' in page
    assert "填报 4 人，要求 ≥ 5 人" in page
    assert "确认推荐" not in page
    answer = reviewing.post(f"{ONE}/decision/recommended", data={"version": "1"})
    assert answer.status_code == 409
    assert Application.objects.get().state == "in_review"


def test_two_sections_are_returned_and_the_next_version_reviewed(reviewing):
    """Notes become the return; what changed in the next version is marked."""
    made = a_submitted(assessments=[JUDGEMENT])
    reviewing.post(f"{ONE}/claim")
    notes = {"note-basics": "写明地址", "note-plan": "目标写得可以检查", "version": "1"}
    to = reviewing.post(f"{ONE}/answers", data=notes | {"next": "returned"})
    page = reviewing.get(to.location).text
    assert "写明地址" in page
    assert "目标写得可以检查" in page
    wrong = reviewing.post(to.location, data={"version": "2", "until": "2027-06-30"})
    assert wrong.status_code == 409
    assert 'value="2027-06-30"' in wrong.text
    wrong = reviewing.post(to.location, data={"version": "2", "until": "31.12."})
    assert wrong.status_code == 422
    reviewing.post(to.location, data={"version": "2", "until": "2026-12-31"})
    page = reviewing.get(ONE).text
    assert "退回的部分" in page
    assert "请修改：基本信息、发展规划" in page
    sent_again(made, assessments=[JUDGEMENT], content={"platform_name": "临江装备中试平台"})
    reviewing.post(f"{ONE}/claim")
    page = reviewing.get(ONE).text
    assert "上一版为 临江高端装备中试平台" in page
    before = reviewing.get(f"{ONE}/versions/1").text
    assert "写明地址" in before
    assert 'name="answer-' not in before
    assert reviewing.get(f"{ONE}/versions/9").status_code == 404


def test_a_stale_page_loses_nothing_and_overwrites_nothing(reviewing):
    """The second tab gets its text back with a sentence; the first tab's is on record."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    reviewing.post(f"{ONE}/answers", data=ANSWERS | {"version": "1"})
    stale = ANSWERS | {
        "version": "1",
        f"reason-{JUDGEMENT['id']}": "另一页写的理由",
        "note-plan": "写细",
    }
    answer = reviewing.post(f"{ONE}/answers", data=stale)
    assert answer.status_code == 409
    assert "也没有覆盖别处的内容" in answer.text
    assert "另一页写的理由" in answer.text
    assert "写细" in answer.text
    assert Review.objects.get().answers[0].reason == "体系完整，现场核对过。"


def test_autosave_answers_with_time_and_revision(reviewing, leading):
    """The script learns the revision to go on from; who holds nothing is told so."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    saved = reviewing.post(f"{ONE}/draft", data=ANSWERS | {"version": "1"})
    assert (saved.json["saved_at"], saved.json["version"]) == ("09:00", 2)
    other = leading.post(f"{ONE}/draft", data=ANSWERS | {"version": "2"})
    assert (other.status_code, other.get_json()["code"]) == (409, "review_held_by_other")
    long = reviewing.post(f"{ONE}/draft", data={"version": "2", "opinion": "长" * 1001})
    assert "最多 1000 个字" in long.get_json()["message"]


def test_a_lead_takes_over_or_gives_back_with_a_reason(reviewing, leading):
    """Without a reason nothing happens and the page says why; with one it is done."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    page = leading.get(ONE).text
    assert "换人审核" in page
    assert "换人审核" not in reviewing.get(ONE).text
    wrong = leading.post(f"{ONE}/take-over", data={"reason": ""})
    assert wrong.status_code == 422
    assert "请写明换人的原因" in wrong.text
    leading.post(f"{ONE}/take-over", data={"reason": "请假"})
    assert Application.objects.get().claimed_by_name == "陈刚"
    refused = reviewing.post(f"{ONE}/answers", data=ANSWERS | {"version": "2"})
    assert refused.status_code == 409
    assert "由陈刚认领" in refused.text
    leading.post(f"{ONE}/release")
    assert Application.objects.get().state == "submitted"


def test_an_old_page_says_what_was_said_then(reviewing, monkeypatch, tmp_path):
    """The rulebook changes afterwards: the review of that day reads word for word as before."""
    a_whole_one()
    reviewing.post(f"{ONE}/claim")
    reviewing.post(f"{ONE}/answers", data={"version": "1", "note-plan": "目标写得可以检查"})
    reviewing.post(f"{ONE}/decision/returned", data={"version": "2", "until": "2026-12-31"})
    reviewing.get(ONE)  # takes the sentence shown once

    def shown() -> str:
        return reviewing.get(ONE).text.split("<main")[1].split("</main>")[0]

    before = shown()
    assert "中试设备或设施原值不低于1000万元" in before
    assert "林夏" in before
    version = Review.objects.get().rulebook
    changed = a_changed_rulebook(tmp_path)
    assert changed.programme(NATIONAL).criteria(ARRIVED.date()) != ()
    assert changed.version != version
    monkeypatch.setattr(edge, "load_rulebook", lambda: changed)
    assert shown() == before
    assert version in before
    assert changed.version in reviewing.get(ONE).text.split("</main>")[1]


def a_changed_rulebook(folder: Path) -> Rulebook:
    """Load the law as it might read in 2029: another sum, in other words."""
    for path in (ROOT / "config" / "policy").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("原值不低于1000万元", "原值不低于3000万元").replace(
            'fact = "equipment_original_value"\nthreshold = 1000',
            'fact = "equipment_original_value"\nthreshold = 3000',
        )
        (folder / path.name).write_text(text, encoding="utf-8")
    return load_rulebook(folder)


def test_another_s_review_is_not_there(sign_in, reviewing):
    """Another authority, page by page; and a host gets no further than the door."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    far = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    for path in (ONE, f"{ONE}/versions/1", f"{ONE}/decision/refused"):
        assert far.get(path).status_code == 404
    for path in ("claim", "release", "take-over", "answers", "draft", "decision/refused"):
        assert far.post(f"{ONE}/{path}", data={"reason": "x"}).status_code == 404
    assert (
        "没有认领任何申报"
        in far.get(
            far.post("/reviews/claims", data={"number": NUMBER, "act": "claim"}).location
        ).text
    )
    host = sign_in(Role.HOST_OPERATOR, host="host-1")
    assert host.get(ONE).status_code == 403
    assert host.get("/reviews").status_code == 403


def test_what_a_reviewer_writes_is_shown_as_text(reviewing):
    """Markup in a reason stays a reason."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    nasty = "<script>alert(1)</script>"
    reviewing.post(f"{ONE}/answers", data={"version": "1", "opinion": nasty, "note-basics": nasty})
    page = reviewing.get(ONE).text
    assert nasty not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_ministry_reads_and_changes_nothing(sign_in, reviewing):
    """It sees the review of every authority, without a button."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    ministry = sign_in(Role.MINISTRY_STAFF)
    assert "临江高端装备中试平台" in ministry.get("/reviews").text
    page = ministry.get(ONE).text
    assert "审核人 林夏" in page
    assert "<form" not in page.split("<main")[1]


def test_evidence_stands_beside_what_it_supports(sign_in, reviewing):
    """A paper is listed under its criterion, handed out as it came, and to nobody else."""
    made = a_submitted()
    kept = keep(b"%PDF-1.7 roadmap", name="路线图.pdf", media_type="application/pdf")
    about = {
        "digest": kept.digest, "size": kept.size, "media_type": kept.media_type, "pages": 1,
        "received_at": ARRIVED, "account_name": "高远",
    }  # fmt: skip
    papers = [
        Attachment(id="p1", name="路线图.pdf", supports=JUDGEMENT["id"], **about),
        Attachment(id="p2", name="营业执照.pdf", **about),
    ]
    ApplicationVersion.objects(application=made.number).update(set__attachments=papers)
    page = reviewing.get(ONE).text
    assert page.index("中试技术体系") < page.index("路线图.pdf") < page.index("其他证明材料")
    assert page.index("其他证明材料") < page.index("营业执照.pdf")
    path = f"{ONE}/versions/1/papers/p1"
    assert f'href="{path}"' in page
    handed = reviewing.get(path)
    assert (handed.data, handed.mimetype) == (b"%PDF-1.7 roadmap", "application/pdf")
    assert "attachment" in handed.headers["Content-Disposition"]
    assert reviewing.get(f"{ONE}/versions/1/papers/p3").status_code == 404
    assert reviewing.get(f"{ONE}/versions/2/papers/p1").status_code == 404
    far = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    assert far.get(path).status_code == 404
    assert sign_in(Role.HOST_OPERATOR, host="host-1").get(path).status_code == 403


def test_the_ministry_goes_from_home_to_hosts_under_it(sign_in):
    """One line leads to the list narrowed to them, each marked; who has none sees no filter."""
    a_submitted(NUMBER, platform_name="直属的平台", to_ministry=True)
    a_submitted("SB-440000-2026-0002", authority="440000", platform_name="别的平台")
    ministry = sign_in(Role.MINISTRY_STAFF)
    home = ministry.get("/").text
    assert "查看部直属单位的申报：1 份" in home
    assert 'href="/reviews?to_ministry=yes"' in home
    page = ministry.get("/reviews?to_ministry=yes").text
    assert "直属的平台" in page
    assert "别的平台" not in page
    assert '<span class="tag tag-plain">部直属</span>' in page
    assert "部直属" in ministry.get(ONE).text
    assert "别的平台" in ministry.get("/reviews").text
    far = sign_in(Role.PROVINCIAL_REVIEWER, authority="440000")
    assert "部直属" not in far.get("/reviews").text
    assert "直属的平台" not in far.get("/reviews?to_ministry=yes").text
    assert far.get("/reviews?to_ministry=no").status_code == 404


MARKED = "见附件，机密★10年，请更换。"
MOBILE = "请致电 13800138000 说明。"


def test_a_secrecy_mark_in_a_remark_is_left_out_and_the_rest_saved(reviewing):
    """The script is told at the field by its Chinese label; what else was typed is saved."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    typed = ANSWERS | {"note-capability": MARKED, "version": str(revision())}
    answer = reviewing.post(f"{ONE}/draft", data=typed)
    assert answer.status_code == 200
    (said,) = answer.json["findings"]["note-capability"]
    assert said["severity"] == "blocking"
    assert "需要修改什么”第 5 个字处有密级标志" in said["message"]
    review = Review.objects.get()
    assert (review.opinion, review.notes.get("capability")) == ("同意推荐。", None)
    assert len(review.answers) == 2
    again = typed | {"version": str(revision()), "next": "returned"}
    shown = reviewing.post(f"{ONE}/answers", data=again)
    assert shown.status_code == 422
    assert "所以这一项没有保存" in shown.text
    assert "机密★10年" not in shown.text
    assert "同意推荐。" in shown.text


def test_a_number_of_a_person_is_told_at_its_field_and_masked_on_wish(reviewing):
    """Once, where it stands, by its label, before anything is sent; a button masks it."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    typed = {"note-capability": MOBILE, "version": str(revision())}
    for _ in range(2):
        (said,) = reviewing.post(f"{ONE}/draft", data=typed | {"version": str(revision())}).json[
            "findings"
        ]["note-capability"]
        assert said["mask"] == "offered"
        assert "需要修改什么”中有像手机号的内容（138****8000）" in said["message"]
    page = reviewing.get(ONE).text
    assert "其中一项" not in page
    assert page.count("138****8000") == 1
    checked = reviewing.get(f"{ONE}/decision/returned").text
    assert "138****8000" in checked
    masking = typed | {"version": str(revision()), "mask": "note-capability"}
    there = reviewing.post(f"{ONE}/answers", data=masking)
    assert there.location == f"{ONE}#f-note-capability"
    assert Review.objects.get().notes["capability"] == "请致电 138****8000 说明。"
    assert "已替换为掩码并保存" in reviewing.get(ONE).text


def test_the_progress_follows_what_is_saved(reviewing):
    """The answer to the script says how many conditions are answered now."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    assert '已完成 <span id="answers-done">0</span> 条' in reviewing.get(ONE).text
    saved = reviewing.post(f"{ONE}/draft", data=ANSWERS | {"version": str(revision())})
    assert saved.json["marks"] == {"texts": {"answers-done": "2"}}


def test_a_reviewer_who_was_overtaken_sees_what_was_typed(reviewing, leading):
    """The lead took over meanwhile: nothing is saved, and nothing typed is gone."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    before = revision()
    leading.post(f"{ONE}/take-over", data={"reason": "林夏休假。"})
    typed = {f"reason-{JUDGEMENT['id']}": "现场看过三条线。", "note-capability": "请补照片。",
             "version": str(before)}  # fmt: skip
    shown = reviewing.post(f"{ONE}/answers", data=typed)
    assert shown.status_code == 409
    assert "您刚才填写、没有保存的内容" in shown.text
    for text in ("中试技术体系：理由", "现场看过三条线。", "请补照片。"):
        assert text in shown.text


def test_a_lead_s_reason_stays_where_nobody_holds_it_any_more(reviewing, leading):
    """The reviewer gave it back while the lead typed why: the reason is on the page."""
    a_submitted()
    reviewing.post(f"{ONE}/claim")
    reviewing.post(f"{ONE}/release")
    shown = leading.post(f"{ONE}/take-over", data={"reason": "林夏休假，由我办理。"})
    assert shown.status_code == 409
    assert "林夏休假，由我办理。" in shown.text


def test_the_review_leads_to_the_host_s_contacts(reviewing):
    """The whole form with its contacts is one step away."""
    a_whole_one()
    page = reviewing.get(ONE).text
    assert "申报表全文和联系方式" in page
    assert 'href="/applications/SB-330000-2026-0001/versions/1"' in page
    assert reviewing.get("/applications/SB-330000-2026-0001/versions/1").status_code == 200
