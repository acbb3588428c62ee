"""The database's examination: each finding both ways, and a real database looked at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from mongoengine.connection import get_db

from registry.database import ensure_indexes, transact
from registry.doctor import record
from registry.doctor.diagnosis import Verdict
from registry.doctor.record import Record
from registry.documents.accounts import Account
from registry.documents.backups import Restoration
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.permissions import Actor, Role
from registry.services.deliveries import Queue
from registry.services.jobs import LastRun
from registry.services.ledger import Act
from registry.services.ledger import record as write_down

AT = datetime(2026, 12, 28, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def _run(minutes: int = 1, done: int | None = 0) -> LastRun:
    """A job's newest run, so many minutes ago."""
    return LastRun("resume_loads", timedelta(minutes=1), AT - timedelta(minutes=minutes), done)


SOUND = Record(
    at=AT,
    set_name="reserve",
    members=3,
    version=(8, 0, 4),
    offset=timedelta(0),
    missing_indexes=(),
    next_year=2027,
    has_next_notice=True,
    backup_at=AT - timedelta(days=1),
    jobs=(_run(),),
    without_factor=0,
    leader="reserve-1:7",
)


def _found(seen: Record, *, embedded: bool = False) -> dict[str, tuple[Verdict, str]]:
    return {one.check: (one.verdict, one.code) for one in record.examine(seen, embedded=embedded)}


def test_a_sound_record_has_nothing_wrong() -> None:
    """Every check of a sound database is fine."""
    assert {verdict for verdict, _ in _found(SOUND).values()} == {Verdict.FINE}


@pytest.mark.parametrize(
    ("changes", "check", "verdict", "code"),
    [
        ({"set_name": ""}, "replica_set", Verdict.WRONG, "doctor_standalone"),
        ({"members": 1}, "replica_set", Verdict.DOUBTFUL, "doctor_members"),
        ({"version": (4, 4, 0)}, "version", Verdict.WRONG, "doctor_version"),
        ({"version": (6, 0, 5)}, "version", Verdict.DOUBTFUL, "doctor_version_ended"),
        ({"offset": timedelta(seconds=-30)}, "clocks", Verdict.WRONG, "doctor_clocks"),
        ({"missing_indexes": ("ledger",)}, "indexes", Verdict.WRONG, "doctor_indexes"),
        ({"has_next_notice": False}, "notice", Verdict.WRONG, "doctor_notice"),
        ({"backup_at": None}, "backup", Verdict.DOUBTFUL, "doctor_no_backup"),
        (
            {"backup_at": AT - timedelta(days=8)},
            "backup",
            Verdict.DOUBTFUL,
            "doctor_old_backup",
        ),
        ({"jobs": ()}, "jobs", Verdict.DOUBTFUL, "doctor_no_jobs"),
        ({"leader": ""}, "jobs", Verdict.DOUBTFUL, "doctor_nobody_leads"),
        ({"jobs": (_run(minutes=12),)}, "jobs", Verdict.DOUBTFUL, "doctor_late_jobs"),
        ({"jobs": (_run(done=None),)}, "jobs", Verdict.DOUBTFUL, "doctor_failed_jobs"),
        (
            {"queues": {"email": Queue(dead=1), "webhook": Queue()}},
            "deliveries",
            Verdict.DOUBTFUL,
            "doctor_deliveries_dead",
        ),
        (
            {"queues": {"sms": Queue(waiting=1, oldest=AT - timedelta(hours=3))}},
            "deliveries",
            Verdict.DOUBTFUL,
            "doctor_deliveries_waiting",
        ),
        ({"without_factor": 2}, "factors", Verdict.DOUBTFUL, "doctor_factors"),
        ({"stopped": ("S-1",)}, "admissions", Verdict.DOUBTFUL, "doctor_stopped"),
        ({"stopped_loads": ("L-1",)}, "loads", Verdict.DOUBTFUL, "doctor_stopped_loads"),
        ({"half_restored": "b.zip"}, "restoration", Verdict.WRONG, "restore_unfinished"),
        ({"broken": ("platform:1",)}, "ledger", Verdict.WRONG, "doctor_ledger"),
    ],
)
def test_each_defect_is_told(
    changes: dict[str, object], check: str, verdict: Verdict, code: str
) -> None:
    """One thing wrong changes one diagnosis, and no other."""
    found = _found(replace(SOUND, **changes))
    assert found[check] == (verdict, code)
    assert {one for one, (other, _) in found.items() if other is not Verdict.FINE} == {check}


def test_a_webhook_that_fails_is_its_owner_s_matter() -> None:
    """What waits for or was lost to an address of a host says nothing of this service."""
    queues = {"webhook": Queue(waiting=9, oldest=AT - timedelta(days=2), dead=9)}
    assert _found(replace(SOUND, queues=queues))["deliveries"][0] is Verdict.FINE


def test_a_missing_notice_grows_with_the_year() -> None:
    """Next year's notice is asked for from October on, and is late in December."""
    without = replace(SOUND, has_next_notice=False, backup_at=None)
    verdicts = [
        _found(replace(without, at=AT.replace(month=month)))["notice"][0] for month in (9, 10, 12)
    ]
    assert verdicts == [Verdict.FINE, Verdict.DOUBTFUL, Verdict.WRONG]


def test_one_embedded_member_is_enough() -> None:
    """The embedded server is one member of an old version, which is said elsewhere."""
    seen = replace(SOUND, members=1, version=(6, 0, 5))
    assert {verdict for verdict, _ in _found(seen, embedded=True).values()} == {Verdict.FINE}


def test_a_real_database_is_looked_at(database: None, console: Actor, at: datetime) -> None:
    """On the tests' database the indexes are there, and a changed ledger entry is found."""
    transact(lambda: write_down(Act("platform.admit", "platform:1"), by=console, at=at))
    wall = LedgerEntry.objects.first().id.generation_time
    seen = record.look_at(at=at, wall=wall, factor_rule="off")
    assert (seen.missing_indexes, seen.broken, seen.stopped) == ((), (), ())
    assert seen.half_restored == ""
    assert seen.set_name == "reserve"
    assert seen.offset < timedelta(seconds=30)
    LedgerEntry.objects.update(set__verb="platform.remove")
    Restoration(name="b.zip", begun_at=at).save()
    assert record.look_at(at=at, wall=wall, factor_rule="off").half_restored == "b.zip"
    assert record.look_at(at=at, wall=wall, factor_rule="off").broken == ("platform:1",)
    assert record.look_at(at=at, wall=wall, factor_rule="off", walk=False).broken is None


def test_what_broke_off_and_who_is_without_a_factor_is_counted(
    database: None, person_of: Callable[..., Account], at: datetime
) -> None:
    """Loads and admissions that stopped are named; of obliged accounts those in use count."""
    load, sheet = {"state": "loading"}, {"state": "admitting"}
    get_db().initial_loads.insert_many(
        [{"number": "L-1", "stopped_at": at, **load}, {"number": "L-2", "digest": "2", **load}]
    )
    get_db().summary_sheets.insert_one({"number": "S-1", "stopped_at": at, **sheet})
    person_of(Role.MINISTRY_LEAD)
    person_of(Role.MINISTRY_LEAD, active=False)
    person_of(Role.AUDIT_ADMINISTRATOR, second_factor_at=at)
    person_of(Role.HOST_OPERATOR, host="host-1")
    seen = record.look_at(at=at, wall=at, factor_rule="required")
    assert (seen.stopped, seen.stopped_loads, seen.without_factor) == (("S-1",), ("L-1",), 1)


def test_a_dropped_index_is_named(database: None, at: datetime) -> None:
    """An index somebody dropped is told with its collection and fields."""
    get_db().platforms.drop_index("authority_1_state_1_number_1")
    try:
        seen = record.look_at(at=at, wall=at, factor_rule="off")
        assert seen.missing_indexes == ("platforms(authority、state、number)",)
    finally:
        ensure_indexes((Platform,))
