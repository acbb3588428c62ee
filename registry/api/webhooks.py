"""Webhooks over the API: those of one's host or office, their secrets, and what was sent to them.

Making one, and a new secret, take no Idempotency-Key: an answer kept for a repeat would keep
the secret too.
"""

from http import HTTPStatus
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api import paging
from registry.channels import rules_of
from registry.documents.deliveries import Delivery
from registry.documents.webhooks import Webhook
from registry.doors import first
from registry.permissions import require
from registry.services import webhooks as desk
from registry.services.webhooks import MadeWebhook, WebhookWanted
from schemas.webhooks import (
    DeliveryPageSchema,
    DeliverySchema,
    MadeWebhookSchema,
    WebhookBody,
    WebhookListSchema,
    WebhookSchema,
)

blueprint = Blueprint("api_webhooks", __name__, description="消息推送")

_PATH = "/webhooks"
_ONE = f"{_PATH}/<webhook_id>"


@blueprint.get(_PATH)
@blueprint.response(200, WebhookListSchema)
@blueprint.doc(summary="本单位的推送地址，先登记的在前")
def webhooks() -> dict[str, Any]:
    """List the caller's host's or office's."""
    return {"items": [_shown(one) for one in desk.list_webhooks(by=edge.actor())]}


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), desk.MANAGE))
@blueprint.arguments(WebhookBody)
@blueprint.response(201, MadeWebhookSchema)
@blueprint.doc(summary="登记一个推送地址；答复里的密钥只给出这一次")
def registering(body: dict[str, Any]) -> ResponseReturnValue:
    """Register an address."""
    house = edge.house()
    made = desk.register(
        WebhookWanted(**body),
        rules=rules_of(house.settings),
        vault=house.vault,
        by=edge.actor(),
        at=edge.arrival(),
    )
    where = url_for("api_webhooks.webhook", webhook_id=str(made.webhook.id))
    return _made(made), HTTPStatus.CREATED, {"Location": where}


@blueprint.get(_ONE)
@blueprint.response(200, WebhookSchema)
@blueprint.doc(summary="一个推送地址；不含密钥")
def webhook(webhook_id: str) -> dict[str, Any]:
    """Give one."""
    return _shown(desk.webhook_of(webhook_id, by=edge.actor()))


@blueprint.delete(_ONE)
@blueprint.response(204)
@blueprint.doc(summary="移除一个推送地址；等候推送的不再推送")
def removal(webhook_id: str) -> None:
    """Take one away."""
    desk.remove(webhook_id, by=edge.actor(), at=edge.arrival())


@blueprint.post(f"{_ONE}/pause")
@blueprint.response(200, WebhookSchema)
@blueprint.doc(summary="暂停推送；暂停期间的消息不推送")
def pause(webhook_id: str) -> dict[str, Any]:
    """Pause one."""
    return _shown(desk.set_state(webhook_id, "paused", by=edge.actor(), at=edge.arrival()))


@blueprint.post(f"{_ONE}/resumption")
@blueprint.response(200, WebhookSchema)
@blueprint.doc(summary="恢复推送")
def resumption(webhook_id: str) -> dict[str, Any]:
    """Let one go on."""
    return _shown(desk.set_state(webhook_id, "active", by=edge.actor(), at=edge.arrival()))


@blueprint.post(f"{_ONE}/secret")
@blueprint.response(200, MadeWebhookSchema)
@blueprint.doc(summary="更换密钥，原密钥立即不用；新密钥只给出这一次")
def secret(webhook_id: str) -> dict[str, Any]:
    """Give one a new secret."""
    house = edge.house()
    made = desk.renew_secret(webhook_id, vault=house.vault, by=edge.actor(), at=edge.arrival())
    return _made(made)


@blueprint.get(f"{_ONE}/deliveries")
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, DeliveryPageSchema)
@blueprint.doc(summary="推送到一个地址的消息，最新的在前")
def deliveries(arguments: dict[str, Any], webhook_id: str) -> dict[str, Any]:
    """List what was sent to one."""
    after, limit = paging.position(arguments, 2), arguments["limit"]
    found, key = desk.deliveries_of(webhook_id, after=after, limit=limit, by=edge.actor())
    return paging.page([_delivery(one) for one in found], key or None)


@blueprint.post(f"{_ONE}/deliveries/<delivery_id>/resending")
@blueprint.response(200, DeliverySchema)
@blueprint.doc(summary="重新推送一条未送达的消息")
def resending(webhook_id: str, delivery_id: str) -> dict[str, Any]:
    """Send what was given up again."""
    return _delivery(desk.resend(webhook_id, delivery_id, by=edge.actor(), at=edge.arrival()))


def _made(made: MadeWebhook) -> dict[str, Any]:
    return _shown(made.webhook) | {"secret": made.secret}


def _shown(found: Webhook) -> dict[str, Any]:
    plain = ("label", "url", "kinds", "state", "failures", "resting_until", "account_name")
    return {name: found[name] for name in (*plain, "recorded_at")} | {"id": str(found.id)}


def _delivery(one: Delivery) -> dict[str, Any]:
    plain = ("state", "attempts", "answer_status", "recorded_at", "tried_at", "sent_at")
    return {name: one[name] for name in plain} | {
        "id": str(one.id),
        "message": str(one.message),
        "fault": one.fault or "",
        "next_try_at": one.next_try_at if one.state == "waiting" else None,
    }
