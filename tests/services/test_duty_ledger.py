"""The duty ledger: its rows are what the law says of each platform, and can be written anew."""

import random
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.duties import DutyRow
from registry.documents.platforms import Absence, Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.law import NATIONAL, rulebook
from registry.policy.duties import duty_state
from registry.policy.vocabulary import Timeliness
from registry.services import duty_ledger as ledger
from registry.services import quarterly_updates
from registry.services.calendar import current_calendar
from registry.services.late_filing_cover import leaves_for
from registry.services.quarterly_updates import Filing
from registry.services.quarters import platform_owes, quarters_of
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
    if chance.random() < 0.5:
        return
    for version in (1, 2):
        QuarterlyUpdate(
            number=f"{PERIOD}-{platform.number}-{version}", platform=platform.number, host="h",
            host_name="h", platform_name="p", authority=platform.authority, period=PERIOD,
            version=version, form_version="1", content={"a": 1}, rulebook="r", digest="d",
            timeliness=chance.choice(list(Timeliness)).value if version == 1 else "on_time",
            account="a", account_name="a", submitted_at=AFTER,
        ).save()  # fmt: skip


def _expected(at: datetime) -> dict[str, str]:
    """Return by the law, platform by platform, what the ledger should hold."""
    its = quarter_window(PERIOD, rulebook().programme(NATIONAL), current_calendar())
    began = datetime(2026, 7, 1, tzinfo=SHANGHAI)
    states = {}
    for one in Platform.objects:
        gone_before = one.removed_at is not None and one.removed_at < began
        if one.admitted_at >= its.closes_at or gone_before:
            continue
        first = QuarterlyUpdate.objects(platform=one.number).order_by("version").first()
        filed_as = Timeliness(first.timeliness) if first else None
        states[one.number] = duty_state(
            its, owes=platform_owes(one, its), filed=filed_as, at=at,
            leaves=leaves_for(one, PERIOD),
        ).value  # fmt: skip
    return states


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("at", [BEFORE, IN_WINDOW, AFTER, LATER])
def test_the_ledger_says_what_the_law_says_of_each(
    on_record: Callable[..., Platform], seed: int, at: datetime
) -> None:
    """For any mixture of days, filings and leaves; written anew from the records it is the same."""
    chance = random.Random(seed)  # noqa: S311 - a mixture, no secret
    for ordinal in range(40):
        _file(chance, _anything(chance, ordinal, on_record))
    for ordinal, authority in enumerate(("330000", "320000")):
        whole = chance.random() < 0.5
        a_leave(
            f"BB-{authority}-2026-000{ordinal}", authority=authority,
            platform="" if whole else f"{authority}-2026-0007", excused=chance.random() < 0.5,
            opens_at=AFTER, until=AFTER + timedelta(days=chance.choice((0, 3, 30))),
        )  # fmt: skip
    ledger.rebuild(PERIOD, at=at, **law())
    states = {one.platform: one.state for one in DutyRow.objects}
    assert states == _expected(at)
    assert len(set(states.values())) > 2
    rows = list(DutyRow.objects.order_by("id").as_pymongo())
    settled(at)
    assert list(DutyRow.objects.order_by("id").as_pymongo()) == rows
    ledger.rebuild(PERIOD, at=at, **law())
    assert list(DutyRow.objects.order_by("id").as_pymongo()) == rows


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
