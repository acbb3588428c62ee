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
    """A removal decision that was not annulled: it keeps a platform out from its day on.

    ``name`` is its case, or its document where it is of before this service. ``pauses`` are the
    days on which it was suspended: the first included, the last excluded, None while it lasts.
    """

    name: str
    effective_on: date
    pauses: tuple[tuple[date, date | None], ...] = ()

    def keeps_out(self, day: date) -> bool:
        """Say whether it keeps its platform out of the library on a day."""
        paused = any(first <= day < (last or date.max) for first, last in self.pauses)
        return self.effective_on <= day and not paused


def keeper_on(day: date, standing: Iterable[Standing]) -> Standing | None:
    """Return the decision that keeps a platform out on a day, the first that took effect.

    None where none does: then the platform is in the library.
    """
    keeping = (one for one in standing if one.keeps_out(day))
    return min(keeping, key=lambda one: (one.effective_on, one.name), default=None)


def library_days(
    since: date, written: Iterable[date], standing: Iterable[Standing]
) -> tuple[tuple[date, bool], ...]:
    """Return how a platform stands from a day on, as these decisions alone would have it.

    One entry for each day on which that may change or on which something was ``written`` of
    it: the day, and whether the platform is in the library from then on.
    """
    decisions = tuple(standing)
    days = {since, *written}
    for one in decisions:
        days.add(one.effective_on)
        days.update(day for pause in one.pauses for day in pause if day)
    return tuple(
        (day, keeper_on(day, decisions) is None) for day in sorted(days) if day >= since
    )  # fmt: skip - one entry
