"""Printed codes 印制码: what the QR code on a printed form carries, and whether a scan's fits.

A form that is printed to be stamped carries its kind, its number and the digest of the content
it was printed from. Read back from the scan, the code tells which content was stamped. It
tells nothing about the seal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Capitals, digits and these signs alone: a QR code of such a text stays coarse.
_BEGINNING = "CNPSP1"
_FORM = re.compile(r"[a-z]{2,20}(?:_[a-z]{2,20}){0,3}")
_NUMBER = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_LONGEST_NUMBER = 40
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PARTS = 4


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """Which form, of which record, printed from which content. Raises ValueError otherwise."""

    form: str
    number: str
    digest: str

    def __post_init__(self) -> None:
        if not (
            _FORM.fullmatch(self.form)
            and _NUMBER.fullmatch(self.number)
            and len(self.number) <= _LONGEST_NUMBER
            and _DIGEST.fullmatch(self.digest)
        ):
            message = "no printed code has such a form, number or digest"
            raise ValueError(message)


class Match(StrEnum):
    """What the codes read from a scan say of the form that is wanted."""

    MATCHES = "matches"
    OTHER_VERSION = "other_version"
    OTHER_RECORD = "other_record"
    SEVERAL_CODES = "several_codes"
    FOREIGN_CODE = "foreign_code"
    NO_CODE = "no_code"


def written(code: PrintedCode) -> str:
    """Return what the QR code carries."""
    form = code.form.upper().replace("_", "-")
    return f"{_BEGINNING}/{form}/{code.number}/{code.digest.upper()}"


def read(text: str) -> PrintedCode | None:
    """Return the printed code that a text carries; None for any text that is none of ours."""
    parts = text.split("/")
    if len(parts) != _PARTS or parts[0] != _BEGINNING:
        return None
    _, form, number, digest = parts
    try:
        code = PrintedCode(form.lower().replace("-", "_"), number, digest.lower())
    except ValueError:
        return None
    return code if written(code) == text else None


def match(texts: Iterable[str], expected: PrintedCode) -> Match:
    """Say whether the texts of a scan's QR codes are those of the form that is wanted.

    The same code on every page is one. A code that is none of ours beside the right one does
    no harm; two different ones of ours do, even where one of them is right: then pages of two
    forms were put together.
    """
    given = tuple(texts)
    ours = {code for code in map(read, given) if code}
    if len(ours) > 1:
        return Match.SEVERAL_CODES
    if not ours:
        return Match.FOREIGN_CODE if given else Match.NO_CODE
    code = ours.pop()
    if code == expected:
        return Match.MATCHES
    if (code.form, code.number) == (expected.form, expected.number):
        return Match.OTHER_VERSION
    return Match.OTHER_RECORD
