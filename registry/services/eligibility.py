"""The conditions tried by anybody: nothing is stored, nobody is asked who they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from registry.clock import SHANGHAI
from registry.errors import Invalid
from registry.forms import application_form
from registry.law import NATIONAL
from registry.messages import say
from registry.policy.eligibility import Assessment, assess
from registry.policy.findings import Finding
from registry.policy.forms import FieldType
from registry.policy.rulebook import Rulebook
from registry.policy.what_if import Question, questions, read_answers


@dataclass(frozen=True, slots=True)
class Tried:
    """How every condition comes out on some answers, and which answers could not be read."""

    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    assessments: tuple[Assessment, ...]


@cache
def fact_labels() -> Mapping[str, str]:
    """Return what each fact is called: as the first field of the application that states it."""
    form = application_form()
    labels: dict[str, str] = {form.equipment.fact: say("equipment_table_title")}
    for field in form.fields:
        if field.fact and field.type is not FieldType.FILE:
            labels.setdefault(field.fact, field.label)
    return labels


def asked(*, at: datetime, rulebook: Rulebook) -> tuple[Question, ...]:
    """Return what the conditions in force today ask for. Open to everybody."""
    today = at.astimezone(SHANGHAI).date()
    return questions(rulebook.programme(NATIONAL).criteria(today))


def try_out(typed: Mapping[str, str], *, at: datetime, rulebook: Rulebook) -> Tried:
    """Assess every condition in force today on answers by fact. Open to everybody.

    Raises Invalid for a fact nobody asks for.
    """
    today = at.astimezone(SHANGHAI).date()
    programme = rulebook.programme(NATIONAL)
    wanted = asked(at=at, rulebook=rulebook)
    if unknown := typed.keys() - {one.fact for one in wanted}:
        faults = {key[:40]: say("what_if_unknown", read=key[:40]) for key in sorted(unknown)[:20]}
        raise Invalid(fields=faults)
    answers = read_answers(wanted, typed, fact_labels(), today)
    return Tried(wanted, answers.findings, assess(programme, answers.facts, today))
