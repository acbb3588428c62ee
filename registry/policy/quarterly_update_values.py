"""Reading what a clerk typed into a quarterly update: one text, one value or one problem.

Kind to the keyboard: full-width digits, thousands separators, spaces and a written unit
are understood, and what was understood is told. Never generous with a number: an
exponent, an infinity or a digit of another script is no figure.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from registry.policy.forms import PLACES, Asked, FieldType
from registry.policy.typed_text import seen

Value = Decimal | int | bool | str

MOST_TEXT = 2000
MOST_TYPED = 10_000
_MOST_DIGITS = 12
_TEN_THOUSAND = Decimal(10_000)
_FIGURE = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_SEPARATED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_ANSWERS = {
    "yes": True,
    "是": True,
    "有": True,
    "true": True,
    "1": True,
    "no": False,
    "否": False,
    "无": False,
    "false": False,
    "0": False,
    "没有": False,
}  # fmt: skip - yes and no, a line each
# What may stand behind a figure, longest first, and what it does to a value kept in 万元.
_MONEY_UNITS = {
    "亿元": _TEN_THOUSAND,
    "万元": Decimal(1),
    "亿": _TEN_THOUSAND,
    "万": Decimal(1),
    "元": 1 / _TEN_THOUSAND,
}  # fmt: skip - one line of units
_OTHER_UNITS: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.AREA: ("平方米", "平米", "m2", "㎡"),
    FieldType.PERCENT: ("%",),
    FieldType.COUNT: ("人", "家", "项", "个", "名", "条", "件", "年", "台", "套"),
}


@dataclass(frozen=True, slots=True)
class ReadValue:
    """What a text was read as: a value, or the code of what is wrong; neither for a blank.

    ``normalised`` says that the value is not simply what was typed.
    """

    value: Value | None = None
    problem: str = ""
    normalised: bool = False


def read_value(field: Asked, typed: str) -> ReadValue:
    """Read one field's text by its type; a blank is no value and no problem."""
    if field.type is FieldType.TEXT:
        return _text(typed)
    text = unicodedata.normalize("NFKC", typed[:MOST_TYPED]).replace("\u2212", "-")
    text = "".join(text.split())
    if not text:
        return ReadValue()
    if field.type is FieldType.ANSWER:
        answer = _ANSWERS.get(text.lower())
        return ReadValue(problem="update_answer_unclear") if answer is None else ReadValue(answer)
    return _figure(field, typed.strip(), text)


def plain(value: Value | None) -> str:
    """Write a value the way it is typed; reading it again gives the same value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value)


def _text(typed: str) -> ReadValue:
    text = seen(typed)
    if len(text) > MOST_TEXT:
        return ReadValue(problem="update_text_too_long")
    return ReadValue(text) if text else ReadValue()


def _figure(field: Asked, typed: str, text: str) -> ReadValue:
    text, factor = _without_unit(field.type, text)
    if _SEPARATED.fullmatch(text):
        text = text.replace(",", "")
    found = _FIGURE.fullmatch(text)
    if found is None:
        return ReadValue(problem="update_not_a_figure")
    sign, whole, fraction = found.groups(default="")
    value = Decimal(f"{whole[-_MOST_DIGITS:]}.{fraction[:_MOST_DIGITS]}") * factor
    if sign and (whole + fraction).strip("0"):
        return ReadValue(problem="update_negative")
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        return ReadValue(problem="update_too_large")
    counted = field.type is FieldType.COUNT
    too_fine = len(fraction.rstrip("0")) > _MOST_DIGITS or value != round(value, PLACES[field.type])
    if too_fine:
        return ReadValue(problem="update_not_whole" if counted else "update_too_precise")
    normalised = typed != text or factor != 1
    return ReadValue(int(value) if counted else value, normalised=normalised)


def _without_unit(kind: FieldType, text: str) -> tuple[str, Decimal]:
    if kind is FieldType.MONEY:
        for unit, factor in _MONEY_UNITS.items():
            if text.endswith(unit):
                return text.removesuffix(unit), factor
    for unit in _OTHER_UNITS.get(kind, ()):
        if text.endswith(unit):
            return text.removesuffix(unit), Decimal(1)
    return text, Decimal(1)
