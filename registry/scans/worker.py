"""The single-use child that opens one untrusted scan, and then is gone.

It reads the file from standard input and answers one JSON object on standard output. Its
limits are set before the file is touched; when it dies, its parent says so.
"""

import base64
import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops, ImageFile, UnidentifiedImageError
from pypdfium2 import PdfiumError

from registry.scans import limits

_PDF = "application/pdf"
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_PASSWORD = 4  # FPDF_ERR_PASSWORD


def main() -> None:
    """Set the limits, look, answer."""
    _hold()
    content = sys.stdin.buffer.read(limits.UPLOAD_BYTES + 1)
    try:
        answer = look(content, sys.argv[1])
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower()
        answer = {"error": "locked" if locked else "damaged"}
    except (MemoryError, Image.DecompressionBombError):
        answer = {"error": "unsafe"}
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        answer = {"error": "damaged"}
    sys.stdout.write(json.dumps(answer))


def _hold() -> None:
    for kind, limit in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    Image.MAX_IMAGE_PIXELS = limits.PIXELS // 2  # Pillow refuses twice this
    ImageFile.LOAD_TRUNCATED_IMAGES = False


def look(content: bytes, media_type: str) -> dict[str, object]:
    """Return pages, whether a red mark is seen, and a picture of the first page."""
    if media_type == _PDF:
        document = pypdfium2.PdfDocument(content)
        if (pages := len(document)) > limits.PAGES or not pages:
            return {"error": "pages", "pages": pages} if pages else {"error": "damaged"}
        pictures = _pages(document)
    else:
        pages, pictures = 1, iter([_picture(content, media_type)])
    first = next(pictures)
    marked = _has_red_mark(first) or any(_has_red_mark(picture) for picture in pictures)
    out = BytesIO()
    first.save(out, "PNG", optimize=True)
    preview = base64.b64encode(out.getvalue()).decode()
    return {"pages": pages, "seal_mark": marked, "preview": preview}


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    for page in document:
        longest = max(*page.get_size(), 1.0)
        yield page.render(scale=limits.PREVIEW_SIDE / longest).to_pil().convert("RGB")


def _picture(content: bytes, media_type: str) -> Image.Image:
    with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as picture:
        picture.draft("RGB", (limits.PREVIEW_SIDE * 2, limits.PREVIEW_SIDE * 2))
        plain = picture.convert("RGB")
    plain.thumbnail((limits.PREVIEW_SIDE, limits.PREVIEW_SIDE))
    return plain


def _has_red_mark(picture: Image.Image) -> bool:
    """Tell whether enough points are clearly redder than they are green or blue."""
    red, green, blue = picture.split()
    above = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    counts = above.histogram()
    return sum(counts[limits.RED_ABOVE :]) >= limits.RED_SHARE * picture.width * picture.height


if __name__ == "__main__":
    main()
