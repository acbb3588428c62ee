"""A platform's quarters: which it owes, which it filed, and what stands open now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.permissions import Actor, require
from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import Away, DutyState, Reason, duty_flags, duty_reason, not_owed
from registry.policy.late_filings import Leave, counts_as, is_over, running_longest
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import Timeliness
from registry.policy.windows import Window
from registry.services.late_filing_cover import covered_by, leaves_by_quarter, leaves_in
from registry.services.update_return_states import (
    OF_PLATFORM,
    last_returns,
    last_state,
)
from registry.services.windows import quarter_window

_MOST_QUARTERS = 40


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of one platform.

    ``state`` is submitted, draft, missing (the window is over), reopened (it is over, and
    leave to file late runs until ``late_until``), todo (it is open), upcoming, or not_owed
    (ruling 10). ``timeliness`` is how the quarter counts today, ``duty`` how its duty stands,
    ``reason`` what decided that, ``flags`` what stays visible beside it (``policy.duties``).
    The rest tells of the version on file, if any; ``on_behalf`` is the authority that filled
    it in, empty where the host did.
    """

    platform: str
    platform_name: str
    period: str
    state: str
    window: Window
    reason: Reason
    timeliness: str = ""
    version: int = 0
    receipt: str = ""
    on_behalf: str = ""
    submitted_at: datetime | None = None
    content: Mapping[str, Any] | None = None
    late_until: datetime | None = None
    flags: tuple[str, ...] = ()

    @property
    def duty(self) -> DutyState:
        """Return how the duty of the quarter stands."""
        return self.reason.state


def quarters_of(
    platform: Platform, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> list[Quarter]:
    """Return a platform's quarters since its admission, newest first, for who may read it.

    The caller has checked that the platform may be read. Four queries; index
    platform_1_period_1_version_1, platform_1_period_1, authority_1_period_1_platform_1 and
    platform_1_period_1_returned_at_-1.
    """
    programme = rulebook.programme(platform.programme)
    filed = QuarterlyUpdate.objects(platform=platform.number).order_by("period", "version")
    versions = _grouped(filed, "period")
    drafts = set(UpdateDraft.objects(platform=platform.number).scalar("period"))
    filed_under = {period: its[0].authority for period, its in versions.items()}
    leaves = leaves_by_quarter(platform, filed_under)
    returned = last_returns({"platform": platform.number}, OF_PLATFORM)
    found: list[Quarter] = []
    period = periods.quarter_of(platform.admitted_at.astimezone(SHANGHAI).date())
    last = periods.quarter_of((platform.removed_at or at).astimezone(SHANGHAI).date())
    while period <= last:
        its = quarter_window(period, programme, calendar)
        found.append(
            _quarter(
                platform,
                its,
                versions.get(period, ()),
                drafted=period in drafts,
                at=at,
                leaves=leaves.get(period, ()),
                returned=returned.get((platform.number, period)),
            )
        )  # fmt: skip - one quarter
        period = periods.following(period)
    return found[::-1][:_MOST_QUARTERS]


def updates_due(window: Window, *, by: Actor, at: datetime) -> list[Quarter]:
    """Return where each platform of a host stands in a window, by number; four queries.

    Index host_1_number_1, platform_1_period_1 of versions and drafts, and that of returns.
    Once the window is over one more, for the leaves to file late; index period_1_authority_1.
    """
    require(by, "quarterly_updates:draft")
    platforms = list(Platform.objects(host=by.host).order_by("number"))
    numbers = [one.number for one in platforms]
    filed = QuarterlyUpdate.objects(platform__in=numbers, period=window.period)
    versions = _grouped(filed.order_by("version"), "platform")
    under = {one.number: one.authority for one in platforms}
    under |= {number: its[0].authority for number, its in versions.items()}
    drafts = set(UpdateDraft.objects(platform__in=numbers, period=window.period).scalar("platform"))
    whose = {*under.values(), *(one.authority for one in platforms)}
    leaves = leaves_in(window.period, whose) if is_over(window, at) else {}
    asked = {"platform": {"$in": numbers}, "period": window.period}
    returned = last_returns(asked, OF_PLATFORM)
    return [
        _quarter(
            one,
            window,
            versions.get(one.number, ()),
            drafted=one.number in drafts,
            at=at,
            leaves=covered_by(leaves, one.number, under[one.number]),
            returned=returned.get((one.number, window.period)),
        )
        for one in in_library(platforms, at)
    ]


def in_library(platforms: Iterable[Platform], at: datetime) -> list[Platform]:
    """Return the platforms that are in the library at that moment."""
    return [
        one
        for one in platforms
        if one.admitted_at <= at and (one.removed_at is None or one.removed_at > at)
    ]


def platform_owes(platform: Platform, window: Window) -> bool:
    """Say whether a platform owes the update of this window, by its days in the library."""
    return why_not_owed(platform, window) is None


def why_not_owed(platform: Platform, window: Window) -> Reason | None:
    """Return why a platform does not owe the update of this window; None where it does."""
    away = (Away(one.left_at, one.back_at, one.appeal) for one in platform.absences)
    return not_owed(platform.admitted_at, platform.removed_at, window, away)


def _grouped(filed: Iterable[QuarterlyUpdate], key: str) -> dict[str, tuple[QuarterlyUpdate, ...]]:
    """Return versions by quarter or by platform, the first of each first."""
    groups: dict[str, tuple[QuarterlyUpdate, ...]] = {}
    for one in filed:
        groups[one[key]] = (*groups.get(one[key], ()), one)
    return groups


def _quarter(
    platform: Platform,
    window: Window,
    versions: Sequence[QuarterlyUpdate],
    *,
    drafted: bool,
    at: datetime,
    leaves: tuple[Leave, ...] = (),
    returned: str | None = None,
) -> Quarter:
    filed = versions[-1] if versions else None
    came_as = Timeliness(filed.timeliness) if filed else None
    last = last_state(returned, window, leaves, at)
    given: dict[str, Any] = {
        "platform": platform.number, "platform_name": platform.name,
        "period": window.period, "window": window,
        "reason": _reason(platform, window, versions, leaves=leaves, at=at),
        "flags": duty_flags(came_as, leaves, last),
    }  # fmt: skip
    if filed:
        return Quarter(
            **given,
            state="submitted",
            timeliness=counts_as(Timeliness(filed.timeliness), leaves).value,
            version=filed.version,
            receipt=filed.number,
            on_behalf=filed.on_behalf.authority if filed.on_behalf else "",
            submitted_at=filed.submitted_at,
            content=filed.restored_content,
        )
    leave = running_longest(leaves, at)
    state = _state_unfiled(platform, window, drafted=drafted, at=at, reopened=leave is not None)
    late_until = leave.until if leave and state == "reopened" else None
    return Quarter(**given, state=state, late_until=late_until)


def _reason(
    platform: Platform,
    window: Window,
    versions: Sequence[QuarterlyUpdate],
    *,
    leaves: tuple[Leave, ...],
    at: datetime,
) -> Reason:
    """Return what decides how a quarter stands; all its versions are as timely as the first."""
    first = versions[0] if versions else None
    return duty_reason(
        window,
        unowed=why_not_owed(platform, window),
        filed=(Timeliness(first.timeliness), first.submitted_at) if first else None,
        leaves=leaves,
        at=at,
    )


def _state_unfiled(
    platform: Platform,
    window: Window,
    *,
    drafted: bool,
    at: datetime,
    reopened: bool,
) -> str:
    over = at >= window.accepts_until
    if drafted and not over:
        return "draft"
    if not platform_owes(platform, window):
        return "not_owed"
    if over:
        return "reopened" if reopened else "missing"
    return "todo" if at >= window.accepts_from else "upcoming"
