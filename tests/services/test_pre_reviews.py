"""The offices of divisions: switched on by a lead, heard, never waited for."""

from dataclasses import replace

import pytest

from registry.documents.applications import Application
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.pre_reviews import DivisionOffice, PreReview
from registry.documents.reviews import Review
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.permissions import Actor, Role
from registry.services.grants import Grant, check_grant
from registry.services.pre_reviews import (
    NewOffice,
    OfficeExists,
    OpinionGiven,
    PreReviewClosed,
    PreReviewMoved,
    add_office,
    count_waiting,
    division_of,
    give_opinion,
    offices,
    read_pre_review,
    switch_office,
    waiting_for,
)
from registry.services.review_claims import claim_one, release
from registry.services.reviews import read_review
from tests.review_makers import a_submitted, sent_again
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")

NUMBER = "SB-330000-2026-0001"
HANGZHOU = Actor(
    account="hz", name="杭州初审员", role=Role.DIVISION_REVIEWER, authority="330000",
    division="330100",
)  # fmt: skip


@pytest.fixture
def office(lead: Actor, at) -> DivisionOffice:
    """Hangzhou's office, looking at the whole prefecture."""
    return add_office(NewOffice("杭州市经济和信息化局", "330100"), by=lead, at=at)


def test_an_office_sees_its_division_alone(office, lead, at):
    """A county of the prefecture is seen; Ningbo, another authority and drafts are not."""
    a_submitted(NUMBER, division="330110")
    a_submitted("SB-330000-2026-0002", division="330400")
    a_submitted("SB-330000-2026-0003", division="")
    a_submitted("SB-330000-2026-0004", division="330110", state="returned")
    a_submitted("SB-440000-2026-0001", division="330110", authority="440000", host="host-2")
    assert [one.number for one in waiting_for(by=HANGZHOU, limit=9)[0]] == [NUMBER]
    assert count_waiting(by=HANGZHOU) == 1
    assert read_pre_review(NUMBER, by=HANGZHOU).may_write
    assert not read_pre_review("SB-330000-2026-0004", by=HANGZHOU).may_write
    for number in ("SB-330000-2026-0002", "SB-330000-2026-0003", "SB-440000-2026-0001", "none"):
        with pytest.raises(NotFound):
            read_pre_review(number, by=HANGZHOU)
    with pytest.raises(NotAllowed):
        read_review(NUMBER, by=HANGZHOU)
    with pytest.raises(NotAllowed):
        read_pre_review(NUMBER, by=lead)


def test_an_opinion_is_given_once_and_told(office, reviewer, at):
    """The province is told and sees it beside the version; a second one is refused."""
    a_submitted(NUMBER, division="330110")
    give_opinion(NUMBER, "forward", "材料齐全", version=1, by=HANGZHOU, at=at)
    told = OutboxMessage.objects.get()
    assert (told.audience, told.recipient, told.code) == (
        "authority", "330000", "notice_pre_review_given",
    )  # fmt: skip
    assert read_review(NUMBER, by=reviewer).pre_review.reason == "材料齐全"
    assert Application.objects.get().pre_review == "forward"
    assert count_waiting(by=HANGZHOU) == 0
    with pytest.raises(OpinionGiven):
        give_opinion(NUMBER, "advise_return", "改主意", version=1, by=HANGZHOU, at=at)


def test_of_two_opinions_at_once_one_is_kept(office, at):
    """Two people of one office: one opinion, the other is told."""
    a_submitted(NUMBER, division="330110")
    given = at_once(
        *(
            lambda one=one: give_opinion(NUMBER, one, "理由", version=1, by=HANGZHOU, at=at)
            for one in ("forward", "advise_return")
        )
    )
    assert [type(one) for one in given].count(OpinionGiven) == 1
    assert PreReview.objects.count() == 1


@pytest.mark.parametrize(("opinion", "reason"), [("", "x"), ("yes", "x"), ("forward", " ")])
def test_an_opinion_wants_its_reason(office, at, opinion, reason):
    """Neither without a choice nor without a reason."""
    a_submitted(NUMBER, division="330110")
    with pytest.raises(Invalid):
        give_opinion(NUMBER, opinion, reason, version=1, by=HANGZHOU, at=at)
    assert PreReview.objects.count() == 0


def test_the_province_does_not_wait_and_that_is_on_record(office, reviewer, at):
    """Claimed before the opinion: written down by whom it was not waited for."""
    a_submitted(NUMBER, division="330110")
    a_submitted("SB-330000-2026-0002", division="330400")
    for number in (NUMBER, "SB-330000-2026-0002"):
        claim_one(number, by=reviewer, at=at)
    not_waited = {one.application: one.holders[0].before_opinion for one in Review.objects}
    assert not_waited == {NUMBER: "杭州市经济和信息化局", "SB-330000-2026-0002": ""}
    give_opinion(NUMBER, "advise_return", "地址不清", version=1, by=HANGZHOU, at=at)
    release(NUMBER, by=reviewer, at=at)
    claim_one(NUMBER, by=reviewer, at=at)
    holders = Review.objects.get(application=NUMBER).holders
    assert [one.before_opinion for one in holders] == ["杭州市经济和信息化局", ""]


def test_an_opinion_is_of_the_version_that_was_read(office, at):
    """The host took it back and sent another meanwhile: nothing is said of what nobody read."""
    made = a_submitted(NUMBER, division="330110")
    sent_again(made)
    with pytest.raises(PreReviewMoved):
        give_opinion(NUMBER, "forward", "材料齐全", version=1, by=HANGZHOU, at=at)
    assert PreReview.objects.count() == 0
    give_opinion(NUMBER, "forward", "材料齐全", version=2, by=HANGZHOU, at=at)
    assert PreReview.objects.get().version == 2


def test_reading_and_giving_are_two_permissions(office, at):
    """A token made for one of them opens the other not."""
    a_submitted(NUMBER, division="330110")
    reads = replace(HANGZHOU, scopes=frozenset({"pre_reviews:read"}))
    gives = replace(HANGZHOU, scopes=frozenset({"applications:pre_review"}))
    assert read_pre_review(NUMBER, by=reads).may_write
    with pytest.raises(NotAllowed):
        give_opinion(NUMBER, "forward", "材料齐全", version=1, by=reads, at=at)
    for act in (lambda: read_pre_review(NUMBER, by=gives), lambda: waiting_for(by=gives, limit=9)):
        with pytest.raises(NotAllowed):
            act()
    give_opinion(NUMBER, "forward", "材料齐全", version=1, by=gives, at=at)


def test_of_two_switchings_at_once_one_holds(office, lead, at):
    """The second one finds the office changed, and one entry is in the ledger."""
    switched = at_once(
        *(lambda: switch_office("330100", on=False, version=1, by=lead, at=at) for _ in range(2))
    )
    assert [type(one) for one in switched].count(VersionConflict) == 1
    assert DivisionOffice.objects.get().version == 2
    assert LedgerEntry.objects(verb="division_office.switch").count() == 1


def test_lists_are_paged(office, lead, at):
    """What waits longest first, offices by their code; each page says where the next begins."""
    numbers = [f"SB-330000-2026-000{ordinal}" for ordinal in range(3)]
    for number in numbers:
        a_submitted(number, division="330110")
    found, key = waiting_for(by=HANGZHOU, limit=2)
    rest, end = waiting_for(by=HANGZHOU, after=key, limit=2)
    assert ([one.number for one in found + rest], end) == (numbers, [])
    add_office(NewOffice("嘉兴市局", "330400"), by=lead, at=at)
    (first,), key = offices(by=lead, limit=1)
    (second,), end = offices(by=lead, after=key, limit=1)
    assert (first.division, second.division, end) == ("330100", "330400", [])


def test_what_is_decided_wants_no_opinion_any_more(office, at):
    """Returned meanwhile: nothing is written."""
    a_submitted(NUMBER, division="330110", state="returned")
    with pytest.raises(PreReviewClosed):
        give_opinion(NUMBER, "forward", "材料齐全", version=1, by=HANGZHOU, at=at)
    assert PreReview.objects.count() == 0


def test_switched_off_it_sees_nothing(office, lead, reviewer, at):
    """A lead switches it off and on; a reviewer only sees that it is there."""
    a_submitted(NUMBER, division="330110")
    with pytest.raises(NotAllowed):
        switch_office("330100", on=False, version=1, by=reviewer, at=at)
    switch_office("330100", on=False, version=1, by=lead, at=at)
    assert count_waiting(by=HANGZHOU) == 0
    for act in (
        lambda: waiting_for(by=HANGZHOU, limit=9),
        lambda: read_pre_review(NUMBER, by=HANGZHOU),
    ):
        with pytest.raises(NotFound):
            act()
    claim_one(NUMBER, by=reviewer, at=at)
    assert Review.objects.get().holders[0].before_opinion == ""
    switch_office("330100", on=True, version=2, by=lead, at=at)
    assert [(one.active, one.version) for one in offices(by=reviewer, limit=9)[0]] == [(True, 3)]
    with pytest.raises(NotFound):
        switch_office("330400", on=True, version=1, by=lead, at=at)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewOffice("", "330100"), "name"),
        (NewOffice("某局", "330000"), "division"),
        (NewOffice("某局", "330200"), "division"),
        (NewOffice("某局", "440100"), "division"),
        (NewOffice("某局", "330100", "330110，440100"), "covers"),
        (NewOffice("某局", "330100", " ".join(str(n) for n in range(330101, 330199))), "covers"),
    ],
)
def test_an_office_is_of_one_s_own_place(lead, at, new, field):
    """Neither of another authority nor of a city that reports for itself."""
    with pytest.raises(Invalid) as refused:
        add_office(new, by=lead, at=at)
    assert field in refused.value.fields
    assert DivisionOffice.objects.count() == 0


def test_a_division_has_one_office(office, lead, at):
    """A second one is refused; several divisions may be covered by one."""
    with pytest.raises(OfficeExists):
        add_office(NewOffice("又一个局", "330100"), by=lead, at=at)
    made = add_office(NewOffice("嘉兴市局", "330400", "330400, 330500"), by=lead, at=at)
    assert made.covers == ["330400", "330500"]


def test_the_role_is_granted_for_an_office_that_is_there(office):
    """Authority and division, both, and an office of them."""
    good = Grant("division_reviewer", authority="330000", division="330100")
    check_grant(good)
    for wrong in (
        replace(good, division=""),
        replace(good, division="330400"),
        replace(good, authority="440000"),
        replace(good, authority=""),
        replace(good, role="provincial_reviewer"),
    ):
        with pytest.raises(Invalid):
            check_grant(wrong)


@pytest.mark.parametrize(
    ("content", "division"),
    [
        ({"division": "330110", "place": "宁波市"}, "330110"),
        ({"place": "杭州市"}, "330100"),
        ({"place": "杭州"}, "330100"),
        ({"place": "没有这个地方"}, ""),
        ({}, ""),
    ],
)
def test_the_division_follows_the_code_or_the_place(content, division):
    """A code that was stated counts, else the name of the place."""
    assert division_of(content) == division
