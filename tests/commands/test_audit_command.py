"""``reserve audit``: check, seal and export by command, with exit codes for scripts."""

import subprocess
import sys
from pathlib import Path

import pytest
from mongoengine.connection import get_db

from registry import database as db
from registry.documents.catalogue import all_documents
from registry.embedded import EmbeddedServer
from tests.commands.conftest import Call
from tests.services.ledger_makers import A, C, alter, three_days


@pytest.fixture
def database_name(
    prepared: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console, at
) -> str:
    """A database of its own with three sealed days, which the commands are pointed at."""
    name = f"audit_{tmp_path.name[-30:]}"
    monkeypatch.setenv("RESERVE_MONGODB_URI", prepared.uri)
    monkeypatch.setenv("RESERVE_DATABASE", name)
    monkeypatch.setenv("RESERVE_CLOCK", "2026-12-31T10:00")
    monkeypatch.setenv("RESERVE_TRAINING", "1")
    db.connect(prepared.uri, name)
    try:
        db.ensure_indexes(all_documents())
        three_days(console, at)
    finally:
        db.disconnect()
    return name


@pytest.fixture
def tamper(prepared: EmbeddedServer, database_name: str):
    """A connection to that database, for who has the database and not the service."""
    db.connect(prepared.uri, database_name)
    yield
    db.disconnect()


def test_a_ledger_that_holds(reserve: Call, database_name: str) -> None:
    """Counts and the last seal on standard output, progress beside it; exit code 0."""
    answer = reserve("audit", "verify")
    assert answer.code == 0, answer.out
    assert "共核对 3 条链、11 条记录、3 次封存" in answer.out
    assert "最近一次封存：2026-12-30" in answer.out
    assert "/11]" in answer.err
    found = reserve("audit", "verify", "--json").json
    assert (found["broken"], found["flaws"]) == (0, [])
    assert found["last_seal"]["day"] == "2026-12-30"
    noted = reserve("audit", "verify", "--noted", found["last_seal"]["digest"])
    assert noted.code == 0
    assert reserve("audit", "verify", "--noted", "0" * 64).code == 1


def test_what_does_not_hold_is_named(reserve: Call, tamper: None) -> None:
    """Subject, number and what is wrong, a line each, or as JSON; exit code 1."""
    alter(A, 3, account_name="他人")
    get_db().ledger.delete_one({"subject": C, "sequence": 2})
    db.disconnect()
    answer = reserve("audit", "verify")
    assert answer.code == 1
    assert f"{A}：第 3 条与其摘要不符" in answer.out
    assert f"{C}：2026-12-29 封存时有第 2 条，现在没有" in answer.out
    answer = reserve("audit", "verify", "--json")
    assert answer.code == 1
    named = [(one["code"], one["subject"], one["first"]) for one in answer.json["flaws"]]
    assert named == [("changed", A, 3), ("cut", C, 2)]


def test_sealing_by_hand_is_done_once(
    reserve: Call, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the timetable left is sealed and told with its digest; again there is nothing to do."""
    assert "没有需要封存的。最近一次封存：2026-12-30" in reserve("audit", "seal").out
    monkeypatch.setenv("RESERVE_CLOCK", "2027-01-01T10:00")
    (made,) = reserve("audit", "seal", "--json").json
    assert (made["day"], made["entries"]) == ("2026-12-31", 11)
    assert reserve("audit", "seal", "--json").json == []


def test_an_export_by_command_is_checked_by_itself(
    reserve: Call, database_name: str, tmp_path: Path
) -> None:
    """A folder that python check.py accepts; its days as options; nothing is replaced."""
    folder = tmp_path / "out"
    answer = reserve("audit", "export", str(folder), "--from", "2026-12-29", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["entries"] == 7
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "check.py")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()
    again = reserve("audit", "export", str(folder))
    assert (again.code, "已经存在" in again.err) == (2, True)
    wrong = reserve("audit", "export", str(tmp_path / "b"), "--to", "2027-05-01")
    assert (wrong.code, "只能导出到已封存的日子" in wrong.err) == (2, True)
    assert "清单摘要" in reserve("audit", "export", str(tmp_path / "b.zip")).out
