"""The machine: what the embedded database and the workers need of it."""

import platform
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from registry.doctor.diagnosis import Diagnosis, doubtful, fine, unknown, wrong
from registry.doctor.folder import nearest
from registry.embedded import EmbeddedServerError, find_mongod, machine_memory

_OLDEST_KERNEL = (4, 18)
_MEGABYTE = 1024 * 1024
_LEAST_MEMORY = 1500 * _MEGABYTE
_LEAST_FILES = 4096
_LOW_DISK, _LEAST_DISK = 5 * 1024 * _MEGABYTE, 1024 * _MEGABYTE
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Machine:
    """What was found. Bytes throughout; empty or None where it cannot be told.

    ``mongod`` says what kept the embedded server's program from running, empty where it runs;
    ``synchronised`` whether the clock follows a time server.
    """

    embedded: bool
    processor: str
    flags: frozenset[str]
    kernel: tuple[int, ...]
    mongod: str
    guard: bool
    memory: int
    files: int
    disk_free: int | None
    synchronised: bool | None


def look_at(settings: Settings, *, serving: bool = False) -> Machine:
    """Gather what there is to know of this machine; nothing is changed.

    Where a service is ``serving`` here, its embedded server's program has been found to run.
    """
    embedded = not settings.mongodb_uri
    return Machine(
        embedded=embedded,
        processor=platform.machine(),
        flags=_flags(),
        kernel=tuple(int(part) for part in re.findall(r"\d+", platform.release())[:2]),
        mongod=_hindrance() if embedded and not serving else "",
        guard=shutil.which("setpriv") is not None,
        memory=machine_memory(),
        files=resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        disk_free=_free(settings.data),
        synchronised=_synchronised(),
    )


def examine(machine: Machine) -> Iterator[Diagnosis]:
    """Judge the machine. What only the embedded database needs is asked where it is used."""
    if machine.embedded:
        yield _processor(machine)
        yield _kernel(machine)
        yield (
            wrong("mongod", "doctor_mongod", reason=machine.mongod)
            if machine.mongod
            else fine("mongod")
        )
        yield fine("guard") if machine.guard else wrong("guard", "doctor_guard")
    yield _memory(machine)
    yield _files(machine)
    yield _disk(machine)
    yield _time(machine)


def _processor(machine: Machine) -> Diagnosis:
    if machine.processor != "x86_64":
        return wrong("processor", "doctor_processor", read=machine.processor)
    if machine.flags and "avx" not in machine.flags:
        return wrong("processor", "doctor_avx")
    return fine("processor")


def _kernel(machine: Machine) -> Diagnosis:
    if machine.kernel < _OLDEST_KERNEL:
        read = ".".join(map(str, machine.kernel))
        return doubtful("kernel", "doctor_kernel", read=read)
    return fine("kernel")


def _memory(machine: Machine) -> Diagnosis:
    if machine.memory < _LEAST_MEMORY:
        params = {"megabytes": machine.memory // _MEGABYTE, "least": _LEAST_MEMORY // _MEGABYTE}
        return doubtful("memory", "doctor_memory", **params)
    return fine("memory")


def _files(machine: Machine) -> Diagnosis:
    if machine.files != resource.RLIM_INFINITY and machine.files < _LEAST_FILES:
        return doubtful("files", "doctor_files", read=machine.files, least=_LEAST_FILES)
    return fine("files")


def _disk(machine: Machine) -> Diagnosis:
    if machine.disk_free is None:
        return unknown("disk", "doctor_disk_unknown")
    params = {"megabytes": machine.disk_free // _MEGABYTE}
    if machine.disk_free < _LEAST_DISK:
        return wrong("disk", "doctor_disk_full", **params)
    return (
        doubtful("disk", "doctor_disk_low", **params)
        if machine.disk_free < _LOW_DISK
        else fine("disk")
    )


def _time(machine: Machine) -> Diagnosis:
    if machine.synchronised is None:
        return unknown("time", "doctor_time_unknown")
    return fine("time") if machine.synchronised else wrong("time", "doctor_time")


def _flags() -> frozenset[str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return frozenset()
    found = re.search(r"^flags\s*:(.*)$", text, re.MULTILINE)
    return frozenset(found[1].split()) if found else frozenset()


def _hindrance() -> str:
    """Return why the embedded server's program does not run; it is asked for its version."""
    try:
        done = subprocess.run(  # noqa: S603 - our own mongod
            [str(find_mongod()), "--version"], capture_output=True, timeout=_SECONDS, check=False
        )
    except EmbeddedServerError as error:
        return str(error)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return "" if done.returncode == 0 else (said or [str(done.returncode)])[-1]


def _free(folder: Path) -> int | None:
    """Return the free bytes where a folder is, or would be made."""
    there = nearest(folder)
    try:
        return shutil.disk_usage(there).free if there else None
    except OSError:
        return None


def _synchronised() -> bool | None:
    program = shutil.which("timedatectl")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, without input
            [program, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(done.stdout.strip())
