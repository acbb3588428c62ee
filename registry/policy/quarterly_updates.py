"""Judging a quarterly update 季度动态更新: what was typed against form, record and rulebook.

Everything is said at once. What is checked, and whether it blocks, wants a word of explanation,
only tells or only observes, stands in the catalogue of checks (``update_checks``). Beside it
stands what a text must not hold: a secrecy mark blocks, a person's number is asked back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from registry.policy.desensitising import findings_in, masked
from registry.policy.findings import Finding, worst
from registry.policy.forms import FieldType, Form, FormField, Nature
from registry.policy.quarterly_update_values import ReadValue, read_value
from registry.policy.rulebook import Programme
from registry.policy.update_checks import SEVERITY, Catalogue, Check, Stage
from registry.policy.update_rules import NOTHING_CHANGED, RULES, Before, Case, Content, Hit
from registry.policy.vocabulary import Severity

__all__ = ["INCOMPLETE", "NOTHING_CHANGED", "Before", "Judged", "judge"]

_SHOWN = 40

# A question still open: said when the whole is checked, not while it is being typed.
INCOMPLETE = frozenset(
    {"update_stock_missing", "update_flow_missing", "update_yearly_missing"}
    | {"update_answer_missing", "update_details_missing", "update_stocks_unconfirmed"}
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was understood, what was found, and which stocks differ from those before.

    ``observed`` are the hits of checks that are being tried out: no word of them to the host.
    """

    content: Content
    findings: tuple[Finding, ...]
    changed: frozenset[str]
    observed: tuple[Finding, ...] = ()

    @property
    def is_acceptable(self) -> bool:
        """Say whether nothing blocks."""
        return worst(self.findings) is not Severity.BLOCKING


def judge(
    typed: Mapping[str, str],
    period: str,
    *,
    form: Form,
    before: Before,
    programme: Programme,
    checks: Catalogue,
) -> Judged:
    """Read and check a whole update for a quarter; ``typed`` maps field keys to texts.

    ``nothing_changed`` confirms the stocks alone (ruling 27): blank stocks are then those
    before. Flows and yearly figures are asked all the same.
    """
    confirmed = typed.get(NOTHING_CHANGED, "").strip() in {"1", "yes", "true", "on"}
    read = {one.key: read_value(one, typed.get(one.key, "")) for one in form.fields}
    if confirmed:
        for one in form.of_nature(Nature.STOCK):
            if not typed.get(one.key, "").strip() and one.key in before.stocks:
                read[one.key] = ReadValue(before.stocks[one.key])
    content = {key: one.value for key, one in read.items() if one.value is not None}
    changed = changed_stocks(content, form, before)
    case = Case(typed, read, content, changed, confirmed, period, form, before, programme)
    hits = [
        (stage, _finding(check, stage, hit))
        for check, stage in checks.in_force(period)
        for hit in RULES[check.rule].hits(check, case)
    ]
    told = [one for stage, one in hits if stage is not Stage.OBSERVE]
    return Judged(
        content={**content, NOTHING_CHANGED: confirmed and not changed},
        findings=_in_order(form, [*_of_texts(case), *told]),
        changed=changed,
        observed=_in_order(form, [one for stage, one in hits if stage is Stage.OBSERVE]),
    )


def changed_stocks(content: Content, form: Form, before: Before) -> frozenset[str]:
    """Return the stocks whose value differs from the one before; one new on file counts too."""
    return frozenset(
        one.key
        for one in form.of_nature(Nature.STOCK)
        if one.key in content and content[one.key] != before.stocks.get(one.key)
    )


def _in_order(form: Form, findings: list[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of the form's fields, the confirmation's last."""
    places = {one.key: place for place, one in enumerate(form.fields)}
    return tuple(sorted(findings, key=lambda one: places.get(one.field, len(places))))


def _of_texts(case: Case) -> Iterator[Finding]:
    """Tell what a text must not hold."""
    for one in case.form.fields:
        if one.type is FieldType.TEXT and one.key in case.content:
            yield from findings_in(case.typed[one.key], field=one.key, label=one.label)


def _finding(check: Check, stage: Stage, hit: Hit) -> Finding:
    """Return what a rule hit as a finding of its check, at the stage of the quarter."""
    read = masked(hit.read)
    return Finding(
        code=check.id,
        severity=SEVERITY[stage],
        field=hit.field.key if hit.field else NOTHING_CHANGED,
        read=read if len(read) <= _SHOWN else f"{read[:_SHOWN]}……",
        wanted=hit.wanted,
        clause=check.clause or (hit.field.clause if hit.field else ""),
        source="house_ruling" if check.is_house else "text",
        params=MappingProxyType({**_named(hit.field), **hit.params}),
    )


def _named(field: FormField | None) -> dict[str, str]:
    return {"label": field.label, "unit": field.unit} if field else {}
