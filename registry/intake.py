"""How requests come in: not for ever, and not so many slow ones that nobody else is answered.

A worker has few threads, and each waits for its request. Who sends a byte now and then
would hold one for good, and with a handful of connections the whole service. So a request
has some seconds of grace, then it must have come at a certain rate; and of the threads one
is never lent to a body. (A proxy in front that takes requests whole before passing them on
does the same further out.)
"""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from registry.clock import pause, stopwatch
from registry.errors import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HEAD_GRACE = 3.0
_BODY_GRACE = 20.0
_BYTES_A_SECOND = 8 * 1024  # 20 MB in 43 minutes: slower than any line an office has
_LOOK = 0.5
_QUEUE = 1.0


class BodyTooSlow(Refusal):
    """The body stopped coming, or came too slowly."""

    code = "body_too_slow"
    status = 408


class IntakeBusy(Refusal):
    """As many bodies are coming in slowly as one process waits for."""

    code = "intake_busy"
    status = 503


class Reading:
    """Something that is being read from a socket."""

    def __init__(self, connection: socket.socket | None, grace: float) -> None:
        """Begin now."""
        self._connection = connection
        self._grace = grace
        self._began = stopwatch()
        self.received = 0
        self.late = False

    def look(self) -> None:
        """Where it takes too long, wake whoever waits for it: nothing more will come."""
        seconds = stopwatch() - self._began
        if seconds > self._grace and self.received < seconds * _BYTES_A_SECOND and not self.late:
            self.late = True
            _cut(self._connection)


def _cut(connection: socket.socket | None) -> None:
    """Take nothing more from a connection; an answer may still go out."""
    if connection is not None:
        with suppress(OSError):  # gone by itself
            connection.shutdown(socket.SHUT_RD)


class Watch:
    """One thread that looks at all that is being read in this process."""

    def __init__(self) -> None:
        self._readings: set[Reading] = set()
        self._lock = threading.Lock()
        self._runs = False

    def begin(self, reading: Reading) -> None:
        """Look at a reading from now on."""
        with self._lock:
            self._readings.add(reading)
            if self._runs:
                return
            self._runs = True
        threading.Thread(target=self._run, name="intake", daemon=True).start()

    def end(self, reading: Reading) -> None:
        """Look no more: it has come, or nobody waits for it."""
        with self._lock:
            self._readings.discard(reading)

    def _run(self) -> None:
        while True:
            pause(_LOOK)
            with self._lock:
                readings = list(self._readings)
            for reading in readings:
                reading.look()


_watch = Watch()
_heads = threading.local()


class IntakeWorker(ThreadWorker):
    """gunicorn's worker with threads, which waits for a request's head no longer than this."""

    def handle(self, conn: TConn) -> Any:  # noqa: ANN401 - gunicorn's own answer
        """Handle one request of a connection."""
        with _head(Reading(conn.sock, _HEAD_GRACE)):
            return super().handle(conn)


@contextmanager
def _head(reading: Reading) -> Iterator[None]:
    _heads.reading = reading
    _watch.begin(reading)
    try:
        yield
    finally:
        _watch.end(reading)


class Intake:
    """The middleware that hands the application a body that comes in time, or a refusal."""

    def __init__(self, application: "WSGIApplication", threads: int) -> None:
        """Wrap the application of a worker with so many threads."""
        self._application = application
        self._places = threading.BoundedSemaphore(max(1, threads - 1))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass on a request whose head is here; its body comes when it is asked for."""
        if head := getattr(_heads, "reading", None):
            _watch.end(head)
        if not (environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING")):
            return self._application(environ, start_response)
        body = _Body(environ, self._places)
        environ["wsgi.input"] = body
        try:
            return self._application(environ, start_response)
        finally:
            body.leave()


class _Body:
    """A body as the application reads it; from its first read to its end it holds a place."""

    def __init__(self, environ: "WSGIEnvironment", places: threading.BoundedSemaphore) -> None:
        self._stream = environ["wsgi.input"]
        self._connection = environ.get("gunicorn.socket")
        self._length = environ.get("CONTENT_LENGTH", "")
        self._places = places
        self._reading: Reading | None = None
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises BodyTooSlow or IntakeBusy."""
        return self._taken(lambda: self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        """Return the next line. Raises BodyTooSlow or IntakeBusy."""
        return self._taken(lambda: self._stream.readline(size))

    def leave(self) -> None:
        """Give back the place: the body has come, or nobody asks for the rest."""
        self._ended = True
        if self._reading is not None:
            _watch.end(self._reading)
            self._places.release()
            self._reading = None

    def _taken(self, take: Callable[[], bytes]) -> bytes:
        reading = self._reading or self._enter()
        if reading is None:
            return take()
        try:
            data = take()
        except Exception as error:
            if reading.late:
                raise BodyTooSlow from error
            raise
        if reading.late:
            raise BodyTooSlow
        reading.received += len(data)
        if not data or str(reading.received) == self._length:
            self.leave()
        return data

    def _enter(self) -> Reading | None:
        if self._ended:
            return None
        if not self._places.acquire(timeout=_QUEUE):
            _cut(self._connection)  # gunicorn would wait for the rest of it
            raise IntakeBusy
        self._reading = Reading(self._connection, _BODY_GRACE)
        _watch.begin(self._reading)
        return self._reading
