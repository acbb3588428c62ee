"""The pages of a review: the queue, the application, its decision, and what is never shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config.settings import ROOT
from registry import edge
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
