"""kill -9 of a worker, of the service and of mongod, in the middle of the day's work."""

import os
import random
from collections.abc import Callable
from pathlib import Path

from registry.clock import pause
from registry.embedded import embedded_uri
from tests.faults.clients import Stream, await_ready
from tests.faults.lead import Lead
from tests.faults.seeding import TRAINING, connected, hosts, sheets
from tests.faults.verdicts import each_filed_once, each_row_admitted_once
from tests.serving.conftest import RunningProcess, Start

_SHEETS, _ROWS = 6, 240
_SEED = 20261228


def _kill(victim: str, service: RunningProcess, choose: random.Random) -> None:
    if victim == "service":
        service.kill()
        return
    pid = service.mongod if victim == "database" else choose.choice(service.workers)
    assert pid is not None
    os.kill(pid, 9)


def test_nothing_is_half_double_or_lost_by_kills(
    start: Start, tmp_path: Path, make_sheet: Callable[..., bytes]
) -> None:
    """Nine kills at random points: each update filed once, each row admitted once, to the end."""
    choose = random.Random(_SEED)  # noqa: S311 - the same points every time
    service = start(tmp_path, **TRAINING)
    await_ready(service.address)
    with connected(embedded_uri(tmp_path)):
        filers = hosts(4, 12)
        token, numbers = sheets(_SHEETS, _ROWS, make_sheet)
    lead = Lead(service.address, token)
    victims = ["worker", "service", "database"] * 3
    choose.shuffle(victims)
    with Stream(service.address, filers) as stream:
        for at, victim in enumerate(victims):
            for number in numbers[: at + 1]:
                lead.carry_on(number)
            pause(choose.uniform(0, 0.6))
            _kill(victim, service, choose)
            if victim == "service":
                service = start(tmp_path, RESERVE_PORT=service.port, **TRAINING)
            await_ready(service.address)
    stream.settle(60)
    lead.finish(numbers, 40)
    assert service.process.poll() is None
    with connected(embedded_uri(tmp_path)):
        assert len(stream.sent) > 50
        each_filed_once(stream.sent)
        each_row_admitted_once(numbers)
