"""Late filing on the tour: leave that a province gave for September, and the ministry's form."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from registry.demo.people import host_username
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.law import rulebook
from registry.permissions import Actor
from registry.services.calendar import current_calendar
from registry.services.late_filings import LeaveOrder, give_leave

_PERIOD = "2026Q3"
_HERE = "330000"


def _late_one() -> Platform:
    """Return a platform of the province's that did not file September's quarter."""
    filed = QuarterlyUpdate.objects(period=_PERIOD).distinct("platform")
    found: Platform = (
        Platform.objects(authority=_HERE, state="in_library", number__nin=filed)
        .order_by("admitted_at")
        .first()
    )
    return found


def leave_is_given(person: Callable[[str], Actor], at: datetime) -> None:
    """The province's lead gives it, to the platform that has been in the library longest."""
    last_day = at.date() + timedelta(days=10)
    order = LeaveOrder(
        _HERE, _PERIOD, "台风停电，机房恢复晚于窗口截止", last_day, _late_one().number
    )
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    give_leave(order, by=person(f"lead-{_HERE}"), at=at, **law)


def late_filing_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    leave = LateFilingLeave.objects.first()
    its = Platform.objects.get(number=leave.platform)
    lead, host = f"lead-{_HERE}", host_username(its.credit_code)
    new = f"/late-filings/new?period={_PERIOD}"
    quarter = f"/platforms/{its.number}/quarterly-updates/{_PERIOD}"
    yield "province-leaves", lead, f"/late-filings?period={_PERIOD}", ""
    yield "province-leave", lead, f"/late-filings/{leave.number}", ""
    yield "province-leave-new", lead, f"{new}&platform={its.number}", ""
    yield "province-missing-late", lead, f"/reporting/missing?period={_PERIOD}", ""
    yield "ministry-leaves", "ministry-lead", "/late-filings?period=2026Q1", ""
    yield "ministry-leave-new", "ministry-lead", new, ""
    yield "ministry-leave-errors", "ministry-lead", new, "开放补报"
    yield "host-late-start", host, quarter, ""
    yield "host-late-quarters", host, f"/platforms/{its.number}/quarters", ""
    yield "host-leaves", host, "/late-filings", ""
