"""Uploads made to harm, over HTTP: refused in words, and others are answered meanwhile."""

import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from config.settings import ROOT
from registry.clock import pause, stopwatch
from tests.serving.conftest import COMMAND, RunningProcess, Start, surroundings
from tests.serving.test_upload import _ISSUE
from tests.sheets.hostile_books import REFUSED

SHEETS = "/api/v1/summary-sheets"
MIB = 2**20
_BOMBS = ("ten million shared strings", "forty million empty cells", "a size that lies")
# An upload passes through the form's parser (on disk), the view (once) and a file in memory.
_MOST_GROWTH = 160 * MIB


@dataclass
class Service:
    """A service with one worker of four threads, and a lead's token."""

    running: RunningProcess
    headers: dict[str, str]

    @property
    def sheets(self) -> str:
        """Where sheets are sent."""
        return f"{self.running.address}{SHEETS}"

    def send(self, content: bytes, name: str = "汇总表.xlsx") -> requests.Response:
        """Upload a sheet as a script does."""
        return requests.post(
            self.sheets,
            headers=self.headers,
            data={"authority": "330000", "period": "2026H2"},
            files={"file": (name, content)},
            timeout=90,
        )

    def seconds_to_answer(self) -> float:
        """Ask for something small, on a connection of its own; return how long it took."""
        began = stopwatch()
        assert requests.get(f"{self.running.address}/readyz", timeout=60).status_code == 200
        return stopwatch() - began

    def memory(self, name: str) -> int:
        """Return a figure of the worker's memory in bytes: VmHWM is the most it ever held."""
        (worker,) = self.running.workers
        status = Path(f"/proc/{worker}/status").read_text()
        return int(status.partition(f"{name}:")[2].split()[0]) * 1024

    def left_open(self) -> list[str]:
        """Return the files that stand open in the worker and have no name any more."""
        (worker,) = self.running.workers
        links = []
        for one in Path(f"/proc/{worker}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed while we look: not left open
                links.append(str(one.readlink()))
        gone = [one for one in links if one.endswith("(deleted)")]
        return [one for one in gone if "wgunicorn" not in one]  # the worker's own heartbeat


@pytest.fixture
def service(start: Start, tmp_path: Path) -> Iterator[Service]:
    """A service in the adjustment window of December 2026."""
    data = tmp_path / "data"
    running = start(data, RESERVE_TRAINING="1", RESERVE_CLOCK="2026-12-28T09:00")
    issued = subprocess.run(
        [*COMMAND[:1], "-c", _ISSUE, str(data)],
        cwd=ROOT, env=surroundings(data), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    made = Service(running, {"Authorization": f"Bearer {issued.stdout.strip()}"})
    made.seconds_to_answer()
    yield made
    assert requests.get(made.sheets, headers=made.headers, timeout=20).json()["items"] == []
    assert not made.left_open()
    assert made.seconds_to_answer() < 10


def _two_hundred() -> Iterator[bytes]:
    for _ in range(200):
        yield b"x" * MIB


def test_200_megabytes_are_refused_unheld(service: Service) -> None:
    """With a length and in chunks: 413 in words, the worker hardly grows, others are answered."""
    before = service.memory("VmHWM")
    told = requests.post(
        service.sheets, headers=service.headers, data=b"x" * (200 * MIB), timeout=60
    )
    chunked = requests.post(
        service.sheets,
        headers=service.headers | {"Content-Type": "multipart/form-data; boundary=b"},
        data=_two_hundred(),
        timeout=60,
    )
    for answer in (told, chunked):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert "20 MB" in answer.json()["message"]
    assert service.memory("VmHWM") - before < 64 * MIB
    assert service.seconds_to_answer() < 10


def test_bombs_at_once_leave_others_answered(service: Service) -> None:
    """Three bombs at once: each is refused, pages are answered meanwhile, memory stays."""
    contents = [REFUSED[name][0]() for name in _BOMBS]
    before = service.memory("VmRSS")
    with ThreadPoolExecutor(len(contents)) as senders:
        sent = [senders.submit(service.send, content) for content in contents]
        waits = []
        while not all(one.done() for one in sent):
            waits.append(service.seconds_to_answer())
            pause(0.2)
        answers = [one.result() for one in sent]
    assert {answer.status_code for answer in answers} == {422}
    assert {answer.json()["code"] for answer in answers} <= {"sheet_unsafe", "sheet_damaged"}
    assert len(waits) > 5
    assert max(waits) < 10
    assert service.memory("VmHWM") - before < _MOST_GROWTH


def test_slow_senders_hold_no_more_than_their_share(service: Service) -> None:
    """Bodies and heads that stop coming do not keep the service from answering others."""
    address = urlsplit(service.running.address)
    head = (
        f"POST {SHEETS} HTTP/1.1\r\nHost: a\r\n"
        f"Authorization: {service.headers['Authorization']}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\n"
    )
    slow = []
    for text in (head,) * 4 + ("GET / HTTP/1.1\r\nHos",) * 2:
        sender = socket.create_connection((str(address.hostname), int(address.port or 0)))
        sender.sendall(text.encode())
        slow.append(sender)
    try:
        assert service.seconds_to_answer() < 20
        assert service.seconds_to_answer() < 20
        refused = [one for one in slow if (one.settimeout(60), one.recv(9))[1] == b"HTTP/1.1 "]
        status = {one.recv(3) for one in refused}
    finally:
        for one in slow:
            one.close()
    assert status <= {b"408", b"503", b"400"}
    assert {b"408", b"503"} <= status
