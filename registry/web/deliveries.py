"""Deliveries by page, for the system administrator: what came to nothing, and sending it again."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.channels import CHANNELS, WEBHOOK
from registry.cursors import following, position
from registry.messages import say
from registry.permissions import require
from registry.services import deliveries as desk
from registry.services.authorities import authority_name
from registry.services.deliveries import DeadLetter
from registry.services.grants import host_labels
from registry.web.shell import address

blueprint = Blueprint("deliveries", __name__)

_PAGE = 50


@blueprint.get("/deliveries")
def index() -> ResponseReturnValue:
    """List the dead letters of a channel, and how every channel stands."""
    actor = edge.actor()
    require(actor, desk.READ)
    queues = desk.queues()
    channel = edge.text_of(request.args, "channel") or next(
        (one for one in CHANNELS if queues[one].dead), CHANNELS[0]
    )
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.dead_letters(channel, after=after, limit=_PAGE, by=actor)
    owners = _owners(found)
    return render_template(
        "deliveries/index.html",
        channel=channel,
        queues=[_queue(one, queues[one]) for one in CHANNELS],
        channel_choices=[
            {
                "label": say(f"channel_{one}"),
                "href": address(channel=one),
                "active": one == channel,
            }
            for one in CHANNELS
        ],
        rows=[_row(one, owners) for one in found],
        next_cursor=following(key),
        first=not after,
    )


@blueprint.post("/deliveries/<delivery_id>/resending")
def resend(delivery_id: str) -> ResponseReturnValue:
    """Try one dead letter again."""
    desk.resend(delivery_id, by=edge.actor(), at=edge.arrival())
    flash(say("delivery_resent"), "success")
    channel = edge.text_of(request.form, "channel")
    known = channel if channel in CHANNELS else None
    return redirect(url_for("deliveries.index", channel=known), HTTPStatus.SEE_OTHER)


@blueprint.post("/deliveries/resending")
def resend_all() -> ResponseReturnValue:
    """Try all dead letters of a channel again, after an outage."""
    actor = edge.actor()
    require(actor, desk.RESEND)
    channel = edge.text_of(request.form, "channel") or CHANNELS[0]
    count = desk.resend_all(channel, by=actor, at=edge.arrival())
    flash(say("deliveries_resent", count=count), "success")
    return redirect(url_for("deliveries.index", channel=channel), HTTPStatus.SEE_OTHER)


def reason_of(fault: str, status: int | None) -> str:
    """Say why an attempt came to nothing; empty where there was none, or it was taken."""
    if not fault:
        return ""
    reason = say(fault)
    return say("delivery_reason_status", reason=reason, status=status) if status else reason


def _queue(channel: str, queue: desk.Queue) -> dict[str, Any]:
    house = edge.house().settings
    on = {"email": bool(house.smtp_host), "sms": bool(house.sms_url), WEBHOOK: True}[channel]
    return {
        "channel": say(f"channel_{channel}"),
        "on": "on" if on else "off",
        "waiting": queue.waiting,
        "oldest": queue.oldest,
        "dead": queue.dead,
    }


def _owners(found: Sequence[DeadLetter]) -> dict[str, str]:
    """Name the hosts and offices whose webhooks were not reached; a query where there is a host."""
    whose = {(one.audience, one.recipient) for one in found if one.channel == WEBHOOK}
    hosts = {recipient for audience, recipient in whose if audience == "host"}
    labels = host_labels(hosts) if hosts else {}
    return {
        recipient: labels.get(recipient, recipient)
        if audience == "host"
        else authority_name(recipient)
        if audience == "authority"
        else say("webhook_owner_ministry")
        for audience, recipient in whose
    }


def _row(one: DeadLetter, owners: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": owners.get(one.recipient, "") if one.channel == WEBHOOK else one.name,
        "username": one.username,
        "href": url_for("accounts.record", account_id=one.address) if one.username else "",
        "recorded_at": one.recorded_at,
        "tried_at": one.tried_at,
        "attempts": one.attempts,
        "reason": reason_of(one.fault, one.answer_status),
    }
