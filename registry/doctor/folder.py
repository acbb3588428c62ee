"""The data folder: where it is or would be made, and what may be done there by whom asks."""

import os
import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def is_there(path: Path) -> bool:
    """Tell whether there is something; what we may not look at is not there for us."""
    try:
        return path.exists()
    except OSError:
        return False


def is_made_up(folder: Path) -> bool:
    """Tell whether a demo year was laid into a data folder: its people's passwords are known."""
    return is_there(folder / "seeded")


def nearest(folder: Path) -> Path | None:
    """Return the folder, or the nearest above it that is there: where it would be made."""
    return next((one for one in (folder, *folder.parents) if is_there(one)), None)


def is_open(path: Path) -> bool:
    """Tell whether others of this machine may read something of ours."""
    return is_there(path) and bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def hindrance(folder: Path) -> tuple[str, Path]:
    """Return the code of what keeps the service from its data folder, empty for nothing; where."""
    there = nearest(folder) or folder
    if not there.is_dir():
        return "doctor_data_no_folder", there
    wanted = os.W_OK | os.X_OK | (os.R_OK if there == folder else 0)
    return ("" if os.access(there, wanted) else "doctor_data_forbidden"), there
