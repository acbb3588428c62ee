"""Signed webhooks 消息推送: a body, when it was sent, and a signature over both."""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from registry.gateways.outcomes import Outcome
from registry.gateways.outgoing import Rules, post

DELIVERY, TIMESTAMP, SIGNATURE = "Reserve-Delivery", "Reserve-Timestamp", "Reserve-Signature"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return ``v1=`` and the hexadecimal HMAC-SHA256 of timestamp, a full stop, and the body."""
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256)
    return f"v1={mac.hexdigest()}"


def send(
    url: str, body: bytes, *, secret: str, delivery: str, sent_at: int, rules: Rules
) -> Outcome:
    """Send a body with its signature; ``sent_at`` is in seconds since 1970, of the real clock."""
    timestamp = str(sent_at)
    headers: Mapping[str, str] = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "reserve-webhooks/1",
        DELIVERY: delivery,
        TIMESTAMP: timestamp,
        SIGNATURE: signature(secret, timestamp, body),
    }
    return post(url, body, headers, rules).outcome
