"""Reading the cells that are as they should be, fast; all others are left to ``cells``.

Nearly every cell of a sheet of thousands of rows needs no tidying and no finding. A reader
here takes a whole column, and gives for each cell what ``read_cell`` would, where that is
certain at a glance, and otherwise says so. What it gives for a text or a figure is written
(``SheetRow.wrote``) as it stood in the cell.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import mul

from registry.policy.vocabulary import Opinion
from registry.sheets.cells import CODE_SIGNS, FACTORS, Value
from registry.sheets.forms import Column, SheetForm
from registry.sheets.reading import Raw


class Unclear:
    """What a reader gives for a cell that has to be read with care."""


UNCLEAR = Unclear()
CleanReader = Callable[[Sequence[Raw]], list[Value | Unclear]]

# Signs that tidying leaves as they are; a bracket at the end may be a remark, 无 alone a blank.
_is_text = re.compile(
    r"[\u4e00-\u9fff][\u4e00-\u9fff0-9A-Za-z()（）]{0,198}[\u4e00-\u9fff0-9A-Za-z]"
).fullmatch
# A figure without exponent, and with no more decimals than are kept.
_is_money = re.compile(r"[0-9]{1,11}\.[0-9]{1,6}").fullmatch
_TOO_LARGE = 1e11
# GB 32100: each sign's number and the weight of each place; the last sign makes the sum whole.
_is_code = CODE_SIGNS.fullmatch
_NUMBERS = str.maketrans(
    {sign: chr(number) for number, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
)
_WEIGHTS = (*(pow(3, place, 31) for place in range(17)), 1)


def clean_reader(column: Column, unit: str, form: SheetForm) -> CleanReader:
    """Return the reader of a column's clean cells, that hold figures in this unit, if any."""
    read = _reader(column, unit, form)
    if column.kind == "serial" or (column.required and column.kind != "opinion"):
        return read
    return lambda cells: [
        None if cell == "" else value for cell, value in zip(cells, read(cells), strict=True)
    ]


def _reader(column: Column, unit: str, form: SheetForm) -> CleanReader:
    limit = _TOO_LARGE if column.suspicious_from is None else float(column.suspicious_from)
    readers: dict[str, CleanReader] = {
        "serial": lambda cells: [None] * len(cells),
        "text": _texts,
        "credit_code": _credit_codes,
        "opinion": _opinions(form.opinions),
        "count": _counts(min(limit, _TOO_LARGE)),
    }
    if FACTORS.get(unit or column.unit) == 1:
        readers["money"] = _money(min(limit, _TOO_LARGE))
    return readers.get(column.kind, lambda cells: [UNCLEAR] * len(cells))


def _texts(cells: Sequence[Raw]) -> list[Value | Unclear]:
    return [cell if type(cell) is str and _is_text(cell) else UNCLEAR for cell in cells]


def _credit_codes(cells: Sequence[Raw]) -> list[Value | Unclear]:
    return [
        cell
        if type(cell) is str
        and _is_code(cell)
        and not sum(map(mul, cell.translate(_NUMBERS).encode(), _WEIGHTS)) % 31
        else UNCLEAR
        for cell in cells
    ]


def _opinions(opinions: Mapping[str, Opinion]) -> CleanReader:
    return lambda cells: [
        opinions.get(cell, UNCLEAR) if type(cell) is str else UNCLEAR for cell in cells
    ]


def _counts(limit: float) -> CleanReader:
    return lambda cells: [
        int(cell) if type(cell) is float and 0 < cell < limit and cell.is_integer() else UNCLEAR
        for cell in cells
    ]


def _money(limit: float) -> CleanReader:
    return lambda cells: [
        Decimal(text.removesuffix(".0"))
        if type(cell) is float and 0 <= cell < limit and _is_money(text := repr(cell))
        else UNCLEAR
        for cell in cells
    ]
