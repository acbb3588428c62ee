"""Real-time updates on the desk: kept, questioned, settled, and what the quarter makes of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, restored
from registry.documents.realtime_updates import RealtimeUpdate
from registry.errors import Invalid, NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import quarterly_updates, realtime_exports
from registry.services import realtime_updates as desk
from registry.services.ledger import broken_at
from registry.services.quarterly_update_forms import PlatformNotInLibrary
from registry.services.quarterly_update_starts import newest_of
from registry.services.quarters import quarters_of
from registry.services.realtime_exports import export_updates
from tests.services.records import file
from tests.services.simultaneous import at_once
from tests.services.test_quarterly_updates import GOOD

NUMBER = "330000-2026-0001"
OPERATOR = Actor("op-1", "张三", Role.HOST_OPERATOR, host="host-1", door="api")
PROVINCE = Actor("r-1", "李四", Role.PROVINCIAL_REVIEWER, authority="330000")


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


AT = moment("2026-11-20T09:00")


@pytest.fixture
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform in the library."""
    return on_record(NUMBER)


def reported(
    at: datetime = AT, *, measured_at: datetime | None = None, by: Actor = OPERATOR, **values: str
) -> RealtimeUpdate:
    """Report values, measured as they arrive unless said otherwise."""
    return desk.report(NUMBER, values, measured_at or at, by=by, at=at, rulebook=rulebook())


def newest() -> dict[str, Any]:
    """The platform's newest values that count, by field."""
    return {key: one.value for key, one in newest_of(Platform.objects.get(number=NUMBER)).items()}


def opened(at: datetime) -> Any:
    """The form of the fourth quarter as the operator finds it."""
    told = {"by": OPERATOR, "at": at, "rulebook": rulebook(), "calendar": working_calendar()}
    return quarterly_updates.read_update(NUMBER, "2026Q4", **told)


@pytest.mark.usefixtures("platform")
def test_a_report_is_kept_whole_and_no_message_goes_out() -> None:
    """Exact values, both times, account and door; one entry in the platform's chain."""
    made = reported(load="78.50", full_time_staff="13")
    kept = RealtimeUpdate.objects.get(platform=NUMBER)
    assert restored(kept.values) == {"load": Decimal("78.50"), "full_time_staff": 13}
    assert (kept.serial, kept.host, kept.authority) == (1, "host-1", "330000")
    assert (kept.measured_at, kept.received_at) == (AT, AT)
    assert (kept.account_name, kept.door, kept.open) == ("张三", "api", False)
    assert sorted(kept.counted) == sorted(made.fields) == ["full_time_staff", "load"]
    entry = LedgerEntry.objects.get(subject=f"platform:{NUMBER}")
    assert (entry.verb, entry.clause) == ("realtime_update.report", "二（三）")
    assert entry.after["serial"] == 1
    assert broken_at(f"platform:{NUMBER}") is None
    assert OutboxMessage.objects.count() == 0


@pytest.mark.usefixtures("platform")
def test_the_quarter_is_owed_all_the_same() -> None:
    """With a report in the window the quarter is to be done; after it, it is missing."""
    at = moment("2026-12-28T09:00")
    reported(at, load="80")
    law = {"rulebook": rulebook(), "calendar": working_calendar()}
    found = Platform.objects.get(number=NUMBER)
    assert next(one.state for one in quarters_of(found, at=at, **law)) == "todo"
    later = quarters_of(found, at=moment("2027-01-05T09:00"), **law)
    assert {one.period: one.state for one in later}["2026Q4"] == "missing"
    assert QuarterlyUpdate.objects.count() == 0


@pytest.mark.usefixtures("platform")
def test_what_is_unreadable_is_refused_and_named() -> None:
    """Negative, no figure, a field of the quarter, an unknown one, nothing: nothing is kept."""
    with pytest.raises(Invalid) as refused:
        reported(load="-1", full_time_staff="十三", enterprises_served="9", voltage="5")
    assert sorted(refused.value.fields) == [
        "enterprises_served", "full_time_staff", "load", "voltage",
    ]  # fmt: skip
    for values in ({}, {"load": " "}):
        with pytest.raises(Invalid) as refused:
            reported(**values)
        assert list(refused.value.fields) == ["values"]
    with pytest.raises(Invalid) as refused:
        reported(measured_at=moment("0001-01-01T00:00"), load="1")
    assert list(refused.value.fields) == ["measured_at"]
    assert RealtimeUpdate.objects.count() == LedgerEntry.objects.count() == 0


def test_a_platform_outside_the_library_has_nothing_to_report(
    on_record: Callable[..., Platform],
) -> None:
    """Neither after its removal nor before it came in."""
    on_record(NUMBER, state="removed", removed_at=AT)
    for at in (AT, moment("2026-03-01T09:00")):
        with pytest.raises(PlatformNotInLibrary):
            reported(at, load="80")


@pytest.mark.usefixtures("platform")
def test_another_s_platform_is_none_and_an_office_reports_nothing() -> None:
    """A stranger gets what a missing number gets; the province may only read."""
    stranger = Actor("op-2", "外人", Role.HOST_OPERATOR, host="host-2")
    with pytest.raises(NotFound):
        reported(by=stranger, load="80")
    with pytest.raises(NotAllowed):
        reported(by=PROVINCE, load="80")
    made = reported(load="80")
    assert desk.read(NUMBER, made.serial, by=PROVINCE).serial == 1
    for serial in (2, 10**12):
        with pytest.raises(NotFound):
            desk.read(NUMBER, serial, by=PROVINCE)
    with pytest.raises(NotFound):
        desk.list_updates(NUMBER, by=stranger, limit=5)


@pytest.mark.usefixtures("platform")
def test_a_questioned_value_waits_and_the_rest_counts() -> None:
    """A load of 850 is kept with why, and is not the newest; the staff beside it is."""
    reported(load="85")
    made = reported(AT + timedelta(hours=1), load="850", full_time_staff="13")
    assert made.questions == {"load": ["over_full_load", "jumped"]}
    assert (made.open, made.counted) == (True, ["full_time_staff"])
    assert newest() == {"load": Decimal(85), "full_time_staff": 13}
    assert [one.serial for one in desk.questioned(NUMBER)] == [2]
    assert (desk.state_of(made, "load"), desk.state_of(made, "full_time_staff")) == (
        "questioned", "counted",
    )  # fmt: skip


@pytest.mark.usefixtures("platform")
def test_a_jump_is_one_from_the_profile_too() -> None:
    """The equipment stands at 1350.5 since admission: ten times that is asked back."""
    assert reported(equipment_value="13505").questions == {"equipment_value": ["jumped"]}
    assert reported(equipment_value="1400").questions == {}


def test_a_profile_that_holds_no_figure_speaks_against_nothing(
    on_record: Callable[..., Platform],
) -> None:
    """An old text where a figure belongs is nothing to hold a value against."""
    on_record(NUMBER, profile={"equipment_value": "约一千三百万", "site_area": "2600"})
    made = reported(equipment_value="1", site_area="26000")
    assert made.questions == {"site_area": ["jumped"]}


@pytest.mark.usefixtures("platform")
def test_a_confirmed_value_counts_from_then_on() -> None:
    """It wants a word of explanation; said once, it is the newest."""
    reported(load="5")
    reported(AT + timedelta(hours=1), load="50")
    with pytest.raises(Invalid) as refused:
        desk.confirm(NUMBER, 2, " ", by=OPERATOR, at=AT, rulebook=rulebook())
    assert list(refused.value.fields) == ["reason"]
    settled = desk.confirm(
        NUMBER, 2, "新签了大客户", by=OPERATOR, at=AT + timedelta(hours=2), rulebook=rulebook()
    )
    assert (settled.settlement.outcome, settled.settlement.reason) == ("confirmed", "新签了大客户")
    assert newest() == {"load": Decimal(50)}
    assert desk.questioned(NUMBER) == []
    for settle in (partial(desk.confirm, rulebook=rulebook()), desk.withdraw):
        with pytest.raises(desk.RealtimeUpdateSettled):
            settle(NUMBER, 2, "再说一遍", by=OPERATOR, at=AT)
    entry = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("-sequence").first()
    assert (entry.verb, entry.reason) == ("realtime_update.confirm", "新签了大客户")


@pytest.mark.usefixtures("platform")
def test_a_withdrawn_value_never_counts_and_its_record_stays() -> None:
    """Withdrawn without a reason; what was not questioned counts on."""
    reported(load="500", full_time_staff="13")
    settled = desk.withdraw(NUMBER, 1, "", by=OPERATOR, at=AT)
    assert settled.counted == ["full_time_staff"]
    assert newest() == {"full_time_staff": 13}
    assert restored(RealtimeUpdate.objects.get(serial=1).values)["load"] == Decimal(500)
    assert desk.state_of(settled, "load") == "withdrawn"


@pytest.mark.usefixtures("platform")
def test_of_two_words_at_once_one_is_kept() -> None:
    """Confirmed and withdrawn in the same moment: the other is told that it is settled."""
    reported(load="500")
    outcomes = at_once(
        lambda: desk.confirm(NUMBER, 1, "属实", by=OPERATOR, at=AT, rulebook=rulebook()),
        lambda: desk.withdraw(NUMBER, 1, "", by=OPERATOR, at=AT),
    )
    assert sum(isinstance(one, desk.RealtimeUpdateSettled) for one in outcomes) == 1
    assert LedgerEntry.objects(verb__in=["realtime_update.confirm", "realtime_update.withdraw"]
                               ).count() == 1  # fmt: skip


@pytest.mark.usefixtures("platform")
def test_what_lies_ahead_can_only_be_withdrawn() -> None:
    """No explanation makes a time that has not come one that was."""
    reported(measured_at=AT + timedelta(days=1), load="80")
    with pytest.raises(desk.RealtimeUpdateAhead):
        desk.confirm(NUMBER, 1, "系统时间", by=OPERATOR, at=AT, rulebook=rulebook())
    desk.withdraw(NUMBER, 1, "系统时间有误", by=OPERATOR, at=AT)
    assert newest() == {}


@pytest.mark.usefixtures("platform")
def test_an_older_value_is_asked_back_and_never_becomes_the_newest() -> None:
    """Confirmed, it counts in the series; the newest is still the one measured last."""
    reported(load="80")
    made = reported(measured_at=AT - timedelta(days=1), load="70", site_area="2600")
    assert made.questions == {"load": ["backwards"]}
    desk.confirm(NUMBER, 2, "补报昨天的", by=OPERATOR, at=AT, rulebook=rulebook())
    assert newest() == {"load": Decimal(80), "site_area": Decimal(2600)}


@pytest.mark.usefixtures("platform")
def test_the_form_starts_from_what_is_newer() -> None:
    """Newest stocks are brought along with when; not a questioned one; a draft stays as typed."""
    reported(load="80", full_time_staff="14")
    reported(moment("2026-12-01T09:00"), load="8000")
    at = moment("2026-12-28T09:00")
    form = opened(at)
    assert (form.values["load"], form.values["full_time_staff"]) == ("80", "14")
    assert form.values["equipment_value"] == "1350.5"
    assert form.realtime["load"].measured_at == AT
    assert form.before.stocks["full_time_staff"] == 12
    told = {"by": OPERATOR, "at": at, "rulebook": rulebook(), "calendar": working_calendar()}
    typed = quarterly_updates.Typed({"load": "66"})
    quarterly_updates.save_draft(NUMBER, "2026Q4", typed, **told)
    assert opened(at).values == {"load": "66"}


@pytest.mark.usefixtures("platform")
def test_a_value_older_than_the_last_version_is_not_brought_along() -> None:
    """What was filed in September is newer than what was measured in August."""
    reported(moment("2026-08-20T09:00"), load="40")
    told = {"by": OPERATOR, "rulebook": rulebook(), "calendar": working_calendar()}
    filing = quarterly_updates.Filing(GOOD)
    quarterly_updates.submit(
        NUMBER, "2026Q3", filing, at=moment("2026-09-24T10:00"), **told
    )  # fmt: skip
    form = opened(moment("2026-12-28T09:00"))
    assert (form.values["load"], form.realtime) == (GOOD["load"], {})
    reported(load="61.5")
    assert opened(moment("2026-12-28T09:00")).values["load"] == "61.5"


@pytest.mark.usefixtures("platform")
def test_the_series_is_paged_and_narrowed_newest_first() -> None:
    """A page at a time, by the field it holds; a workbook has one row for each value."""
    for hour in range(3):
        reported(AT + timedelta(hours=hour), load=str(70 + hour))
    reported(AT + timedelta(hours=3), site_area="2600", full_time_staff="13")
    first, last = desk.list_updates(NUMBER, "load", by=PROVINCE, limit=2)
    assert ([one.serial for one in first], last) == ([3, 2], [2])
    rest, last = desk.list_updates(NUMBER, "load", by=PROVINCE, after=2, limit=2)
    assert ([one.serial for one in rest], last) == ([1], None)
    book = load_workbook(BytesIO(export_updates(NUMBER, by=PROVINCE, at=AT)))
    rows = list(book.active.iter_rows(min_row=3, values_only=True))
    assert [(row[0], row[1]) for row in rows] == [
        (4, "中试场地面积"), (4, "专职技术或管理人员"), (3, "中试运行载荷"), (2, "中试运行载荷"),
        (1, "中试运行载荷"),
    ]  # fmt: skip
    entry = LedgerEntry.objects(verb="realtime_update.export").get()
    assert entry.after["rows"] == 5


@pytest.mark.usefixtures("platform")
def test_a_workbook_says_where_it_holds_the_newest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the most that is exported the oldest are left out, and the title says so."""
    for hour in range(3):
        reported(AT + timedelta(hours=hour), load=str(70 + hour))
    monkeypatch.setattr(realtime_exports, "MOST_EXPORTED", 2)
    book = load_workbook(BytesIO(export_updates(NUMBER, by=PROVINCE, at=AT)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "实时更新（只含最新 2 次）"
    assert [row[0] for row in rows[2:]] == [3, 2]


@pytest.mark.usefixtures("platform")
def test_what_was_measured_after_a_quarter_is_newer_than_its_late_correction() -> None:
    """September corrected in December tells of September: October's value starts the next form."""
    october, december = moment("2026-10-20T09:00"), moment("2026-12-10T09:00")
    file(NUMBER, moment("2026-09-24T09:00"), period="2026Q3")
    reported(moment("2026-09-23T09:00"), full_time_staff="12")
    assert not opened(moment("2026-12-28T09:00")).realtime
    reported(october, full_time_staff="13")
    file(NUMBER, december, version=2, period="2026Q3")
    there = opened(moment("2026-12-28T09:00"))
    assert there.realtime["full_time_staff"].value == 13
    assert there.values["full_time_staff"] == "13"
