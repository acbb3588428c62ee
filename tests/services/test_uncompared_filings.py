"""A filing that cannot be compared: tried some times, given up, looked at again by a person."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheetRow
from registry.documents.unreported_changes import UnreportedChange
from registry.errors import NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import outbox
from registry.services.ledger import broken_at
from registry.services.readings import answer
from registry.services.uncompared_filings import (
    TRIES,
    follow_up,
    look_again,
    look_again_at_all,
    move_along,
    uncompared_filings,
)
from registry.services.unreported_change_sources import look
from registry.services.unreported_change_tasks import unreported_tasks_of
from tests.unreported_makers import NEW, PLATFORM, given_up

SHEET = "330000-2026H2-01"
PROVINCE = Actor(account="p", name="浙江审核员", role=Role.PROVINCIAL_REVIEWER, authority="330000")
OTHER = Actor(account="o", name="广东审核员", role=Role.PROVINCIAL_REVIEWER, authority="440000")
MINISTRY = Actor(account="m", name="部工作人员", role=Role.MINISTRY_STAFF)


@pytest.fixture
def sheet(on_record: Callable[..., Platform], at: datetime) -> SummarySheetRow:
    """An accepted sheet, one row of which holds a number for a name: no text to compare."""
    platform = on_record(PLATFORM, place="杭州市")
    values = {
        "credit_code": platform.credit_code,
        "host_name": NEW,
        "platform_name": 863,
        "place": "宁波市",
    }
    row = SummarySheetRow(sheet=SHEET, row=4, values=values, opinion="approved", outcome="x").save()
    outbox.post(follow_up(f"summary_sheet:{SHEET}", SHEET, authority="330000"), at=at)
    return row


def looked(at: datetime, times: int) -> list[int]:
    """Look so many times, a minute apart."""
    return [look(at=at + timedelta(minutes=one), rulebook=rulebook()) for one in range(times)]


def test_it_is_given_up_after_some_tries_and_kept_with_its_fault(
    sheet: SummarySheetRow, at: datetime
) -> None:
    """Five tries and no more; whose, when and the fault's kind stand there, nothing it says."""
    assert looked(at, TRIES - 1) == [0] * (TRIES - 1)
    assert uncompared_filings(by=PROVINCE) == []
    assert looked(at + timedelta(hours=1), 3) == [0, 0, 0]
    (one,) = uncompared_filings(by=PROVINCE)
    assert (one.noun, one.key, one.authority, one.filed_at) == (
        "summary_sheet", SHEET, "330000", at,
    )  # fmt: skip
    assert (one.tries, one.tried_at, one.fault) == (TRIES, at + timedelta(hours=1), "TypeError")
    kept = OutboxMessage.objects(audience="desk").as_pymongo().get()
    assert "863" not in str(kept)
    assert NEW not in str(kept)


def test_a_person_has_it_looked_at_again(sheet: SummarySheetRow, at: datetime) -> None:
    """Mended and looked at again it opens its case; the ledger keeps who and the fault."""
    looked(at, TRIES)
    sheet.update(set__values__platform_name="先进材料中试平台")
    assert looked(at, 1) == [0]
    look_again(SHEET, by=PROVINCE, at=at)
    assert uncompared_filings(by=PROVINCE) == []
    assert looked(at, 1) == [1]
    assert UnreportedChange.objects.get().new_value == NEW
    entry = LedgerEntry.objects.get(subject=f"uncompared_filing:{SHEET}")
    assert (entry.verb, entry.account_name) == ("uncompared_filing.look_again", "浙江审核员")
    assert entry.before == {"tries": TRIES, "fault": "TypeError"}
    assert broken_at(entry.subject) is None
    with pytest.raises(NotFound):
        look_again(SHEET, by=PROVINCE, at=at)


def test_what_is_not_mended_is_given_up_again(sheet: SummarySheetRow, at: datetime) -> None:
    """Looked at again it has as many tries as at first."""
    looked(at, TRIES)
    look_again(SHEET, by=MINISTRY, at=at)
    looked(at, TRIES - 1)
    assert uncompared_filings(by=MINISTRY) == []
    looked(at, 1)
    assert len(uncompared_filings(by=MINISTRY)) == 1


def test_each_office_sees_its_own_and_the_ministry_all(database: None, at: datetime) -> None:
    """Another's is none, at home and on the desk; what is done for all is done for one's own."""
    given_up("2026Q4-1")
    given_up("2026Q4-2", authority="440000")
    assert [one.key for one in uncompared_filings(by=PROVINCE)] == ["2026Q4-1"]
    assert len(uncompared_filings(by=MINISTRY)) == 2
    with pytest.raises(NotFound):
        look_again("2026Q4-2", by=PROVINCE, at=at)
    for by, count in ((PROVINCE, 1), (MINISTRY, 2)):
        (line,) = [one for one in answer(unreported_tasks_of(by=by, at=at)) if "again" in one.code]
        assert line.params["count"] == count
    assert look_again_at_all(by=PROVINCE, at=at) == 1
    assert [one.key for one in uncompared_filings(by=MINISTRY)] == ["2026Q4-2"]
    assert LedgerEntry.objects(verb="uncompared_filing.look_again").count() == 1


def test_it_goes_with_its_platform(database: None) -> None:
    """The authority that receives a platform sees its filings that were given up."""
    given_up("2026Q4-1")
    move_along(PLATFORM, "440000")
    assert uncompared_filings(by=PROVINCE) == []
    assert [one.key for one in uncompared_filings(by=OTHER)] == ["2026Q4-1"]
