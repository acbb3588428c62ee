"""The check of an export, for who has nothing but its files: python check.py [digest of a seal …].

The digests are those of seals that somebody noted elsewhere; each must be among the seals.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from registry.chains.links import OPEN, Flaw, check_chains
from registry.chains.seals import Tally, check_seals

_CHUNK = 1024 * 1024
_REPORTED_EVERY = 100_000
_WORDS = {
    "file_missing": "缺少文件 {name}：导出不完整。",
    "file_changed": "文件 {name} 与清单所记的摘要不符：导出之后内容被改动。",
    "line_unreadable": "文件 {name} 第 {line} 行读不出来：内容被改动或截断。",
    "progress": "已核对 {entries} / {total} 条记录……",
    "counts": "共核对 {chains} 条链、{entries} 条记录、{seals} 次封存。",
    "hidden": (
        "其中 {hidden} 条为早期格式的记录，填报内容未随导出，只核对其与前后记录和封存是否相接。"
    ),
    "last_seal": "最近一次封存：{day}，摘要 {digest}。请与另行保存的摘要比对。",
    "no_seal": "没有封存：链尾的记录是否被删除，无从核对。",
    "manifest": "清单（manifest.json）摘要：{digest}。导出时已记入办理记录，可请审计管理员核对。",
    "holds": "全部对得上。",
    "broken": "发现 {broken} 处不符。",
}


class _UnreadableError(Exception):
    """A line that cannot be read: which file, which line."""


class _Export:
    """The files of an export, each read line by line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = (folder / "manifest.json").read_bytes()
        self.digest = hashlib.sha256(text).hexdigest()
        self.manifest: Mapping[str, Any] = json.loads(text)
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.first_seal: Mapping[str, Any] = {}
        self.last_seal: Mapping[str, Any] = {}
        self.seal_digests: set[str] = set()

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """Give the lines of a file. Raises _UnreadableError."""
        with (self.folder / name).open(encoding="utf-8", errors="surrogateescape") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    read = json.loads(line)
                except ValueError as error:
                    raise _UnreadableError(name, number) from error
                if not isinstance(read, dict):
                    raise _UnreadableError(name, number)
                yield read

    def heads(self) -> Iterator[Mapping[str, Any]]:
        """Give the heads, and count them for the seals of their days."""
        for head in self.lines("heads.jsonl"):
            if head.get("day") != OPEN:
                self.tallies[str(head.get("day"))].add(head)
            yield head

    def seals(self) -> Iterator[Mapping[str, Any]]:
        """Give the seals; the first and the last are kept, and every digest."""
        for seal in self.lines("seals.jsonl"):
            self.first_seal, self.last_seal = self.first_seal or seal, seal
            self.seal_digests.add(str(seal.get("digest")))
            yield seal


def main(noted: Sequence[str]) -> int:
    """Check the files beside this one; 1 where anything does not hold."""
    broken = 0
    try:
        export = _Export(Path(__file__).resolve().parent)
        for name, told in export.manifest["files"].items():
            broken += _check_file(export.folder / name, told["sha256"])
        broken += _check_content(export, noted)
    except FileNotFoundError as error:
        broken += _tell("file_missing", name=Path(str(error.filename)).name)
    except _UnreadableError as error:
        broken += _tell("line_unreadable", name=error.args[0], line=error.args[1])
    except (KeyError, TypeError, ValueError):
        broken += _tell("file_changed", name="manifest.json")
    _tell("broken" if broken else "holds", broken=broken)
    return 1 if broken else 0


def _check_file(path: Path, expected: str) -> int:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return 0 if digest.hexdigest() == expected else _tell("file_changed", name=path.name)


def _check_content(export: _Export, noted: Sequence[str]) -> int:
    whole, until = not export.manifest["from"], str(export.manifest["sealed_until"])
    counts = dict.fromkeys(("chains", "entries", "seals", "hidden"), 0)
    broken, told = 0, _REPORTED_EVERY
    entries = export.lines("entries.jsonl")
    for chain in check_chains(entries, export.heads(), sealed_until=until, whole=whole):
        counts["chains"] += bool(chain.entries)
        counts["entries"] += chain.entries
        counts["hidden"] += chain.hidden
        broken += _tell_flaws(chain.flaws)
        if counts["entries"] >= told:
            told = counts["entries"] + _REPORTED_EVERY
            done = _WORDS["progress"].format(**counts, total=export.manifest["entries"])
            sys.stderr.write(f"{done}\n")
    tally_of = lambda day: export.tallies.pop(day, Tally())  # noqa: E731 - one line
    for _, flaws in check_seals(export.seals(), tally_of, whole=whole):
        counts["seals"] += 1
        broken += _tell_flaws(flaws)
    left = [Flaw("heads_unsealed", f"seal:{day}", day=day) for day in sorted(export.tallies)]
    strange = [Flaw("seal_unknown", "seal:", day=one) for one in noted
               if one not in export.seal_digests]  # fmt: skip
    broken += _tell_flaws([*left, *strange])
    ends = ((export.first_seal, str(export.manifest["from"])), (export.last_seal, until))
    for seal, day in ends:
        if day and seal.get("day") != day:
            broken += _tell_flaws([Flaw("seal_missing", f"seal:{day}", day=day)])
    _tell_counts(export, counts)
    return broken


def _tell_counts(export: _Export, counts: Mapping[str, int]) -> None:
    _tell("counts", **counts)
    if counts["hidden"]:
        _tell("hidden", **counts)
    seal = export.last_seal
    if seal:
        _tell("last_seal", day=seal.get("day"), digest=seal.get("digest"))
    else:
        _tell("no_seal")
    _tell("manifest", digest=export.digest)


def _tell_flaws(flaws: Sequence[Flaw]) -> int:
    for flaw in flaws:
        sys.stdout.write(f"{flaw.subject}：{flaw.sentence}\n")
    return len(flaws)


def _tell(code: str, **params: object) -> int:
    sys.stdout.write(f"{_WORDS[code].format(**params)}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
