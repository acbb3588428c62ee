"""What every command shares: settings, the clock, a database, output for people or scripts."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from config.settings import Settings, load_settings
from registry.clock import Clock
from registry.database import connect, disconnect, ensure_indexes, mongodb_uri
from registry.doctor.folder import is_made_up
from registry.documents.catalogue import all_documents
from registry.embedded import is_listening
from registry.permissions import Actor, Role
from registry.services.backups import refuse_half_restored
from registry.serving import embedded_database, owned, running_service

CONSOLE = Actor(account="console", name="控制台", role=Role.CONSOLE, door="console")


def clock_of(settings: Settings) -> Clock:
    """Return the clock: that of the training service that runs on this data, else our own."""
    running = running_service(settings.data)
    if running and running.training_clock:
        start = datetime.fromisoformat(running.training_clock)
        return Clock.of(start, running.clock_anchor)
    return Clock.of(settings.training_clock, settings.clock_anchor)


def is_training(settings: Settings) -> bool:
    """Tell whether this is a training service's data: by our settings, its own, or its mark."""
    running = running_service(settings.data)
    made_up = not settings.mongodb_uri and is_made_up(settings.data)
    return settings.training or made_up or bool(running and running.training)


@contextmanager
def database(*, half_restored: bool = False) -> Iterator[datetime]:
    """Give a command the database: a running one, else our own for as long as it takes.

    Yields the present instant of the service whose data this is. Raises RestoreUnfinished for a
    record that a restore has not finished, unless ``half_restored`` ones are the command's matter.
    """
    settings = load_settings()
    # Read before we own the folder: closing the lock's file a second time would free it.
    at = clock_of(settings).now()
    if settings.mongodb_uri or is_listening(settings.data):
        with _connected(settings, half_restored=half_restored):
            yield at
        return
    with (
        owned(settings),
        embedded_database(settings),
        _connected(settings, half_restored=half_restored),
    ):
        yield at


@contextmanager
def database_if_any() -> Iterator[bool]:
    """Connect where a database answers at once; tell whether one did. Raises RestoreUnfinished."""
    settings = load_settings()
    if not settings.mongodb_uri and not is_listening(settings.data):
        yield False
        return
    connect(mongodb_uri(settings), settings.database)
    try:
        refuse_half_restored()
        yield True
    finally:
        disconnect()


@contextmanager
def _connected(settings: Settings, *, half_restored: bool) -> Iterator[None]:
    connect(mongodb_uri(settings), settings.database)
    try:
        if not half_restored:
            refuse_half_restored()
        ensure_indexes(all_documents())
        yield
    finally:
        disconnect()


def show_json(answer: object) -> None:
    """Write an answer for scripts."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


def note(sentence: str) -> None:
    """Say something beside the answer, on standard error."""
    click.echo(sentence, err=True)
