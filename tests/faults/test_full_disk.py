"""No space left for the embedded database."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from registry.clock import pause, stopwatch
from registry.embedded import embedded_uri
from tests.faults.clients import Submission, await_ready, wait_until
from tests.faults.seeding import TRAINING, Filer, connected, hosts
from tests.faults.verdicts import each_filed_once
from tests.serving.conftest import RunningProcess, Start

_SMALL = 64 * 1024
_SPACE = "640m"


@dataclass
class Limited:
    """Files that may not grow: for the running database, and for each that is started after it.

    It needs no rights, so it works wherever the tests run.
    """

    service: RunningProcess

    def fill(self) -> None:
        """Leave no space."""
        for pid in (self.service.process.pid, self.service.mongod):
            assert pid is not None
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (_SMALL, resource.RLIM_INFINITY))

    def free(self) -> None:
        """Give the space back."""
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(self.service.process.pid, resource.RLIMIT_FSIZE, unlimited)


@dataclass
class Ballast:
    """A file that takes all that a small file system has left."""

    folder: Path

    def fill(self) -> None:
        """Leave no space, whatever the database gives back meanwhile."""
        ballast = os.open(self.folder / "ballast", os.O_WRONLY | os.O_CREAT)
        space = os.statvfs(self.folder)
        size = space.f_bavail * space.f_frsize
        try:
            os.posix_fallocate(ballast, 0, size)
        finally:
            os.close(ballast)

    def free(self) -> None:
        """Give the space back."""
        (self.folder / "ballast").unlink()


@contextmanager
def _small_file_system(folder: Path) -> Iterator[None]:
    """Mount one on a folder; skip the test where that is not allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SPACE}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own can only be mounted by root outside a container")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607 - of PATH


def _lasts(service: RunningProcess, space: Limited | Ballast, filer: Filer) -> None:
    """File while there is no space and after there is again; each update stands once."""
    before, *during = (Submission(one, filer.token, "2600") for one in filer.platforms)
    await_ready(service.address)
    assert before.try_once(service.address)
    space.fill()
    refused = _refused(service, during)
    assert refused.status_code == 503
    assert requests.get(f"{service.address}/healthz", timeout=20).status_code == 200
    wait_until(lambda: '"database_died"' in service.log.read_text(), 20, "the death in the log")
    space.free()
    wait_until(lambda: '"database_back"' in service.log.read_text(), 40, "back by itself")
    await_ready(service.address)
    for one in during:
        wait_until(lambda it=one: it.receipt or it.try_once(service.address), 40, "its receipt")
    with connected(embedded_uri(service.data)):
        each_filed_once([before, *during])
    assert service.stop() == 0


def _refused(service: RunningProcess, during: list[Submission]) -> requests.Response:
    """File until it is answered that the database is away."""
    deadline = stopwatch() + 60
    while stopwatch() < deadline:
        for one in during:
            answer = one.send(service.address)
            assert answer is not None
            if answer.status_code == 503:
                return answer
            if answer.ok:
                one.receipt = answer.json()["number"]
            pause(0.05)
    pytest.fail("filing went on without space")


def test_files_that_may_not_grow_are_survived(start: Start, tmp_path: Path) -> None:
    """Without space 503; with it again the service goes on by itself, nothing half or lost."""
    service = start(tmp_path, **TRAINING)
    with connected(embedded_uri(tmp_path)):
        (filer,) = hosts(1, 6)
    _lasts(service, Limited(service), filer)


def test_a_full_file_system_is_survived(start: Start, tmp_path: Path) -> None:
    """The same on a file system that is really full."""
    folder = tmp_path / "small"
    folder.mkdir()
    with _small_file_system(folder):
        service = start(folder, **TRAINING)
        with connected(embedded_uri(folder)):
            (filer,) = hosts(1, 6)
        _lasts(service, Ballast(folder), filer)
