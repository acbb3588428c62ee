"""Writing a file or folder that appears under its name only when it is whole, and replaces none."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that only its owner can read; it gets its name at the end of the block.

    Until then it stands beside it as ``.part``, and is gone if anything fails. Raises
    FileExistsError, OSError.
    """
    part = _free(path)
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # A hard link never replaces a file that appeared meanwhile, as a rename would.
        os.link(part, path)
        _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Fill a folder that only its owner can read, as ``new_file`` writes a file."""
    part = _free(path)
    part.mkdir(mode=0o700)
    try:
        yield part
        part.rename(path)
        _sync(path.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def part_of(path: Path) -> Path:
    """Return where a file or folder stands until it is whole."""
    return path.with_name(f"{path.name}.part")


def _free(path: Path) -> Path:
    if path.exists():
        raise FileExistsError(None, None, str(path))
    return part_of(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
