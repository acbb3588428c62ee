"""The process of the jobs: a job that holds its one thread does not cost it the lead."""

import threading
from datetime import datetime, timedelta

import pytest

from jobs import process
from jobs.timetable import Job
from registry.clock import Clock, pause, stopwatch
from registry.database import Superseded, transact
from registry.law import rulebook
from registry.policy.rulebook import Rulebook
from registry.services import leases
from registry.services.leadership import Seat


@pytest.mark.usefixtures("database")
def test_a_job_that_outlasts_the_lease_keeps_the_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lead is renewed beside the job at work: nobody takes it meanwhile."""
    began, over, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(_at: datetime, _rulebook: Rulebook) -> int:
        began.set()
        over.wait(120)
        ended.set()
        return 1

    monkeypatch.setattr(process, "JOBS", (Job("slow", timedelta(minutes=1), slow),))
    seat, another = Seat(), Seat()
    assert seat.take()
    lead = threading.Thread(target=process._lead, args=(seat, Clock(), rulebook()))
    lead.start()
    try:
        assert began.wait(20)
        until = stopwatch() + leases.MILLISECONDS / 1000 + 3
        while stopwatch() < until:
            assert not another.take()
            pause(1)
        assert not ended.is_set()
    finally:
        over.set()
        assert ended.wait(20)
        seat.leave()
        lead.join(20)
    assert not lead.is_alive()
    assert another.take()


@pytest.mark.usefixtures("database")
def test_a_long_job_holds_up_no_other_and_both_end_with_the_lead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside a long job another begins, each behind the fence; leaving waits for both."""
    over, begun = threading.Event(), threading.Event()
    cut_off: list[str] = []

    def fenced_off(name: str) -> int:
        over.wait(60)
        try:
            transact(lambda: None)
        except Superseded:
            cut_off.append(name)
        return 0

    def quick(_at: datetime, _rulebook: Rulebook) -> int:
        begun.set()
        return fenced_off("quick")

    jobs = (
        Job("long", timedelta(days=1), lambda *_: fenced_off("long"), long=True),
        Job("quick", timedelta(minutes=1), quick),
    )
    monkeypatch.setattr(process, "JOBS", jobs)
    seat = Seat()
    assert seat.take()
    lead = threading.Thread(target=process._lead, args=(seat, Clock(), rulebook()))
    lead.start()
    try:
        assert begun.wait(20)
    finally:
        seat.leave()
        pause(1)
        over.set()
        lead.join(30)
    assert not lead.is_alive()
    assert sorted(cut_off) == ["long", "quick"]
