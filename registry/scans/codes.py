"""QR codes on the picture of a page, in whatever direction it was scanned or photographed.

Called in the confined child alone. Which text is ours, ``registry.policy.printed_codes`` says.
"""

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageOps

from registry.scans import limits

_QR = zxingcpp.barcode_formats_from_str("QRCode")


def codes_on(picture: Image.Image) -> list[str]:
    """Return the texts of the QR codes on a page, each once; nothing of one too long to be ours."""
    for view in _views(picture):
        found = zxingcpp.read_barcodes(view, formats=_QR)
        if texts := sorted({code.text for code in found if len(code.text) <= limits.CODE_SIGNS}):
            return texts[: limits.CODES]
    return []


def _views(picture: Image.Image) -> Iterator[Image.Image]:
    """Give the page as it may be read: seen through red, where a seal's ink vanishes, first."""
    yield picture.getchannel("R")
    grey = picture.convert("L")
    yield grey
    yield ImageOps.autocontrast(grey, cutoff=2)
