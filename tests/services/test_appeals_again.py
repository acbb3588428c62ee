"""A decision taken up again after an appeal, and several decisions on one platform at once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.clock import SHANGHAI
from registry.documents.bans import Ban
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.errors import Invalid
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import appeals as desk
from registry.services import removal_cases
from registry.services.appeal_outcomes import AppealSignerTookPart, outlook_of
from registry.services.appeals import AppealTooLate
from registry.services.bans import bans_in_force
from registry.services.platforms import platform_on
from registry.services.receipts import check_receipt
from tests.appeal_makers import DOCUMENT, Objection, decided_way, facts_on_record
from tests.removal_makers import NUMBER, OTHER_HEAD, PLAIN, STAFF, Way

THIRD_HEAD = Actor(account="head-3", name="部负责人丙", role=Role.MINISTRY_LEAD)
DAY = date(2026, 9, 2)  # of the decision
SECOND = "工信部科〔2026〕130号"


@pytest.fixture
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang with its facts."""
    made = on_record(NUMBER)
    facts_on_record()
    return made


@pytest.fixture
def changed(platform: Platform) -> Objection:
    """A decision that a correction changed to another ground with a ban, under its own document."""
    made = Objection(decided_way())
    made.corrected()
    made.prepared("changed", ground="credit_breach")
    made.decided()
    return made


def _states(days: range) -> set[str]:
    return {_state_on(date(2026, 9, day)) for day in days}


def _state_on(day: date) -> str:
    return str(platform_on(NUMBER, day, by=STAFF).facts["state"].value)


def _code() -> str:
    return str(Platform.objects.get().credit_code)


def test_the_ban_of_a_changed_decision_is_suspended_and_annulled_as_it_stands(
    changed: Objection,
) -> None:
    """The ban that runs is the new document's: suspended it binds nobody, annulled it never did."""
    assert bans_in_force({_code()}, DAY)[_code()].decision == DOCUMENT
    again = Objection(changed.way)
    again.corrected()
    again.suspended(by=THIRD_HEAD)
    assert bans_in_force({_code()}, DAY) == {}
    again.resumed(by=THIRD_HEAD)
    case = RemovalCase.objects.get()
    assert (case.upon_appeal, case.appeal) == ("changed", changed.appeal.number)
    assert bans_in_force({_code()}, DAY)[_code()].decision == DOCUMENT
    again.prepared(document=SECOND)
    again.decided(by=THIRD_HEAD)
    for day in (DAY, date(2029, 9, 2)):
        assert bans_in_force({_code()}, day) == {}
    assert Platform.objects.get().state == "in_library"


def test_upheld_after_a_change_the_change_stands(changed: Objection) -> None:
    """What an earlier appeal changed is not forgotten by a later one that keeps it."""
    again = Objection(changed.way)
    again.filed()
    again.prepared("upheld", document=SECOND)
    again.decided(by=THIRD_HEAD)
    case = RemovalCase.objects.get()
    assert (case.upon_appeal, case.appeal) == ("changed", changed.appeal.number)
    assert check_receipt(case.number, case.decision.digest).state == "changed"


def test_changed_to_no_ban_it_is_not_changed_back(platform: Platform) -> None:
    """Never to the worse: the ground of today counts, and one ban runs at most."""
    first = Objection(decided_way())
    first.corrected()
    first.prepared("changed", ground=PLAIN)
    first.decided()
    again = Objection(first.way)
    again.corrected()
    with pytest.raises(Invalid) as refused:
        again.prepared("changed", ground="data_falsification", document=SECOND)
    assert set(refused.value.fields) == {"ground"}
    assert bans_in_force({_code()}, DAY) == {}


def test_changed_twice_one_ban_runs(changed: Objection) -> None:
    """The second change lifts the first one's ban, and brings its own."""
    again = Objection(changed.way)
    again.corrected()
    again.prepared("changed", ground="other_violation", document=SECOND)
    again.decided(by=THIRD_HEAD)
    running = bans_in_force({_code()}, DAY)[_code()]
    assert (running.decision, running.shorter) == (SECOND, ())
    assert Ban.objects.count() == 3


def test_who_changed_a_decision_does_not_sign_upon_it(changed: Objection) -> None:
    """The signature under the change is part of what is taken up again."""
    again = Objection(changed.way)
    again.corrected()
    again.prepared("upheld", document=SECOND)
    with pytest.raises(AppealSignerTookPart):
        again.decided(by=OTHER_HEAD)


def test_an_outcome_has_a_document_of_its_own(platform: Platform) -> None:
    """Not the decision's: told when it is prepared, not at the signature."""
    made = Objection(decided_way())
    made.filed()
    with pytest.raises(Invalid) as refused:
        made.prepared(document=made.way.case.decision.document)
    assert set(refused.value.fields) == {"document"}


def test_a_suspension_lifts_no_other_ban_of_the_same_document(platform: Platform) -> None:
    """One paper decided on two grounds: the one without a ban leaves the other's alone."""
    plain = decided_way(PLAIN)
    grave = decided_way()
    assert grave.case.decision.document == plain.case.decision.document
    made = Objection(plain)
    made.filed()
    made.suspended()
    assert bans_in_force({_code()}, DAY)[_code()].in_force


def test_a_correction_does_not_eat_the_hosts_period(platform: Platform) -> None:
    """Open for twenty days, it puts the host's last day off by twenty."""
    made = Objection(decided_way())
    made.way.at = datetime(2026, 10, 25, 9, tzinfo=SHANGHAI)
    made.corrected()
    made.way.at = datetime(2026, 11, 14, 9, tzinfo=SHANGHAI)
    made.prepared("upheld")
    made.decided()
    case = RemovalCase.objects.get()
    last = datetime(2026, 11, 21, 23, 59, tzinfo=SHANGHAI)
    assert desk.may_object(case, at=last, rulebook=rulebook())
    made.way.at = last + timedelta(minutes=1)
    with pytest.raises(AppealTooLate):
        made.filed()


def test_a_later_appeal_is_told_by_the_receipt_of_the_earlier_outcome(platform: Platform) -> None:
    """Upheld, and annulled by a correction afterwards: the first paper is no longer current."""
    first = Objection(decided_way())
    first.filed()
    first.prepared("upheld")
    upheld = first.decided()
    asked = (upheld.number, upheld.outcome.digest)
    assert check_receipt(*asked).state == "current"
    again = Objection(first.way)
    again.corrected()
    again.prepared(document=SECOND)
    again.decided(by=THIRD_HEAD)
    found = check_receipt(*asked)
    assert (found.state, found.current_number) == ("annulled", again.appeal.number)


def test_decided_cases_go_with_their_platform(platform: Platform) -> None:
    """Whoever receives the platform reads the decision that an appeal objects to."""
    made = Objection(decided_way())
    made.filed()
    removal_cases.move_along(NUMBER, "320000")
    desk.move_along(NUMBER, "320000")
    assert RemovalCase.objects.get().authority == "320000"


def _on(day: int) -> datetime:
    return datetime(2026, 9, day, 9, tzinfo=SHANGHAI)


def test_a_second_decision_during_a_suspension_leaves_the_days_right(platform: Platform) -> None:
    """A out, suspended, C out, A holds again, C annulled: out from when A held again, in before."""
    first = Objection(decided_way())
    first.filed()
    first.way.at = _on(5)
    first.suspended()
    other = Way(at=_on(8))
    other.opened(PLAIN)
    other.notified()
    other.stated()
    other.at = _on(9)
    other.prepared(document="工信部科〔2026〕95号")
    other.decided()
    first.way.at = _on(12)
    first.resumed()
    against = Objection(other)
    other.at = _on(15)
    against.filed()
    against.prepared()
    outlook = outlook_of(other.case, "annulled", "", at=other.at, rulebook=rulebook())
    assert (outlook.returns, outlook.kept_out_by) == (False, first.way.case.number)
    against.decided()
    assert (_states(range(2, 5)), _states(range(5, 12)), _states(range(12, 30))) == (
        {"removed"}, {"in_library"}, {"removed"},
    )  # fmt: skip
    found = Platform.objects.get()
    assert (found.state, found.removed_at) == ("removed", datetime(2026, 9, 12, tzinfo=SHANGHAI))


def test_annulling_the_one_that_held_lets_a_suspended_platform_in(platform: Platform) -> None:
    """A suspended, kept out by B alone: with B annulled nothing keeps it out any more."""
    plain, grave = decided_way(PLAIN), decided_way()
    first, other = Objection(plain), Objection(grave)
    first.filed()
    first.way.at = _on(5)
    assert not first.suspended().suspensions[0].restored
    other.way.at = _on(8)
    other.filed()
    other.prepared()
    other.decided()
    assert Platform.objects.get().state == "in_library"
    assert (_states(range(2, 5)), _states(range(5, 30))) == ({"removed"}, {"in_library"})
    first.way.at = _on(20)
    first.resumed()
    assert (_state_on(date(2026, 9, 19)), _state_on(date(2026, 9, 20))) == ("in_library", "removed")
