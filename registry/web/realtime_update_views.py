"""What the page of real-time updates shows: newest values, questions, a series and its line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import restored
from registry.documents.realtime_updates import RealtimeUpdate
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.policy.forms import FieldType, FormField
from registry.policy.realtime_updates import may_confirm, realtime_fields
from registry.services.quarterly_update_starts import newest_of
from registry.services.realtime_updates import state_of
from registry.web.formats import moment
from registry.web.quarterly_update_views import written

FIELDS = realtime_fields(quarterly_update_form())
# In per cent of the breadth: room at either side for the first and the last dot.
_LEFT, _BREADTH = 3, 94
_FULL_LOAD = Decimal(100)


@dataclass(frozen=True, slots=True)
class Dot:
    """One value of a line: across in per cent of the breadth, down in per cent of the height."""

    across: float
    down: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A line over time: its dots, oldest first, and the words beside and instead of it."""

    dots: tuple[Dot, ...]
    title: str
    said: str
    top: str
    first: datetime
    last: datetime


def newest_lines(platform: Platform) -> list[dict[str, Any]]:
    """Return each field with its newest real-time value, and the figure on file beside it."""
    newest, profile = newest_of(platform), restored(platform.profile)
    return [
        {
            "label": one.label,
            "value": written(one, newest[one.key].value) if one.key in newest else None,
            "measured_at": newest[one.key].measured_at if one.key in newest else None,
            "on_file": None if profile.get(one.key) is None else written(one, profile[one.key]),
            "unit": one.unit,
        }
        for one in FIELDS
    ]


def series_lines(found: Sequence[RealtimeUpdate], field: FormField) -> list[dict[str, Any]]:
    """Return the reports of one field as rows of a table; what is questioned is marked."""
    return [
        {
            "measured_at": one.measured_at,
            "value": written(field, restored(one.values)[field.key]),
            "state": f"realtime_{state_of(one, field.key)}",
            "why": _asked_and_said(one, field.key),
            "received_at": one.received_at,
            "by": f"{one.account_name}（{say(f'realtime_door_{one.door}')}）",
            "mark": "due" if state_of(one, field.key) == "questioned" else "",
        }
        for one in found
    ]


def _asked_and_said(update: RealtimeUpdate, key: str) -> str:
    """Say why a value was questioned and what its host said of it; empty for any other."""
    asked = question_words(update.questions.get(key, ()))
    said = update.settlement.reason if asked and update.settlement else ""
    return say("realtime_asked_and_said", asked=asked, said=said) if said else asked


def question_words(questions: Sequence[str]) -> str:
    """Say why a value is questioned; empty where it is not."""
    return "；".join(say(f"realtime_question_{one}") for one in questions)


def questioned_words(update: RealtimeUpdate) -> str:
    """Name the questioned values of a report, each with why."""
    form, values = quarterly_update_form(), restored(update.values)
    return "；".join(
        f"{form.field(key).label} {written(form.field(key), values[key])} {form.field(key).unit}"
        f"（{question_words(asked)}）"
        for key, asked in update.questions.items()
    )


def waiting_lines(
    found: Sequence[RealtimeUpdate], typed: Mapping[str, str], faults: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return the reports that wait for a word of their host, each with its small form."""
    return [
        {
            "serial": one.serial,
            "measured_at": one.measured_at,
            "words": questioned_words(one),
            "may_confirm": may_confirm(code for codes in one.questions.values() for code in codes),
            "name": f"reason_{one.serial}",
            "typed": typed.get(f"reason_{one.serial}", ""),
            "error": faults.get(one.serial, ""),
        }
        for one in found
    ]


def chart_of(found: Sequence[RealtimeUpdate], field: FormField) -> Chart | None:
    """Return the line through the listed values that count; None where fewer than two do."""
    counted = [one for one in found if field.key in one.counted]
    points = sorted((one.measured_at, Decimal(restored(one.values)[field.key])) for one in counted)
    if len(points) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    values = [value for _, value in points]
    top = max(_FULL_LOAD, *values) if field.type is FieldType.PERCENT else max(*values, Decimal(1))
    first, last = points[0][0], points[-1][0]
    span = (last - first).total_seconds() or 1
    return Chart(
        dots=tuple(
            Dot(
                round(_LEFT + _BREADTH * (at - first).total_seconds() / span, 2),
                round(float(100 - 100 * value / top), 2),
            )
            for at, value in points
        ),
        title=f"{field.label}（{field.unit}）",
        said=say(
            "realtime_chart",
            label=field.label,
            unit=field.unit,
            count=len(points),
            first=moment(first),
            last=moment(last),
            least=written(field, min(values)),
            most=written(field, max(values)),
            newest=written(field, values[-1]),
        ),
        top=written(field, top),
        first=first,
        last=last,
    )
