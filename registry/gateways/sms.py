"""Text messages 短信 by the operator's HTTP gateway; what its request looks like is data."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.gateways.outcomes import Outcome
from registry.gateways.outgoing import Rules, post

PLACES = frozenset({"phone", "text", "id"})
_PLACE = re.compile(r"\{(phone|text|id)\}")


@dataclass(frozen=True, slots=True)
class TextGateway:
    """Where text messages are handed in.

    ``body`` is JSON whose texts hold {phone}, {text} and {id}; ``success`` are fields that a
    taken message's answer must have, empty where the status says it. ``header`` carries ``secret``.
    """

    url: str
    body: Mapping[str, Any]
    success: Mapping[str, Any]
    header: str
    secret: str


def send(gateway: TextGateway, values: Mapping[str, str], rules: Rules) -> Outcome:
    """Hand in one text message; ``values`` fill the places of the body."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if gateway.secret:
        headers[gateway.header] = gateway.secret
    body = json.dumps(filled(gateway.body, values), ensure_ascii=False).encode()
    answer = post(gateway.url, body, headers, rules)
    if answer.outcome.fault or not gateway.success:
        return answer.outcome
    if _has(answer.content, gateway.success):
        return answer.outcome
    return Outcome("sms_refused", answer.outcome.status)


def filled(body: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON
    """Fill the places in the texts of a JSON value, once: a value's own braces stay as they are.

    The JSON is taken apart before it is filled, so no value can end a text and begin a field.
    """
    if isinstance(body, str):
        return _PLACE.sub(lambda place: values[place[1]], body)
    if isinstance(body, dict):
        return {name: filled(inner, values) for name, inner in body.items()}
    return [filled(inner, values) for inner in body] if isinstance(body, list) else body


def _has(content: bytes, wanted: Mapping[str, Any]) -> bool:
    try:
        told = json.loads(content)
    except ValueError:
        return False
    return isinstance(told, dict) and all(
        name in told and told[name] == value for name, value in wanted.items()
    )
