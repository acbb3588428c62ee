"""Real services in processes of their own, on free ports, each in its own directory."""

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


@dataclass
class RunningProcess:
    """A service that answers."""

    process: subprocess.Popen[str]
    address: str
    data: Path

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


@pytest.fixture
def start() -> Iterator[Start]:
    """Start services; each one still running at the end is stopped."""
    running: list[RunningProcess] = []

    def begin(data: Path, command: str = "serve", **more: str) -> RunningProcess:
        process = subprocess.Popen(
            [*COMMAND, command, "--json"],
            cwd=ROOT,
            env=surroundings(data, **{"RESERVE_PORT": str(free_port()), **more}),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        answer = "".join(iter(process.stdout.readline, "}\n")) + "}"
        service = RunningProcess(process, json.loads(answer)["address"], data)
        running.append(service)
        return service

    yield begin
    for service in running:
        if service.process.poll() is None:
            service.stop()
        if service.process.stdout:
            service.process.stdout.close()
