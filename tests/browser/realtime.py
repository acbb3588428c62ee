"""Real-time updates on the tour: three weeks of a platform's load, one value questioned."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from registry.demo.people import host_username
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor
from registry.services.realtime_updates import report

_LOADS = ("62", "64.5", "71", "70", "78", "83.5", "81", "79", "88", "86.5", "84", "90")


def _platform() -> Platform:
    """Return the platform of Zhejiang that reports."""
    here = Platform.objects(authority="330000", state="in_library").order_by("-number")
    found: Platform = here.first()
    return found


def realtime_reported(person: Callable[[str], Actor], at: datetime) -> None:
    """Twelve loads that count, then one that cannot be."""
    platform = _platform()
    by = person(host_username(platform.credit_code))
    for place, load in enumerate((*_LOADS, "112")):
        when = at - timedelta(days=2 * (len(_LOADS) - place))
        report(platform.number, {"load": load}, when, by=by, at=when, rulebook=rulebook())


def realtime_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    platform = _platform()
    page = f"/platforms/{platform.number}/realtime"
    host = host_username(platform.credit_code)
    yield "host-realtime", host, page, ""
    yield "host-realtime-errors", host, page, "报送"
    yield "province-realtime", "lead-330000", page, ""
    yield "province-realtime-none", "lead-330000", f"{page}?field=site_area", ""
