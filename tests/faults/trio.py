"""Three members of a replica set on the loopback, whose primary can be killed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from registry.embedded import dies_with_parent, find_mongod
from tests.faults.clients import wait_until
from tests.serving.conftest import free_port


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
