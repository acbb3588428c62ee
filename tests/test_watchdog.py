"""The watchdog of the embedded database: when it starts it again, and when it gives up."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from registry.embedded import EmbeddedServerError
from registry.watchdog import DELAYS, MOST_STARTS, DatabaseGivenUpError, Watchdog


@dataclass
class Server:
    """A process that lives or not, as the test says; it notes when it was begun."""

    now: float = 0.0
    is_running: bool = True
    is_listening: bool = True
    fails: bool = False
    begun: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Note the start; fail where this machine cannot even do that."""
        self.begun.append(self.now)
        if self.fails:
            raise EmbeddedServerError

    def die(self) -> None:
        """Be gone."""
        self.is_running = self.is_listening = False

    def live(self) -> None:
        """Be there again."""
        self.is_running = self.is_listening = True


def _looked_after(server: Server, seconds: int, watchdog: Watchdog) -> None:
    for _ in range(seconds):
        server.now += 1
        watchdog.look()


@pytest.fixture
def server() -> Server:
    """A server that runs."""
    return Server()


@pytest.fixture
def watchdog(server: Server) -> Watchdog:
    """Its watchdog, on the test's time."""
    return Watchdog(server, lambda: server.now)


def test_a_server_that_runs_is_left_alone(server: Server, watchdog: Watchdog) -> None:
    """While it lives nothing is begun, also where it does not answer."""
    server.is_listening = False
    _looked_after(server, 300, watchdog)
    assert server.begun == []


def test_a_first_death_is_answered_at_once(server: Server, watchdog: Watchdog) -> None:
    """The look that finds it dead begins it again."""
    server.die()
    watchdog.look()
    assert server.begun == [0.0]


@pytest.mark.parametrize("fails", [False, True])
def test_starts_in_vain_grow_rare_and_end(
    server: Server, watchdog: Watchdog, *, fails: bool
) -> None:
    """Each start in a row waits longer, to half a minute; after the last it gives up."""
    server.fails = fails
    server.die()
    with pytest.raises(DatabaseGivenUpError):
        _looked_after(server, 3600, watchdog)
    waits = [later - earlier for earlier, later in pairwise(server.begun)]
    assert waits[: len(DELAYS) - 1] == list(DELAYS[1:])
    assert set(waits[len(DELAYS) - 1 :]) == {DELAYS[-1]}
    assert len(server.begun) == MOST_STARTS


def test_who_was_well_for_a_minute_counts_anew(server: Server, watchdog: Watchdog) -> None:
    """Deaths far apart never add up: each is answered at once, however many."""
    for _ in range(2 * MOST_STARTS):
        server.die()
        watchdog.look()
        assert server.begun[-1] == server.now
        server.live()
        _looked_after(server, 90, watchdog)


def test_who_dies_again_soon_waits(server: Server, watchdog: Watchdog) -> None:
    """A second death within the minute is answered after the second delay."""
    server.die()
    watchdog.look()
    server.live()
    _looked_after(server, 10, watchdog)
    server.die()
    _looked_after(server, 3, watchdog)
    assert server.begun == [0.0, 12.0]
