"""Judging a real-time update 实时更新 二（三）: what is unreadable, and what is questioned.

A text that is no sound figure is refused and named. A figure that is sound and yet hard to
believe is kept and questioned (``docs/decisions/realtime-questions.md``): it counts once the
host has confirmed it with a word of explanation, and not before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from registry.policy.desensitising import masked
from registry.policy.findings import Finding
from registry.policy.forms import FieldType, Form, FormField
from registry.policy.quarterly_update_values import Value, read_value
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Severity

_SHOWN = 40


class Question(StrEnum):
    """Why a value is questioned."""

    OVER_FULL_LOAD = "over_full_load"
    BACKWARDS = "backwards"
    AHEAD = "ahead"
    JUMPED = "jumped"


# What has not happened yet nobody can vouch for: withdrawn, and reported again with its time.
BEYOND_CONFIRMING = frozenset({Question.AHEAD})


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a value is questioned: above so many per cent, so many times, so far ahead."""

    full_load: int
    jump: int
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Known:
    """What a value is held against: when the newest that counts was measured, and last values."""

    measured_at: datetime | None = None
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """When the values were measured, as their sender says, and when they arrived."""

    measured_at: datetime
    received_at: datetime


def limits(day: date, programme: Programme) -> Limits:
    """Return the limits that hold on a day (house rulings)."""
    full_load, jump, ahead = (
        _number(name, day, programme)
        for name in ("realtime_full_load", "realtime_jump", "realtime_ahead")
    )
    return Limits(full_load, jump, timedelta(minutes=ahead))


def _number(ruling: str, day: date, programme: Programme) -> int:
    found = programme.ruling(ruling, day).number
    if found is None:
        message = f"the ruling {ruling} names no number"
        raise ValueError(message)
    return found


def realtime_fields(form: Form) -> tuple[FormField, ...]:
    """Return the fields that may be reported at any time (ruling 7), in the form's order."""
    return tuple(one for one in form.fields if one.realtime)


def read_values(
    form: Form, typed: Mapping[str, str]
) -> tuple[dict[str, Value], tuple[Finding, ...]]:
    """Read what was sent: the values understood, and what is unreadable, by field.

    A blank is no value. Unreadable is a field that the form does not have or that waits for the
    quarter, a text that is no figure, a negative one.
    """
    fields = {one.key: one for one in form.fields}
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    for key, text in typed.items():
        if key not in fields or not fields[key].realtime:
            code = "realtime_field_waits" if key in fields else "update_field_unknown"
            label = fields[key].label if key in fields else key
            findings.append(_unreadable(code, key, masked(key[:_SHOWN]), label))
            continue
        one = fields[key]
        read = read_value(one, text)
        if read.problem:
            told = masked(text.strip())[:_SHOWN]
            findings.append(_unreadable(read.problem, key, told, one.label, one.unit))
        elif read.value is not None:
            values[key] = read.value
    return values, tuple(findings)


def _unreadable(code: str, field: str, read: str, label: str, unit: str = "") -> Finding:
    return Finding(
        code=code,
        severity=Severity.BLOCKING,
        field=field,
        read=read,
        clause="二（三）",
        params=MappingProxyType({"label": label, "unit": unit}),
    )


def questions_of(
    field: FormField, value: Value, known: Known, timing: Timing, limit: Limits
) -> tuple[Question, ...]:
    """Return why a value is questioned; empty where nothing speaks against it.

    A time is judged against the newest value that counts and the arrival. A jump is one against
    every value known; from or to 0 there is none to tell.
    """
    number = Decimal(value)
    found = []
    if field.type is FieldType.PERCENT and number > limit.full_load:
        found.append(Question.OVER_FULL_LOAD)
    if known.measured_at and timing.measured_at < known.measured_at:
        found.append(Question.BACKWARDS)
    if timing.measured_at > timing.received_at + limit.ahead:
        found.append(Question.AHEAD)
    if known.values and all(_jumped(number, Decimal(one), limit.jump) for one in known.values):
        found.append(Question.JUMPED)
    return tuple(found)


def _jumped(value: Decimal, earlier: Decimal, jump: int) -> bool:
    return bool(value and earlier) and (value >= earlier * jump or value * jump <= earlier)


def may_confirm(questions: Iterable[str]) -> bool:
    """Say whether an explanation can settle these questions."""
    return BEYOND_CONFIRMING.isdisjoint(questions)
