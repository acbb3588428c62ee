"""The process of ``reserve jobs``: it stands by, and runs the jobs for as long as it leads.

When each job is due stands in the database, as its last run (``job_runs``): who takes the lead
over does not repeat what was just done, and does at once what was cut off.
"""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from mongoengine.errors import MongoEngineException
from pymongo.errors import PyMongoError

from jobs.timetable import JOBS, Job, run_job
from registry.clock import SHANGHAI, Clock, pause, stopwatch
from registry.database import Superseded, fenced
from registry.logs import log
from registry.policy.rulebook import Rulebook
from registry.services.jobs import LastRun, forget_all_but, last_runs
from registry.services.leadership import Seat

_LOOK_SECONDS = 2.0
_ENDING_SECONDS = 0.2
# A clock is set, not slewed, where it runs away from the stopwatch by more than this at once.
_JUMP_SECONDS = 5.0
_NOW = timedelta()
_LONG = "long"


def keep_running(clock: Clock, rulebook: Rulebook) -> None:
    """Stand by and lead in turn until SIGTERM or SIGINT; the job at work is finished first."""
    seat = Seat()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _leave)
    with suppress(SystemExit):
        try:
            leads = seat.take()
            if not leads:
                log().info("standing_by", place=seat.place)
            while True:
                if leads:
                    _lead(seat, clock, rulebook)
                pause(_LOOK_SECONDS)
                leads = seat.take()
        finally:
            seat.leave()


def _lead(seat: Seat, clock: Clock, rulebook: Rulebook) -> None:
    """Run the jobs until the lead is lost; timed anew where the machine's clock was set."""
    log().info("leading", place=seat.place, jobs=[job.name for job in JOBS])
    while seat.renew():
        with _Term(seat, clock, rulebook).running() as drift:
            while (set_by := drift.seconds()) <= _JUMP_SECONDS and seat.renew():
                pause(_LOOK_SECONDS)
        if set_by > _JUMP_SECONDS:
            log().warning("clock_set", seconds=round(set_by))
    log().warning("lead_lost", place=seat.place)


@dataclass(slots=True)
class _Drift:
    """How far the wall clock has run away from the stopwatch since this was made."""

    clock: Clock
    _apart: float = field(init=False)

    def __post_init__(self) -> None:
        self._apart = self._now()

    def seconds(self) -> float:
        """Return by how much, whichever way."""
        return abs(self._now() - self._apart)

    def _now(self) -> float:
        return self.clock.wall().timestamp() - stopwatch()


@dataclass(slots=True)
class _Term:
    """A time of leading by one reading of the clock."""

    seat: Seat
    clock: Clock
    rulebook: Rulebook
    _over: bool = False
    _at_work: set[str] = field(default_factory=set)

    @contextmanager
    def running(self) -> Iterator[_Drift]:
        """Run the jobs at their times; leaving, let those at work come to their end."""
        drift = _Drift(self.clock)
        scheduler = self._scheduler()
        scheduler.start()
        try:
            yield drift
        finally:
            self._over = True
            scheduler.shutdown(wait=False)
            while self._at_work:
                self.seat.renew()
                pause(_ENDING_SECONDS)

    def _scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=SHANGHAI,
            executors={"default": ThreadPoolExecutor(1), _LONG: ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        last = _last_runs()
        for job in JOBS:
            scheduler.add_job(
                self._run,
                "interval",
                (job,),
                id=job.name,
                executor=_LONG if job.long else "default",
                seconds=job.every.total_seconds(),
                next_run_time=self.clock.wall() + _wait(job, last.get(job.name), self.clock),
            )
        return scheduler

    def _run(self, job: Job) -> None:
        """Run a job for as long as we lead: its transactions end with the lead."""
        self._at_work.add(job.name)
        try:
            if not self._over and self.seat.renew():
                with fenced(self.seat.check):
                    run_job(job, self.clock, self.rulebook)
        except Superseded:
            log().warning("job_cut_off", job=job.name)
        finally:
            self._at_work.discard(job.name)


def _wait(job: Job, last: LastRun | None, clock: Clock) -> timedelta:
    """Return how long a job may wait: its interval at most, though a clock stepped back."""
    if last is None or last.done is None:
        return _NOW
    left = last.ran_at + job.every - clock.now()
    return left if _NOW < left <= job.every else _NOW


def _last_runs() -> Mapping[str, LastRun]:
    """Return the last run of each job; without a database everything is due."""
    try:
        forget_all_but([job.name for job in JOBS])
        return {run.name: run for run in last_runs()}
    except (PyMongoError, MongoEngineException):
        return {}


def _leave(_sign: int, _frame: FrameType | None) -> None:
    # Raised through the wait of the main thread, which then lets the job at work finish.
    raise SystemExit
