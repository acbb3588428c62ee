"""``reserve jobs`` beside a service on its embedded database: one command runs the whole machine.

With a cluster it is a process of its own, on as many machines as should stand by.
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field

from config.settings import ROOT, Settings, environment_of
from registry.clock import stopwatch
from registry.embedded import dies_with_parent

# Nothing waits for a job: let the service come up first.
_FIRST_SECONDS = 10.0
_AGAIN_SECONDS = 60.0
_GRACE_SECONDS = 10.0


@dataclass(slots=True)
class Companion:
    """Starts ``reserve jobs`` a little after the service, and again a minute after it died."""

    settings: Settings
    _due: float = field(default_factory=lambda: stopwatch() + _FIRST_SECONDS)
    _process: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Start it where it does not run and its time has come; called by the main thread."""
        if stopwatch() < self._due or (self._process and self._process.poll() is None):
            return
        self._due = stopwatch() + _AGAIN_SECONDS
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [*dies_with_parent(), sys.executable, "-m", "registry.cli", "jobs"],
            cwd=ROOT,
            env={"PATH": os.defpath, **environment_of(self.settings)},
            stdin=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """Let it finish the job at work, for some seconds."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
