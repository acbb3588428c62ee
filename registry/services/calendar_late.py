"""What runs late for one's calendar 日历订阅: returned quarters, and leave to file late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.update_returns import UpdateReturn
from registry.permissions import Actor, may
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import LibraryState
from registry.policy.windows import Window
from registry.services.update_return_states import WAITED_FOR
from registry.services.windows import quarter_window

# From when until when (excluded) a leave runs.
Span = tuple[datetime, datetime]
_PLATFORM = ("number", "name", "authority", "state", "admitted_at", "removed_at", "absences")


@dataclass(frozen=True, slots=True)
class Running:
    """A host's platforms; its, or an authority's, leaves that run and returns to be answered.

    Each return has the leaves under which it can be answered; ``windows`` those of its quarters.
    """

    platforms: tuple[Mapping[str, Any], ...] = ()
    leaves: tuple[LateFilingLeave, ...] = ()
    returns: tuple[tuple[UpdateReturn, tuple[Span, ...]], ...] = ()
    windows: Mapping[str, Window] = field(default_factory=dict)


def running_for(
    by: Actor, *, at: datetime, programme: Programme, calendar: WorkingCalendar
) -> Running:
    """Return what runs for a host or an authority at a moment; three queries, two without a host.

    Nothing, and no query, for who is neither.
    """
    if not (by.host or by.authority):
        return Running()
    platforms = _platforms(by.host) if by.host else ()
    leaves = _leaves(by, platforms, at) if may(by, "late_filings:read") else ()
    found = _returns(by) if may(by, "update_returns:read") else ()
    windows = {one.period: quarter_window(one.period, programme, calendar) for one in found}
    given = [(one, _under(one, leaves)) for one in found]
    returns = tuple(
        (one, its) for one, its in given if its or at < windows[one.period].accepts_until
    )
    return Running(platforms, leaves, returns, windows)


def covers(leave: LateFilingLeave, platform: Mapping[str, Any]) -> bool:
    """Say whether leave is for a platform: its own, or its authority's, while it is there."""
    here = platform["state"] == LibraryState.IN_LIBRARY.value
    return here and (
        leave.platform == platform["number"]
        or (not leave.platform and leave.authority == platform["authority"])
    )


def _platforms(host: str) -> tuple[Mapping[str, Any], ...]:
    shown = {"_id": False, **dict.fromkeys(_PLATFORM, True)}
    found = Platform._get_collection().find({"host": host}, shown)  # noqa: SLF001 - a few fields need no mapper
    return tuple(found.hint("host_1_number_1").sort("number"))


def _leaves(
    by: Actor, platforms: Sequence[Mapping[str, Any]], at: datetime
) -> tuple[LateFilingLeave, ...]:
    """Return the leaves that run; of an authority all, of a host those that cover it."""
    whose: dict[str, Any] = {"authority": by.authority, "platform": {"$gte": ""}}
    if by.host:
        whose = {
            "authority": {"$in": sorted({one["authority"] for one in platforms})},
            "platform": {"$in": ["", *(one["number"] for one in platforms)]},
        }
    found = LateFilingLeave.objects(__raw__={**whose, "until": {"$gt": at}})
    fields = ("number", "authority", "platform", "period", "opens_at", "until", "version")
    running = found.only(*fields).hint("authority_1_platform_1_until_1")
    return tuple(one for one in running if one.opens_at <= at)


def _returns(by: Actor) -> tuple[UpdateReturn, ...]:
    side = "host" if by.host else "authority"
    found = UpdateReturn.objects(__raw__={side: getattr(by, side), **WAITED_FOR})
    fields = ("number", "authority", "platform", "period", "returned_at")
    return tuple(found.only(*fields).hint(f"{side}_1_state_1_period_1"))


def _under(one: UpdateReturn, leaves: Sequence[LateFilingLeave]) -> tuple[Span, ...]:
    return tuple(
        (each.opens_at, each.until)
        for each in leaves
        if (each.authority, each.period) == (one.authority, one.period)
        and each.platform in {"", one.platform}
    )
