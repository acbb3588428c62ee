"""Three members on the loopback, and the primary killed while everybody is at work."""

import random
from collections.abc import Callable
from pathlib import Path

from registry.clock import pause
from tests.faults.clients import Stream, await_ready, wait_until
from tests.faults.lead import Lead
from tests.faults.seeding import TRAINING, connected, hosts, sheets
from tests.faults.trio import Trio
from tests.faults.verdicts import each_filed_once, each_row_admitted_once
from tests.serving.conftest import Start

_SEED = 20261231
# An answer waits for a transaction that is tried again, and for one call after it.
_LONGEST = 35


def test_a_killed_primary_costs_nothing(
    start: Start, tmp_path: Path, trio: Trio, make_sheet: Callable[..., bytes]
) -> None:
    """Each acknowledged update is there once, each row admitted once, by another primary."""
    choose = random.Random(_SEED)  # noqa: S311 - the same points every time
    service = start(tmp_path / "data", RESERVE_MONGODB_URI=trio.uri, **TRAINING)
    await_ready(service.address)
    assert service.mongod is None
    with connected(trio.uri):
        filers = hosts(4, 12)
        token, numbers = sheets(1, 300, make_sheet)
    lead = Lead(service.address, token)
    with Stream(service.address, filers) as stream:
        pause(1)
        lead.carry_on(numbers[0])
        pause(choose.uniform(0, 0.6))
        before = len(stream.acknowledged)
        killed = trio.kill_primary()
        wait_until(lambda: len(stream.acknowledged) > before + 10, 30, "ten more receipts")
        assert trio.primary() not in {None, killed}
        await_ready(service.address)
    stream.settle(60)
    lead.finish(numbers, 40)
    assert max(one.slowest for one in stream.sent) < _LONGEST
    with connected(trio.uri):
        each_filed_once(stream.sent)
        each_row_admitted_once(numbers)
    assert service.stop() == 0
