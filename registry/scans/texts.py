"""The text of an untrusted scan, looked through for marks (ruling 29); part of the child.

Only kinds and pages are answered, never a text. A page without a text layer is a picture:
what it shows cannot be read, and is said to be unread. Pictures on a page that has a text
layer are not read either.
"""

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from registry.policy.desensitising import MarkKind, marks_in

# Where a document's own words stand, when not on a page.
ABOUT = 0
# What PDFs hold texts in; no codec can be loaded later.
ENCODINGS = ("utf-16-le", "utf-8", "latin-1")
_NOTES = (b"Contents", b"V", b"TU")
_MOST_SIGNS = 100_000


def of_picture() -> dict[str, object]:
    """Return what is told of a picture: one page, unread."""
    return {"unread_pages": 1, "secrecy_pages": [], "personal_pages": []}


def of_nothing() -> dict[str, object]:
    """Return what is told with later pages: the whole text was looked at with the first."""
    return {"unread_pages": 0, "secrecy_pages": [], "personal_pages": []}


def of_pdf(document: pypdfium2.PdfDocument) -> dict[str, object]:
    """Return how many pages have no text, and on which which marks stand; 0 is about the file."""
    found: dict[int, set[MarkKind]] = {ABOUT: _kinds(_about(document))}
    unread = 0
    for number, page in enumerate(document, start=1):
        text = _layer(page)
        unread += not text.strip()
        found[number] = _kinds("\n".join([text, *_notes(page)]))
    return {
        "unread_pages": unread,
        "secrecy_pages": [page for page, kinds in found.items() if MarkKind.SECRECY in kinds],
        "personal_pages": [page for page, kinds in found.items() if kinds - {MarkKind.SECRECY}],
    }


def _layer(page: pypdfium2.PdfPage) -> str:
    """Return the text layer of a page; one that cannot be made out is none."""
    try:
        text: str = page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        return ""
    return text


def _kinds(text: str) -> set[MarkKind]:
    return {mark.kind for mark in marks_in(text)}


def _about(document: pypdfium2.PdfDocument) -> str:
    titles = (bookmark.get_title() for bookmark in document.get_toc())
    return "\n".join([*document.get_metadata_dict(skip_empty=True).values(), *titles])


def _notes(page: pypdfium2.PdfPage) -> Iterator[str]:
    """Give what stands in a page's notes and fields: it is no part of the text on it."""
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, place)
        for key in _NOTES:
            size = min(raw.FPDFAnnot_GetStringValue(note, key, None, 0), 2 * _MOST_SIGNS)
            held = ctypes.create_string_buffer(size)
            raw.FPDFAnnot_GetStringValue(
                note, key, ctypes.cast(held, ctypes.POINTER(raw.FPDF_WCHAR)), size
            )
            yield held.raw.decode("utf-16-le", "replace").rstrip("\0")
        raw.FPDFPage_CloseAnnot(note)
