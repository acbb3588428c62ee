"""Conditions no longer met 入库条件线索: found, seen again and resolved as updates are filed."""

import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from registry import database as db
from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.condition_findings import ConditionFinding
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.forms import quarterly_update_form
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor, Role
from registry.services import quarterly_updates as desk
from registry.services import realtime_updates
from registry.services.ledger import broken_at
from registry.services.quarterly_updates import Filing
from tests.late_filing_makers import a_leave
from tests.services.simultaneous import at_once

NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
BELOW = {"equipment_value": "980"}
_ASKING = (
    "update_below_entry",
    "update_total_fell",
    "update_jumped",
    "update_total_does_not_add",
    "update_unchanged_three_quarters",
)
# A word to whatever is asked back: what is filed below a condition wants one.
EXPLAINED = {
    f"{check}-{key}": "已核对，属实"
    for check in _ASKING
    for key in (*(one.key for one in quarterly_update_form().fields), "nothing_changed")
}
OPERATOR = Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")
Noting = Callable[[], AbstractContextManager[list[str]]]


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def file(on_record: Callable[..., Platform], at: datetime) -> Callable[..., str]:
    """``file(period, at, reason, **changes)``: submit the good update, changed; its receipt."""
    on_record(NUMBER, admitted_at=moment("2025-03-03T10:00"))

    def filed(period: str = "2026Q4", when: str = "", reason: str = "", **changes: str) -> str:
        law: dict[str, Any] = {"rulebook": rulebook(), "calendar": working_calendar()}
        filing = Filing(GOOD | changes, reason, explanations=EXPLAINED)
        now = moment(when) if when else at
        return desk.submit(NUMBER, period, filing, by=OPERATOR, at=now, **law).update.number

    return filed


def report(when: str, received: str = "", **values: str) -> int:
    """Report values in real time; return the report's serial."""
    measured = moment(when)
    at = moment(received) if received else measured
    told = {"by": OPERATOR, "at": at, "rulebook": rulebook()}
    return realtime_updates.report(NUMBER, values, measured, **told).serial


def standing() -> list[tuple[str, str, str]]:
    """Every finding by condition, state and newest value."""
    found = ConditionFinding.objects.order_by("opened_at", "criterion")
    return [(one.criterion, one.state, str(Decimal(str(one.value)))) for one in found]


def leave(period: str, on: str) -> None:
    """Let the platform file a quarter late, around a day."""
    opens = moment(on) - timedelta(days=1)
    a_leave(
        f"BB-330000-2026-{on[5:7]}{on[8:10]}",
        period=period,
        opens_at=opens,
        until=opens + timedelta(days=6),
        last_day=opens.date() + timedelta(days=5),
    )


def test_a_stock_below_its_condition_is_on_record(file):
    """Platform, condition, clause, figures, quarter and receipt; told to host and authority."""
    receipt = file(**BELOW)
    (found,) = ConditionFinding.objects
    assert (found.number, found.platform, found.host, found.authority) == (
        "XS-330000-2026-0001",
        NUMBER,
        "host-1",
        "330000",
    )
    assert (found.criterion, found.clause, found.field) == (
        "equipment_original_value",
        "一（二）1",
        "equipment_value",
    )
    assert (Decimal(str(found.value)), Decimal(str(found.wanted))) == (980, 1000)
    (seen,) = found.seen
    assert (seen.source, seen.period) == (f"quarterly_update:{receipt}", "2026Q4")
    told = OutboxMessage.objects(subject=f"condition_finding:{found.number}")
    assert {(one.audience, one.recipient) for one in told} == {
        ("host", "host-1"),
        ("authority", "330000"),
    }
    acts = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("sequence")
    assert [one.verb for one in acts] == ["quarterly_update.submit", "condition_finding.open"]
    assert broken_at(f"platform:{NUMBER}") is None


def test_at_the_number_nothing_is_found(file):
    """The threshold itself meets the condition; a whole good update finds nothing."""
    file(equipment_value="1000", full_time_staff="5", enterprises_served="5", new_enterprises="3")
    assert standing() == []


def test_each_condition_has_a_finding_of_its_own(file):
    """Three stocks and the year's income below: four findings, each with its clause."""
    file(
        equipment_value="1",
        full_time_staff="1",
        enterprises_served="3",
        service_income_this_year="900",
    )
    assert {one.criterion: one.clause for one in ConditionFinding.objects} == {
        "equipment_original_value": "一（二）1",
        "full_time_staff": "一（二）2",
        "enterprises_served": "一（四）2",
        "service_income": "一（四）3",
    }
    assert Decimal(str(ConditionFinding.objects.get(criterion="service_income").percent)) == 5
    assert len(set(ConditionFinding.objects.scalar("number"))) == 4


def test_an_income_is_read_once_its_year_is_complete(file):
    """Until the third quarter a year's income says nothing; in the fourth it does."""
    file("2026Q3", "2026-09-24T10:00", service_income_this_year="600")
    assert standing() == []
    file("2026Q4", service_income_this_year="900", nothing_changed="1")
    assert standing() == [("service_income", "open", "900")]
    file("2027Q1", "2027-03-30T10:00", service_income_this_year="50", nothing_changed="1")
    assert standing() == [("service_income", "open", "900")]


def test_a_later_quarter_still_below_is_the_same_finding(file):
    """It is seen again with its own figure; nobody is told a second time."""
    file("2026Q3", "2026-09-24T10:00", equipment_value="990")
    file("2026Q4", **BELOW)
    (found,) = ConditionFinding.objects
    assert [(one.period, str(one.value)) for one in found.seen] == [
        ("2026Q3", "990"),
        ("2026Q4", "980"),
    ]
    assert (str(found.value), found.state, found.version) == ("980", "open", 2)
    assert OutboxMessage.objects(subject__startswith="condition_finding").count() == 2


def test_a_correction_in_the_same_quarter_heals(file):
    """What was a slip of the pen is resolved by its correction, and a new slip is new."""
    file(**BELOW)
    receipt = file(reason="少打一位", equipment_value="1980")
    (found,) = ConditionFinding.objects
    assert (found.state, found.open, found.resolved_by) == (
        "resolved",
        False,
        f"quarterly_update:{receipt}",
    )
    file(reason="还是原来的数", equipment_value="970")
    assert [one[1:] for one in standing()] == [("resolved", "1980"), ("open", "970")]


def test_a_later_quarter_that_meets_it_again_resolves(file):
    """The next quarter's figure ends it; host and authority are told."""
    file("2026Q3", "2026-09-24T10:00", **BELOW)
    file("2026Q4")
    assert standing() == [("equipment_original_value", "resolved", "1350.5")]
    codes = OutboxMessage.objects(subject__startswith="condition_finding").scalar("code")
    assert "notice_condition_resolve_host" in list(codes)
    assert "notice_condition_resolve_authority" in list(codes)


def test_a_late_older_quarter_opens_nothing(file):
    """What was below in the third quarter is history once the fourth meets it."""
    file("2026Q4")
    leave("2026Q3", "2027-01-08T10:00")
    file("2026Q3", "2027-01-08T10:00", **BELOW)
    assert standing() == []


def test_a_late_older_quarter_resolves_nothing(file):
    """Nor does a good figure of the past end what the newest shows."""
    file("2026Q4", **BELOW)
    leave("2026Q3", "2027-01-08T10:00")
    file("2026Q3", "2027-01-08T10:00")
    assert standing() == [("equipment_original_value", "open", "980")]


def test_a_year_s_total_filed_late_is_still_the_newest_year(file):
    """Filed after the next year's first, its stocks are the past, and its total is not."""
    file("2026Q3", "2026-09-24T10:00", service_income_this_year="600")
    file("2027Q1", "2027-03-30T10:00", service_income_this_year="50", nothing_changed="1")
    leave("2026Q4", "2027-04-08T10:00")
    file("2026Q4", "2027-04-08T10:00", service_income_this_year="900", equipment_value="900")
    assert standing() == [("service_income", "open", "900")]


def test_an_older_year_s_total_changes_nothing(file):
    """Of two years the later counts, whenever the earlier is corrected."""
    file("2025Q4", "2025-12-30T10:00", service_income_this_year="1500")
    file("2026Q4", service_income_this_year="900", nothing_changed="1")
    leave("2025Q4", "2027-01-08T10:00")
    file("2025Q4", "2027-01-08T10:00", reason="多报", service_income_this_year="1600")
    assert standing() == [("service_income", "open", "900")]
    leave("2025Q4", "2027-02-08T10:00")
    file("2025Q4", "2027-02-08T10:00", reason="再更正", service_income_this_year="700")
    assert len(standing()) == 1


def test_two_filings_at_once_make_one_finding(file):
    """Corrections from four hands: one finding of the condition, and the chain holds."""
    db.rehearse_transactions(on=False)
    hands = [
        partial(file, reason="更正", equipment_value=str(900 + turn)) for turn in range(4)
    ]  # fmt: skip - one hand each
    file(equipment_value="950")
    at_once(*hands)
    (found,) = ConditionFinding.objects
    assert len(found.seen) == 5
    assert broken_at(f"platform:{NUMBER}") is None


def test_an_update_and_a_real_time_update_at_once_make_one(file):
    """The platform's own record lets one of the two wait for the other."""
    db.rehearse_transactions(on=False)
    at_once(
        partial(file, **BELOW),
        partial(report, "2026-12-28T08:59", equipment_value="970"),
    )
    assert ConditionFinding.objects(open=True).count() == 1


def test_a_real_time_update_opens_and_resolves(file):
    """The newest value counts, whichever way it came."""
    file("2026Q3", "2026-09-24T10:00")
    serial = report("2026-10-09T10:00", full_time_staff="4")
    (found,) = ConditionFinding.objects
    assert (found.criterion, found.seen[0].source, found.seen[0].period) == (
        "full_time_staff",
        f"realtime_update:{NUMBER}:{serial}",
        "",
    )
    report("2026-10-10T10:00", load="80")
    assert found.reload().version == 1
    report("2026-11-10T10:00", full_time_staff="6")
    assert standing() == [("full_time_staff", "resolved", "6")]


def test_a_real_time_value_older_than_the_last_update_changes_nothing(file):
    """A measurement sent in later tells of a time before the update."""
    file("2026Q4", full_time_staff="4")
    report("2026-12-20T10:00", "2026-12-29T10:00", full_time_staff="9")
    assert standing() == [("full_time_staff", "open", "4")]


def test_an_update_filed_late_does_not_undo_a_later_measurement(file):
    """A third quarter filed in January tells of September, not of what was measured since."""
    file("2026Q2", "2026-06-29T10:00")
    report("2026-10-20T10:00", full_time_staff="4")
    leave("2026Q3", "2027-01-08T10:00")
    file("2026Q3", "2027-01-08T10:00", full_time_staff="9")
    assert standing() == [("full_time_staff", "open", "4")]


def test_a_questioned_value_counts_once_it_is_confirmed(file):
    """A jump opens nothing by itself; confirmed by its host it does."""
    file("2026Q3", "2026-09-24T10:00")
    serial = report("2026-10-20T10:00", full_time_staff="1")
    assert standing() == []
    told = {"by": OPERATOR, "at": moment("2026-10-21T10:00"), "rulebook": rulebook()}
    realtime_updates.confirm(NUMBER, serial, "一半的人调走了", **told)
    assert standing() == [("full_time_staff", "open", "1")]


def test_a_condition_that_changed_is_held_against_its_own_day(file, monkeypatch):
    """1,200 met 1,000; once the law wants 1,500 the next filing of a later day opens a finding."""
    law = rulebook()
    old = law.programme(NATIONAL).criterion("equipment_original_value", date(2026, 12, 31))
    others = [one for one in law.programme(NATIONAL).all_criteria if one is not old]
    raised = replace(old, since=date(2027, 1, 1), threshold=Decimal(1500))
    criteria = (*others, replace(old, until=date(2026, 12, 31)), raised)
    programme = replace(law.programme(NATIONAL), all_criteria=criteria)
    changed = replace(law, programmes={**law.programmes, NATIONAL: programme})
    monkeypatch.setitem(globals(), "rulebook", lambda: changed)
    file("2026Q4", equipment_value="1200")
    assert standing() == []
    file(
        "2027Q1",
        "2027-03-30T10:00",
        equipment_value="1200",
        nothing_changed="1",
        service_income_this_year="50",
    )  # fmt: skip - one filing
    assert standing() == [("equipment_original_value", "open", "1200")]
    assert Decimal(str(ConditionFinding.objects.get().wanted)) == 1500


def test_a_good_filing_costs_no_command_more(file, commands: Noting):
    """Nothing below and nothing standing: what stands came with the look at the quarter."""
    db.rehearse_transactions(on=False)
    file("2026Q3", "2026-09-24T10:00")
    with commands() as seen:
        file("2026Q4", nothing_changed="1", service_income_this_year="1190")
    assert not [one for one in seen if "condition" in one or "counters" in one]
    assert len([one for one in seen if one.startswith(("aggregate", "find "))]) <= 2, seen
