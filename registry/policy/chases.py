"""Chasing 催报: who may be told again, and how often an office may chase. House rule.

What is limited is what a recipient is told, whoever chases: a host whose authority has chased it
today is not chased again by the ministry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.policy.calendar import SHANGHAI


@dataclass(frozen=True, slots=True)
class ChaseRules:
    """The ``[chases]`` of ``config/window_week.toml``.

    One recipient is told ``a_day`` times, ``apart`` from each other; one office chases one
    authority's platforms ``clicks_a_day`` times.
    """

    a_day: int
    apart: timedelta
    clicks_a_day: int


def day_of(at: datetime) -> date:
    """Return the day that the limits count by, in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date()


def may_be_told(told: Sequence[datetime], at: datetime, rules: ChaseRules) -> bool:
    """Say whether a recipient may be told now; ``told`` is when it was today, in any order."""
    return len(told) < rules.a_day and all(abs(at - one) >= rules.apart for one in told)


def may_click(clicks_today: int, rules: ChaseRules) -> bool:
    """Say whether an office may chase an authority's platforms once more today."""
    return clicks_today < rules.clicks_a_day
