"""``reserve backup`` and ``reserve restore``: a drill from one data directory into another."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pymongo import MongoClient

from config.settings import ROOT
from registry.embedded import EmbeddedServer
from registry.services.backup_files import BackupReader
from tests.commands.conftest import Call
from tests.commands.test_accounts_command import NOTICE


@pytest.fixture
def on_database(
    reserve: Call, mongod: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Call:
    """The command line on an empty database of its own, named by the first word."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", mongod.uri)

    def call(database: str, *words: str) -> object:
        monkeypatch.setenv("RESERVE_DATABASE", f"{database}_{tmp_path.name[-40:]}")
        return reserve(*words)

    return call


def test_a_drill_brings_every_account_back(on_database: Call, tmp_path: Path) -> None:
    """What was in one database is in the other, and the file has the digest that was printed."""
    person = "accounts", "create", "zhang.san", "--name", "张三", "--role", "system_administrator"
    assert on_database("old", *person).code == 0
    path = tmp_path / "backup.zip"
    made = on_database("old", "backup", str(path), "--json")
    assert made.code == 0, made.err
    assert made.json["digest"] == hashlib.sha256(path.read_bytes()).hexdigest()
    restored = on_database("new", "restore", str(path))
    assert restored.code == 0, restored.err
    assert "恢复完成" in restored.out
    (account,) = on_database("new", "accounts", "list", "--json").json
    assert account["username"] == "zhang.san"
    again = on_database("new", "restore", str(path))
    assert again.code == 2
    assert "数据库不是空的" in again.err


def test_nothing_is_done_on_a_half_restored_record(
    on_database: Call, mongod: EmbeddedServer, tmp_path: Path
) -> None:
    """A mark of a restore that broke off stops every command that would write, or read half."""
    assert on_database("half", "accounts", "list").code == 0
    with MongoClient(mongod.uri) as client:
        mark = {"_id": "restoration", "name": "b.zip", "begun_at": datetime.now(UTC)}  # noqa: TID251 - any instant does
        client[f"half_{tmp_path.name[-40:]}"].restorations.insert_one(mark)
    notice = tmp_path / "2027.toml"
    notice.write_text(NOTICE)
    for words in (
        ("accounts", "create", "zhang.san", "--name", "张三", "--role", "system_administrator"),
        ("accounts", "list"),
        ("calendar", "import", str(notice)),
        ("windows", "2026"),
    ):
        answer = on_database("half", *words)
        assert answer.code == 2
        assert "--start-over" in answer.err


def test_a_file_that_is_no_backup_is_refused(on_database: Call, tmp_path: Path) -> None:
    """A wrong file, and one that is not there, are told apart, each with code 2."""
    wrong = tmp_path / "photo.png"
    wrong.write_bytes(b"\x89PNG")
    told = {wrong: "不是本服务的备份文件", tmp_path / "nothing.zip": "打不开"}
    for path, sentence in told.items():
        answer = on_database("new", "restore", str(path))
        assert answer.code == 2
        assert sentence in answer.err


def test_a_note_of_a_service_that_is_gone_stops_nothing(reserve: Call, tmp_path: Path) -> None:
    """Where another process has the number of a killed service, a restore is not refused for it."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "service.lock").write_text(f'{{"pid": {os.getpid()}}}')
    answer = reserve("restore", str(tmp_path / "nothing.zip"))
    assert "正在运行" not in answer.err
    assert "打不开" in answer.err


_STOPPED = """
import os
import signal
import sys
from registry.cli import main
from registry.commands import backup

reports = []
def report(name, done, total):
    reports.append(name)
    if len(reports) == 3:
        os.kill(os.getpid(), signal.SIGTERM)
backup._report = report
sys.exit(main())
"""


def test_a_stop_leaves_nothing_half_done(
    on_database: Call, mongod: EmbeddedServer, tmp_path: Path
) -> None:
    """SIGTERM ends backup and restore with a word and code 130, and nothing half is left."""
    person = "accounts", "create", "zhang.san", "--name", "张三", "--role", "system_administrator"
    assert on_database("old", *person).code == 0
    whole, part = tmp_path / "whole.zip", tmp_path / "part.zip"
    assert on_database("old", "backup", str(whole)).code == 0
    for database, words in (("old", ("backup", str(part))), ("new", ("restore", str(whole)))):
        name = f"{database}_{tmp_path.name[-40:]}"
        stopped = subprocess.run(
            [sys.executable, "-c", _STOPPED, *words],
            cwd=ROOT,
            env={
                "PATH": os.defpath,
                "RESERVE_DATA": str(tmp_path / "data"),
                "RESERVE_MONGODB_URI": mongod.uri,
                "RESERVE_DATABASE": name,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (stopped.returncode, "已中断" in stopped.stderr) == (130, True)
    assert list(tmp_path.glob("part*")) == []
    assert on_database("new", "accounts", "list", "--json").json == []
    assert on_database("new", "restore", str(whole)).code == 0


def test_a_training_services_backup_stays_in_training(
    on_database: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What everybody knows the passwords of is restored into a training service alone."""
    person = "accounts", "create", "zhang.san", "--name", "张三", "--role", "system_administrator"
    path = str(tmp_path / "backup.zip")
    monkeypatch.setenv("RESERVE_TRAINING", "1")
    assert on_database("old", *person).code == 0
    assert on_database("old", "backup", path).code == 0
    monkeypatch.delenv("RESERVE_TRAINING")
    refused = on_database("new", "restore", path)
    assert refused.code == 2
    assert "演练环境的备份" in refused.err
    assert on_database("new", "accounts", "list", "--json").json == []
    monkeypatch.setenv("RESERVE_TRAINING", "1")
    assert on_database("new", "restore", path).code == 0


def test_a_demo_folder_is_training_without_a_word(
    reserve: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup of the demo's folder is a training service's, also where nothing says so."""
    person = "accounts", "create", "zhang.san", "--name", "张三", "--role", "system_administrator"
    assert reserve(*person).code == 0
    (tmp_path / "data" / "seeded").touch()
    path = tmp_path / "backup.zip"
    assert reserve("backup", str(path)).code == 0
    with BackupReader(path) as reader:
        assert reader.manifest.training


def test_a_place_nobody_works_in_is_not_backed_up(
    reserve: Call, on_database: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any account the command is at the wrong place: it says where it looked."""
    path = tmp_path / "backup.zip"
    answer = on_database("nobody", "backup", str(path))
    assert answer.code == 2
    assert f"nobody_{tmp_path.name[-40:]}" in answer.err
    monkeypatch.delenv("RESERVE_MONGODB_URI")
    answer = reserve("backup", str(path))
    assert answer.code == 2
    for said in (str(tmp_path / "data"), "RESERVE_DATA", "RESERVE_MONGODB_URI"):
        assert said in answer.err
    assert not (tmp_path / "data").exists()
    assert not path.exists()
