"""Bans on the tour: what is asked of them, and a waiver that waits for approval."""

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlencode

from registry.demo.people import host_username
from registry.documents.ban_waivers import BanWaiver
from registry.documents.bans import Ban
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor
from registry.services.ban_waivers import WaiverOrder, prepare


def _ban() -> Ban:
    """Return the ban of the demo year that runs longest."""
    found: Ban = Ban.objects.order_by("-until_day").first()
    return found


def a_waiver_waits(person: Callable[[str], Actor], at: datetime) -> None:
    """The ministry's staff prepare one."""
    ban, day = _ban(), at.date()
    order = WaiverOrder(
        ban.credit_code, ban.decision, ban.platform, day, ban.until_day, "承担国家重大专项任务"
    )
    prepare(order, by=person("ministry-staff"), at=at, rulebook=rulebook())


def ban_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    ban, waiver = _ban(), BanWaiver.objects.first()
    other = Platform.objects(state="in_library").order_by("number").first()
    named = {"credit_code": ban.credit_code, "decision": ban.decision, "platform": ban.platform}
    asked = f"/bans?credit_code={ban.credit_code}"
    new = f"/ban-waivers/new?{urlencode(named)}"
    for name, path, press in (
        ("list", "/bans", ""),
        ("one", asked, ""),
        ("merger", f"{asked}&with={other.credit_code}", ""),
        ("wrong", "/bans?credit_code=123", ""),
        ("waivers", "/ban-waivers", ""),
        ("waiver", f"/ban-waivers/{waiver.number}", ""),
        ("waiver-new", new, ""),
        ("waiver-errors", new, "提出豁免"),
    ):
        yield f"ministry-ban-{name}", "ministry-lead", path, press
    yield "province-ban", "lead-330000", asked, ""
    yield "host-ban", host_username(other.credit_code), "/bans", ""
