"""gunicorn as this service runs it: by our settings alone, its master tending what is beside it."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.util import import_app

from config.settings import ROOT
from registry.intake import IntakeWorker
from registry.watchdog import DatabaseGivenUpError

_GIVEN_UP = 70


class Worker(IntakeWorker):
    """A worker that goes at once with its master.

    After kill -9 of the master it would finish its requests first, on a database that is
    going too, and hold the address against the next start for as long.
    """

    def notify(self) -> None:
        """Tell the master that this worker lives; end where there is no master any more."""
        if self.ppid != os.getppid():
            os._exit(1)
        super().notify()


class _Arbiter(Arbiter):
    """gunicorn's master, which looks after what is beside it as it does after its workers.

    In the main thread, about once a second and whenever a child dies: the database ends
    with the thread that started it.
    """

    def __init__(self, service: BaseApplication, tend: Sequence[Callable[[], None]]) -> None:
        """Take the application and what is to be looked after."""
        self._tend = tend
        super().__init__(service)

    def manage_workers(self) -> None:
        """Look after the database and the scheduler, then after the workers."""
        try:
            for look in self._tend:
                look()
        except DatabaseGivenUpError as error:
            raise HaltServer("database given up", _GIVEN_UP) from error
        super().manage_workers()


class Service(BaseApplication):
    """``wsgi.py`` under gunicorn's arbiter, in this process, by our settings alone."""

    target: ClassVar[str] = "wsgi:application"

    def __init__(
        self, options: Mapping[str, object], tend: Sequence[Callable[[], None]] = ()
    ) -> None:
        """Take gunicorn's settings, and what its master looks after besides the workers."""
        self._options = options
        self._tend = tend
        super().__init__()

    def run(self) -> None:
        """Serve until told to stop."""
        _Arbiter(self, self._tend).run()

    def load_config(self) -> None:
        """Set the options; no file, no command line and no GUNICORN_CMD_ARGS is read."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - a WSGI application
        """Import the application, wherever the command was given; each worker does."""
        if str(ROOT) not in sys.path:
            sys.path.insert(0, str(ROOT))
        return import_app(self.target)
