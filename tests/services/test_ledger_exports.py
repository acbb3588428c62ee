"""An export is checked with its files alone, and tells nothing that must stay in the house."""

import zipfile
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.documents.ledger import LedgerEntry, LedgerSeal
from registry.errors import Invalid, NotAllowed
from registry.permissions import Actor
from registry.services import ledger_exports
from registry.services.accounts import NewAccount, create_account
from registry.services.ledger_exports import (
    Days,
    ExportExists,
    ExportTooLarge,
    ExportUnwritable,
    export_as_zip,
    export_to,
)
from registry.services.sign_in import Origin, SignInRefused, lift_lockout, lockouts, sign_in
from tests.services.exported import (
    Export,
    checked,
    lines,
)
from tests.services.ledger_makers import DAY, A, B, C, alter, write

FILES = {"entries.jsonl", "heads.jsonl", "seals.jsonl", "manifest.json", "check.py", "README.txt"}


def test_a_good_export_holds(export: Export, folder: Path) -> None:
    """All files are there, the check says so with the last seal, and the ledger notes the act."""
    done = export()
    assert {one.name for one in folder.iterdir()} == FILES
    assert (done.entries, done.seals, done.sealed_until) == (11, 3, "2026-12-30")
    code, said = checked(folder)
    assert code == 0, said
    assert "共核对 3 条链、11 条记录、3 次封存。" in said
    assert "全部对得上。" in said
    newest = LedgerSeal.objects(day="2026-12-30").get().digest
    assert newest in said
    assert done.manifest in said
    assert done.manifest == sha256((folder / "manifest.json").read_bytes()).hexdigest()
    noted = LedgerEntry.objects.get(verb="ledger.export")
    assert dict(noted.after) == {
        "rows": 11, "seals": 3, "filter": {}, "manifest": done.manifest,
    }  # fmt: skip
    assert checked(folder, newest)[0] == 0
    code, said = checked(folder, "0" * 64)
    assert (code, "另行保存的封存摘要" in said) == (1, True)


def test_days_are_exported_by_their_seals(export: Export, folder: Path) -> None:
    """From one day's seal to another's: what they cover and no more, and it holds by itself."""
    done = export("2026-12-29", "2026-12-29")
    assert (done.entries, done.seals) == (4, 1)
    assert [(one["subject"], one["sequence"]) for one in lines(folder, "entries")] == [
        (A, 4), (A, 5), (C, 1), (C, 2),
    ]  # fmt: skip
    code, said = checked(folder)
    assert code == 0, said


@pytest.mark.parametrize(
    ("first", "last", "entries"),
    [("2026-12-30", "", 3), ("", "2026-12-28", 4), ("2020-01-01", "", 11)],
)
def test_an_open_end_is_the_beginning_or_this_moment(
    export: Export, folder: Path, first: str, last: str, entries: int
) -> None:
    """Without a first day from the first seal, without a last what is not sealed yet too."""
    assert export(first, last).entries == entries
    code, said = checked(folder)
    assert code == 0, said


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-12-30", "2026-12-29", "from"),
        ("", "2026-12-31", "to"),
        ("heute", "", "from"),
        ("", "20261228", "to"),
    ],
)
def test_days_that_cannot_be_are_refused(
    export: Export, folder: Path, first: str, last: str, field: str
) -> None:
    """Not sealed yet, the wrong way round, or no day: named, and nothing is written."""
    with pytest.raises(Invalid) as refused:
        export(first, last)
    assert set(refused.value.fields) == {field}
    assert not folder.exists()
    assert list(folder.parent.iterdir()) == []


def test_what_hosts_filed_stays_in_the_house(
    export: Export, folder: Path, console: Actor, sealed_days: datetime
) -> None:
    """Figures and numbers of persons are in no file, and the entries hold all the same."""
    secrets = {"13800138000", "7654.32", "11010519491231002X"}
    content = {"equipment_value": "7654.32", "load": "85"}
    write(
        A,
        sealed_days,
        console,
        after={"receipt": "r-1", "content": content},
        reason="请电 13800138000",
    )
    write(B, sealed_days, console, after={"proof": "身份证 11010519491231002X"})
    export()
    told = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert [one for one in secrets if one in told] == []
    assert "r-1" in told
    assert not [one for one in lines(folder, "entries") if "salt" in one]
    code, said = checked(folder)
    assert code == 0, said


def test_what_was_typed_for_no_account_goes_out_with_no_export(
    export: Export, folder: Path, console: Actor, sealed_days: datetime
) -> None:
    """Of lifted lock-outs an account's username is told; what nobody is called is not."""
    name = "wang.fang"
    create_account(NewAccount(name, "王芳"), by=console, at=sealed_days)
    for typed in (name, "hunter2-secret"):
        for number in range(5):
            origin = Origin(f"192.0.2.{number}")
            with pytest.raises(SignInRefused):
                sign_in(typed, "wrong", origin=origin, at=sealed_days)
    locked = [one.key for one in lockouts(by=console, at=sealed_days)]
    assert [lift_lockout(key, by=console, at=sealed_days) for key in locked] == [True, True]
    export()
    told = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert f"lockout:account:{name}" in told
    for secret in ("hunter2", sha256(b"hunter2-secret").hexdigest()[:16]):
        assert secret not in told
    code, said = checked(folder)
    assert code == 0, said


def test_a_ledger_already_broken_is_exported_as_it_is(export: Export, folder: Path) -> None:
    """The check outside finds what the check inside finds."""
    alter(A, 3, account_name="他人")
    get_db().ledger.delete_one({"subject": C, "sequence": 2})
    export()
    code, said = checked(folder)
    assert code == 1
    assert f"{A}：第 3 条与其摘要不符" in said
    assert f"{C}：2026-12-29 封存时有第 2 条，现在没有" in said
    assert "发现 2 处不符。" in said


def test_an_empty_ledger_is_exported_too(export: Export, folder: Path) -> None:
    """Nothing was done, nothing sealed: the files say so, and days cannot be asked for."""
    for name in ("ledger", "ledger_seals", "sealed_heads"):
        get_db()[name].delete_many({})
    with pytest.raises(Invalid):
        export("2026-12-28")
    assert export().entries == 0
    code, said = checked(folder)
    assert (code, "没有封存" in said) == (0, True)


def test_an_export_replaces_nothing_and_leaves_nothing_half(
    export: Export, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there stays; a run that fails leaves no folder and no part of one."""
    folder.mkdir()
    with pytest.raises(ExportExists):
        export()
    folder.rmdir()
    with monkeypatch.context() as broken:
        broken.setattr(ledger_exports, "standalone_check", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            export()
    assert list(folder.parent.iterdir()) == []
    assert LedgerEntry.objects(verb="ledger.export").count() == 0


def test_a_place_that_cannot_be_written_is_told(
    tmp_path: Path, console: Actor, sealed_days: datetime
) -> None:
    """No such folder: a refusal, no fault."""
    for name in ("none/out", "none/out.zip"):
        with pytest.raises(ExportUnwritable):
            export_to(tmp_path / name, Days(), report=lambda *_: None, by=console, at=sealed_days)


def test_a_zip_holds_the_same(tmp_path: Path, console: Actor, sealed_days: datetime) -> None:
    """By its name it becomes one file, which only its owner reads; unpacked it is checked."""
    path = tmp_path / "ledger.zip"
    export_to(path, Days(), report=lambda *_: None, by=console, at=sealed_days)
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == FILES
        archive.extractall(tmp_path / "unpacked")
    assert checked(tmp_path / "unpacked")[0] == 0


def test_by_page_an_export_has_its_limit(
    console: Actor, sealed_days: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many entries as a request can answer with; for more there is the command."""
    stream = BytesIO()
    assert export_as_zip(Days(), stream, by=console, at=sealed_days).entries == 11
    assert zipfile.ZipFile(stream).testzip() is None
    monkeypatch.setattr(ledger_exports, "MOST_BY_PAGE", 3)
    with pytest.raises(ExportTooLarge):
        export_as_zip(Days(), BytesIO(), by=console, at=sealed_days)
    with pytest.raises(ExportTooLarge):
        export_as_zip(Days("2026-12-29", "2026-12-29"), BytesIO(), by=console, at=sealed_days)


def test_only_the_audit_administrator_and_the_console_export(
    lead: Actor, sealed_days: datetime
) -> None:
    """Others are refused before anything is read."""
    with pytest.raises(NotAllowed):
        export_as_zip(Days(), BytesIO(), by=lead, at=sealed_days)


def test_what_happens_meanwhile_harms_no_export(
    export: Export,
    folder: Path,
    console: Actor,
    sealed_days: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Acts written while the files are are in it or not; either way it holds."""
    whole = ledger_exports._entries

    def meanwhile(*asked: Any) -> Any:
        write(A, sealed_days + DAY, console)
        write("host:new", sealed_days + DAY, console)
        return whole(*asked)

    monkeypatch.setattr(ledger_exports, "_entries", meanwhile)
    assert export().entries == 13
    assert checked(folder)[0] == 0
