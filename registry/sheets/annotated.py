"""One sheet of a workbook back, row for row, with what was found in a column of its own."""

from collections.abc import Iterable

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.sheets.checking import CheckedSheet
from registry.sheets.reading import Grid
from registry.sheets.writing import plain_text, write_cell

_COLOURS = {
    Severity.BLOCKING: "F8D7DA",
    Severity.WARNING: "FFF3CD",
    Severity.NOTE: "E2E8F0",
}
_FORBIDDEN = "[]:*?/\\"
_LONGEST_NAME = 31
_WIDTH = 16
_RESULT_WIDTH = 80


def annotate(sheet: Worksheet, checked: CheckedSheet) -> None:
    """Fill an empty page with a checked sheet: every row at its own number, 检查结果 beside it.

    Formula cells come back as the text of their formula. What was found on the header stands
    in the heading of the new column.
    """
    copied(sheet, checked.grid)
    result = max(len(row) for row in checked.grid.rows) + 1
    header = checked.sheet.layout.header_row
    by_row = checked.by_row()
    heading = sheet.cell(header, result)
    lines = [say("sheet_result_heading"), *map(line_of, by_row.get(header, ()))]
    write_cell(heading, "\n".join(lines))
    heading.font = Font(bold=True)
    for row in checked.rows:
        write_cell(sheet.cell(row.number, result), say("sheet_result_clean"))
    for number, findings in by_row.items():
        _mark(sheet, number, findings)
        if number != header:
            cell = sheet.cell(number, result)
            write_cell(cell, "\n".join(map(line_of, findings)))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for position in range(1, result + 1):
        width = _WIDTH if position < result else _RESULT_WIDTH
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = sheet.cell(header + 1, 1)


def _sheet_name(name: str) -> str:
    plain = "".join(sign for sign in plain_text(name) if sign not in _FORBIDDEN)
    return plain[:_LONGEST_NAME] or say("sheet_result_heading")


def copied(sheet: Worksheet, grid: Grid) -> None:
    """Fill an empty page with what was read; a formula comes back as its text."""
    sheet.title = _sheet_name(grid.sheet)
    for number, row in enumerate(grid.rows, start=1):
        for position, raw in enumerate(row, start=1):
            write_cell(sheet.cell(number, position), grid.formulas.get((number, position), raw))


def _mark(sheet: Worksheet, row: int, findings: Iterable[Finding]) -> None:
    """Colour the cells spoken of; the words in the last column say the same."""
    for finding in sorted(
        findings, key=lambda finding: list(_COLOURS).index(finding.severity), reverse=True
    ):
        if finding.column:
            cell = sheet.cell(row, column_index_from_string(finding.column))
            cell.fill = PatternFill("solid", start_color=_COLOURS[finding.severity])


def line_of(finding: Finding) -> str:
    """Return a finding as one line of the column 检查结果."""
    return say(f"sheet_severity_{finding.severity}", sentence=say_finding(finding))
