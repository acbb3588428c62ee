"""What is outside misbehaves, or the database does while the outbox empties: nothing is lost."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from mongoengine.errors import MongoEngineException
from pymongo.errors import PyMongoError

from config.settings import ROOT
from registry import database as db
from registry.channels import Channels
from registry.clock import Clock, pause, stopwatch
from registry.documents.catalogue import all_documents
from registry.documents.deliveries import Delivery
from registry.documents.outbox import OutboxMessage
from registry.documents.webhooks import Webhook
from registry.embedded import EmbeddedServer
from registry.encryption import Vault
from registry.gateways.outgoing import Rules
from registry.permissions import Actor, Role
from registry.services import contact_ways, webhooks
from registry.services.contact_ways import Ways
from registry.services.delivery_rounds import deliver
from registry.services.outbox import Notice, post_all
from registry.services.sign_in import actor_of
from registry.services.webhooks import WebhookWanted
from tests.conftest import person
from tests.faults.clients import wait_until
from tests.faults.seeding import IN_WINDOW, connected
from tests.faults.trio import Trio
from tests.outside import MailHouse, Pause, Receiver, running
from tests.services.simultaneous import at_once

KEY = Fernet.generate_key().decode()
VAULT = Vault([KEY])
HOST = Actor(account="a", name="某人", role=Role.HOST_OPERATOR, host="host-1")
LOOPBACK = (ip_network("127.0.0.0/8"),)
_HOUR = timedelta(hours=1)


class Scheduler:
    """``reserve jobs --once``, run as at some hour, on a database of its own."""

    def __init__(self, uri: str, data: Path, **settings: str) -> None:
        self.name = f"outside_{data.name[-30:]}"
        self._uri = uri
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "RESERVE_MONGODB_URI": uri,
            "RESERVE_DATABASE": self.name,
            "RESERVE_DATA": str(data),
            "RESERVE_ENCRYPTION_KEY": KEY,
            "RESERVE_TRAINING": "1",
            **{f"RESERVE_{name}": value for name, value in settings.items()},
        }

    def run(self, at: datetime) -> float:
        """Do all work once; return how many seconds it took."""
        began = stopwatch()
        done = subprocess.run(
            [sys.executable, "-m", "registry.cli", "jobs", "--once", "--json"],
            cwd=ROOT,
            env=self._environment | {"RESERVE_CLOCK": at.replace(tzinfo=None).isoformat()},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert '"deliver_messages": null' not in done.stdout, done.stderr
        assert "deliver_messages" in done.stdout, done.stderr
        return stopwatch() - began

    def drop(self) -> None:
        """Leave nothing behind."""
        with connected(self._uri, self.name):
            db.client().drop_database(self.name)


@pytest.fixture
def schedulers(prepared: EmbeddedServer, tmp_path: Path) -> Iterator[list[Scheduler]]:
    """Schedulers that a test made, and whose databases go with it."""
    made: list[Scheduler] = []
    yield made
    for one in made:
        one.drop()


def post_some(at: datetime, count: int) -> None:
    """Write messages to the host."""
    notice = Notice("host", "host-1", "messages_none_unread", "platform:330000-2026-0001")
    post_all([notice] * count, at=at)


def by_mail(uri: str, data: Path, house: MailHouse) -> Scheduler:
    """A scheduler that sends e-mail by that house, and somebody of the host who wants it."""
    made = Scheduler(
        uri, data, SMTP_HOST="127.0.0.1", SMTP_PORT=str(house.port),
        SMTP_SECURITY="none", SMTP_FROM="reserve@miit.example.cn",
    )  # fmt: skip
    with connected(uri, made.name):
        db.ensure_indexes(all_documents())
        by = actor_of(person(Role.HOST_OPERATOR, host="host-1"), door="page", request_id="")
        ways = Ways("li.si@example.cn", "", frozenset({"email"}))
        contact_ways.change(ways, vault=VAULT, by=by, at=IN_WINDOW)
    return made


def a_webhook(receiver: Receiver, at: datetime) -> str:
    """Register a receiver on the loopback."""
    rules = Rules(LOOPBACK, frozenset({receiver.port}), plain=True)
    wanted = WebhookWanted("系统", receiver.url, ("platform",))
    made = webhooks.register(wanted, rules=rules, vault=VAULT, by=HOST, at=at)
    return str(made.webhook.id)


def test_a_mail_server_down_for_a_day_costs_no_letter(
    prepared: EmbeddedServer, tmp_path: Path, schedulers: list[Scheduler]
) -> None:
    """What was written all day long comes when it is back, each letter once."""
    house = MailHouse()
    house.server_close()  # nobody listens at its port until it is back
    scheduler = by_mail(prepared.uri, tmp_path, house)
    schedulers.append(scheduler)
    for hour in (1, 12, 23):
        with connected(prepared.uri, scheduler.name):
            post_some(IN_WINDOW + _HOUR * (hour - 1), 20)
        scheduler.run(IN_WINDOW + _HOUR * hour)
    with running(MailHouse(house.port)) as back:
        for hour in (25, 26):
            scheduler.run(IN_WINDOW + _HOUR * hour)
        assert len(back.letters) == len({one["Message-ID"] for one in back.letters}) == 60
        assert {one["To"] for one in back.letters} == {"li.si@example.cn"}
    with connected(prepared.uri, scheduler.name):
        assert Delivery.objects(state="sent").count() == Delivery.objects.count() == 60
        assert OutboxMessage.objects(audience="host", state="sent").count() == 60


def test_three_that_wake_at_once_after_a_week_send_each_letter_once(
    prepared: EmbeddedServer, tmp_path: Path, schedulers: list[Scheduler]
) -> None:
    """What no round reached before the sleep, and what was written all through it; none is late."""
    house = MailHouse()
    house.server_close()  # away on the evening before the sleep
    scheduler = by_mail(prepared.uri, tmp_path, house)
    schedulers.append(scheduler)
    with connected(prepared.uri, scheduler.name):
        post_some(IN_WINDOW, 10)
    scheduler.run(IN_WINDOW)
    with connected(prepared.uri, scheduler.name):
        for day in range(1, 7):
            post_some(IN_WINDOW + _HOUR * 24 * day, 5)
    awake = IN_WINDOW + _HOUR * 24 * 7
    with running(MailHouse(house.port)) as back:
        took = at_once(*[lambda: scheduler.run(awake)] * 3)
        assert [type(one) for one in took] == [float] * 3
        scheduler.run(awake + _HOUR)
        assert len(back.letters) == len({one["Message-ID"] for one in back.letters}) == 40
    with connected(prepared.uri, scheduler.name):
        assert _by_state() == {"sent": 40}
        assert OutboxMessage.objects(audience="host", state="sent").count() == 40


def _pour(taking: BaseHTTPRequestHandler) -> None:
    """Answer with four gigabytes."""
    taking.send_response(200)
    taking.send_header("Content-Length", str(4 << 30))
    taking.end_headers()
    for _ in range(4 << 10):
        taking.wfile.write(bytes(1 << 20))
        taking.server.poured += 1  # type: ignore[attr-defined]


def test_webhooks_that_misbehave_hold_up_nobody(
    prepared: EmbeddedServer, tmp_path: Path, schedulers: list[Scheduler]
) -> None:
    """One trickles for ever, one leads inside, one pours: the fourth is served, in bounded time."""
    pause_ = Pause()
    with (
        running(Receiver()) as slow,
        running(Receiver()) as leading,
        running(Receiver()) as pouring,
        running(Receiver()) as sound,
        running(Receiver()) as inside,
    ):
        slow.behave, pouring.behave = pause_.drip, _pour
        pouring.poured = 0
        leading.behave = lambda taking: taking.answer(307, Location=inside.url)
        ports = [str(one.port) for one in (slow, leading, pouring, sound, inside)]
        scheduler = Scheduler(
            prepared.uri, tmp_path, OUTGOING_NETWORKS="127.0.0.0/8", OUTGOING_HTTP="1",
            OUTGOING_PORTS=",".join(ports),
        )  # fmt: skip
        schedulers.append(scheduler)
        with connected(prepared.uri, scheduler.name):
            db.ensure_indexes(all_documents())
            keys = {a_webhook(one, IN_WINDOW): one for one in (slow, leading, pouring, sound)}
            post_some(IN_WINDOW, 8)
        assert scheduler.run(IN_WINDOW) < 60
        pause_.over.set()
        with connected(prepared.uri, scheduler.name):
            found = {keys[str(one.id)]: one for one in Webhook.objects}
            assert [found[one].failures for one in (slow, leading, pouring, sound)] == [1, 1, 0, 0]
            tried = Delivery.objects(state="waiting", attempts=1)
            assert {one.fault for one in tried} == {"outgoing_slow", "outgoing_redirected"}
        assert len({one.headers["Reserve-Delivery"] for one in sound.asked}) == 8
        assert len(sound.asked) == 8
        assert (len(slow.asked), len(leading.asked), len(inside.asked)) == (1, 1, 0)
        assert pouring.poured < 8 * 64


def test_a_primary_killed_while_the_outbox_empties_loses_and_doubles_no_row(trio: Trio) -> None:
    """After it every message was received, known by its delivery; and each has one row, sent."""
    with running(Receiver()) as receiver, connected(trio.uri):
        rules = Rules(LOOPBACK, frozenset({receiver.port}), plain=True)
        ways = Channels(
            mail=None, sms=None, rules=rules, sms_rules=rules, link="", training=False,
            vault=lambda: VAULT, wall=Clock().wall,
        )  # fmt: skip
        db.ensure_indexes(all_documents())
        a_webhook(receiver, IN_WINDOW)
        post_some(IN_WINDOW, 300)
        over, faults = threading.Event(), []
        worker = threading.Thread(target=_keep_delivering, args=(ways, over, faults))
        worker.start()
        try:
            wait_until(lambda: len(receiver.asked) > 40, 30, "forty received")
            trio.kill_primary()
            assert len(receiver.asked) < 250
            wait_until(lambda: _all_sent(300), 120, "all sent")
        finally:
            over.set()
            worker.join(60)
        away = (PyMongoError, MongoEngineException)
        assert [one for one in faults if not isinstance(one, away)] == []
        assert _by_state() == {"sent": 300}
        assert OutboxMessage.objects(state="sent").count() == 300
        received = [one.headers["Reserve-Delivery"] for one in receiver.asked]
        assert len(set(received)) == 300
        # Killed between sending and noting: at most what was under way then comes again.
        assert len(received) <= 304


def _keep_delivering(ways: Channels, over: threading.Event, faults: list[Exception]) -> None:
    """Do as the scheduler does: whatever fails is left to the next run."""
    began = stopwatch()
    while not over.is_set():
        try:
            deliver(ways, at=IN_WINDOW + timedelta(seconds=stopwatch() - began))
        except Exception as error:  # noqa: BLE001 - as a job's fault is taken
            faults.append(error)
        pause(0.5)


def _all_sent(count: int) -> bool:
    try:
        return Delivery.objects(state="sent").count() == count
    except Exception:  # noqa: BLE001 - no primary just now
        return False


def _by_state() -> dict[str, int]:
    return {
        state: count
        for state in ("waiting", "sent", "failed", "dropped")
        if (count := Delivery.objects(state=state).count())
    }
