"""Messages 消息 by page: all that was told to one's host or office, and what is unread."""

from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import may
from registry.services import messages as desk
from registry.services.messages import Message
from registry.web.message_views import addresses
from registry.web.shell import address

blueprint = Blueprint("messages", __name__)

_PAGE = 50
_UNREAD = "unread"


@blueprint.get("/messages")
def index() -> ResponseReturnValue:
    """List the messages, newest first, those nobody has read marked."""
    actor, unread = edge.actor(), edge.text_of(request.args, "state") == _UNREAD
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.list_messages(unread=unread, by=actor, after=after, limit=_PAGE)
    leads = addresses(found, actor)
    choices = [
        {"label": "全部", "href": address(state=None), "active": not unread},
        {"label": "未读", "href": address(state=_UNREAD), "active": unread},
    ]
    return render_template(
        "messages/index.html",
        lines=[_line(one, leads.get(one.subject, "")) for one in found],
        groups=[{"label": "状态", "choices": choices}],
        has_webhooks=may(actor, "webhooks:read"),
        has_unread=any(one.read_at is None for one in found),
        until=edge.arrival().isoformat(),
        empty=say("messages_none_unread" if unread else "messages_none"),
        first=not after,
        next_cursor=following(key),
    )


@blueprint.get("/messages/<message_id>")
def show(message_id: str) -> ResponseReturnValue:
    """Show a message, which is read by that, and where it leads."""
    actor = edge.actor()
    found = desk.open_message(message_id, by=actor, at=edge.arrival())
    href = addresses([found], actor).get(found.subject, "")
    return render_template("messages/show.html", message=found, href=href)


@blueprint.post("/messages/reading")
def read() -> ResponseReturnValue:
    """Mark all messages read that had come when the page was shown."""
    until = _moment(edge.text_of(request.form, "until"))
    count = desk.read_all(until=until, by=edge.actor(), at=edge.arrival())
    flash(say("messages_read_now", count=count) if count else say("messages_all_read"), "success")
    return redirect(url_for("messages.index"), HTTPStatus.SEE_OTHER)


def _moment(typed: str) -> datetime | None:
    """Return when the page was shown; None where it does not say. Raises Invalid."""
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
        if moment.tzinfo is None:
            raise ValueError(typed)  # noqa: TRY301 - as any other that is no moment
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(fields={"until": say("messages_until_wrong")}) from error


def _line(one: Message, href: str) -> dict[str, object]:
    unread = one.read_at is None
    return {
        "text": one.text,
        "recorded_at": one.recorded_at,
        "state": _UNREAD if unread else "",
        "mark": "due" if unread else "",
        "href": url_for("messages.show", message_id=one.id),
        "subject": {"label": "打开", "href": href, "about": one.text} if href else None,
    }
