"""Webhooks by page: the addresses of one's host or office, and what was sent to each."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.channels import rules_of
from registry.cursors import following, position
from registry.documents.deliveries import Delivery
from registry.documents.webhooks import Webhook
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services import webhooks as desk
from registry.services.webhooks import KINDS, WebhookWanted
from registry.web.deliveries import reason_of
from registry.web.once import shown_once
from registry.web.shell import error_list

blueprint = Blueprint("webhooks", __name__)

_PAGE = 30


@blueprint.get("/webhooks")
def index() -> ResponseReturnValue:
    """List the addresses and offer a new one."""
    return _page(WebhookWanted("", "", KINDS), {})


@blueprint.post("/webhooks")
@shown_once("webhooks.index")
def register() -> ResponseReturnValue:
    """Register an address and show its secret, once."""
    actor, house, form = edge.actor(), edge.house(), request.form
    require(actor, desk.MANAGE)
    typed = WebhookWanted(
        edge.text_of(form, "label"), edge.text_of(form, "url"), tuple(form.getlist("kinds"))
    )
    rules, vault, at = rules_of(house.settings), house.vault, edge.arrival()
    try:
        made = desk.register(typed, rules=rules, vault=vault, by=actor, at=at)
    except Invalid as refused:
        return _page(typed, refused.fields), refused.status
    return render_template("webhooks/secret.html", made=made, new=True)


@blueprint.get("/webhooks/<webhook_id>")
def show(webhook_id: str) -> ResponseReturnValue:
    """Show an address, and what was last sent to it."""
    actor = edge.actor()
    found = desk.webhook_of(webhook_id, by=actor)
    after = position(edge.text_of(request.args, "cursor"), 2)
    sent, key = desk.deliveries_of(webhook_id, after=after, limit=_PAGE, by=actor)
    return render_template(
        "webhooks/show.html",
        webhook=_row(found),
        kinds="、".join(say(f"webhook_kind_{one}") for one in found.kinds),
        deliveries=[_delivery(one) for one in sent],
        next_cursor=following(key),
        first=not after,
    )


@blueprint.post("/webhooks/<webhook_id>/state")
def set_state(webhook_id: str) -> ResponseReturnValue:
    """Pause an address, or let it go on."""
    state = "active" if edge.text_of(request.form, "state") == "active" else "paused"
    desk.set_state(webhook_id, state, by=edge.actor(), at=edge.arrival())
    flash(say(f"webhook_{state}"), "success")
    return _back(webhook_id)


@blueprint.post("/webhooks/<webhook_id>/secret")
@shown_once("webhooks.show")
def renew_secret(webhook_id: str) -> ResponseReturnValue:
    """Give an address a new secret and show it, once."""
    house = edge.house()
    made = desk.renew_secret(webhook_id, vault=house.vault, by=edge.actor(), at=edge.arrival())
    return render_template("webhooks/secret.html", made=made, new=False)


@blueprint.post("/webhooks/<webhook_id>/removal")
def remove(webhook_id: str) -> ResponseReturnValue:
    """Take an address away."""
    desk.remove(webhook_id, by=edge.actor(), at=edge.arrival())
    flash(say("webhook_removed"), "success")
    return redirect(url_for("webhooks.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/webhooks/<webhook_id>/deliveries/<delivery_id>/resending")
def resend(webhook_id: str, delivery_id: str) -> ResponseReturnValue:
    """Send what was given up again."""
    desk.resend(webhook_id, delivery_id, by=edge.actor(), at=edge.arrival())
    flash(say("webhook_resent"), "success")
    return _back(webhook_id)


def _back(webhook_id: str) -> ResponseReturnValue:
    return redirect(url_for("webhooks.show", webhook_id=webhook_id), HTTPStatus.SEE_OTHER)


def _page(typed: WebhookWanted, faults: dict[str, str]) -> str:
    found = desk.list_webhooks(by=edge.actor())
    return render_template(
        "webhooks/index.html",
        webhooks=[_row(one) for one in found],
        typed=typed,
        kinds=[(one, say(f"webhook_kind_{one}")) for one in KINDS],
        full=len(found) >= desk.MOST,
        most=desk.MOST,
        faults=faults,
        errors=error_list(faults),
    )


def _row(found: Webhook) -> dict[str, Any]:
    failing = found.state == "active" and found.failures
    return {
        "id": str(found.id),
        "label": found.label,
        "url": found.url,
        "state": "webhook_failing" if failing else f"webhook_{found.state}",
        "paused": found.state == "paused",
        "failures": found.failures,
        "resting_until": found.resting_until,
        "account_name": found.account_name,
        "recorded_at": found.recorded_at,
        "href": url_for("webhooks.show", webhook_id=str(found.id)),
    }


def _delivery(one: Delivery) -> dict[str, Any]:
    states = {"waiting": "to_be_sent", "sent": "delivered", "failed": "undelivered"}
    return {
        "id": str(one.id),
        "message": url_for("messages.show", message_id=str(one.message)),
        "state": states.get(one.state, one.state),
        "dead": one.state == "failed",
        "attempts": one.attempts,
        "reason": reason_of(one.fault or "", None),
        "status": one.answer_status,
        "recorded_at": one.recorded_at,
        "tried_at": one.tried_at,
        "next_try_at": one.next_try_at if one.state == "waiting" else None,
    }
