"""Three processes of ``reserve jobs`` on one database: one leads, whatever happens to it.

The leader is killed half-way or paused, the machines sleep a week, their clocks are set: each
message comes exactly once, and within seconds.
"""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.clock import pause, stopwatch
from registry.documents.jobs import JobRun
from registry.embedded import EmbeddedServer
from registry.services.leadership import leadership
from tests.faults.clients import wait_until
from tests.faults.jobs_processes import (
    HOUR,
    TAKEN_OVER,
    WEEK,
    Jobs,
    a_library,
    all_told,
    done_with,
    told,
)
from tests.faults.seeding import connected

# The window of the third quarter opens on the 23rd, which is told at eight, and closes with the
# 30th, a week later.
_BEFORE = "2026-09-23T07:00"


@pytest.fixture
def jobs(mongod: EmbeddedServer, tmp_path: Path) -> Iterator[Jobs]:
    """A database of their own, an hour before the window's first step is due."""
    name = re.sub(r"\W", "_", tmp_path.name)[-40:]
    processes = Jobs(mongod.uri, name, tmp_path, _BEFORE)
    with connected(mongod.uri, name):
        yield processes
        processes.stop()


def _each_once(steps: int, recipients: int) -> None:
    found = told()
    assert set(found.values()) == {1}
    assert len(found) == steps * recipients


def test_a_leader_killed_half_way_and_a_week_asleep(jobs: Jobs) -> None:
    """Killed between two authorities, the next leader tells the rest; each is told each step once.

    Then the machines wake a week later, on the last day: that step alone is told, at once.
    """
    recipients = a_library()
    for _ in range(3):
        jobs.start()
    jobs.all_there(3)
    leader = jobs.leader()
    jobs.set_clock(HOUR)
    while not done_with("opens"):
        pause(0.002)
    leader.kill()
    killed_at = stopwatch()
    leader.wait(timeout=10)
    assert not all_told("opens"), "it was killed too late to show anything"
    wait_until(lambda: all_told("opens"), TAKEN_OVER, "the rest told")
    assert stopwatch() - killed_at < TAKEN_OVER
    assert jobs.leader().pid != leader.pid
    jobs.start()
    _each_once(1, recipients)
    jobs.set_clock(HOUR + WEEK)
    wait_until(lambda: all_told("last_day"), TAKEN_OVER, "the last day told")
    _each_once(2, recipients)


def test_a_paused_leader_does_nothing_when_it_goes_on(jobs: Jobs) -> None:
    """SIGSTOP: another leads within its lease; SIGCONT: the first stands by, and runs no job."""
    for _ in range(3):
        jobs.start()
    jobs.all_there(3)
    paused = jobs.leader()
    os.kill(paused.pid, signal.SIGSTOP)
    wait_until(
        lambda: leadership().leader and jobs.leader().pid != paused.pid, TAKEN_OVER, "another"
    )
    another = jobs.leader()
    os.kill(paused.pid, signal.SIGCONT)
    wait_until(lambda: "lead_lost" in _events(jobs, paused), 10, "the first stands by")
    wait_until(lambda: len(leadership().standing_by) == 2, 10, "two stand by")
    assert jobs.leader() is another
    events = _events(jobs, paused)
    assert "job_done" not in events[events.index("lead_lost") :]


def test_a_leader_that_is_stopped_hands_over_at_once(jobs: Jobs) -> None:
    """SIGTERM: it leaves with 0, and the next leads without waiting for the lease."""
    for _ in range(2):
        jobs.start()
    jobs.all_there(2)
    first = jobs.leader()
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=20) == 0
    began = stopwatch()
    assert jobs.leader().pid != first.pid
    assert stopwatch() - began < 10


def test_clocks_that_are_set_lose_no_job_and_double_no_message(jobs: Jobs) -> None:
    """Forward a week, then an hour back: what is due is done at once, and nothing twice."""
    recipients = a_library()
    for _ in range(3):
        jobs.start()
    jobs.all_there(3)
    jobs.set_clock(HOUR)
    wait_until(lambda: all_told("opens"), TAKEN_OVER, "the opening told")
    jobs.set_clock(HOUR + WEEK)
    wait_until(lambda: all_told("last_day"), TAKEN_OVER, "the last day told")
    ahead = _ran_at()
    jobs.set_clock(WEEK)
    wait_until(lambda: _ran_at() < ahead, TAKEN_OVER, "every job run on the clock set back")
    _each_once(2, recipients)
    assert "clock_set" in _events(jobs, jobs.leader())


def _ran_at() -> object:
    """When the job that ran longest ago by its own clock did; by no job left on the old clock."""
    return max(JobRun.objects.scalar("ran_at"))


def _events(jobs: Jobs, process: object) -> list[object]:
    return [line.get("event") for line in jobs.said_by(process)]
