"""A round that closed with work undone: told once to hosts and authorities, decided by nobody."""

from datetime import datetime, timedelta

import pytest

from jobs import adjustments as job
from registry.clock import SHANGHAI
from registry.documents.adjustments import RoundClosing
from registry.documents.applications import Application
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.law import rulebook
from registry.messages import say
from registry.services.authorities import authorities
from tests.application_makers import an_application
from tests.round_makers import a_round
from tests.services.simultaneous import at_once
from tests.services.test_tasks import send

pytestmark = pytest.mark.usefixtures("database")
LAST = datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)
ENDED = datetime(2027, 1, 1, tzinfo=SHANGHAI)


def _run(at: datetime = ENDED) -> int:
    return job.run(at=at, rulebook=rulebook())


def _left_behind() -> None:
    """Two applications of one host and one of another in Zhejiang; one that ended; one sheet."""
    an_application("SB-1", state="draft", period="", version=0, host="host-1")
    an_application("SB-2", state="in_review", host="host-1")
    an_application("SB-3", state="returned", host="host-2")
    an_application("SB-4", state="admitted", host="host-3")
    send("330000-2026H2-01", LAST)


def test_hosts_and_authority_are_told_once() -> None:
    """One message a host, one to the authority, written down with what was left."""
    a_round()
    _left_behind()
    assert _run() == len(authorities().codes)
    closing = RoundClosing.objects.get(authority="330000")
    left = {one.number: one.state for one in closing.applications}
    assert left == {"SB-1": "draft", "SB-2": "in_review", "SB-3": "returned"}
    assert [one.number for one in closing.sheets] == ["330000-2026H2-01"]
    told = {one.recipient: say(one.code, **one.params) for one in OutboxMessage.objects}
    assert set(told) == {"host-1", "host-2", "330000"}
    assert "贵单位有 2 份申报" in told["host-1"]
    assert "2027年上半年" in told["host-2"]
    assert "3 份申报、1 份汇总表" in told["330000"]
    entry = LedgerEntry.objects.get(after__authority="330000")
    assert (entry.verb, entry.account, entry.door) == ("adjustment.close", "clock", "clock")
    assert (_run(), OutboxMessage.objects.count()) == (0, 3)


def test_sheets_that_were_sent_anew_are_not_left() -> None:
    """Seven uploads that needed mending and the eighth that waits: one sheet is left."""
    a_round()
    for ordinal in range(1, 8):
        at = LAST - timedelta(hours=9 - ordinal)
        send(f"330000-2026H2-0{ordinal}", at, "needs_mending")
    send("330000-2026H2-08", LAST)
    _run()
    closing = RoundClosing.objects.get(authority="330000")
    assert [one.number for one in closing.sheets] == ["330000-2026H2-08"]
    told = OutboxMessage.objects.get(recipient="330000")
    assert "1 份汇总表" in say(told.code, **told.params)


def test_nothing_is_decided_by_it() -> None:
    """States and periods are what they were."""
    a_round()
    _left_behind()
    before = list(Application.objects.order_by("number").scalar("state", "period"))
    _run()
    assert list(Application.objects.order_by("number").scalar("state", "period")) == before


def test_a_round_still_running_is_not_closed() -> None:
    """A second before its month ends nothing is told; a round without notice has no end."""
    _left_behind()
    assert _run() == 0
    a_round()
    assert _run(LAST) == 0
    assert RoundClosing.objects.count() == 0


def test_a_run_that_broke_off_goes_on() -> None:
    """Authorities told before are left alone, the others are told."""
    a_round()
    _left_behind()
    RoundClosing(period="2026H2", authority="330000", hosts_told=0, recorded_at=ENDED).save()
    assert _run() == len(authorities().codes) - 1
    assert OutboxMessage.objects.count() == 0


def test_two_runs_at_once_tell_once() -> None:
    """Whichever comes first at an authority tells it."""
    a_round()
    _left_behind()
    assert sum(at_once(_run, _run)) == len(authorities().codes)
    assert OutboxMessage.objects.count() == 3
