"""Reminders: each step once to each, whoever runs it and whenever; nothing to who owes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from jobs import reminders as job
from registry.clock import SHANGHAI
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Absence, Platform
from registry.documents.reminders import Reminder
from registry.documents.support_requests import SupportRequest
from registry.law import rulebook
from registry.messages import say
from registry.services import outbox
from registry.services.authorities import authorities
from tests.round_makers import a_round
from tests.services.records import begin, file
from tests.services.simultaneous import at_once
from tests.update_return_makers import a_return

pytestmark = pytest.mark.usefixtures("database")

# The window of the third quarter of 2026: 23, 24, 28, 29 and 30 September.
OPENS = datetime(2026, 9, 23, 8, tzinfo=SHANGHAI)
SECOND_DAY = datetime(2026, 9, 24, 8, tzinfo=SHANGHAI)
THIRD_DAY = datetime(2026, 9, 28, 8, tzinfo=SHANGHAI)
DAYS_LEFT = datetime(2026, 9, 29, 8, tzinfo=SHANGHAI)
LAST_DAY = datetime(2026, 9, 30, 8, tzinfo=SHANGHAI)
CLOSED = datetime(2026, 10, 1, tzinfo=SHANGHAI)
HERE, THERE, HIS = "330000-2026-0001", "440000-2026-0001", "330000-2026-0002"
Keep = Callable[..., Platform]


def _run(at: datetime = OPENS) -> int:
    return job.run(at=at, rulebook=rulebook())


def _told(recipient: str) -> list[str]:
    found = OutboxMessage.objects(recipient=recipient).order_by("recorded_at", "id")
    return [say(one.code, **one.params) for one in found]


def _codes(recipient: str) -> list[str]:
    found = OutboxMessage.objects(recipient=recipient).order_by("recorded_at", "id")
    return [one.code.removeprefix("notice_remind_") for one in found]


@pytest.fixture
def library(on_record: Keep) -> None:
    """Two platforms of one host in Zhejiang, one of another there, one in Guangdong."""
    on_record(HERE)
    on_record(HIS)
    on_record("330000-2026-0003", host="host-2")
    on_record(THERE, host="host-3")


@pytest.mark.usefixtures("library")
def test_every_step_is_told_once_to_each() -> None:
    """One message a host and step, and one to its authority, however often the job runs."""
    for moment in (OPENS, SECOND_DAY, THIRD_DAY, DAYS_LEFT, LAST_DAY):
        assert _run(moment - timedelta(seconds=1)) == 0
        assert _run(moment) == 2
        assert _run(moment + timedelta(hours=1)) == 0
    assert _run(CLOSED) == 3  # and the ministry
    assert _run(CLOSED + timedelta(hours=1)) == 0
    steps = ["opens", "days_left", "last_day", "closed"]
    for host in ("host-1", "host-2", "host-3"):
        assert _codes(host) == [f"{step}_host" for step in steps]
    mornings = ["opens", "morning", "morning", *steps[1:]]
    for authority in ("330000", "440000"):
        assert _codes(authority) == [f"{step}_authority" for step in mornings]
    assert _codes("ministry") == ["closed_ministry"]
    assert OutboxMessage.objects.count() == 3 * len(steps) + 2 * len(mornings) + 1


@pytest.mark.usefixtures("library")
def test_what_is_said_names_counts_and_ends() -> None:
    """A host is told how many of its platforms have not filed; an authority all its counts."""
    file(HIS, OPENS, period="2026Q3")
    begin(HERE, OPENS, period="2026Q3")
    _run(LAST_DAY)
    (host,), (authority,) = _told("host-1"), _told("330000")
    assert "2026年第三季度" in host
    assert "2026年9月30日 24:00" in host
    assert "1 个平台没有提交" in host
    assert "应报 3 个平台，已提交 1 个，未提交 2 个（2 家依托单位）" in authority
    assert "其中 1 个已开始填写、1 个还没有开始" in authority
    subjects = {one.recipient: one.subject for one in OutboxMessage.objects}
    assert (subjects["host-1"], subjects["330000"]) == ("quarter:2026Q3", "quarter_missing:2026Q3")


@pytest.mark.usefixtures("library")
def test_the_morning_is_told_as_it_stands() -> None:
    """What was begun and filed since the day before is counted anew, and no host hears of it."""
    _run(OPENS)
    file(HIS, OPENS, period="2026Q3")
    begin(HERE, OPENS, period="2026Q3")
    _run(SECOND_DAY)
    first, second = _told("330000")
    assert "已提交 0 个" in first
    assert "还有 4 个工作日" in second
    assert "已提交 1 个，未提交 2 个（2 家依托单位），其中 1 个已开始填写" in second
    assert _codes("host-1") == ["opens_host"]


@pytest.mark.usefixtures("library")
def test_what_was_returned_is_owed_on_the_last_day(commands: Callable) -> None:
    """Filed and returned, a quarter is told to its host as owing, until it is answered."""
    for number in (HERE, HIS, THERE):
        file(number, OPENS, period="2026Q3")
    made = a_return(platform=HERE, period="2026Q3")
    with commands() as few:
        _run(LAST_DAY)
    (host,), (authority,) = _told("host-1"), _told("330000")
    assert "还有 1 个平台没有提交，其中 1 个已被退回、等待补正" in host
    assert "应报 3 个平台，已提交 2 个，未提交 1 个" in authority
    assert "另有 1 个已提交的平台被退回" in authority
    assert not _told("host-3")
    Reminder.objects.delete()
    made.update(set__state="answered")
    with commands() as again:
        _run(LAST_DAY)
    assert len(_told("host-1")) == 1
    assert asked(again) == asked(few)


@pytest.mark.usefixtures("library")
def test_requests_for_support_that_wait_are_told_to_their_authority() -> None:
    """Those asked and in hand are counted with the morning; nobody else's are."""
    at = {"asked_at": OPENS, "moved_at": OPENS, "account": "x", "account_name": "x"}
    names = ("platform", "platform_name", "host", "host_name", "receipt", "kind", "wanted")
    of = dict.fromkeys((*names, "rulebook"), "x") | {"period": "2026Q3"} | at
    for serial, state in enumerate(("asked", "in_hand", "answered", "withdrawn")):
        SupportRequest(number=f"ZC-{serial}", authority="330000", state=state, **of).save()
    _run(SECOND_DAY)
    assert "另有 2 项支持诉求等待答复" in _told("330000")[0]
    assert "支持诉求" not in _told("440000")[0]


@pytest.mark.usefixtures("library")
def test_an_opening_missed_is_told_to_hosts_the_next_morning() -> None:
    """The jobs stood still on the first day: hosts still hear that it is open."""
    _run(SECOND_DAY)
    assert _codes("host-1") == ["opens_host"]
    assert _codes("330000") == ["morning_authority"]


@pytest.mark.usefixtures("library")
def test_the_ministry_is_told_how_the_quarter_ended() -> None:
    """All counts, and by name who has the most missing; where all have filed, that."""
    file(HERE, OPENS, period="2026Q3")
    _run(CLOSED)
    (told,) = _told("ministry")
    assert "全国应报 4 个平台，已提交 1 个，未提交 3 个" in told
    assert "最多的是：浙江省工业和信息化厅 2 个、广东省" in told
    Reminder.objects.delete()
    for number in (HIS, "330000-2026-0003", THERE):
        file(number, OPENS, period="2026Q3")
    _run(CLOSED)
    assert "应报 4 个平台，全部已经提交" in _told("ministry")[-1]


def test_nothing_to_those_who_filed_or_owe_nothing(on_record: Keep) -> None:
    """Filed; admitted in the window; removed before it closes; away in it: no word to the host."""
    on_record(HERE, host="filed")
    file(HERE, OPENS, period="2026Q3")
    on_record(HIS, host="new", admitted_at=OPENS)
    on_record("330000-2026-0003", host="removed", removed_at=OPENS - timedelta(days=9))
    left, back = OPENS - timedelta(days=30), OPENS + timedelta(days=1)
    away = Absence(left_at=left, back_at=back, appeal="YY-330000-2026-0001")
    on_record("330000-2026-0004", host="away", absences=[away])
    assert _run(LAST_DAY) == 1
    assert [one.recipient for one in OutboxMessage.objects] == ["330000"]
    assert "应报 1 个平台，已提交 1 个，未提交 0 个" in _told("330000")[0]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (OPENS, ["330000", "440000", "host-1", "host-2", "host-3"]),
        (SECOND_DAY, ["330000", "440000", "host-1", "host-2", "host-3"]),
        (CLOSED, ["330000", "440000", "host-1", "host-2", "host-3", "ministry"]),
    ],
)
def test_three_processes_tell_each_once(moment: datetime, told: list[str]) -> None:
    """Three runs at the same moment: one message each, and nobody left out."""
    runs = at_once(*[lambda: _run(moment)] * 3)
    assert not [one for one in runs if isinstance(one, Exception)]
    _run(moment)  # what a lost race put off
    assert sorted(one.recipient for one in OutboxMessage.objects) == told


@pytest.mark.usefixtures("library")
def test_after_a_week_asleep_only_the_newest_step_is_told() -> None:
    """Waking two days after the end the end alone is told, and no step before it afterwards."""
    _run(OPENS)
    _run(CLOSED + timedelta(days=2))
    _run(LAST_DAY)  # the clock of another machine is behind
    assert _codes("host-1") == ["opens_host", "closed_host"]
    assert _codes("330000") == ["opens_authority", "closed_authority"]


@pytest.mark.usefixtures("library")
def test_a_run_that_breaks_off_leaves_an_authority_whole_or_untouched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed at Guangdong: Zhejiang has all, Guangdong nothing; the next run tells the rest once.

    Neither message nor mark is left of what broke off.
    """
    post_all = outbox.post_all

    def breaking(notices: list[outbox.Notice], *, at: datetime) -> None:
        post_all(notices, at=at)
        if any(one.recipient == "440000" for one in notices):
            raise ConnectionError

    monkeypatch.setattr(outbox, "post_all", breaking)
    with capture_logs(), pytest.raises(ConnectionError):
        _run()
    monkeypatch.undo()
    assert sorted(one.recipient for one in OutboxMessage.objects) == ["330000", "host-1", "host-2"]
    assert not Reminder.objects(
        id__in=["opens:2026Q3:authority:440000", "opens:2026Q3:host:host-3"]
    )
    assert _run() == 1
    assert OutboxMessage.objects.count() == 5
    assert Reminder.objects.count() == 3 + len(authorities().codes)


@pytest.mark.usefixtures("library")
def test_one_authority_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zhejiang cannot be told: Guangdong is, and the run says that it failed."""
    post_all = outbox.post_all

    def breaking(notices: list[outbox.Notice], *, at: datetime) -> None:
        if any(one.recipient == "330000" for one in notices):
            raise ConnectionError
        post_all(notices, at=at)

    monkeypatch.setattr(outbox, "post_all", breaking)
    with capture_logs(), pytest.raises(ConnectionError):
        _run()
    assert sorted(one.recipient for one in OutboxMessage.objects) == ["440000", "host-3"]


def test_what_fails_of_one_kind_silences_no_other(
    library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round's telling, the missing notice's and an authority's fail: the rest is told."""
    post_all = outbox.post_all

    def breaking(notices: list[outbox.Notice], *, at: datetime) -> None:
        if any(one.recipient == "330000" or "holidays" in one.code for one in notices):
            raise ConnectionError
        post_all(notices, at=at)

    monkeypatch.setattr(outbox, "post_all", breaking)
    a_round()
    for moment in (datetime(2026, 12, 31, 8, tzinfo=SHANGHAI), CLOSED):
        with capture_logs() as lines, pytest.raises(ConnectionError):
            _run(moment)
        assert {one["event"] for one in lines} == {"reminder_failed"}
    assert [one for one in _codes("440000") if not one.startswith("round")] == [
        "closed_authority", "last_day_authority",
    ]  # fmt: skip
    assert _codes("ministry") == ["closed_ministry"]


def test_a_host_under_two_authorities_is_told_once(on_record: Keep) -> None:
    """Its platforms are counted together, with the first authority; the other has its counts."""
    on_record(HERE)
    on_record(THERE)
    assert _run() == 2
    (host,) = _told("host-1")
    assert "2 个平台" in host
    assert "应报 1 个平台" in _told("440000")[0]


def asked(seen: list[str]) -> list[str]:
    """What was asked of the database, but for the calendar: that is anew every few seconds."""
    return [one for one in seen if "calendar_notices" not in one]


def test_costs_grow_with_authorities_and_not_with_hosts(on_record: Keep, commands) -> None:
    """Two hosts or twenty: the same number of commands; the second run asks one thing."""
    on_record(HERE)
    on_record(HIS, host="host-2")
    with commands() as few:
        _run()
    for ordinal in range(20):
        on_record(f"330000-2026-1{ordinal:03}", host=f"many-{ordinal}")
    Reminder.objects.delete()
    with commands() as many:
        _run()
    assert asked(many) == asked(few)
    with commands() as again:
        assert _run() == 0
    assert asked(again) == ["find reminders"]


def _missed(at: datetime) -> int:
    """Run, and return how often the ministry was told that the year has no notice."""
    _run(at)
    return int(OutboxMessage.objects(code="notice_remind_holidays_late").count())


def test_a_missing_holiday_notice_is_told_to_the_ministry_again_and_again() -> None:
    """Not in October; once a week in November, by however many processes; in December louder."""
    october = datetime(2026, 10, 31, 12, tzinfo=SHANGHAI)
    november = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
    assert _run(october) == 0
    runs = at_once(*[lambda: _run(november)] * 3)
    assert sorted(runs) == [0, 0, 1]
    assert _run(november + timedelta(days=5)) == 0
    assert _run(november + timedelta(days=6)) == 1
    december = november.replace(month=12)
    assert [_run(december + timedelta(days=days)) for days in (0, 0, 1, 2)] == [1, 0, 1, 0]
    january = datetime(2027, 1, 1, 9, tzinfo=SHANGHAI)
    assert [_missed(january + timedelta(days=days)) for days in (0, 0, 1, 2)] == [1, 1, 2, 2]
    told = [one for one in _told("ministry") if "放假安排" in one]
    assert len(told) == 6
    assert "2027年已经开始" in told[4]
    assert "2027年的放假安排" in told[0]
    assert "2026年12月25日" in told[2]
    assert "立即" in told[2]
