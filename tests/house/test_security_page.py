"""The security page: what it says is shown by a test is shown by that test."""

import re

from config.settings import ROOT


def _rows() -> list[str]:
    """The rows of the tables of three columns: what, where, shown by."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.count(" | ") == 2]
    return [row for row in rows if not row.startswith("| What ")]


def test_every_row_names_a_test_that_exists() -> None:
    """Each row names tests, and each is a function of the file it is said to stand in."""
    rows = _rows()
    shown = [re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row) for row in rows]
    assert len(rows) > 40
    assert [row for row, tests in zip(rows, shown, strict=True) if not tests] == []
    absent = [
        f"{file}::{test}"
        for file, test in {one for tests in shown for one in tests}
        if not (ROOT / file).exists() or f"\ndef {test}(" not in (ROOT / file).read_text("utf-8")
    ]
    assert sorted(absent) == []


def test_where_it_is_met_is_a_place_that_exists() -> None:
    """The second column names files and folders that are there, or another page."""
    for row in _rows():
        where = row.split(" | ")[1]
        named = re.findall(r"`([^`]+)`", where)
        assert named or "](" in where, row
        assert all((ROOT / name).exists() for name in named), row
