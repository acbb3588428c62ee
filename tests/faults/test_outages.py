"""The database gone for ten seconds: standing still, or the line to it cut."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from registry.clock import pause, stopwatch
from registry.database import CALL_SECONDS
from registry.embedded import EmbeddedServer, embedded_uri, socket_path
from tests.faults.clients import PATIENCE, Submission, await_ready, bearer, is_ready, wait_until
from tests.faults.line import Line
from tests.faults.seeding import TRAINING, Filer, connected, hosts
from tests.faults.verdicts import each_filed_once
from tests.serving.conftest import RunningProcess, Start

_OUTAGE = 10.0
# One call of a request waits for its time to run out; the rest is a busy machine's.
_LONGEST = CALL_SECONDS + 7


@dataclass
class Caller:
    """Somebody who asks the same again and again, and notes what comes back after how long."""

    address: str
    headers: dict[str, str]
    every: float = 0.3
    answers: list[tuple[float, float, requests.Response]] = field(default_factory=list)

    def call(self, over: threading.Event) -> None:
        """Ask until it is over."""
        while not over.is_set():
            began = stopwatch()
            answer = requests.get(self.address, headers=self.headers, timeout=PATIENCE)
            self.answers.append((began, stopwatch() - began, answer))
            over.wait(self.every)


@contextmanager
def calling(callers: list[Caller]) -> Iterator[None]:
    """Let everybody call for the length of the block."""
    over = threading.Event()
    threads = [threading.Thread(target=one.call, args=(over,), daemon=True) for one in callers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=PATIENCE)


def _rides_out(
    service: RunningProcess, filer: Filer, away: Callable[[], None], back: Callable[[], None]
) -> None:
    """Take the database away for ten seconds and see what people are told meanwhile."""
    first, second = (Submission(platform, filer.token, "2600") for platform in filer.platforms[:2])
    base = service.address
    await_ready(base)
    assert first.try_once(base)
    api = [Caller(f"{base}/api/v1/platforms", bearer(filer.token)) for _ in range(9)]
    page = Caller(f"{base}/receipts/check?number={first.receipt}&digest=x", {}, every=1)
    health = Caller(f"{base}/healthz", {})
    with calling([*api, page, health]):
        pause(0.5)
        went = stopwatch()
        away()
        try:
            second.try_once(base)
            pause(max(0, went + _OUTAGE - stopwatch()))
        finally:
            back()
        wait_until(lambda: is_ready(base), 15, "ready by itself")
        wait_until(lambda: all(_is_well(one) for one in (*api, page)), 15, "well again")
    came = went + _OUTAGE
    _told_api([answer for caller in api for answer in caller.answers])
    _told_people(page.answers)
    assert {answer.status_code for _, _, answer in health.answers} == {200}
    late = [took for began, took, _ in health.answers if went + CALL_SECONDS < began < came]
    assert late
    assert max(late) < 4
    wait_until(lambda: second.receipt or second.try_once(base), 40, "the second receipt")


def _is_well(caller: Caller) -> bool:
    return caller.answers[-1][2].status_code == 200


def _told_api(answers: list[tuple[float, float, requests.Response]]) -> None:
    assert {answer.status_code for _, _, answer in answers} == {200, 503}
    assert max(took for _, took, _ in answers) < _LONGEST
    for _, _, answer in answers:
        if answer.status_code == 503:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["code"] == "database_away"
            assert int(answer.headers["Retry-After"]) > 0


def _told_people(answers: list[tuple[float, float, requests.Response]]) -> None:
    refused = [answer for _, _, answer in answers if answer.status_code != 200]
    assert refused
    for answer in refused:
        assert answer.status_code == 503
        assert "数据库暂时不可用" in answer.text
        assert int(answer.headers["Retry-After"]) > 0


def test_a_database_that_stands_still_is_ridden_out(start: Start, tmp_path: Path) -> None:
    """Stopped for ten seconds: 503 in bounded time, health answers, it goes on by itself."""
    service = start(tmp_path, **TRAINING)
    with connected(embedded_uri(tmp_path)):
        (filer,) = hosts(1, 2)
    mongod = service.mongod
    assert mongod is not None
    _rides_out(
        service,
        filer,
        lambda: os.kill(mongod, signal.SIGSTOP),
        lambda: os.kill(mongod, signal.SIGCONT),
    )
    assert service.mongod == mongod
    with connected(embedded_uri(tmp_path)):
        each_filed_once(_filed(filer))


def test_a_cut_line_to_the_cluster_is_ridden_out(
    start: Start, tmp_path: Path, mongod: EmbeddedServer
) -> None:
    """With the line to the cluster dead for ten seconds it is the same."""
    name = "reserve_behind_a_line"
    line = Line(socket_path(mongod.data))
    try:
        uri = f"mongodb://127.0.0.1:{line.port}/?directConnection=true"
        service = start(tmp_path, RESERVE_MONGODB_URI=uri, RESERVE_DATABASE=name, **TRAINING)
        with connected(mongod.uri, name):
            (filer,) = hosts(1, 2)
        _rides_out(service, filer, line.cut, line.mend)
        with connected(mongod.uri, name):
            each_filed_once(_filed(filer))
        assert service.stop() == 0
    finally:
        line.close()


def _filed(filer: Filer) -> list[Submission]:
    """What both tests file: the first version of each platform."""
    return [
        Submission(number, filer.token, "2600", receipt=f"2026Q4-{number}-1")
        for number in filer.platforms
    ]
