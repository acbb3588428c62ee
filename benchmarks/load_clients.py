"""Clients that send as fast as they are answered, over connections that stay open."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from math import ceil
from urllib.parse import urlsplit

from registry.clock import pause, stopwatch

CLIENTS = 8
_PATIENCE = 60.0
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the path, the body where it has one, and its headers."""

    path: str
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, and the seconds it took. Status 0: the line was cut."""

    status: int
    content: bytes
    seconds: float


def answered(line: HTTPConnection, asked: Asked) -> Told:
    """Send one request and return what comes back, whatever it is."""
    body = None if asked.body is None else json.dumps(asked.body).encode()
    began = stopwatch()
    try:
        method = "GET" if body is None else "POST"
        line.request(method, asked.path, body, {**JSON, **asked.headers})
        answer = line.getresponse()
        content = answer.read()
    except OSError as error:
        line.close()
        return Told(0, repr(error).encode(), stopwatch() - began)
    return Told(answer.status, content, stopwatch() - began)


def opened(address: str) -> HTTPConnection:
    """Return a connection to a service."""
    return HTTPConnection(urlsplit(address).netloc, timeout=_PATIENCE)


def sent(address: str, requests: Sequence[Asked], clients: int = CLIENTS) -> list[Told]:
    """Send all by so many clients, each the next when its last is answered."""
    waiting = iter(requests)
    lock = threading.Lock()
    told: list[Told] = []

    def work() -> None:
        line = opened(address)
        while True:
            with lock:
                asked = next(waiting, None)
            if asked is None:
                return
            told.append(answered(line, asked))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


class Watcher:
    """Somebody who looks at a page every so often, while a block of work goes on."""

    def __init__(self, address: str, asked: Asked, every: float) -> None:
        """Take whom to ask for what."""
        self._address, self._asked, self._every = address, asked, every
        self.told: list[Told] = []
        self._ends = threading.Event()
        self._due = 0.0
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        """Begin to look."""
        self._ends.clear()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._ends.set()
        if self._thread:
            self._thread.join()

    def _look(self) -> None:
        # What is left of a pause goes on in the next block.
        while not self._ends.wait(max(self._due - stopwatch(), 0)):
            self._due = stopwatch() + self._every
            self.once()

    def once(self) -> None:
        """Look now, over a connection of its own."""
        line = opened(self._address)
        self.told.append(answered(line, self._asked))
        line.close()


def at_rest(load: Callable[[], float], seconds: float = 60.0) -> None:
    """Wait until what a service does by itself after its start is done: little in a second."""
    deadline = stopwatch() + seconds
    while stopwatch() < deadline:
        before = load()
        pause(1)
        if load() - before < 0.1:  # noqa: PLR2004 - a tenth of one core
            return


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share of all does not exceed."""
    return sorted(values)[max(ceil(len(values) * share) - 1, 0)]
