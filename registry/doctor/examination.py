"""The whole examination, in the order a reader would go: machine, settings, database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from pymongo.errors import PyMongoError

from config.settings import Settings, SettingsError
from registry.database import code_of, connect, disconnect, mongodb_uri, unreachable
from registry.doctor import configuration, machine, record
from registry.doctor.diagnosis import Diagnosis, unknown, wrong
from registry.embedded import is_listening


def examine(
    settings: Settings,
    *,
    serving: bool,
    address: str,
    at: datetime,
    wall: datetime,
    hindrance: Diagnosis | None = None,
    walk: bool = True,
) -> Iterator[Diagnosis]:
    """Give every diagnosis. The caller is connected, or gives what keeps it from connecting.

    ``serving`` tells whether a service runs on the data directory, ``address`` why its address
    cannot be listened on; ``at`` is the service's instant, ``wall`` the machine's. ``walk``
    the newest of the ledger's chains, which takes longer the more there is.
    """
    yield from machine.examine(machine.look_at(settings, serving=serving))
    found = configuration.look_at(settings, serving=serving, address=address)
    yield from configuration.examine(found)
    if hindrance:
        yield hindrance
        return
    if error := unreachable():
        yield _away(settings, error)
        return
    try:
        yield from record.examine(
            record.look_at(at=at, wall=wall, factor_rule=settings.second_factor, walk=walk),
            embedded=not settings.mongodb_uri,
        )
    except PyMongoError as error:
        yield _turned_away(error) or wrong(
            "database", "doctor_database_refuses", reason=type(error).__name__
        )


def _away(settings: Settings, error: PyMongoError) -> Diagnosis:
    if turned_away := _turned_away(error):
        return turned_away
    if settings.mongodb_uri or is_listening(settings.data):
        return wrong("database", "doctor_database_away")
    return unknown("database", "doctor_database_resting")


def _turned_away(error: PyMongoError) -> Diagnosis | None:
    code = code_of(error)
    return None if code == "database_away" else wrong("database", code)


@contextmanager
def connected(settings: Settings) -> Iterator[Diagnosis | None]:
    """Connect for an examination; yields what keeps it from connecting at all, if anything."""
    try:
        connect(mongodb_uri(settings), settings.database)
    except SettingsError as error:
        yield wrong("database", "doctor_uri", reason=error)
        return
    try:
        yield None
    finally:
        disconnect()
