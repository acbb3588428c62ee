"""Rates of reporting from the ledger's rows, right also where no job has settled anything."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import NotFound
from registry.law import rulebook
from registry.permissions import Actor
from registry.policy.reporting_rates import Duties
from registry.services.calendar import current_calendar
from registry.services.reporting_rates import Rates, export_rates, rates_of
from tests.late_filing_makers import a_leave
from tests.services.records import file

AFTER = datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)
JUNE = datetime(2026, 6, 25, 9, tzinfo=SHANGHAI)
SEPTEMBER = datetime(2026, 9, 24, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def library(on_record: Callable[..., Platform]) -> None:
    """Three of Zhejiang and one of Guangdong since 2025: June all but one, September half."""
    since = datetime(2025, 1, 2, tzinfo=SHANGHAI)
    for number in ("330000-2026-0001", "330000-2026-0002", "330000-2026-0003", "440000-2026-0001"):
        on_record(number, admitted_at=since)
    for number in ("330000-2026-0001", "330000-2026-0002", "440000-2026-0001"):
        file(number, JUNE, period="2026Q2")
    file("330000-2026-0001", SEPTEMBER, period="2026Q3")
    file("330000-2026-0002", AFTER, period="2026Q3")
    QuarterlyUpdate.objects(platform="330000-2026-0002", period="2026Q3").update(
        set__timeliness="late"
    )


def rates(by: Actor, at: datetime = AFTER, authority: str = "") -> Rates:
    """The rates as somebody sees them."""
    law: dict[str, Any] = {"rulebook": rulebook(), "calendar": current_calendar()}
    return rates_of(authority=authority, by=by, at=at, **law)


def test_the_closed_quarters_since_the_first_filing(ministry: Actor) -> None:
    """June and September; what was before this service had any filing is left out."""
    found = rates(ministry)
    assert found.quarters == ("2026Q2", "2026Q3")
    lines = {one.authority: one.duties for one in found.lines}
    assert lines["330000"] == (Duties(on_time=2, unfiled=1), Duties(on_time=1, late=1, unfiled=1))
    assert lines["440000"] == (Duties(on_time=1), Duties(unfiled=1))
    assert lines["110000"] == (Duties(), Duties())
    assert found.total.together == Duties(on_time=4, late=1, unfiled=3)


def test_the_first_quarter_is_the_same_whoever_asks(lead: Actor, ministry: Actor) -> None:
    """Zhejiang filed nothing in June and Guangdong did: June counts against Zhejiang, for both."""
    QuarterlyUpdate.objects(period="2026Q2", authority="330000").delete()
    (own,) = rates(lead).lines
    (asked,) = rates(ministry, authority="330000").lines
    among = next(one for one in rates(ministry).lines if one.authority == "330000")
    assert own == asked == among
    assert own.duties == (Duties(unfiled=3), Duties(on_time=1, late=1, unfiled=1))


def test_a_running_window_is_not_rated_yet(lead: Actor) -> None:
    """In September's window June is the newest; the minute it is over, September is."""
    assert rates(lead, SEPTEMBER).quarters == ("2026Q2",)
    closed = datetime(2026, 10, 1, tzinfo=SHANGHAI)
    assert rates(lead, closed).quarters == ("2026Q2", "2026Q3")


def test_the_excused_are_out_of_the_rates(lead: Actor) -> None:
    """The ministry excuses what came late: two are required, one filed."""
    a_leave(platform="330000-2026-0002", excused=True, opens_at=AFTER, until=AFTER)
    (line,) = rates(lead).lines
    assert line.duties[-1] == Duties(on_time=1, excused=1, unfiled=1)
    assert line.duties[-1].required == 2


@pytest.mark.usefixtures("database")
def test_without_a_filing_there_is_nothing_to_rate(lead: Actor) -> None:
    """No quarter is shown; not one at nought per cent."""
    QuarterlyUpdate.objects.delete()
    assert rates(lead).quarters == ()


def test_another_s_rates_are_not_found(lead: Actor, ministry: Actor) -> None:
    """Nor those of a code that is none."""
    for by, authority in ((lead, "440000"), (ministry, "999999")):
        with pytest.raises(NotFound):
            rates(by, authority=authority)


def test_the_workbook_says_what_the_page_says(lead: Actor) -> None:
    """One row a quarter, and the ledger knows who took it."""
    content = export_rates(rates(lead), by=lead, at=AFTER)
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(min_row=3, values_only=True))
    assert rows[1][1:] == ("2026年第三季度", 3, 1, 1, 1, 0, 66.6, 33.3)
    assert LedgerEntry.objects.get(verb="reporting.export_rates").after["rows"] == 2
