"""The decision of a removal case: all that follows in one transaction, or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.documents.bans import Ban
from registry.documents.exit_proposals import ExitProposal
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.removal_cases import RemovalCase
from registry.documents.removals import Removal
from registry.errors import Invalid, NotAllowed, VersionConflict
from registry.law import NATIONAL, rulebook
from registry.messages import say
from registry.policy.rulebook import Rulebook
from registry.services import removal_case_steps as steps
from registry.services import removal_decisions as desk
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.quarters import updates_due
from registry.services.removal_case_refusals import (
    RemovalCaseEnded,
    RemovalCaseNotNow,
    RemovalDailyLimit,
    RemovalPlatformGone,
    RemovalPreparerMaySignNot,
    RemovalUnverified,
)
from registry.services.windows import quarter_window
from tests.removal_makers import GRAVE, HEAD, HOST, LEAD, NUMBER, OTHER_HEAD, PLAIN, STAFF, Way
from tests.round_makers import an_exit
from tests.services.simultaneous import at_once


@pytest.fixture
def way(on_record: Callable[..., Platform]) -> Way:
    """A platform of Zhejiang in the library, and a case's way against it."""
    on_record(NUMBER)
    return Way()


def test_a_decision_writes_everything_together(way: Way) -> None:
    """Removal, ban from day to day, library state, fact, story, messages: all by one signature."""
    way.to_prepared()
    made = way.decided()
    assert (made.state, made.open, made.version) == ("decided", False, 6)
    platform = Platform.objects.get(number=NUMBER)
    assert (platform.state, platform.removed_at) == ("removed", way.at)
    removal = Removal.objects.get(platform=NUMBER)
    day = date(2026, 9, 2)
    assert (removal.ground, removal.clause, removal.decision) == (
        GRAVE, "二（四）", "工信部科〔2026〕88号",
    )  # fmt: skip
    assert (removal.decided_on, removal.removed_on) == (day, day)
    ban = Ban.objects.get(platform=NUMBER)
    assert (ban.from_day, ban.until_day) == (day, date(2029, 9, 2))
    fact = PlatformFact.objects.get(platform=NUMBER, aspect="state")
    assert (fact.value, fact.effective_on, fact.source) == (
        "removed", day, f"removal_case:{made.number}",
    )  # fmt: skip
    verbs = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("sequence").scalar("verb")
    assert list(verbs)[-3:] == ["platform.remove", "ban.record", "removal_case.decide"]
    assert broken_at(f"platform:{NUMBER}") is None
    told = OutboxMessage.objects(code="notice_removal_decide")
    assert {one.audience for one in told} == {"host", "authority", "ministry"}
    said = say(told[0].code, **told[0].params)
    assert "2029-09-02" in said
    assert "工信部科〔2026〕88号" in said


def test_the_digest_answers_for_the_decision(way: Way) -> None:
    """Worked out again from what is stored it is the same; a word changed shows."""
    way.to_prepared()
    made = way.decided()
    stored = RemovalCase.objects.get(number=made.number)
    assert desk.decision_digest(stored) == made.decision.digest
    stored.verifications[0].findings += "。"
    assert desk.decision_digest(stored) != made.decision.digest


def test_the_short_way_removes_without_a_ban(way: Way) -> None:
    """二（六）: no verification, no ban, and the host may apply again."""
    way.to_prepared(PLAIN)
    made = way.decided()
    assert made.decision.ban_until is None
    assert Platform.objects.get(number=NUMBER).state == "removed"
    assert (Removal.objects.count(), Ban.objects.count()) == (1, 0)


def test_no_removal_without_verification(way: Way) -> None:
    """Not even where somebody wrote the state into the database by hand."""
    way.opened()
    way.notified()
    way.stated()
    with pytest.raises(RemovalUnverified):
        way.prepared()
    way.verified(confirmed=False)
    assert way.case.state == "notified"
    with pytest.raises(RemovalUnverified):
        way.prepared()
    with pytest.raises(RemovalCaseNotNow):
        way.decided()
    preparation = {"document": "x", "reasons": "x" * 20, "account": "y", "account_name": "y",
                   "prepared_at": way.at}  # fmt: skip
    get_db().removal_cases.update_one({}, {"$set": {"state": "prepared",
                                                    "preparation": preparation}})  # fmt: skip
    with pytest.raises(RemovalUnverified):
        way.decided()
    assert Platform.objects.get(number=NUMBER).state == "in_library"


@pytest.mark.parametrize("by", [LEAD, STAFF, HOST])
def test_only_a_lead_of_the_ministry_signs(way: Way, by: object) -> None:
    """A province, staff and the host remove nothing (ruling 20)."""
    way.to_prepared()
    with pytest.raises(NotAllowed):
        way.decided(by=by)  # type: ignore[arg-type] - each is an actor
    assert Platform.objects.get(number=NUMBER).state == "in_library"


def test_the_preparer_does_not_sign(way: Way) -> None:
    """A lead who prepared it needs another lead, and is told so."""
    way.opened()
    way.notified()
    way.stated()
    way.verified()
    way.prepared(by=HEAD)
    with pytest.raises(RemovalPreparerMaySignNot) as refused:
        way.decided(by=HEAD)
    assert "另一位" in say(refused.value.code, **refused.value.params)
    assert way.decided(by=OTHER_HEAD).state == "decided"


def test_two_leads_at_once_leave_one_decision(way: Way) -> None:
    """One holds, the other is told that it changed; one removal, one ban."""
    way.to_prepared()
    version = way.case.version
    given = at_once(
        lambda: replace(way).decided(by=HEAD, version=version),
        lambda: replace(way).decided(by=OTHER_HEAD, version=version),
    )
    names = sorted(type(one).__name__ for one in given)
    assert names[0] == "RemovalCase"
    assert names[1] in {"RemovalCaseEnded", "VersionConflict"}
    assert (Removal.objects.count(), Ban.objects.count()) == (1, 1)
    assert LedgerEntry.objects(verb="removal_case.decide").count() == 1


def test_a_decision_is_not_signed_from_an_old_page(way: Way) -> None:
    """Held and resumed meanwhile: the version changed, and who signs looks again."""
    way.to_prepared()
    old = way.case.version
    way.case = steps.hold(way.case.number, "核对文号", version=old, by=STAFF, at=way.at)
    way.case = steps.resume(
        way.case.number, "已核对", version=way.case.version, by=STAFF, at=way.at
    )
    with pytest.raises(VersionConflict):
        way.decided(version=old)
    assert way.decided().state == "decided"
    with pytest.raises(RemovalCaseEnded):
        way.decided()


def test_a_removal_is_not_dated_back(way: Way) -> None:
    """Nationally not before the decision (ruling 22): neither prepared so nor signed so."""
    way.opened()
    way.notified()
    way.stated()
    way.verified()
    with pytest.raises(Invalid) as refused:
        way.prepared(effective_on=date(2026, 8, 31))
    assert "2026-09-01" in refused.value.fields["effective_on"]
    way.prepared(effective_on=date(2026, 9, 1))
    way.at += timedelta(days=1)
    with pytest.raises(Invalid):
        way.decided()
    assert Removal.objects.count() == 0


def _yunnan(ground: str) -> Rulebook:
    """The rulebook with a ground that takes effect from the year of the change."""
    found = rulebook()
    programme = found.programme(NATIONAL)
    changed = tuple(
        replace(one, effective="year_of_change") if one.id == ground else one
        for one in programme.consequences
    )
    return Rulebook(found.version, {NATIONAL: replace(programme, consequences=changed)})


def test_where_the_ground_reaches_back_it_is_data(way: Way) -> None:
    """From the year of the change, never before admission; a day before that is refused."""
    way.opened(PLAIN, occurred_on=date(2026, 6, 1))
    way.notified()
    way.stated()
    law = _yunnan(PLAIN)
    draft = steps.Draft("文号", "条件自六月起不再具备，自当年起移出。", date(2026, 1, 1))
    act = {"version": way.case.version, "by": STAFF, "at": way.at, "rulebook": law}
    with pytest.raises(Invalid) as refused:
        steps.prepare(way.case.number, draft, **act)
    assert "2026-03-02" in refused.value.fields["effective_on"]  # admitted on that day
    draft = replace(draft, effective_on=date(2026, 3, 2))
    way.case = steps.prepare(way.case.number, draft, **act)
    made = desk.decide(way.case.number, version=way.case.version, by=HEAD, at=way.at, rulebook=law)
    assert made.decision.effective_on == date(2026, 3, 2)
    removed_at = Platform.objects.get(number=NUMBER).removed_at
    assert removed_at == datetime(2026, 3, 2, tzinfo=SHANGHAI)


def test_removed_inside_a_window_it_stops_owing(way: Way) -> None:
    """Ruling 10: what stood open is not asked for any more."""
    way.at = datetime(2026, 9, 23, 9, tzinfo=SHANGHAI)
    way.to_prepared()
    window = quarter_window("2026Q3", rulebook().programme(NATIONAL), current_calendar())
    assert [one.state for one in updates_due(window, by=HOST, at=way.at)] == ["todo"]
    way.decided()
    assert updates_due(window, by=HOST, at=way.at + timedelta(seconds=1)) == []


def test_an_exit_does_not_end_an_open_case(way: Way) -> None:
    """Ruling 19: removed under 二（六）, the case under 二（四） goes on and may end with a ban."""
    grave, plain = Way(), Way()
    grave.to_prepared()
    plain.to_prepared(PLAIN)
    plain.decided()
    assert RemovalCase.objects.get(number=grave.case.number).state == "prepared"
    assert Ban.objects.count() == 0
    made = grave.decided()
    assert (made.decision.removed, made.decision.ban_until) == (False, date(2029, 9, 2))
    assert (Removal.objects.count(), Ban.objects.count()) == (1, 1)
    assert Removal.objects.get().ground == PLAIN


def test_what_has_left_is_not_removed_again(way: Way) -> None:
    """A second way under 二（六） finds nothing to decide, and says so."""
    other = Way()
    other.to_prepared("requirements_not_met")
    way.to_prepared(PLAIN)
    way.decided()
    with pytest.raises(RemovalPlatformGone):
        other.decided()


def test_the_proposal_it_came_from_is_settled(way: Way) -> None:
    """Removed: the exit proposal is decided, and names the case."""
    an_exit(platform=NUMBER)
    way.to_prepared(PLAIN, origin_kind="exit_proposal", origin="TC-330000-2026H2-001")
    way.decided()
    proposal = ExitProposal.objects.get()
    assert (proposal.state, proposal.decided_case, proposal.removed) == (
        "decided", way.case.number, True,
    )  # fmt: skip
    assert LedgerEntry.objects(verb="exit_proposal.decide").count() == 1


def test_a_day_takes_no_more_than_its_limit(way: Way) -> None:
    """The counter is taken in the same transaction: over it nothing is written."""
    way.to_prepared()
    get_db().counters.insert_one({"_id": "removals_on:2026-09-02", "last": 50})
    with pytest.raises(RemovalDailyLimit):
        way.decided()
    assert Platform.objects.get(number=NUMBER).state == "in_library"
    assert get_db().counters.find_one({"_id": "removals_on:2026-09-02"})["last"] == 50
    way.at += timedelta(days=1)
    assert way.decided().state == "decided"
