"""Processes to measure from outside: the service as an operator starts it, and a bare floor."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.settings import ROOT
from registry.clock import pause

WORKERS, THREADS = 2, 4
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Served:
    """What answers at an address, and the process at its head."""

    address: str
    pid: int

    def processor_seconds(self) -> float:
        """Return what it and all below it, a database too, have had of the processor so far."""
        return _processor_seconds(self.pid)


@contextmanager
def served(data: Path, clock: datetime, secret_key: str) -> Iterator[Served]:
    """Run ``reserve serve`` on a data directory, its clock begun at ``clock``."""
    variables = {
        "RESERVE_DATA": str(data),
        "RESERVE_PORT": str(_free_port()),
        "RESERVE_WORKERS": str(WORKERS),
        "RESERVE_THREADS": str(THREADS),
        "RESERVE_TRAINING": "1",
        "RESERVE_CLOCK": f"{clock:%Y-%m-%dT%H:%M}",
        "RESERVE_SECRET_KEY": secret_key,
        "RESERVE_LOG_LEVEL": "ERROR",
    }
    said = data / "said.json"
    with said.open("w") as out, _running([*_OURS, "serve", "--json"], variables, out) as process:
        while "\n}\n" not in (told := said.read_text()):
            _alive(process)
        yield Served(str(json.loads(told)["address"]), process.pid)


@contextmanager
def bare(application: str) -> Iterator[Served]:
    """Run a WSGI application under gunicorn, with as many workers and threads as ours."""
    port = _free_port()
    options = ["--workers", str(WORKERS), "--threads", str(THREADS), "--log-level", "error"]
    command = [*_GUNICORN, *options, "--bind", f"127.0.0.1:{port}", application]
    with _running(command, {"PYTHONPATH": str(ROOT)}) as process:
        while not _listens(port):
            _alive(process)
        yield Served(f"http://127.0.0.1:{port}", process.pid)


_OURS = (sys.executable, "-m", "registry.cli")
_GUNICORN = (sys.executable, "-m", "gunicorn", "--no-control-socket")


@contextmanager
def _running(
    command: list[str], variables: Mapping[str, str], out: object = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(  # noqa: S603 - our own programs
        command,
        cwd=ROOT,
        env={"PATH": os.defpath, **variables},
        stdout=out,  # type: ignore[arg-type] # a file, or nothing
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _alive(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is not None:
        message = f"{process.args!r} ended with {process.returncode}"
        raise SystemExit(message)
    pause(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_processor_seconds(int(child)) for child in below)
