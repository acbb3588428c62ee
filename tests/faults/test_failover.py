"""Three members on the loopback, and the primary killed while everybody is at work."""

import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from registry.clock import pause
from registry.embedded import dies_with_parent, find_mongod
from tests.faults.clients import Stream, await_ready, wait_until
from tests.faults.lead import Lead
from tests.faults.seeding import TRAINING, connected, hosts, sheets
from tests.faults.verdicts import each_filed_once, each_row_admitted_once
from tests.serving.conftest import Start, free_port

_SEED = 20261231
# An answer waits for a transaction that is tried again, and for one call after it.
_LONGEST = 35


class Trio:
    """A replica set of three."""

    def __init__(self, folder: Path) -> None:
        self._members: dict[int, subprocess.Popen[bytes]] = {}
        for name in "abc":
            (folder / name).mkdir()
            port = free_port()
            self._members[port] = _member(folder / name, port)
        hosts = [f"127.0.0.1:{port}" for port in self._members]
        self.uri = f"mongodb://{','.join(hosts)}/?replicaSet=trio"
        config = {
            "_id": "trio",
            "members": [{"_id": at, "host": host} for at, host in enumerate(hosts)],
            "settings": {"electionTimeoutMillis": 2000},
        }
        one = f"mongodb://{hosts[0]}/?directConnection=true"
        wait_until(lambda: self._is_made(one, config), 30, "three members that know each other")
        wait_until(lambda: self.primary() is not None, 30, "a primary")

    def _is_made(self, one: str, config: dict[str, Any]) -> bool:
        """Make the set, once each of the three answers the others."""
        try:
            with MongoClient[dict[str, Any]](one, serverSelectionTimeoutMS=20000) as client:
                client.admin.command("replSetInitiate", config)
        except OperationFailure:
            return False
        return True

    def primary(self) -> int | None:
        """Return the port of the primary, or None where there is none just now."""
        try:
            with MongoClient[dict[str, Any]](self.uri, serverSelectionTimeoutMS=2000) as client:
                client.admin.command("ping")
                return client.primary[1] if client.primary else None
        except PyMongoError:
            return None

    def kill_primary(self) -> int:
        """Kill it without a word; return its port."""
        port = self.primary()
        assert port is not None
        self._members[port].kill()
        self._members[port].wait()
        return port

    def stop(self) -> None:
        """End all three."""
        for member in self._members.values():
            member.kill()
            member.wait()


def _member(folder: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            *dies_with_parent(), str(find_mongod()), "--dbpath", str(folder), "--port", str(port),
            "--bind_ip", "127.0.0.1", "--nounixsocket", "--replSet", "trio", "--oplogSize", "64",
            "--wiredTigerCacheSizeGB", "0.25", "--logpath", str(folder / "log"),
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def trio(tmp_path: Path) -> Iterator[Trio]:
    """A replica set of three, with its primary."""
    folder = tmp_path / "trio"
    folder.mkdir()
    three = Trio(folder)
    yield three
    three.stop()


def test_a_killed_primary_costs_nothing(
    start: Start, tmp_path: Path, trio: Trio, make_sheet: Callable[..., bytes]
) -> None:
    """Each acknowledged update is there once, each row admitted once, by another primary."""
    choose = random.Random(_SEED)  # noqa: S311 - the same points every time
    service = start(tmp_path / "data", RESERVE_MONGODB_URI=trio.uri, **TRAINING)
    await_ready(service.address)
    assert service.mongod is None
    with connected(trio.uri):
        filers = hosts(4, 12)
        token, numbers = sheets(1, 300, make_sheet)
    lead = Lead(service.address, token)
    with Stream(service.address, filers) as stream:
        pause(1)
        lead.carry_on(numbers[0])
        pause(choose.uniform(0, 0.6))
        before = len(stream.acknowledged)
        killed = trio.kill_primary()
        wait_until(lambda: len(stream.acknowledged) > before + 10, 30, "ten more receipts")
        assert trio.primary() not in {None, killed}
        await_ready(service.address)
    stream.settle(60)
    lead.finish(numbers, 40)
    assert max(one.slowest for one in stream.sent) < _LONGEST
    with connected(trio.uri):
        each_filed_once(stream.sent)
        each_row_admitted_once(numbers)
    assert service.stop() == 0
