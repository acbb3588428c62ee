"""How figures, dates and digests read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from bson import Decimal128

from registry.clock import SHANGHAI
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window
from registry.web import formats


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(1350), "1,350.00"),
        (Decimal(0), "0.00"),
        (Decimal("1234567.8"), "1,234,567.80"),
        (Decimal("1350.1234"), "1,350.1234"),
        (Decimal("1E+3"), "1,000.00"),
        (Decimal("-12.5"), "-12.50"),
        (1350, "1,350.00"),
        (Decimal128("980.5"), "980.50"),
        (Decimal("NaN"), "—"),
        (None, "—"),
    ],
)
def test_money_keeps_two_places_and_loses_none(value: Decimal | None, text: str):
    """Amounts show separators and two places; a finer place is shown, never rounded away."""
    assert formats.money(value) == text


def test_counts_have_separators():
    """A whole number shows thousands separators; nothing on file is a dash."""
    assert [formats.count(1234), formats.count(0), formats.count(None)] == ["1,234", "0", "—"]


def test_days_are_read_in_shanghai():
    """An instant late on Christmas Eve in UTC is Christmas Day in Shanghai."""
    assert formats.day(date(2026, 12, 25)) == "2026年12月25日（周五）"
    assert formats.day(datetime(2026, 12, 24, 16, 30, tzinfo=UTC)) == "2026年12月25日（周五）"
    assert formats.short_day(date(2026, 12, 27)) == "12月27日（周日）"
    assert formats.moment(datetime(2026, 12, 28, 6, 3, tzinfo=UTC)) == "2026-12-28 14:03"
    assert formats.day(None) == formats.short_day(None) == formats.moment(None) == "—"


def test_a_digest_is_shortened_in_groups():
    """The first twelve characters stand in groups of four."""
    assert formats.short_digest("3f9a1c07be42" + "0" * 52) == "3f9a 1c07 be42"
    assert formats.short_digest("") == "—"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026Q4", "2026年第四季度"),
        ("2026H1", "2026年上半年"),
        ("2026H2", "2026年下半年"),
        ("2026Q5", "2026Q5"),
        ("", "—"),
        (None, "—"),
    ],
)
def test_periods_are_said_in_words(value: str | None, text: str):
    """A quarter and a half year have names; what is neither is shown as it stands."""
    assert formats.period(value) == text


def _window(*readings: tuple[date, ...]) -> Window:
    last = readings[-1]
    return Window(
        kind=WindowKind.QUARTERLY_UPDATE,
        period="2018Q4",
        days=last,
        opens_at=datetime(last[0].year, last[0].month, last[0].day, tzinfo=SHANGHAI),
        closes_at=datetime(2019, 1, 1, tzinfo=SHANGHAI) if last[-1].day == 31 else
        datetime(last[-1].year, last[-1].month, last[-1].day + 1, tzinfo=SHANGHAI),
        provisional=True,
        clause="二（三）",
        source="text",
        readings=readings,
    )  # fmt: skip


BEFORE = tuple(date(2018, 12, day) for day in (25, 26, 27, 28, 31))
AFTER = tuple(date(2018, 12, day) for day in (25, 26, 27, 28, 29))


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2018, 12, 27, 17, tzinfo=SHANGHAI), "还剩 2 个工作日 7 小时"),
        (datetime(2018, 12, 29, 12, tzinfo=SHANGHAI), "还剩 1 个工作日"),
        (datetime(2018, 12, 31, tzinfo=SHANGHAI), "还剩 24 小时"),
        (datetime(2018, 12, 31, 22, 30, tzinfo=SHANGHAI), "还剩 1 小时 30 分钟"),
        (datetime(2018, 12, 31, 23, 30, tzinfo=SHANGHAI), "还剩 30 分钟"),
        (datetime(2019, 1, 1, tzinfo=SHANGHAI), "已截止"),
    ],
)
def test_remaining_counts_working_days_and_hours_of_today(at: datetime, text: str):
    """Working days after today and today's hours are left; a day off between counts no hours."""
    assert formats.remaining(_window(BEFORE), at) == text


@pytest.mark.parametrize(
    ("at", "until", "text"),
    [
        (datetime(2018, 12, 25, 10, tzinfo=SHANGHAI), (27, 17), "还剩 2 个工作日 7 小时"),
        (datetime(2018, 12, 26, 18, tzinfo=SHANGHAI), (27, 17), "还剩 23 小时"),
        (datetime(2018, 12, 27, 16, 30, tzinfo=SHANGHAI), (27, 17), "还剩 30 分钟"),
        (datetime(2018, 12, 26, 18, tzinfo=SHANGHAI), (28, 0), "还剩 1 个工作日 6 小时"),
        (datetime(2018, 12, 29, 12, tzinfo=SHANGHAI), (31, 17), "还剩 17 小时"),
        (datetime(2018, 12, 27, 17, tzinfo=SHANGHAI), (27, 17), "已截止"),
    ],
)
def test_a_cut_off_ends_what_is_left(at: datetime, until: tuple[int, int], text: str):
    """Whole working days and hours up to the cut-off's own hour."""
    day, hour = until
    ends = datetime(2018, 12, day, hour, tzinfo=SHANGHAI)
    assert formats.remaining(_window(BEFORE), at, ends) == text


def test_remaining_says_when_only_another_reading_still_accepts():
    """After the notice moved the window, a day of the earlier reading is still accepted."""
    at = datetime(2018, 12, 31, 12, tzinfo=SHANGHAI)
    assert formats.remaining(_window(BEFORE, AFTER), at) == "仍可提交（按另一种推算仍在窗口内）"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "—"), (Decimal("59.00"), "59"), (Decimal("85.50"), "85.5"), (2600, "2,600")],
)
def test_a_number_that_is_no_money_keeps_the_places_it_has(value, shown):
    """A load of 59 percent is not 59.00."""
    assert formats.figure(value) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1 KB"), (320 * 1024, "320 KB"), (1_572_864, "1.5 MB"), (None, "—")],
)
def test_a_file_is_as_large_as_people_say(value: int | None, text: str):
    """Sizes are told in KB, large ones in MB."""
    assert formats.file_size(value) == text
