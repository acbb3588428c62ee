"""Zipped XML, opened with care: no entity, no double part, no more than fits."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.parsers import expat

from registry.sheets import limits
from registry.sheets.scans import Damaged, Locked, Unsafe

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_CHUNK = 256 * 1024
_ENCRYPTED_FLAG = 0x1
_LOCAL_HEADER = 30  # and the name, whose length may differ from the directory's
# What a damaged part raises; NotImplementedError is a compression no spreadsheet program uses.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)


# 密 and the sign that covers a mark, one of which stands in every secrecy mark: as UTF-8, or by
# their numbers.
_SECRECY_SIGNS = ("密".encode(), "█".encode())
_SECRECY_NUMBERS = re.compile(rb"&#(?:[xX]0*(?:5[bB][cC]6|2588)|0*(?:23494|9608));")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_SIGN = 16
_GLANCE = 64


def local(name: str) -> str:
    """Return an XML name without its prefix: programs choose prefixes freely."""
    return name.rpartition(":")[2]


class Package:
    """A zip of parts, found by name whatever the case, as spreadsheet programs do."""

    def __init__(self, content: bytes) -> None:
        """Open the zip; raises Damaged, Locked or Unsafe."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Damaged from error
        parts = self._zip.infolist()
        if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
            raise Locked
        if len(parts) > limits.PARTS:
            raise Unsafe
        if sum(part.file_size for part in parts) > limits.UNPACKED_BYTES:
            raise Unsafe
        _refuse_overlaps(parts)
        self._parts = {part.filename.lower(): part for part in parts}
        self._glances: dict[str, bool] = {}  # of the parts gone through: the sign was seen
        # Two parts of one name: two readers could read two different sheets.
        if len(self._parts) < len(parts):
            raise Damaged

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    @property
    def names(self) -> list[str]:
        """Return the names of all parts."""
        return [part.filename for part in self._parts.values()]

    def read(self, name: str) -> bytes:
        """Return a part whole. Raises as ``chunks``."""
        return b"".join(self.chunks(name))

    def holds_markup(self, name: str) -> bool:
        """Tell by its first signs whether a part is XML, and not a picture or a program."""
        start = self.start(name, _GLANCE).lstrip(b"\xef\xbb\xbf \t\r\n")
        return start.startswith((b"<", *_WIDE))

    def may_hold_secrecy(self, name: str) -> bool:
        """Tell at a glance whether a part of XML could carry a secrecy mark (ruling 29)."""
        if not self.holds_markup(name):
            return False
        if name.lower() not in self._glances:
            for _ in self.chunks(name):
                pass
        return self._glances[name.lower()]

    def start(self, name: str, size: int) -> bytes:
        """Return the first bytes of a part, or nothing where there is no such part."""
        if name not in self:
            return b""
        try:
            with self._zip.open(self._parts[name.lower()]) as stream:
                return stream.read(size)
        except _UNREADABLE as error:
            raise Damaged from error

    def walk(
        self,
        name: str,
        opened: Callable[[str, dict[str, str]], None],
        closed: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Stream a part's XML to the callbacks; raises Damaged or Unsafe."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        if text:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keyword here
            parser.Parse(b"", True)  # noqa: FBT003 - as above
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Damaged from error

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give a part piece by piece; raises Damaged, and Unsafe where it is more than fits."""
        if name not in self:
            raise Damaged
        fed, seen, tail = 0, False, b""
        try:
            with self._zip.open(self._parts[name.lower()]) as stream:
                while chunk := stream.read(_CHUNK):
                    seen = seen or (not fed and chunk.startswith(_WIDE))
                    fed += len(chunk)
                    if fed > limits.UNPACKED_BYTES:
                        raise Unsafe
                    seen = seen or _shows_secrecy_sign(tail + chunk)
                    tail = chunk[-_LONGEST_SIGN:]
                    yield chunk
            self._glances[name.lower()] = seen
        except (*_UNREADABLE, ValueError) as error:
            raise Damaged from error


def _shows_secrecy_sign(piece: bytes) -> bool:
    return any(sign in piece for sign in _SECRECY_SIGNS) or (
        b"&#" in piece and _SECRECY_NUMBERS.search(piece) is not None
    )


def _refuse_overlaps(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that share bytes: no program writes them, and a few bytes become gigabytes."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise Damaged
        end = part.header_offset + _LOCAL_HEADER + part.compress_size


def _no_doctype(*_: object) -> None:
    # Spreadsheets carry none; a document type is where entity tricks begin.
    raise Damaged
