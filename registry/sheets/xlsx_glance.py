"""A quick look at the XML of a worksheet, to tell whether it is plain or has to be walked.

Walking a quarter of a million cells takes a second; searching the same bytes takes some
hundredths. Only what is certain passes: cells that name their place, within the limits, and
no formula. Whatever else is written in another way is left to the walk.
"""

import re
from collections.abc import Iterable

_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^>]*\?>)?\s*<worksheet[\s>]")
_OTHER_ENCODING = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_LONGEST = 1024 * 1024  # from one element to the next
# What hides an element, or renames one.
_HIDING = (b"<!", b"\x00")
_RENAMED = re.compile(rb":(?:f|c|v|is|row)[\s/>]")
_FORMULA = re.compile(rb"<f[\s/>]")


def _up_to(last: str, low: str, high: str) -> str:
    """Return an expression for signs that are a shorter word, or one that sorts up to ``last``."""
    ways = [f"[{low}-{high}]{{1,{len(last) - 1}}}"] if len(last) > 1 else []
    for place, sign in enumerate(last):
        if sign > low:
            rest = f"[{low}-{high}]{{{len(last) - place - 1}}}"
            ways.append(f"{last[:place]}[{low}-{chr(ord(sign) - 1)}]{rest}")
    return f"(?:{'|'.join([*ways, last])})"


def _letters(column: int) -> str:
    """Return a column's letters; the child that opens a file loads no writer of workbooks."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _beyond(rows: int, columns: int) -> re.Pattern[bytes]:
    """Return an expression for a cell that does not plainly stand within so many."""
    column = _up_to(_letters(columns), "A", "Z")
    return re.compile(f'<c r="(?!{column}{_up_to(str(rows), "0", "9")}")'.encode())


def is_plain(part: Iterable[bytes], rows: int, columns: int) -> bool:
    """Tell whether a worksheet holds no formula, and no cell beyond so many rows and columns.

    False does not say that it does: only that it has to be walked to know.
    """
    beyond = _beyond(rows, columns)
    left = b""
    begun = False
    depth = 0
    for chunk in part:
        text = left + chunk
        cut = text.rfind(b"<")
        text, left = text[:cut], text[cut:]
        begun = begun or _begins_plainly(text)
        if not begun or len(left) > _LONGEST or beyond.search(text) or not _is_plain_text(text):
            return False
        # Each element that is not empty goes one down, and its end one up again.
        depth += text.count(b"<") - 2 * text.count(b"</") - text.count(b"/>") - text.count(b"<?")
    return depth == 1 and left.rstrip() == b"</worksheet>"


def _begins_plainly(text: bytes) -> bool:
    root = _ROOT.match(text)
    return root is not None and not _OTHER_ENCODING.search(text, 0, root.end())


def _is_plain_text(text: bytes) -> bool:
    return (
        # Every cell names its place first; what else begins so are columns and conditions.
        text.count(b"<c") == text.count(b'<c r="') + text.count(b"<co")
        and text.count(b"<?") == text.count(b"<?xml ")
        and not any(sign in text for sign in _HIDING)
        and not (b"<f" in text and _FORMULA.search(text))
        and not _RENAMED.search(text)
        and (text.isascii() or _is_utf_8(text))
    )


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
