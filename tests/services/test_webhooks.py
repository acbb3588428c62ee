"""Webhooks: each its owner's, signed, tried again, given up, and no way into the house."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from time import sleep
from typing import Any

import pytest
from cryptography.fernet import Fernet
from mongoengine.connection import get_db

from config.settings import ROOT
from registry.channels import Channels
from registry.clock import Clock
from registry.documents.deliveries import Delivery
from registry.documents.ledger import LedgerEntry
from registry.documents.webhooks import Webhook
from registry.encryption import Vault
from registry.errors import Invalid, NotAllowed, NotFound
from registry.gateways.outgoing import Rules
from registry.gateways.webhooks import signature
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import webhook_rounds
from registry.services import webhooks as desk
from registry.services.delivery_rounds import deliver
from registry.services.messages import list_messages
from registry.services.outbox import Notice, post_all
from registry.services.webhooks import KINDS, MadeWebhook, WebhookWanted
from registry.web.message_views import PLACES
from tests.outside import Pause, Receiver, running

pytestmark = pytest.mark.usefixtures("database")
VAULT = Vault([Fernet.generate_key().decode()])
HOST = Actor(account="a", name="某人", role=Role.HOST_OPERATOR, host="host-1")
OTHER = replace(HOST, account="b", host="host-2")
SUBJECT = "platform:330000-2026-0001"
HOUR = timedelta(hours=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """The host's own system."""
    with running(Receiver()) as taking:
        yield taking


def channels(*receivers: Receiver, **more: object) -> Channels:
    """Webhooks alone, and these receivers may be reached."""
    ports = frozenset(one.port for one in receivers)
    rules = Rules((ip_network("127.0.0.0/8"),), ports, plain=True, **more)  # type: ignore[arg-type]
    return Channels(
        mail=None, sms=None, rules=rules, sms_rules=rules, link="https://reserve.example.cn",
        training=False, vault=lambda: VAULT, wall=Clock().wall,
    )  # fmt: skip


def registered(receiver: Receiver, at: datetime, by: Actor = HOST, **more: object) -> MadeWebhook:
    """Register a receiver."""
    wanted = WebhookWanted("办公系统", receiver.url, more.get("kinds", ("platform",)))  # type: ignore[arg-type]
    rules = channels(receiver).rules
    return desk.register(wanted, rules=rules, vault=VAULT, by=by, at=at)


def post_some(at: datetime, count: int = 1, **more: str) -> None:
    """Write messages to the host."""
    to = {
        "audience": "host", "recipient": "host-1", "code": "messages_none_unread",
        "subject": SUBJECT,
    }  # fmt: skip
    post_all([Notice(**to | more) for _ in range(count)], at=at)


def test_each_subject_of_a_message_is_a_kind_with_a_name() -> None:
    """Whatever is told, a webhook can be registered for."""
    assert set(PLACES) <= set(KINDS)
    assert all(say(f"webhook_kind_{one}") for one in KINDS)


def test_a_message_is_posted_once_signed_as_the_guide_checks_it(
    receiver: Receiver, at: datetime
) -> None:
    """Its own host's, of the kinds wanted; the guide's check takes it and no forgery."""
    made = registered(receiver, at)
    post_some(at)
    post_some(at, subject="application:SB-330000-2026-0001")
    post_some(at, recipient="host-2")
    post_some(at, audience="authority", recipient="host-1")
    assert [deliver(channels(receiver), at=at) for _ in range(2)] == [1, 0]
    (asked,) = receiver.asked
    told = json.loads(asked.body)
    delivery = Delivery.objects.get()
    assert told["id"] == asked.headers["Reserve-Delivery"] == str(delivery.id)
    assert (told["kind"], told["subject"], told["training"]) == ("platform", SUBJECT, False)
    assert told["link"] == f"https://reserve.example.cn/messages/{delivery.message}"
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs/webhooks.md").read_text(encoding="utf-8"), re.DOTALL
    )
    names: dict[str, Callable[..., bool]] = {}
    exec(example, names)  # noqa: S102 - the guide's own lines are what is tried
    is_ours = names["is_ours"]
    assert is_ours(made.secret, asked.headers, asked.body)
    assert not is_ours(made.secret, asked.headers, asked.body + b" ")
    assert not is_ours("whs_other", asked.headers, asked.body)
    old = {**asked.headers, "Reserve-Timestamp": "1700000000"}
    assert not is_ours(made.secret, old, asked.body)


def test_nobody_reaches_anothers(receiver: Receiver, at: datetime, lead: Actor) -> None:
    """Another host, an authority of the same name and no host at all: as if there were none."""
    made = registered(receiver, at)
    key = str(made.webhook.id)
    assert desk.list_webhooks(by=OTHER) == desk.list_webhooks(by=lead) == []
    for by in (OTHER, lead, replace(HOST, host="")):
        for act in (
            lambda by=by: desk.webhook_of(key, by=by),
            lambda by=by: desk.set_state(key, "paused", by=by, at=at),
            lambda by=by: desk.renew_secret(key, vault=VAULT, by=by, at=at),
            lambda by=by: desk.remove(key, by=by, at=at),
            lambda by=by: desk.deliveries_of(key, limit=5, by=by),
            lambda by=by: desk.resend(key, "5f0000000000000000000009", by=by, at=at),
        ):
            with pytest.raises(NotFound):
                act()
    with pytest.raises(NotAllowed):
        desk.list_webhooks(by=replace(lead, role=Role.PROVINCIAL_REVIEWER))


def test_a_delivery_of_another_is_not_sent_again_through_ones_own(
    receiver: Receiver, at: datetime
) -> None:
    """A webhook of one's own opens no delivery to another's."""
    registered(receiver, at)
    mine = registered(receiver, at, OTHER)
    post_some(at)
    deliver(channels(receiver), at=at)
    Delivery.objects.update(set__state="failed")
    theirs = str(Delivery.objects.get().id)
    with pytest.raises(NotFound):
        desk.resend(str(mine.webhook.id), theirs, by=OTHER, at=at)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (WebhookWanted("", "https://hooks.example.cn/", ("platform",)), "label"),
        (WebhookWanted("\u200b", "https://hooks.example.cn/", ("platform",)), "label"),
        (WebhookWanted("a", "https://169.254.169.254/", ("platform",)), "url"),
        (WebhookWanted("a", "http://hooks.example.cn/", ("platform",)), "url"),
        (WebhookWanted("a", "https://hooks.example.cn/", ()), "kinds"),
        (WebhookWanted("a", "https://hooks.example.cn/", ("password",)), "kinds"),
    ],
)
def test_what_cannot_be_told_is_refused(wanted: WebhookWanted, field: str, at: datetime) -> None:
    """No name, no kinds, or an address inside: each said at its field, and nothing is kept."""
    with pytest.raises(Invalid) as refused:
        desk.register(wanted, rules=Rules(), vault=VAULT, by=HOST, at=at)
    assert list(refused.value.fields) == [field]
    assert Webhook.objects.count() == 0


def test_all_who_act_for_it_hear_of_a_new_address(receiver: Receiver, at: datetime) -> None:
    """Whoever registered it, by whatever session: the inbox of the host says so."""
    registered(receiver, at)
    ((told,), _) = list_messages(unread=True, by=replace(HOST, account="c"), limit=5)
    assert told.text.startswith("某人登记了消息推送地址“办公系统”（127.0.0.1）")


def test_only_so_many_for_each(receiver: Receiver, at: datetime) -> None:
    """A sixth address is refused; another host still has its own five."""
    for _ in range(desk.MOST):
        registered(receiver, at)
    with pytest.raises(Invalid):
        registered(receiver, at)
    registered(receiver, at, OTHER)


def test_no_secret_stands_in_the_record(
    receiver: Receiver, at: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sealed where it is kept, in no ledger, log or other collection; renewed it is another."""
    made = registered(receiver, at)
    post_some(at)
    deliver(channels(receiver), at=at)
    again = desk.renew_secret(str(made.webhook.id), vault=VAULT, by=HOST, at=at)
    assert made.secret != again.secret
    kept = [str(one) for name in get_db().list_collection_names() for one in get_db()[name].find()]
    told = capsys.readouterr()
    for text in (*kept, told.out, told.err):
        assert made.secret not in text
        assert again.secret not in text
    verbs = [one.verb for one in LedgerEntry.objects.order_by("sequence")]
    assert verbs == ["webhook.register", "webhook.renew_secret"]
    assert "/hook" not in str([one.after for one in LedgerEntry.objects])


def test_a_new_secret_signs_and_the_old_no_more(receiver: Receiver, at: datetime) -> None:
    """From the moment it is shown."""
    made = registered(receiver, at)
    again = desk.renew_secret(str(made.webhook.id), vault=VAULT, by=HOST, at=at)
    post_some(at)
    deliver(channels(receiver), at=at)
    (asked,) = receiver.asked
    signed = asked.headers["Reserve-Signature"]
    timestamp = asked.headers["Reserve-Timestamp"]
    assert signed == signature(again.secret, timestamp, asked.body)


def test_a_failing_one_rests_and_loses_nothing(receiver: Receiver, at: datetime) -> None:
    """One attempt a rest however much waits; when it answers again each message comes once."""
    made = registered(receiver, at)
    receiver.behave = lambda taking: taking.answer(503)  # type: ignore[attr-defined]
    post_some(at, 10)
    ways = channels(receiver)
    for minute in range(3):
        deliver(ways, at=at + timedelta(seconds=minute))
    assert len(receiver.asked) == 1
    found = desk.webhook_of(str(made.webhook.id), by=HOST)
    assert found.failures == 1
    assert found.resting_until > at + timedelta(seconds=20)
    receiver.behave = None
    receiver.asked.clear()
    for hour in (1, 2):
        deliver(ways, at=at + HOUR * hour)
    assert len({one.headers["Reserve-Delivery"] for one in receiver.asked}) == 10
    assert len(receiver.asked) == 10
    assert desk.webhook_of(str(made.webhook.id), by=HOST).failures == 0


def test_one_that_fails_for_days_is_given_up_and_can_be_sent_again(
    receiver: Receiver, at: datetime
) -> None:
    """A dead letter tells its last answer; sent again it arrives, and not a second time."""
    made = registered(receiver, at)
    key = str(made.webhook.id)
    receiver.behave = lambda taking: taking.answer(500, b"secret traceback")  # type: ignore[attr-defined]
    post_some(at)
    ways = channels(receiver)
    for hour in range(75):
        deliver(ways, at=at + HOUR * hour)
    ((dead,), _) = desk.deliveries_of(key, limit=5, by=HOST)
    assert (dead.state, dead.fault, dead.answer_status) == ("failed", "outgoing_answered", 500)
    receiver.behave = None
    later = at + HOUR * 80
    desk.resend(key, str(dead.id), by=HOST, at=later)
    with pytest.raises(NotFound):
        desk.resend(key, str(dead.id), by=HOST, at=later)
    assert [deliver(ways, at=later) for _ in range(2)] == [1, 0]


def test_a_paused_one_is_left_alone_and_a_removed_one_forgotten(
    receiver: Receiver, at: datetime
) -> None:
    """What is written while it is paused is not posted; what waits for a removed one is dropped."""
    made = registered(receiver, at)
    key = str(made.webhook.id)
    receiver.behave = lambda taking: taking.answer(503)  # type: ignore[attr-defined]
    ways = channels(receiver)
    post_some(at)
    deliver(ways, at=at)
    desk.set_state(key, "paused", by=HOST, at=at)
    post_some(at)
    receiver.behave = None
    deliver(ways, at=at + HOUR)
    assert len(receiver.asked) == 1
    desk.set_state(key, "active", by=HOST, at=at + HOUR)
    assert deliver(ways, at=at + HOUR) == 1
    receiver.behave = lambda taking: taking.answer(503)  # type: ignore[attr-defined]
    post_some(at + HOUR)
    deliver(ways, at=at + HOUR)
    desk.remove(key, by=HOST, at=at + HOUR)
    deliver(ways, at=at + 2 * HOUR)
    assert sorted(Delivery.objects.scalar("state")) == ["dropped", "sent"]


def test_a_slow_one_holds_up_no_other(at: datetime) -> None:
    """While one trickles for ever, the others are served in the same round."""
    pause = Pause()
    with running(Receiver()) as slow, running(Receiver()) as quick:
        registered(slow, at)
        registered(quick, at)
        slow.behave = pause.drip
        post_some(at, 5)
        assert deliver(channels(slow, quick, seconds=1.0), at=at) == 5
        pause.over.set()
        assert (len(slow.asked), len(quick.asked)) == (1, 5)
    assert {one.fault for one in Delivery.objects(state="waiting", attempts=1)} == {"outgoing_slow"}


def test_four_slow_ones_do_not_hold_up_a_fifth_for_ever(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take a round that is short; in the next, who was left unserved comes first."""
    monkeypatch.setattr(webhook_rounds, "_SECONDS", 0.5)
    pause = Pause()
    with ExitStack() as open_:
        hooks = [open_.enter_context(running(Receiver())) for _ in range(5)]
        for ordinal, one in enumerate(hooks):
            registered(one, at, replace(HOST, host=f"host-{ordinal}"))
            post_some(at, recipient=f"host-{ordinal}")
        for one in hooks[:4]:
            one.behave = pause.drip
        ways = channels(*hooks, seconds=1.0)
        assert deliver(ways, at=at) == 0
        assert deliver(ways, at=at + HOUR) == 1
        pause.over.set()
        assert len(hooks[4].asked) == 1


def test_an_owner_holds_one_thread_and_each_webhook_has_its_turn(at: datetime) -> None:
    """Two of one owner are asked one after the other, a delivery each, and never at once."""
    busy, most, order = [0], [0], []

    def slowly(taking: Any) -> None:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        order.append(taking.server.port)
        sleep(0.05)
        busy[0] -= 1
        taking.answer(200)

    with running(Receiver()) as one, running(Receiver()) as two:
        for ordinal, receiver in enumerate((one, two)):
            receiver.behave = slowly
            registered(receiver, at + timedelta(seconds=ordinal))
        post_some(at + timedelta(minutes=1), 3)
        assert deliver(channels(one, two), at=at + HOUR) == 6
        assert (most[0], order) == (1, [one.port, two.port] * 3)


def test_a_slow_answer_lets_it_rest_although_it_was_taken(
    receiver: Receiver, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One delivery a rest, sent once each, and no failure is counted."""
    monkeypatch.setattr(webhook_rounds, "_SLOW", 0.05)

    def slowly(taking: Any) -> None:
        sleep(0.1)
        taking.answer(200)

    receiver.behave = slowly
    made = registered(receiver, at)
    post_some(at, 2)
    ways = channels(receiver)
    assert [deliver(ways, at=at), deliver(ways, at=at), deliver(ways, at=at + HOUR)] == [1, 0, 1]
    found = desk.webhook_of(str(made.webhook.id), by=HOST)
    assert found.failures == 0
    assert found.resting_until > at + HOUR
