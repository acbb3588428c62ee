"""Turning requests away while the database is known to be away, and letting them in again."""

import threading

from registry.outage import Outage


class Bell:
    """A database that is back or not, as the test says; it counts who looked."""

    def __init__(self) -> None:
        self.is_back = False
        self.looks = 0
        self.now = 0.0

    def look(self) -> bool:
        """Tell whether it is back."""
        self.looks += 1
        return self.is_back


def _outage(bell: Bell) -> Outage:
    return Outage(bell.look, lambda: bell.now)


def test_nobody_looks_while_all_is_well() -> None:
    """Before a call failed, requests pass and nothing is asked."""
    bell = Bell()
    assert not _outage(bell).lasts()
    assert bell.looks == 0


def test_requests_are_turned_away_and_few_look() -> None:
    """After a failure all are turned away; one look in half a second is enough."""
    bell = Bell()
    outage = _outage(bell)
    outage.begins()
    assert [outage.lasts() for _ in range(100)] == [True] * 100
    assert bell.looks == 0
    bell.now = 1.0
    assert [outage.lasts() for _ in range(100)] == [True] * 100
    assert bell.looks == 1


def test_the_first_look_that_finds_it_back_ends_it() -> None:
    """Once it is back, requests pass again without another look."""
    bell = Bell()
    outage = _outage(bell)
    outage.begins()
    bell.now, bell.is_back = 1.0, True
    assert [outage.lasts() for _ in range(3)] == [False] * 3
    assert bell.looks == 1


def test_nobody_waits_for_another_who_looks() -> None:
    """While one request looks, the others are turned away at once."""
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> bool:
        begun.set()
        return go_on.wait(10)

    now = [0.0]
    outage = Outage(slow, lambda: now[0])
    outage.begins()
    now[0] = 1.0
    looking = threading.Thread(target=outage.lasts)
    looking.start()
    assert begun.wait(10)
    assert outage.lasts()
    go_on.set()
    looking.join(10)
    assert not outage.lasts()
