"""Reading the cells that are as they should be, fast; all others are left to ``cells``.

Nearly every cell of a sheet of thousands of rows needs no tidying and no finding. A reader
here gives what ``read_cell`` would, where that is certain at a glance, and otherwise says so.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import mul

from registry.policy.vocabulary import Opinion
from registry.sheets.cells import CODE_SIGNS, FACTORS, Value
from registry.sheets.forms import Column, SheetForm
from registry.sheets.reading import Raw


class Unclear:
    """What a reader gives for a cell that has to be read with care."""


UNCLEAR = Unclear()
CleanReader = Callable[[Raw], Value | Unclear]

# Signs that tidying leaves as they are; a bracket at the end may be a remark, 无 alone a blank.
_TEXT = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff0-9A-Za-z()（）]{0,198}[\u4e00-\u9fff0-9A-Za-z]")
# A figure without exponent, and with no more decimals than are kept.
_MONEY = re.compile(r"[0-9]{1,11}\.[0-9]{1,6}")
_TOO_LARGE = 1e11
# GB 32100: each sign's number and the weight of each place; the last sign makes the sum whole.
_NUMBERS = {sign: number for number, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_WEIGHTS = (*(pow(3, place, 31) for place in range(17)), 1)


def clean_reader(column: Column, unit: str, form: SheetForm) -> CleanReader:
    """Return the reader of a column's clean cells, that hold figures in this unit, if any."""
    read = _reader(column, unit, form)
    if column.required and column.kind != "opinion":
        return read
    return lambda raw: None if raw == "" else read(raw)


def _reader(column: Column, unit: str, form: SheetForm) -> CleanReader:
    limit = _TOO_LARGE if column.suspicious_from is None else float(column.suspicious_from)
    readers: dict[str, CleanReader] = {
        "serial": lambda _: None,
        "text": _text,
        "credit_code": _credit_code,
        "opinion": _opinion(form.opinions),
        "count": _count(min(limit, _TOO_LARGE)),
    }
    if FACTORS.get(unit or column.unit) == 1:
        readers["money"] = _money(min(limit, _TOO_LARGE))
    return readers.get(column.kind, lambda _: UNCLEAR)


def _text(raw: Raw) -> Value | Unclear:
    return raw if type(raw) is str and _TEXT.fullmatch(raw) else UNCLEAR


def _credit_code(raw: Raw) -> Value | Unclear:
    if type(raw) is not str or not CODE_SIGNS.fullmatch(raw):
        return UNCLEAR
    total = sum(map(mul, map(_NUMBERS.__getitem__, raw), _WEIGHTS))
    return UNCLEAR if total % 31 else raw


def _opinion(opinions: Mapping[str, Opinion]) -> CleanReader:
    def read(raw: Raw) -> Value | Unclear:
        return opinions.get(raw, UNCLEAR) if type(raw) is str else UNCLEAR

    return read


def _count(limit: float) -> CleanReader:
    def read(raw: Raw) -> Value | Unclear:
        if type(raw) is float and 0 <= raw < limit and raw.is_integer():
            return int(raw)
        return UNCLEAR

    return read


def _money(limit: float) -> CleanReader:
    def read(raw: Raw) -> Value | Unclear:
        if type(raw) is not float or not 0 <= raw < limit:
            return UNCLEAR
        text = repr(raw)
        if not _MONEY.fullmatch(text):
            return UNCLEAR
        return Decimal(text.removesuffix(".0"))

    return read
