"""Where the tests keep their files: in memory, where the machine has enough of it.

Nearly every test writes to a database that waits for the disk with each act, and makes two
hundred indexes anew where it has a database of its own. What is tested is the same.
"""

import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
# Some servers at once, of 300 MB each, and as much again for what runs beside them.
_ENOUGH = 6 * 2**30


def folder_in_memory() -> Path | None:
    """Make a folder in memory; None where the machine, or the container, has too little."""
    if not _MEMORY.is_dir() or min(shutil.disk_usage(_MEMORY).free, _available()) < _ENOUGH:
        return None
    return Path(tempfile.mkdtemp(prefix="reserve-tests-", dir=_MEMORY))


def _available() -> int:
    """What programs may still take, in bytes, as the kernel tells it."""
    told = Path("/proc/meminfo").read_text()
    return int(told.partition("MemAvailable:")[2].split()[0]) * 1024
