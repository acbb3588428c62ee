"""Appeals 异议 against a removal decision, and corrections 更正 by the ministry itself.

The texts say nothing of either; period, suspension and outcome are house rulings (26). What is
decided upon an appeal is a new record: the decision stays as it was written, and an outcome is
never worse for the host than the decision it objected to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from registry.policy.provisions import Consequence
from registry.policy.rulebook import Programme


class AppealState(StrEnum):
    """How far an appeal has come; that its decision is suspended is said beside it."""

    FILED = "filed"
    PREPARED = "prepared"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class AppealOrigin(StrEnum):
    """Who brought it: the host by objecting, or the ministry by correcting itself."""

    HOST = "host"
    MINISTRY = "ministry"


class Outcome(StrEnum):
    """What becomes of the decision."""

    UPHELD = "upheld"
    CHANGED = "changed"
    ANNULLED = "annulled"


class AppealStep(StrEnum):
    """What somebody may want to do with an appeal."""

    ADD_EVIDENCE = "add_evidence"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    RESUME = "resume"
    PREPARE = "prepare"
    GIVE_BACK = "give_back"
    SIGN = "sign"


_FILED = frozenset({AppealState.FILED})
_PREPARED = frozenset({AppealState.PREPARED})
_STEPS: Mapping[AppealStep, frozenset[AppealState]] = MappingProxyType(
    {
        # What an outcome rests on stays as it was when the outcome was written.
        AppealStep.ADD_EVIDENCE: _FILED,
        AppealStep.WITHDRAW: _FILED,
        AppealStep.SUSPEND: _FILED,
        AppealStep.RESUME: _FILED,
        AppealStep.PREPARE: _FILED,
        AppealStep.GIVE_BACK: _PREPARED,
        AppealStep.SIGN: _PREPARED,
    }
)
OPEN = frozenset({AppealState.FILED, AppealState.PREPARED})


def hindrance(step: AppealStep, state: AppealState, *, suspended: bool) -> str:
    """Return the code of what keeps a step from being taken now; empty for nothing."""
    if state not in OPEN:
        return "appeal_ended"
    if state not in _STEPS[step]:
        return "appeal_not_now"
    if step is AppealStep.SUSPEND and suspended:
        return "appeal_suspended_already"
    if step is AppealStep.RESUME and not suspended:
        return "appeal_not_suspended"
    return ""


def appeal_days(day: date, programme: Programme) -> int:
    """Return within how many days of the calendar a host may object (house ruling 26)."""
    found = programme.ruling("appeal_period", day).number
    if found is None:
        message = "the ruling appeal_period names no number"
        raise ValueError(message)
    return found


def last_day_to_object(decided_on: date, days: int) -> date:
    """Return the last day to object, counted from the day after the decision.

    Days of the calendar: one that falls on a day off is not moved (ruling 4).
    """
    return decided_on + timedelta(days=days)


def milder(
    found: Iterable[Consequence], stands: Consequence, *, verified: bool
) -> tuple[Consequence, ...]:
    """Return what a decision may be changed to: another ground, never with a longer ban.

    A ground that asks for verification only where the case was ``verified`` (ruling 19).
    """
    return tuple(
        one
        for one in found
        if one.id != stands.id
        and (one.ban_years or 0) <= (stands.ban_years or 0)
        and (verified or not one.verified)
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A removal decision that still stands: its case, and the day it takes a platform out."""

    case: str
    effective_on: date


def removed_by(standing: Iterable[Standing]) -> Standing | None:
    """Return the decision that keeps a platform out of the library, the first to take effect.

    None where no decision stands any more: then the platform is in the library as if the
    annulled one had not been.
    """
    return min(standing, key=lambda one: (one.effective_on, one.case), default=None)
