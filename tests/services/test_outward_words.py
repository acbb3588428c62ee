"""What a message says outside: of every sentence it is settled what leaves the house."""

from datetime import datetime
from string import Formatter

import pytest

from registry.documents.outbox import OutboxMessage
from registry.messages import say, sentences
from registry.services.outward_words import SAFE, TYPED_IN, outward

# What people typed, who somebody is, and the figure that a host filed.
WITHHELD = frozenset(
    {
        "address", "grounds", "label", "opinion", "person", "proof", "reason", "reference", "text",
        "username", "value", "what", "who",
    }
)  # fmt: skip


def params_of(code: str) -> set[str]:
    """The parameters of a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentences()[code]) if name}


NOTICES = {code: params_of(code) for code in sentences() if code.startswith("notice_")}


def said(code: str) -> str:
    """What a message says outside, each parameter filled with its name in brackets."""
    params = {name: f"<{name}>" for name in params_of(code)}
    return outward(OutboxMessage(code=code, params=params), "").text


def test_each_parameter_is_declared_safe_or_withheld() -> None:
    """A new one has to be thought about: it is in one of the lists, and none is idle."""
    assert frozenset().union(*NOTICES.values()) == SAFE | WITHHELD
    assert not SAFE & WITHHELD
    assert all(name in SAFE & NOTICES[code] for code, name in TYPED_IN.items())


@pytest.mark.parametrize("code", sorted(NOTICES))
def test_what_is_withheld_leaves_in_no_sentence(code: str) -> None:
    """What is safe stands in it, what is not is read here."""
    hidden = NOTICES[code] & (WITHHELD | {TYPED_IN.get(code, "")})
    told = said(code)
    assert not [name for name in hidden if f"<{name}>" in told]
    assert (say("outward_withheld") in told) == bool(hidden)
    if len(told) < 300:
        assert all(f"<{name}>" in told for name in NOTICES[code] - hidden)


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("notice_support_answer", {"outcome": "已转王五处", "text": "找王五"}),
        ("notice_support_withdraw", {"text": "王五已答应"}),
        ("notice_update_filed_for_host", {"ground": "王五住院", "person": "王五"}),
        ("notice_webhook_registered", {"label": "王五的电脑", "address": "wangwu.example.cn"}),
        ("notice_activation_used", {"name": "王五"}),
        ("notice_four_eyes_on", {"name": "王五"}),
    ],
)
def test_what_people_typed_stays_inside(code: str, params: dict[str, str], at: datetime) -> None:
    """Whatever its parameter is called: neither words nor names of persons leave."""
    filled = dict.fromkeys(params_of(code), "甲") | params
    text = outward(OutboxMessage(code=code, params=filled, recorded_at=at), "").text
    assert "王五" not in text
    assert "wangwu" not in text


def test_a_parameter_nobody_declared_stays_inside() -> None:
    """What was not thought of is withheld, not told."""
    assert "new_thing" not in SAFE
    told = outward(OutboxMessage(code="messages_none", params={"new_thing": "王五"}), "").text
    assert told == say("messages_none")
