"""From a rulebook table to a provision: one reader per kind, each knowing its keys."""

import re

from registry.policy.facts import FACTS
from registry.policy.provisions import (
    Alternative,
    Consequence,
    Criterion,
    Duty,
    IncomeYear,
    NotModelled,
    Provision,
    Ruling,
    Source,
    WindowRule,
)
from registry.policy.rules import NEEDS, TAKES, facts_named
from registry.policy.tables import Table
from registry.policy.vocabulary import Force, WindowKind

_PAGE = re.compile(r"docs/decisions/[a-z0-9-]+\.md")
_QUARTER_ENDS = (3, 6, 9, 12)
_HALF_YEAR_ENDS = (6, 12)
_SHORTEST_MONTH = 15  # working days that no month falls short of
_EFFECTIVE = frozenset({"decision", "year_of_change"})


def _common(table: Table) -> Provision:
    """Take what every provision has; a house ruling names its page, the text needs none."""
    taken = Provision(
        id=table.name("id"),
        clause=table.text("clause"),
        phrase=table.text("phrase"),
        since=table.day("since"),
        until=table.day("until") if table.has("until") else None,
        force=table.choice("force", Force, Force.MUST),
        source=table.choice("source", Source, Source.TEXT),
        page=table.text("page", ""),
        who=table.text("who", ""),
    )
    ruled = taken.source is Source.HOUSE_RULING
    if ruled and not _PAGE.fullmatch(taken.page):
        raise table.refuse("page: a house ruling names its page in docs/decisions")
    if not ruled and taken.page:
        raise table.refuse("page: only a house ruling has one")
    return taken


def read_provision(table: Table) -> Provision:
    """Read a procedure or a selection: nothing beyond what all have."""
    taken = _common(table)
    table.finish()
    return taken


def read_duty(table: Table) -> Duty:
    """Read a duty; ``months`` is missing where the text gives no number of months."""
    common = _common(table)
    duty = Duty(**vars(common), months=table.count("months") if table.has("months") else None)
    table.finish()
    return duty


def read_criterion(table: Table) -> Criterion:
    """Read a criterion: its rule must be known, and its keys exactly those the rule needs."""
    common = _common(table)
    rule = table.name("rule")
    if rule not in NEEDS:
        raise table.refuse(f"unknown rule: {rule}")
    if absent := NEEDS[rule] - table.left():
        raise table.refuse(f"the rule {rule} wants: {', '.join(sorted(absent))}")
    criterion = Criterion(
        **vars(common),
        rule=rule,
        fact=table.name("fact") if "fact" in NEEDS[rule] else "",
        threshold=table.number("threshold") if "threshold" in NEEDS[rule] else None,
        percent=table.number("percent") if "percent" in NEEDS[rule] else None,
        years=table.count("years") if "years" in NEEDS[rule] else None,
        alternatives=_alternatives(table) if "alternatives" in NEEDS[rule] else (),
        income_years=_income_years(table) if "income_years" in NEEDS[rule] else (),
    )
    table.finish()
    _refuse_unknown_facts(table, criterion)
    return criterion


def read_window(table: Table) -> WindowRule:
    """Read a window: ``months`` stands only with the rule that names them."""
    common = _common(table)
    if common.id not in set(WindowKind):
        raise table.refuse("id: a window is called by its kind")
    kind = WindowKind(common.id)
    rule = WindowRule(
        **vars(common), window=kind, days=table.count("days"), months=_months(table, kind)
    )
    if rule.days > _SHORTEST_MONTH:
        raise table.refuse(f"days: a month has no {rule.days} working days")
    table.finish()
    return rule


def read_ruling(table: Table) -> Ruling:
    """Read a house ruling; ``number`` stands only where it sets one."""
    common = _common(table)
    ruling = Ruling(**vars(common), number=table.count("number") if table.has("number") else None)
    table.finish()
    return ruling


def read_consequence(table: Table) -> Consequence:
    """Read what follows from a ground; ``ban_years`` is missing where no ban is stated."""
    common = _common(table)
    consequence = Consequence(
        **vars(common),
        ban_years=table.count("ban_years") if table.has("ban_years") else None,
        verified=table.flag("verified", default=False),
        effective=table.name("effective"),
    )
    if consequence.effective not in _EFFECTIVE:
        raise table.refuse(f"effective: unknown {consequence.effective!r}")
    table.finish()
    return consequence


def read_not_modelled(table: Table) -> NotModelled:
    """Read a passage left out, with the reason."""
    table.id = "not_modelled"
    left_out = NotModelled(
        clause=table.text("clause"), phrase=table.text("phrase"), why=table.text("why")
    )
    table.finish()
    return left_out


def _alternatives(table: Table) -> tuple[Alternative, ...]:
    ways = []
    for row in table.tables("alternatives"):
        ways.append(Alternative(fact=row.name("fact"), threshold=row.number("threshold")))
        row.finish()
    return tuple(ways)


def _income_years(table: Table) -> tuple[IncomeYear, ...]:
    years = []
    for row in table.tables("income_years"):
        years.append(IncomeYear(income=row.name("income"), of=row.name("of")))
        row.finish()
    return tuple(years)


def _months(table: Table, kind: WindowKind) -> tuple[int, ...]:
    """Every quarter ends a window; a round ends in the months the provision names."""
    if kind is WindowKind.QUARTERLY_UPDATE:
        return _QUARTER_ENDS
    if table.items("months") != list(_HALF_YEAR_ENDS):
        raise table.refuse("months: the rounds of a year are those of June and December")
    return _HALF_YEAR_ENDS


def _refuse_unknown_facts(table: Table, criterion: Criterion) -> None:
    for name in facts_named(criterion):
        if name not in FACTS:
            raise table.refuse(f"unknown fact: {name}")
        if FACTS[name].type not in TAKES[criterion.rule]:
            raise table.refuse(f"the rule {criterion.rule} cannot read the fact {name}")
