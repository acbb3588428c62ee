"""Zipped XML, opened with care: no entity, no double part, no more than fits."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat

from registry.sheets import limits
from registry.sheets.scans import Damaged, Locked, Unsafe

_CHUNK = 256 * 1024
_ENCRYPTED_FLAG = 0x1
# What a damaged part raises; NotImplementedError is a compression no spreadsheet program uses.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)


def local(name: str) -> str:
    """Return an XML name without its prefix: programs choose prefixes freely."""
    return name.rpartition(":")[2]


class Package:
    """A zip of parts, found by name whatever the case, as spreadsheet programs do."""

    def __init__(self, content: bytes) -> None:
        """Open the zip; raises Damaged, Locked or Unsafe."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise Damaged from error
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in self._zip.infolist():
            if part.flag_bits & _ENCRYPTED_FLAG:
                raise Locked
            # Two parts of one name: two readers could read two different sheets.
            if part.filename.lower() in self._parts:
                raise Damaged
            self._parts[part.filename.lower()] = part
        if sum(part.file_size for part in self._parts.values()) > limits.UNPACKED_BYTES:
            raise Unsafe

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

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
        if name not in self:
            raise Damaged
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        if text:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            with self._zip.open(self._parts[name.lower()]) as stream:
                self._feed(parser, stream.read)
        except (*_UNREADABLE, expat.ExpatError, ValueError) as error:
            raise Damaged from error

    @staticmethod
    def _feed(parser: expat.XMLParserType, read: Callable[[int], bytes]) -> None:
        fed = 0
        while chunk := read(_CHUNK):
            fed += len(chunk)
            if fed > limits.UNPACKED_BYTES:
                raise Unsafe
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keyword here
        parser.Parse(b"", True)  # noqa: FBT003 - as above


def _no_doctype(*_: object) -> None:
    # Spreadsheets carry none; a document type is where entity tricks begin.
    raise Damaged
