"""The workbook of the initial load 存量导入: its column tables, reading it, its template, its copy.

Each sheet is read by the same reader as a summary sheet; here stands only which sheet of a
workbook is which, and what an absent or empty one means.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from openpyxl import Workbook

from config.settings import CONFIG
from registry.messages import say
from registry.policy.findings import Finding
from registry.policy.initial_load_rows import Case, LoadSheet
from registry.policy.vocabulary import Severity
from registry.sheets.annotated import annotate, line_of
from registry.sheets.checking import CheckedSheet, ReadSheet, read_grids
from registry.sheets.forms import SheetForm, columns_of
from registry.sheets.layout import heading
from registry.sheets.reading import Grid, read_workbook
from registry.sheets.refusals import SheetError, SheetHeaderMissing
from registry.sheets.template import add_help, add_table, help_columns
from registry.sheets.writing import OutColumn, saved, write_cell, write_headings

_ENOUGH = 2
_EMPTY_ROWS = 200
# What the layout finds of a summary sheet, in the words of this workbook.
_WORDS = {
    "column_not_read": "load_column_not_read",
    "row_not_read": "load_row_not_read",
    "sheet_without_rows": "load_sheet_empty",
}


class LoadWithoutSheets(SheetError):  # noqa: N818 - a refusal is an answer, not an error of the program
    """No sheet of the workbook goes by a title of the load's tables."""

    code = "load_without_sheets"


@dataclass(frozen=True, slots=True)
class LoadTable:
    """One sheet of the workbook: the titles it is found by, what it is for, its columns."""

    key: LoadSheet
    titles: tuple[str, ...]
    help: str
    form: SheetForm


@dataclass(frozen=True, slots=True)
class LoadForm:
    """One version of the workbook."""

    version: str
    title: str
    tables: tuple[LoadTable, ...]

    def table(self, key: LoadSheet) -> LoadTable:
        """Return the table of a sheet."""
        return next(table for table in self.tables if table.key is key)


@dataclass(frozen=True, slots=True)
class ReadLoad:
    """A workbook as read, before it is judged: its sheets, and findings on it as a whole."""

    sheets: Mapping[LoadSheet, ReadSheet]
    findings: tuple[Finding, ...]

    def cases(self) -> list[Case]:
        """Return a case for each row, in the order their records are entered."""
        found: list[Case] = []
        for key in LoadSheet:
            if (sheet := self.sheets.get(key)) is None:
                continue
            by_row = CheckedSheet(sheet, sheet.findings).by_row()
            found += [Case(key, row, list(by_row.get(row.number, ()))) for row in sheet.rows]
        return sorted(found, key=lambda case: case.turn)


@cache
def load_form() -> LoadForm:
    """Return the workbook's form."""
    data = tomllib.loads((CONFIG / "forms" / "initial_load.toml").read_text(encoding="utf-8"))
    rows = data["rows"]
    tables = tuple(
        LoadTable(
            key=LoadSheet(entry["key"]),
            titles=tuple(entry["names"]),
            help=entry["help"],
            form=SheetForm(
                form=f"{data['form']}:{entry['key']}",
                version=data["version"],
                title=entry["names"][0],
                clause=data["clause"],
                columns=columns_of(entry),
                opinions={},
                subtotals=frozenset(rows["subtotals"]),
                footers=frozenset(rows["footers"]),
                enough=_ENOUGH,
            ),
        )
        for entry in data["sheet"]
    )
    return LoadForm(data["version"], data["title"], tables)


def read_load(content: bytes, filename: str) -> ReadLoad:
    """Return the workbook's sheets as read.

    A sheet is told by its title; a file of one sheet also by its header. Raises a SheetError
    where the file is no workbook, LoadWithoutSheets where none of its sheets is one of ours.
    """
    form, grids = load_form(), read_workbook(content, filename)
    taken = _by_title(grids, form)
    if not taken and len(grids) == 1:
        taken = {_by_header(grids[0], form): grids[0]}
    if not taken:
        wanted = "、".join(table.titles[0] for table in form.tables)
        raise LoadWithoutSheets(wanted=wanted, read="、".join(grid.sheet for grid in grids)[:200])
    findings = [*_left_over(grids, taken.values())]
    sheets: dict[LoadSheet, ReadSheet] = {}
    for key, grid in taken.items():
        table = form.table(key)
        try:
            read = read_grids([grid], table.form)
        except SheetHeaderMissing as missing:
            findings.append(_no_header(grid, missing))
            continue
        sheets[key] = replace(read, findings=tuple(_in_our_words(read.findings)))
    return ReadLoad(sheets, tuple(findings))


def _plain(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).split())


def _by_title(grids: Sequence[Grid], form: LoadForm) -> dict[LoadSheet, Grid]:
    keys = {_plain(title): table.key for table in form.tables for title in table.titles}
    found: dict[LoadSheet, Grid] = {}
    for grid in grids:
        key = keys.get(_plain(grid.sheet))
        if key and key not in found:
            found[key] = grid
    return found


def _by_header(grid: Grid, form: LoadForm) -> LoadSheet:
    """Return the sheet whose columns the headings of a lone grid fit best."""
    rows = [{name for cell in row if (name := heading(cell)[0])} for row in grid.rows[:10]]

    def fit(table: LoadTable) -> tuple[int, int]:
        columns = table.form.columns
        spelt = [{_plain(name) for name in column.names} for column in columns]
        found = []
        for names in rows:
            hits = [bool(names & own) for own in spelt]
            strange = len(names) - sum(hits)
            required = zip(columns, hits, strict=True)
            missing = sum(column.required and not hit for column, hit in required)
            found.append((sum(hits) - 2 * strange, -missing))
        return max(found)

    return max(form.tables, key=fit).key


def _left_over(grids: Iterable[Grid], taken: Iterable[Grid]) -> Iterable[Finding]:
    read = [id(grid) for grid in taken]
    ours = say("sheet_template_help")
    for grid in grids:
        if id(grid) not in read and _plain(grid.sheet) != ours:
            yield Finding("load_sheet_not_read", Severity.WARNING, read=grid.sheet)


def _no_header(grid: Grid, missing: SheetHeaderMissing) -> Finding:
    params = {"sheet": grid.sheet}
    wanted, read = str(missing.params["wanted"]), str(missing.params["read"])
    # A text file is one sheet, and has no name for it.
    code = "load_header_missing" if grid.sheet else "load_text_without_header"
    return Finding(code, Severity.BLOCKING, read=read, wanted=wanted, params=params)


def _in_our_words(findings: Iterable[Finding]) -> Iterable[Finding]:
    for finding in findings:
        code = _WORDS.get(finding.code, finding.code)
        empty = code == "load_sheet_empty"
        severity = Severity.NOTE if empty else finding.severity
        yield replace(finding, code=code, severity=severity)


def load_template(grounds: Sequence[tuple[str, str, str]]) -> bytes:
    """Return an empty xlsx workbook with every sheet, and a page of help that is not read.

    ``grounds`` are the grounds of removal to choose from: clause, name, what follows.
    """
    form, book = load_form(), Workbook()
    book.remove(book.active)
    for table in form.tables:
        sheet = book.create_sheet(table.titles[0])
        add_table(sheet, table.form, first=2, rows=_EMPTY_ROWS)
    page = book.create_sheet(say("sheet_template_help"))
    row = 1
    for table in form.tables:
        write_cell(page.cell(row, 1), say("load_template_sheet", sheet=table.titles[0]))
        write_cell(page.cell(row, 3), table.help)
        write_headings(page, row + 1, help_columns())
        add_help(page, table.form, first=row + 2)
        row += len(table.form.columns) + 3
    write_cell(page.cell(row, 1), say("load_template_grounds"))
    for place, ground in enumerate(grounds, start=row + 1):
        for position, text in enumerate(ground, start=1):
            write_cell(page.cell(place, position), text)
    return saved(book)


def annotated_load(read: ReadLoad, findings: Mapping[str, Sequence[Finding]]) -> bytes:
    """Return the workbook as it was sent, with what was found beside each row of each sheet."""
    book = Workbook()
    book.remove(book.active)
    for key, sheet in read.sheets.items():
        annotate(book.create_sheet(), CheckedSheet(sheet, tuple(findings.get(key, ()))))
    return saved(book)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that stays out: what stood in its cells, what was found, what else there is to say."""

    raw: Mapping[str, str]
    findings: tuple[Finding, ...]
    detail: str


def refused_workbook(refused: Mapping[LoadSheet, Sequence[RefusedRow]]) -> bytes:
    """Return the refused rows under the template's own titles and headings, and why.

    Mended, the workbook can be sent as it is: the column with the reasons is not read.
    """
    form, book = load_form(), Workbook()
    book.active.title = say("sheet_template_help")
    write_cell(book.active.cell(1, 1), say("load_refused_help"))
    for key, rows in refused.items():
        table = form.table(key)
        sheet = book.create_sheet(table.titles[0])
        add_table(sheet, table.form, first=2, rows=len(rows))
        reasons = len(table.form.columns) + 1
        write_headings(sheet, 1, [OutColumn(say("sheet_result_heading"), 80)], first=reasons)
        for number, row in enumerate(rows, start=2):
            for position, column in enumerate(table.form.columns, start=1):
                write_cell(sheet.cell(number, position), row.raw.get(column.key, ""))
            why = [*map(line_of, row.findings), *([row.detail] if row.detail else [])]
            write_cell(sheet.cell(number, reasons), "\n".join(why))
    return saved(book)
