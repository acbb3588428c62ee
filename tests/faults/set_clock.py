"""``python -m tests.faults.set_clock FILE COMMAND…``: our program on a machine whose clock is set.

The file says by how many seconds the wall clock is off, and may say otherwise at any time. The
stopwatch goes on as on a real machine, and so does the database's clock, on another machine.
"""

import sys
import time
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

from apscheduler.schedulers import base

from registry.cli import main

_wall = time.time  # noqa: TID251 - the clock that is set


class _Set(datetime):
    """The scheduler library's own reading of the clock."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(time.time(), tz)  # noqa: TID251 - as above


def _follow(path: Path) -> None:
    def off_by() -> float:
        return float(path.read_text() or 0)

    time.time = lambda: _wall() + off_by()  # type: ignore[assignment] # noqa: TID251 - as above
    base.datetime = _Set


if __name__ == "__main__":
    _follow(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
