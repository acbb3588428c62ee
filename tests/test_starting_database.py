"""A database that is still starting: it is told as away, and nothing that was begun then lasts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from mongoengine.connection import get_db
from pymongo.errors import BulkWriteError, ConfigurationError, OperationFailure, PyMongoError

from registry import database as db
from registry import problems
from registry.documents.counters import take_number
from registry.documents.files import digest_of, get_content, put_content
from registry.embedded import EmbeddedServer
from registry.outage import Outage
from tests.faults.clients import wait_until

CONTENT = b"a file"


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server that listens and has no primary yet, and a connection of ours made to it."""
    server = EmbeddedServer(tmp_path / "data")
    server.begin()
    try:
        server._await_socket()
        db.connect(server.uri, "starting")
        db.client().admin.command("ping")
        yield server
    finally:
        db.disconnect()
        server.stop()


def test_a_server_that_starts_is_away(
    starting: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction and a file wanted before there is a primary are answered 503, to come again."""
    monkeypatch.setattr(problems, "outage", Outage())
    for want in (
        lambda: db.transact(lambda: take_number("early")),
        lambda: put_content(digest_of(CONTENT), CONTENT),
    ):
        with pytest.raises(PyMongoError) as failed:
            want()
        told = problems.problem_of(failed.value, request_id="1")
        assert (told["status"], told["code"]) == (503, "database_away")
        assert problems.seconds_to_wait(failed.value) > 0


def test_a_transaction_drops_the_connection_of_before(starting: EmbeddedServer) -> None:
    """On a connection made before there was a primary a transaction is kept, once there is one."""
    starting._await_primary()
    assert [db.transact(lambda: take_number("late")) for _ in range(3)] == [1, 2, 3]


def test_the_end_of_an_outage_drops_the_connections_of_before(starting: EmbeddedServer) -> None:
    """Whatever else wants a session than a transaction goes on when the outage is over."""
    now = [0.0]
    outage = Outage(now=lambda: now[0])
    outage.begins()
    starting._await_primary()
    now[0] = 1.0
    assert not outage.lasts()
    put_content(digest_of(CONTENT), CONTENT)
    assert get_content(digest_of(CONTENT)) == CONTENT


def test_what_was_read_halfway_is_away(starting: EmbeddedServer) -> None:
    """A cursor is lost with the connection it was begun on, or with its server: 503, no fault."""
    starting._await_primary()
    rows = get_db()["rows"]
    rows.insert_many([{"row": row} for row in range(9)])

    begun = rows.find(batch_size=2)
    next(begun)
    db.drop_connections()
    with pytest.raises(OperationFailure, match="not created in a session") as on_another:
        list(begun)
    assert db.is_away(on_another.value)

    begun = rows.find(batch_size=2)
    next(begun)
    assert starting.pid is not None
    os.kill(starting.pid, 9)
    assert starting._process is not None
    starting._process.wait()
    starting.begin()
    wait_until(db.is_reachable, 60, "a primary")
    with pytest.raises(OperationFailure, match="cursor id") as lost:
        list(begun)
    assert db.is_away(lost.value)


def test_another_word_of_the_driver_stays_a_fault() -> None:
    """What the driver says of our own options is no outage."""
    assert not db.is_away(ConfigurationError("unknown option"))


@pytest.mark.parametrize(
    ("kind", "code", "away"),
    [
        ("writeConcernErrors", 91, True),  # shutting down
        ("writeErrors", 11600, True),  # interrupted by that
        ("writeErrors", 11000, False),  # a doubled unique key
    ],
)
def test_many_writes_at_once_are_judged_by_what_is_inside(
    kind: str, code: int, *, away: bool
) -> None:
    """A server on its way down is away for several records as for one; a doubled key is not."""
    details = {"writeErrors": [], "writeConcernErrors": [], kind: [{"code": code, "errmsg": ""}]}
    assert db.is_away(BulkWriteError(details)) is away
