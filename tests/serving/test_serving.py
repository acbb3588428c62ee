"""The service as an operator runs it: start, second start, kill, start again."""

import os
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from config.settings import ROOT, SHANGHAI, Settings, environment_of, load_settings
from registry.clock import pause, stopwatch
from registry.embedded import EmbeddedServer
from tests.serving.conftest import COMMAND, Start, free_port, surroundings


def _awaited(look: Callable[[], object]) -> object:
    """What a look gives as soon as it gives anything; nothing after a minute."""
    deadline = stopwatch() + 60
    while not (found := look()) and stopwatch() < deadline:
        pause(0.1)
    return found


def _answers(address: str, path: str) -> int:
    """Ask until a worker is up; the listener is there a moment before it."""
    return requests.get(f"{address}{path}", timeout=20).status_code


def _is_gone(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def _wait_until_gone(pid: int) -> bool:
    deadline = stopwatch() + 20
    while not _is_gone(pid) and stopwatch() < deadline:
        pause(0.05)
    return _is_gone(pid)


def test_a_service_answers_and_stops_cleanly(start: Start, tmp_path: Path) -> None:
    """Started on an empty directory it is alive, ready, and ends with code 0 and no mongod."""
    service = start(tmp_path)
    mongod = service.mongod
    assert mongod is not None
    assert _answers(service.address, "/healthz") == 200
    assert _answers(service.address, "/readyz") == 200
    assert service.stop() == 0
    assert _is_gone(mongod)
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_second_service_says_so_and_leaves(start: Start, tmp_path: Path) -> None:
    """The second service on a directory names the first one's process and does not disturb it."""
    service = start(tmp_path)
    second = subprocess.run(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=surroundings(tmp_path, RESERVE_PORT=str(free_port())),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 2
    assert f"进程 {service.process.pid}" in second.stderr
    assert "Traceback" not in second.stderr
    assert _answers(service.address, "/readyz") == 200


def test_a_taken_port_is_said_in_one_sentence(start: Start, tmp_path: Path) -> None:
    """Where another program listens, the service names the address and leaves no mongod behind."""
    service = start(tmp_path / "first")
    port = service.address.rpartition(":")[2]
    second = subprocess.run(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=surroundings(tmp_path / "second", RESERVE_PORT=port),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 2
    assert f"127.0.0.1:{port}" in second.stderr
    assert "RESERVE_PORT" in second.stderr


def test_a_data_directory_that_cannot_be_is_said(tmp_path: Path) -> None:
    """Where the data directory cannot be made, the path is named and the exit code is 2."""
    (tmp_path / "file").touch()
    refused = subprocess.run(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=surroundings(tmp_path / "file" / "data"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2
    assert str(tmp_path / "file" / "data") in refused.stderr


def test_a_killed_service_takes_its_database_along(start: Start, tmp_path: Path) -> None:
    """After kill -9 of the service mongod is gone; the next start takes the same data and port."""
    service = start(tmp_path)
    mongod = service.mongod
    assert mongod is not None
    assert _answers(service.address, "/readyz") == 200
    service.kill()
    again = start(tmp_path, RESERVE_PORT=service.address.rpartition(":")[2])
    assert _wait_until_gone(mongod)
    assert _answers(again.address, "/readyz") == 200


_WRITER = """
import sys
from pathlib import Path
from registry.database import connect, transact
from registry.documents.counters import take_number
from registry.embedded import embedded_uri

connect(embedded_uri(Path(sys.argv[1])), "reserve")
while True:
    print(transact(lambda: take_number("killed")), flush=True)
"""

_READER = """
import sys
from pathlib import Path
from registry.database import connect
from registry.documents.counters import Counter
from registry.embedded import embedded_uri

connect(embedded_uri(Path(sys.argv[1])), "reserve")
print(Counter.objects(series="killed").first().last)
"""


@pytest.mark.parametrize("victims", [("service",), ("database", "service")])
def test_nothing_acknowledged_is_lost_by_a_kill(
    start: Start, tmp_path: Path, victims: tuple[str, ...]
) -> None:
    """Killed three times while a writer writes, every number it was told stands afterwards."""
    told = 0
    for _ in range(3):
        service = start(tmp_path)
        writer = subprocess.Popen(
            [*COMMAND[:1], "-c", _WRITER, str(tmp_path)],
            cwd=ROOT,
            env=surroundings(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert writer.stdout is not None
        while told < 25 or told % 25:
            told = int(writer.stdout.readline())
        mongod = service.mongod
        assert mongod is not None
        if "database" in victims:
            os.kill(mongod, 9)
        service.kill()
        writer.kill()
        rest = writer.stdout.read().split()
        told = int(rest[-1]) if rest else told
        writer.wait(timeout=10)
        writer.stdout.close()
    start(tmp_path)
    reader = subprocess.run(
        [*COMMAND[:1], "-c", _READER, str(tmp_path)],
        cwd=ROOT,
        env=surroundings(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert int(reader.stdout) >= told


def test_a_cluster_named_by_the_operator_is_used(
    start: Start, tmp_path: Path, mongod: EmbeddedServer
) -> None:
    """With RESERVE_MONGODB_URI the same code runs on that server and starts none of its own."""
    service = start(tmp_path, RESERVE_MONGODB_URI=mongod.uri, RESERVE_DATABASE="reserve_by_uri")
    assert service.mongod is None
    assert _answers(service.address, "/readyz") == 200
    assert not (tmp_path / "mongod.log").exists()


def test_a_cluster_that_is_away_is_said_in_one_sentence(tmp_path: Path) -> None:
    """Where no server answers at the URI, the service leaves with code 2 and no traceback."""
    uri = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    refused = subprocess.run(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=surroundings(tmp_path, RESERVE_MONGODB_URI=uri),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2
    assert "数据库暂时不可用" in refused.stderr


def test_all_workers_tell_one_training_time(start: Start, tmp_path: Path) -> None:
    """Two workers started one after the other answer with one clock, anchored by the master."""
    service = start(
        tmp_path, RESERVE_WORKERS="2", RESERVE_TRAINING="1", RESERVE_CLOCK="2026-12-28T09:00"
    )
    seen = {
        requests.get(f"{service.address}/healthz", timeout=20).headers["X-Training-Clock"][:16]
        for _ in range(20)
    }
    assert {moment[:13] for moment in seen} == {"2026-12-28T01"}
    first, last = (datetime.fromisoformat(f"{moment}+00:00") for moment in (min(seen), max(seen)))
    assert last - first <= timedelta(minutes=1)


def test_a_training_clock_needs_training_mode(tmp_path: Path) -> None:
    """Outside training mode RESERVE_CLOCK stops the service from starting."""
    refused = subprocess.run(
        [*COMMAND, "serve"],
        cwd=ROOT,
        env=surroundings(tmp_path, RESERVE_CLOCK="2026-12-28T09:00"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert refused.returncode == 2
    assert "RESERVE_CLOCK" in refused.stderr


def test_the_demo_never_reaches_the_operators_cluster(start: Start, tmp_path: Path) -> None:
    """With a cluster, a key and a token in the surroundings, the demo's workers use their own."""
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "seeded").touch()  # an empty year is enough here
    uri = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    service = start(tmp_path, "demo", RESERVE_MONGODB_URI=uri, RESERVE_SECRET_KEY="real")
    assert _answers(service.address, "/readyz") == 200
    assert (folder / "secret_key").exists()


def test_settings_come_back_from_their_environment(tmp_path: Path) -> None:
    """What the master hands to its workers reads back as the same settings."""
    settings = Settings(
        data=tmp_path,
        mongodb_uri="mongodb://x",
        training=True,
        training_clock=datetime(2026, 12, 28, 9, tzinfo=SHANGHAI),
        clock_anchor=1.5,
        secret_key="k",
        secure_cookies=False,
        trusted_proxies=2,
        host="::1",
        port=1,
        workers=3,
        threads=5,
        log_level="DEBUG",
        metrics_token="m",
    )
    assert load_settings(environment_of(settings)) == settings


def test_the_scheduler_comes_along_and_ends_with_its_service(start: Start, tmp_path: Path) -> None:
    """On the embedded database one command runs both; killed with its service, it leaves."""
    service = start(tmp_path)
    scheduler = _awaited(lambda: service.scheduler)
    service.kill()
    assert _awaited(lambda: not Path(f"/proc/{scheduler}").exists())


def test_figures_speak_for_all_workers(start: Start, tmp_path: Path) -> None:
    """Two workers answer by turns, and whichever is asked tells of all answers."""
    headers = {"Authorization": "Bearer figures"}
    service = start(tmp_path, RESERVE_WORKERS="2", RESERVE_METRICS_TOKEN="figures")
    for _ in range(30):
        assert _answers(service.address, "/sign-in") == 200
    for _ in range(10):
        told = requests.get(f"{service.address}/metrics", headers=headers, timeout=10).text
        assert 'reserve_answers_total{route="/sign-in",status="200"} 30.0' in told
        assert "reserve_database_up 1.0" in told
        assert "reserve_database_seconds_count{" in told
        assert "reserve_window_" in told
