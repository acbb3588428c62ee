"""One's calendar feed: making its address, seeing it once, revoking it; and what stands there."""

import hashlib

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.calendar_files import MEDIA_TYPE
from registry.limits import CALENDAR_FEEDS, limiter
from registry.messages import say
from registry.permissions import Actor
from registry.services import calendar_feeds as desk
from registry.web.message_views import address_of
from registry.web.once import shown_once
from registry.web.printed import public_root

blueprint = Blueprint("calendar_feeds", __name__)

# What a program may keep for itself before it asks again; nobody between keeps anything.
_KEPT_SECONDS = 900


@blueprint.get("/account/calendar")
def mine() -> ResponseReturnValue:
    """Show whether one's calendar has an address, and how to make or revoke it."""
    since = desk.subscribed_since(by=edge.actor())
    return render_template("calendar_feeds/mine.html", since=since)


@blueprint.post("/account/calendar")
@shown_once("calendar_feeds.mine")
def subscribe() -> ResponseReturnValue:
    """Make one's address, or another, and show it, once."""
    secret = desk.subscribe(by=edge.actor(), at=edge.arrival())
    address = public_root() + url_for("calendar_feeds.show", secret=secret)
    page = render_template(
        "calendar_feeds/issued.html",
        address=address,
        # The same by the scheme that programs of calendars listen to.
        subscribe_by="webcal" + address.removeprefix("https").removeprefix("http"),
    )
    return page, {"Referrer-Policy": "no-referrer"}


@blueprint.post("/account/calendar/revocation")
def revoke() -> ResponseReturnValue:
    """Take one's address away at once."""
    desk.revoke(by=edge.actor(), at=edge.arrival())
    flash(say("calendar_feed_revoked"), "success")
    return redirect(url_for("calendar_feeds.mine"), 303)


@blueprint.get("/calendar/<secret>.ics")
@limiter.limit(CALENDAR_FEEDS)
def show(secret: str) -> ResponseReturnValue:
    """Give the calendar at a secret address to whoever knows it; no session is asked for."""
    content = desk.feed_of(
        secret,
        at=edge.arrival(),
        rulebook=edge.rulebook(),
        calendar=edge.calendar(),
        lead_to=_lead_to,
    )
    answer = Response(content, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="reserve.ics"'
    answer.headers["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(hashlib.sha256(content).hexdigest())
    return answer.make_conditional(request)


def _lead_to(subject: str, by: Actor) -> str:
    path = address_of(subject, by)
    return f"{public_root()}{path}" if path else ""
