"""Fingerprints of page pictures: the same picture is known again though saved anew.

A fingerprint is how dark each of 32 by 32 fields of the page is. Saved anew, as a smaller
picture or with stronger compression, no field changes by more than a few of 256 steps; other
words, or another QR code, change some field by more. So two are the same picture where not
one field differs by more than ``MOST_APART``: forms of one layout are kept apart. A second
scan of the same paper is another picture, and so is one that was turned or made black and
white: only the very picture, used again, is pointed out.

To find one among many, a fingerprint has ``marks``: eight short hashes, of which at least one
is very nearly always shared by a picture saved anew.
"""

import math
from itertools import pairwise
from operator import mul
from statistics import median_low

from PIL import Image

SIDE = 32
MOST_APART = 9
_WAVES = 16
_MARKS = 8
# A page with less on it (a blank back, a page number) is like too many others.
_INK_APART = 12
_LEAST_INK = 12
_COSINES = tuple(
    tuple(math.cos(math.pi * wave * (2 * place + 1) / (2 * SIDE)) for place in range(SIDE))
    for wave in range(1, _WAVES + 1)
)


def fingerprint_of(picture: Image.Image) -> str:
    """Return a page's fingerprint in hexadecimal, or nothing for a page nearly blank."""
    fields = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()
    paper = median_low(fields)
    inked = sum(abs(field - paper) > _INK_APART for field in fields)
    return fields.hex() if inked >= _LEAST_INK else ""


def is_same_picture(one: str, other: str) -> bool:
    """Tell whether two fingerprints are of one picture, saved anew at most."""
    if not one or len(one) != len(other):
        return False
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return all(abs(left - right) <= MOST_APART for left, right in pairs)


def marks_of(fingerprint: str) -> tuple[str, ...]:
    """Return the short hashes a fingerprint is looked up by: the signs of its lower waves."""
    if not fingerprint:
        return ()
    fields = [float(field) for field in bytes.fromhex(fingerprint)]
    rows = [fields[begin : begin + SIDE] for begin in range(0, len(fields), SIDE)]
    across = [[sum(map(mul, row, wave)) for row in rows] for wave in _COSINES]
    signs = [sum(map(mul, column, wave)) > 0 for column in across for wave in _COSINES]
    places = range(0, len(signs) + 1, len(signs) // _MARKS)
    return tuple(
        f"{place:x}{int(''.join('01'[sign] for sign in signs[begin:end]), 2):08x}"
        for place, (begin, end) in enumerate(pairwise(places))
    )
