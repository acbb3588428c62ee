"""Requests that come slowly: waited for so long, cut off, and never all threads at once."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from registry import intake
from registry.clock import pause
from registry.intake import BodyTooSlow, Intake, IntakeBusy, Reading


class _Wire:
    """The two ends of a connection; what is sent into one is a body at the other."""

    def __init__(self) -> None:
        self.client, self.server = socket.socketpair()
        self.stream = self.server.makefile("rb", buffering=0)

    def close(self) -> None:
        """Close all of it."""
        for end in (self.stream, self.client, self.server):
            end.close()

    def environ(self, length: int) -> dict[str, Any]:
        """A request whose body comes over this wire."""
        return {
            "wsgi.input": self.stream,
            "gunicorn.socket": self.server,
            "CONTENT_LENGTH": str(length),
        }


@pytest.fixture
def wire() -> Iterator[_Wire]:
    """A connection for one test."""
    made = _Wire()
    yield made
    made.close()


def _reading(amount: int) -> Callable[..., list[bytes]]:
    def application(environ: dict[str, Any], _: object) -> list[bytes]:
        return [environ["wsgi.input"].read(amount)]

    return application


def test_a_body_that_stops_coming_is_cut_off(wire: _Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not come within its grace is refused, and its thread is free again."""
    monkeypatch.setattr(intake, "_BODY_GRACE", 0.1)
    with pytest.raises(BodyTooSlow):
        Intake(_reading(100), 2)(wire.environ(100), lambda *_: None)


def test_a_steady_body_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its grace a body has as long as it keeps its rate, and is cut off only below it."""
    near, far = socket.socketpair()
    reading = Reading(near, grace=0)
    reading.received = 10**9
    reading.look()
    assert not reading.late
    reading.received = 0
    reading.look()
    assert reading.late
    near.close()
    far.close()


def test_a_body_in_time_comes_whole(wire: _Wire) -> None:
    """What is there is handed over as it is."""
    wire.client.sendall(b"x" * 100)
    assert Intake(_reading(100), 2)(wire.environ(100), lambda *_: None) == [b"x" * 100]


def test_slow_bodies_never_take_the_last_thread(
    wire: _Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two threads one may wait for a body; the next is told to come again, others pass."""
    monkeypatch.setattr(intake, "_QUEUE", 0.1)
    served = Intake(_reading(1), 2)
    slow = threading.Thread(target=served, args=(wire.environ(1), lambda *_: None))
    slow.start()
    while served._places._value:
        pause(0.01)
    other = {"wsgi.input": BytesIO(b"x"), "CONTENT_LENGTH": "1"}
    with pytest.raises(IntakeBusy):
        served(other, lambda *_: None)
    assert served({"wsgi.input": BytesIO(b"x")}, lambda *_: None) == [b"x"]
    wire.client.sendall(b"x")
    slow.join(10)
    assert served({"wsgi.input": BytesIO(b"x"), "CONTENT_LENGTH": "1"}, lambda *_: None) == [b"x"]


@pytest.mark.parametrize(
    ("refusal", "status"), [(BodyTooSlow, 408), (IntakeBusy, 503)], ids=["slow", "busy"]
)
def test_it_is_answered_in_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, refusal: type[Exception], status: int
) -> None:
    """To the API a problem, with its status and a sentence; nothing else happened."""

    def refuse(*_: object) -> None:
        raise refusal

    monkeypatch.setattr(intake._Body, "_taken", refuse)
    answer = app.test_client().post("/sign-in", data={"username": "a"})
    assert answer.status_code == status
    told = app.test_client().post("/api/v1/summary-sheets", data={"period": "2026H2"})
    assert told.status_code in {status, 401}
    assert json.loads(told.data)["message"].endswith("。")
