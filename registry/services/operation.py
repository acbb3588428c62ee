"""How the service is running 运行状况: what its system administrator looks at. No filing."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mongoengine.connection import get_db
from pymongo.errors import PyMongoError

from registry.clock import SHANGHAI
from registry.database import client, is_reachable
from registry.permissions import Actor, require
from registry.policy.calendar import WorkingCalendar
from registry.services.backups import last_backup
from registry.services.jobs import LastRun, last_runs
from registry.services.leadership import Leadership, leadership

_MEBIBYTE = 1024 * 1024
_YEARS = range(-1, 3)


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Where the record lies. Sizes in MiB; members are those the replica set names."""

    reachable: bool
    version: str = ""
    replica_set: str = ""
    members: int = 0
    documents: int = 0
    data_size: int = 0
    storage_size: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """How it runs. ``years`` holds each year with whether its holiday notice is loaded.

    ``disk_free`` and ``disk_total`` are in MiB, of the data directory's disk.
    """

    database: DatabaseState
    disk_free: int
    disk_total: int
    years: tuple[tuple[int, bool], ...]
    last_backup: datetime | None
    jobs: tuple[LastRun, ...]
    leadership: Leadership


def operation_of(data: Path, calendar: WorkingCalendar, *, by: Actor, at: datetime) -> Operation:
    """Return how the service runs now; ``data`` is its data directory."""
    require(by, "operation:read")
    disk = shutil.disk_usage(data)
    this_year = at.astimezone(SHANGHAI).year
    backup = last_backup()
    return Operation(
        database=database_state(),
        disk_free=disk.free // _MEBIBYTE,
        disk_total=disk.total // _MEBIBYTE,
        years=tuple((this_year + off, calendar.has_notice(this_year + off)) for off in _YEARS),
        last_backup=backup.taken_at if backup else None,
        jobs=last_runs(),
        leadership=leadership(),
    )


def database_state() -> DatabaseState:
    """Return the state of the database; one that does not answer is said to, and no more."""
    if not is_reachable():
        return DatabaseState(reachable=False)
    try:
        hello = client().admin.command("hello")
        stats = get_db().command("dbStats", scale=_MEBIBYTE)
        version = client().server_info()["version"]
    except PyMongoError:
        return DatabaseState(reachable=False)
    return DatabaseState(
        reachable=True,
        version=str(version),
        replica_set=str(hello.get("setName", "")),
        members=len(hello.get("hosts", ())),
        documents=int(stats["objects"]),
        data_size=int(stats["dataSize"]),
        storage_size=int(stats["totalSize"]),
    )
