"""Recalled and returned applications: nobody loses the round, nothing opens that was shut."""

from datetime import date, datetime

import pytest

from registry.clock import SHANGHAI
from registry.documents.applications import Application, ReturnedSection
from registry.encryption import Vault, made_key
from registry.permissions import Actor
from registry.services import application_freezing as freezing
from registry.services.application_drafts import SectionNotReturned, Typed, save
from registry.services.application_forms import Desk
from registry.services.application_recalls import NotRecallable, RecallTooLate
from tests.frozen_applications import IN_WINDOW, NUMBER, HostAtWork, a_whole_draft, an_operator
from tests.round_makers import a_cut_off, a_round

UNTIL = date(2027, 1, 20)
NEW_YEAR = datetime(2027, 1, 4, 10, tzinfo=SHANGHAI)


@pytest.fixture
def operator(database: None, at: datetime) -> Actor:
    """The operator of a host on record."""
    return an_operator(at)


@pytest.fixture
def ready(operator: Actor, at: datetime) -> HostAtWork:
    """A host that has frozen its application and brought the matching scan."""
    vault = Vault([made_key()])
    a_round()
    a_whole_draft(operator, vault, at)
    host = HostAtWork(operator, vault)
    host.freeze()
    host.stamp()
    return host


@pytest.fixture
def returned(ready: HostAtWork) -> HostAtWork:
    """A host whose application came back in one section, until 20 January."""
    ready.submit()
    section = ReturnedSection(section="plan", reason="写明第三年目标")
    Application.objects(number=NUMBER).update(
        state="returned", returned=[section], return_until=UNTIL
    )
    return ready


def typed(host: HostAtWork, at: datetime, **values: str) -> None:
    """Type into the application."""
    save(NUMBER, Typed(values, host.record().revision), **host.acting(at))


def test_it_is_recalled_until_claimed(ready: HostAtWork) -> None:
    """What nobody holds comes back as the draft it was; what somebody holds does not."""
    ready.submit()
    assert ready.recall().state == "draft"
    ready.freeze(IN_WINDOW)
    ready.stamp(IN_WINDOW)
    ready.submit()
    Application.objects(number=NUMBER).update(state="in_review")
    with pytest.raises(NotRecallable):
        ready.recall()


def test_after_the_window_nothing_is_recalled(ready: HostAtWork) -> None:
    """The last second of the window is in time; after it the round would be lost, so it stays."""
    ready.submit()
    with pytest.raises(RecallTooLate):
        ready.recall(datetime(2027, 1, 1, 0, 0, 0, tzinfo=SHANGHAI))
    assert ready.record().state == "submitted"
    assert ready.recall(datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)).state == "draft"


def test_after_its_authority_s_own_cut_off_nothing_is_recalled(ready: HostAtWork) -> None:
    """A cut-off shuts submission, so it shuts recall."""
    ready.submit()
    a_cut_off(datetime(2026, 12, 30, 17, tzinfo=SHANGHAI))
    with pytest.raises(RecallTooLate):
        ready.recall(datetime(2026, 12, 30, 17, 0, 1, tzinfo=SHANGHAI))


def test_returned_after_new_year_it_counts_from_its_first_arrival(returned: HostAtWork) -> None:
    """Last year is the year before it arrived: changed in the returned section alone, it goes."""
    typed(returned, NEW_YEAR, development_goals="第一年建成，第二年达产，第三年服务 30 家。")
    assert returned.freeze(NEW_YEAR).state == "frozen"
    returned.stamp(NEW_YEAR)
    done = returned.submit(NEW_YEAR).version
    assert (done.version, done.period, done.content["last_year"]) == (2, "2026H2", 2025)


def test_what_had_been_returned_is_recalled_to_the_same_sections(returned: HostAtWork) -> None:
    """Sent again and taken back it is returned as before: other sections stay shut."""
    returned.freeze(NEW_YEAR)
    returned.stamp(NEW_YEAR)
    returned.submit(NEW_YEAR)
    back = returned.recall(NEW_YEAR)
    assert (back.state, back.return_until) == ("returned", UNTIL)
    assert [(one.section, one.reason) for one in back.returned] == [("plan", "写明第三年目标")]
    with pytest.raises(SectionNotReturned):
        typed(returned, NEW_YEAR, address="余杭区文一西路 9 号")
    returned.freeze(NEW_YEAR)
    returned.stamp(NEW_YEAR)
    assert returned.submit(NEW_YEAR).version.version == 3
    with pytest.raises(RecallTooLate):
        returned.recall(datetime(2027, 1, 21, 0, 0, 0, tzinfo=SHANGHAI))


def test_a_form_frozen_before_new_year_is_known_to_have_aged(ready: HostAtWork) -> None:
    """Said before anybody tries to send it: last year is another year now."""
    desk = {"by": ready.by, "rulebook": ready.acting(NEW_YEAR)["rulebook"], "vault": ready.vault}
    assert not freezing.is_aged(ready.record(), Desk(at=IN_WINDOW, **desk))
    assert freezing.is_aged(ready.record(), Desk(at=NEW_YEAR, **desk))
