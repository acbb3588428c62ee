"""Inside the child that opens one untrusted file: what it may use, and how it answers.

The file comes on standard input, the answer goes to standard output as one JSON object.
Everything the readers need is imported before; then the child gives up, for good, all it
has no more use for. None of it needs a privilege:

- resource limits: memory, processor time, no file written, no core dump, no new process;
- a filter of system calls (seccomp): memory, clocks, reading and writing what is open. There
  is no call left to open a file, a socket or a program, so that a reader taken over by a
  file finds no secret to read and nobody to tell.
"""

import codecs
import ctypes
import json
import os
import platform
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

_NICE = 10
_OPEN_FILES = 16
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 38, 22
_SECCOMP_MODE_FILTER = 2
# Classic BPF: load a word of seccomp_data, compare, answer.
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ERRNO with EPERM

# read write close fstat poll lseek mmap mprotect munmap brk rt_sig* pread64 readv writev
# sched_yield mremap madvise getpid exit getrusage sigaltstack gettid futex sched_getaffinity
# restart_syscall clock_gettime exit_group set_robust_list getrandom rseq
_X86 = (
    0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 24, 25, 28, 39, 60, 98, 131, 186,
    202, 204, 219, 228, 231, 273, 318, 334,
)  # fmt: skip
# The same calls by the numbers of the newer machines, which share one table.
_GENERIC = (
    63, 64, 57, 80, 73, 62, 222, 226, 215, 214, 134, 135, 139, 67, 65, 66, 124, 216, 233, 172, 93,
    165, 132, 178, 98, 123, 128, 113, 94, 99, 278, 293,
)  # fmt: skip
_MACHINES: Mapping[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, _X86),
    "aarch64": (0xC00000B7, _GENERIC),
    "loongarch64": (0xC0000102, _GENERIC),
    "riscv64": (0xC00000F3, _GENERIC),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use: bytes of file, bytes of memory, seconds of processor."""

    upload_bytes: int
    memory_bytes: int
    cpu_seconds: int


def answer(
    read: Callable[[bytes], Mapping[str, object]],
    errors: Mapping[type[BaseException], str],
    limits: Limits,
    *,
    encodings: tuple[str, ...] = (),
) -> None:
    """Confine this process, read the file from standard input, answer, and be done.

    ``errors`` says by which word each foreseen exception is answered, the first that fits;
    any other is ``damaged``: a reader stumbled over the file. Where it stumbled is answered
    too, without the file's content. ``encodings`` are needed later, when no file opens.
    """
    for name in encodings:
        codecs.lookup(name)
    with Path("/proc/self/status").open() as status:
        _answer(read, errors, limits, status)


def _answer(
    read: Callable[[bytes], Mapping[str, object]],
    errors: Mapping[type[BaseException], str],
    limits: Limits,
    status: IO[str],
) -> None:
    filtered = confine(limits)
    content = sys.stdin.buffer.read(limits.upload_bytes + 1)
    try:
        told = {**read(content), "filtered": filtered, "peak_mb": _peak_mb(status)}
        text = json.dumps(told, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    except BaseException as error:  # noqa: BLE001 - a reader in Rust panics past Exception
        told = {**_told_of(error, errors), "filtered": filtered, "peak_mb": _peak_mb(status)}
        text = json.dumps(told).encode()
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()


def _told_of(
    error: BaseException, errors: Mapping[type[BaseException], str]
) -> Mapping[str, object]:
    for kind, word in errors.items():
        # A call that the filter refused is ours to mend, whatever it looks like to the reader.
        if isinstance(error, kind) and not isinstance(error, PermissionError):
            return {"error": word}
    last = traceback.extract_tb(error.__traceback__)[-1]
    fault = f"{type(error).__name__} at {PurePath(last.filename).name}:{last.lineno}"
    return {"error": "damaged", "fault": fault}


def _peak_mb(status: IO[str]) -> int:
    """Return the most memory this process ever held; the kernel's own figure counts its parent."""
    return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM:"))


def confine(limits: Limits) -> bool:
    """Give up what a reader does not need; return whether the kernel took the filter, too."""
    os.nice(_NICE)  # whoever waits for a page goes first
    for kind, limit in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(kind, (limit, limit))
    libc = ctypes.CDLL(None)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if platform.machine() not in _MACHINES:
        return False
    program = _program(*_MACHINES[platform.machine()])
    kept = ctypes.create_string_buffer(program, len(program))
    filled = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    asked = ctypes.create_string_buffer(filled, len(filled))
    address = ctypes.addressof(asked)
    refused = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, address, 0, 0)
    return bool(refused == 0)


def _program(machine: int, allowed: tuple[int, ...]) -> bytes:
    """Return the filter: calls of this machine's table that are allowed; all others fail."""
    steps = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 0, len(allowed) + 1, machine),
        (_LOAD, 0, 0, _NUMBER_AT),
        *((_EQUAL, len(allowed) - place, 0, call) for place, call in enumerate(allowed)),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
