"""Holiday notices that come in while the service runs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.calendars import parse_notice
from registry.documents.calendar import CalendarNotice
from registry.documents.ledger import LedgerEntry
from registry.errors import NotAllowed
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor, Role
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import window
from registry.services import calendar as desk

# Made up for the test: New Year's holiday of 2027 from Thursday 31 December on,
# worked off on Sunday 27 December.
TEXT = """
number = "国办发明电〔2026〕99号"
year = 2027
issued = 2026-12-10
off_days = [2026-12-31, 2027-01-01]
work_days = [2026-12-27]
"""
KNOWN = datetime(2026, 12, 10, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def forgetful(database):
    """No calendar is kept from another test."""
    desk._kept.clear()


def december():
    """The window of December 2026 as the desk's calendar reads it now."""
    return window(
        WindowKind.QUARTERLY_UPDATE,
        "2026Q4",
        desk.current_calendar(),
        rulebook().programme(NATIONAL),
    )


def test_an_imported_notice_moves_december_at_once(console):
    """Importing next year's notice settles December; both readings are accepted."""
    before = december()
    assert before.provisional
    assert desk.import_notice(parse_notice(TEXT, known_at=KNOWN), by=console, at=KNOWN)
    after = december()
    assert not after.provisional
    assert after.days == tuple(date(2026, 12, day) for day in (25, 27, 28, 29, 30))
    last_evening = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert before.accepts(last_evening)
    assert after.accepts(last_evening)


def test_the_same_notice_twice_is_one(console):
    """Importing the same notice again changes nothing and records nothing."""
    notice = parse_notice(TEXT, known_at=KNOWN)
    assert desk.import_notice(notice, by=console, at=KNOWN) is True
    assert desk.import_notice(notice, by=console, at=KNOWN + timedelta(days=1)) is False
    assert CalendarNotice.objects.count() == 1
    assert LedgerEntry.objects(verb="calendar.import").count() == 1


def test_a_corrected_notice_stands_beside_the_first(console):
    """A notice that comes again with other days keeps the reading that stood before it."""
    first = parse_notice(TEXT, known_at=KNOWN)
    desk.import_notice(first, by=console, at=KNOWN)
    corrected = replace(first, work_days=frozenset())
    desk.import_notice(corrected, by=console, at=KNOWN + timedelta(days=2))
    assert december().days == tuple(date(2026, 12, day) for day in (24, 25, 28, 29, 30))
    assert len(december().readings) == 3


def test_a_province_cannot_import_a_notice(lead):
    """Only the ministry's lead and the console bring in notices."""
    with pytest.raises(NotAllowed):
        desk.import_notice(parse_notice(TEXT), by=lead, at=KNOWN)
    ministry_lead = Actor(account="m", name="部负责人", role=Role.MINISTRY_LEAD)
    assert desk.import_notice(parse_notice(TEXT), by=ministry_lead, at=KNOWN)
