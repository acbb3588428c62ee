"""The single-use child that opens one untrusted scan, and then is gone.

What it may do is settled in ``registry.confined``. A PDF is drawn without its scripts and
without the system's fonts: no file opens any more. The letters of one that does not bring
its own fonts may be missing in the small picture, never in the kept file.
"""

import base64
import re
import sys
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
from PIL import (
    Image,
    ImageChops,
    ImageFile,
    MpoImagePlugin,  # noqa: F401 - Pillow wants it inside some JPEG, when no module loads any more
    TiffImagePlugin,  # noqa: F401 - as above
    UnidentifiedImageError,
)
from pypdfium2 import PdfiumError

from registry import confined
from registry.scans import limits, texts
from registry.scans.codes import codes_on
from registry.scans.fingerprints import fingerprint_of

_PDF = "application/pdf"
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SAVE_WHOLE = 2 | 4  # FPDF_NO_INCREMENTAL, FPDF_REMOVE_SECURITY: every object, in plain
_PLACE = re.compile(rb"(\d{10}) \d{5} n")
_CONTENT = b">>stream\r\n"  # a text never holds it: line ends in one are written \r\n
# What a program that opens the file would run, start, fetch or unpack (ISO 32000-2, 12.6).
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|EF|FileAttachment|RichMedia|Movie|Rendition|XFA"
    rb"|SubmitForm|ImportData|GoTo[ER])(?![A-Za-z0-9_])"
)
_ERRORS: dict[type[BaseException], str] = {
    MemoryError: "unsafe",
    Image.DecompressionBombError: "unsafe",
    UnidentifiedImageError: "damaged",
    PdfiumError: "damaged",
    OSError: "damaged",
    ValueError: "damaged",
    SyntaxError: "damaged",
}


class Asked(NamedTuple):
    """Which pages to look at (``most`` after ``begin``), how many may be, how large to draw."""

    begin: int
    most: int
    allowed: int
    side: int


def main() -> None:
    """Give up what is not needed, look, answer."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = limits.PIXELS // 2  # Pillow refuses twice this
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    held = confined.Limits(limits.UPLOAD_BYTES, limits.MEMORY_BYTES, limits.CPU_SECONDS)
    media_type, asked = sys.argv[1], Asked(*map(int, sys.argv[2:]))
    read = partial(look, media_type=media_type, asked=asked)
    confined.answer(read, _ERRORS, held, encodings=texts.ENCODINGS)


def look(content: bytes, media_type: str, asked: Asked) -> dict[str, object]:
    """Return how many pages there are, what is seen on those asked for, what all texts hold."""
    if media_type == _PDF:
        try:
            document = pypdfium2.PdfDocument(content)
        except PdfiumError as error:
            return {"error": "locked" if error.err_code == _PASSWORD else "damaged"}
        if (pages := len(document)) > asked.allowed or not pages:
            return {"error": "pages", "pages": pages} if pages else {"error": "damaged"}
        if _is_active(document):
            return {"error": "active"}
        pictures = _pages(document, asked.begin, asked.most)
        said = texts.of_nothing() if asked.begin else texts.of_pdf(document)
    else:
        pages, pictures, said = 1, iter([_picture(content, media_type)]), texts.of_picture()
    return {"pages": pages, **_seen(pictures, asked.begin, asked.side), **said}


def _seen(pictures: Iterator[Image.Image], begin: int, side: int) -> dict[str, object]:
    """Return codes, fingerprints, whether a red mark is seen, and a picture of the first page."""
    codes: list[tuple[int, str]] = []
    fingerprints, marked, preview = [], False, ""
    for page, picture in enumerate(pictures, start=begin + 1):
        codes.extend((page, text) for text in codes_on(picture))
        if not preview:
            shown = picture.copy()
            shown.thumbnail((side, side))
            preview = _png(shown)
        picture.thumbnail((limits.PREVIEW_SIDE, limits.PREVIEW_SIDE), reducing_gap=1.0)
        fingerprints.append(fingerprint_of(picture))
        marked = marked or _has_red_mark(picture)
    return {
        "codes": codes, "fingerprints": fingerprints, "seal_mark": marked, "preview": preview,
    }  # fmt: skip


def _png(picture: Image.Image) -> str:
    out = BytesIO()
    picture.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def _is_active(document: pypdfium2.PdfDocument) -> bool:
    """Tell whether a PDF brings scripts, files or actions.

    Written out anew by our reader, every object stands in plain, however the file packed,
    encrypted or spelt it, at the place that our reader's own table gives. What is left packed
    is content to draw: of an object only what stands before its content is looked at, for
    content may hold any word, the one that ends it too.
    """
    written = BytesIO()
    document.save(written, flags=_SAVE_WHOLE)
    plain = written.getvalue()
    table = int(plain[plain.rindex(b"startxref") + len(b"startxref") :].split()[0])
    places = sorted(int(place) for place in _PLACE.findall(plain, table))
    heads = [plain[begin:end].partition(_CONTENT)[0] for begin, end in pairwise([*places, table])]
    return any(map(_ACTIVE.search, [*heads, plain[table:]]))


def _pages(document: pypdfium2.PdfDocument, begin: int, most: int) -> Iterator[Image.Image]:
    for place in range(begin, min(begin + most, len(document))):
        page = document[place]
        longest = max(*page.get_size(), 1.0)
        yield page.render(scale=limits.READING_SIDE / longest).to_pil().convert("RGB")
        page.close()


def _picture(content: bytes, media_type: str) -> Image.Image:
    with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as picture:
        picture.draft("RGB", (limits.READING_SIDE, limits.READING_SIDE))
        plain = picture.convert("RGB")
    plain.thumbnail((limits.READING_SIDE, limits.READING_SIDE))
    return plain


def _has_red_mark(picture: Image.Image) -> bool:
    """Tell whether enough points are clearly redder than they are green or blue."""
    red, green, blue = picture.split()
    above = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    counts = above.histogram()
    return sum(counts[limits.RED_ABOVE :]) >= limits.RED_SHARE * picture.width * picture.height


if __name__ == "__main__":
    main()
