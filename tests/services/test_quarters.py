"""A platform's quarters: owed, filed, begun, missed or not owed."""

from datetime import datetime
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.platforms import Absence
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import NotAllowed
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.duties import Reason, ReasonCode
from registry.services.duty_reasons import told_reason
from registry.services.quarters import quarters_of, updates_due
from registry.services.windows import QuarterUnknown, update_window
from tests.late_filing_makers import a_leave
from tests.services.records import begin, file

NUMBER = "330000-2026-0001"


@pytest.fixture
def law() -> dict[str, Any]:
    """The law that the service runs under."""
    return {"rulebook": rulebook(), "calendar": working_calendar()}


@pytest.fixture
def operator() -> Actor:
    """An operator of the host that the platforms are built on."""
    return Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_every_quarter_since_admission_has_its_state(on_record, law, at):
    """Filed, missed although begun, and open: newest first, the corrected version alone."""
    platform = on_record(NUMBER)
    file(platform.number, moment("2026-03-30T09:00"), period="2026Q1")
    file(platform.number, moment("2026-03-30T10:00"), version=2, period="2026Q1")
    begin(NUMBER, moment("2026-06-30T09:00"), period="2026Q2")
    found = quarters_of(platform, at=at, **law)
    assert [(one.period, one.state, one.version) for one in found] == [
        ("2026Q4", "todo", 0),
        ("2026Q3", "missing", 0),
        ("2026Q2", "missing", 0),
        ("2026Q1", "submitted", 2),
    ]
    assert found[-1].receipt == f"2026Q1-{NUMBER}-2"
    assert found[-1].content == {"load": 70}
    assert found[-1].on_behalf == ""


def test_a_quarter_filed_on_behalf_names_the_authority(on_record, law, at):
    """The version on file says who filled it in; the host's correction says nobody did."""
    platform = on_record(NUMBER)
    file(NUMBER, at, by="330000")
    assert quarters_of(platform, at=at, **law)[0].on_behalf == "330000"
    file(NUMBER, at, version=2)
    assert quarters_of(platform, at=at, **law)[0].on_behalf == ""


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2026-12-24T23:59:59", "upcoming"),
        ("2026-12-25T00:00:00", "todo"),
        ("2026-12-31T23:59:59", "todo"),
        ("2027-01-01T00:00:00", "missing"),
    ],
)
def test_the_clock_alone_turns_a_quarter_overdue(on_record, law, at, state):
    """Nothing has to run: before, in and after the window the date says where it stands."""
    found = quarters_of(on_record(NUMBER), at=moment(at), **law)
    assert next(one.state for one in found if one.period == "2026Q4") == state


def test_a_draft_shows_until_the_window_is_over(on_record, law, at):
    """Begun and open is a draft."""
    platform = on_record(NUMBER)
    begin(NUMBER, at)
    assert quarters_of(platform, at=at, **law)[0].state == "draft"


def test_admitted_in_the_window_it_owes_nothing(on_record, law, at):
    """The quarter of admission in the window is not owed (ruling 10)."""
    platform = on_record(NUMBER, admitted_at=moment("2026-12-25T00:00:00"))
    assert [one.state for one in quarters_of(platform, at=at, **law)] == ["not_owed"]


def test_a_removed_platform_s_quarters_end(on_record, law, at):
    """The quarter of removal is the last, and not owed."""
    platform = on_record(NUMBER, removed_at=moment("2026-09-24T09:00"))
    found = quarters_of(platform, at=at, **law)
    assert [(one.period, one.state) for one in found[:2]] == [
        ("2026Q3", "not_owed"),
        ("2026Q2", "missing"),
    ]  # fmt: skip - one list


def test_a_host_sees_where_its_platforms_stand(on_record, law, operator, at):
    """The host's platforms in the library, and no other's, with their state in the window."""
    platform = on_record(NUMBER)
    for number in ("330000-2026-0002", "330000-2026-0003"):
        on_record(number)
    on_record("330000-2026-0004", host="host-2")
    on_record("330000-2026-0005", removed_at=moment("2026-09-24T09:00"))
    file(platform.number, at)
    begin("330000-2026-0002", at)
    found = updates_due(update_window("", at=at, **law), by=operator, at=at)
    assert [(one.platform[-4:], one.state) for one in found] == [
        ("0001", "submitted"),
        ("0002", "draft"),
        ("0003", "todo"),
    ]  # fmt: skip - one list


def test_an_office_has_no_updates_due(law, lead, at):
    """Filing is the host's business."""
    with pytest.raises(NotAllowed):
        updates_due(update_window("", at=at, **law), by=lead, at=at)


def test_the_window_asked_for_or_the_one_in_time(law, at):
    """A quarter by name, the open window, or the next to open."""
    assert update_window("2026Q2", at=at, **law).period == "2026Q2"
    assert update_window("", at=at, **law).period == "2026Q4"
    assert update_window("", at=moment("2027-01-01T00:00:00"), **law).period == "2027Q1"
    with pytest.raises(QuarterUnknown):
        update_window("2026H2", at=at, **law)


def test_each_quarter_says_what_decided_it(on_record, law):
    """Away upon an appeal, filed late under leave and excused, missed: with days and number."""
    away = Absence(
        left_at=moment("2026-03-20T00:00"), back_at=moment("2026-05-06T09:00"), appeal="SS-1"
    )
    platform = on_record(NUMBER, admitted_at=moment("2025-03-02T10:00"), absences=[away])
    late = moment("2026-07-08T09:00")
    file(NUMBER, late, period="2026Q2")
    QuarterlyUpdate.objects.update(set__timeliness="late")
    a_leave(period="2026Q2", opens_at=late, until=moment("2026-07-11T00:00"), excused=True)
    found = quarters_of(platform, at=moment("2026-10-12T09:00"), **law)
    assert [told_reason(one.reason) for one in found[1:5]] == [
        "窗口2026年9月30日 24:00 截止，未收到提交",
        "窗口2026年6月30日 24:00 截止，2026年7月8日补报，已准予（BB-330000-2026-0101）",
        "2026年3月20日离库，2026年5月6日经申诉恢复（SS-1），窗口期内不在库，本季度免报",
        "窗口2025年12月31日 24:00 截止，未收到提交",
    ]
    assert found[3].state == "not_owed"


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_its_sentence(code):
    """With and without a number, and no gap where there is none."""
    since, until = moment("2026-12-25T00:00"), moment("2027-01-01T00:00")
    for reference in ("", "BB-1"):
        said = told_reason(Reason(code, since, until, reference))
        assert "2026年12月25日" in said or "2026年12月31日" in said
        assert "{" not in said
