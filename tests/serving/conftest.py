"""Real services in processes of their own, on free ports, each in its own directory."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import ROOT
from registry.clock import pause
from tests.serving.said import faults_said

COMMAND = [sys.executable, "-m", "registry.cli"]


def surroundings(data: Path, **more: str) -> dict[str, str]:
    """Return a bare environment: nothing of the developer's own leaks in."""
    return {"PATH": os.defpath, "RESERVE_DATA": str(data), "RESERVE_WORKERS": "1", **more}


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def child_named(pid: int, name: str) -> int | None:
    """Return the process id of a child by its program's name."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if Path(f"/proc/{child}/comm").read_text().strip() == name:
            return int(child)
    return None


def _command(pid: int | str) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@dataclass
class RunningProcess:
    """A service that answers. ``log`` holds what it says, its address first."""

    process: subprocess.Popen[str]
    address: str
    data: Path
    log: Path

    @property
    def port(self) -> str:
        """Where it listens."""
        return self.address.rpartition(":")[2]

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers: forked, so their command line is the master's."""
        ours = _command(self.process.pid)
        return [child for child in self._children() if _command(child) == ours]

    @property
    def scheduler(self) -> int | None:
        """The process id of its scheduler, which comes some time after the service."""
        found = (child for child in self._children() if b"\0jobs\0" in _command(child))
        return next(found, None)

    def _children(self) -> list[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children]

    @property
    def mongod(self) -> int | None:
        """The process id of its embedded database."""
        return child_named(self.process.pid, "mongod")

    def kill(self) -> None:
        """Kill the service without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop(self) -> int:
        """Ask the service to stop; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


Start = Callable[..., RunningProcess]


def begun(data: Path, log: Path, command: str = "serve", **more: str) -> subprocess.Popen[str]:
    """Start a service on a free port, without waiting for it; what it says goes to ``log``.

    A file and no pipe: a pipe nobody empties would stop the service when it is full.
    """
    with log.open("w") as said, log.with_suffix(".err").open("w") as complained:
        return subprocess.Popen(
            [*COMMAND, command, "--json"],
            cwd=ROOT,
            env=surroundings(data, **{"RESERVE_PORT": str(free_port()), **more}),
            stdout=said,
            stderr=complained,
            text=True,
        )


def address_of(process: subprocess.Popen[str], log: Path) -> str:
    """Wait for a service's first word; return the address in it."""
    while "\n}\n" not in (said := log.read_text()):
        assert process.poll() is None, log.with_suffix(".err").read_text()
        pause(0.02)
    address: str = json.loads(said.partition("\n}\n")[0] + "\n}")["address"]
    return address


@pytest.fixture
def start(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Start services; each one still running at the end is stopped, before its folder goes.

    What they said of their faults is printed: where the test failed, it is shown with it.
    """
    running: list[RunningProcess] = []
    logs = tmp_path_factory.mktemp("logs")
    numbers = itertools.count()

    def begin(data: Path, command: str = "serve", **more: str) -> RunningProcess:
        log = logs / f"{next(numbers)}.log"
        process = begun(data, log, command, **more)
        service = RunningProcess(process, address_of(process, log), data, log)
        running.append(service)
        return service

    yield begin
    for service in running:
        if service.process.poll() is None:
            service.stop()
        print(faults_said(service.log), end="")  # noqa: T201 - pytest keeps it for a failed test
