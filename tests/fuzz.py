"""Mutated samples through the real readers: each is read or refused, and nothing else.

``python -m tests.fuzz FIRST COUNT`` runs that many cases from a seed on, two at a time;
``python -m tests.fuzz SEED`` runs one and leaves its file behind for a look. The same seed
is the same file on every machine.
"""

import random
import sys
import tempfile
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from registry.messages import say
from registry.scans import limits as scan_limits
from registry.scans.reading import Scan, read_scan
from registry.scans.refusals import ScanError
from registry.sheets import limits as sheet_limits
from registry.sheets.checking import read_sheet
from registry.sheets.reading import Grid, read_workbook
from registry.sheets.refusals import SheetError
from tests.watching import watched

SAMPLES = Path(__file__).parent / "samples"
SHEETS = (
    "clean_330000_2026H2.xlsx",
    "clean_330000_2026H2.xls",
    "clean_330000_2026H2.ods",
    "clean_210000_2026H2.gb18030.csv",
    "messy_440000_2026H2.xlsx",
    "messy_440000_2026H2.libreoffice.xlsx",
)
# Faults that are ours and not the file's.
_OURS = ("PermissionError", "ImportError", "ModuleNotFoundError", "LookupError")
_MOST_MB = max(sheet_limits.MEMORY_BYTES, scan_limits.MEMORY_BYTES) // 2**20
SCANS = ("scan_stamped_330000.pdf", "scan_stamped_330000.jpg", "scan_without_stamp.pdf")
# What has a meaning in one of the formats, or is a number at an edge.
_WORDS = (
    b"\x00", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\xfe\xff\xff\xff",
    b'"', b",", b"\n", b"\t", b"=", b"<", b">", b"&#x0;", b"&a;", b"<!DOCTYPE a>", b"]]>",
    b'r="1048576"', b'r="-1"', b'r="99999999999999999999"', b' r="XFD1"', b' t="s"',
    b"<v>1e999</v>",
    b"<v>-1</v>", b"<f>1+1</f>", b'number-columns-repeated="2147483648"', b"PK\x03\x04",
    b"PK\x01\x02", b"obj", b"endobj", b"stream\r\n", b"/Count 99999999", b"/Kids[1 0 R]",
    b"/MediaBox[0 0 1e30 -1e30]", b"/Length -1", b"/Filter/FlateDecode", b"\xff\xda", b"\xff\xc2",
    b"\xff\xd9", "序号".encode(), "序号".encode("gb18030"), b"\xe2\x80\xae",
)  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a content with a few faults in it."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0 | 1 if data:
                data[at - 1] ^= 1 << chance.randrange(8)
            case 2:
                data[at : at + chance.choice((1, 4, 100))] = b""
            case 3:
                word = chance.choice(_WORDS)
                data[at : at + len(word)] = word
            case 4:
                data[at:at] = chance.choice(_WORDS)
            case 5:
                start = chance.randrange(len(data) + 1)
                data[at:at] = data[start : start + chance.choice((4, 64, 5000))]
            case _ if chance.random() < 0.1:
                del data[at:]
    return bytes(data)


def mutated_package(content: bytes, chance: random.Random) -> bytes:
    """Return a zip one of whose parts has faults, stands twice, is missing, or lies of its size."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    victim = chance.choice(sorted(name for name in parts if name.endswith((".xml", ".rels"))))
    fate = chance.randrange(12)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, data in parts.items():
            if name != victim:
                out.writestr(name, data)
            elif fate:
                out.writestr(name, mutated(data, chance))
            if name == victim and fate == 1:
                out.writestr(name.upper(), mutated(data, chance))
        if fate == 2:
            out.filelist[-1].file_size = chance.choice((0, 7, 2**31, 2**40))
        if fate == 3:
            out.filelist[-1].header_offset = out.filelist[0].header_offset
    return stream.getvalue()


def case(seed: int) -> tuple[str, bytes]:
    """Return the sample's name and the file of a seed."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    name = chance.choice((*SHEETS, *SCANS))
    content = (SAMPLES / name).read_bytes()
    if name.endswith((".xlsx", ".ods")) and chance.random() < 0.8:
        return name, mutated_package(content, chance)
    return name, mutated(content, chance)


def failure(seed: int) -> str:
    """Run a case; return what is wrong with how it ended, or nothing."""
    name, content = case(seed)
    try:
        kept = _read(name, content)
    except (SheetError, ScanError) as refused:
        return "" if say(refused.code, **refused.params) else f"{name}: says nothing"
    except Exception as error:  # noqa: BLE001 - finding these is what this is for
        return f"{name}: {type(error).__name__}: {error}"
    return _over(name, kept)


def _read(name: str, content: bytes) -> tuple[Grid, ...] | Scan:
    if name in SCANS:
        return read_scan(content)
    grids = read_workbook(content, name)
    read_sheet(content, name)
    return grids


def _over(name: str, kept: tuple[Grid, ...] | Scan) -> str:
    if isinstance(kept, Scan):
        return "" if 1 <= kept.pages <= scan_limits.PAGES else f"{name}: {kept.pages} pages"
    for grid in kept:
        if len(grid.rows) > sheet_limits.ROWS:
            return f"{name}: {len(grid.rows)} rows"
        if max(map(len, grid.rows)) > sheet_limits.COLUMNS:
            return f"{name}: too many columns"
    return ""


def failures(seeds: range) -> tuple[dict[int, str], Counter[str]]:
    """Run cases, two at a time; return what is wrong, by seed, and how the children ended.

    Under -1 stands a reader that wanted what its child may not: a module to load later, say.
    """
    with watched() as seen, ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(failure, seeds)
        wrong = {seed: why for seed, why in zip(seeds, outcomes, strict=True) if why}
    for child in seen:
        if child.fault.startswith(_OURS) or child.peak_mb > _MOST_MB:
            wrong[-1] = str(child)
    ways = Counter(f"{child.ended} {child.fault}".strip() for child in seen)
    return wrong, ways


def main(arguments: list[str]) -> int:
    """Run many cases, or one and keep its file."""
    first, *more = map(int, arguments)
    if not more:
        name, content = case(first)
        kept = Path(tempfile.gettempdir()) / f"fuzz-{first}-{name}"
        kept.write_bytes(content)
        print(kept, failure(first) or "read or refused")
        return 0
    wrong, ways = failures(range(first, first + more[0]))
    for seed, why in wrong.items():
        print(f"python -m tests.fuzz {seed}  # {why}")
    print(dict(ways))
    print(f"{more[0]} cases from {first}: {len(wrong)} wrong")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
