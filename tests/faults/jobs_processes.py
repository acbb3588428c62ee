"""Processes of ``reserve jobs`` on one database and one clock, and what they have told."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from config.settings import ROOT
from registry import database as db
from registry.documents.catalogue import all_documents
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.reminders import Reminder
from registry.services.authorities import authorities
from registry.services.leadership import leadership
from tests.faults.clients import wait_until
from tests.faults.seeding import ENTERED
from tests.serving.conftest import surroundings

# A lease of 15 seconds, a look every two, and a machine that is busy.
TAKEN_OVER = 30
# Three programs that load at once, on a machine with other work.
STARTED = 120
WEEK, HOUR = 7 * 24 * 3600, 3600


@dataclass
class Jobs:
    """The processes, each with its log; ``pids`` by place, as the leadership names them."""

    uri: str
    name: str
    folder: Path
    clock: str
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin on time."""
        self.set_clock(0)

    def set_clock(self, seconds: float) -> None:
        """Set every machine's clock, so many seconds from what it was at first."""
        after = self.folder / "clock.new"
        after.write_text(str(seconds))
        after.replace(self.folder / "clock")

    def start(self) -> subprocess.Popen[bytes]:
        """Start one more process."""
        log = self.folder / f"{len(self.running)}.log"
        with log.open("w") as said:
            command = ["tests.faults.set_clock", str(self.folder / "clock"), "jobs"]
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=surroundings(
                    self.folder,
                    RESERVE_MONGODB_URI=self.uri,
                    RESERVE_DATABASE=self.name,
                    RESERVE_TRAINING="1",
                    RESERVE_CLOCK=self.clock,
                ),
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        self.running.append(process)
        return process

    def all_there(self, count: int) -> None:
        """Wait until so many have started: one leads, the others stand by."""
        wait_until(lambda: len(leadership().standing_by) == count - 1, STARTED, "all started")
        self.leader()

    def leader(self) -> subprocess.Popen[bytes]:
        """Wait for a leader and return its process."""
        wait_until(lambda: leadership().leader, STARTED, "a leader")
        pid = int(leadership().leader.rpartition(":")[2])
        return next(one for one in self.running if one.pid == pid)

    def said_by(self, process: subprocess.Popen[bytes]) -> list[dict[str, object]]:
        """What a process has logged."""
        log = self.folder / f"{self.running.index(process)}.log"
        return [json.loads(line) for line in log.read_text().splitlines() if line[:1] == "{"]

    def stop(self) -> None:
        """End what still runs, also what is paused."""
        for process in self.running:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGCONT)
                process.kill()
            process.wait(timeout=10)


def a_library() -> int:
    """Enter two platforms of two hosts under each authority; return how many are to be told."""
    db.ensure_indexes(all_documents())
    codes = authorities().codes
    for code in codes:
        for ordinal in (1, 2):
            Platform(
                number=f"{code}-2026-{ordinal:04}",
                authority=code,
                host=f"host-{code}-{ordinal}",
                credit_code=f"91{code}{ordinal:04}",
                host_name="钱江新材料研究院",
                name=f"先进材料中试平台{ordinal}",
                name_key=f"先进材料中试平台{ordinal}",
                state="in_library",
                basis="sheet_only",
                admitted_at=ENTERED,
                changed_at=ENTERED,
            ).save()
    return 3 * len(codes)


def done_with(step: str) -> int:
    """How many authorities have been told a step, with their hosts."""
    return int(Reminder.objects(id__regex=f"^{step}:.*:authority:").count())


def all_told(step: str) -> bool:
    """Whether every authority has been."""
    return done_with(step) == len(authorities().codes)


def told() -> Counter[tuple[str, str]]:
    """How often each was told what of the window, by recipient and step."""
    found = OutboxMessage.objects(audience__in=["host", "authority"])
    return Counter(found.scalar("recipient", "code"))
