"""Window week on the tour: the board of each side, the rates, and hosts chased once."""

from collections.abc import Callable, Iterable
from datetime import datetime

from registry.documents.chases import Chase
from registry.law import rulebook
from registry.permissions import Actor
from registry.services.calendar import current_calendar
from registry.services.chases import ChaseOrder, chase
from registry.services.reporting import State, reporting_of

_OPEN, _LAST = "2026Q4", "2026Q3"
_LEAD, _MINISTRY = "lead-330000", "ministry-lead"


def a_host_is_chased(person: Callable[[str], Actor], at: datetime) -> None:
    """The lead of Zhejiang chases one platform of those missing."""
    lead = person(_LEAD)
    law = {"by": lead, "at": at, "rulebook": rulebook(), "calendar": current_calendar()}
    missing = [one for one in reporting_of(_OPEN, **law).unreported() if one.state is State.MISSING]
    chase(ChaseOrder(_OPEN, platforms=(missing[0].number,)), **law)


def board_stops() -> Iterable[tuple[str, str, str, str]]:
    """Give name, who looks, which page, and what is pressed there."""
    sent = Chase.objects.first().number
    yield "province-board", _LEAD, "/board", ""
    yield "province-board-closed", _LEAD, f"/board?period={_LAST}", ""
    yield "province-board-coming", _LEAD, "/board?period=2027Q1", ""
    yield "province-rates", _LEAD, "/board/rates", ""
    yield "province-chases", _LEAD, "/chases", ""
    yield "province-chase", _LEAD, f"/chases/{sent}", ""
    yield "province-chosen-none", _LEAD, "/reporting/missing", "催报所选"
    yield "province-chased", _LEAD, "/board", "催报全部"
    yield "ministry-board", _MINISTRY, "/board", ""
    yield "ministry-board-authority", _MINISTRY, "/board?authority=330000", ""
    yield "ministry-board-closed", _MINISTRY, f"/board?period={_LAST}", ""
    yield "ministry-rates", _MINISTRY, "/board/rates", ""
    yield "ministry-chases", _MINISTRY, "/chases", ""
