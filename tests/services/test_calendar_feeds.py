"""Calendar feeds: one secret address an account, what its calendar holds, and RFC 5545."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar, Event
from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.documents.accounts import Account
from registry.documents.calendar_feeds import CalendarFeed
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.removal_cases import CaseNotice
from registry.errors import NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.calendar import Notice, WorkingCalendar
from registry.services import calendar_feeds as desk
from registry.services.calendar import current_calendar
from registry.services.sign_in import actor_of
from tests.late_filing_makers import a_leave
from tests.removal_makers import a_case
from tests.round_makers import a_cut_off
from tests.services.records import begin, file
from tests.services.test_reminders import asked
from tests.unreported_makers import an_asked_case
from tests.update_return_makers import a_return

pytestmark = pytest.mark.usefixtures("database")

AT = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
HERE, OTHER = "330000-2026-0001", "330000-2026-0002"
People = Callable[..., Account]


def _actor(account: Account) -> Actor:
    return actor_of(account, door="page", request_id="")


def _read(
    secret: str, at: datetime = AT, calendar: WorkingCalendar | None = None
) -> tuple[bytes, dict[str, Event]]:
    content = desk.feed_of(
        secret,
        at=at,
        rulebook=rulebook(),
        calendar=calendar or current_calendar(),
        lead_to=lambda subject, _: f"https://reserve.test/{subject}",
    )
    events = Calendar.from_ical(content).walk("VEVENT")
    return content, {str(one["uid"]).partition("@")[0]: one for one in events}


@pytest.fixture
def host(person_of: People) -> str:
    """The secret of the host's address."""
    account = person_of(Role.HOST_OPERATOR, host="host-1")
    return desk.subscribe(by=_actor(account), at=AT)


@pytest.fixture
def lead(person_of: People) -> str:
    """The secret of the address of Zhejiang's lead."""
    account = person_of(Role.PROVINCIAL_LEAD, authority="330000")
    return desk.subscribe(by=_actor(account), at=AT)


def test_lines_are_folded_ended_and_escaped(host: str, on_record: Callable[..., Platform]) -> None:
    """CRLF, no line over 75 octets, none cut inside a character; what is special is kept."""
    name = "先进材料，一体化;中试\\平台,第二" * 4
    on_record(HERE, name=name)
    content, events = _read(host)
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert name in str(events["quarterly_update.2026Q4"]["description"])
    assert b"\\;" in content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_a_calendar_says_what_programs_ask(lead: str) -> None:
    """Its name, its maker, when to ask again, and what Asia/Shanghai is."""
    content, events = _read(lead)
    calendar = Calendar.from_ical(content)
    assert str(calendar["x-wr-calname"]) == "中试平台储备库"
    assert (calendar["version"], calendar["calscale"]) == ("2.0", "GREGORIAN")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in content
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert b"DTSTART;TZID=Asia/Shanghai:20261225T000000\r\n" in content
    keys = [f"quarterly_update.{year}Q{one}" for year in (2026, 2027) for one in range(1, 5)]
    keys += [f"adjustment.{year}H{one}" for year in (2026, 2027) for one in (1, 2)]
    assert sorted(events) == sorted(keys)
    assert len({str(one["uid"]) for one in events.values()}) == len(events)
    assert {"dtstamp", "last-modified", "sequence", "summary", "dtend"} <= {
        name.lower() for name in events["adjustment.2026H2"]
    }


def test_a_window_that_moves_is_the_same_event_moved(lead: str) -> None:
    """Provisional first and said so; with next year's notice moved: same UID, higher SEQUENCE."""
    _, before = _read(lead)
    learned = datetime(2026, 12, 10, 15, tzinfo=SHANGHAI)
    notice = Notice(
        "国办发明电〔2026〕9号", 2027, date(2026, 12, 10), learned,
        frozenset({date(2026, 12, 31)}), frozenset({date(2026, 12, 27)}),
    )  # fmt: skip
    known = WorkingCalendar((*current_calendar().notices, notice))
    _, after = _read(lead, calendar=known)
    old, new = before["quarterly_update.2026Q4"], after["quarterly_update.2026Q4"]
    assert old["uid"] == new["uid"]
    assert (old["status"], new["status"]) == ("TENTATIVE", "CONFIRMED")
    assert "（暂定）" in str(old["summary"])
    assert "（暂定）" not in str(new["summary"])
    assert new["sequence"] == old["sequence"] + 1
    assert old["dtend"].dt == datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert new["dtend"].dt == datetime(2026, 12, 31, tzinfo=SHANGHAI)
    assert before["quarterly_update.2026Q3"] == after["quarterly_update.2026Q3"]


def test_the_same_is_given_by_the_same_bytes(host: str, on_record: Callable[..., Platform]) -> None:
    """Asked again nothing is new; after a filing the quarter alone is revised, and not moved."""
    on_record(HERE)
    first, before = _read(host)
    assert _read(host, AT + timedelta(hours=1))[0] == first
    file(HERE, AT + timedelta(hours=2))
    second, after = _read(host, AT + timedelta(hours=3))
    assert second != first
    changed = [key for key in before if before[key].to_ical() != after[key].to_ical()]
    assert changed == ["quarterly_update.2026Q4"]
    event = after["quarterly_update.2026Q4"]
    assert event["last-modified"].dt == AT + timedelta(hours=2)
    assert event["sequence"] == before["quarterly_update.2026Q4"]["sequence"]


def test_a_host_sees_how_each_of_its_duties_stands(
    host: str, on_record: Callable[..., Platform]
) -> None:
    """Filed, begun, to be filed, missed, to come, and nothing of another host's or not owed."""
    for ordinal, name in ((1, "甲平台"), (2, "乙平台"), (3, "丙平台")):
        on_record(f"330000-2026-000{ordinal}", name=name)
    on_record("330000-2026-0004", host="host-2", name="别家平台")
    on_record("330000-2026-0005", name="新平台", admitted_at=AT)
    file(HERE, AT)
    begin(OTHER, AT)
    _, events = _read(host)
    now, text = (
        events["quarterly_update.2026Q4"],
        str(events["quarterly_update.2026Q4"]["description"]),
    )
    assert "3 个平台，已提交 1 个" in str(now["summary"])
    for line in ("甲平台：已提交", "乙平台：填写中", "丙平台：待填报"):
        assert line in text
    assert "别家平台" not in text
    assert "新平台" not in text
    assert "甲平台：未提交" in str(events["quarterly_update.2026Q3"]["description"])
    assert "新平台：窗口未开放" in str(events["quarterly_update.2027Q1"]["description"])
    assert len(now.walk("VALARM")) == 1
    assert "个平台" not in str(events["adjustment.2026H2"]["summary"])


def test_deadlines_are_named_by_number_alone(
    host: str, lead: str, on_record: Callable[..., Platform]
) -> None:
    """A statement and an answer that are waited for, an authority's cut-off; no fact of a case."""
    notice = CaseNotice(
        number="n", dated=AT.date(), asks="x", days=10, last_day=date(2027, 1, 12),
        until=datetime(2027, 1, 13, tzinfo=SHANGHAI), account_name="x", given_at=AT,
    )  # fmt: skip
    a_case("YC-330000-2026-0101", state="notified", noticed=True, notice=notice, host="host-1")
    an_asked_case(told_host="host-1")
    a_cut_off(datetime(2026, 12, 30, tzinfo=SHANGHAI))
    content, mine = _read(host)
    statement = mine["deadline.removal_case.YC-330000-2026-0101"]
    assert str(statement["summary"]) == "陈述意见截止（YC-330000-2026-0101）"
    assert statement["dtend"].dt == notice.until
    assert "deadline.unreported_change.YS-330000-2026-0001" in mine
    assert "伪造" not in content.decode()
    _, theirs = _read(lead)
    assert {key for key in theirs if key.startswith("deadline")} == {
        "deadline.removal_case.YC-330000-2026-0101",
        "deadline.unreported_change.YS-330000-2026-0001",
        "deadline.adjustment.2026H2",
    }


def test_what_is_returned_or_under_leave_has_its_deadline(
    host: str, lead: str, on_record: Callable[..., Platform]
) -> None:
    """Until it is answered or filed; the alarm stays while a return of the quarter is open."""
    on_record(HERE)
    on_record("440000-2026-0001", host="host-9")
    file(HERE, AT)
    assert not _read(host)[1]["quarterly_update.2026Q4"].walk("VALARM")
    made, leave = a_return(), a_leave()
    a_return("TH-330000-2026-0102", period="2026Q2")  # its time is over: nobody can answer
    a_return("TH-440000-2026-0101", authority="440000", platform="440000-2026-0001", host="host-9")
    for secret in (host, lead):
        _, events = _read(secret)
        ends = {key: one["dtend"].dt for key, one in events.items() if key.startswith("deadline")}
        assert ends == {
            f"deadline.update_return.{made.number}": datetime(2027, 1, 1, tzinfo=SHANGHAI),
            f"deadline.late_filing.{leave.number}": leave.until,
        }
    quarter = _read(host)[1]["quarterly_update.2026Q4"]
    assert "退回待补正" in str(quarter["description"])
    assert len(quarter.walk("VALARM")) == 1
    file(HERE, AT, period="2026Q3")
    made.update(set__state="answered")
    _, events = _read(host)
    assert not [key for key in events if key.startswith("deadline")]
    assert not events["quarterly_update.2026Q4"].walk("VALARM")


def test_nothing_of_another_is_in_it(person_of: People) -> None:
    """Another province, another host, an administrator: the windows, and no case of anybody."""
    an_asked_case(told_host="host-1")
    people = (
        person_of(Role.PROVINCIAL_LEAD, authority="440000"),
        person_of(Role.HOST_OPERATOR, host="host-9"),
        person_of(Role.SYSTEM_ADMINISTRATOR),
        person_of(Role.MINISTRY_LEAD),
    )
    for account in people:
        _, events = _read(desk.subscribe(by=_actor(account), at=AT))
        assert len(events) == 12, account.role
        assert not [key for key in events if key.startswith("deadline")]


def test_the_secret_is_kept_nowhere(host: str) -> None:
    """Not in the record and not in the ledger: its digest alone."""
    feed = CalendarFeed.objects.get()
    assert host != feed.digest
    kept = [str(one) for name in get_db().list_collection_names() for one in get_db()[name].find()]
    assert not [one for one in kept if host in one]
    assert [one.verb for one in LedgerEntry.objects] == ["calendar_feed.make"]


def test_renewed_or_revoked_an_address_leads_nowhere(person_of: People) -> None:
    """One address at a time; each act is in the ledger, and revoking twice is one act."""
    by = _actor(person_of(Role.HOST_OPERATOR, host="host-1"))
    first = desk.subscribe(by=by, at=AT)
    second = desk.subscribe(by=by, at=AT)
    with pytest.raises(NotFound):
        _read(first)
    _read(second)
    desk.revoke(by=by, at=AT)
    desk.revoke(by=by, at=AT)
    with pytest.raises(NotFound):
        _read(second)
    assert desk.subscribed_since(by=by) is None
    verbs = list(LedgerEntry.objects.order_by("sequence").scalar("verb"))
    assert verbs == [f"calendar_feed.{one}" for one in ("make", "renew", "revoke")]


def test_whoever_is_disabled_or_has_no_role_has_no_calendar(person_of: People) -> None:
    """Its address leads nowhere, like one that never was."""
    account = person_of(Role.HOST_OPERATOR, host="host-1")
    secret = desk.subscribe(by=_actor(account), at=AT)
    for change in ({"set__active": False}, {"set__active": True, "set__role": ""}):
        Account.objects(id=account.id).update(**change)
        with pytest.raises(NotFound):
            _read(secret)


def test_a_feed_asks_as_often_for_one_platform_as_for_many(
    host: str, on_record: Callable[..., Platform], commands: Callable
) -> None:
    """The address, what is its own or runs for it, cases, changes: eight; unknown, one."""
    on_record(HERE)
    with commands() as few:
        _read(host)
    for ordinal in range(40):
        on_record(f"330000-2026-1{ordinal:03}")
        file(f"330000-2026-1{ordinal:03}", AT)
        number = f"330000-2026-1{ordinal:03}"
        a_return(f"TH-330000-2026-1{ordinal:03}", platform=number)
        a_leave(f"BB-330000-2026-1{ordinal:03}", platform=number)
    with commands() as many:
        _read(host)
    assert asked(many) == asked(few)
    assert len(asked(few)) == 8
    with commands() as unknown, pytest.raises(NotFound):
        _read("nobody's")
    assert asked(unknown) == ["aggregate calendar_feeds"]
