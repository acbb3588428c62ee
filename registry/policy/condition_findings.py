"""Conditions no longer met 入库条件线索 二（六）: what a figure says of one, and the moves.

A stock is held against its condition as it stands on a day; a year's service income once the
year is complete. A finding decides nothing: people look at it, and the ministry alone removes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from registry.policy import periods
from registry.policy.calendar import SHANGHAI
from registry.policy.forms import Form, FormField, Nature
from registry.policy.provisions import Criterion
from registry.policy.quarterly_update_values import Value
from registry.policy.rulebook import Programme

RULING = "condition_finding"
CLAUSE = "二（六）"
_LAST_QUARTER = "Q4"
_ONE_DAY = timedelta(days=1)


class FindingState(StrEnum):
    """Where a finding stands; the last two are ends."""

    OPEN = "open"
    LOOKED_AT = "looked_at"
    PROPOSED = "proposed"
    RESOLVED = "resolved"
    ENDED = "ended"


_STANDING = frozenset({FindingState.OPEN, FindingState.LOOKED_AT, FindingState.PROPOSED})
_ENDS = frozenset(FindingState) - _STANDING
MOVES: Mapping[FindingState, frozenset[FindingState]] = MappingProxyType(
    {
        FindingState.OPEN: _ENDS | {FindingState.LOOKED_AT, FindingState.PROPOSED},
        # Another note changes nothing; a proposal that was withdrawn may be made again.
        FindingState.LOOKED_AT: _ENDS | {FindingState.LOOKED_AT, FindingState.PROPOSED},
        FindingState.PROPOSED: _ENDS | {FindingState.PROPOSED},
        FindingState.RESOLVED: frozenset(),
        # The platform left; an appeal that brings it back brings its findings back.
        FindingState.ENDED: _STANDING,
    }
)


def may_move(state: FindingState, to: FindingState) -> bool:
    """Say whether a finding may move from one state to another."""
    return to in MOVES[state]


def state_with_note(state: FindingState) -> FindingState:
    """Return where a finding stands once somebody wrote a note: a proposed one stays proposed."""
    return FindingState.LOOKED_AT if state is FindingState.OPEN else state


@dataclass(frozen=True, slots=True)
class ConditionReading:
    """A figure beside the condition it is held against, both in the field's unit.

    ``percent`` is the share of the host's main income that would do as well, None where there is
    no other way; an update does not tell that income, so a person has to look.
    """

    criterion: str
    clause: str
    field: FormField
    value: Decimal
    wanted: Decimal
    percent: Decimal | None = None

    @property
    def is_met(self) -> bool:
        """Say whether the figure reaches the condition; the number itself is enough."""
        return self.value >= self.wanted


def read_conditions(
    content: Mapping[str, Value], on: date, *, form: Form, programme: Programme, period: str = ""
) -> Iterator[ConditionReading]:
    """Give each figure of a filing beside its condition as it stands on a day.

    ``period`` is a filing's quarter, empty for a real-time update. Nothing for a figure that is
    not stated, for a condition that is not in force, for a year that is not complete.
    """
    for one in form.fields:
        if one.criterion and one.key in content and is_complete(one, period):
            found = reading_of(one, content[one.key], on, programme)
            if found:
                yield found


def reading_of(
    field: FormField, value: Value, on: date, programme: Programme
) -> ConditionReading | None:
    """Return one figure beside its condition as it stands on a day; None where none is in force."""
    condition = _in_force(field.criterion, on, programme)
    if condition is None or condition.threshold is None:
        return None
    return ConditionReading(
        criterion=condition.id,
        clause=condition.clause,
        field=field,
        value=Decimal(cast("Decimal | int", value)),
        wanted=condition.threshold,
        percent=condition.percent,
    )


def is_complete(field: FormField, period: str) -> bool:
    """Say whether a figure tells of all it is held against: a year's total, in its last quarter."""
    return field.nature is not Nature.YEARLY or period.endswith(_LAST_QUARTER)


def tells_of(filed_at: datetime, period: str) -> datetime:
    """Return the moment a quarter's figures are of: a late filing tells of its quarter's end."""
    ended = datetime.combine(periods.last_day(period) + _ONE_DAY, time(), SHANGHAI)
    return min(filed_at, ended)


@lru_cache(maxsize=512)
def _in_force(criterion: str, on: date, programme: Programme) -> Criterion | None:
    among = programme.all_criteria
    return next((one for one in among if one.id == criterion and one.in_force(on)), None)
