"""Records of what is sent outward, for the walk over the routes."""

from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bson import ObjectId

from registry.documents.accounts import Account
from registry.documents.deliveries import Delivery
from registry.documents.webhooks import Webhook

NOW = datetime(2026, 12, 28, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
_NONE = "5f0000000000000000000009"


class Holder(Protocol):
    """Whose a record is to be."""

    account: str
    host: str
    authority: str


def a_dead_letter(holder: Holder, **more: Any) -> dict[str, Any]:
    """Keep an e-mail to the holder's account that came to nothing."""
    values = {
        "message": ObjectId(), "channel": "email", "address": holder.account, "audience": "host",
        "recipient": holder.host, "state": "failed", "fault": "mail_refused", "attempts": 1,
        "since": NOW, "next_try_at": NOW, "recorded_at": NOW,
    }  # fmt: skip
    made = Delivery(**values | more).save()
    return {"delivery_id": str(made.id)}


def a_webhook(holder: Holder) -> dict[str, Any]:
    """Keep a webhook of whom the account acts for; of the host where there is no account."""
    account = Account.objects(id=holder.account).first() if holder.account else None
    role = account.role if account else ""
    to = {"audience": "host", "recipient": holder.host}
    if role.startswith("provincial"):
        to = {"audience": "authority", "recipient": holder.authority}
    if role.startswith("ministry"):
        to = {"audience": "ministry", "recipient": "ministry"}
    made = Webhook(
        **to, label="办公系统", url="https://hooks.example.cn/a", kinds=["platform"],
        secret="sealed", account_name="某人", recorded_at=NOW,
    ).save()  # fmt: skip
    return {"webhook_id": str(made.id)}


def a_webhook_delivery(holder: Holder) -> dict[str, Any]:
    """Keep a webhook, and a delivery to it that was given up."""
    made = a_webhook(holder)
    lost = {"channel": "webhook", "address": made["webhook_id"], "fault": "outgoing_silent"}
    return made | a_dead_letter(holder, **lost)


OF_DELIVERIES: dict[str, tuple[Any, ...]] = {
    "delivery": (a_dead_letter, {"delivery_id": _NONE}, ""),
    "webhook": (a_webhook, {"webhook_id": _NONE}, "place"),
    "webhook_delivery": (
        a_webhook_delivery,
        {"webhook_id": _NONE, "delivery_id": _NONE},
        "place",
    ),
}
