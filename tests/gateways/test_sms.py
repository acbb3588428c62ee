"""Text messages: the gateway's request is data, and no value becomes a part of its shape."""

import json
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from registry.gateways.outgoing import Rules
from registry.gateways.sms import TextGateway, filled, send
from tests.outside import Receiver, running

RULES = Rules(networks=(ip_network("127.0.0.0/8"),), plain=True, any_network=True)
VALUES = {"phone": "13800000000", "text": "请补正。", "id": "5f00"}
BODY = {"to": ["{phone}"], "content": "【储备】{text}", "extra": {"ref": "{id}"}, "type": 1}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A gateway on the loopback."""
    with running(Receiver()) as taking:
        yield taking


def gateway(receiver: Receiver, **success: object) -> TextGateway:
    """How it is reached."""
    return TextGateway(receiver.url, BODY, success, "X-Api-Key", "the secret")


def test_the_request_is_the_template_filled_in(receiver: Receiver) -> None:
    """Number, text and the delivery's id at their places, the secret in its header."""
    assert send(gateway(receiver), VALUES, RULES).fault == ""
    (asked,) = receiver.asked
    assert json.loads(asked.body) == {
        "to": ["13800000000"], "content": "【储备】请补正。", "extra": {"ref": "5f00"}, "type": 1,
    }  # fmt: skip
    assert asked.headers["X-Api-Key"] == "the secret"


@pytest.mark.parametrize(
    "text", ['", "to": ["13900000000"], "x": "', "{phone}{id}", "{0.__class__}"]
)
def test_a_text_stays_a_text(text: str) -> None:
    """Quotes end nothing, and places that a text names itself are not filled."""
    made = json.loads(json.dumps(filled(BODY, {**VALUES, "text": text})))
    assert made["content"] == f"【储备】{text}"
    assert made["to"] == ["13800000000"]


def test_a_gateway_that_says_no_with_200_is_believed(receiver: Receiver) -> None:
    """Where taking has a field of its own, an answer without it took nothing."""
    assert send(gateway(receiver, code=0), VALUES, RULES).fault == ""
    assert send(gateway(receiver, code=1), VALUES, RULES).fault == "sms_refused"
    receiver.behave = lambda taking: taking.answer(200, b"<html>")  # type: ignore[attr-defined]
    assert send(gateway(receiver, code=0), VALUES, RULES).fault == "sms_refused"
