"""From a summary sheet's bytes to judged rows: read, lay out, read cells, judge.

The command line takes ``check_file``; a use-case that first has to gather what is
known about the credit codes in the sheet takes the two halves, ``read_sheet`` and
``judge_sheet``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.policy.rulebook import Programme
from registry.policy.sheet_templates import TemplateStamp, judge_stamp
from registry.policy.summary_sheet_rows import SheetContext, SheetRow, as_written
from registry.policy.summary_sheets import judge
from registry.policy.vocabulary import Severity
from registry.sheets.cells import Cell, Reading, Value, read_cell, show
from registry.sheets.clean_cells import UNCLEAR, CleanReader, clean_reader
from registry.sheets.findings_pages import is_findings_page
from registry.sheets.forms import Column, SheetForm, load_form
from registry.sheets.layout import Layout, find_layout
from registry.sheets.personal_numbers import personal_findings
from registry.sheets.reading import Grid, Raw, read_workbook
from registry.sheets.titles import read_titles

# Kinds whose values are words and days of ours.
_NEVER_AS_WRITTEN = frozenset({"serial", "opinion", "date", "yes_no"})


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet as read, before it is judged: one SheetRow for each platform's row."""

    form: SheetForm
    layout: Layout
    rows: tuple[SheetRow, ...]
    findings: tuple[Finding, ...]

    @property
    def credit_codes(self) -> frozenset[str]:
        """Return the credit codes that could be read: what to look up before judging."""
        return frozenset(row.text("credit_code") for row in self.rows) - {""}


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """A sheet with all its findings, in the order of its rows."""

    sheet: ReadSheet
    findings: tuple[Finding, ...]

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """Return the platforms' rows."""
        return self.sheet.rows

    @property
    def grid(self) -> Grid:
        """Return the sheet as it stood in the file."""
        return self.sheet.layout.grid

    def by_row(self) -> Mapping[int, tuple[Finding, ...]]:
        """Return the findings of each row that has any."""
        found: dict[int, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.row or 0, []).append(finding)
        return {row: tuple(findings) for row, findings in found.items()}

    @property
    def blocks_whole_sheet(self) -> bool:
        """Tell whether something outside the platforms' rows blocks, so that no row may go in."""
        numbers = {row.number for row in self.rows}
        return any(
            finding.severity is Severity.BLOCKING and finding.row not in numbers
            for finding in self.findings
        )


def check_file(
    content: bytes, filename: str, context: SheetContext, programme: Programme
) -> CheckedSheet:
    """Return the sheet with all findings of reading and judging.

    Raises a SheetError where the file cannot be read as a summary sheet at all.
    """
    return judge_sheet(read_sheet(content, filename), context, programme)


def read_sheet(content: bytes, filename: str, form: SheetForm | None = None) -> ReadSheet:
    """Return the rows of the file and what reading them found. Raises a SheetError."""
    return read_grids(read_workbook(content, filename), form or load_form())


def read_grids(grids: Sequence[Grid], form: SheetForm) -> ReadSheet:
    """Return the rows of the first grid that carries the form's header. Raises a SheetError.

    The page of findings of a workbook that we gave back marked is not looked at.
    """
    about = say("sheet_findings_about")
    own = [grid for grid in grids if not is_findings_page((*grid.rows[0], "")[0], about)]
    layout = find_layout(own or grids, form)
    platforms = [layout.grid.rows[number - 1] for number in layout.rows]
    columns = [
        _read_column(_place(column, layout, form), layout, platforms, form)
        for column in form.columns
        if column.key in layout.columns
    ]
    # In the order of the rows, and of the form's columns in each.
    found = sorted((one for column in columns for one in column.findings), key=_row_of)
    findings = (*layout.findings, *found, *personal_findings(layout, form))
    return ReadSheet(form, layout, _rows_of(columns, layout, form), findings)


def _row_of(finding: Finding) -> int:
    return finding.row or 0


def judge_sheet(sheet: ReadSheet, context: SheetContext, programme: Programme) -> CheckedSheet:
    """Return the sheet judged against what is known and what the law says."""
    titles = read_titles(sheet.layout.lines, context.places, context.authority_names)
    findings = [*sheet.findings, *judge(sheet.rows, context, programme, titles)]
    if stamp := sheet.layout.grid.stamp:
        wanted = TemplateStamp(sheet.form.version, context.authority, context.period, "")
        ruling = programme.ruling("template_stamp", context.on)
        row = sheet.layout.header_row
        findings += judge_stamp(stamp, wanted, context.authority_names, ruling, row)
    findings.sort(key=lambda finding: (finding.row or 0, len(finding.column), finding.column))
    return CheckedSheet(sheet, tuple(findings))


@dataclass(frozen=True, slots=True)
class _Place:
    """A column where it was found: what reads its cells, and in which unit they stand."""

    column: Column
    position: int
    letter: str
    unit: str
    clean: CleanReader


def _place(column: Column, layout: Layout, form: SheetForm) -> _Place:
    unit = layout.units.get(column.key, "")
    return _Place(
        column,
        layout.columns[column.key],
        layout.letter(column.key),
        unit,
        clean_reader(column, unit, form),
    )


@dataclass(frozen=True, slots=True)
class _ReadColumn:
    """A column as read: values, what stood in cells it is not told by, findings, blocked rows.

    Rows are told by their ordinal. ``raw`` of a column that never shows what stood in its
    cells is kept whole.
    """

    place: _Place
    values: Sequence[Value]
    raw: Mapping[int, str]
    findings: Sequence[Finding]


def _read_column(
    place: _Place, layout: Layout, platforms: Sequence[Sequence[Raw]], form: SheetForm
) -> _ReadColumn:
    """Return a column's values, what stood in cells that were tidied, and what was found."""
    at, column = place.position - 1, place.column
    cells = [row[at] if at < len(row) else "" for row in platforms]
    formulas = {
        row: text
        for (row, position), text in layout.grid.formulas.items()
        if position == place.position
    }
    values: list[Any] = place.clean(cells)
    raw: dict[int, str] = {}
    findings: list[Finding] = []
    if column.kind in _NEVER_AS_WRITTEN:
        raw = dict(enumerate(map(show, cells)))
    unclear = [ordinal for ordinal, value in enumerate(values) if value is UNCLEAR]
    if formulas:
        marked = {ordinal for ordinal, row in enumerate(layout.rows) if row in formulas}
        unclear = sorted(marked.union(unclear))
    for ordinal in unclear:
        number, cell = layout.rows[ordinal], cells[ordinal]
        formula = formulas.get(number, "")
        reading = read_cell(Cell(cell, column, formula, place.unit), form)
        values[ordinal] = reading.value
        stood = formula or show(cell)
        if stood != as_written(reading.value):
            raw[ordinal] = stood
        if reading.code:
            findings.append(_finding(reading, number, place))
    return _ReadColumn(place, values, raw, findings)


def _rows_of(
    columns: Sequence[_ReadColumn], layout: Layout, form: SheetForm
) -> tuple[SheetRow, ...]:
    """Put the columns together to rows."""
    keys = [column.place.column.key for column in columns]
    letters = {column.place.column.key: column.place.letter for column in columns}
    missing = frozenset(column.key for column in form.columns) - letters.keys()
    raw: list[dict[str, str]] = [{} for _ in layout.rows]
    blocked: dict[int, set[str]] = {}
    for key, column in zip(keys, columns, strict=True):
        for ordinal, stood in column.raw.items():
            raw[ordinal][key] = stood
        for finding in column.findings:
            if finding.severity is Severity.BLOCKING:
                blocked.setdefault(_row_of(finding), set()).add(key)
    return tuple(
        SheetRow(
            number,
            dict(zip(keys, values, strict=True)),
            letters,
            stood,
            missing | blocked[number] if number in blocked else missing,
        )
        for number, stood, *values in zip(
            layout.rows, raw, *(column.values for column in columns), strict=True
        )
    )


def _finding(reading: Reading, row: int, place: _Place) -> Finding:
    return Finding(
        code=reading.code,
        severity=reading.severity,
        field=place.column.key,
        read=reading.read,
        wanted=reading.wanted,
        clause=place.column.clause if reading.severity is Severity.BLOCKING else "",
        row=row,
        column=place.letter,
        params=reading.params,
    )


def as_json(sheet: CheckedSheet) -> dict[str, Any]:
    """Return the shape scripts rely on: the number of platforms' rows, and every finding."""
    return {
        "rows": len(sheet.rows),
        "findings": [
            {
                "row": finding.row,
                "column": finding.column,
                "severity": finding.severity.value,
                "code": finding.code,
                "message": say_finding(finding),
                "read": finding.read,
                "wanted": finding.wanted,
                "clause": finding.clause,
            }
            for finding in sheet.findings
        ],
    }
