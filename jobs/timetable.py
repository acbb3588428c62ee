"""Recurring work: what is done and how often. The process that does it is ``jobs.process``.

Nothing depends on a job: each only does earlier what the next look at a record would do. Two
processes at once are harmless, since what they touch is taken by lease or by one atomic step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mongoengine.errors import MongoEngineException
from pymongo.errors import PyMongoError

from jobs import (
    adjustments,
    admissions,
    deliveries,
    duties,
    initial_loads,
    ledger_seals,
    register_extracts,
    registrations,
    reminders,
    scan_readings,
    staged_rows,
    unreported_changes,
)
from registry.clock import Clock, stopwatch
from registry.logs import log
from registry.policy.rulebook import Rulebook
from registry.services.backups import RestoreUnfinished, refuse_half_restored
from registry.services.jobs import note_run


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of recurring work. ``run`` returns how many records it brought forward.

    What is ``long`` runs beside the others, and holds none of them up.
    """

    name: str
    every: timedelta
    run: Callable[[datetime, Rulebook], int]
    long: bool = False


def _resume_admissions(at: datetime, rulebook: Rulebook) -> int:
    return len(admissions.run(at=at, rulebook=rulebook))


def _resume_loads(at: datetime, rulebook: Rulebook) -> int:
    return len(initial_loads.run(at=at, rulebook=rulebook))


def _compare_extracts(at: datetime, rulebook: Rulebook) -> int:
    return len(register_extracts.run(at=at, rulebook=rulebook))


def _look_for_unreported(at: datetime, rulebook: Rulebook) -> int:
    return unreported_changes.run(at=at, rulebook=rulebook)


def _read_scans(_at: datetime, _rulebook: Rulebook) -> int:
    return len(scan_readings.run())


def _lapse_registrations(at: datetime, rulebook: Rulebook) -> int:
    return registrations.run(at=at, rulebook=rulebook)


def _sweep_rows(at: datetime, rulebook: Rulebook) -> int:
    return staged_rows.run(at=at, rulebook=rulebook)


def _tell_of_closed_round(at: datetime, rulebook: Rulebook) -> int:
    return adjustments.run(at=at, rulebook=rulebook)


def _settle_duties(at: datetime, rulebook: Rulebook) -> int:
    return duties.run(at=at, rulebook=rulebook)


def _settle_all_duties(at: datetime, rulebook: Rulebook) -> int:
    return duties.run_all(at=at, rulebook=rulebook)


def _remind(at: datetime, rulebook: Rulebook) -> int:
    return reminders.run(at=at, rulebook=rulebook)


def _deliver_messages(at: datetime, rulebook: Rulebook) -> int:
    return deliveries.run(at=at, rulebook=rulebook)


def _seal_ledger(at: datetime, rulebook: Rulebook) -> int:
    return ledger_seals.run(at=at, rulebook=rulebook)


JOBS = (
    Job("resume_admissions", timedelta(minutes=1), _resume_admissions),
    Job("resume_loads", timedelta(minutes=1), _resume_loads),
    Job("compare_extracts", timedelta(minutes=1), _compare_extracts),
    Job("look_for_unreported", timedelta(minutes=1), _look_for_unreported),
    Job("read_scans", timedelta(minutes=1), _read_scans),
    Job("lapse_registrations", timedelta(hours=1), _lapse_registrations),
    Job("sweep_staged_rows", timedelta(hours=1), _sweep_rows),
    Job("tell_of_closed_round", timedelta(hours=1), _tell_of_closed_round),
    Job("remind", timedelta(minutes=10), _remind),
    Job("deliver_messages", timedelta(minutes=1), _deliver_messages),
    Job("seal_ledger", timedelta(hours=1), _seal_ledger),
    Job("settle_duties", timedelta(hours=1), _settle_duties),
    Job("settle_all_duties", timedelta(days=1), _settle_all_duties, long=True),
)


def run_job(job: Job, clock: Clock, rulebook: Rulebook) -> int | None:
    """Run a job once and say so in the log and on record; a failing one returns None.

    The next run, or the next look at a record, does what was left. On a record half restored
    nothing is done, nor noted.
    """
    began, at, done = stopwatch(), clock.now(), None
    try:
        refuse_half_restored()
        done = job.run(at, rulebook)
    except RestoreUnfinished:  # nothing may be written beside a restore, not even a note
        log().warning("job_put_off", job=job.name)
        return None
    except Exception:  # noqa: BLE001 - nobody waits for it; the others must go on
        log().exception("job_failed", job=job.name)
    milliseconds = round((stopwatch() - began) * 1000)
    if done is not None:
        log().info("job_done", job=job.name, done=done, milliseconds=milliseconds)
    try:
        note_run(job.name, every=job.every, done=done, milliseconds=milliseconds, at=at)
    except (PyMongoError, MongoEngineException) as error:  # away: the next run is noted again
        log().warning("job_not_noted", job=job.name, error=str(error))
    return done


def run_jobs(clock: Clock, rulebook: Rulebook) -> dict[str, int | None]:
    """Run every job once, one after another; None stands for one that failed."""
    return {job.name: run_job(job, clock, rulebook) for job in JOBS}
