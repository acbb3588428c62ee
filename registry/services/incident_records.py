"""What is on record against a host's own declaration of the last three years 一（二）3.

Told to the host and to its reviewer, who judges: nothing is decided by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from registry.clock import SHANGHAI
from registry.documents.applications import restored
from registry.documents.incidents import Incident
from registry.forms import application_form
from registry.incident_rules import incident_rules
from registry.law import NATIONAL
from registry.permissions import Actor, require
from registry.policy.application_values import Content
from registry.policy.facts import FACTS, FactType
from registry.policy.incidents import (
    IncidentKind,
    IncidentState,
    OnRecord,
    held_against,
    touched,
)
from registry.policy.periods import add_years
from registry.policy.provisions import Criterion
from registry.policy.rulebook import Rulebook
from registry.services.applications import latest_version, read_head
from registry.services.lineages import connected

_YEARS = 3


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One incident on record, the condition it touches, and what the host declared of it.

    ``declared`` as in ``registry.policy.incidents.held_against``.
    """

    incident: Incident
    criterion: Criterion
    declared: tuple[date, ...] | None
    standing: OnRecord


def on_record(
    host: str, declared: Mapping[str, tuple[date, ...]], on: date, rulebook: Rulebook
) -> tuple[RecordLine, ...]:
    """Return what is on record of a host in the 36 months up to a day (ruling 5); three queries.

    Of all its platforms, and of the hosts it descends from: a merger leaves no record behind.
    What was found unfounded, or not to count, is left out; what waits for its examination is
    told. Whose it is, ask before.
    """
    criteria = {one.id: one for one in rulebook.programme(NATIONAL).criteria(on)}
    before = connected([host], [], on).predecessors_of(host)
    found = Incident.objects(
        host__in=sorted({host, *before}),
        occurred_on__gte=add_years(on, -_YEARS), occurred_on__lte=on,
        state__ne=IncidentState.UNFOUNDED.value, counts__ne=False,
    ).order_by("-recorded_at", "-number")  # fmt: skip  # index host_1_recorded_at_-1_number_-1
    lines = []
    for one in found:
        rule = incident_rules().kinds[IncidentKind(one.kind)]
        if criterion := criteria.get(touched(rule, one.at_line)):
            said = declared.get(criterion.fact)
            standing = held_against(one.occurred_on, one.at_line, said)
            lines.append(RecordLine(one, criterion, said, standing))
    return tuple(lines)


def against_draft(
    host: str, content: Content, *, at: datetime, rulebook: Rulebook
) -> tuple[RecordLine, ...]:
    """Hold what is on record against a draft as it is read, were it submitted today."""
    return on_record(host, declared_days(content), at.astimezone(SHANGHAI).date(), rulebook)


def against_version(
    host: str, content: Mapping[str, Any], submitted_at: datetime, rulebook: Rulebook
) -> tuple[RecordLine, ...]:
    """Hold what is on record now against a version, by the day it was submitted."""
    day = submitted_at.astimezone(SHANGHAI).date()
    return on_record(host, declared_days(restored(content)), day, rulebook)


def against_latest(number: str, *, by: Actor, rulebook: Rulebook) -> tuple[RecordLine, ...]:
    """Hold what is on record against the version of an application submitted last.

    Raises NotFound where it is another's, or was not submitted yet.
    """
    require(by, "incidents:read")
    head = read_head(number, by=by)
    version = latest_version(number, by=by)
    return against_version(head.host, version.content, version.submitted_at, rulebook)


def declared_days(content: Content) -> dict[str, tuple[date, ...]]:
    """Return the days a form declares, by fact; what is not answered is left out."""
    declared = {}
    for field in application_form().fields:
        if not field.fact or FACTS[field.fact].type is not FactType.EVENTS:
            continue
        answer = content.get(field.key)
        days = cast("tuple[str, ...]", content.get(field.days, ())) if answer else ()
        if answer is not None and (days or not answer):
            declared[field.fact] = tuple(date.fromisoformat(day) for day in days)
    return declared
