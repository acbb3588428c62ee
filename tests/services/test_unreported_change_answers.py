"""A host's answer on the desk: its words, its files, in time and late, and nobody else's."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.unreported_changes import HostAnswer, UnreportedChange
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.unreported_changes import CaseState
from registry.services import major_changes
from registry.services import unreported_change_answers as answers
from registry.services import unreported_change_records as records
from registry.services import unreported_changes as desk
from registry.services.evidence import PaperAlreadyThere
from registry.services.major_change_values import ChangeOrder
from registry.services.unreported_change_answers import AnswerPaper
from tests.unreported_makers import NEW, PLATFORM, a_case, an_asked_case

SAMPLES = Path(__file__).parents[1] / "samples"
NUMBER = "YS-330000-2026-0001"
PROVINCE = Actor(account="r1", name="浙江审核员", role=Role.PROVINCIAL_REVIEWER, authority="330000")
ELSEWHERE = Actor(account="r2", name="广东负责人", role=Role.PROVINCIAL_LEAD, authority="440000")
STAFF = Actor(account="m1", name="部工作人员", role=Role.MINISTRY_STAFF)
HOST = Actor(account="h1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
STRANGER = Actor(account="h2", name="路人", role=Role.HOST_OPERATOR, host="host-2")
AFTER = datetime(2027, 1, 13, 9, tzinfo=SHANGHAI)


@pytest.fixture
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform in the library."""
    return on_record(PLATFORM)


def told() -> set[tuple[str, str, str]]:
    """Who was told what."""
    return {(one.audience, one.recipient, one.code) for one in OutboxMessage.objects}


def test_a_host_answers_and_adds_to_it(platform: Platform, at: datetime) -> None:
    """Answers stand beside each other; one after the last day is late, and kept."""
    an_asked_case()
    first = answers.answer(NUMBER, "十二月更名，正在办理。", version=1, by=HOST, at=at)
    assert (first.answered, first.answers[0].late) == (True, False)
    last_minute = datetime(2027, 1, 6, 23, 59, 59, tzinfo=SHANGHAI)
    second = answers.answer(NUMBER, "补充。", version=2, by=HOST, at=last_minute)
    third = answers.answer(NUMBER, "再补充。", version=3, by=HOST, at=AFTER)
    assert [one.late for one in third.answers] == [False, False, True]
    assert second.state == third.state == "asked"
    assert ("authority", "330000", "notice_unreported_answered_authority") in told()
    with pytest.raises(Invalid):
        answers.answer(NUMBER, "", version=4, by=HOST, at=at)
    with pytest.raises(VersionConflict):
        answers.answer(NUMBER, "旧页面。", version=1, by=HOST, at=at)


def test_only_the_asked_host_answers(platform: Platform, at: datetime) -> None:
    """Not another host, not an office, not before it was asked, not after the finding."""
    a_case("YS-330000-2026-0002")
    with pytest.raises(NotFound):
        answers.answer("YS-330000-2026-0002", "没有问我。", version=1, by=HOST, at=at)
    an_asked_case()
    with pytest.raises(NotFound):
        answers.answer(NUMBER, "我来答。", version=1, by=STRANGER, at=at)
    with pytest.raises(NotAllowed):
        answers.answer(NUMBER, "代答。", version=1, by=PROVINCE, at=at)
    desk.settle(NUMBER, CaseState.UNFOUNDED, "核对无误", version=1, by=PROVINCE, at=at)
    with pytest.raises(records.UnreportedSettled):
        answers.answer(NUMBER, "晚了。", version=2, by=HOST, at=at)


def test_a_case_takes_so_many_answers(platform: Platform, at: datetime) -> None:
    """A host's answers cannot fill the record."""
    given = [
        {"text": "x", "account_name": "x", "answered_at": at} for _ in range(answers.MOST_ANSWERS)
    ]
    case = an_asked_case()
    UnreportedChange.objects(id=case.id).update(set__answers=[HostAnswer(**one) for one in given])
    with pytest.raises(answers.UnreportedPapersFull):
        answers.answer(NUMBER, "再来。", version=1, by=HOST, at=at)


def test_files_stand_beside_the_answer(platform: Platform, at: datetime) -> None:
    """Each is kept once by its digest, read by both sides and by nobody else."""
    an_asked_case()
    content = (SAMPLES / "scan_without_stamp.pdf").read_bytes()
    paper = AnswerPaper(content, "变更通知书.pdf", declared=True)
    given: dict[str, Any] = {"by": HOST, "at": at, "rulebook": rulebook()}
    case = answers.add_paper(NUMBER, paper, version=1, **given)
    kept = case.attachments[0]
    for actor in (HOST, PROVINCE, STAFF):
        out = answers.paper_out(NUMBER, kept.id, preview=False, by=actor)
        assert (out.content, out.name) == (content, "变更通知书.pdf")
    for actor in (STRANGER, ELSEWHERE):
        with pytest.raises(NotFound):
            answers.paper_out(NUMBER, kept.id, preview=False, by=actor)
    with pytest.raises(NotFound):
        answers.paper_out(NUMBER, "none", preview=False, by=HOST)
    with pytest.raises(PaperAlreadyThere):
        answers.add_paper(NUMBER, paper, version=2, **given)
    with pytest.raises(Invalid) as refused:
        answers.add_paper(NUMBER, AnswerPaper(b"", "", declared=False), version=2, **given)
    assert set(refused.value.fields) == {"file", "declared"}
    UnreportedChange.objects.update(set__attachments=[kept] * answers.MOST_PAPERS)
    with pytest.raises(answers.UnreportedPapersFull):
        answers.add_paper(NUMBER, paper, version=2, **given)


def test_a_report_after_the_question_is_prompted_named_or_not(
    platform: Platform, at: datetime
) -> None:
    """A host that leaves the case out is prompted all the same; about another matter it is not."""
    an_asked_case()
    named = ChangeOrder("rename", date(2026, 12, 1), {"host_name": NEW})
    other = ChangeOrder("equity_change", date(2026, 12, 1), {"description": "股权转让"})
    made = [
        major_changes.report(PLATFORM, one, by=HOST, at=at, rulebook=rulebook())
        for one in (named, other)
    ]
    assert [one.prompted_by for one in made] == [NUMBER, ""]
    assert [one.timeliness for one in made] == ["prompted", "to_be_judged"]
