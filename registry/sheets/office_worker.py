"""The single-use child that looks at one untrusted office file or OFD, and then is gone.

It answers ``{"found": kind, "marks": [kind, …]}`` or ``{"error": word}``. What it may do is
settled in ``registry.confined``.
"""

from registry import confined
from registry.sheets import limits
from registry.sheets.office_files import Found, looked_at
from registry.sheets.packages import Package
from registry.sheets.scans import Damaged, Locked, Unsafe, WrongType
from registry.sheets.secrets import kinds_of

_ERRORS: dict[type[BaseException], str] = {
    Damaged: "damaged",
    Locked: "locked",
    Unsafe: "unsafe",
    WrongType: "wrong_type",
    MemoryError: "unsafe",
}
# What names and texts inside are written in; no codec can be loaded later.
_ENCODINGS = ("utf-8-sig", "cp437", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii")


def main() -> None:
    """Give up what is not needed, look, answer."""
    held = confined.Limits(limits.UPLOAD_BYTES, limits.MEMORY_BYTES, limits.CPU_SECONDS)
    confined.answer(look, _ERRORS, held, encodings=_ENCODINGS)


def look(content: bytes) -> dict[str, object]:
    """Return what a file is, and the kinds of marks that its texts hold."""
    found = looked_at(content)
    marks = () if found is Found.ACTIVE else kinds_of(Package(content))
    return {"found": found.value, "marks": sorted(marks)}


if __name__ == "__main__":
    main()
