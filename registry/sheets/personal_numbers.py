"""Numbers of persons 个人信息 in a sheet: in any text, a warning at its row (ruling 29).

Columns of the form that hold figures, days and codes are not looked at in the platforms'
rows; every other column is, also those that are not read, and all that stands around the table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openpyxl.utils import get_column_letter

from registry.messages import say
from registry.policy.desensitising import findings_in, may_hold_number
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.sheets.cells import show
from registry.sheets.forms import SheetForm
from registry.sheets.layout import Layout
from registry.sheets.reading import Raw

_FIGURES = frozenset({"serial", "money", "count", "credit_code", "date", "opinion", "yes_no"})
_SHORTEST = 11
# Between two cells: more than may stand inside a number.
_APART = "\n\n\n"


def personal_findings(layout: Layout, form: SheetForm) -> list[Finding]:
    """Return a warning for each kind of number in each cell, in the order of the rows."""
    rows = layout.grid.rows
    platforms = [(number, rows[number - 1]) for number in layout.rows]
    around = set(range(1, len(rows) + 1)).difference(layout.rows)
    figures = {
        position for key, position in layout.columns.items() if form.column(key).kind in _FIGURES
    }  # fmt: skip - one set
    found: list[Finding] = []
    for position in range(1, max(map(len, rows), default=0) + 1):
        if position not in figures:
            found += _of_column(position, platforms, layout, form)
    for number in sorted(around):
        for position, cell in enumerate(rows[number - 1], start=1):
            found += _of_cell(show(cell), (number, position), layout, form, inside=False)
    return sorted(found, key=lambda finding: finding.row or 0)


def _of_column(
    position: int,
    platforms: Sequence[tuple[int, Sequence[Raw]]],
    layout: Layout,
    form: SheetForm,
) -> Iterator[Finding]:
    """Look at a column at one glance, and at its cells only where a number could be."""
    cells = [row[position - 1] if len(row) >= position else "" for _, row in platforms]
    texts = [cell if type(cell) is str else show(cell) for cell in cells]
    if not may_hold_number(_APART.join([text for text in texts if len(text) >= _SHORTEST])):
        return
    for (number, _), text in zip(platforms, texts, strict=True):
        yield from _of_cell(text, (number, position), layout, form, inside=True)


def _of_cell(
    text: str, place: tuple[int, int], layout: Layout, form: SheetForm, *, inside: bool
) -> Iterator[Finding]:
    number, position = place
    if not may_hold_number(text):
        return
    key, label = _named(position, layout, form) if inside else ("", say("sheet_around_table"))
    for one in findings_in(text, field=key, label=label):
        if one.severity is Severity.WARNING:
            yield replace(one, row=number, column=get_column_letter(position))


def _named(position: int, layout: Layout, form: SheetForm) -> tuple[str, str]:
    """Return a column's key, empty where the form has none such, and what it is called."""
    for key, at in layout.columns.items():
        if at == position:
            return key, form.column(key).names[0]
    header = layout.grid.rows[layout.header_row - 1]
    heading = show(header[position - 1]) if len(header) >= position else ""
    return "", heading or get_column_letter(position)
