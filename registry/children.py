"""Opening untrusted files: each in a child process of its own, a few of them at a time.

A file may take half a minute before a limit stops it. Were every thread to wait for one,
nobody else would be answered: so there are fewer places than threads.
"""

import subprocess
import sys
import threading

from config.settings import ROOT
from registry.errors import Refusal


class _Places:
    """How many files one process opens at once: many, until a service says what threads it has."""

    free = threading.BoundedSemaphore(32)


def leave_a_thread_free(threads: int) -> None:
    """Open as many files at once as a worker has threads, less one that goes on answering."""
    _Places.free = threading.BoundedSemaphore(max(1, threads - 1))


class FilesBusy(Refusal):
    """As many uploaded files are being opened as one process opens at a time."""

    code = "files_busy"
    status = 503


def answer_of(module: str, content: bytes, *arguments: str, seconds: float) -> bytes | None:
    """Return what the child running a module answers to a content.

    None where it died (killed by a limit, or aborted inside a reader) or took too long.
    Raises FilesBusy at once where every place is taken.
    """
    place = _Places.free
    if not place.acquire(blocking=False):
        raise FilesBusy
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the arguments are ours too
            [sys.executable, "-E", "-s", "-m", module, *arguments],
            input=content,
            capture_output=True,
            timeout=seconds,
            cwd=ROOT,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    finally:
        place.release()
    return done.stdout if done.returncode == 0 else None
