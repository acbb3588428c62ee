"""Records of what is sent outward, for the walk over the routes."""

from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bson import ObjectId

from registry.documents.deliveries import Delivery

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


OF_DELIVERIES: dict[str, tuple[Any, ...]] = {
    "delivery": (a_dead_letter, {"delivery_id": _NONE}, ""),
}
