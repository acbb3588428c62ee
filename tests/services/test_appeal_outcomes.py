"""The outcome of an appeal: upheld, changed or annulled, all by new records (house ruling 26)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from registry.clock import SHANGHAI
from registry.documents.appeals import Appeal
from registry.documents.bans import Ban
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.removal_cases import RemovalCase
from registry.documents.removals import Removal
from registry.errors import Invalid, NotAllowed
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import appeal_outcomes as desk
from registry.services.appeal_acts import AppealEnded
from registry.services.appeal_digests import outcome_digest
from registry.services.appeal_outcomes import AppealSignerTookPart
from registry.services.appeals import AppealSettled
from registry.services.ban_checks import check, list_running
from registry.services.bans import bans_in_force
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.library_returns import AppealSuccessorInLibrary, took_out
from registry.services.platforms import platform_on
from registry.services.quarters import quarters_of
from registry.services.readings import answer
from registry.services.receipts import check_receipt
from registry.services.reporting import reporting_of
from registry.services.reporting_counts import counts_of
from tests.appeal_makers import ADMITTED, DOCUMENT, Objection, decided_way, facts_on_record
from tests.removal_makers import HEAD, LEAD, NUMBER, OTHER_HEAD, PLAIN, STAFF, Way
from tests.services.simultaneous import at_once

THIRD_HEAD = Actor(account="head-3", name="部负责人丙", role=Role.MINISTRY_LEAD)
DAY = date(2026, 9, 2)  # of the decision


@pytest.fixture
def objection(on_record: Callable[..., Platform]) -> Objection:
    """A filed objection to the removal of a platform of Zhejiang."""
    on_record(NUMBER)
    facts_on_record()
    made = Objection(decided_way())
    made.filed()
    return made


def _state_on(day: date) -> str:
    return str(platform_on(NUMBER, day, by=STAFF).facts["state"].value)


def _annulled(objection: Objection, at: datetime) -> Appeal:
    objection.way.at = at
    objection.prepared()
    return objection.decided()


def test_annulled_the_decision_counts_as_never_made(objection: Objection) -> None:
    """Its own number is in the library again from the day it had left; the ban binds on no day."""
    made = _annulled(objection, datetime(2026, 10, 20, 9, tzinfo=SHANGHAI))
    outcome = made.outcome
    assert (made.state, made.open) == ("decided", False)
    assert (outcome.in_library, outcome.library_from, outcome.ban_voided) == (True, DAY, True)
    platform = Platform.objects.get(number=NUMBER)
    assert (platform.state, platform.removed_at) == ("in_library", None)
    code = platform.credit_code
    for day in (DAY, date(2026, 10, 20), date(2029, 9, 2)):
        assert bans_in_force({code}, day) == {}
        assert _state_on(day) == "in_library"
    assert Removal.objects.get().undone_by == made.number
    assert broken_at(f"platform:{NUMBER}") is None
    verbs = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("sequence").scalar("verb")
    assert list(verbs)[-3:] == ["platform.restore", "ban.lift", "appeal.decide"]
    told = OutboxMessage.objects(code="notice_appeal_decide")
    assert {one.audience for one in told} == {"host", "authority", "ministry"}
    assert "2026-09-02 起视为没有移出" in say(told[0].code, **told[0].params)


def test_nothing_is_deleted_and_the_old_state_stays_askable(objection: Objection) -> None:
    """Decision, ban and facts stand as they were written; what was known then can be read."""
    before = RemovalCase.objects.get().decision.to_mongo()
    ban = Ban.objects.get()
    _annulled(objection, datetime(2026, 10, 20, 9, tzinfo=SHANGHAI))
    case, after = RemovalCase.objects.get(), Ban.objects.get()
    assert case.decision.to_mongo() == before
    assert (case.upon_appeal, case.appeal) == ("annulled", objection.appeal.number)
    assert (after.from_day, after.until_day) == (ban.from_day, ban.until_day)
    facts = PlatformFact.objects(platform=NUMBER, aspect="state").order_by("recorded_at")
    assert [(one.value, one.effective_on) for one in facts] == [
        ("in_library", ADMITTED), ("removed", DAY), ("in_library", DAY),
    ]  # fmt: skip
    then = facts.filter(recorded_at__lt=datetime(2026, 10, 20, tzinfo=SHANGHAI))
    assert [one.value for one in then] == ["in_library", "removed"]


def test_what_it_could_not_file_is_not_missing(objection: Objection) -> None:
    """Out in September's window it owes nothing for it; December's it owes again, on every list."""
    _annulled(objection, datetime(2026, 10, 20, 9, tzinfo=SHANGHAI))
    platform = Platform.objects.get(number=NUMBER)
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    at = datetime(2027, 1, 5, 9, tzinfo=SHANGHAI)
    states = {one.period: one.state for one in quarters_of(platform, at=at, **law)}
    assert states["2026Q3"] == "not_owed"
    assert states["2026Q4"] == "missing"
    expected = {
        period: (
            len(reporting_of(period, by=LEAD, at=at, **law).standings),
            answer(counts_of(period, by=LEAD, **law)).total.expected,
        )
        for period in ("2026Q3", "2026Q4")
    }
    assert expected == {"2026Q3": (0, 0), "2026Q4": (1, 1)}


def test_upheld_everything_stays(objection: Objection) -> None:
    """The removal and the ban hold, and the case says that it was looked at again."""
    objection.prepared("upheld")
    made = objection.decided()
    assert not made.outcome.ban_voided
    platform = Platform.objects.get(number=NUMBER)
    assert platform.state == "removed"
    assert bans_in_force({platform.credit_code}, DAY)
    assert RemovalCase.objects.get().upon_appeal == "upheld"


def test_changed_to_a_ground_without_a_ban_the_ban_falls(objection: Objection) -> None:
    """二（六） instead of 二（四）: out as before, and free to apply from the first day."""
    objection.prepared("changed", ground=PLAIN)
    made = objection.decided()
    assert (made.outcome.ground, made.outcome.clause) == (PLAIN, "二（六）")
    platform = Platform.objects.get(number=NUMBER)
    assert platform.state == "removed"
    assert bans_in_force({platform.credit_code}, DAY) == {}
    found = check(platform.credit_code, by=STAFF, at=objection.way.at)
    assert [(one.in_force, one.lifted) for one in found.bans] == [(False, "changed")]
    assert objection.appeal.number in found.said


def test_changed_to_another_ground_with_a_ban_it_runs_from_the_first_day(
    objection: Objection,
) -> None:
    """The host gains no day and loses none: three years from the first decision."""
    objection.way.at += timedelta(days=30)
    objection.prepared("changed", ground="other_violation")
    objection.decided()
    old, new = Ban.objects.order_by("recorded_at")
    assert (new.ground, new.decision) == ("other_violation", DOCUMENT)
    assert (new.from_day, new.until_day) == (DAY, date(2029, 9, 2))
    code = new.credit_code
    running = bans_in_force({code}, date(2029, 9, 2))[code]
    assert (running.decision, running.shorter) == (DOCUMENT, ())
    assert old.liftings[0].why == "changed"


def test_an_outcome_is_never_made_worse(on_record: Callable[..., Platform]) -> None:
    """From 二（六） without a ban there is no way to a ground with one."""
    on_record(NUMBER)
    objection = Objection(decided_way(PLAIN))
    objection.filed()
    with pytest.raises(Invalid) as refused:
        objection.prepared("changed", ground="data_falsification")
    assert set(refused.value.fields) == {"ground"}
    assert objection.prepared("changed", ground="requirements_not_met").state == "prepared"


def test_a_suspended_decision_that_is_upheld_holds_again(objection: Objection) -> None:
    """Out again from the day of the outcome; the time between it was in the library."""
    objection.way.at = datetime(2026, 9, 10, 9, tzinfo=SHANGHAI)
    objection.suspended()
    objection.way.at = datetime(2026, 9, 20, 9, tzinfo=SHANGHAI)
    objection.prepared("upheld")
    made = objection.decided()
    assert not made.suspended
    assert [_state_on(date(2026, 9, day)) for day in (9, 10, 19, 20)] == [
        "removed", "in_library", "in_library", "removed",
    ]  # fmt: skip
    code = Platform.objects.get().credit_code
    assert bans_in_force({code}, date(2026, 9, 19)) == {}
    assert bans_in_force({code}, date(2026, 9, 20))


def test_suspended_resumed_and_annulled_leaves_no_day_out(objection: Objection) -> None:
    """Whatever came between: from the day of the decision on it counts as in the library."""
    objection.way.at = datetime(2026, 9, 10, 9, tzinfo=SHANGHAI)
    objection.suspended()
    objection.way.at = datetime(2026, 9, 15, 9, tzinfo=SHANGHAI)
    objection.resumed()
    _annulled(objection, datetime(2026, 9, 20, 9, tzinfo=SHANGHAI))
    assert {_state_on(DAY + timedelta(days=days)) for days in range(30)} == {"in_library"}
    platform = Platform.objects.get()
    assert (platform.state, len(platform.absences)) == ("in_library", 2)
    assert bans_in_force({platform.credit_code}, date(2026, 9, 16)) == {}


def test_annulled_while_suspended_it_stays_where_it_is(objection: Objection) -> None:
    """It is in the library already; the days before the suspension follow."""
    objection.way.at = datetime(2026, 9, 10, 9, tzinfo=SHANGHAI)
    objection.suspended()
    _annulled(objection, datetime(2026, 9, 20, 9, tzinfo=SHANGHAI))
    assert _state_on(date(2026, 9, 5)) == "in_library"
    assert Platform.objects.get().state == "in_library"


def test_another_decision_keeps_the_platform_out(on_record: Callable[..., Platform]) -> None:
    """One of two annulled: the other takes it out, from its own day; the two ends stay apart."""
    on_record(NUMBER)
    facts_on_record()
    plain, grave = decided_way(PLAIN), Way()
    grave.at = datetime(2026, 9, 9, 9, tzinfo=SHANGHAI)
    grave.to_prepared()
    grave.decided()
    first = Objection(plain)
    plain.at = datetime(2026, 9, 20, 9, tzinfo=SHANGHAI)
    first.filed()
    first.prepared()
    outlook = desk.outlook_of(plain.case, "annulled", "", at=plain.at, rulebook=rulebook())
    assert (outlook.returns, outlook.kept_out_by) == (False, grave.case.number)
    made = first.decided()
    assert not made.outcome.in_library
    platform = Platform.objects.get()
    assert (platform.state, platform.removed_at) == (
        "removed", datetime(2026, 9, 10, tzinfo=SHANGHAI),
    )  # fmt: skip
    assert (_state_on(date(2026, 9, 9)), _state_on(date(2026, 9, 10))) == ("in_library", "removed")
    assert bans_in_force({platform.credit_code}, date(2026, 9, 20))
    second = Objection(grave)
    grave.at = datetime(2026, 9, 25, 9, tzinfo=SHANGHAI)
    second.filed()
    _annulled(second, grave.at)
    assert Platform.objects.get().state == "in_library"
    assert {_state_on(date(2026, 9, day)) for day in range(2, 30)} == {"in_library"}


def test_a_suspension_leaves_out_what_another_decision_keeps_out(
    on_record: Callable[..., Platform],
) -> None:
    """Only the ban is suspended; the platform does not come back between two decisions."""
    on_record(NUMBER)
    decided_way(PLAIN)
    objection = Objection(decided_way())
    objection.filed()
    made = objection.suspended()
    assert not made.suspensions[0].restored
    platform = Platform.objects.get()
    assert platform.state == "removed"
    assert bans_in_force({platform.credit_code}, DAY) == {}
    objection.resumed()
    assert bans_in_force({platform.credit_code}, DAY)


@pytest.mark.parametrize("first_suspended", [0, 1])
def test_two_decisions_suspended_bring_it_back_whichever_came_first(
    on_record: Callable[..., Platform], first_suspended: int
) -> None:
    """In the library once neither holds; the first that holds again takes it out, and answers."""
    on_record(NUMBER)
    facts_on_record()
    ways = [decided_way(PLAIN), decided_way()]
    one, other = (Objection(ways[which]) for which in (first_suspended, 1 - first_suspended))
    for made in (one, other):
        made.filed()
        made.suspended()
    assert Platform.objects.get().state == "in_library"
    other.prepared("upheld")
    other.decided()
    assert Platform.objects.get().state == "removed"
    assert took_out(RemovalCase.objects.get(number=other.way.case.number))
    one.prepared()
    one.decided()
    assert Platform.objects.get().state == "removed"
    assert _state_on(DAY) == "removed"


def test_removed_anew_after_an_annulment(objection: Objection) -> None:
    """Another case may take it out again: two removals, one undone; the record stays straight."""
    _annulled(objection, datetime(2026, 10, 20, 9, tzinfo=SHANGHAI))
    again = Way(at=datetime(2026, 11, 2, 9, tzinfo=SHANGHAI))
    again.opened(PLAIN)
    again.notified()
    again.stated()
    again.at += timedelta(days=1)
    again.prepared(document="工信部科〔2026〕120号")
    again.decided()
    assert Platform.objects.get().state == "removed"
    assert [bool(one.undone_by) for one in Removal.objects.order_by("recorded_at")] == [True, False]
    assert (_state_on(date(2026, 11, 2)), _state_on(date(2026, 11, 3))) == ("in_library", "removed")


def test_two_numbers_of_one_platform_do_not_stand_beside_each_other(
    objection: Objection, on_record: Callable[..., Platform]
) -> None:
    """Entered anew meanwhile: the outcome names the newer number, and nothing is written."""
    gone = Platform.objects.get(number=NUMBER)
    newer = on_record("330000-2026-0002", credit_code=gone.credit_code, name_key=gone.name_key)
    objection.prepared()
    with pytest.raises(AppealSuccessorInLibrary) as refused:
        objection.decided()
    assert newer.number in say(refused.value.code, **refused.value.params)
    assert Appeal.objects.get().state == "prepared"
    assert Platform.objects.get(number=NUMBER).state == "removed"
    assert Ban.objects.get().liftings == []


@pytest.mark.parametrize("by", [HEAD, OTHER_HEAD])
def test_who_took_part_does_not_sign(objection: Objection, by: Actor) -> None:
    """Neither who signed the decision nor who prepared the outcome; a third lead does."""
    objection.prepared(by=OTHER_HEAD)
    with pytest.raises(AppealSignerTookPart):
        objection.decided(by=by)
    assert objection.decided(by=THIRD_HEAD).state == "decided"


@pytest.mark.parametrize("by", [LEAD, STAFF])
def test_only_a_lead_of_the_ministry_signs_an_outcome(objection: Objection, by: Actor) -> None:
    """A province and staff decide nothing."""
    objection.prepared()
    with pytest.raises(NotAllowed):
        objection.decided(by=by)


def test_two_leads_at_once_leave_one_outcome(objection: Objection) -> None:
    """One holds, the other is told; one lifting, one return."""
    objection.prepared()
    version = objection.appeal.version
    given = at_once(
        lambda: replace(objection).decided(by=OTHER_HEAD, version=version),
        lambda: replace(objection).decided(by=THIRD_HEAD, version=version),
    )
    names = sorted(type(one).__name__ for one in given)
    assert names[0] == "Appeal"
    assert names[1] in {"AppealEnded", "VersionConflict"}
    assert len(Ban.objects.get().liftings) == 1
    assert len(Platform.objects.get().absences) == 1


def test_given_back_it_is_prepared_anew(objection: Objection) -> None:
    """The reason stays; another outcome may be written."""
    objection.prepared()
    objection.appeal = desk.give_back(
        objection.appeal.number, "理由不充分", version=objection.appeal.version, by=OTHER_HEAD,
        at=objection.way.at,
    )  # fmt: skip
    assert (objection.appeal.state, objection.appeal.preparation) == ("filed", None)
    objection.prepared("upheld")
    assert objection.decided().outcome.outcome == "upheld"


def test_an_annulled_decision_is_not_taken_up_again(objection: Objection) -> None:
    """There is nothing left to object to or to correct; what is wrong now is a new case."""
    _annulled(objection, objection.way.at)
    with pytest.raises(AppealSettled):
        objection.corrected()
    with pytest.raises(AppealEnded):
        objection.suspended()


def test_a_receipt_tells_how_the_decision_stands(objection: Objection) -> None:
    """Current, suspended by an appeal, annulled by it: by number and digest, to anybody."""
    case = RemovalCase.objects.get()
    asked = (case.number, case.decision.digest)
    assert check_receipt(*asked).state == "current"
    objection.suspended()
    found = check_receipt(*asked)
    assert (found.state, found.current_number) == ("suspended", objection.appeal.number)
    made = _annulled(objection, objection.way.at)
    found = check_receipt(*asked)
    assert (found.state, found.current_number) == ("annulled", made.number)
    assert check_receipt(made.number, made.outcome.digest).state == "current"
    assert check_receipt(made.number, "0" * 64).state == "not_ours"


def test_the_digest_answers_for_the_outcome(objection: Objection) -> None:
    """Worked out again from what is stored it is the same; a word changed shows."""
    made = _annulled(objection, objection.way.at)
    stored = Appeal.objects.get()
    assert outcome_digest(stored, stored.outcome) == made.outcome.digest
    stored.grounds += "。"
    assert outcome_digest(stored, stored.outcome) != made.outcome.digest


def test_a_lifted_ban_is_not_listed_as_running(objection: Objection) -> None:
    """The list of running bans leaves it out while suspended, and for good once annulled."""
    at = objection.way.at
    assert len(list_running(by=STAFF, at=at, limit=9)[0]) == 1
    objection.suspended()
    assert list_running(by=STAFF, at=at, limit=9)[0] == []
    _annulled(objection, at)
    assert list_running(by=STAFF, at=at, limit=9)[0] == []
