"""One cell: what stands in it, what it is read as, and what is wrong with it.

Offices write figures in full width, with separators and units, and break lines inside
names; all of that is read and told. What cannot be read for certain is asked back,
never guessed.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from registry.policy.vocabulary import Opinion, Severity
from registry.sheets.forms import Column, SheetForm
from registry.sheets.reading import Raw
from registry.sheets.writing import looks_like_formula

Value = str | Decimal | int | Opinion | date | None

# Full-width signs U+FF01–FF5E and the ideographic space; NFKC would also turn 12² into 122.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HALF_WIDTH_WORDS = {
    code: half for code, half in _HALF_WIDTH.items() if half == ord(" ") or chr(half).isalnum()
}
_BLANKS = {"", "-", "--", "—", "——", "/", "无", "N/A", "n/a"}
_CHINESE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_SPACE_BY_CHINESE = re.compile(rf"(?<={_CHINESE}) | (?={_CHINESE})")
_TRAILING_BRACKET = re.compile(r"\s*[(（]([^()（）]*)[)）]$")
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_NUMBER = re.compile(
    r"[¥￥]?(?P<whole>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+))(?P<part>\.[0-9]+)?(?P<unit>[^0-9.,]*)"
)
FACTORS: Mapping[str, Decimal] = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万": Decimal(1),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "亿": Decimal(10000),
    "亿元": Decimal(10000),
}
_COUNT_UNITS = {"", "人", "名", "家", "个", "户"}
_CENT = Decimal("0.000001")  # 0.01 元 in 万元; what lies below is a spreadsheet's binary noise
_TOO_LARGE = Decimal(10) ** 12
_LONGEST_TEXT = 500
_DAY = re.compile(
    r"((?:19|20|21)[0-9]{2})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?(?:[ T][0-9:.]+)?"
)
_EIGHT_DIGITS = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
# A day of 1954 to 2119 as spreadsheet programs count; only its cell's format says it is one.
_SERIALS = (20_000, 80_000)
_ANSWERS = {
    **dict.fromkeys(("是", "有", "Y", "YES", "√", "✓", "TRUE"), True),
    **dict.fromkeys(("否", "不", "没有", "N", "NO", "×", "FALSE"), False),
}
_CODE_LENGTH = 18
CODE_SIGNS = re.compile(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell gave. ``code`` names the finding, where there is one; ``value`` may be None."""

    value: Value = None
    code: str = ""
    severity: Severity = Severity.NOTE
    read: str = ""
    wanted: str = ""
    params: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Cell:
    """A raw cell in its place: its column, whether it is a formula, and the unit it stands in."""

    raw: Raw
    column: Column
    formula: str = ""
    unit: str = ""


def show(raw: Raw) -> str:
    """Return a raw value as one line a person can read: 1200 for 1200.0, ⏎ for a line break."""
    if isinstance(raw, str) and raw.isprintable():
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and math.isfinite(raw):
        text = repr(raw)
        if "e" not in text:
            return text.removesuffix(".0")
        exact = Decimal(text)
        return format(exact.to_integral() if exact == exact.to_integral() else exact, "f")
    text = str(raw).replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cf"})


def is_blank(raw: Raw) -> bool:
    """Tell a cell without content: empty, or one of the strokes people put for nothing."""
    return isinstance(raw, str) and "".join(raw.split()) in _BLANKS


def read_cell(cell: Cell, form: SheetForm) -> Reading:
    """Return the value of a cell and its finding, if there is one.

    A formula is never evaluated: its cell is asked back whatever it shows. A required
    cell that is blank is a finding too, save the opinion, on which ruling 13 decides.
    """
    column = cell.column
    if column.kind == "serial":
        return Reading()
    if cell.formula or (isinstance(cell.raw, str) and looks_like_formula(cell.raw)):
        return _blocking("cell_formula", cell, read=cell.formula or show(cell.raw))
    if is_blank(cell.raw):
        if column.required and column.kind != "opinion":
            return _blocking("cell_missing", cell)
        return Reading()
    if column.kind == "opinion":
        return _opinion(cell, form)
    return _READERS[column.kind](cell)


def _blocking(code: str, cell: Cell, *, read: str = "", wanted: str = "") -> Reading:
    label = cell.column.names[0]
    return Reading(
        code=code,
        severity=Severity.BLOCKING,
        read=read or show(cell.raw),
        wanted=wanted or cell.column.help,
        params={"label": label},
    )


def _told(value: Value, cell: Cell, shown: str) -> Reading:
    """Return a value that is not what stood in the cell sign by sign, with a note of both."""
    params = {"label": cell.column.names[0], "value": shown}
    return Reading(value, "cell_normalised", Severity.NOTE, show(cell.raw), shown, params)


def tidy(text: str) -> str:
    """Return a text on one line: no invisible signs, no stray spaces, half-width letters."""
    text = unicodedata.normalize("NFC", text).translate(_HALF_WIDTH_WORDS)
    text = "".join(
        " " if sign.isspace() else sign
        for sign in text
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf"}
    )
    return _SPACE_BY_CHINESE.sub("", " ".join(text.split()))


def _text(cell: Cell) -> Reading:
    raw = cell.raw if isinstance(cell.raw, str) else show(cell.raw)
    text = tidy(raw)
    bracket = _TRAILING_BRACKET.search(text)
    if bracket and bracket[1] in cell.column.remarks:
        text = text[: bracket.start()]
    if not text:
        return _blocking("cell_missing", cell) if cell.column.required else Reading()
    if looks_like_formula(text):
        return _blocking("cell_formula", cell)
    if len(text) > _LONGEST_TEXT:
        return _blocking("text_too_long", cell, read=f"{text[:40]}…", wanted=f"≤ {_LONGEST_TEXT}")
    return Reading(text) if text == raw else _told(text, cell, text)


def _opinion(cell: Cell, form: SheetForm) -> Reading:
    raw = show(cell.raw)
    text = tidy(str(cell.raw)).strip("。.；;！! ")
    opinion = form.opinions.get(text, Opinion.UNKNOWN)
    if opinion is Opinion.UNKNOWN or text == raw:
        return Reading(opinion)
    return _told(opinion, cell, text)


def _credit_code(cell: Cell) -> Reading:
    if not isinstance(cell.raw, str):
        # A number keeps 15 digits; the rest of an 18-digit code is already lost.
        return _blocking("credit_code_as_number", cell)
    signs = tidy(cell.raw).translate(_HALF_WIDTH).upper()
    code = "".join(sign for sign in signs if not sign.isspace() and sign not in "-'’‘")
    if len(code) != _CODE_LENGTH:
        return _blocking("credit_code_length", cell, wanted=str(_CODE_LENGTH))
    if not CODE_SIGNS.fullmatch(code):
        return _blocking("credit_code_signs", cell)
    try:
        uscc.validate(code)
    except InvalidChecksum:
        return _blocking("credit_code_check_digit", cell)
    except ValidationError:
        return _blocking("credit_code_signs", cell)
    return Reading(code) if code == cell.raw else _told(code, cell, code)


def _figure(cell: Cell) -> Reading:
    value = _figure_in_column_unit(cell)
    if problem := _figure_problem(value, cell):
        return _blocking(problem, cell)
    assert value is not None  # noqa: S101 - _figure_problem names an unread one
    exact = _exact(value) if cell.column.kind == "money" else int(value)
    limit = cell.column.suspicious_from
    if limit is not None and exact >= limit:
        return _asked_back(exact, limit, cell)
    if isinstance(cell.raw, str) and not _PLAIN.fullmatch(cell.raw):
        return _told(exact, cell, f"{exact} {cell.column.unit}")
    return Reading(exact)


def _figure_in_column_unit(cell: Cell) -> Decimal | None:
    plain, unit = _parts(cell)
    if plain is None or abs(plain) >= _TOO_LARGE:
        return plain
    if cell.column.kind == "count":
        return plain if unit in _COUNT_UNITS else None
    factor = FACTORS.get(unit or cell.unit or cell.column.unit)
    return None if factor is None else plain * factor


def _figure_problem(value: Decimal | None, cell: Cell) -> str:
    if value is None:
        return "not_a_number"
    if value < 0:
        return "negative_figure"
    if value >= _TOO_LARGE:
        return "figure_too_large"
    whole = cell.column.kind == "money" or value == value.to_integral()
    return "" if whole else "not_whole"


def _asked_back(value: Decimal | int, limit: Decimal, cell: Cell) -> Reading:
    column = cell.column
    money = column.kind == "money"
    return Reading(
        value=value,
        code="figure_looks_like_yuan" if money else "figure_unlikely",
        severity=Severity.WARNING,
        read=f"{value} {column.unit}",
        wanted=f"< {limit} {column.unit}",
        params={"label": column.names[0], "divided": f"{_exact(value / Decimal(10000))}"},
    )


def _exact(value: Decimal) -> Decimal:
    """Return money without binary noise and trailing zeros, never in exponent form."""
    rounded = value.quantize(_CENT, ROUND_HALF_EVEN).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded


def _parts(cell: Cell) -> tuple[Decimal | None, str]:
    """Return the number that stands in a cell and the unit written behind it."""
    raw = cell.raw
    if isinstance(raw, bool):
        return None, ""
    if isinstance(raw, (int, float)):
        # repr gives the shortest decimal that is this float: what the person typed.
        return (Decimal(repr(raw)) if math.isfinite(raw) else None), ""
    text = "".join(tidy(raw).translate(_HALF_WIDTH).split())
    found = _NUMBER.fullmatch(text)
    if not found:
        return None, ""
    return Decimal(found["whole"].replace(",", "") + (found["part"] or "")), found["unit"]


def _date(cell: Cell) -> Reading:
    """Read a day: a date cell, or 2024年6月5日, 2024-06-05, 2024.6.5, 2024/6/5, 20240605.

    A month, a year of two digits or a day put first is asked back: it may mean another day.
    """
    text = tidy(show(cell.raw)).translate(_HALF_WIDTH)
    if found := _DAY.fullmatch(text) or _EIGHT_DIGITS.fullmatch(text):
        try:
            return Reading(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            return _blocking("date_unknown", cell)
    serial = isinstance(cell.raw, (int, float)) and _SERIALS[0] <= cell.raw <= _SERIALS[1]
    return _blocking("date_as_number" if serial else "date_unknown", cell)


def _yes_no(cell: Cell) -> Reading:
    word = "TRUE" if cell.raw is True else "FALSE" if cell.raw is False else tidy(show(cell.raw))
    answer = _ANSWERS.get(word.upper())
    return _blocking("answer_unknown", cell) if answer is None else Reading(answer)


_READERS: Mapping[str, Callable[[Cell], Reading]] = {
    "text": _text,
    "credit_code": _credit_code,
    "money": _figure,
    "count": _figure,
    "date": _date,
    "yes_no": _yes_no,
}
