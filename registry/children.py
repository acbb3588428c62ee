"""Opening untrusted files: each in a child process of its own, a few of them at a time.

A file may take half a minute before a limit stops it. Were every thread to wait for one,
nobody else would be answered: so there are fewer places than threads. What the child may
do is settled in ``registry.confined``; here is what its parent bears: it is handed the
file and nothing else, it is heard for so long and so much, and nothing of it stays.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import IO, Any

from config.settings import ROOT
from registry.clock import pause, stopwatch
from registry.errors import Refusal
from registry.logs import log

# Above the largest sheet that is read; a child that says more is not believed.
ANSWER_BYTES = 64 * 1024 * 1024
_HEARING = 256 * 1024
_GLANCE = 0.002


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
    retry_after = 30


def answer_of(
    module: str, content: bytes, *arguments: str, seconds: float
) -> dict[str, Any] | None:
    """Return what the child running a module answers to a content.

    None where it died (killed by a limit, or aborted inside a reader), took too long or
    said too much. Raises FilesBusy at once where every place is taken.
    """
    place = _Places.free
    if not place.acquire(blocking=False):
        raise FilesBusy
    try:
        began = stopwatch()
        heard, ended = _run([module, *arguments], content, began + seconds)
    finally:
        place.release()
    answer: dict[str, Any] | None = json.loads(heard) if ended == "answered" else None
    _note(module, ended, answer or {}, stopwatch() - began)
    return answer


def _note(module: str, ended: str, answer: Mapping[str, Any], seconds: float) -> None:
    """Write one line of the log: how it went and what it cost, nothing of the file."""
    log().info(
        "file_opened",
        by=module,
        ended=ended,
        error=answer.get("error", ""),
        fault=answer.get("fault", ""),
        filtered=answer.get("filtered"),
        peak_mb=answer.get("peak_mb"),
        seconds=round(seconds, 2),
    )


def _run(arguments: list[str], content: bytes, deadline: float) -> tuple[bytearray, str]:
    """Return what a child said and how it ended."""
    with os.fdopen(os.memfd_create("upload"), "w+b", buffering=0) as given:
        # A file in memory instead of a pipe: nobody has to go on feeding a child that stalls.
        left = memoryview(content)
        while left:
            left = left[given.write(left) :]
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own module; the arguments are ours too
            [sys.executable, "-E", "-s", "-m", *arguments],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={},
            start_new_session=True,
        )
    assert process.stdout is not None  # noqa: S101 - asked for above
    heard = bytearray()
    try:
        ended = _hear(process.stdout, heard, deadline) or _wait(process.pid, deadline)
    finally:
        # The whole group, while its leader still holds the number.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    if ended == "done":
        ended = "answered" if process.returncode == 0 else "died"
    return heard, ended


def _hear(pipe: IO[bytes], heard: bytearray, deadline: float) -> str:
    """Take what is said until the pipe is closed; return why hearing stopped before, if so."""
    with selectors.DefaultSelector() as ear:
        ear.register(pipe, selectors.EVENT_READ)
        while ear.select(max(0.0, deadline - stopwatch())):
            said = os.read(pipe.fileno(), _HEARING)
            if not said:
                return ""
            heard += said
            if len(heard) > ANSWER_BYTES:
                return "too_long"
    return "late"


def _wait(pid: int, deadline: float) -> str:
    """Wait until a child that closed its pipe has ended, without letting go of its number."""
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if stopwatch() > deadline:
            return "late"
        pause(_GLANCE)
    return "done"
