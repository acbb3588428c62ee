"""The database and what stands in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mongoengine.connection import get_db

from registry.channels import WEBHOOK
from registry.clock import SHANGHAI
from registry.database import client
from registry.doctor.diagnosis import Diagnosis, doubtful, fine, wrong
from registry.documents.catalogue import all_documents
from registry.documents.initial_loads import InitialLoad
from registry.documents.ledger import LedgerEntry
from registry.documents.summary_sheets import SummarySheet
from registry.messages import say
from registry.policy.initial_load_states import LoadState
from registry.policy.summary_sheet_states import SheetState
from registry.services.backups import last_backup, unfinished_restore
from registry.services.calendar import current_calendar
from registry.services.deliveries import Queue, queues
from registry.services.jobs import LastRun, last_runs
from registry.services.leadership import leadership
from registry.services.ledger import broken_at
from registry.services.second_factors import obliged_without

_SLOPE = timedelta(seconds=2)
_OLDEST_BACKUP = timedelta(days=7)
_OLDEST_SERVER = (6, 0)
_MEMBERS = 3
_LONGEST_WAIT = timedelta(hours=2)
_CHAINS = 200
_NAMED = 20
_OCTOBER, _DECEMBER = 10, 12


@dataclass(frozen=True, slots=True)
class Record:
    """What the database answered. ``offset`` is how far its clock is from ours.

    ``broken`` names the chains that do not hold, None where they were not walked;
    ``half_restored`` the file of a restore that has not ended, ``leader`` the place of the process
    that runs the jobs now.
    """

    at: datetime
    set_name: str
    members: int
    version: tuple[int, ...]
    offset: timedelta
    missing_indexes: tuple[str, ...]
    next_year: int
    has_next_notice: bool
    backup_at: datetime | None
    jobs: tuple[LastRun, ...]
    without_factor: int
    leader: str
    stopped: tuple[str, ...] = ()
    stopped_loads: tuple[str, ...] = ()
    broken: tuple[str, ...] | None = ()
    half_restored: str = ""
    queues: Mapping[str, Queue] = field(default_factory=dict)


def look_at(*, at: datetime, wall: datetime, factor_rule: str, walk: bool = True) -> Record:
    """Ask the connected database; ``walk`` the chains of the newest ledger entries too.

    Without that walk it asks as often however large the record is.
    """
    hello = client().admin.command("hello")
    server = client().server_info()
    next_year = at.astimezone(SHANGHAI).year + 1
    backup, mark = last_backup(), unfinished_restore()
    return Record(
        at=at,
        set_name=hello.get("setName", ""),
        members=len(hello.get("hosts", ())),
        version=tuple(server["versionArray"][:3]),
        offset=hello["localTime"].replace(tzinfo=UTC) - wall,
        missing_indexes=tuple(_missing_indexes()),
        next_year=next_year,
        has_next_notice=current_calendar().has_notice(next_year),
        backup_at=backup.taken_at if backup else None,
        jobs=last_runs(),
        leader=leadership().leader,
        without_factor=obliged_without(factor_rule),
        stopped=_numbers(SummarySheet.objects(state=SheetState.ADMITTING.value)),
        stopped_loads=_numbers(InitialLoad.objects(state=LoadState.LOADING.value)),
        broken=tuple(_broken()) if walk else None,
        half_restored=mark.name if mark else "",
        queues=queues(),
    )


def examine(record: Record, *, embedded: bool) -> Iterator[Diagnosis]:
    """Judge what the database answered."""
    yield _replica_set(record, embedded=embedded)
    yield _version(record, embedded=embedded)
    yield _clocks(record)
    if record.missing_indexes:
        yield wrong("indexes", "doctor_indexes", names="、".join(record.missing_indexes))
    else:
        yield fine("indexes")
    yield _notice(record)
    yield _backup(record)
    if record.half_restored:
        yield wrong("restoration", "restore_unfinished", name=record.half_restored)
    else:
        yield fine("restoration")
    yield _jobs(record)
    yield _named("admissions", "doctor_stopped", record.stopped)
    yield _named("loads", "doctor_stopped_loads", record.stopped_loads)
    yield _deliveries(record)
    if record.without_factor:
        yield doubtful("factors", "doctor_factors", count=record.without_factor)
    else:
        yield fine("factors")
    if record.broken is not None:
        found = record.broken
        yield (
            wrong("ledger", "doctor_ledger", names="、".join(found)) if found else fine("ledger")
        )


def _replica_set(record: Record, *, embedded: bool) -> Diagnosis:
    if not record.set_name:
        return wrong("replica_set", "doctor_standalone")
    if not embedded and record.members < _MEMBERS:
        params = {"read": record.members, "wanted": _MEMBERS}
        return doubtful("replica_set", "doctor_members", **params)
    return fine("replica_set")


def _version(record: Record, *, embedded: bool) -> Diagnosis:
    read = ".".join(map(str, record.version))
    if record.version[:2] < _OLDEST_SERVER:
        return wrong("version", "doctor_version", read=read)
    if record.version[:2] == _OLDEST_SERVER and not embedded:
        return doubtful("version", "doctor_version_ended", read=read)
    return fine("version")


def _clocks(record: Record) -> Diagnosis:
    if abs(record.offset) > _SLOPE:
        return wrong("clocks", "doctor_clocks", seconds=round(record.offset.total_seconds()))
    return fine("clocks")


def _notice(record: Record) -> Diagnosis:
    month = record.at.astimezone(SHANGHAI).month
    if record.has_next_notice or month < _OCTOBER:
        return fine("notice")
    late = month == _DECEMBER
    code = "doctor_notice"
    judge = wrong if late else doubtful
    return judge("notice", code, year=record.next_year)


def _backup(record: Record) -> Diagnosis:
    if record.backup_at is None:
        return doubtful("backup", "doctor_no_backup")
    age = record.at - record.backup_at
    if age > _OLDEST_BACKUP:
        return doubtful("backup", "doctor_old_backup", days=age.days)
    return fine("backup")


def _jobs(record: Record) -> Diagnosis:
    if not record.jobs:
        return doubtful("jobs", "doctor_no_jobs")
    if not record.leader:
        return doubtful("jobs", "doctor_nobody_leads")
    if late := [run for run in record.jobs if run.is_late(record.at)]:
        return doubtful("jobs", "doctor_late_jobs", names=_spoken(late))
    if failed := [run for run in record.jobs if run.done is None]:
        return doubtful("jobs", "doctor_failed_jobs", names=_spoken(failed))
    return fine("jobs")


def _deliveries(record: Record) -> Diagnosis:
    """Judge the operator's own channels: an address of a webhook is its owner's matter."""
    own = {name: queue for name, queue in record.queues.items() if name != WEBHOOK}
    if dead := [name for name, queue in own.items() if queue.dead]:
        return doubtful("deliveries", "doctor_deliveries_dead", names=_channels(dead))
    late = [
        name
        for name, queue in own.items()
        if queue.oldest and record.at - queue.oldest > _LONGEST_WAIT
    ]
    if late:
        hours = int(_LONGEST_WAIT / timedelta(hours=1))
        params = {"names": _channels(late), "hours": hours}
        return doubtful("deliveries", "doctor_deliveries_waiting", **params)
    return fine("deliveries")


def _channels(names: Iterable[str]) -> str:
    return "、".join(say(f"channel_{name}") for name in names)


def _spoken(runs: Iterable[LastRun]) -> str:
    return "、".join(say(f"job_{run.name}") for run in runs)


def _named(check: str, code: str, numbers: tuple[str, ...]) -> Diagnosis:
    return doubtful(check, code, names="、".join(numbers)) if numbers else fine(check)


def _missing_indexes() -> Iterator[str]:
    present = set(get_db().list_collection_names())
    for document in all_documents():
        name = document._get_collection_name()  # noqa: SLF001 - no public name for it
        if name not in present:
            yield name
            continue
        wanted = {tuple(fields) for fields in document.list_indexes()}
        there = {tuple(one["key"].items()) for one in get_db()[name].list_indexes()}
        for fields in wanted - there:
            yield f"{name}({'、'.join(key for key, _ in fields)})"


def _numbers(under_way: Any) -> tuple[str, ...]:  # noqa: ANN401 - MongoEngine's query sets carry no types
    """Return which of few records under way broke off, some of them where there are many."""
    stopped = under_way.filter(stopped_at__ne=None).order_by("number").limit(_NAMED)
    return tuple(stopped.scalar("number"))  # index state_1_number_1, state_1_received_at_-1


def _broken() -> Iterator[str]:
    """Walk the chains that were added to last; `reserve restore` walks them all."""
    newest = LedgerEntry.objects.order_by("-recorded_at", "-id").limit(_CHAINS)
    for subject in dict.fromkeys(newest.scalar("subject")):  # index recorded_at_-1_id_-1
        if broken_at(subject) is not None:
            yield subject
