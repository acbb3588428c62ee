"""Removal cases 移出案件: which step may be taken when, and from which day a removal takes effect.

二（四）: opened, noticed to the host, its statement or the end of its period, verified (经核实后),
prepared, signed. 二（六） goes the same way without verification (ruling 19). Nobody removes
without these steps, whatever the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.provisions import Consequence
from registry.policy.rulebook import Programme

_ONE_DAY = timedelta(days=1)


class CaseState(StrEnum):
    """How far a case has come; that it is on hold is said beside it."""

    OPENED = "opened"
    NOTIFIED = "notified"
    VERIFIED = "verified"
    PREPARED = "prepared"
    DECIDED = "decided"
    CLOSED = "closed"


class Step(StrEnum):
    """What somebody may want to do with a case."""

    NOTIFY = "notify"
    STATE = "state"
    ADD_EVIDENCE = "add_evidence"
    VERIFY = "verify"
    PREPARE = "prepare"
    GIVE_BACK = "give_back"
    SIGN = "sign"
    CLOSE = "close"
    HOLD = "hold"
    RESUME = "resume"


class Origin(StrEnum):
    """What a case came from; it is named by kind and number."""

    INCIDENT = "incident"
    MAJOR_CHANGE = "major_change"
    UNREPORTED_CHANGE = "unreported_change"
    EXIT_PROPOSAL = "exit_proposal"


class Closing(StrEnum):
    """How a case ends without a removal."""

    UNFOUNDED = "unfounded"
    BELOW_LINE = "below_line"
    MENDED = "mended"
    ALREADY_REMOVED = "already_removed"


class Organ(StrEnum):
    """Who verified (ruling 19)."""

    PROVINCE = "province"
    MINISTRY = "ministry"


ENDED = frozenset({CaseState.DECIDED, CaseState.CLOSED})
_BEFORE_DECISION = frozenset({CaseState.OPENED, CaseState.NOTIFIED, CaseState.VERIFIED})
_NOTICED = frozenset({CaseState.NOTIFIED, CaseState.VERIFIED})
_OPEN = frozenset(CaseState) - ENDED
_STEPS: Mapping[Step, frozenset[CaseState]] = MappingProxyType(
    {
        Step.NOTIFY: frozenset({CaseState.OPENED}),
        Step.STATE: _NOTICED,
        # What a decision rests on stays as it was when the decision was written.
        Step.ADD_EVIDENCE: _BEFORE_DECISION,
        Step.VERIFY: _NOTICED,
        Step.PREPARE: _NOTICED,
        Step.GIVE_BACK: frozenset({CaseState.PREPARED}),
        Step.SIGN: frozenset({CaseState.PREPARED}),
        Step.CLOSE: _BEFORE_DECISION,
        Step.HOLD: _OPEN,
        Step.RESUME: _OPEN,
    }
)
# A case on hold goes no further; the host is still heard.
_ON_HOLD = frozenset({Step.RESUME, Step.STATE, Step.ADD_EVIDENCE})


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """Where a case stands: ``wants_verification`` is the ground's, ``confirmed`` what was found.

    ``statement_until`` (aware, excluded) is None before the notice.
    """

    state: CaseState
    on_hold: bool
    wants_verification: bool
    stated: bool = False
    confirmed: bool | None = None
    statement_until: datetime | None = None


def hindrance(step: Step, case: CaseStanding, at: datetime) -> str:
    """Return the code of what keeps a step from being taken at this moment; empty for nothing."""
    return _out_of_turn(step, case) or _not_ripe(step, case, at)


def _out_of_turn(step: Step, case: CaseStanding) -> str:
    if case.state in ENDED:
        return "removal_case_ended"
    if case.on_hold and step not in _ON_HOLD:
        return "removal_case_on_hold"
    if step is Step.RESUME and not case.on_hold:
        return "removal_case_not_on_hold"
    return "" if case.state in _STEPS[step] else "removal_case_not_now"


def _not_ripe(step: Step, case: CaseStanding, at: datetime) -> str:
    if step is Step.VERIFY and not case.wants_verification:
        return "removal_case_wants_no_verification"
    if step in {Step.VERIFY, Step.PREPARE} and _is_awaited(case, at):
        return "removal_case_statement_awaited"
    if step in {Step.PREPARE, Step.SIGN} and case.wants_verification and not case.confirmed:
        return "removal_case_unverified"
    return ""


def _is_awaited(case: CaseStanding, at: datetime) -> bool:
    """Say whether the host may still state, and has not."""
    return not case.stated and (case.statement_until is None or at < case.statement_until)


def given_back_to(case: CaseStanding) -> CaseState:
    """Return where a prepared decision that is not signed goes back to."""
    return CaseState.VERIFIED if case.wants_verification else CaseState.NOTIFIED


def verified_as(*, confirmed: bool) -> CaseState:
    """Return where a verification leaves a case: one that found nothing leads to no decision."""
    return CaseState.VERIFIED if confirmed else CaseState.NOTIFIED


def statement_days(day: date, programme: Programme) -> int:
    """Return how many working days a host has for its statement (house ruling 26)."""
    return _number("statement_period", day, programme)


def daily_limit(day: date, programme: Programme) -> int:
    """Return how many removals may be decided on one day (house ruling)."""
    return _number("removal_daily_limit", day, programme)


def _number(ruling: str, day: date, programme: Programme) -> int:
    found = programme.ruling(ruling, day).number
    if found is None:
        message = f"the ruling {ruling} names no number"
        raise ValueError(message)
    return found


def last_day_to_state(noticed_on: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the last day of a period in working days, counted from the day after the notice."""
    day = noticed_on
    while days:
        day += _ONE_DAY
        days -= calendar.is_working(day)
    return day


def end_of(day: date) -> datetime:
    """Return the moment a day is over, in Asia/Shanghai."""
    return datetime.combine(day + _ONE_DAY, time(), SHANGHAI)


class EffectiveDayError(ValueError):
    """Raised for a day the ground does not allow; ``first`` and ``last`` are the ones it does."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"allowed from {first} to {last}")
        self.first = first
        self.last = last


def earliest_effect(
    found: Consequence, decided_on: date, *, occurred_on: date | None, admitted_on: date
) -> date:
    """Return the first day a removal may take effect (ruling 22), never before the admission.

    ``decision``: the day of the decision. ``year_of_change`` (当年起): the first of January of
    the year of the change, where it is known.
    """
    if found.effective == "year_of_change" and occurred_on is not None:
        return min(decided_on, max(date(occurred_on.year, 1, 1), admitted_on))
    return decided_on


def effective_day(asked: date | None, first: date, decided_on: date) -> date:
    """Return the day a removal takes effect: the one asked for, or the day of the decision.

    Raises EffectiveDayError before the first day the ground allows, and for a day to come:
    a platform is in the library until the decision says otherwise.
    """
    if asked is None:
        return decided_on
    if not first <= asked <= decided_on:
        raise EffectiveDayError(first, decided_on)
    return asked
