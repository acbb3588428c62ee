"""A review that returned sections, and the review of the version that comes after it."""

from datetime import datetime

import pytest

from registry.documents.applications import Application
from registry.documents.reviews import Review
from registry.law import rulebook
from registry.permissions import Actor
from registry.policy.reviews import Decision
from registry.services.calendar import current_calendar
from registry.services.review_answers import Typed, save
from registry.services.review_claims import claim_one
from registry.services.review_decisions import Wanted, decide
from registry.services.reviews import read_review
from tests.review_makers import JUDGEMENT, a_submitted, sent_again

pytestmark = pytest.mark.usefixtures("database")

NUMBER = "SB-330000-2026-0001"
ANSWERS = {JUDGEMENT["id"]: ("meets", "体系完整，现场核对过。")}


def returned(by: Actor, at: datetime, notes: dict[str, str]) -> Application:
    """Claim, answer, and return sections."""
    a_submitted()
    claim_one(NUMBER, by=by, at=at)
    now = Review.objects.get().revision
    save(NUMBER, Typed(now, answers=ANSWERS, notes=notes), by=by, at=at)
    wanted = Wanted(Decision.RETURNED, Review.objects.get().revision)
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    return decide(NUMBER, wanted, by=by, at=at, **law)


def test_what_its_host_recalled_hides_nothing(reviewer, at):
    """The next reviewer sees what changed since the version that was reviewed, and its reasons."""
    head = returned(reviewer, at, {"basics": "写明地址"})
    sent_again(head)
    sent_again(Application.objects.get())
    claim_one(NUMBER, by=reviewer, at=at)
    opened = read_review(NUMBER, by=reviewer)
    assert (opened.version.version, opened.earlier.version) == (3, 1)
    assert opened.answers[JUDGEMENT["id"]].reason == "体系完整，现场核对过。"


def test_table_and_declared_value_go_back_together(reviewer, at):
    """Neither can be mended alone: one returned, the other comes along with the reason."""
    head = returned(reviewer, at, {"capability": "原值与台账不符"})
    assert [one.section for one in head.returned] == ["capability", "equipment"]
    assert "一（二）1" in head.returned[1].reason
