"""The calendar's edge: notice files, the library, and notices brought in by hand."""

from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from registry.calendars import (
    LIBRARY,
    NOTICE_FOLDER,
    CalendarNoticeError,
    library_notices,
    load_notices,
    parse_notice,
    working_calendar,
)
from registry.messages import say
from registry.policy.calendar import SHANGHAI

NOTICE = """
number = "某文〔2026〕9号"
year = 2027
issued = 2026-11-05
off_days = [2026-12-31, 2027-01-01]
work_days = [2026-12-27]
"""


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_agrees_with_the_library(year: int) -> None:
    """Notice files and chinesecalendar, read apart, make the same days of every year."""
    calendar = working_calendar()
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    differ = [
        day
        for day in days
        if day.year == year and calendar.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert differ == []


def test_the_years_since_2018_rest_on_notices_and_the_earlier_ones_on_the_library() -> None:
    """A file stands over the library; where there is none the library says so."""
    calendar = working_calendar()
    assert {one.source for year in range(2018, 2027) for one in calendar.notices_of(year)} == {""}
    assert [one.number for one in calendar.notices_of(2017)] == [LIBRARY]
    assert [one.number for one in calendar.notices_of(2020)] == [
        "国办发明电〔2019〕16号",
        "国办发明电〔2020〕1号",
    ]


def test_an_amendment_stands_over_the_notice_of_its_year() -> None:
    """1 February 2020 was to be worked until the holiday was prolonged on 26 January."""
    calendar = working_calendar()
    day = date(2020, 2, 1)
    before = calendar.as_known_at(datetime(2020, 1, 20, tzinfo=SHANGHAI))
    assert (before.is_working(day), calendar.is_working(day)) == (True, False)


def test_the_librarys_new_year_bridge_belongs_to_the_next_years_notice() -> None:
    """30 December 2018 was given by the arrangement for 2019."""
    assert date(2018, 12, 30) in library_notices()[2019].off_days
    assert date(2018, 12, 30) not in library_notices()[2018].off_days


def test_no_notice_arranges_2027_yet() -> None:
    """The next year is unknown until its notice is brought in."""
    assert not working_calendar().has_notice(2027)


def test_a_notice_brought_in_is_known_from_that_moment_and_stands() -> None:
    """It gives the next year its notice and moves December."""
    brought_in = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    notice = parse_notice(NOTICE, name="2027.toml", known_at=brought_in)
    calendar = working_calendar([notice])
    assert notice.known_at == brought_in
    assert calendar.has_notice(2027)
    assert calendar.is_working(date(2026, 12, 27))
    assert not calendar.is_working(date(2026, 12, 31))


def test_a_notice_file_is_known_from_its_publication() -> None:
    """The day it was published, where that differs from the date it bears."""
    by_number = {one.number: one for one in load_notices()}
    notice = by_number["国办发明电〔2018〕15号"]
    assert notice.issued == date(2018, 12, 4)
    assert notice.known_at == datetime(2018, 12, 6, tzinfo=SHANGHAI)
    assert parse_notice(NOTICE).known_at == datetime(2026, 11, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('number = "某文〔2026〕9号"', "", "calendar_notice_key"),
        ('number = "某文〔2026〕9号"', "number = 9", "calendar_notice_key"),
        ('number = "某文〔2026〕9号"', 'number = " "', "calendar_notice_key"),
        ("year = 2027", "year = 2027\nyaer = 1", "calendar_notice_key"),
        ("year = 2027", 'year = "2027"', "calendar_notice_key"),
        ("year = 2027", "year = true", "calendar_notice_key"),
        ("year = 2027", "year = 20270", "calendar_notice_key"),
        ("issued = 2026-11-05", 'issued = "2026-11-05"', "calendar_notice_key"),
        ("issued = 2026-11-05", "issued = 2026-11-05T09:00:00", "calendar_notice_key"),
        ("issued = 2026-11-05", "issued = 2026-11-05\npublished = 1", "calendar_notice_key"),
        ("off_days = [2026-12-31, 2027-01-01]", "off_days = 2027-01-01", "calendar_notice_key"),
        ("2027-01-01]", '{ "$ne" = 1 }]', "calendar_notice_key"),
        ("2027-01-01]", "2028-01-01]", "calendar_notice_day"),
        ("2026-12-27", "2026-11-28", "calendar_notice_day"),
        ("2027-01-01]", "2026-12-27]", "calendar_notice_twice"),
        ("2027-01-01]", "2026-12-31]", "calendar_notice_twice"),
        ("year = 2027", "year = ", "calendar_notice_unreadable"),
        ("year = 2027", "year = 2027 #" + "x" * 70_000, "calendar_notice_unreadable"),
        ("2027-01-01]", "2027-02-30]", "calendar_notice_unreadable"),
        ("year = 2027", "year = " + "[" * 30_000, "calendar_notice_unreadable"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused_with_what_to_mend(
    old: str, new: str, code: str
) -> None:
    """Each fault has its sentence, naming the file and the place."""
    assert NOTICE.count(old) == 1
    with pytest.raises(CalendarNoticeError) as refusal:
        parse_notice(NOTICE.replace(old, new), name="2027.toml")
    assert refusal.value.code == code
    assert "2027.toml" in say(code, **refusal.value.params)


def test_every_notice_file_names_its_number_and_no_number_stands_twice() -> None:
    """Eleven files for nine years, two of them amendments."""
    notices = load_notices(Path(NOTICE_FOLDER))
    assert len({one.number for one in notices}) == len(notices) == 11
    assert {one.year for one in notices} == set(range(2018, 2027))
