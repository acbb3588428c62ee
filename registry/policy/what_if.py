"""What if: the conditions tried on a few answers, without an application and for anybody.

An answer is one text a fact: a figure, yes or no, or the days on which something happened.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from registry.policy.application_values import MOST_TYPED, NONE_AT_ALL, read_entry
from registry.policy.facts import FACTS, Facts, FactType, FactValue
from registry.policy.findings import Finding
from registry.policy.forms import FieldType
from registry.policy.provisions import Criterion
from registry.policy.rules import facts_named
from registry.policy.vocabulary import Severity

_KINDS: Mapping[FactType, FieldType] = MappingProxyType(
    {
        FactType.MONEY: FieldType.MONEY,
        FactType.COUNT: FieldType.COUNT,
        FactType.FLAG: FieldType.ANSWER,
        FactType.EVENTS: FieldType.DAYS,
    }
)
_NOTHING = NONE_AT_ALL | {"no", "否", "false", "0"}
_HAPPENED = frozenset({"yes", "是", "有", "true", "1"})
_ASK_FROM = Decimal(500_000)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one fact; ``clause`` is that of the first condition that asks for it."""

    fact: str
    kind: FactType
    unit: str
    clause: str

    @property
    def type(self) -> FieldType:
        """Return how the answer is typed."""
        return _KINDS[self.kind]

    @property
    def options(self) -> tuple[str, ...]:
        """Return nothing: no answer is chosen from a list of words."""
        return ()

    @property
    def longest(self) -> int:
        """Return how long an answer may be."""
        return MOST_TYPED


@dataclass(frozen=True, slots=True)
class Answers:
    """The facts that were understood, and what could not be."""

    facts: Facts
    findings: tuple[Finding, ...]


def questions(criteria: Iterable[Criterion]) -> tuple[Question, ...]:
    """Return what the conditions ask for, each fact once, in the text's order."""
    found: dict[str, Question] = {}
    for one in criteria:
        for name in facts_named(one):
            fact = FACTS[name]
            found.setdefault(name, Question(name, fact.type, fact.unit, one.clause))
    return tuple(found.values())


def read_answers(
    asked: Iterable[Question], typed: Mapping[str, str], labels: Mapping[str, str], on: date
) -> Answers:
    """Read what was answered; what cannot be read states nothing and is told."""
    facts: dict[str, FactValue] = {}
    found: list[Finding] = []
    for question in asked:
        text = typed.get(question.fact, "").strip()[:MOST_TYPED]
        value, code, read = _read(question, text, on)
        if value is not None:
            facts[question.fact] = value
        found += _told(question, value, code, read, labels.get(question.fact, question.fact))
    return Answers(MappingProxyType(facts), tuple(found))


def _read(question: Question, text: str, on: date) -> tuple[FactValue, str, str]:
    """Return an answer's value, or the code of what is wrong and the part at fault."""
    if question.kind is FactType.EVENTS and text.lower() in _NOTHING:
        return (), "", ""
    if question.kind is FactType.EVENTS and text.lower() in _HAPPENED:
        return None, "what_if_days_missing", text
    entry = read_entry(question, text)
    if question.kind is not FactType.EVENTS or not isinstance(entry.value, tuple):
        return cast("FactValue", entry.value), entry.problem, entry.wrong or text
    days = tuple(date.fromisoformat(day) for day in entry.value)
    if days[-1] > on:
        return None, "what_if_day_ahead", days[-1].isoformat()
    return days, "", ""


def _told(
    question: Question, value: FactValue, code: str, read: str, label: str
) -> Iterator[Finding]:
    severity = Severity.BLOCKING
    if not code and question.kind is FactType.MONEY and isinstance(value, Decimal):
        if value < _ASK_FROM:
            return
        code, severity, read = "what_if_off_by_ten_thousand", Severity.WARNING, f"{value:f} 万元"
    if code:
        yield Finding(
            code=code,
            severity=severity,
            field=question.fact,
            read=read if len(read) <= _SHOWN else f"{read[:_SHOWN]}……",
            clause=question.clause,
            params=MappingProxyType({"label": label, "unit": question.unit}),
        )
