"""Judging a summary sheet 汇总表 whole: every row, every finding, nothing looked up on the way.

What a single cell cannot be read as is found before (``registry.sheets.cells``); here
stands what the law and the rulings say about values, rows and the sheet together.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from registry.policy.facts import in_words
from registry.policy.findings import Finding
from registry.policy.provisions import Provision
from registry.policy.reconciliation import entries, ruling_on_entry
from registry.policy.rulebook import Programme
from registry.policy.summary_sheet_rows import SheetContext, SheetRow, SheetTitle, name_key
from registry.policy.taxonomy import Taxonomy
from registry.policy.vocabulary import Opinion, Severity

_PLACE_IS_LOCAL = "二（一）"
_ONLY_NEW_BATCH = "二（五）"
_BAN = "二（四）"
_LAYOUT_GUIDE = "一（一）3"


def judge(
    rows: Sequence[SheetRow],
    context: SheetContext,
    programme: Programme,
    titles: Sequence[SheetTitle] = (),
) -> tuple[Finding, ...]:
    """Return all findings on the sheet, in the order of its rows.

    A row whose opinion is not an approval is never admitted (ruling 13), so the entry
    conditions are told on it as notes and block nothing.
    """
    found = [finding for title in titles for finding in _title(title, context)]
    conditions = _conditions(programme, context.on)
    opinion_decides = programme.ruling("opinion_decides", context.on)
    identity = programme.ruling("identity", context.on)
    new_batch = programme.ruling("sheet_lists_new_batch", context.on)
    on_record = bool(context.bans or context.platforms)
    clear: set[tuple[object, ...]] = set()
    for row in rows:
        found += _shortfalls(row, conditions)
        values = row.values
        if (place := (values.get("place"),)) not in clear:
            found += _noting_clear(place, _place(row, context), clear)
        if (named := (values.get("field"), values.get("direction"))) not in clear:
            found += _noting_clear(named, terms(row, context.taxonomy), clear)
        if row.opinion is not Opinion.APPROVED:
            found += _opinion(row, opinion_decides)
        if on_record:
            found += _record(row, context, new_batch)
    if context.applications is not None:
        there = {key for key, one in context.platforms.items() if one.in_library}
        ruling = ruling_on_entry(programme, context.on)
        found += entries(rows, context.applications, there, ruling)
    found += _duplicates(rows, identity)
    found += _names_of_one_code(rows, context, identity)
    found += _codes_of_one_name(rows, context, identity)
    return tuple(sorted(found, key=lambda finding: finding.row or 0))


def _noting_clear(
    written: tuple[object, ...], found: Iterable[Finding], clear: set[tuple[object, ...]]
) -> Sequence[Finding]:
    """Return what is found on a wording; one with no fault has none on any other row either."""
    told = tuple(found)
    if not told:
        clear.add(written)
    return told


# field, the rulebook's criterion, the finding's code, its severity, the unit
_THRESHOLDS = (
    ("equipment_value", "equipment_original_value", "equipment_below", Severity.BLOCKING, "万元"),
    ("full_time_staff", "full_time_staff", "staff_below", Severity.BLOCKING, "人"),
    ("enterprises_served", "enterprises_served", "enterprises_below", Severity.BLOCKING, "家"),
    # The 5 % alternative needs the host's main-business income, which no sheet shows.
    ("service_income", "service_income", "income_below", Severity.WARNING, "万元"),
)


@dataclass(frozen=True, slots=True)
class _Condition:
    """An entry condition the sheet can show, at its number of the day."""

    field: str
    threshold: Decimal | int
    clause: str
    code: str
    severity: Severity
    unit: str


def _conditions(programme: Programme, on: date) -> tuple[_Condition, ...]:
    found: list[_Condition] = []
    for name, identifier, code, severity, unit in _THRESHOLDS:
        criterion = programme.criterion(identifier, on)
        if criterion.threshold is None:
            message = f"criterion {identifier} carries no threshold a sheet could show"
            raise ValueError(message)
        whole = criterion.threshold == int(criterion.threshold)
        threshold = int(criterion.threshold) if whole else criterion.threshold
        found.append(_Condition(name, threshold, criterion.clause, code, severity, unit))
    return tuple(found)


def _shortfalls(row: SheetRow, conditions: tuple[_Condition, ...]) -> Iterator[Finding]:
    for condition in conditions:
        value = row.values.get(condition.field)
        if not isinstance(value, (Decimal, int)) or value >= condition.threshold:
            continue
        if condition.field in row.unread:
            continue
        rejected = row.opinion in {Opinion.NOT_APPROVED, Opinion.DEFERRED}
        yield Finding(
            code=condition.code,
            severity=Severity.NOTE if rejected else condition.severity,
            field=condition.field,
            read=in_words(value, condition.unit),
            wanted=f"≥ {in_words(condition.threshold, condition.unit)}",
            clause=condition.clause,
            row=row.number,
            column=row.columns.get(condition.field, ""),
        )


def _at(row: SheetRow, name: str, code: str, severity: Severity) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        field=name,
        read=row.text(name),
        row=row.number,
        column=row.columns.get(name, ""),
    )


def _by_ruling(finding: Finding, ruling: Provision) -> Finding:
    return replace(finding, clause=ruling.page, source="house_ruling")


def _place(row: SheetRow, context: SheetContext) -> Iterator[Finding]:
    if not (place := row.text("place")):
        return
    codes = context.places.of(place)
    if context.authority in codes:
        return
    own = context.authority_names.get(context.authority, context.authority)
    if len(codes) == 1:
        other = context.authority_names.get(min(codes), min(codes))
        yield replace(
            _at(row, "place", "place_of_other_authority", Severity.BLOCKING),
            wanted=own,
            clause=_PLACE_IS_LOCAL,
            params={"other": other, "own": own},
        )
        return
    yield replace(
        _at(row, "place", "place_unknown", Severity.WARNING),
        wanted=own,
        clause=_PLACE_IS_LOCAL,
        params={"own": own},
    )


def terms(row: SheetRow, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Yield what is found of a row's field and direction in an edition; never blocking."""
    field_name, name = row.text("field"), row.text("direction")
    params = {"edition": taxonomy.edition}
    if field_name and not taxonomy.has_field(field_name):
        yield replace(
            _at(row, "field", "field_unknown", Severity.WARNING),
            wanted="、".join(taxonomy.fields),
            clause=_LAYOUT_GUIDE,
            params=params,
        )
    if not name or taxonomy.is_self_filled(name):
        return
    direction = taxonomy.direction(name)
    if direction is None:
        under = [
            own.name for own in taxonomy.directions if name_key(own.field) == name_key(field_name)
        ]
        yield replace(
            _at(row, "direction", "direction_unknown", Severity.WARNING),
            wanted="、".join(under),
            clause=_LAYOUT_GUIDE,
            params=params,
        )
    elif (
        direction.confirmed
        and taxonomy.has_field(field_name)
        and name_key(direction.field) != name_key(field_name)
    ):
        yield replace(
            _at(row, "direction", "direction_of_other_field", Severity.WARNING),
            wanted=direction.field,
            clause=_LAYOUT_GUIDE,
            params={**params, "field_read": field_name},
        )


_OPINIONS = {
    Opinion.NOT_APPROVED: ("opinion_not_approved", Severity.NOTE),
    Opinion.DEFERRED: ("opinion_deferred", Severity.NOTE),
}


def _opinion(row: SheetRow, ruling: Provision) -> Iterator[Finding]:
    if "opinion" in row.unread or row.opinion is Opinion.APPROVED:
        return
    unclear = "opinion_blank" if row.values.get("opinion") is None else "opinion_unknown"
    code, severity = _OPINIONS.get(row.opinion, (unclear, Severity.BLOCKING))
    finding = replace(_at(row, "opinion", code, severity), read=row.wrote("opinion"))
    yield _by_ruling(finding, ruling)


def _record(row: SheetRow, context: SheetContext, new_batch: Provision) -> Iterator[Finding]:
    key = row.text("credit_code"), name_key(row.text("platform_name"))
    if ban := context.bans.get(key):
        until = f"{ban.until.year}年{ban.until.month}月{ban.until.day}日"
        yield replace(
            _at(row, "credit_code", "host_banned", Severity.BLOCKING),
            clause=_BAN,
            params={"decision": ban.decision, "until": until},
        )
    platform = context.platforms.get(key)
    if platform and platform.in_library:
        finding = _at(row, "platform_name", "already_in_library", Severity.NOTE)
        yield _by_ruling(replace(finding, params={"number": platform.number}), new_batch)


def _numbers(rows: Iterable[SheetRow]) -> str:
    return "、".join(str(row.number) for row in rows)


def _grouped(
    rows: Sequence[SheetRow],
    key: Callable[[SheetRow], tuple[str, ...]],
    known: Collection[tuple[str, ...]] = (),
) -> Mapping[tuple[str, ...], list[SheetRow]]:
    """Return the rows by their keys, where several share one, or one is known already."""
    keys = [key(row) for row in rows]
    times = Counter(keys)
    groups: dict[tuple[str, ...], list[SheetRow]] = defaultdict(list)
    for row, found in zip(rows, keys, strict=True):
        if (times[found] > 1 or found in known) and all(found):
            groups[found].append(row)
    return groups


def _duplicates(rows: Sequence[SheetRow], ruling: Provision) -> Iterator[Finding]:
    groups = _grouped(
        rows, lambda row: (row.text("credit_code"), name_key(row.text("platform_name")))
    )
    for same in groups.values():
        for row in same:
            others = _numbers(other for other in same if other is not row)
            yield _by_ruling(
                replace(
                    _at(row, "platform_name", "row_duplicated", Severity.BLOCKING),
                    params={"others": others},
                ),
                ruling,
            )


def _names_of_one_code(
    rows: Sequence[SheetRow], context: SheetContext, ruling: Provision
) -> Iterator[Finding]:
    groups = _grouped(
        [row for row in rows if row.text("host_name")],
        lambda row: (row.text("credit_code"),),
        {(code,) for code in context.hosts},
    )
    for (code,), same in groups.items():
        in_sheet = {name_key(row.text("host_name")): row.text("host_name") for row in same}
        recorded = {name_key(name): name for name in context.hosts.get(code, ())}
        for row in same:
            key = name_key(row.text("host_name"))
            finding = _at(row, "host_name", "code_with_several_names", Severity.BLOCKING)
            if len(in_sheet) > 1:
                others = [other for other in same if name_key(other.text("host_name")) != key]
                params = {"credit_code": code, "others": _numbers(others)}
                yield _by_ruling(replace(finding, params=params), ruling)
            elif recorded and key not in recorded:
                yield _by_ruling(
                    replace(
                        finding,
                        code="host_name_not_on_record",
                        wanted="、".join(sorted(recorded.values())),
                        params={"credit_code": code},
                    ),
                    ruling,
                )


def _codes_of_one_name(
    rows: Sequence[SheetRow], context: SheetContext, ruling: Provision
) -> Iterator[Finding]:
    recorded: dict[str, set[str]] = defaultdict(set)
    for code, names in context.hosts.items():
        for name in names:
            recorded[name_key(name)].add(code)
    groups = _grouped(
        [row for row in rows if row.text("credit_code")],
        lambda row: (name_key(row.text("host_name")),),
        {(key,) for key in recorded},
    )
    for (key,), same in groups.items():
        codes = {row.text("credit_code") for row in same}
        codes |= recorded.get(key, frozenset())
        if len(codes) == 1:
            continue
        for row in same:
            others = "、".join(sorted(codes - {row.text("credit_code")}))
            finding = _at(row, "credit_code", "name_with_several_codes", Severity.WARNING)
            params = {"host_name": row.text("host_name"), "others": others}
            yield _by_ruling(replace(finding, params=params), ruling)


def _title(title: SheetTitle, context: SheetContext) -> Iterator[Finding]:
    own = context.authority_names.get(context.authority, context.authority)
    if title.authorities and context.authority not in title.authorities:
        other = min(title.authorities)
        yield Finding(
            code="title_of_other_authority",
            severity=Severity.BLOCKING,
            read=title.read,
            wanted=own,
            clause=_PLACE_IS_LOCAL,
            row=title.row,
            params={"other": context.authority_names.get(other, other), "own": own},
        )
    if title.period and title.period != context.period:
        yield Finding(
            code="title_of_other_period",
            severity=Severity.WARNING,
            read=title.period,
            wanted=context.period,
            clause=_ONLY_NEW_BATCH,
            row=title.row,
        )
