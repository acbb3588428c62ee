"""Children that misbehave, each in its own way: ``python -m tests.misbehaving WAY``."""

import ctypes
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from registry import confined

# Asked before: a confined child cannot even ask who its parent is.
_PARENT = os.getppid()
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIMITS = confined.Limits(upload_bytes=100, memory_bytes=512 * 2**20, cpu_seconds=5)


def endless() -> None:
    """Speak for ever."""
    while True:
        sys.stdout.write("x" * 2**20)


def silent() -> None:
    """Close the pipe and stay."""
    os.close(1)
    time.sleep(600)


def parent() -> None:
    """Leave a child of its own behind that keeps the pipe open."""
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(sys.stdin.buffer.read().decode()).write_text(str(left.pid))
    time.sleep(600)


def surroundings() -> None:
    """Tell what came along from the service."""
    *numbers, _ = sorted(Path("/proc/self/fd").iterdir(), key=lambda one: int(one.name))
    opened = [str(one.readlink()) for one in numbers]  # the last is the folder itself
    names = sorted(os.environ)  # noqa: TID251 - to show that there is none
    json.dump({"environment": names, "open": opened}, sys.stdout)


def _denied(act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError:
        return True
    return False


def _signal_thread() -> None:
    if _LIBC.tgkill(_PARENT, _PARENT, 0):
        raise OSError(ctypes.get_errno())


def _try_everything(content: bytes) -> dict[str, bool]:
    acts: dict[str, Callable[[], object]] = {
        "read a file": lambda: Path("/etc/passwd").read_bytes(),
        "write a file": lambda: Path(content.decode()).write_bytes(b""),
        "open a socket": socket.socket,
        "start a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - it must fail
        "fork": os.fork,
        "signal its parent": lambda: os.kill(_PARENT, 0),
        "signal a thread of its parent": _signal_thread,
    }
    return {name: _denied(act) for name, act in acts.items()}


def confined_tries() -> None:
    """Tell what a confined child is denied."""
    confined.answer(_try_everything, {}, _LIMITS)


def confined_aborts() -> None:
    """End as a reader in C does that finds its memory spoilt."""
    confined.answer(lambda _: os.abort(), {}, _LIMITS)


def confined_hoards() -> None:
    """Take more memory than there is."""
    confined.answer(lambda _: {"kept": len(bytes(2**30))}, {MemoryError: "unsafe"}, _LIMITS)


def confined_spins() -> None:
    """Compute for ever."""

    def spin(_: bytes) -> dict[str, str]:
        while True:
            pass

    confined.answer(spin, {}, confined.Limits(100, 512 * 2**20, 1))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
