"""``reserve load``: checking a workbook against the library, and nothing to resume."""

from pathlib import Path

import pytest

from tests.commands.conftest import Call
from tests.services.workbooks import platform, workbook


@pytest.fixture
def reserve_on(
    database: None, reserve: Call, mongod: object, monkeypatch: pytest.MonkeyPatch
) -> Call:
    """``reserve`` on the tests' own database, on the day of the other tests."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", mongod.uri)  # type: ignore[attr-defined]
    monkeypatch.setenv("RESERVE_DATABASE", "reserve_tests")
    monkeypatch.setenv("RESERVE_TRAINING", "1")
    monkeypatch.setenv("RESERVE_CLOCK", "2026-12-28T09:00:00+08:00")
    return reserve


def test_check_counts_and_writes_nothing(reserve_on: Call, tmp_path: Path) -> None:
    """Three counts in all and by sheet, findings by sheet and row; exit 1 for a refused row."""
    book = tmp_path / "存量.xlsx"
    book.write_bytes(workbook(platforms=[platform(1), platform(2, authority="某省")]))
    answer = reserve_on("load", "check", str(book), "--json")
    assert answer.code == 1, answer.err
    assert [answer.json[name] for name in ("rows", "new", "matched", "refused")] == [2, 1, 0, 1]
    (finding,) = answer.json["findings"]
    assert (finding["sheet"], finding["row"], finding["code"]) == (
        "platforms", 3, "load_authority_unknown",
    )  # fmt: skip
    spoken = reserve_on("load", "check", str(book))
    assert "平台 第 3 行" in spoken.out
    assert "新增 1，已在库 0，不能载入 1。没有写入任何内容。" in spoken.out


def test_resume_has_nothing_to_do(reserve_on: Call) -> None:
    """Without an interrupted load it says so."""
    assert "没有中断的存量导入" in reserve_on("load", "resume").out


def test_a_file_of_another_kind_is_refused(reserve_on: Call, tmp_path: Path) -> None:
    """A text that is no workbook of the load is unreadable input, code 2, and no sheet is named."""
    other = tmp_path / "README.md"
    other.write_text("# Reserve\n\nA service.\n")
    answer = reserve_on("load", "check", str(other))
    assert (answer.code, answer.out) == (2, "")
    assert "不是存量导入的工作簿" in answer.err
    assert "“”" not in answer.err
