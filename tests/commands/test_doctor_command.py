"""``reserve doctor`` with and without a database, on real ports and files."""

import socket
from pathlib import Path

import pytest

from registry.embedded import EmbeddedServer
from tests.commands.conftest import Call


def test_without_a_service_the_rest_is_examined(reserve: Call) -> None:
    """Nothing runs: machine and settings are judged, the database is said to be resting."""
    answer = reserve("doctor", "--json")
    by_check = {one["check"]: one for one in answer.json}
    assert answer.code == 0, answer.out
    assert by_check["database"]["verdict"] == "unknown"
    assert by_check["mongod"]["verdict"] == "fine"
    assert "没有运行" in by_check["database"]["message"]


def test_a_taken_port_is_found(reserve: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's listener on the port is wrong, and the answer says how to mend it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("RESERVE_PORT", str(other.getsockname()[1]))
        answer = reserve("doctor")
    assert answer.code == 1
    assert "RESERVE_PORT" in answer.out


def test_a_database_that_answers_is_examined(
    reserve: Call, prepared: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a database the indexes, the backup and the ledger are judged too."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", prepared.uri)
    monkeypatch.setenv("RESERVE_DATABASE", f"doctor_{tmp_path.name[-30:]}")
    by_check = {one["check"]: one for one in reserve("doctor", "--json").json}
    assert by_check["indexes"]["verdict"] == "wrong"
    assert by_check["backup"]["verdict"] == "doubtful"
    assert by_check["cluster"]["code"] == "doctor_cluster_password"
    assert reserve("accounts", "list").code == 0
    by_check = {one["check"]: one for one in reserve("doctor", "--json").json}
    assert by_check["indexes"]["verdict"] == "fine"


def test_an_address_that_cannot_be_used_is_told(
    reserve: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What must not stand in the cluster's address is named instead of a fault."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", "mongodb://u:p@a/?w=1&tls=true")
    answer = reserve("doctor", "--json")
    assert answer.code == 1
    (found,) = (one for one in answer.json if one["check"] == "database")
    assert "w=" in found["message"]
