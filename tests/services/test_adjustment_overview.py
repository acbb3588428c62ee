"""How a round stands: counted by authority, carried with the clock, out of indexes alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.documents.applications import Application
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.errors import Invalid, NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import adjustment_overview as overview
from registry.services.adjustment_overview import AuthorityRound, RoundStanding
from registry.services.authorities import authorities
from registry.services.calendar import current_calendar
from tests.application_makers import an_application
from tests.round_makers import a_cut_off, a_round, an_exit
from tests.services.test_tasks import send

pytestmark = pytest.mark.usefixtures("database")
INSIDE = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
AFTER = datetime(2027, 1, 5, 9, tzinfo=SHANGHAI)


def _law() -> dict[str, Any]:
    return {"rulebook": rulebook(), "calendar": current_calendar()}


def _standing(
    by: Actor, period: str = "2026H2", *, at: datetime = INSIDE, authority: str = ""
) -> RoundStanding:
    return overview.standing_of(period, authority=authority, by=by, at=at, **_law())


def _zhejiang(by: Actor, period: str = "2026H2", *, at: datetime = INSIDE) -> AuthorityRound:
    found = _standing(by, period, at=at)
    return next(one for one in found.lines if one.authority == "330000")


def _several() -> None:
    """Applications of Zhejiang in each state, one of last June, one never submitted."""
    states = ("submitted", "in_review", "returned", "recommended", "recommended", "refused")
    for ordinal, state in enumerate((*states, "admitted", "withdrawn")):
        an_application(f"SB-330000-2026-{ordinal:04}", state=state, host=f"host-{ordinal}")
    an_application("SB-330000-2026-0100", state="draft", period="", version=0)
    an_application("SB-330000-2026-0101", state="withdrawn", period="", version=0)
    an_application("SB-330000-2026-0102", state="in_review", period="2026H1")
    an_application("SB-330000-2026-0103", state="admitted", period="2026H1")


def _lists(sheet: str, *applications: str) -> None:
    """Put on record what a sheet lists: the platforms of these applications."""
    for row, one in enumerate(Application.objects(number__in=applications), start=1):
        values = {"credit_code": one.credit_code, "platform_name": one.platform_name}
        SummarySheetRow(
            sheet=sheet, row=row, values=values, opinion="approved", outcome="pending"
        ).save()


def test_every_authority_has_its_line(ministry: Actor) -> None:
    """All 37, also where nothing happened; the window and the notice beside them."""
    a_round()
    found = _standing(ministry)
    assert tuple(one.authority for one in found.lines) == authorities().codes
    assert all(one.last_activity is None and not one.left for one in found.lines)
    assert (found.window.period, found.opened.version, found.is_closed) == ("2026H2", 1, False)


def test_applications_are_counted_by_state(ministry: Actor) -> None:
    """Those of the round, drafts, and what June left: not what ended before."""
    _several()
    line = _zhejiang(ministry)
    assert dict(line.applications) == {
        "draft": 1, "submitted": 1, "in_review": 2, "returned": 1, "recommended": 2,
        "refused": 1, "admitted": 1, "withdrawn": 1,
    }  # fmt: skip
    assert (line.carried, line.to_review, line.drafts) == (1, 3, 1)


def test_what_is_left_is_the_authority_s_to_do(ministry: Actor) -> None:
    """Reviews, and a sheet for those recommended; a returned one waits for its host."""
    _several()
    assert dict(_zhejiang(ministry).left) == {"review": 3, "sheet": 2}
    send("330000-2026H2-01", INSIDE, "needs_mending")
    _lists("330000-2026H2-01", "SB-330000-2026-0003", "SB-330000-2026-0004")
    assert dict(_zhejiang(ministry).left) == {"review": 3, "mend": 1}
    send("330000-2026H2-02", INSIDE + timedelta(minutes=1))
    _lists("330000-2026H2-02", "SB-330000-2026-0003")
    assert dict(_zhejiang(ministry).left) == {"review": 3, "sheet": 1, "accept": 1}
    SummarySheet.objects.update(set__state="withdrawn")
    assert _zhejiang(ministry).sheet == "no_sheet"


def test_whom_an_admitted_sheet_left_out_is_still_to_do(ministry: Actor) -> None:
    """Five of six were listed and admitted: the sixth, recommended, wants a sheet."""
    an_application("SB-330000-2026-0001", state="recommended")
    for ordinal in range(2, 7):
        an_application(f"SB-330000-2026-{ordinal:04}", state="admitted", host=f"h{ordinal}")
    send("330000-2026H2-01", INSIDE, "admitted")
    line = _zhejiang(ministry)
    assert (dict(line.left), line.open_items) == ({"sheet": 1}, 1)


def test_with_the_end_of_the_month_the_clock_carries_over(ministry: Actor) -> None:
    """At 24:00 of 31 December what has not ended stands under June, without anything running."""
    _several()
    last, first = (
        datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI),
        datetime(2027, 1, 1, tzinfo=SHANGHAI),
    )
    assert _zhejiang(ministry, at=last).to_review == 3
    assert _zhejiang(ministry, "2027H1", at=last).applications == {}
    carried = _zhejiang(ministry, "2027H1", at=first)
    assert dict(carried.applications) == {
        "draft": 1, "submitted": 1, "in_review": 2, "returned": 1, "recommended": 2,
    }  # fmt: skip
    assert carried.carried == 6
    past = _zhejiang(ministry, at=first)
    assert (past.drafts, past.carried, past.applications["in_review"]) == (0, 0, 1)
    assert _standing(ministry, at=first).is_closed


def test_exits_cut_off_and_last_activity(ministry: Actor) -> None:
    """Open proposals are counted; the newest of all that happened is told."""
    a_round()
    a_cut_off(datetime(2026, 12, 30, 12, tzinfo=SHANGHAI))
    newest = datetime(2026, 12, 27, 15, tzinfo=SHANGHAI)
    an_application(changed_at=newest)
    an_exit("TC-330000-2026H2-001")
    an_exit("TC-330000-2026H2-002", state="withdrawn")
    line = _zhejiang(ministry)
    assert (line.exits, line.last_activity) == (1, newest)
    assert line.cut_off == datetime(2026, 12, 30, 12, tzinfo=SHANGHAI)


def test_a_province_sees_its_own_line_alone(lead: Actor, ministry: Actor) -> None:
    """Another's is answered as if it did not exist, and so is none."""
    assert [one.authority for one in _standing(lead).lines] == ["330000"]
    for by, authority in ((lead, "440000"), (ministry, "999999")):
        with pytest.raises(NotFound):
            _standing(by, authority=authority)
    with pytest.raises(NotAllowed):
        _standing(Actor("h", "张三", Role.HOST_OPERATOR, host="host-1"))
    with pytest.raises(Invalid):
        _standing(ministry, "2026Q4")


def test_one_authority_whole(lead: Actor) -> None:
    """Its sheets and exits of the round, its cut-off, until when its hosts may submit."""
    a_round()
    a_cut_off(datetime(2026, 12, 30, 12, tzinfo=SHANGHAI))
    send("330000-2026H2-01", INSIDE)
    send("330000-2026H1-01", INSIDE, period="2026H1")
    an_exit()
    found = overview.authority_standing("2026H2", "330000", by=lead, at=INSIDE, **_law())
    assert [one.number for one in found.sheets] == ["330000-2026H2-01"]
    assert [one.number for one in found.exits] == ["TC-330000-2026H2-001"]
    assert found.times.hosts_until == datetime(2026, 12, 30, 12, tzinfo=SHANGHAI)
    assert found.closing is None


def test_two_thousand_applications_cost_what_ten_do(
    ministry: Actor, commands: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    """Five queries and nothing of the applications themselves: the count is in the index."""
    a_round()
    several = [an_application(f"SB-{ordinal}").to_mongo().to_dict() for ordinal in range(10)]

    def cost() -> list[str]:
        with commands() as seen:
            _standing(ministry)
        return [one for one in seen if "calendar" not in one]

    few = cost()
    stored = get_db().applications
    stored.insert_many(
        {**several[0], "_id": f"{ordinal}", "number": f"SB-M-{ordinal}", "name_key": f"M{ordinal}"}
        for ordinal in range(2000)
    )
    assert cost() == few
    assert len(few) == 5
    plan = get_db().command(
        "explain",
        {
            "aggregate": "applications",
            "cursor": {},
            "hint": overview.COUNTED_BY,
            "pipeline": overview.counting_groups("2026H2", "", INSIDE),
        },
        verbosity="executionStats",
    )
    assert "'totalDocsExamined': 0" in str(plan)


def test_rounds_to_choose_begin_with_the_one_at_hand() -> None:
    """Four of them, and the one shown where it is older."""
    assert overview.rounds_to_choose(INSIDE, "2026H2", **_law()) == [
        "2026H2", "2026H1", "2025H2", "2025H1",
    ]  # fmt: skip
    assert overview.rounds_to_choose(AFTER, "2020H1", **_law())[-1] == "2020H1"
