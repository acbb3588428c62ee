"""``reserve register-extract``: an extract brought in at the machine, and nothing to resume."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry import database as db
from registry.documents.platforms import Platform
from registry.documents.register_extracts import RegisterExtract
from registry.documents.unreported_changes import UnreportedChange
from registry.embedded import EmbeddedServer
from tests.commands.conftest import Answer, Call
from tests.unreported_makers import NEW, PLATFORM, an_extract, code_of


@pytest.fixture
def reserve_on(
    on_record: Callable[..., Platform],
    reserve: Call,
    mongod: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Call:
    """``reserve`` on the tests' own database, with a platform in the library."""
    on_record(PLATFORM, credit_code=code_of(PLATFORM))
    monkeypatch.setenv("RESERVE_MONGODB_URI", mongod.uri)
    monkeypatch.setenv("RESERVE_DATABASE", "reserve_tests")
    monkeypatch.setenv("RESERVE_TRAINING", "1")
    monkeypatch.setenv("RESERVE_CLOCK", "2026-12-28T09:00:00+08:00")

    def call(*arguments: str) -> Answer:
        answer = reserve(*arguments)
        db.connect(mongod.uri, "reserve_tests")  # a command leaves none behind
        return answer

    return call


def test_import_compares_to_the_end(reserve_on: Call, tmp_path: Path) -> None:
    """Counts for people and scripts; the same file again is told, and does nothing."""
    path = tmp_path / "登记.csv"
    path.write_bytes(an_extract([(code_of(PLATFORM), NEW)], encoding="gb18030").getvalue())
    answer = reserve_on("register-extract", "import", str(path), "--json")
    assert answer.code == 0, answer.err
    assert (answer.json["number"], answer.json["opened"], answer.json["created"]) == (
        "DJ-2026-001",
        1,
        True,
    )  # fmt: skip - one answer
    assert UnreportedChange.objects.get().account_name == "控制台"
    again = reserve_on("register-extract", "import", str(path))
    assert "没有重复导入" in again.out
    assert "登记 1 件" in again.out
    assert RegisterExtract.objects.count() == 1


def test_a_file_that_is_none_is_said(reserve_on: Call, tmp_path: Path) -> None:
    """No such file, or other columns: exit 2 and a sentence, nothing kept."""
    answer = reserve_on("register-extract", "import", str(tmp_path / "none.csv"))
    assert (answer.code, "没有这个文件" in answer.err) == (2, True)
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2", encoding="utf-8")
    answer = reserve_on("register-extract", "import", str(path))
    assert (answer.code, "统一社会信用代码" in answer.err) == (2, True)
    assert RegisterExtract.objects.count() == 0


def test_resume_goes_on_or_says_that_nothing_waits(reserve_on: Call, tmp_path: Path) -> None:
    """An interrupted extract is compared to its end; without one it says so."""
    assert "没有中断的比对" in reserve_on("register-extract", "resume").out
    path = tmp_path / "登记.csv"
    path.write_bytes(an_extract([(code_of(PLATFORM), NEW)]).getvalue())
    reserve_on("register-extract", "import", str(path))
    UnreportedChange.objects.delete()
    RegisterExtract.objects.update(set__state="comparing", set__rows_done=0, set__opened=0)
    assert "DJ-2026-001" in reserve_on("register-extract", "resume").out
    assert UnreportedChange.objects.count() == 1
    assert reserve_on("register-extract", "resume", "--json").json == []
