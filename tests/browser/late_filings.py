"""Late filing on the tour: leave that a province gave for September, and the ministry's form."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from registry.clock import SHANGHAI
from registry.demo.people import host_username, lead_of
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.law import rulebook
from registry.permissions import Actor
from registry.services.calendar import current_calendar
from registry.services.late_filings import LeaveOrder, give_leave

_PERIOD = "2026Q3"
_REASON = "台风停电，机房恢复晚于窗口截止"
_OPENED = datetime(2026, 9, 23, tzinfo=SHANGHAI)


def _late_one() -> Platform:
    """Return a platform that owed September's quarter and did not file it."""
    filed = QuarterlyUpdate.objects(period=_PERIOD).distinct("platform")
    long_in = Platform.objects(admitted_at__lt=_OPENED, state="in_library", number__nin=filed)
    found: Platform = long_in.order_by("number").first()
    return found


def leave_is_given(person: Callable[[str], Actor], at: datetime) -> None:
    """The lead of its province gives it."""
    its = _late_one()
    last_day = at.date() + timedelta(days=10)
    order = LeaveOrder(its.authority, _PERIOD, _REASON, last_day, its.number)
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    give_leave(order, by=person(lead_of(its.authority)), at=at, **law)


def late_filing_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    leave = LateFilingLeave.objects.first()
    its = Platform.objects.get(number=leave.platform)
    lead, host = lead_of(its.authority), host_username(its.credit_code)
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
