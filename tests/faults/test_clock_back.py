"""The machine's clock set back by an hour: what was begun before goes on, nobody waits longer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous.timed import TimestampSigner

from registry.database import transact
from registry.documents.accounts import AccountSession
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.sign_in import charge
from registry.documents.summary_sheets import SummarySheet
from registry.documents.tokens import ApiToken
from registry.errors import IdempotencyInProgress
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import idempotency, ledger
from registry.services.admissions import admit
from registry.services.calendar import current_calendar
from registry.services.idempotency import Keyed
from registry.services.quarterly_updates import Filing, submit
from registry.services.sign_in import LONGEST_SESSION, digest_of_secret, session_of
from tests.conftest import with_session
from tests.faults.clients import GOOD
from tests.services.conftest import Admit, MakeSheet

BACK = timedelta(hours=1)
LONGEST_WAIT = timedelta(minutes=30)
NUMBER = "330000-2026-0001"


def test_the_ledger_keeps_its_order(database: None, console: Actor, at: datetime) -> None:
    """Entries follow each other by number and digest, though the second seems to be older."""
    for moment in (at, at - BACK, at - BACK):
        act = ledger.Act("host.enter", "host:x")
        transact(lambda now=moment, act=act: ledger.record(act, by=console, at=now))
    entries = list(LedgerEntry.objects(subject="host:x").order_by("sequence"))
    assert [one.recorded_at for one in entries] == [at, at - BACK, at - BACK]
    assert [one.previous_digest for one in entries[1:]] == [one.digest for one in entries[:2]]
    assert ledger.broken_at("host:x") is None


def test_a_session_goes_on(person_of: Callable[..., object], at: datetime) -> None:
    """It is open before and after, and still ends after its longest time."""
    session = AccountSession(key=digest_of_secret("secret"), began_at=at, seen_at=at)
    person_of(Role.PROVINCIAL_LEAD, authority="330000", sessions=[session])
    assert session_of("secret", request_id="", at=at - BACK) is not None
    assert session_of("secret", request_id="", at=at + LONGEST_SESSION) is None


def test_a_browsers_cookie_goes_on(
    app: Flask, person_of: Callable[..., object], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cookie signed by the clock that ran ahead is read as before, and nobody is signed out."""
    session = AccountSession(key=digest_of_secret("secret"), began_at=at, seen_at=at)
    person_of(Role.PROVINCIAL_LEAD, authority="330000", sessions=[session])
    ahead = TimestampSigner.get_timestamp
    with monkeypatch.context() as hour_ahead:
        hour_ahead.setattr(TimestampSigner, "get_timestamp", lambda one: ahead(one) + 3600)
        client = with_session(app, "secret")
    assert client.get("/summary-sheets").status_code == 200


def test_a_token_goes_on(
    client: FlaskClient, token_for: Callable[..., dict[str, str]], at: datetime
) -> None:
    """A token made before the step speaks for its account after it."""
    headers = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    ApiToken.objects.update(set__recorded_at=at + BACK)
    assert client.get("/api/v1/platforms", headers=headers).status_code == 200


def test_nobody_waits_longer_than_the_longest_wait(database: None, at: datetime) -> None:
    """A lock holds for its time, and not for that and the hour the clock stepped back."""
    first = timedelta(minutes=1)

    def tried(moment: datetime) -> bool:
        return charge("account:x", free=5, first=first, longest=LONGEST_WAIT, at=moment)

    assert all(tried(at) for _ in range(5))
    assert not tried(at)
    assert not tried(at + timedelta(seconds=59))
    assert tried(at - BACK)


def test_a_key_whose_request_was_cut_off_is_free_again(database: None, at: datetime) -> None:
    """A claim from the future was cut off like any old one; a fresh one still holds."""

    def begun(moment: datetime) -> idempotency.Answer | None:
        return idempotency.begin(Keyed("account", "key-00000001", "same", moment))

    assert begun(at) is None
    with pytest.raises(IdempotencyInProgress):
        begun(at + timedelta(seconds=5))
    assert begun(at - BACK) is None


@pytest.mark.parametrize(("seconds", "taken"), [(3600, True), (9, False)])
def test_a_lease_ends_though_the_databases_clock_stepped_back(
    accepted: Admit, make_sheet: MakeSheet, at: datetime, seconds: int, *, taken: bool
) -> None:
    """A lease an hour ahead of the database's clock holds nobody up; a running one does."""
    sheet = accepted(make_sheet({}))
    now = SummarySheet._get_db().client.admin.command("hello")["localTime"]
    SummarySheet.objects.update(
        set__lease_until=now + timedelta(seconds=seconds), set__lease_holder="another"
    )
    assert admit(sheet.number, at=at, rulebook=rulebook()) is taken


def test_a_correction_after_the_step_is_the_current_version(
    on_record: Callable[..., Platform], at: datetime
) -> None:
    """Versions follow each other by number; receipts and the profile are the correction's."""
    on_record()
    host = Actor(account="h", name="填报员", role=Role.HOST_OPERATOR, host="host-1")
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    values = {key: str(value) for key, value in GOOD.items()}
    first = submit(NUMBER, "2026Q4", Filing(values), by=host, at=at + BACK, **law)
    corrected = Filing(values | {"full_time_staff": "14"}, "人数有误")
    second = submit(NUMBER, "2026Q4", corrected, by=host, at=at, **law)
    assert (first.update.version, second.update.version) == (1, 2)
    assert second.update.submitted_at < first.update.submitted_at
    assert Platform.objects.get().latest_update == second.update.number
    assert Platform.objects.get().profile["full_time_staff"] == 14
    assert QuarterlyUpdate.objects.count() == 2
    assert ledger.broken_at(f"platform:{NUMBER}") is None
