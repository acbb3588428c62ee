"""Major changes 重大事项 二（四）: kinds, what each tells, how a report moves, when it is late.

Where a programme gives a number of months, the clock decides whether a report came in time
(ruling 4). Where it gives none (及时), the days are counted and a named reviewer judges.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from registry.policy.periods import add_months
from registry.policy.provisions import Duty

DUTY = "report_major_change"
GROUND = "unreported_major_change"


class MajorChangeKind(StrEnum):
    """What can change: 更名、结构调整、重组等 of the text, and the like of Yunnan and Shaoxing."""

    RENAME = "rename"
    RELOCATION = "relocation"
    MERGER = "merger"
    SPLIT = "split"
    RESTRUCTURING = "restructuring"
    REORGANISATION = "reorganisation"
    EQUITY_CHANGE = "equity_change"
    SERVICE_CHANGE = "service_change"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """What a kind tells: fields it must state, fields it may, and those of which one is wanted."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field of the kind, in the order in which it is asked."""
        return (*self.one_of, *self.required, *self.optional)


_TOLD = ChangeForm(required=("description",), optional=("host_name", "host_kind"))
FORMS: Mapping[MajorChangeKind, ChangeForm] = MappingProxyType(
    {
        MajorChangeKind.RENAME: ChangeForm(
            one_of=("host_name", "platform_name"), optional=("description",)
        ),
        MajorChangeKind.RELOCATION: ChangeForm(
            required=("place", "address"), optional=("description",)
        ),
        MajorChangeKind.MERGER: ChangeForm(
            required=("merging", "successor"), optional=("platforms", "description")
        ),
        MajorChangeKind.SPLIT: ChangeForm(
            required=("successors", "carrier"), optional=("platforms", "description")
        ),
        MajorChangeKind.RESTRUCTURING: _TOLD,
        MajorChangeKind.REORGANISATION: _TOLD,
        MajorChangeKind.EQUITY_CHANGE: _TOLD,
        MajorChangeKind.SERVICE_CHANGE: ChangeForm(
            required=("description",), optional=("taxonomy_field", "direction")
        ),
        MajorChangeKind.OTHER: ChangeForm(required=("description",)),
    }
)


class ChangeState(StrEnum):
    """A report waits for its province, or for its host; the other three are its ends."""

    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ChangeMoveError(ValueError):
    """Raised for a move the table does not know."""


MOVES: Mapping[ChangeState, frozenset[ChangeState]] = MappingProxyType(
    {
        ChangeState.REPORTED: frozenset(
            {
                ChangeState.RETURNED,
                ChangeState.VERIFIED,
                ChangeState.REFUSED,
                ChangeState.WITHDRAWN,
            }
        ),
        ChangeState.RETURNED: frozenset(
            {ChangeState.REPORTED, ChangeState.REFUSED, ChangeState.WITHDRAWN}
        ),
        ChangeState.VERIFIED: frozenset(),
        ChangeState.REFUSED: frozenset(),
        ChangeState.WITHDRAWN: frozenset(),
    }
)
OPEN = frozenset(state for state, to in MOVES.items() if to)


def may_move(current: ChangeState, to: ChangeState) -> bool:
    """Say whether a report may move from one state to another."""
    return to in MOVES[current]


def move(current: ChangeState, to: ChangeState) -> ChangeState:
    """Return the new state. Raises ChangeMoveError for a move the table does not know."""
    if not may_move(current, to):
        message = f"{current} -> {to}"
        raise ChangeMoveError(message)
    return to


class ReportTimeliness(StrEnum):
    """When a report came, apart from its state, its decision and what a reviewer judged."""

    ON_TIME = "on_time"
    LATE = "late"
    PROMPTED = "prompted"
    TO_BE_JUDGED = "to_be_judged"


class Judgement(StrEnum):
    """What a named reviewer judged where no number decides."""

    IN_TIME = "in_time"
    NOT_IN_TIME = "not_in_time"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long after the event a report came; ``last_day`` is None where no number is given."""

    timeliness: ReportTimeliness
    elapsed_days: int
    last_day: date | None


def timing_of(event_on: date, reported_on: date, duty: Duty, *, prompted: bool = False) -> Timing:
    """Return how a report of this day stands to the event's day, by calendar days.

    One made after the platform was asked counts as prompted, whatever the day. The last day
    of the months is still in time.
    """
    last_day = add_months(event_on, duty.months) if duty.months else None
    if prompted:
        timeliness = ReportTimeliness.PROMPTED
    elif last_day is None:
        timeliness = ReportTimeliness.TO_BE_JUDGED
    else:
        timeliness = ReportTimeliness.ON_TIME if reported_on <= last_day else ReportTimeliness.LATE
    return Timing(timeliness, (reported_on - event_on).days, last_day)


def wants_judgement(timeliness: ReportTimeliness) -> bool:
    """Say whether people decide on the time: where the clock does, nobody overrules it."""
    return timeliness in {ReportTimeliness.TO_BE_JUDGED, ReportTimeliness.PROMPTED}


def is_untimely(timeliness: ReportTimeliness, judgement: Judgement | None) -> bool:
    """Say whether a removal case may be proposed on 未及时报告; it is never opened by itself."""
    return timeliness is ReportTimeliness.LATE or judgement is Judgement.NOT_IN_TIME
