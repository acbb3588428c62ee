"""Two services started at the same moment: one serves, the other says why it does not."""

import subprocess
from pathlib import Path

import pytest

from registry.clock import pause, stopwatch
from tests.serving.conftest import address_of, begun, free_port


def _one_leaves(both: list[subprocess.Popen[str]]) -> tuple[int, int]:
    """Wait until one has left; return which, and which stays."""
    deadline = stopwatch() + 60
    while all(one.poll() is None for one in both):
        assert stopwatch() < deadline, "both stay"
        pause(0.05)
    left = next(at for at, one in enumerate(both) if one.poll() is not None)
    return left, 1 - left


def _stop(both: list[subprocess.Popen[str]]) -> None:
    for one in both:
        one.terminate()
    for one in both:
        one.wait(timeout=30)


def _races(data: list[Path], logs: list[Path], ports: list[int]) -> tuple[str, int, str]:
    """Start two at once; return what the one that left said, the other's process and address."""
    both = [
        begun(folder, log, RESERVE_PORT=str(port))
        for folder, log, port in zip(data, logs, ports, strict=True)
    ]
    try:
        left, stays = _one_leaves(both)
        assert both[left].returncode == 2
        address = address_of(both[stays], logs[stays])
        assert both[stays].poll() is None
        return logs[left].with_suffix(".err").read_text(), both[stays].pid, address
    finally:
        _stop(both)


@pytest.mark.parametrize("contested", ["directory", "port"])
def test_of_two_at_once_one_serves(tmp_path: Path, contested: str) -> None:
    """Five times in a row: one answers, the other leaves with code 2 and one clear sentence."""
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    port = free_port()
    for _ in range(5):
        if contested == "directory":
            said, pid, _ = _races([tmp_path / "one"] * 2, logs, [free_port(), free_port()])
            assert f"进程 {pid}" in said
        else:
            said, _, address = _races([tmp_path / "one", tmp_path / "two"], logs, [port, port])
            assert address.endswith(f":{port}")
            assert f"127.0.0.1:{port}" in said
        assert "Traceback" not in said
