"""The adjustment round 名单动态调整 on the desk: its notice, cut-offs, and who may do what now.

``registry.policy.adjustments`` says what is bound by what; here it is asked of the record and
refused in words. Nothing has to run for a round to open or to close.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from registry.documents.adjustments import AdjustmentRound, HostCutOff
from registry.errors import Invalid, NotFound, Refusal
from registry.law import NATIONAL
from registry.permissions import Actor, require
from registry.policy import periods
from registry.policy.adjustments import Hindrance, RoundAct, RoundTimes, hindrance
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window, window_at_hand
from registry.services.authorities import authorities, authority_name
from registry.services.readings import Read, Reading, Stage, answer, records
from registry.services.windows import (
    AdjustmentWindowClosed,
    as_told,
    round_name,
    round_window,
    span,
)


class RoundNotOpened(Refusal):
    """No notice for this round is on record: it goes as the notice asks (按照通知要求)."""

    code = "round_not_opened"
    status = 409


class SubmissionWindowClosed(Refusal):
    """A host submits only in the adjustment window (ruling 9)."""

    code = "submission_window_closed"
    status = 409


class HostCutOffPassed(Refusal):
    """The window is open, the authority's own cut-off for its hosts has passed."""

    code = "host_cut_off_passed"
    status = 409


class ExitsClosed(Refusal):
    """Exits are proposed until the month of the round ends (ruling 9)."""

    code = "exits_closed"
    status = 409


def round_of(period: str) -> AdjustmentRound | None:
    """Return a round's notice as it stands, the newest version; None where there is none."""
    return answer(reading_round(period))


def reading_round(period: str) -> Reading[AdjustmentRound | None]:
    """Return what ``round_of`` does, to be read beside other things."""
    newest: tuple[Stage, ...] = (
        {"$match": {"programme": NATIONAL, "period": period}},
        {"$sort": {"version": -1}},
        {"$limit": 1},
    )
    (rows,) = yield [Read(AdjustmentRound, newest, "programme_1_period_1_version_1")]
    found = records(AdjustmentRound, rows)
    return found[0] if found else None


def versions_of(period: str) -> list[AdjustmentRound]:
    """Return every version of a round's notice, the newest first; one query."""
    return list(
        AdjustmentRound.objects(programme=NATIONAL, period=period).order_by("-version")
    )  # index programme_1_period_1_version_1


def list_rounds(*, by: Actor) -> list[AdjustmentRound]:
    """Return the rounds on record, each as it stands, the newest first; one query."""
    require(by, "adjustments:read")
    found = AdjustmentRound.objects(programme=NATIONAL).order_by("-period", "-version")
    newest: dict[str, AdjustmentRound] = {}
    for one in found:  # index programme_1_period_1_version_1; a handful a year
        newest.setdefault(one.period, one)
    return list(newest.values())


def cut_off_of(period: str, authority: str) -> HostCutOff | None:
    """Return an authority's cut-off for its hosts as it stands, or None."""
    found: HostCutOff | None = (
        HostCutOff.objects(programme=NATIONAL, period=period, authority=authority)
        .order_by("-version")
        .first()
    )  # index programme_1_period_1_authority_1_version_1
    return found


def cut_offs_of(period: str, authorities: Collection[str]) -> Reading[Mapping[str, HostCutOff]]:
    """Return the cut-offs of a round as they stand, by authority."""
    asked = {"programme": NATIONAL, "period": period, "authority": {"$in": sorted(authorities)}}
    index = "programme_1_period_1_authority_1_version_1"
    (rows,) = yield [Read(HostCutOff, [{"$match": asked}, {"$sort": {"version": 1}}], index)]
    return {one.authority: one for one in records(HostCutOff, rows)}


def round_at_hand(at: datetime, *, rulebook: Rulebook, calendar: WorkingCalendar) -> Window:
    """Return the adjustment window that is open, else the next."""
    return window_at_hand(WindowKind.ADJUSTMENT, at, calendar, rulebook.programme(NATIONAL))


def existing_round(period: str, *, rulebook: Rulebook, calendar: WorkingCalendar) -> Window:
    """Return the window of a round that an address names. Raises NotFound where it is none."""
    try:
        return round_window(period, rulebook.programme(NATIONAL), calendar)
    except Invalid as error:
        raise NotFound from error


def require_known_authority(authority: str) -> None:
    """Raise NotFound for what is no reporting authority."""
    if authority not in authorities().codes:
        raise NotFound


def times_in(
    window: Window, opened: AdjustmentRound | None, cut_off: HostCutOff | None = None
) -> RoundTimes:
    """Return a round's moments from what is on record of it."""
    return RoundTimes(
        window, opened.opened_at if opened else None, cut_off.until if cut_off else None
    )


def require_host_may_submit(
    authority: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Window:
    """Return the window of the round that a host's submission arriving now belongs to, or refuse.

    Raises RoundNotOpened, SubmissionWindowClosed or HostCutOffPassed, each naming the window,
    the next one and the clause.
    """
    window = round_at_hand(at, rulebook=rulebook, calendar=calendar)
    times = times_in(window, round_of(window.period), cut_off_of(window.period, authority))
    found = hindrance(RoundAct.SUBMIT, times, at)
    if found is None:
        return window
    programme = rulebook.programme(NATIONAL)
    if not window.accepts(at):
        last = round_window(periods.previous(window.period), programme, calendar)
        until = as_told(times.hosts_until)
        raise SubmissionWindowClosed(**_named(last, window), until=until)
    words = named(window, rulebook=rulebook, calendar=calendar)
    if found is Hindrance.NO_NOTICE:
        raise RoundNotOpened(**words)
    raise HostCutOffPassed(
        **words, authority=authority_name(authority), until=as_told(times.hosts_until)
    )


def require_upload_open(
    period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Window:
    """Return the window of a round whose sheets and scans are taken now, or refuse.

    Raises Invalid where the period is no round, AdjustmentWindowClosed outside its window,
    RoundNotOpened in it where no notice is on record.
    """
    programme = rulebook.programme(NATIONAL)
    window = round_window(period, programme, calendar)
    if not window.accepts(at):
        following = window_at_hand(WindowKind.ADJUSTMENT, at, calendar, programme)
        raise AdjustmentWindowClosed.of(window, following)
    if hindrance(RoundAct.UPLOAD, times_in(window, round_of(period)), at) is not None:
        raise RoundNotOpened(**named(window, rulebook=rulebook, calendar=calendar))
    return window


def require_exits_open(
    period: str, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> Window:
    """Return the window of a round in which exits may be proposed now, or refuse.

    Raises Invalid where the period is no round, ExitsClosed after its month, RoundNotOpened
    before its notice.
    """
    window = round_window(period, rulebook.programme(NATIONAL), calendar)
    times = times_in(window, round_of(period))
    found = hindrance(RoundAct.PROPOSE_EXIT, times, at)
    if found is None:
        return window
    words = named(window, rulebook=rulebook, calendar=calendar)
    if found is Hindrance.OVER:
        raise ExitsClosed(**words, until=as_told(times.month_ends_at))
    raise RoundNotOpened(**words)


def named(window: Window, *, rulebook: Rulebook, calendar: WorkingCalendar) -> dict[str, Any]:
    """Name a round's window, the one after it and the clause, for a refusal's sentence."""
    programme = rulebook.programme(NATIONAL)
    return _named(window, round_window(periods.following(window.period), programme, calendar))


def _named(window: Window, following: Window) -> dict[str, Any]:
    """Name a round's window, the one after it and the clause, for a refusal's sentence."""
    return {
        "clause": window.clause,
        "round": round_name(window.period),
        "days": span(window),
        "next_round": round_name(following.period),
        "next_days": span(following),
    }
