"""The duty ledger: its rows are what the law says of each platform, and can be written anew."""

import random
import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow, SettledPeriod
from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Absence, Platform, PlatformFact
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.transfers import Transfer
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor
from registry.policy.vocabulary import Timeliness
from registry.services import duty_ledger as ledger
from registry.services import quarterly_updates
from registry.services.calendar import current_calendar
from registry.services.late_filing_cover import counting
from registry.services.quarterly_updates import Filing
from registry.services.quarters import quarters_of, updates_due
from registry.services.reporting import reporting_of
from registry.services.reporting_records import record_of
from registry.services.windows import quarter_window
from tests.late_filing_makers import a_leave
from tests.removal_makers import HOST, NUMBER

PERIOD = "2026Q3"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


IN_WINDOW, AFTER = moment("2026-09-24T10:00"), moment("2026-10-12T09:00")
BEFORE, LATER = moment("2026-09-10T09:00"), moment("2026-10-30T09:00")


def law() -> dict[str, Any]:
    """The law an act is judged by."""
    return {"rulebook": rulebook(), "calendar": current_calendar()}


def settled(at: datetime, period: str = PERIOD) -> dict[str, str]:
    """Settle a period, and return each row's state by its platform."""
    ledger.settle(period, at=at, **law())
    return {one.platform: one.state for one in DutyRow.objects(period=period)}


def filed(at: datetime) -> QuarterlyUpdate:
    """Let the host file September's quarter."""
    return quarterly_updates.submit(NUMBER, PERIOD, Filing(GOOD), by=HOST, at=at, **law()).update


def test_rows_open_and_close_with_the_window(on_record: Callable[..., Platform]) -> None:
    """Not yet due, open, missed, as time passes; settling twice changes nothing."""
    on_record(NUMBER)
    for at, state in ((BEFORE, "not_yet_due"), (IN_WINDOW, "open"), (AFTER, "missed")):
        assert settled(at) == {NUMBER: state}
        before = DutyRow.objects.as_pymongo().first()
        assert settled(at) == {NUMBER: state}
        assert DutyRow.objects.as_pymongo().first() == before


def test_a_filing_is_in_the_row_with_its_receipt(on_record: Callable[..., Platform]) -> None:
    """Written with the filing itself, no job needed; a correction leaves the row as it is."""
    on_record(NUMBER)
    update = filed(IN_WINDOW)
    row = DutyRow.objects.get()
    assert (row.state, row.receipt) == ("done_on_time", update.number)
    assert (row.filed_at, row.owes, row.authority) == (IN_WINDOW, True, "330000")
    filing = Filing(GOOD | {"full_time_staff": "14"}, "更正人数")
    quarterly_updates.submit(NUMBER, PERIOD, filing, by=HOST, at=IN_WINDOW, **law())
    assert DutyRow.objects.get().receipt == update.number
    assert settled(AFTER) == {NUMBER: "done_on_time"}


def test_leave_opens_a_missed_row_again_and_excuses_what_came_late(
    on_record: Callable[..., Platform],
) -> None:
    """Open while it runs, missed after; a late filing stays late until the ministry excuses it."""
    on_record(NUMBER)
    assert settled(AFTER) == {NUMBER: "missed"}
    a_leave(opens_at=AFTER, until=AFTER + timedelta(days=4))
    assert settled(AFTER) == {NUMBER: "open"}
    assert settled(LATER) == {NUMBER: "missed"}
    filed(AFTER)
    assert settled(LATER) == {NUMBER: "done_late"}
    a_leave("BB-330000-2026-0102", platform="", excused=True, opens_at=LATER, until=LATER)
    assert settled(LATER) == {NUMBER: "excused"}


def _anything(chance: random.Random, ordinal: int, on_record: Callable[..., Platform]) -> Platform:
    """Put a platform on record with days in and out of the library around a window."""
    days = [BEFORE + timedelta(days=one) for one in range(-90, 60, 7)]
    admitted = chance.choice(days)
    removed = chance.choice([None, None, *(one for one in days if one > admitted)])
    away = []
    if removed is None and chance.random() < 0.4:
        left, back = sorted(chance.sample(days, 2))
        away = [Absence(left_at=left, back_at=back, appeal="YY")]
    number = f"{chance.choice(('330000', '320000'))}-2026-{ordinal:04d}"
    return on_record(number, admitted_at=admitted, removed_at=removed, absences=away)


def _file(chance: random.Random, platform: Platform) -> None:
    """Let a platform file, once or with a correction, under the authority of that day."""
    if chance.random() < 0.5:
        return
    timeliness, filed_on = chance.choice(list(Timeliness)).value, AFTER
    for version in (1, 2):
        QuarterlyUpdate(
            number=f"{PERIOD}-{platform.number}-{version}", platform=platform.number, host="h",
            host_name="h", platform_name="p", authority=authority_on(platform, filed_on.date()),
            period=PERIOD, version=version, form_version="1", content={"a": 1}, rulebook="r",
            digest="d", timeliness=timeliness, account="a", account_name="a", submitted_at=filed_on,
        ).save()  # fmt: skip
        filed_on = LATER


def authority_on(platform: Platform, day: date) -> str:
    """Whose a platform was on a day, by its dated facts; without any, whose it is."""
    facts = PlatformFact.objects(
        platform=platform.number, aspect="authority", effective_on__lte=day
    ).order_by("-effective_on", "-recorded_at")
    return str(facts[0].value) if facts else platform.authority


def hand_on(platform: Platform, to: str, on: datetime) -> None:
    """Hand a platform on past the desk, as a received transfer leaves it on record."""
    giving, day = platform.authority, on.date()
    made = Transfer.objects.count()
    Transfer(
        number=f"YJ-2026-{made:04d}", platform=platform.number, platform_name="p", host="h",
        host_name="h", giving=giving, receiving=to, parties=[giving, to], reason="x",
        effective_on=day, state="received", open=False, account="a", account_name="a",
        proposed_at=on,
    ).save()  # fmt: skip
    entered = PlatformFact.objects(platform=platform.number, aspect="authority").count() == 0
    for value, since in ((giving, date(2026, 1, 1)), (to, day))[0 if entered else 1 :]:
        PlatformFact(platform=platform.number, aspect="authority", value=value,
                     effective_on=since, recorded_at=on, source="t").save()  # fmt: skip
    LateFilingLeave.objects(platform=platform.number).update(set__authority=to)
    platform.update(set__authority=to)
    platform.reload()


def _hand_on(chance: random.Random, platform: Platform, at: datetime) -> None:
    """Hand some of the platforms on, some of these twice, on any days until now."""
    days = [BEFORE + timedelta(days=one) for one in sorted(chance.sample(range(60), 2))]
    for day in days[: chance.choice((0, 0, 1, 2))]:
        if day <= at:
            others = sorted({"330000", "320000", "440000"} - {platform.authority})
            hand_on(platform, chance.choice(others), day)


def _leave_given(chance: random.Random) -> None:
    """Give leave of the two authorities, to all of theirs or to one platform that began there."""
    for ordinal, authority in enumerate(("330000", "320000")):
        whole, one = chance.random() < 0.5, f"{authority}-2026-0007"
        found = Platform.objects(number=one).first()
        whose = found.authority if found and not whole else authority
        a_leave(
            f"BB-{authority}-2026-000{ordinal}", authority=whose,
            platform="" if whole else one, excused=chance.random() < 0.5,
            opens_at=AFTER, until=AFTER + timedelta(days=chance.choice((0, 3, 30))),
        )  # fmt: skip


def _expected(at: datetime) -> dict[str, tuple[str, str]]:
    """Return what the ledger should hold, as each platform's page tells it, and whose it was."""
    told = {}
    for one in Platform.objects:
        quarters = {each.period: each for each in quarters_of(one, at=at, **law())}
        if PERIOD in quarters:
            day = min(at.date(), date(2026, 9, 30))
            told[one.number] = (quarters[PERIOD].duty.value, authority_on(one, day))
    return told


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("at", [BEFORE, IN_WINDOW, AFTER, LATER])
def test_the_ledger_says_what_the_law_says_of_each(
    on_record: Callable[..., Platform], seed: int, at: datetime
) -> None:
    """For any mixture of days, filings, transfers and leaves; written anew it is the same."""
    chance = random.Random(seed)  # noqa: S311 - a mixture, no secret
    for ordinal in range(40):
        platform = _anything(chance, ordinal, on_record)
        _hand_on(chance, platform, at)
        _file(chance, platform)
    _leave_given(chance)
    ledger.rebuild(PERIOD, at=at, **law())
    told = {one.platform: (one.state, one.authority) for one in DutyRow.objects}
    assert told == _expected(at)
    assert len({state for state, _ in told.values()}) > 2
    rows = list(DutyRow.objects.order_by("id").as_pymongo())
    settled(at)
    assert list(DutyRow.objects.order_by("id").as_pymongo()) == rows
    ledger.rebuild(PERIOD, at=at, **law())
    assert list(DutyRow.objects.order_by("id").as_pymongo()) == rows


def test_a_miss_stays_with_who_was_responsible(on_record: Callable[..., Platform]) -> None:
    """Handed on after June's window was missed: June is the giving one's, September the other's."""
    platform = on_record(NUMBER, admitted_at=moment("2026-04-15T10:00"))
    ledger.settle("2026Q2", at=moment("2026-07-02T09:00"), **law())
    hand_on(platform, "440000", moment("2026-08-03T09:00"))
    settled(AFTER)
    assert ledger.settle_all(at=AFTER, **law()) == 2
    assert {one.period: (one.state, one.authority) for one in DutyRow.objects} == {
        "2026Q2": ("missed", "330000"), PERIOD: ("missed", "440000"),
    }  # fmt: skip


def test_what_was_excused_to_the_giving_one_stays_excused(
    on_record: Callable[..., Platform], ministry: Actor
) -> None:
    """Filed late under it, handed on, excused to it then: row, page, list and receipt agree."""
    platform = on_record(NUMBER)
    a_leave(platform="", opens_at=AFTER, until=AFTER + timedelta(days=4))
    update = filed(AFTER)
    hand_on(platform, "440000", AFTER + timedelta(days=5))
    a_leave("BB-330000-2026-0102", platform="", excused=True, opens_at=LATER, until=LATER)
    assert settled(LATER) == {NUMBER: "excused"}
    ledger.rebuild(PERIOD, at=LATER, **law())
    assert [(one.state, one.authority) for one in DutyRow.objects] == [("excused", "330000")]
    assert [one.timeliness for one in quarters_of(platform, at=LATER, **law())][1] == "excused"
    (host,) = updates_due(
        quarter_window(PERIOD, rulebook().programme(NATIONAL), current_calendar()),
        by=HOST,
        at=LATER,
    )
    assert host.timeliness == "excused"
    for whose in ("", "440000"):
        (line,) = reporting_of(PERIOD, authority=whose, by=ministry, at=LATER, **law()).standings
        assert line.timeliness == "excused"
    assert counting(update) is Timeliness.EXCUSED


def test_of_two_settlements_at_once_the_later_stands(
    on_record: Callable[..., Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier writes between the later one's rows and its clearing: no row is lost or older."""
    on_record(NUMBER)
    run, waiting = ledger._run, [lambda: settled(IN_WINDOW)]

    def overtaken(document: Any, stages: Any) -> None:
        run(document, stages)
        if waiting:
            waiting.pop()()

    monkeypatch.setattr(ledger, "_run", overtaken)
    assert settled(AFTER) == {NUMBER: "missed"}
    assert not waiting
    assert DutyRow.objects.get().settled_at == AFTER
    assert settled(IN_WINDOW) == {NUMBER: "missed"}
    kept = SettledPeriod.objects.get(id=PERIOD)
    assert (kept.settled_at, kept.arrivals) == (AFTER, {"330000": {"required": 1, "by_hour": {}}})


def test_after_closing_one_settles_and_the_others_read(
    on_record: Callable[..., Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks meanwhile reads what there is; who fails lets another try, half an hour later."""
    on_record(NUMBER)
    settled(IN_WINDOW)
    work, begun = ledger.settle, []

    def looked_at_meanwhile(period: str, *, at: datetime, **given: Any) -> None:
        begun.append(at)
        seen = ledger.settled([PERIOD], at=at, **given)[period]
        assert seen["settled_at"] == IN_WINDOW
        if len(begun) == 1:
            raise RuntimeError
        work(period, at=at, **given)

    monkeypatch.setattr(ledger, "settle", looked_at_meanwhile)
    with pytest.raises(RuntimeError):
        ledger.settled([PERIOD], at=AFTER, **law())
    later = AFTER + timedelta(minutes=30)
    ledger.settled([PERIOD], at=later - timedelta(seconds=1), **law())
    assert ledger.settled([PERIOD], at=later, **law())[PERIOD]["settled_at"] == later
    assert begun == [AFTER, later]


def test_rows_written_anew_halfway_are_finished_by_whoever_looks(
    on_record: Callable[..., Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off before the filings, it is as if the quarter never was settled: no filing is lost."""
    on_record(NUMBER)
    filed(IN_WINDOW)
    with monkeypatch.context() as cut_off:
        cut_off.setattr(ledger, "filings_of", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ledger.rebuild(PERIOD, at=IN_WINDOW, **law())
    assert DutyRow.objects.get().state == "open"
    ledger.settled([PERIOD], at=IN_WINDOW, **law())
    assert DutyRow.objects.get().state == "done_on_time"


def test_one_late_report_does_not_wipe_out_earlier_misses(
    on_record: Callable[..., Platform],
) -> None:
    """The record of a platform comes from its duties: March and June missed, September late."""
    on_record(NUMBER, admitted_at=moment("2026-01-15T10:00"))
    a_leave(opens_at=AFTER, until=AFTER + timedelta(days=4))
    filed(AFTER)
    platform = Platform.objects.get(number=NUMBER)
    record = record_of(quarters_of(platform, at=LATER, **law()))
    assert (record.missed, record.late, record.on_time) == (("2026Q2", "2026Q1"), (PERIOD,), ())
    assert record.asked == 3


def test_which_periods_move_by_themselves(on_record: Callable[..., Platform]) -> None:
    """This quarter, the last one, and what stands under leave; the rest once a day."""
    on_record(NUMBER)
    assert ledger.moving_periods(AFTER) == ("2026Q3", "2026Q4")
    a_leave(period="2026Q1", until=AFTER + timedelta(days=1))
    assert ledger.moving_periods(AFTER) == ("2026Q1", "2026Q3", "2026Q4")


def test_once_a_day_every_quarter_is_settled(on_record: Callable[..., Platform]) -> None:
    """What was filed before there was a ledger is written into it; the others are brought on."""
    on_record(NUMBER, admitted_at=moment("2026-01-15T10:00"))
    filed(IN_WINDOW)
    DutyRow.objects.delete()
    settled(BEFORE, "2026Q2")
    settled(AFTER)  # the hourly run comes first: the row is there, and knows of no filing
    assert ledger.settle_all(at=AFTER, **law()) == 2
    assert {one.period: one.state for one in DutyRow.objects} == {
        "2026Q2": "missed", PERIOD: "done_on_time",
    }  # fmt: skip


def test_a_row_that_nothing_explains_any_more_goes(on_record: Callable[..., Platform]) -> None:
    """Removed as of a day before the quarter: it is not asked for it, and not missed in it."""
    on_record(NUMBER)
    assert settled(AFTER) == {NUMBER: "missed"}
    Platform.objects.update(set__state="removed", set__removed_at=moment("2026-05-02T00:00"))
    assert settled(LATER) == {}
