"""Running the service: one owner per data directory, the embedded database, gunicorn.

The lock is a POSIX record lock: the kernel frees it when the owner dies, however it
dies, and forked workers do not inherit it.
"""

import errno
import fcntl
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from struct import Struct
from typing import Any, TextIO

from config.settings import Settings, environment_of
from registry.arbiter import Service, Worker
from registry.clock import Clock, pause, stopwatch
from registry.companion import Companion
from registry.database import connect, disconnect, ensure_indexes, mongodb_uri, unreachable
from registry.documents.catalogue import all_documents
from registry.embedded import (
    DirectoryTakenError,
    EmbeddedServer,
    folder_beside,
    is_listening,
    make_private,
)
from registry.errors import Refusal
from registry.law import rulebook
from registry.logs import configure_logs
from registry.messages import say
from registry.services.backups import refuse_half_restored
from registry.watchdog import Watchdog

_LOCK = "service.lock"
# Linux's struct flock: type, whence, start, length, process.
_FLOCK = Struct("hhqqi0q")
_ORPHAN_SECONDS = 20.0
_WORKER_SECONDS = 4.0
_GRACE_SECONDS = 20
_ANSWER_SECONDS = 120
_NOTE_SECONDS = 1.0
_BACKLOG = 2048
_GIVEN_UP = 70

_REASONS = {
    errno.EADDRINUSE: "已被占用",
    errno.EACCES: "没有权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


class AlreadyServing(Refusal):
    """Another service owns this data directory."""

    code = "already_serving"
    status = 409


class DataUnusable(Refusal):
    """The data directory cannot be made or written."""

    code = "data_unusable"
    status = 409


class PortTaken(Refusal):
    """The address cannot be listened on."""

    code = "port_taken"
    status = 409


class HostNotOurs(Refusal):
    """The address is none of this machine's."""

    code = "host_not_ours"
    status = 409


@dataclass(frozen=True, slots=True)
class RunningService:
    """What the owner of a data directory wrote into its lock."""

    pid: int
    training_clock: str = ""
    clock_anchor: float | None = None
    training: bool = False


def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Own the data directory, start the database, and serve until told to stop.

    ``announce`` is given the address once workers can take requests. Raises AlreadyServing,
    PortTaken, EmbeddedServerError or RulebookError, each with what to do.
    """
    settings = anchored(settings)
    with owned(settings):
        check_address(settings)
        with embedded_database(settings) as server:
            _prepare(settings)
            listen(settings, announce, server)


def anchored(settings: Settings) -> Settings:
    """Return the settings with the training clock set going now, for all processes alike."""
    if settings.training_clock is None or settings.clock_anchor is not None:
        return settings
    return replace(settings, clock_anchor=Clock().anchor)


@contextmanager
def owned(settings: Settings) -> Iterator[None]:
    """Own the data directory until the block, or this process, ends.

    Raises AlreadyServing naming the owner's process, DataUnusable where it cannot be written.
    """
    with _opened_lock(settings.data) as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyServing(data=settings.data, pid=_owner(settings.data)) from error
        start = settings.training_clock
        us = RunningService(
            os.getpid(),
            start.isoformat() if start else "",
            settings.clock_anchor,
            settings.training,
        )
        lock.truncate(0)
        lock.write(json.dumps(asdict(us)))
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def _owner(data: Path) -> int | str:
    """Return the owner's process; one that started this instant has yet to write its note."""
    deadline = stopwatch() + _NOTE_SECONDS
    while (owner := running_service(data)) is None:
        if stopwatch() > deadline:
            return "?"
        pause(0.02)
    return owner.pid


def _opened_lock(data: Path) -> TextIO:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (data / _LOCK).open("a+")
    except OSError as error:
        raise DataUnusable(data=data, reason=error.strerror) from error


def running_service(data: Path) -> RunningService | None:
    """Return what the owner of a data directory wrote, or None where there is none.

    A service that was killed leaves its note behind, but not its lock: the kernel is asked who
    holds that. Never asked by the owner itself: closing the file would free its own lock.
    """
    try:
        with (data / _LOCK).open() as lock:
            return RunningService(**json.loads(lock.read())) if _is_held(lock) else None
    except (OSError, ValueError, TypeError):
        return None


def _is_held(lock: TextIO) -> bool:
    wanted = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    answer = fcntl.fcntl(lock, fcntl.F_GETLK, wanted)
    return bool(_FLOCK.unpack(answer)[0] != fcntl.F_UNLCK)


@contextmanager
def embedded_database(settings: Settings) -> Iterator[EmbeddedServer | None]:
    """Run the embedded MongoDB for this block; yield None where the operator named a cluster.

    The caller owns the data directory. A mongod that still answers there lost its service
    a moment ago and is on its way out: it is waited for. Raises EmbeddedServerError.
    """
    if settings.mongodb_uri:
        yield None
        return
    server = EmbeddedServer(settings.data)
    _start(server)
    try:
        yield server
    finally:
        server.stop()


def _start(server: EmbeddedServer) -> None:
    deadline = stopwatch() + _ORPHAN_SECONDS
    while is_listening(server.data) and stopwatch() < deadline:
        pause(0.05)
    while True:
        try:
            server.start()
        except DirectoryTakenError:
            if stopwatch() > deadline:
                raise
            pause(0.1)
        else:
            return


def _prepare(settings: Settings) -> None:
    """Check the law and the database before any worker starts, so that a fault is said once."""
    rulebook()
    connect(mongodb_uri(settings), settings.database)
    try:
        if hindrance := unreachable():
            raise hindrance
        refuse_half_restored()
        ensure_indexes(all_documents())
    finally:
        disconnect()


def listen(
    settings: Settings, announce: Callable[[str], None], server: EmbeddedServer | None = None
) -> None:
    """Serve on a database that runs, until told to stop.

    The caller owns the data directory and has checked the address. ``announce`` is given
    the address once the service listens. ``server`` is started again whenever it dies; the
    process ends with code 70 where that is in vain. Raises PortTaken where another took the
    address meanwhile.
    """
    configure_logs(settings.log_level)

    def ready(arbiter: Any) -> None:  # noqa: ANN401 - gunicorn carries no types
        host, port = arbiter.LISTENERS[0].getsockname()[:2]
        announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    companion = Companion(settings)
    beside = (Watchdog(server).look, companion.look) if server else ()
    try:
        Service(_options(settings, ready), beside).run()
    finally:
        companion.stop()


def _options(settings: Settings, ready: Callable[[Any], None]) -> dict[str, object]:
    variables = environment_of(settings) | {"PROMETHEUS_MULTIPROC_DIR": _counts_folder(settings)}
    return {
        "bind": f"fd://{_taken_address(settings).detach()}",
        "worker_class": Worker,
        "workers": settings.workers,
        "threads": settings.threads,
        "timeout": _ANSWER_SECONDS,
        "graceful_timeout": _GRACE_SECONDS,
        "raw_env": [f"{name}={text}" for name, text in variables.items()],
        "proc_name": "reserve",
        "loglevel": "warning",
        "control_socket_disable": True,
        # Proxy headers are ProxyFix's business, after the operator said how many there are.
        "forwarded_allow_ips": "",
        "when_ready": ready,
    }


def _counts_folder(settings: Settings) -> str:
    """Return the folder in which workers keep their counts, empty at each start.

    In memory where the system has such a folder: a full disk must not end the worker that counts.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, for our eyes only
    root = memory if memory.is_dir() else Path(tempfile.gettempdir())
    counts = folder_beside(settings.data, root) / "counts"
    make_private(counts.parent)
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(mode=0o700)
    return str(counts)


def check_address(settings: Settings) -> None:
    """Try the address before gunicorn does: it would retry and then leave without a word.

    Workers whose service was killed let go of it within seconds: they are waited for.
    Raises PortTaken, HostNotOurs.
    """
    deadline = stopwatch() + _WORKER_SECONDS
    while error := _refusal_of(settings.host, settings.port):
        if error.errno != errno.EADDRINUSE or stopwatch() > deadline:
            raise _turned_down(settings, error) from error
        pause(0.1)


def address_hindrance(settings: Settings) -> str:
    """Return the sentence that says why the address cannot be listened on, empty where it can."""
    if error := _refusal_of(settings.host, settings.port):
        refusal = _turned_down(settings, error)
        return say(refusal.code, **refusal.params)
    return ""


def _turned_down(settings: Settings, error: OSError) -> Refusal:
    kind = HostNotOurs if _is_elsewhere(error) else PortTaken
    reason = _REASONS.get(error.errno or 0, error.strerror)
    return kind(host=settings.host, port=settings.port, reason=reason)


def _is_elsewhere(error: OSError) -> bool:
    return isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL


def _taken_address(settings: Settings) -> socket.socket:
    """Listen on the address ourselves: of two that start at once, one gets it and one is told."""
    try:
        taken = _bound(settings.host, settings.port)
    except OSError as error:
        raise _turned_down(settings, error) from error
    try:
        taken.listen(_BACKLOG)
    except OSError as error:
        taken.close()
        raise _turned_down(settings, error) from error
    return taken


def _bound(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # no name of a machine at all
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
    family, kind, protocol, _, address = found[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def _refusal_of(host: str, port: int) -> OSError | None:
    try:
        _bound(host, port).close()
    except OSError as error:
        return error
    return None
