"""A restart in the last minute of a window: what arrived before midnight is in time."""

import json
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import requests
from flask import Flask

from config.settings import Settings
from registry.app import create_app
from registry.clock import SHANGHAI, Clock, pause, stopwatch
from registry.documents.platforms import Platform
from registry.embedded import embedded_uri
from registry.permissions import Role
from tests.faults.clients import GOOD, Submission, await_ready, bearer, update_address
from tests.faults.seeding import Filer, connected, hosts
from tests.faults.verdicts import each_filed_once
from tests.serving.conftest import Start

MIDNIGHT = datetime(2027, 1, 1, tzinfo=SHANGHAI)
NUMBER = "330000-2026-0001"


def _training(clock: str) -> dict[str, str]:
    return {"RESERVE_TRAINING": "1", "RESERVE_CLOCK": clock, "RESERVE_WORKERS": "2"}


def _now(address: str) -> datetime:
    answer = requests.get(f"{address}/healthz", timeout=20)
    return datetime.fromisoformat(answer.headers["X-Training-Clock"])


class SlowLine:
    """A client whose head is here and whose body takes its time."""

    def __init__(self, one: Submission, address: str) -> None:
        to = urlsplit(address)
        self._body = json.dumps(one.body).encode()  # to the byte what the same key sends later
        path = urlsplit(update_address(address, one.platform)).path
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {to.netloc}\r\nAuthorization: Bearer {one.token}\r\n"
            f"Idempotency-Key: {one.key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(self._body)}\r\nConnection: close\r\n\r\n"
        )
        self._line = socket.create_connection((to.hostname, to.port), timeout=30)
        self._line.sendall(head.encode() + self._body[:10])

    def finish(self) -> tuple[int, dict[str, str]]:
        """Send the rest; return status and content of the answer."""
        self._line.sendall(self._body[10:])
        answer = b""
        while part := self._line.recv(65536):
            answer += part
        self._line.close()
        head, _, content = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(content)


def _await(address: str, moment: datetime) -> None:
    deadline = stopwatch() + 120
    while _now(address) < moment:
        assert stopwatch() < deadline
        pause(0.2)


def test_a_stop_at_midnight_finishes_what_arrived_before(start: Start, tmp_path: Path) -> None:
    """Head before 24:00, stop and body after it: in time. The same key later: the same receipt.

    A key that never got through is refused, with both windows' dates.
    """
    began = stopwatch()
    service = start(tmp_path, **_training("2026-12-31T12:00"))
    await_ready(service.address)
    with connected(embedded_uri(tmp_path)):
        (filer,) = hosts(1, 3)
    told, slow, lost = (Submission(one, filer.token, "2600") for one in filer.platforms)
    assert told.try_once(service.address)
    assert service.stop() == 0
    # As long before midnight as a start takes on this machine today, and twice that to spare.
    early = MIDNIGHT - timedelta(seconds=10 + 2 * (stopwatch() - began))
    service = start(tmp_path, **_training(early.isoformat()))
    await_ready(service.address)
    _await(service.address, MIDNIGHT - timedelta(seconds=5))
    line = SlowLine(slow, service.address)
    assert _now(service.address) < MIDNIGHT
    _await(service.address, MIDNIGHT)
    service.process.terminate()
    pause(0.5)
    status, version = line.finish()
    assert (status, version["timeliness"]) == (201, "on_time")
    assert datetime.fromisoformat(version["submitted_at"]) < MIDNIGHT
    assert service.process.wait(timeout=30) == 0
    slow.receipt = version["number"]

    again = start(tmp_path, **_training("2027-01-01T00:00:20"))
    await_ready(again.address)
    for one in (told, slow):
        _answered_as_before(again.address, one)
    _refused_with_both_windows(again.address, lost)
    _kept_as_draft(again.address, lost, filer)
    with connected(embedded_uri(tmp_path)):
        each_filed_once([told, slow], drafts=1)


def _answered_as_before(address: str, one: Submission) -> None:
    before = one.receipt
    replayed = one.send(address)
    assert replayed is not None
    assert replayed.headers["Idempotent-Replayed"] == "true"
    assert (replayed.status_code, replayed.json()["number"]) == (201, before)


def _refused_with_both_windows(address: str, lost: Submission) -> None:
    refused = lost.send(address)
    assert refused is not None
    assert (refused.status_code, refused.json()["code"]) == (409, "update_window_closed")
    assert "12月31日" in refused.json()["message"]
    assert "下一个窗口是" in refused.json()["message"]


def _kept_as_draft(address: str, lost: Submission, filer: Filer) -> None:
    form = requests.get(
        update_address(address, lost.platform), headers=bearer(filer.token), timeout=20
    ).json()
    assert form["values"]["site_area"] == lost.area


def test_what_a_front_proxy_took_before_midnight_is_in_time(
    app: Flask,
    settings: Settings,
    on_record: Callable[..., Platform],
    token_for: Callable[..., dict[str, str]],
) -> None:
    """Handed on after a restart after midnight with the proxy's instant it counts; else it is late.

    An instant in the future, as after the clock stepped back, counts as now.
    """
    on_record(NUMBER)
    headers = token_for(Role.HOST_OPERATOR, host="host-1")
    late = MIDNIGHT + timedelta(seconds=20)
    restarted = create_app(
        Settings(
            data=settings.data,
            mongodb_uri=settings.mongodb_uri,
            database=settings.database,
            secret_key="tests only",
            trusted_proxies=1,
            log_level="ERROR",
        ),
        Clock(late),
    )
    client = restarted.test_client()
    address = f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q4"

    def handed_on(at: datetime) -> int:
        front = headers | {"X-Request-Start": f"t={at.timestamp():.3f}"}
        return client.post(address, json={"values": GOOD}, headers=front).status_code

    assert client.post(address, json={"values": GOOD}, headers=headers).status_code == 409
    assert handed_on(late + timedelta(hours=1)) == 409
    assert handed_on(MIDNIGHT - timedelta(seconds=2)) == 201
