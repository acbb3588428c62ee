"""Reading the equipment element table 设备要素表 row by row, and its sum beside the declared value.

A row that cannot be read wholly is kept as typed and told; what can be read of it counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import cast

from registry.policy.application_forms import EquipmentColumn, EquipmentTable
from registry.policy.application_values import Content, ReadEntry, as_typed, read_entry
from registry.policy.desensitising import findings_in, masked
from registry.policy.findings import Finding
from registry.policy.forms import FieldType
from registry.policy.vocabulary import Severity

Typed = Mapping[str, str]

EQUIPMENT = "equipment"
SUM_PAGE = "docs/decisions/equipment-sum.md"
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class EquipmentRead:
    """The table as read: each row's values, how much they are worth together, what was found.

    ``count`` is how many rows there are, ``pieces`` how many pieces of equipment they stand
    for; ``bad_rows`` are the numbers, from 1, of rows in which something blocks.
    """

    rows: tuple[Content, ...]
    count: int
    total: Decimal
    pieces: int
    findings: tuple[Finding, ...]
    bad_rows: frozenset[int] = frozenset()


def read_equipment(table: EquipmentTable, typed: Sequence[Typed], year: int) -> EquipmentRead:
    """Read every row; ``year`` is that of submission: nothing was bought after it."""
    rows: list[Content] = []
    found: list[Finding] = []
    if len(typed) > table.most_rows:
        found.append(_too_many(table, len(typed)))
    for number, row in enumerate(typed[: table.most_rows], start=1):
        read = {one.key: read_entry(one, row.get(one.key, "")) for one in table.columns}
        rows.append({key: one.value for key, one in read.items() if one.value is not None})
        for column in table.columns:
            found += _of_cell(column, row.get(column.key, ""), read[column.key], number)
            found += _of_value(column, rows[-1], number, year)
    total = sum((_number(row.get(table.sum)) for row in rows), Decimal(0))
    pieces = sum(int(_number(row.get("quantity"))) for row in rows)
    bad = frozenset(one.row for one in found if one.row and one.severity is Severity.BLOCKING)
    return EquipmentRead(tuple(rows), len(typed), total, pieces, tuple(found), bad)


def summarised(
    table: EquipmentTable, count: int, total: Decimal, pieces: int, bad: int
) -> EquipmentRead:
    """Return a table by what was noted when it was read: one finding stands for its bad rows.

    So a page about other things need not read hundreds of rows again.
    """
    found = () if not bad else (_rows_to_mend(table, bad),)
    return EquipmentRead((), count, total, pieces, found)


def sum_findings(
    table: EquipmentTable, read: EquipmentRead, declared: Decimal | None
) -> Iterator[Finding]:
    """Hold the table's sum against the declared original value; both figures are said.

    Rows that carry less than what is declared block: the declared value must be shown by
    them. Rows that carry more only ask back. A table without rows is told as missing.
    """
    if declared is None or not read.count:
        return
    if read.total < declared - table.tolerance:
        code, severity = "equipment_sum_below", Severity.BLOCKING
    elif read.total > declared + table.tolerance:
        code, severity = "equipment_sum_above", Severity.WARNING
    else:
        return
    yield Finding(
        code=code,
        severity=severity,
        field=EQUIPMENT,
        read=f"{as_typed(read.total)} 万元",
        wanted=f"{as_typed(declared)} 万元",
        clause=SUM_PAGE,
        source="house_ruling",
        params=MappingProxyType(
            {
                "tolerance": as_typed(table.tolerance),
                "difference": as_typed(abs(declared - read.total)),
                "rows": str(read.count),
            }
        ),
    )  # fmt: skip - one parameter a line


def _rows_to_mend(table: EquipmentTable, bad: int) -> Finding:
    return Finding(
        code="equipment_rows_to_mend",
        severity=Severity.BLOCKING,
        field=EQUIPMENT,
        read=str(bad),
        clause=table.clause,
    )


def _too_many(table: EquipmentTable, count: int) -> Finding:
    return Finding(
        code="equipment_too_many_rows",
        severity=Severity.BLOCKING,
        field=EQUIPMENT,
        read=str(count),
        wanted=f"≤ {table.most_rows}",
        clause=table.clause,
    )


def _finding(
    column: EquipmentColumn,
    code: str,
    severity: Severity,
    row: int,
    *,
    read: str = "",
    wanted: str = "",
) -> Finding:
    read = masked(read)
    return Finding(
        code=code,
        severity=severity,
        field=f"{EQUIPMENT}.{column.key}",
        read=read if len(read) <= _SHOWN else f"{read[:_SHOWN]}……",
        wanted=wanted,
        clause="一（二）1",
        row=row,
        params=MappingProxyType({"label": column.label, "unit": column.unit}),
    )


def _of_cell(
    column: EquipmentColumn, typed: str, read: ReadEntry, row: int
) -> Iterator[Finding]:  # fmt: skip - the arguments on one line
    if read.problem:
        wanted = "、".join(column.options) or str(column.longest)
        shown = read.wrong or typed.strip()
        yield _finding(column, read.problem, Severity.BLOCKING, row, read=shown, wanted=wanted)
    elif read.value is None and column.required:
        yield _finding(column, "equipment_cell_missing", Severity.BLOCKING, row)
    elif read.normalised:
        written = as_typed(read.value)
        shown = typed.strip()
        yield _finding(column, "update_normalised", Severity.NOTE, row, read=shown, wanted=written)


def _of_value(
    column: EquipmentColumn, content: Content, row: int, year: int
) -> Iterator[Finding]:  # fmt: skip - as above
    value = content.get(column.key)
    if value is None:
        return
    if column.type is FieldType.TEXT:
        field = f"{EQUIPMENT}.{column.key}"
        for one in findings_in(str(value), field=field, label=column.label):
            yield replace(one, row=row)
    read = f"{as_typed(value)} {column.unit}".strip()
    if column.ask_from is not None and _number(value) >= column.ask_from:
        code = "update_off_by_ten_thousand"
        yield _finding(column, code, Severity.WARNING, row, read=read)
    if column.type is FieldType.COUNT and not _number(value):
        yield _finding(column, "equipment_quantity_nought", Severity.BLOCKING, row, read=read)
    if column.type is FieldType.YEAR and _number(value) > year:
        code = "equipment_year_ahead"
        yield _finding(column, code, Severity.BLOCKING, row, read=read, wanted=f"≤ {year}")


def _number(value: object) -> Decimal:
    return Decimal(cast("Decimal | int", value or 0))
