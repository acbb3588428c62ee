"""Formula cells and extent of an old xls workbook, from its BIFF records.

The container is read as far as needed to find one stream (MS-CFB); in the stream each
record says its kind and length (MS-XLS). A formula's text is not decoded: ``=…`` stands
for it.
"""

import struct
from collections.abc import Iterator

from registry.sheets.scans import Damaged, Locked, SheetScan, WrongType

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_END = 0xFFFFFFFA  # this and above mark the end of a chain
_FREE = 0xFFFFFFFF
_HEADER_FAT = 109
_STREAM, _ROOT = 2, 5
_FORMULA = 0x0006
_MULRK = 0x00BD
_EOF = 0x000A
_BOF = {0x0009, 0x0209, 0x0409, 0x0809}
_FILEPASS = 0x002F
_BOUNDSHEET = 0x0085
_CELLS = {_FORMULA, _MULRK, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6}
_CELL_SIZE = 4
_MULRK_SIZE = 6


def scan_xls(content: bytes) -> list[SheetScan]:
    """Return the scan of each sheet, in workbook order; raises Damaged, Locked or WrongType."""
    try:
        stream = _Container(content).workbook()
        return list(_sheets(stream))
    except (struct.error, IndexError, RecursionError) as error:
        raise Damaged from error


class _Container:
    """An OLE compound file, read as far as needed to find the workbook's stream."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in {9, 12} or mini_shift != 6:  # noqa: PLR2004 - the two versions there are
            raise Damaged
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        (self._directory,) = struct.unpack_from("<I", content, 48)
        self._cutoff, self._mini_fat = struct.unpack_from("<II", content, 56)
        self._fat = self._allocation()

    def workbook(self) -> bytes:
        entries = self._entries()
        if "EncryptedPackage" in entries:
            raise Locked
        for name in ("Workbook", "Book"):
            if name in entries:
                _, start, size = entries[name]
                if size >= self._cutoff:
                    return self._read(start)[:size]
                return self._read_small(start, entries)[:size]
        raise WrongType

    def _sector(self, number: int) -> bytes:
        data = self._content[(number + 1) * self._size : (number + 2) * self._size]
        if not data:
            raise Damaged
        return data

    def _allocation(self) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_HEADER_FAT}I", self._content, 76))
        (following,) = struct.unpack_from("<I", self._content, 68)
        seen: set[int] = set()
        while following < _END and following not in seen:
            seen.add(following)
            *more, following = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            sectors += more
        table: list[int] = []
        for sector in sectors:
            if sector < _END:
                table += struct.unpack(f"<{self._size // 4}I", self._sector(sector))
        used = max((at for at, entry in enumerate(table) if entry != _FREE), default=0)
        if (used + 2) * self._size > len(self._content):  # cut off
            raise Damaged
        return table

    def _read(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < _END:
            if len(parts) > len(self._fat):  # a chain that bites its tail
                raise Damaged
            parts.append(self._sector(start))
            start = self._fat[start]
        return b"".join(parts)

    def _read_small(self, start: int, entries: dict[str, tuple[int, int, int]]) -> bytes:
        chain = self._read(self._mini_fat)
        table = struct.unpack(f"<{len(chain) // 4}I", chain)
        pool = self._read(next(first for kind, first, _ in entries.values() if kind == _ROOT))
        parts: list[bytes] = []
        while start < _END:
            if len(parts) > len(table):
                raise Damaged
            parts.append(pool[start * self._mini_size : (start + 1) * self._mini_size])
            start = table[start]
        return b"".join(parts)

    def _entries(self) -> dict[str, tuple[int, int, int]]:
        directory = self._read(self._directory)
        found: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind in {_STREAM, _ROOT}:
                name = directory[at : at + max(min(length, 64) - 2, 0)]
                found[name.decode("utf-16-le", "replace")] = (kind, start, size)
        return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream; a chart inside a sheet is a substream of its own."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += 1 if kind in _BOF else 0
        depth -= 1 if kind == _EOF else 0
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if depth < 1:
            return
        at += 4 + length
    raise Damaged


def _sheets(stream: bytes) -> Iterator[SheetScan]:
    offsets: list[int] = []
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise Locked
        if kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", data)[0])
    for offset in offsets:
        scan = SheetScan("")
        for kind, data in _records(stream, offset):
            if kind in _CELLS and len(data) >= _CELL_SIZE:
                _see(scan, kind, data)
        yield scan


def _see(scan: SheetScan, kind: int, data: bytes) -> None:
    row, column = struct.unpack_from("<HH", data)
    if kind == _MULRK and len(data) >= _MULRK_SIZE:
        (column,) = struct.unpack_from("<H", data, len(data) - 2)
    scan.see(row + 1, column + 1)
    if kind == _FORMULA:
        scan.see_formula(row + 1, column + 1, "=…")
