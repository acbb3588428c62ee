"""Register extracts 工商登记信息摘录: a large CSV, read line by line and never whole."""

import codecs
import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from registry.errors import SecrecyMark
from registry.messages import say
from registry.policy.desensitising import has_secrecy_mark
from registry.sheets.refusals import SheetEmpty, SheetError, SheetTooLarge, SheetUnknownEncoding

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_BYTES = 1024**3
_CHUNK = 1 << 20
_OVERLAP = 64  # signs: no secrecy mark is longer
_SEPARATORS = ",\t;"
_REPLACED = "\ufffd"
_CODE_LENGTH = 18
# What exports put around a code so that a spreadsheet program keeps it as text.
_WRAPPING = " \t\u3000'\"=`"
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码", "统一代码"),
        "name": ("名称", "企业名称", "单位名称", "机构名称", "市场主体名称", "经营主体名称"),
        "kind": ("类型", "企业类型", "市场主体类型", "经营主体类型", "机构类型"),
        "domicile": ("住所", "注册地址", "主要经营场所", "地址"),
        "status": ("经营状态", "登记状态", "企业状态", "状态"),
        "approved_on": ("核准日期", "核准时间"),
    }
)
_REQUIRED = ("credit_code", "name")


class ExtractColumnsMissing(SheetError):  # noqa: N818 - a refusal is an answer, not an error
    """The first line does not name credit code and name."""

    code = "extract_columns_missing"


@dataclass(frozen=True, slots=True)
class ExtractHead:
    """What the first line tells: how the file is written, and in which place each field stands."""

    encoding: str
    separator: str
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """A file looked through once: its digest, size, lines and head."""

    digest: str
    size: int
    lines: int
    head: ExtractHead


def look_through(source: BinaryIO, *, most: int = MOST_BYTES) -> LookedThrough:
    """Look through a file from where it stands to its end, and keep none of it.

    Raises SheetEmpty, SheetTooLarge, SheetUnknownEncoding, ExtractColumnsMissing, SecrecyMark.
    """
    digest, size, lines, tail = hashlib.sha256(), 0, 0, ""
    head: ExtractHead | None = None
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")("replace")
    last = b""
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise SheetTooLarge(limit_mb=most // _CHUNK)
        digest.update(chunk)
        lines += chunk.count(b"\n")
        if head is None:
            head = read_head(chunk)
            decoder = codecs.getincrementaldecoder(head.encoding)("replace")
        text = tail + decoder.decode(chunk)
        if has_secrecy_mark(text):
            raise SecrecyMark(fields={"file": say("extract_secrecy", line=lines)})
        tail, last = text[-_OVERLAP:], chunk
    if head is None:
        raise SheetEmpty
    return LookedThrough(digest.hexdigest(), size, lines + (not last.endswith(b"\n")), head)


def read_head(beginning: bytes) -> ExtractHead:
    """Return what the first line tells, in UTF-8 (with or without BOM) or GB18030.

    Raises SheetUnknownEncoding, ExtractColumnsMissing.
    """
    line = beginning.partition(b"\n")[0]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _head(text, encoding)
    raise SheetUnknownEncoding


def _head(line: str, encoding: str) -> ExtractHead:
    separator = max(_SEPARATORS, key=line.count)
    cells = next(csv.reader([line], delimiter=separator), [])
    titles = [_title(cell) for cell in cells]
    places = {
        field: titles.index(name)
        for field, names in COLUMNS.items()
        for name in reversed(names)
        if name in titles
    }
    if missing := [COLUMNS[field][0] for field in _REQUIRED if field not in places]:
        raise ExtractColumnsMissing(missing="、".join(missing))
    return ExtractHead(encoding, separator, MappingProxyType(places))


def _title(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", cell).split()).strip("*")


def rows(chunks: Iterable[bytes], head: ExtractHead) -> Iterator[Sequence[str] | None]:
    """Give the rows below the head, in order; None for one that cannot be read, [] for a blank.

    A sign that the encoding does not know makes its row unreadable; nothing is replaced
    silently. An unclosed quotation mark costs the rows it swallows and no more than that.
    """
    reader = csv.reader(_lines(chunks, head.encoding), delimiter=head.separator)
    next(reader, None)
    last = max(head.places[field] for field in _REQUIRED)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            continue
        yield row if len(row) > last or not row else None


class Pieces(io.RawIOBase):
    """Pieces of a content as a raw stream, to be decoded and split without a loop of ours."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Take the pieces in their order, each whole or in parts."""
        self._pieces, self._left = iter(pieces), b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill a buffer with what comes next; 0 at the end."""
        self._left = self._left or next(self._pieces, b"")
        room = memoryview(buffer).cast("B")
        taken, self._left = self._left[: len(room)], self._left[len(room) :]
        room[: len(taken)] = taken
        return len(taken)


def _lines(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    buffered = io.BufferedReader(Pieces(chunks), _CHUNK)
    return io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")


def code_of(cell: str) -> str:
    """Return a credit code as the record writes it; empty for what is none."""
    if len(cell) == _CODE_LENGTH and cell.isascii() and cell.isalnum():
        return cell.upper()
    code = cell.strip(_WRAPPING)
    if len(code) != _CODE_LENGTH:
        return ""
    return code.upper() if code.isascii() else unicodedata.normalize("NFKC", code).upper()


def cell_of(row: Sequence[str], head: ExtractHead, field: str) -> str:
    """Return a field of a row; empty where there is none, or a sign of it was not read."""
    place = head.places.get(field)
    said = row[place] if place is not None and place < len(row) else ""
    return "" if _REPLACED in said else said


def is_readable(row: Sequence[str], head: ExtractHead) -> bool:
    """Tell whether every sign of name, kind and status was read; a broken domicile is left out."""
    return not any(
        _REPLACED in row[place]
        for field, place in head.places.items()
        if field in {"name", "kind", "status"} and place < len(row)
    )
