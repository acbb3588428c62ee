"""The most memory that 50,000 rows take, of the service that stages them and of its child.

Each is a process of its own that does nothing else, and without numpy: only the rivals of
other measurements bring it, and a writer of workbooks would load it where it is found. Run
``PYTHONPATH=. python benchmarks/sheet_memory.py`` from the project's root.
"""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from benchmarks.made_applications import open_round
from benchmarks.made_sheets import made_sheet
from benchmarks.service import service
from registry.clock import SHANGHAI
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.calendar import current_calendar
from registry.services.summary_sheets import Upload, receive
from registry.sheets.worker import look

ROWS = 50_000
MOST_MEGABYTES = 300
_JUNE = datetime(2026, 6, 25, 9, tzinfo=SHANGHAI)
_WITHOUT_NUMPY = (
    "import runpy, sys; sys.modules['numpy'] = None; del sys.argv[0];"
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


def main() -> int:
    """Run each part with the same sheet and print its peak; fail above the ceiling."""
    content = made_sheet(ROWS)
    print(f"Memory for {ROWS:,} rows, ceiling {MOST_MEGABYTES} MB")
    holds = True
    for part in PARTS:
        asked = [sys.executable, "-c", _WITHOUT_NUMPY, __file__, part]
        done = subprocess.run(  # noqa: S603 - this very script
            asked,
            input=content,
            check=True,
            capture_output=True,
        )
        peak = int(done.stdout.split()[-1])
        print(f"  {part}: {peak} MB at most{' ABOVE' if peak > MOST_MEGABYTES else ''}")
        holds &= peak <= MOST_MEGABYTES
    return 0 if holds else 1


def _service() -> None:
    lead = Actor(
        account="lead", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000"
    )  # fmt: skip
    # Of a round before applications were asked for: their records are not the sheet's memory.
    upload = Upload(sys.stdin.buffer.read(), "汇总表.xlsx", "330000", "2026H1")
    with service("bench_memory"):
        open_round("2026H1", _JUNE)
        receive(upload, by=lead, at=_JUNE, rulebook=rulebook(), calendar=current_calendar())


def _child() -> None:
    # As the confined child does, without its confinement.
    json.dumps(look(sys.stdin.buffer.read()), ensure_ascii=False).encode()


PARTS = {"the service": _service, "the child": _child}


def _peak() -> int:
    """Return the most megabytes this process ever held; what it was started from is not in it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    if sys.argv[1:]:
        PARTS[sys.argv[1]]()
        print(_peak())
    else:
        sys.exit(main())
