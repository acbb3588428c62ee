"""Office files and OFD as attachments: which kind, and nothing in them that acts.

An xlsx, docx or OFD is a zip of parts. Every part is unpacked once, to see that it is whole
and no more than fits; the parts where macros, controls, programs and addresses to load from
would stand are looked at. The words inside are looked through for marks (``secrets``) alone.
"""

import re
from enum import StrEnum

from registry.sheets.packages import Package, local
from registry.sheets.scans import WrongType

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
}
_MAIN = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "ofd": "ofd.xml"}
_TYPES = "[content_types].xml"
# Macros, controls and packed programs, wherever in the package they stand.
_ACTIVE_PART = re.compile(r"vbaproject[^/]*\.bin$|(^|/)activex/|(^|/)oleobject[^/]*\.bin$|\.ps1$")
_PROGRAM = re.compile(r"\.(?:exe|dll|bat|cmd|com|js|jse|vbs|vbe|wsf|hta|lnk|scr|msi|jar)$")
# What may point outside: nothing is fetched before somebody asks for it.
_HARMLESS_OUTSIDE = ("/hyperlink", "/externalLinkPath")
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)


class Found(StrEnum):
    """What a package turned out to be."""

    XLSX = "xlsx"
    DOCX = "docx"
    OFD = "ofd"
    ACTIVE = "active"


def looked_at(content: bytes) -> Found:
    """Return the kind of a package, or that it brings what acts.

    Raises WrongType for any other zip, Damaged, Locked or Unsafe as ``Package`` does.
    """
    package = Package(content)
    kinds = [kind for kind, main in _MAIN.items() if main in package]
    if len(kinds) != 1 or (kinds != ["ofd"] and _TYPES not in package):
        raise WrongType
    active = False
    for name in package.names:
        for _ in package.chunks(name):
            pass  # unpacked to its end: whole, and no more than fits
        active = active or _is_active(package, name.lower())
    return Found.ACTIVE if active else Found(kinds[0])


def _is_active(package: Package, name: str) -> bool:
    if _ACTIVE_PART.search(name) or _PROGRAM.search(name):
        return True
    if name == _TYPES:
        return b"macroEnabled" in package.read(name)
    if name.endswith(".rels"):
        return _loads_from_outside(package, name)
    if name.startswith("xl/externallinks/") and name.endswith(".xml"):
        return _calls_a_program(package, name)
    return name.startswith("word/") and name.endswith(".xml") and _has_dde_field(package, name)


def _loads_from_outside(package: Package, name: str) -> bool:
    seen = False

    def opened(tag: str, about: dict[str, str]) -> None:
        nonlocal seen
        if local(tag) == "Relationship" and about.get("TargetMode", "").lower() == "external":
            seen = seen or not about.get("Type", "").endswith(_HARMLESS_OUTSIDE)

    package.walk(name, opened, _nothing)
    return seen


def _calls_a_program(package: Package, name: str) -> bool:
    seen = False

    def opened(tag: str, _about: dict[str, str]) -> None:
        nonlocal seen
        seen = seen or local(tag) == "ddeLink"

    package.walk(name, opened, _nothing)
    return seen


def _has_dde_field(package: Package, name: str) -> bool:
    """Tell a field that calls a program; its order may be cut into many pieces."""
    said: list[str] = []
    within = False

    def opened(tag: str, about: dict[str, str]) -> None:
        nonlocal within
        within = local(tag) == "instrText"
        said.extend(value for key, value in about.items() if local(key) == "instr")

    def closed(tag: str) -> None:
        nonlocal within
        if local(tag) == "instrText":
            within = False

    def text(piece: str) -> None:
        if within:
            said.append(piece)

    package.walk(name, opened, closed, text)
    return bool(_DDE.search("".join(said)) or any(_DDE.search(one) for one in said))


def _nothing(_tag: str) -> None:
    """Nobody asks for the end of an element."""
