"""The equipment table of an application: typed by hand, pasted from a sheet, or from a file.

Rows are kept as typed, good or bad; what is wrong with them is told row by row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from registry.encryption import Vault
from registry.errors import Invalid, Refusal
from registry.forms import application_form
from registry.messages import say
from registry.permissions import Actor
from registry.policy.application_forms import EquipmentTable
from registry.policy.equipment_rows import EQUIPMENT, read_equipment
from registry.policy.pasted_rows import RowsRead, cells_of, rows_of
from registry.policy.rulebook import Rulebook
from registry.services.application_desensitising import clean_rows, withheld_cells
from registry.services.application_drafts import (
    beside_others,
    refuse_locked,
    refuse_moved,
    write,
)
from registry.services.application_forms import (
    Desk,
    OpenApplication,
    Row,
    open_application,
    own_application,
    sum_of,
)
from registry.sheets.cells import show
from registry.sheets.reading import Grid, read_workbook

MOST_PASTED = 1_000_000
_MOST_CELL = 2000


@dataclass(frozen=True, slots=True)
class RowsTyped:
    """Rows as typed, on top of which revision.

    They take the place of ``count`` rows from ``start`` on; None is all that follow. With
    ``beside`` only changes of the table since are in their way, else any of the application.
    """

    rows: Sequence[Row]
    revision: int
    start: int = 0
    count: int | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class SheetRows:
    """Rows that come from a spreadsheet: as pasted ``text``, or as a file's content and name.

    With ``added`` they come after those that are there, else they take their place, which is
    ``confirmed`` where there are any.
    """

    revision: int
    text: str = ""
    content: bytes = b""
    filename: str = ""
    added: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class RowsTaken:
    """The application after its rows were taken over, and what was made of the sheet."""

    opened: OpenApplication
    read: RowsRead


class RowsThere(Refusal):
    """There are rows already, and nobody has said that a sheet is to take their place.

    ``there`` counts them; ``read`` is what would come, without cells that are ``withheld``.
    """

    code = "equipment_rows_there"
    status = 409

    def __init__(self, there: int, read: RowsRead) -> None:
        """Say how many rows would go, and how many come."""
        super().__init__(there=there, count=len(read.rows))
        self.there = there
        self.withheld = withheld_cells(read.rows, 0)
        self.read = replace(read, rows=tuple(clean_rows(read.rows, ())))


def save_rows(
    number: str, typed: RowsTyped, *, vault: Vault, by: Actor, at: datetime, rulebook: Rulebook
) -> OpenApplication:
    """Keep rows of the table, valid or not, and return the application with what is found.

    Raises ApplicationMoved, NotEditable, SectionNotReturned; Invalid for a column the table
    does not have, an endless cell, or more rows than it takes: then nothing is changed.
    """
    desk = Desk(by, at, rulebook, vault)
    table = application_form().equipment
    rows = [_known(table, row) for row in typed.rows]
    section = table.section if typed.beside else ""
    return beside_others(lambda: _save(number, typed, rows, desk, is_in_place=True), section)


def take_rows(
    number: str, sheet: SheetRows, *, vault: Vault, by: Actor, at: datetime, rulebook: Rulebook
) -> RowsTaken:
    """Take rows over from a spreadsheet, pasted or uploaded.

    Raises what ``save_rows`` does, a SheetError for a file that cannot be read, Invalid where
    it has no header or no row, and RowsThere: then nothing is changed.
    """
    desk = Desk(by, at, rulebook, vault)
    application = own_application(number, "applications:draft", by, rows=True)
    form = application_form()
    refuse_locked(application, {form.equipment.section}, form)
    read = _read(form.equipment, sheet)
    field = "file" if sheet.content else "text"
    if not read.rows:
        code = "equipment_no_rows" if read.headed else "equipment_no_header"
        raise Invalid(fields={field: say(code)})
    there = len(application.equipment)
    if there and not (sheet.added or sheet.confirmed):
        refuse_moved(application, sheet.revision, form.equipment.section)
        _refuse_too_many(form.equipment, len(read.rows), field)
        raise RowsThere(there, read)
    start = there if sheet.added else 0
    typed = RowsTyped(read.rows, sheet.revision, start, beside=True)
    rows = [{key: text[:_MOST_CELL] for key, text in row.items()} for row in read.rows]
    return RowsTaken(_save(number, typed, rows, desk, is_in_place=False), read)


def _save(
    number: str,
    typed: RowsTyped,
    rows: Sequence[Mapping[str, str]],
    desk: Desk,
    *,
    is_in_place: bool,
) -> OpenApplication:
    """Write the rows in their place, with what is noted of the whole table.

    A cell with a secrecy mark stays as it was where the rows are those ``is_in_place``, and
    is left blank where they come from a sheet.
    """
    by, form = desk.by, application_form()
    application = own_application(number, "applications:draft", by, rows=True)
    refuse_locked(application, {form.equipment.section}, form)
    section = form.equipment.section
    refuse_moved(application, typed.revision, section if typed.beside else "")
    before = [dict(row) for row in application.equipment]
    withheld = withheld_cells(rows, typed.start)
    rows = clean_rows(rows, before[typed.start :] if is_in_place else ())
    rest = [] if typed.count is None else before[typed.start + typed.count :]
    after = [*before[: typed.start], *rows, *rest]
    _refuse_too_many(form.equipment, len(after), EQUIPMENT)
    if after != before:
        read = read_equipment(form.equipment, after, desk.today.year)
        noted = sum_of(read).to_mongo().to_dict()
        change = {"equipment": after, "equipment_sum": noted}
        write(application, change, by=by, at=desk.at, sections=[section])
        application = own_application(number, "applications:draft", by, rows=True)
    return replace(open_application(application, desk, rows=True), withheld=withheld)


def _refuse_too_many(table: EquipmentTable, count: int, field: str) -> None:
    if count > table.most_rows:
        said = say("equipment_too_many_rows", read=count, wanted=table.most_rows)
        raise Invalid(fields={field: said})


def _known(table: EquipmentTable, row: Row) -> dict[str, str]:
    columns = {column.key for column in table.columns}
    if unknown := row.keys() - columns:
        read = min(unknown)[:40]
        raise Invalid(fields={EQUIPMENT: say("equipment_column_unknown", read=read)})
    if any(len(text) > _MOST_CELL for text in row.values()):
        raise Invalid(fields={EQUIPMENT: say("equipment_cell_too_long", most=_MOST_CELL)})
    return {column.key: row.get(column.key, "") for column in table.columns}


def _read(table: EquipmentTable, sheet: SheetRows) -> RowsRead:
    """Return the rows of a sheet; of a workbook those of the first sheet that has a header."""
    if not sheet.content:
        if len(sheet.text) > MOST_PASTED:
            raise Invalid(fields={"text": say("equipment_text_too_long")})
        return _whole(table, rows_of(table, cells_of(sheet.text)))
    found = [
        rows_of(table, _texts(grid)) for grid in read_workbook(sheet.content, sheet.filename)
    ]  # fmt: skip - one list
    return _whole(table, next((one for one in found if one.headed), found[0]))


def _whole(table: EquipmentTable, read: RowsRead) -> RowsRead:
    """Give every row every column, so that all rows are alike."""
    rows = tuple(
        {column.key: row.get(column.key, "") for column in table.columns} for row in read.rows
    )  # fmt: skip - one rule
    return RowsRead(rows, read.headed, read.passed_over, read.sums)


def _texts(grid: Grid) -> list[list[str]]:
    """Return a sheet's cells as texts; a formula as it is written, never its value."""
    return [
        [
            grid.formulas.get((row, position), "") or show(cell)
            for position, cell in enumerate(line, start=1)
        ]
        for row, line in enumerate(grid.rows, start=1)
    ]
