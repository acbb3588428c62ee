"""Bans on the tour: what is asked of them, and the waiver of the demo year that waits."""

from collections.abc import Iterable
from urllib.parse import urlencode

from registry.demo.people import host_username
from registry.documents.ban_waivers import BanWaiver
from registry.documents.bans import Ban
from registry.documents.platforms import Platform


def _ban() -> Ban:
    """Return the ban of the demo year that runs longest."""
    found: Ban = Ban.objects.order_by("-until_day").first()
    return found


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
