"""The shapes a criterion can have, one tested function each.

A rule takes the criterion, the facts and the day, and returns a verdict: the
outcome, what was read, and what was wanted (figures and units only; the words
stand in ``registry.messages``). ``NEEDS`` says which keys a criterion must fill.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from registry.policy.facts import FACTS, Facts, FactType, in_words
from registry.policy.periods import add_years
from registry.policy.provisions import Criterion, IncomeYear
from registry.policy.vocabulary import Outcome

_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Reading:
    """One fact as it was read; ``value`` and ``unit`` are empty where it was not stated."""

    fact: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule found."""

    outcome: Outcome
    reads: tuple[Reading, ...]
    wanted: str = ""


RuleFunction = Callable[[Criterion, Facts, date], Verdict]


def at_least(criterion: Criterion, facts: Facts, on: date) -> Verdict:  # noqa: ARG001 - one shape for all rules
    """One figure reaches its threshold; the threshold itself is enough."""
    threshold = cast("Decimal", criterion.threshold)
    outcome = _reaches(facts.get(criterion.fact), threshold)
    return Verdict(outcome, _read(facts, criterion.fact), _figure(criterion.fact, threshold))


def any_at_least(criterion: Criterion, facts: Facts, on: date) -> Verdict:  # noqa: ARG001 - as above
    """One of several figures reaches its own threshold (…或…)."""
    ways = criterion.alternatives
    outcomes = [_reaches(facts.get(way.fact), way.threshold) for way in ways]
    wanted = " / ".join(_figure(way.fact, way.threshold) for way in ways)
    return Verdict(_first_of(outcomes), _read(facts, *(way.fact for way in ways)), wanted)


def income_or_share(criterion: Criterion, facts: Facts, on: date) -> Verdict:  # noqa: ARG001 - as above
    """In one of the years offered, an income reaches a sum or a share of another income.

    A year of which no income is stated is not relied on. Without a positive
    income to hold it against (a university has none) the share cannot be met.
    """
    threshold, percent = cast("Decimal", criterion.threshold), cast("Decimal", criterion.percent)
    outcomes = [
        _income_year(year, threshold, percent, facts)
        for year in criterion.income_years
        if facts.get(year.income) is not None
    ]
    names = [name for year in criterion.income_years for name in (year.income, year.of)]
    wanted = f"{_figure(criterion.income_years[0].income, threshold)} / ≥ {percent}%"
    return Verdict(_first_of(outcomes), _read(facts, *names), wanted)


def provided(criterion: Criterion, facts: Facts, on: date) -> Verdict:  # noqa: ARG001 - as above
    """Something has to be there: it is, it is not, or nobody said."""
    outcomes = {True: Outcome.MET, False: Outcome.NOT_MET}
    value = cast("bool | None", facts.get(criterion.fact))
    outcome = Outcome.NOT_STATED if value is None else outcomes[value]
    return Verdict(outcome, _read(facts, criterion.fact))


def none_within_years(criterion: Criterion, facts: Facts, on: date) -> Verdict:
    """Nothing of the kind happened in the years up to ``on`` (ruling 5), first day included."""
    return _within_years(criterion, facts, on, found=Outcome.NOT_MET)


def none_within_years_judged(criterion: Criterion, facts: Facts, on: date) -> Verdict:
    """As ``none_within_years``, but whether what happened counts is judged by people."""
    return _within_years(criterion, facts, on, found=Outcome.NEEDS_JUDGEMENT)


def judged(criterion: Criterion, facts: Facts, on: date) -> Verdict:  # noqa: ARG001 - as above
    """People judge it with the evidence; without a statement there is nothing to judge."""
    stated = facts.get(criterion.fact) is not None
    outcome = Outcome.NEEDS_JUDGEMENT if stated else Outcome.NOT_STATED
    return Verdict(outcome, _read(facts, criterion.fact))


RULES: Mapping[str, RuleFunction] = MappingProxyType(
    {
        "at_least": at_least,
        "any_at_least": any_at_least,
        "income_or_share": income_or_share,
        "provided": provided,
        "none_within_years": none_within_years,
        "none_within_years_judged": none_within_years_judged,
        "judged": judged,
    }
)
NEEDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "at_least": frozenset({"fact", "threshold"}),
        "any_at_least": frozenset({"alternatives"}),
        "income_or_share": frozenset({"threshold", "percent", "income_years"}),
        "provided": frozenset({"fact"}),
        "none_within_years": frozenset({"fact", "years"}),
        "none_within_years_judged": frozenset({"fact", "years"}),
        "judged": frozenset({"fact"}),
    }
)
TAKES: Mapping[str, frozenset[FactType]] = MappingProxyType(
    {
        "at_least": frozenset({FactType.MONEY, FactType.COUNT}),
        "any_at_least": frozenset({FactType.MONEY, FactType.COUNT}),
        "income_or_share": frozenset({FactType.MONEY}),
        "provided": frozenset({FactType.FLAG}),
        "none_within_years": frozenset({FactType.EVENTS}),
        "none_within_years_judged": frozenset({FactType.EVENTS}),
        "judged": frozenset({FactType.FLAG}),
    }
)


def facts_named(criterion: Criterion) -> tuple[str, ...]:
    """Return every fact the criterion asks for."""
    single = (criterion.fact,) if criterion.fact else ()
    ways = tuple(way.fact for way in criterion.alternatives)
    incomes = tuple(name for year in criterion.income_years for name in (year.income, year.of))
    return single + ways + incomes


def _reaches(value: object, threshold: Decimal) -> Outcome:
    if value is None:
        return Outcome.NOT_STATED
    return Outcome.MET if cast("Decimal", value) >= threshold else Outcome.NOT_MET


def _first_of(outcomes: list[Outcome]) -> Outcome:
    """One way met is enough; while one is not stated, nothing is refused."""
    for outcome in (Outcome.MET, Outcome.NOT_STATED, Outcome.NOT_MET):
        if outcome in outcomes:
            return outcome
    return Outcome.NOT_STATED


def _income_year(year: IncomeYear, threshold: Decimal, percent: Decimal, facts: Facts) -> Outcome:
    income = cast("Decimal", facts[year.income])
    if income >= threshold:
        return Outcome.MET
    of = cast("Decimal | None", facts.get(year.of))
    if of is None:
        return Outcome.NOT_STATED
    return Outcome.MET if of > 0 and income * _PERCENT >= of * percent else Outcome.NOT_MET


def _within_years(criterion: Criterion, facts: Facts, on: date, *, found: Outcome) -> Verdict:
    first = add_years(on, -cast("int", criterion.years))
    happened = cast("tuple[date, ...] | None", facts.get(criterion.fact))
    if happened is None:
        outcome = Outcome.NOT_STATED
    else:
        outcome = found if any(day >= first for day in happened) else Outcome.MET
    return Verdict(outcome, _read(facts, criterion.fact), f"{first} – {on}: 0")


def _figure(fact: str, threshold: Decimal) -> str:
    return f"≥ {in_words(threshold, FACTS[fact].unit)}"


def _read(facts: Facts, *names: str) -> tuple[Reading, ...]:
    """Read the facts; one that is not stated has neither value nor unit."""
    values = [(name, facts.get(name)) for name in names]
    return tuple(
        Reading(name, _shown(value), "" if value is None else FACTS[name].unit)
        for name, value in values
    )


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(day.isoformat() for day in value) or "0"
    return str(value)
