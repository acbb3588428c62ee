"""Webhooks and deliveries on the tour: one address with what it took and what it did not."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from registry.channels import rules_of
from registry.documents.accounts import Account
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.documents.webhooks import Webhook
from registry.permissions import Actor
from registry.services import webhooks as desk
from registry.services.webhooks import WebhookWanted

_LABEL = "省厅协同办公系统"


def webhooks_are_told(app: Flask, person: Callable[[str], Actor], at: datetime) -> None:
    """Zhejiang's lead registers an address, which took some messages; e-mails were refused."""
    house, lead = app.extensions["reserve"], person("lead-330000")
    wanted = WebhookWanted(_LABEL, "https://oa.example.cn/reserve", ("application", "quarter"))
    given = {"rules": rules_of(house.settings), "vault": house.vault}
    made = desk.register(wanted, **given, by=lead, at=at)
    told = OutboxMessage.objects(audience="authority", recipient="330000").order_by("-recorded_at")
    sent: tuple[dict[str, Any], ...] = (
        {"state": "sent", "attempts": 1, "sent_at": at, "answer_status": 200},
        {"state": "waiting", "attempts": 3, "fault": "outgoing_slow"},
        {"state": "failed", "attempts": 80, "fault": "outgoing_answered", "answer_status": 502},
    )
    for message, how in zip(told, sent, strict=False):
        _keep(message, at, channel="webhook", address=str(made.webhook.id), **how)
    Webhook.objects(id=made.webhook.id).update(
        set__failures=3, set__resting_until=at + timedelta(days=1, minutes=2)
    )
    reviewer = Account.objects.get(username="reviewer-330000")
    for message, fault in zip(told, ("mail_refused", "mail_away"), strict=False):
        letter = {"channel": "email", "address": str(reviewer.id), "state": "failed"}
        _keep(message, at, **letter, attempts=4, fault=fault)


def webhook_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    made = Webhook.objects.get(label=_LABEL)
    lead, page = "lead-330000", f"/webhooks/{made.id}"
    yield "province-webhooks", lead, "/webhooks", ""
    yield "province-webhooks-errors", lead, "/webhooks", "登记并生成密钥"
    yield "province-webhook", lead, page, ""
    yield "province-contact-ways", lead, "/account/contact-ways", ""


def _keep(message: OutboxMessage, at: datetime, **more: Any) -> None:
    its = {"audience": message.audience, "recipient": message.recipient, "message": message.id}
    times = {"since": at, "next_try_at": at + timedelta(days=1), "recorded_at": at, "tried_at": at}
    Delivery(**its, **times, **more).save()
