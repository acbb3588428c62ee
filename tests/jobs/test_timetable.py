"""The scheduler: each job on its own, and the process from start to SIGTERM."""

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pymongo.errors import AutoReconnect

from config.settings import ROOT
from jobs import timetable
from jobs.timetable import JOBS, Job, run_jobs
from registry.clock import Clock
from registry.documents.backups import Restoration
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheetRow
from registry.embedded import EmbeddedServer
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor
from registry.policy.rulebook import Rulebook
from registry.services import initial_loads, staged_rows
from registry.services.initial_loads import LoadUpload
from registry.services.jobs import LastRun, forget_all_but, last_runs, note_run
from tests.commands.conftest import Call, reserve  # noqa: F401 - a fixture, asked for by name
from tests.services.test_registrations import apply
from tests.services.workbooks import platform, workbook


def _failing(_at: datetime, _rulebook: Rulebook) -> int:
    raise ConnectionError


def test_a_failing_job_stops_no_other(
    database: None, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    """A job that fails is told apart from one that had nothing to do, and the next one runs."""
    seen: list[datetime] = []

    def note(now: datetime, _rulebook: Rulebook) -> int:
        seen.append(now)
        return 3

    minute = timedelta(minutes=1)
    jobs = (Job("bad", minute, _failing), Job("good", minute, note))
    monkeypatch.setattr(timetable, "JOBS", jobs)
    assert run_jobs(Clock(at), rulebook()) == {"bad": None, "good": 3}
    assert seen[0] >= at
    assert {run.name: run.done for run in last_runs()} == {"bad": None, "good": 3}
    assert not [run.name for run in last_runs() if run.is_late(at + timedelta(minutes=10))]
    assert all(run.is_late(at + timedelta(minutes=20)) for run in last_runs())


def test_no_job_runs_beside_a_restore(database: None, at: datetime) -> None:
    """While a restore is at work nothing is done and nothing noted, so that it reads back right."""
    Restoration(name="b.zip", begun_at=at).save()
    assert set(run_jobs(Clock(at), rulebook()).values()) == {None}
    assert last_runs() == ()


def test_a_run_that_cannot_be_noted_stops_nothing(
    database: None, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    """Where the database went away after a job's work, the job has been done all the same."""

    def away(*_: object, **__: object) -> None:
        raise AutoReconnect

    monkeypatch.setattr(timetable, "note_run", away)
    spring = at.replace(month=5)  # no window, and next year's holidays are nobody's worry yet
    assert run_jobs(Clock(spring), rulebook()) == {job.name: 0 for job in JOBS}
    assert last_runs() == ()


def test_runs_of_jobs_that_are_no_more_are_forgotten(database: None, at: datetime) -> None:
    """Nobody is told that a job is late which the software no longer has."""
    minute = timedelta(minutes=1)
    for name in ("gone", "kept"):
        note_run(name, every=minute, done=0, milliseconds=1, at=at)
        note_run(name, every=minute, done=2, milliseconds=1, at=at + minute)
    forget_all_but(["kept"])
    assert last_runs() == (LastRun("kept", minute, at + minute, 2),)


def test_a_load_that_was_decided_is_carried_out(
    database: None, ministry: Actor, at: datetime
) -> None:
    """A decided load that nobody carries out is carried out at the next time, and once."""
    upload = LoadUpload(workbook(platforms=[platform(1)]), "存量.xlsx")
    load = initial_loads.receive(upload, by=ministry, at=at, rulebook=rulebook()).load
    initial_loads.carry_out(load.number, version=1, by=ministry, at=at, rulebook=rulebook())
    assert run_jobs(Clock(at), rulebook())["resume_loads"] == 1
    assert Platform.objects.count() == 1
    assert run_jobs(Clock(at), rulebook())["resume_loads"] == 0


def test_registrations_lapse_by_the_timetable(database: None, at: datetime) -> None:
    """What nobody decided for thirty days loses its personal data, once."""
    apply(at)
    assert run_jobs(Clock(at), rulebook())["lapse_registrations"] == 0
    later = Clock(at + timedelta(days=31))
    assert run_jobs(later, rulebook())["lapse_registrations"] == 1
    assert run_jobs(later, rulebook())["lapse_registrations"] == 0


def test_rows_of_uploads_cut_off_are_swept_by_the_timetable(
    database: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows no sheet came to go once they are old enough, of whichever round, and only then."""
    for number in ("330000-2026H2-01", "440000-2026H1-02"):
        SummarySheetRow(sheet=number, row=2, opinion="approved", outcome="pending").save()
    assert run_jobs(Clock(at), rulebook())["sweep_staged_rows"] == 0
    monkeypatch.setattr(staged_rows, "GRACE_MILLISECONDS", -60_000)
    assert run_jobs(Clock(at), rulebook())["sweep_staged_rows"] == 2
    assert SummarySheetRow.objects.count() == 0


def test_every_job_runs_on_an_empty_record(database: None, at: datetime) -> None:
    """Where there is nothing to do, each job does nothing and says so."""
    spring = at.replace(month=5)  # no window, and next year's holidays are nobody's worry yet
    assert run_jobs(Clock(spring), rulebook()) == {job.name: 0 for job in JOBS}


def _surroundings(uri: str, data: Path) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "RESERVE_MONGODB_URI": uri,
        "RESERVE_DATABASE": f"scheduled_{data.name[-30:]}",
        "RESERVE_DATA": str(data),
    }


def test_the_process_works_until_told_to_stop(prepared: EmbeddedServer, tmp_path: Path) -> None:
    """It says which jobs it has, runs each at once, and leaves with 0 on SIGTERM."""
    process = subprocess.Popen(
        [sys.executable, "-m", "registry.cli", "jobs"],
        cwd=ROOT,
        env=_surroundings(prepared.uri, tmp_path),
        text=True,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    first, *later = [json.loads(process.stdout.readline()) for _ in range(1 + len(JOBS))]
    names = {job.name for job in JOBS}
    assert set(first["jobs"]) == names
    assert {line["job"] for line in later} == names
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_without_a_database_it_does_not_start(reserve: Call) -> None:  # noqa: F811 - the fixture
    """Where no service runs on an embedded database, it says what to do and leaves."""
    answer = reserve("jobs", "--once")
    assert answer.code == 2
    assert "reserve serve" in answer.err


def test_once_its_answer_stands_alone(
    reserve: Call,  # noqa: F811 - the fixture
    mongod: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """What is logged beside an answer goes to standard error: a script reads JSON alone."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", mongod.uri)
    monkeypatch.setenv("RESERVE_DATABASE", f"once_{tmp_path.name[-40:]}")
    answer = reserve("jobs", "--once", "--json")
    assert answer.json.keys() == {job.name for job in JOBS}
    assert "job_done" in answer.err


def test_every_job_is_called_by_name() -> None:
    """What the operator is shown of a job has its words."""
    for one in JOBS:
        assert say(f"job_{one.name}")
