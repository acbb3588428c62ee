"""Who tampers with an export is found by ``python check.py``, and what was done is named."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.chains.links import digest_of
from registry.chains.seals import seal_digest
from registry.services.ledger_seals import seal_due
from tests.services.exported import (
    Export,
    Lines,
    checked,
    lines,
    rewrite,
)
from tests.services.ledger_makers import A, C
from tests.services.test_ledger import FIRST, SECOND


def without(subject: str, *numbers: int) -> Callable[[Lines], Lines]:
    """Leave entries out."""
    return lambda found: [
        one for one in found if one["subject"] != subject or one["sequence"] not in numbers
    ]


def forged(subject: str, number: int, **changes: Any) -> Callable[[Lines], Lines]:
    """Change an entry and work its digest out again."""

    def change(found: Lines) -> Lines:
        for one in found:
            if (one["subject"], one["sequence"]) == (subject, number):
                one.update(changes)
                content = {key: value for key, value in one.items() if key != "digest"}
                one["digest"] = digest_of(content)
        return found

    return change


def altered(number: int, **changes: Any) -> Callable[[Lines], Lines]:
    """Change one line and nothing else."""
    return lambda found: [
        line | changes if place == number else line for place, line in enumerate(found)
    ]


def swapped(found: Lines) -> Lines:
    """Let the second and the third line change places."""
    return [found[0], found[2], found[1], *found[3:]]


def resealed(found: Lines) -> Lines:
    """Change a total of the first seal and work its digest out again."""
    found[0] |= {"entries": 99}
    found[0]["digest"] = seal_digest(found[0])
    return found


TAMPERINGS: dict[str, tuple[str, Callable[[Lines], Lines], str]] = {
    "a name": ("entries", altered(2, account_name="他人"), f"{A}：第 3 条与其摘要不符"),
    "a name, with its digest": ("entries", forged(A, 3, account_name="他人"), f"{A}：第 3 条"),
    "removed between": ("entries", without(A, 2, 3), f"{A}：缺少第 2 至 3 条"),
    "the end": ("entries", without(C, 2), f"{C}：2026-12-29 封存时有第 2 条"),
    "the unsealed end": ("entries", without(A, 7), f"{A}：导出时有第 7 条"),
    "a whole chain": ("entries", without(C, 1, 2), f"{C}：2026-12-29 封存时有第 1 至 2 条"),
    "put in": (
        "entries",
        lambda found: [*found[:7], found[6] | {"sequence": 8}, *found[7:]],
        f"{A}：第 8 条不是原来写在此处的",
    ),
    "two swapped": ("entries", swapped, f"{A}：第 3 条现在排在第 2 位"),
    "chains swapped": (
        "entries",
        lambda found: [*found[7:], *found[:7]],
        f"{A}：记录没有按对象排列",
    ),
    "said to hide something": ("entries", altered(1, hidden=["reason"], role="x"), f"{A}：第 2 条"),
    "a head": ("heads", altered(0, sequence=2), "2026-12-28 封存的明细与封存不符"),
    "a head left out": ("heads", lambda found: found[1:], "2026-12-28 封存的明细与封存不符"),
    "a seal": ("seals", altered(1, entries=99), "2026-12-29 的封存与其摘要不符"),
    "a seal, with its digest": ("seals", resealed, "2026-12-28 的封存与后一天的封存接不上"),
    "a seal left out": ("seals", lambda found: [found[0], found[2]], "缺少 2026-12-29"),
    "the last seal": ("seals", lambda found: found[:2], "缺少 2026-12-30 的封存"),
    "the first seal": ("seals", lambda found: found[1:], "缺少 2026-12-29 之前 的封存"),
}


@pytest.mark.parametrize("case", TAMPERINGS)
def test_what_was_altered_in_an_export_is_named(export: Export, folder: Path, case: str) -> None:
    """Each kind of tampering, the manifest made to match, is found by the files alone."""
    name, change, told = TAMPERINGS[case]
    export()
    rewrite(folder, name, change)
    code, said = checked(folder)
    assert code == 1
    assert told in said, said


def test_a_file_that_is_not_as_exported_is_named(export: Export, folder: Path) -> None:
    """Changed, cut off in a line, missing, or the manifest itself unreadable."""
    export()
    (folder / "README.txt").write_text("x", "utf-8")
    assert "文件 README.txt 与清单所记的摘要不符" in checked(folder)[1]
    path = folder / "entries.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert "文件 entries.jsonl 第 11 行读不出来" in checked(folder)[1]
    path.unlink()
    code, said = checked(folder)
    assert (code, "缺少文件 entries.jsonl" in said) == (1, True)
    (folder / "manifest.json").write_text("{}", "utf-8")
    code, said = checked(folder)
    assert (code, "manifest.json" in said) == (1, True)


def test_entries_of_the_first_form_are_exported_and_counted(
    export: Export, folder: Path, sealed_days: datetime
) -> None:
    """What they must not tell is left blank; the check says for how many, and still links them."""
    for name in ("ledger", "ledger_seals", "sealed_heads"):
        get_db()[name].delete_many({})
    get_db().ledger.insert_many([{**FIRST}, {**SECOND}])
    assert len(seal_due(at=sealed_days)) == 1
    export()
    old = lines(folder, "entries")
    assert [one.get("hidden") for one in old] == [None, ["after.content"]]
    assert old[1]["after"]["content"] is None
    assert "1350.5" not in (folder / "entries.jsonl").read_text("utf-8")
    code, said = checked(folder)
    assert (code, "其中 1 条为早期格式的记录" in said) == (0, True), said
    rewrite(folder, "entries", altered(1, digest="0" * 64))
    code, said = checked(folder)
    assert (code, f"{FIRST['subject']}：第 1 至 2 条与 2025-06-27 封存时不符" in said) == (1, True)
