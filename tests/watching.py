"""What the children that open files did while somebody watched: how they ended, what it cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from registry import children


@dataclass(frozen=True)
class Child:
    """One child that opened a file."""

    module: str
    ended: str
    fault: str
    peak_mb: int
    seconds: float


@contextmanager
def watched() -> Iterator[list[Child]]:
    """Give the list of children run in this block."""
    seen: list[Child] = []

    def note(module: str, ended: str, answer: dict[str, Any], seconds: float) -> None:
        peak = answer.get("peak_mb", 0)  # one that was killed tells nothing; the kernel held it
        seen.append(Child(module, ended, answer.get("fault", ""), peak, seconds))

    with patch.object(children, "_note", note):
        yield seen
