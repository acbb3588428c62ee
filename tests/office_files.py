"""Office files and OFD for the tests: small, whole packages, and what can be wrong in one."""

import zipfile
from io import BytesIO

_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'


def package(main: str, body: bytes = b"<x/>", **parts: bytes) -> bytes:
    """Return a package; in ``parts`` two underscores stand for a slash, one more for a dot."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        if main != "OFD.xml":
            made.writestr("[Content_Types].xml", parts.pop("types", _TYPES))
        made.writestr(main, body)
        for name, content in parts.items():
            made.writestr(name.replace("___", ".").replace("__", "/"), content)
    return out.getvalue()


def docx(body: bytes = b"", **parts: bytes) -> bytes:
    """Return a Word file around some XML."""
    return package("word/document.xml", _WORD + body + b"</w:document>", **parts)


def xlsx(**parts: bytes) -> bytes:
    """Return an Excel file."""
    return package("xl/workbook.xml", **parts)


def ofd(**parts: bytes) -> bytes:
    """Return an OFD."""
    return package("OFD.xml", b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>', **parts)


def relation(kind: str, target: str, *, mode: str = "External") -> bytes:
    """Return a part of relations with one in it."""
    one = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return _RELS + one.encode() + b"</Relationships>"
