"""Pre-review 市县初审: which office looks first at an application, by the place it is in.

It advises. The province may claim without waiting, and decides; the window waits for nobody.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

_CODE = re.compile(r"[1-9][0-9]{5}")
_WHOLE_PREFECTURE = "00"
_PREFECTURE_DIGITS = 4


class PreOpinion(StrEnum):
    """What an office can say: pass it on, or better return it."""

    FORWARD = "forward"
    ADVISE_RETURN = "advise_return"


def is_division(code: str) -> bool:
    """Say whether a text has the form of a division code below a province (GB/T 2260)."""
    return bool(_CODE.fullmatch(code)) and not code.endswith("0000")


def prefix_of(code: str) -> str:
    """Return what every code below a division begins with: of a prefecture four digits."""
    return code[:_PREFECTURE_DIGITS] if code.endswith(_WHOLE_PREFECTURE) else code


def covers(codes: Iterable[str], division: str) -> bool:
    """Say whether an office that covers these divisions looks at this one."""
    return bool(division) and any(division.startswith(prefix_of(code)) for code in codes)
