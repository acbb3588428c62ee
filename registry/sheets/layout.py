"""Where things stand on a sheet: header, units, platforms' rows, and what is none of these.

Offices move columns, add title and unit rows, sums and footers, and spell headings in
many ways; all of that is found by what it says, never by where it stands.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.sheets.cells import FACTORS, is_blank, show
from registry.sheets.forms import Column, SheetForm
from registry.sheets.reading import Grid, Raw
from registry.sheets.refusals import SheetHeaderMissing

_FEW_WORDS = 2  # a sum has a word and figures; a platform with gaps has more to say
_LONGEST_HEADING = 60
_CODE_LENGTH = 18
_BRACKETS = re.compile(r"\(([^()]*)\)")
_UNITS = ("百万元", "千元", "亿元", "万元", "元", "人", "名", "家", "个", "户")
_UNIT_SUFFIX = re.compile(rf"[/:,]?({'|'.join(_UNITS)})$")
_SHEET_UNIT = re.compile(r"单位:(?:人民币)?(百万元|千元|亿元|万元|元)")


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found on one sheet. Rows and columns count from 1, as in the file.

    ``columns`` maps field keys to columns, ``units`` field keys to the unit their cells
    stand in, ``lines`` are the texts above and below the table with their rows.
    """

    grid: Grid
    header_row: int
    columns: Mapping[str, int]
    units: Mapping[str, str]
    rows: tuple[int, ...]
    lines: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]

    def cell(self, row: int, key: str) -> Raw:
        """Return the raw cell of a field, or an empty text where the row ends before it."""
        cells = self.grid.rows[row - 1]
        column = self.columns.get(key, len(cells) + 1)
        return cells[column - 1] if column <= len(cells) else ""

    def letter(self, key: str) -> str:
        """Return the spreadsheet letter of a field's column, or nothing."""
        return get_column_letter(self.columns[key]) if key in self.columns else ""


@dataclass(slots=True)
class _Header:
    """A row taken for the header, with what its cells say."""

    row: int
    last: int
    columns: dict[str, int]
    units: dict[str, str]
    twice: list[tuple[str, int]]
    unknown: list[tuple[str, int]]


def find_layout(grids: Sequence[Grid], form: SheetForm) -> Layout:
    """Return the layout of the first sheet that carries the form's header.

    Raises SheetHeaderMissing, naming the headings read and wanted, where none does.
    """
    known = {_plain(name): column.key for column in form.columns for name in column.names}
    found = [(grid, header) for grid in grids if (header := _find_header(grid, known, form.enough))]
    if not found:
        raise SheetHeaderMissing(
            wanted="、".join(column.heading for column in form.columns if column.required),
            read=_first_texts(grids),
        )
    grid, header = found[0]
    others = [other.sheet for other, _ in found[1:]]
    return _laid_out(grid, header, form, others, passed_over=grid is not grids[0])


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*:·")


def heading(cell: Raw) -> tuple[str, str]:
    """Return a heading's name and unit: 设备原值 and 万元 for 设备原值（万元）."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_HEADING:
        return "", ""
    text = _plain(cell)
    unit = next((inside for inside in _BRACKETS.findall(text) if inside in _UNITS), "")
    return _BRACKETS.sub("", text).strip("*:"), unit


def _key(cell: Raw, known: Mapping[str, str]) -> tuple[str, str]:
    name, unit = heading(cell)
    if name in known:
        return known[name], unit
    suffix = _UNIT_SUFFIX.search(name)
    if suffix and name[: suffix.start()] in known:
        return known[name[: suffix.start()]], unit or suffix[1]
    return "", unit


def _read_header(row: int, cells: Sequence[Raw], known: Mapping[str, str]) -> _Header:
    header = _Header(row, row, {}, {}, [], [])
    for position, cell in enumerate(cells, start=1):
        key, unit = _key(cell, known)
        if key and key not in header.columns:
            header.columns[key] = position
            if unit:
                header.units[key] = unit
        elif key:
            header.twice.append((key, position))
        elif not is_blank(cell):
            header.unknown.append((show(cell), position))
    return header


def _find_header(grid: Grid, known: Mapping[str, str], enough: int) -> _Header | None:
    for number, cells in enumerate(grid.rows, start=1):
        header = _read_header(number, cells, known)
        if len(header.columns) < enough:
            continue
        if number < len(grid.rows):
            below = _read_header(number + 1, grid.rows[number], known)
            if len(below.columns) > len(header.columns):
                header = below  # the row above only groups the headings
        _take_unit_row(header, grid)
        return header
    return None


def _take_unit_row(header: _Header, grid: Grid) -> None:
    """Take a row right below the header that holds nothing but units."""
    if header.row >= len(grid.rows):
        return
    read = {
        position: _plain(str(cell)).strip("()")
        for position, cell in enumerate(grid.rows[header.row], start=1)
        if not is_blank(cell)
    }
    if read and all(unit in _UNITS for unit in read.values()):
        header.last = header.row + 1
        for key, position in header.columns.items():
            if position in read:
                header.units.setdefault(key, read[position])


def _first_texts(grids: Sequence[Grid]) -> str:
    texts = [show(cell) for row in grids[0].rows[:5] for cell in row if not is_blank(cell)]
    return "、".join(texts)[:200]


def _laid_out(
    grid: Grid, header: _Header, form: SheetForm, others: Sequence[str], *, passed_over: bool
) -> Layout:
    above = list(_lines(grid, range(1, header.row)))
    sheet_unit = next((found[1] for _, text in above if (found := _SHEET_UNIT.search(text))), "")
    rows, below, loose = _sort_rows(grid, header, form)
    units = {
        column.key: header.units.get(column.key) or sheet_unit or column.unit
        for column in form.columns
        if column.kind == "money"
    }
    findings = [
        *_sheet_notes(grid, header, others, passed_over=passed_over),
        *_column_findings(header, form),
        *_unit_findings(header, form, units, sheet_unit),
        *([] if rows else [_at(header, "sheet_without_rows", Severity.BLOCKING)]),
        *(_at(header, "row_not_read", Severity.WARNING, read=text, row=row) for row, text in loose),
    ]
    return Layout(
        grid=grid,
        header_row=header.row,
        columns=header.columns,
        units=units,
        rows=tuple(rows),
        lines=(*above, *below),
        findings=tuple(findings),
    )


def _lines(grid: Grid, rows: range) -> Iterator[tuple[int, str]]:
    for row in rows:
        for cell in grid.rows[row - 1]:
            if isinstance(cell, str) and not is_blank(cell):
                yield row, _plain(cell)


def _sort_rows(
    grid: Grid, header: _Header, form: SheetForm
) -> tuple[list[int], list[tuple[int, str]], list[tuple[int, str]]]:
    """Sort the rows below the header into platforms, lines around the table, and loose texts."""
    rows: list[int] = []
    lines: list[tuple[int, str]] = []
    loose: list[tuple[int, str]] = []
    known = {_plain(name): column.key for column in form.columns for name in column.names}
    identity = [
        header.columns[key] for key in ("host_name", "credit_code") if key in header.columns
    ]
    serial = header.columns.get("serial")
    beyond_doubt = _platform_test(header, known, form)
    for number in range(header.last + 1, len(grid.rows) + 1):
        if beyond_doubt(grid.rows[number - 1]):
            rows.append(number)
            continue
        filled = _filled(grid, number)
        words = [_plain(cell) for cell in filled.values() if isinstance(cell, str)]
        if not filled.keys() - {serial} and not any(words):
            continue  # empty, or numbered in advance
        footer = bool(words) and _begins(words[0], form.footers)
        if footer and all(_begins(show(cell), form.footers) for cell in filled.values()):
            lines += _lines(grid, range(number, number + 1))
        elif any(position in filled for position in identity):
            # The header may stand again, as on each printed page.
            if not any(_key(filled.get(position, ""), known)[0] for position in identity):
                rows.append(number)
        elif footer:
            lines += _lines(grid, range(number, number + 1))
        elif len(words) <= _FEW_WORDS and any(_begins(word, form.subtotals) for word in words):
            continue
        elif len(filled) == 1 and words:
            loose.append((number, words[0]))
        else:
            rows.append(number)
    return rows, lines, loose


def _platform_test(
    header: _Header, known: Mapping[str, str], form: SheetForm
) -> Callable[[Sequence[Raw]], bool]:
    """Return a test that passes rows that are a platform's beyond doubt; nearly all are.

    Where a host's name begins as no heading and no footer does, and beside it stands what
    looks like a credit code, nothing else on the row matters.
    """
    host, code = header.columns.get("host_name", 0), header.columns.get("credit_code", 0)
    begin = {name[0] for name in known} | {word[0] for word in form.footers} | {"无"}

    def passes(cells: Sequence[Raw]) -> bool:
        if not host or not code or len(cells) < max(host, code):
            return False
        name, signs = cells[host - 1], cells[code - 1]
        return (
            isinstance(name, str)
            and "\u4e00" <= name[:1] <= "\u9fff"
            and name[0] not in begin
            and isinstance(signs, str)
            and len(signs) == _CODE_LENGTH
            and signs.isascii()
            and signs.isalnum()
        )

    return passes


def _filled(grid: Grid, row: int) -> dict[int, Raw]:
    return {
        position: cell
        for position, cell in enumerate(grid.rows[row - 1], start=1)
        if not is_blank(cell) or (row, position) in grid.formulas
    }


def _begins(word: str, starts: frozenset[str]) -> bool:
    """Tell whether a word is one of these, or goes on with a bracket, a colon or a figure."""
    return any(
        word.startswith(start) and (len(word) == len(start) or not word[len(start)].isalpha())
        for start in starts
    )


def _at(
    header: _Header,
    code: str,
    severity: Severity,
    *,
    read: str = "",
    wanted: str = "",
    row: int | None = None,
    position: int | None = None,
    **params: str,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        read=read,
        wanted=wanted,
        row=row or header.row,
        column=get_column_letter(position) if position else "",
        params=params,
    )


def _sheet_notes(
    grid: Grid, header: _Header, others: Sequence[str], *, passed_over: bool
) -> Iterator[Finding]:
    """Say which sheet was read where it is not the first or only one; and that no macro ran."""
    if others:
        unread = "、".join(others)
        yield _at(header, "sheets_not_read", Severity.WARNING, read=unread, sheet=grid.sheet)
    elif passed_over:
        yield _at(header, "sheet_chosen", Severity.NOTE, read=grid.sheet)
    if grid.macros:
        yield _at(header, "sheet_macros_not_run", Severity.NOTE)


def _column_findings(header: _Header, form: SheetForm) -> Iterator[Finding]:
    read = "、".join(form.column(key).names[0] for key in header.columns)
    for column in form.columns:
        if column.required and column.key not in header.columns:
            yield _at(
                header,
                "column_missing",
                Severity.BLOCKING,
                read=read,
                wanted=column.heading,
                label=column.names[0],
            )
    for key, position in header.twice:
        letter = get_column_letter(header.columns[key])
        label = form.column(key).names[0]
        yield _at(
            header, "column_twice", Severity.WARNING, position=position, label=label, taken=letter
        )
    for name, position in header.unknown:
        yield _at(header, "column_not_read", Severity.NOTE, read=name, position=position)


def _unit_findings(
    header: _Header, form: SheetForm, units: Mapping[str, str], sheet_unit: str
) -> Iterator[Finding]:
    money: list[Column] = [column for column in form.columns if column.key in units]
    for column in money:
        position = header.columns.get(column.key)
        unit = units[column.key]
        if position is None:
            continue
        if unit not in FACTORS:
            code, severity = "unit_unknown", Severity.BLOCKING
        elif sheet_unit and unit != sheet_unit:
            code, severity = "unit_conflict", Severity.WARNING
        elif unit != column.unit:
            code, severity = "unit_converted", Severity.NOTE
        else:
            continue
        label = column.names[0]
        yield _at(
            header,
            code,
            severity,
            read=unit,
            wanted=column.unit,
            position=position,
            label=label,
            sheet_unit=sheet_unit,
        )
