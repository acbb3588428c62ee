"""What a reviewer writes: checked as it is saved, told at its field, and never lost."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from registry.documents.reviews import Review
from registry.permissions import Role
from tests.review_makers import FIGURE, JUDGEMENT, a_submitted, a_whole_one

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
