"""``reserve sheet``: checking without a service, and what upload refuses before it sends."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Call

SAMPLES = Path(__file__).parents[1] / "samples"
KEYS = ["row", "column", "severity", "code", "message", "read", "wanted", "clause"]


def _check(reserve: Call, name: str, authority: str, *more: str):
    words = ("--authority", authority, "--period", "2026H2", *more)
    return reserve("sheet", "check", str(SAMPLES / name), *words)


@pytest.mark.parametrize("variant", ["xlsx", "libreoffice.xlsx"])
def test_findings_have_the_fixed_shape(reserve: Call, variant: str) -> None:
    """The messy sample gives its rows, each finding with the agreed keys, and exit code 1."""
    answer = _check(reserve, f"messy_440000_2026H2.{variant}", "440000", "--json")
    assert answer.code == 1
    assert list(answer.json) == ["rows", "findings"]
    assert answer.json["rows"] == 29
    assert all(list(finding) == KEYS for finding in answer.json["findings"])
    notes = json.loads((SAMPLES / "messy_440000_2026H2.notes.json").read_text())
    assert notes
    blocking = {one["row"] for one in answer.json["findings"] if one["severity"] == "blocking"}
    assert {6, 10, 21, 24} <= blocking


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        ("clean_330000_2026H2.xlsx", "330000"),
        ("clean_330000_2026H2.xls", "330000"),
        ("clean_330000_2026H2.ods", "330000"),
        ("clean_210000_2026H2.gb18030.csv", "210000"),
    ],
)
def test_a_clean_sheet_is_exit_code_0(reserve: Call, name: str, authority: str) -> None:
    """Every file type of the clean samples passes, in words and as JSON."""
    assert _check(reserve, name, authority).code == 0
    assert _check(reserve, name, authority, "--json").json["findings"] == []


@pytest.mark.parametrize(
    ("name", "authority", "period", "said"),
    [
        ("clean_330000_2026H2.xlsx", "330001", "2026H2", "330001"),
        ("clean_330000_2026H2.xlsx", "330000", "2026Q4", "2026Q4"),
        ("clean_330000_2026H2.xlsx", "330000", "2026h2", "2026h2"),
        ("no_such_file.xlsx", "330000", "2026H2", "没有这个文件"),
        ("scan_stamped_330000.jpg", "330000", "2026H2", "不是电子表格"),
        (".", "330000", "2026H2", "这是目录"),
    ],
)
def test_input_that_cannot_be_checked_is_exit_code_2(
    reserve: Call, name: str, authority: str, period: str, said: str
) -> None:
    """What cannot be read or does not exist is said in one sentence with exit code 2."""
    file = str(SAMPLES / name)
    answer = reserve("sheet", "check", file, "--authority", authority, "--period", period)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err


def _upload(reserve: Call, *more: str):
    file = str(SAMPLES / "clean_330000_2026H2.xlsx")
    words = ("--authority", "330000", "--period", "2026H2", *more)
    return reserve("sheet", "upload", file, *words)


def test_upload_wants_a_token(reserve: Call) -> None:
    """Without a token nothing is sent, and the answer says where to get one."""
    answer = _upload(reserve)
    assert answer.code == 2
    assert "RESERVE_TOKEN" in answer.err


def test_a_token_file_others_can_read_is_refused(reserve: Call, tmp_path: Path) -> None:
    """A token that others could read is not used."""
    token = tmp_path / "token"
    token.write_text("secret")
    token.chmod(0o644)
    answer = _upload(reserve, "--token-file", str(token))
    assert answer.code == 2
    assert "chmod 600" in answer.err


@pytest.mark.parametrize(
    "url", ["http://example.org", "ftp://127.0.0.1", "http://10.0.0.8:8080", "x"]
)
def test_a_token_never_travels_in_the_clear(
    reserve: Call, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """To any address that is neither https nor this machine, nothing is sent."""
    monkeypatch.setenv("RESERVE_TOKEN", "secret")
    answer = _upload(reserve, "--url", url)
    assert answer.code == 2
    assert "没有加密" in answer.err
    assert "secret" not in answer.err


def test_a_service_that_is_away_is_said(reserve: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody listens, the address is named and the exit code is 2."""
    monkeypatch.setenv("RESERVE_TOKEN", "secret")
    answer = _upload(reserve, "--url", "http://127.0.0.1:1")
    assert answer.code == 2
    assert "连不上服务 http://127.0.0.1:1" in answer.err
