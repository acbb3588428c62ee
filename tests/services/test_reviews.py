"""The desk of a review: claiming, answering, deciding, and what the host is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.documents.applications import Application
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.reviews import Review
from registry.errors import Invalid, NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.reviews import Answer, Answered, Decision
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.review_answers import ReviewMoved, save
from registry.services.review_claims import (
    ReviewHeldByOther,
    ReviewNotOpen,
    claim,
    claim_one,
    preview,
    release,
    take_over,
)
from registry.services.review_decisions import DecisionNotPossible, Wanted, check, decide
from registry.services.review_desensitising import Typed
from registry.services.review_notices import told_to_host
from registry.services.reviews import read_review
from tests.review_makers import FIGURE, JUDGEMENT, UNMET, a_submitted, sent_again
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")

NUMBER = "SB-330000-2026-0001"
OTHER = Actor(account="other", name="另一审核员", role=Role.PROVINCIAL_REVIEWER, authority="330000")
ELSEWHERE = Actor(
    account="far", name="广东审核员", role=Role.PROVINCIAL_REVIEWER, authority="440000"
)
HOST = Actor(account="host", name="高远", role=Role.HOST_OPERATOR, host="host-1")
ANSWERS = {JUDGEMENT["id"]: ("meets", "体系完整，现场核对过。"), FIGURE["id"]: ("confirmed", "")}

Deciding = Callable[..., Application]


@pytest.fixture
def deciding(reviewer: Actor, at: datetime) -> Deciding:
    """``deciding(decision, until=None, by=reviewer) -> Application``, on what is saved now."""

    def done(
        decision: Decision, until: date | None = None, by: Actor = reviewer, revision: int = 0
    ) -> Application:
        now = revision or Review.objects(application=NUMBER).order_by("-version").first().revision
        return decide(
            NUMBER,
            Wanted(decision, now, until),
            by=by,
            at=at,
            rulebook=rulebook(),
            calendar=current_calendar(),
        )

    return done


def typing(**more: object) -> Typed:
    """What somebody types on the latest revision."""
    now = Review.objects(application=NUMBER).order_by("-version").first().revision
    return Typed(now, **more)


def held(by: Actor, at: datetime, **given: object) -> None:
    """Put an application on record and have it claimed."""
    a_submitted(**given)
    claim_one(NUMBER, by=by, at=at)


def test_a_claim_holds_the_application_and_begins_its_review(reviewer, at):
    """The state moves, the review stands beside the version, ledger and host are told."""
    held(reviewer, at)
    now = Application.objects.get()
    assert (now.state, now.claimed_by, now.claimed_by_name, now.revision) == (
        "in_review", "reviewer", "浙江审核员", 2,
    )  # fmt: skip
    review = Review.objects.get()
    assert (review.number, review.rulebook, review.state) == (f"{NUMBER}-1", "test", "open")
    assert [one.account for one in review.holders] == ["reviewer"]
    assert LedgerEntry.objects.get().verb == "application.claim"
    assert [one.code for one in OutboxMessage.objects] == ["notice_application_claimed"]
    claim_one(NUMBER, by=reviewer, at=at)
    assert LedgerEntry.objects.count() == 1


def test_of_two_who_claim_at_once_one_holds(reviewer, at):
    """Two claims start together: one holder, one review, the other is told who."""
    a_submitted()
    given = at_once(
        *(lambda who=who: claim_one(NUMBER, by=who, at=at) for who in (reviewer, OTHER))
    )
    refused = [one for one in given if one is not None]
    assert [type(one) for one in refused] == [ReviewHeldByOther]
    assert refused[0].params["name"] == Application.objects.get().claimed_by_name
    assert Review.objects.count() == 1
    assert LedgerEntry.objects(verb="application.claim").count() == 1


def test_many_are_claimed_in_one_act(reviewer, at):
    """Of three, one is held by somebody else and one decided: the third alone is claimed."""
    a_submitted("SB-330000-2026-0001")
    a_submitted("SB-330000-2026-0002", state="in_review", claimed_by="x", claimed_by_name="甲")
    a_submitted("SB-330000-2026-0003", state="recommended")
    a_submitted("SB-440000-2026-0001", authority="440000", host="host-2")
    numbers = [one.number for one in Application.objects]
    shown = preview(numbers, by=reviewer)
    assert [one.code for one in shown] == ["", "review_held_by_other", "review_not_open"]
    assert Review.objects.count() == 0
    assert claim(numbers, by=reviewer, at=at) == shown
    assert [one.number for one in Application.objects(claimed_by="reviewer")] == [NUMBER]
    assert Application.objects(authority="440000", state="submitted").count() == 1


def test_two_hundred_are_claimed_with_as_many_queries_as_two(reviewer, at, commands):
    """Bulk work is bulk work: the number of commands does not grow."""

    def cost(numbers: list[str]) -> int:
        with commands() as seen:
            claim(numbers, by=reviewer, at=at)
        return len([one for one in seen if not one.startswith("getMore")])

    few = [a_submitted(f"SB-330000-2026-{one:04}").number for one in (1, 2)]
    first = cost(few)
    many = [a_submitted(f"SB-330000-2026-{one:04}").number for one in range(3, 203)]
    assert cost(many) == first
    assert Application.objects(claimed_by="reviewer").count() == 202


@pytest.mark.parametrize("count", [0, 201])
def test_none_or_too_many_are_not_claimed(reviewer, at, count):
    """One says how many are taken at once."""
    with pytest.raises(Invalid):
        claim([str(one) for one in range(count)], by=reviewer, at=at)


@pytest.mark.parametrize("who", [ELSEWHERE])
def test_another_authority_finds_nothing(reviewer, at, who):
    """Every door answers another's application like one that does not exist."""
    held(reviewer, at)
    for act in (
        lambda: claim_one(NUMBER, by=who, at=at),
        lambda: release(NUMBER, "理由", by=who, at=at),
        lambda: read_review(NUMBER, by=who),
        lambda: save(NUMBER, typing(), by=who, at=at),
        lambda: check(NUMBER, Wanted(Decision.REFUSED), by=who, at=at, calendar=current_calendar()),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_host_and_the_ministry_do_not_review(at, ministry):
    """The host never sees its review; the ministry reads it and changes nothing."""
    a_submitted()
    with pytest.raises(NotAllowed):
        read_review(NUMBER, by=HOST)
    assert read_review(NUMBER, by=ministry).review is None
    with pytest.raises(NotAllowed):
        claim_one(NUMBER, by=ministry, at=at)


def test_a_draft_that_was_never_sent_is_not_there(reviewer, at):
    """What no version was submitted of is the host's alone."""
    a_submitted(state="draft", version=1)
    Application.objects.update(set__version=0)
    with pytest.raises(NotFound):
        read_review(NUMBER, by=reviewer)
    with pytest.raises(NotFound):
        claim_one(NUMBER, by=reviewer, at=at)


def test_its_holder_releases_it_and_a_lead_with_a_reason(reviewer, lead, at):
    """Back in the queue with all answers; a lead says why, another reviewer may not."""
    held(reviewer, at)
    save(NUMBER, typing(answers=ANSWERS), by=reviewer, at=at)
    release(NUMBER, by=reviewer, at=at)
    now = Application.objects.get()
    assert (now.state, now.claimed_by, now.claimed_at) == ("submitted", "", None)
    claim_one(NUMBER, by=OTHER, at=at)
    assert len(Review.objects.get().answers) == 2
    with pytest.raises(ReviewHeldByOther):
        release(NUMBER, "我来", by=reviewer, at=at)
    with pytest.raises(Invalid):
        release(NUMBER, " \u200b", by=lead, at=at)
    release(NUMBER, "另有任务", by=lead, at=at)
    holders = Review.objects.get().holders
    assert [(one.account, one.reason, one.until == at) for one in holders] == [
        ("reviewer", "", True),
        ("other", "另有任务", True),
    ]
    with pytest.raises(ReviewNotOpen):
        release(NUMBER, "再来", by=lead, at=at)


def test_a_lead_takes_over_and_the_first_can_write_no_more(reviewer, lead, at):
    """Answers stay; who held it before is refused with the new holder's name."""
    held(reviewer, at)
    stale = typing(answers=ANSWERS)
    save(NUMBER, stale, by=reviewer, at=at)
    with pytest.raises(NotAllowed):
        take_over(NUMBER, "请假", by=OTHER, at=at)
    with pytest.raises(Invalid):
        take_over(NUMBER, "", by=lead, at=at)
    take_over(NUMBER, "请假", by=lead, at=at)
    assert Application.objects.get().claimed_by == "lead"
    with pytest.raises(ReviewHeldByOther) as refused:
        save(NUMBER, typing(answers=ANSWERS), by=reviewer, at=at)
    assert refused.value.params["name"] == "浙江负责人"
    assert read_review(NUMBER, by=lead).answers[JUDGEMENT["id"]].answer is Answer.MEETS
    with pytest.raises(ReviewNotOpen):
        take_over(NUMBER, "再来", by=lead, at=at)


def test_what_is_typed_is_kept_until_the_decision(reviewer, at):
    """Half an answer is kept, an answer that stays keeps its time, one taken away goes."""
    held(reviewer, at)
    later = at + timedelta(minutes=5)
    save(NUMBER, typing(answers={JUDGEMENT["id"]: ("", "路线图")}), by=reviewer, at=at)
    opened = save(
        NUMBER,
        typing(answers=ANSWERS, notes={"basics": "写明地址"}, opinion="同意"),
        by=reviewer,
        at=later,
    )
    assert opened.answers[JUDGEMENT["id"]] == Answered(Answer.MEETS, "体系完整，现场核对过。")
    assert (opened.review.notes, opened.review.opinion) == ({"basics": "写明地址"}, "同意")
    gone = {FIGURE["id"]: ("", ""), JUDGEMENT["id"]: ANSWERS[JUDGEMENT["id"]]}
    opened = save(NUMBER, typing(answers=gone), by=reviewer, at=later + timedelta(minutes=5))
    assert list(opened.answers) == [JUDGEMENT["id"]]
    assert opened.review.answers[0].answered_at == later
    assert opened.review.opinion == "同意"


def test_two_tabs_do_not_overwrite_each_other(reviewer, at):
    """The second save on one revision is refused and changes nothing."""
    held(reviewer, at)
    both = [typing(answers={JUDGEMENT["id"]: ("meets", text)}) for text in ("第一页", "第二页")]
    given = at_once(*(lambda one=one: save(NUMBER, one, by=reviewer, at=at) for one in both))
    assert [type(one) for one in given].count(ReviewMoved) == 1
    assert Review.objects.get().revision == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"answers": {"no_such": ("meets", "")}}, "answer-no_such"),
        ({"answers": {JUDGEMENT["id"]: ("confirmed", "")}}, f"answer-{JUDGEMENT['id']}"),
        ({"answers": {FIGURE["id"]: ("meets", "")}}, f"answer-{FIGURE['id']}"),
        ({"answers": {FIGURE["id"]: ("", "长" * 1001)}}, f"reason-{FIGURE['id']}"),
        ({"notes": {"$where": "x"}}, "note-$where"),
        ({"opinion": "长" * 1001}, "opinion"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_place(reviewer, at, typed, field):
    """Unknown criteria and sections, answers of another kind, and texts without end."""
    held(reviewer, at)
    with pytest.raises(Invalid) as refused:
        save(NUMBER, typing(**typed), by=reviewer, at=at)
    assert list(refused.value.fields) == [field]
    assert Review.objects.get().revision == 1


def test_sections_are_returned_with_reasons_and_a_day(reviewer, at, deciding):
    """The host gets just those, until the round's last day unless another is named."""
    held(reviewer, at)
    save(NUMBER, typing(notes={"standing": "写明结果", "basics": "写明地址"}), by=reviewer, at=at)
    now = deciding(Decision.RETURNED)
    assert (now.state, now.live, now.claimed_by) == ("returned", True, "")
    assert [(one.section, one.reason) for one in now.returned] == [
        ("basics", "写明地址"),
        ("standing", "写明结果"),
    ]
    assert now.return_until == date(2026, 12, 31)
    assert now.submitted_at < at
    decided = Review.objects.get().decision
    assert (decided.outcome, decided.account_name, len(decided.digest)) == (
        "returned", "浙江审核员", 64,
    )  # fmt: skip
    told = told_to_host(now, by=HOST)
    assert "请修改：基本信息、近三年声明" in told[0].text
    assert "2026年12月31日" in told[0].text
    with pytest.raises(ReviewNotOpen):
        deciding(Decision.RETURNED)
    assert broken_at(f"application:{NUMBER}") is None


@pytest.mark.parametrize("until", [date(2026, 12, 30), date(2027, 2, 1)])
def test_a_return_s_day_is_bounded(reviewer, at, deciding, until):
    """Too soon or too late is refused with both bounds; nothing is written."""
    held(reviewer, at)
    save(NUMBER, typing(notes={"basics": "写明地址"}), by=reviewer, at=at)
    with pytest.raises(DecisionNotPossible) as refused:
        deciding(Decision.RETURNED, until)
    assert "2026-12-31" in refused.value.fields["until"]
    assert Application.objects.get().state == "in_review"


def test_a_recommendation_wants_everything_answered(reviewer, at, deciding):
    """What is missing is said all at once; then it is recommended and told."""
    held(reviewer, at)
    with pytest.raises(DecisionNotPossible) as refused:
        deciding(Decision.RECOMMENDED)
    assert set(refused.value.fields) == {JUDGEMENT["id"], FIGURE["id"], "opinion"}
    save(NUMBER, typing(answers=ANSWERS, opinion="同意推荐。"), by=reviewer, at=at)
    now = deciding(Decision.RECOMMENDED)
    assert (now.state, now.decision.outcome, now.decision.reason) == (
        "recommended", "recommended", "同意推荐。",
    )  # fmt: skip
    assert now.decision.review == f"{NUMBER}-1"
    entry = LedgerEntry.objects(verb="application.recommended").get()
    assert (entry.rulebook, entry.clause) == (rulebook().version, "二（二）")
    assert entry.after["judged_under"] == "test"
    assert "体系完整" not in str(entry.after)


def test_what_is_not_met_is_refused_or_returned_never_recommended(reviewer, at, deciding):
    """Four people where five are wanted: no answer opens the way."""
    held(reviewer, at, assessments=[JUDGEMENT, FIGURE, UNMET])
    answers = ANSWERS | {UNMET["id"]: ("confirmed", "确实只有四人")}
    save(NUMBER, typing(answers=answers, opinion="人员不足。"), by=reviewer, at=at)
    with pytest.raises(DecisionNotPossible) as refused:
        deciding(Decision.RECOMMENDED)
    assert set(refused.value.fields) == {UNMET["id"]}
    now = deciding(Decision.REFUSED)
    assert (now.state, now.live, now.decision.reason) == ("refused", False, "人员不足。")
    assert Review.objects.get().decision.grounds == [UNMET["id"]]
    assert "专职技术或管理人员（一（二）2）" in told_to_host(now, by=HOST)[0].text


def test_of_two_decisions_at_once_one_is_made(reviewer, at, deciding):
    """Recommended and refused together: one decision, one message, one entry."""
    held(reviewer, at, assessments=[JUDGEMENT])
    answers = {JUDGEMENT["id"]: ("meets", "完整")}
    save(NUMBER, typing(answers=answers, notes={"basics": "x"}, opinion="y"), by=reviewer, at=at)
    revision = Review.objects.get().revision
    given = at_once(
        *(
            lambda one=one: deciding(one, revision=revision)
            for one in (Decision.RECOMMENDED, Decision.RETURNED)
        )
    )
    assert sum(isinstance(one, Application) for one in given) == 1
    assert {type(one) for one in given} <= {Application, ReviewNotOpen, ReviewMoved}
    assert (
        LedgerEntry.objects(verb__in=["application.recommended", "application.returned"]).count()
        == 1
    )
    codes = [one.code for one in OutboxMessage.objects]
    assert len([code for code in codes if code != "notice_application_claimed"]) == 1


def test_a_decision_on_what_was_saved_since_is_not_made(reviewer, at, deciding):
    """Who pressed the button had seen another text: nothing is decided."""
    held(reviewer, at)
    save(NUMBER, typing(notes={"basics": "写明地址"}), by=reviewer, at=at)
    with pytest.raises(ReviewMoved):
        deciding(Decision.RETURNED, revision=1)
    with pytest.raises(ReviewHeldByOther):
        deciding(Decision.RETURNED, by=OTHER)


def test_the_next_version_is_a_review_of_its_own(reviewer, at, deciding):
    """Reasons come along, judgements are asked anew, the first review stays as decided."""
    held(reviewer, at)
    save(NUMBER, typing(answers=ANSWERS, notes={"basics": "写明地址"}), by=reviewer, at=at)
    deciding(Decision.RETURNED)
    first = Review.objects.get().to_mongo()
    sent_again(Application.objects.get())
    claim_one(NUMBER, by=OTHER, at=at)
    opened = read_review(NUMBER, by=OTHER)
    assert opened.version.version == 2
    assert opened.earlier.version == 1
    assert opened.answers == {
        JUDGEMENT["id"]: Answered(None, "体系完整，现场核对过。"),
        FIGURE["id"]: Answered(Answer.CONFIRMED),
    }
    assert [one.account_name for one in opened.review.answers] == ["浙江审核员"] * 2
    assert Review.objects.get(version=1).to_mongo() == first
    before = read_review(NUMBER, by=OTHER, version=1)
    assert (before.review.decision.outcome, before.may_write) == ("returned", False)
    with pytest.raises(NotFound):
        read_review(NUMBER, by=OTHER, version=3)


def test_the_host_s_running_draft_is_never_shown(reviewer, at):
    """What is typed after submission is not what is reviewed."""
    held(reviewer, at)
    Application.objects.update(set__values={"platform_name": "改过的名称"})
    assert read_review(NUMBER, by=reviewer).version.content == {
        "platform_name": "临江高端装备中试平台"
    }
