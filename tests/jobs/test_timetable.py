"""The scheduler: each job on its own, and the process from start to SIGTERM."""

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.settings import ROOT
from jobs import timetable
from jobs.timetable import JOBS, Job, run_jobs
from registry.clock import Clock
from registry.embedded import EmbeddedServer
from registry.law import rulebook
from registry.policy.rulebook import Rulebook
from tests.commands.conftest import Call, reserve  # noqa: F401 - a fixture, asked for by name


def _failing(_at: datetime, _rulebook: Rulebook) -> int:
    raise ConnectionError


def test_a_failing_job_stops_no_other(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
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


def test_every_job_runs_on_an_empty_record(database: None, at: datetime) -> None:
    """Where there is nothing to do, each job does nothing and says so."""
    assert run_jobs(Clock(at), rulebook()) == {job.name: 0 for job in JOBS}


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
        [sys.executable, "-m", "registry.cli", "schedule"],
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
    answer = reserve("schedule", "--once")
    assert answer.code == 2
    assert "reserve serve" in answer.err
