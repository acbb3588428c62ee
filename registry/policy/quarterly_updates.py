"""Judging a quarterly update 季度动态更新: what was typed against form, record and rulebook.

Everything is said at once. What blocks: a question left open, a figure that is none, a
negative one, a load above 100 %, a yearly figure below the one filed before in the same
year, a secrecy mark. What asks back: a figure that looks off by 10⁴, a running total that
fell, a person's number in a text. What only tells: how an entry was understood, and a value
below an entry condition 二（六）.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from registry.policy import periods
from registry.policy.desensitising import findings_in, masked
from registry.policy.facts import in_words
from registry.policy.findings import Finding, worst
from registry.policy.forms import FieldType, Form, FormField, Nature
from registry.policy.quarterly_update_values import ReadValue, Value, plain, read_value
from registry.policy.rulebook import Programme
from registry.policy.vocabulary import Severity

NOTHING_CHANGED = "nothing_changed"

_OWN_SUPERVISION = "二（六）"
_FIELD_KINDS = "docs/decisions/field-kinds.md"
_SINCE_START = "docs/decisions/enterprises-since-start.md"
_FULL_LOAD = 100
_SHOWN = 40
_NO_DETAILS = frozenset({"", "无", "没有"})
_MISSING = {
    Nature.STOCK: "update_stock_missing",
    Nature.FLOW: "update_flow_missing",
    Nature.YEARLY: "update_yearly_missing",
}

# A question still open: said when the whole is checked, not while it is being typed.
INCOMPLETE = frozenset(
    {*_MISSING.values(), "update_answer_missing", "update_details_missing"}
    | {"update_stocks_unconfirmed"}
)

Content = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Before:
    """What an update is held against.

    ``stocks`` are the stocks last filed, or those on file at admission; ``year`` the yearly
    figures filed last in an earlier quarter of the same year (empty in a year's first).
    """

    stocks: Content = field(default_factory=lambda: MappingProxyType({}))
    year: Content = field(default_factory=lambda: MappingProxyType({}))
    period: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was understood, what was found, and which stocks differ from those before."""

    content: Content
    findings: tuple[Finding, ...]
    changed: frozenset[str]

    @property
    def is_acceptable(self) -> bool:
        """Say whether nothing blocks."""
        return worst(self.findings) is not Severity.BLOCKING


def judge(
    typed: Mapping[str, str], period: str, *, form: Form, before: Before, programme: Programme
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
    found: list[Finding] = []
    for one in form.fields:
        found += _of_entry(one, typed.get(one.key, ""), read[one.key])
        found += _of_answer(one, content)
        if one.is_figure and one.key in content:
            found += _of_figure(one, content, form, before)
            found += _of_condition(one, content, period, programme)
    found += _of_confirmation(content, form, before, changed, confirmed=confirmed)
    return Judged({**content, NOTHING_CHANGED: confirmed and not changed}, tuple(found), changed)


def changed_stocks(content: Content, form: Form, before: Before) -> frozenset[str]:
    """Return the stocks whose value differs from the one before; one new on file counts too."""
    return frozenset(
        one.key
        for one in form.of_nature(Nature.STOCK)
        if one.key in content and content[one.key] != before.stocks.get(one.key)
    )


def _finding(
    one: FormField, code: str, severity: Severity, *, read: str = "", clause: str = "", **more: str
) -> Finding:
    ruled = clause.startswith("docs/")
    read = masked(read)
    return Finding(
        code=code,
        severity=severity,
        field=one.key,
        read=read if len(read) <= _SHOWN else f"{read[:_SHOWN]}……",
        wanted=more.pop("wanted", ""),
        clause=clause or one.clause,
        source="house_ruling" if ruled else "text",
        params=MappingProxyType({"label": one.label, "unit": one.unit, **more}),
    )


def _of_entry(one: FormField, typed: str, read: ReadValue) -> Iterator[Finding]:
    """Tell what is wrong with, or was made of, the text of one field."""
    if read.problem:
        yield _finding(one, read.problem, Severity.BLOCKING, read=typed.strip())
    elif read.normalised:
        yield _finding(
            one, "update_normalised", Severity.NOTE, read=typed.strip(), wanted=plain(read.value)
        )
    elif one.type is FieldType.TEXT and read.value is not None:
        yield from findings_in(typed, field=one.key, label=one.label)
    elif read.value is None and not one.details_of:
        code = "update_answer_missing" if one.type is FieldType.ANSWER else _MISSING[one.nature]
        clause = one.clause if one.nature is Nature.STOCK else _FIELD_KINDS
        yield _finding(one, code, Severity.BLOCKING, clause=clause)


def _of_answer(one: FormField, content: Content) -> Iterator[Finding]:
    """Hold an answer to its text: a yes wants one, a text wants a yes."""
    if not one.details_of:
        return
    text = str(content.get(one.key, ""))
    answer = content.get(one.details_of)
    if answer is True and text in _NO_DETAILS:
        yield _finding(one, "update_details_missing", Severity.BLOCKING)
    elif answer is True:
        yield _finding(one, "update_matter_reported", Severity.NOTE)
    elif answer is False and text not in _NO_DETAILS:
        yield _finding(one, "update_details_without_yes", Severity.WARNING, read=text)


def _of_figure(one: FormField, content: Content, form: Form, before: Before) -> Iterator[Finding]:
    """How a figure stands to its bounds and to the one before."""
    value = _number(content[one.key])
    earlier = before.stocks.get(one.key, before.year.get(one.key))
    read = in_words(value, one.unit)
    if one.type is FieldType.PERCENT and value > _FULL_LOAD:
        yield _finding(one, "update_over_full_load", Severity.BLOCKING, read=read)
    if one.nature is Nature.YEARLY and earlier is not None and value < _number(earlier):
        yield _finding(
            one,
            "update_falls_within_year",
            Severity.BLOCKING,
            read=read,
            wanted=f"≥ {in_words(_number(earlier), one.unit)}",
            clause=_FIELD_KINDS,
        )
    if one.cumulative and earlier is not None and value < _number(earlier):
        wanted = f"≥ {in_words(_number(earlier), one.unit)}"
        yield _finding(
            one,
            "update_total_fell",
            Severity.WARNING,
            read=read,
            wanted=wanted,
            clause=_SINCE_START,
        )
    if one.within and one.within in content and value > _number(content[one.within]):
        whole = form.field(one.within)
        yield _finding(
            one,
            "update_part_exceeds_whole",
            Severity.WARNING,
            read=read,
            wanted=f"≤ {plain(content[one.within])} {whole.unit}",
            clause=_SINCE_START,
            whole=whole.label,
        )
    yield from _of_magnitude(one, value, form.jump, None if earlier is None else _number(earlier))


def _of_magnitude(
    one: FormField, value: Decimal, jump: int, earlier: Decimal | None
) -> Iterator[Finding]:
    """Ask back a figure that looks like another unit, such as 元 typed for 万元."""
    read = f"{plain(value)} {one.unit}"
    if one.ask_from is not None and value >= one.ask_from:
        yield _finding(one, "update_off_by_ten_thousand", Severity.WARNING, read=read)
    elif one.ask_from is not None and earlier and value and _jumped(value, earlier, jump):
        wanted = f"{plain(earlier)} {one.unit}"
        yield _finding(one, "update_jumped", Severity.WARNING, read=read, wanted=wanted)


def _jumped(value: Decimal, earlier: Decimal, jump: int) -> bool:
    return value >= earlier * jump or value * jump <= earlier


def _of_condition(
    one: FormField, content: Content, period: str, programme: Programme
) -> Iterator[Finding]:
    """Tell the host where a stock lies below an entry condition: 二（六） may follow."""
    if not one.criterion:
        return
    criterion = programme.criterion(one.criterion, periods.last_day(period))
    threshold = criterion.threshold
    if threshold is not None and _number(content[one.key]) < threshold:
        yield _finding(
            one,
            "update_below_entry",
            Severity.NOTE,
            read=in_words(_number(content[one.key]), one.unit),
            wanted=f"≥ {in_words(threshold, one.unit)}",
            clause=_OWN_SUPERVISION,
            condition=criterion.clause,
        )


def _of_confirmation(
    content: Content, form: Form, before: Before, changed: frozenset[str], *, confirmed: bool
) -> Iterator[Finding]:
    """Stocks that did not move must have been looked at: said by hand, once for all."""
    stocks = form.of_nature(Nature.STOCK)
    whole = all(one.key in content for one in stocks)
    if confirmed and changed:
        names = "、".join(one.label for one in stocks if one.key in changed)
        code, severity = "update_confirmed_yet_changed", Severity.WARNING
        params = {"names": names}
    elif whole and before.stocks and not changed and not confirmed:
        code, severity, params = "update_stocks_unconfirmed", Severity.BLOCKING, {}
    else:
        return
    yield Finding(
        code=code,
        severity=severity,
        field=NOTHING_CHANGED,
        clause=_FIELD_KINDS,
        source="house_ruling",
        params=MappingProxyType(params),
    )


def _number(value: Value) -> Decimal:
    return Decimal(cast("Decimal | int", value))
