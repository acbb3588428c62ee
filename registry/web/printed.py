"""The QR code on a printed form, as a picture that prints sharp at any size."""

import segno

# A quarter of it may be lost to folds, dirt or the edge of a seal.
_CORRECTION = "q"


def code_picture(text: str) -> str:
    """Return a QR code as the data address of an SVG, its quiet zone around it."""
    made = segno.make(text, error=_CORRECTION, micro=False, boost_error=False)
    address: str = made.svg_data_uri(scale=4, border=4)
    return address
