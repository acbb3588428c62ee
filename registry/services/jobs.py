"""Jobs 定时工作: telling the operator that the scheduler lives, and what it met.

No rule reads this: whether a job ran changes nothing but what is shown.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.documents.jobs import JobRun

# A run may take its time, and a scheduler may just be starting again.
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run of a job. ``done`` counts the records it brought forward, None: it failed."""

    name: str
    every: timedelta
    ran_at: datetime
    done: int | None

    def is_late(self, at: datetime) -> bool:
        """Tell whether the next run should long have been."""
        return at - self.ran_at > self.every + _PATIENCE


def outcome_of(done: int | None) -> str:
    """Return the code of the words for how a run went."""
    if done is None:
        return "job_failed"
    return "job_brought_forward" if done else "job_nothing_done"


def note_run(
    name: str, *, every: timedelta, done: int | None, milliseconds: int, at: datetime
) -> None:
    """Keep when a job ran and how it went, in place of its last run."""
    JobRun(
        id=name,
        every_seconds=int(every.total_seconds()),
        ran_at=at,
        done=done,
        milliseconds=milliseconds,
    ).save()


def forget_all_but(names: Collection[str]) -> None:
    """Drop the runs of jobs that are no more: nobody waits for them."""
    JobRun.objects(id__nin=list(names)).delete()


def last_runs() -> tuple[LastRun, ...]:
    """Return the newest run of each job that ever ran, by name; one query."""
    runs = JobRun.objects.order_by("id")
    return tuple(
        LastRun(run.id, timedelta(seconds=run.every_seconds), run.ran_at, run.done) for run in runs
    )
