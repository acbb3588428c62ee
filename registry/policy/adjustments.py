"""The adjustment round 名单动态调整: which act is possible when 二（五）, 二（六） (ruling 9).

A round is opened by a notice on record (按照通知要求). Its window binds the host's submission
and the province's upload of sheet and scan; exits may be proposed until its month ends; what
was sent in time may be reviewed, accepted and admitted afterwards. An authority's own cut-off
shortens the window for its hosts alone. The clock decides all of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from registry.policy import periods
from registry.policy.calendar import SHANGHAI
from registry.policy.windows import Window

_ONE_DAY = timedelta(days=1)


class RoundAct(StrEnum):
    """What is done in a round, by how it is bound; review stands for acceptance and admission."""

    SUBMIT = "submit"
    UPLOAD = "upload"
    PROPOSE_EXIT = "propose_exit"
    REVIEW = "review"


_BOUND = frozenset({RoundAct.SUBMIT, RoundAct.UPLOAD})


class Hindrance(StrEnum):
    """Why an act is not possible at a moment; the gravest first."""

    OVER = "over"
    NO_NOTICE = "no_notice"
    NOT_YET = "not_yet"
    CUT_OFF = "cut_off"


class CutOffFault(StrEnum):
    """Why a moment cannot be an authority's cut-off for its hosts."""

    UNEVEN = "uneven"
    OUTSIDE = "outside"
    PAST = "past"
    EARLIER = "earlier"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class RoundTimes:
    """A round's moments: its window, when its notice was put on record, an authority's cut-off.

    ``opened_at`` is None without a notice, ``cut_off`` where the authority has set none; a
    cut-off at the end of the window is none either. All moments are aware.
    """

    window: Window
    opened_at: datetime | None = None
    cut_off: datetime | None = None

    @property
    def hosts_until(self) -> datetime:
        """Return until when (excluded) hosts may submit, as they are told."""
        end = self.window.closes_at
        return end if self.cut_off is None else min(self.cut_off, end)

    @property
    def has_cut_off(self) -> bool:
        """Say whether hosts have less time than the window gives."""
        return self.hosts_until < self.window.closes_at

    @property
    def month_ends_at(self) -> datetime:
        """Return the moment (excluded) the round's month ends: then it is closed."""
        return month_end(self.window.period)


def month_end(period: str) -> datetime:
    """Return the moment after the last of a round's month."""
    return datetime.combine(periods.last_day(period) + _ONE_DAY, time(), SHANGHAI)


def hindrance(act: RoundAct, times: RoundTimes, at: datetime) -> Hindrance | None:
    """Return what keeps an act of a round from being done at this aware moment, or None.

    A window accepts by any of its readings (ruling 3). Review has no end: what was sent in
    time is decided whenever its turn comes.
    """
    return next(_hindrances(act, times, at), None)


def _hindrances(act: RoundAct, times: RoundTimes, at: datetime) -> Iterator[Hindrance]:
    window, is_exit = times.window, act is RoundAct.PROPOSE_EXIT
    end = times.month_ends_at if is_exit else window.accepts_until
    if at >= end and act is not RoundAct.REVIEW:
        yield Hindrance.OVER
    if times.opened_at is None or at < times.opened_at:
        yield Hindrance.NO_NOTICE
    if not is_exit and at < window.accepts_from:
        yield Hindrance.NOT_YET
    if act in _BOUND and not window.accepts(at):  # between two readings that do not touch
        yield Hindrance.NOT_YET
    if act is RoundAct.SUBMIT and times.has_cut_off and at >= times.hosts_until:
        yield Hindrance.CUT_OFF


def may_open(window: Window, at_hand: Window) -> bool:
    """Say whether a notice may open this round: the one whose window is open, else the next."""
    return window.period == at_hand.period


def cut_off_fault(
    wanted: datetime, standing: datetime | None, window: Window, at: datetime
) -> CutOffFault | None:
    """Return why an authority cannot set this cut-off at this moment, or None.

    It is a full hour in the window and ahead of now. Hosts plan by what was published, so it
    is only ever put off; ``standing`` is the one in force, None where there is none. To put it
    off to the window's end is to take it back.
    """
    local = wanted.astimezone(SHANGHAI)
    if local != local.replace(minute=0, second=0, microsecond=0):
        return CutOffFault.UNEVEN
    if not window.opens_at < wanted <= window.closes_at:
        return CutOffFault.OUTSIDE
    if wanted <= at:
        return CutOffFault.PAST
    if wanted == (standing or window.closes_at):
        return CutOffFault.SAME
    if standing is not None and wanted < standing:
        return CutOffFault.EARLIER
    return None


def is_closed(period: str, at: datetime) -> bool:
    """Say whether a round's month has ended: what it left undone is the next round's then."""
    return at >= month_end(period)


def shown_under(period: str, at: datetime) -> str:
    """Return the round an application that has not ended stands under at this moment.

    ``period`` is the round it was submitted in, empty for one never submitted. While that
    round's month lasts it stays there; afterwards, and before any submission, it is the
    business of the round whose half-year runs. Nothing has to run for it.
    """
    running = periods.round_of(at.astimezone(SHANGHAI).date())
    return max(period, running)
