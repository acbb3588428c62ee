"""What a summary sheet's record keeps of its findings and values: grouped, counted, storable."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from bson.decimal128 import Decimal128, create_decimal128_context

from registry.documents.summary_sheets import SummarySheet
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.services.findings import as_stored

_GRAVEST_FIRST = (Severity.BLOCKING, Severity.WARNING, Severity.NOTE)
_ROWS_NAMED = 200
_EXAMPLES = 5
# Of a decimal in 128 bits (BID): digits that surely fit its lower half, and its exponent.
_PLAIN_DIGITS, _EXPONENT_BIAS, _EXPONENT_AT = 18, 6176, 49


def grouped(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the findings by what is wrong in which column, the gravest first.

    A group keeps its first findings whole, each with its own place and reading, and names
    the first rows of the others: a fault that fills a column is not said a thousand times.
    """
    groups: dict[tuple[str, str, str], dict[str, Any]] = {}
    for finding in findings:
        group = groups.setdefault(
            (finding.code, finding.field, finding.severity.value),
            {"severity": finding.severity.value, "examples": [], "count": 0, "rows": []},
        )
        group["count"] += 1
        if len(group["examples"]) < _EXAMPLES:
            group["examples"].append(as_stored(finding))
        elif finding.row and finding.row not in group["rows"] and len(group["rows"]) < _ROWS_NAMED:
            group["rows"].append(finding.row)
    return sorted(
        groups.values(), key=lambda group: _GRAVEST_FIRST.index(Severity(group["severity"]))
    )


def values_as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's values in the types the database keeps: money as Decimal128."""
    stored = dict(values)
    for key, value in values.items():
        if value is None or type(value) is str:
            continue
        if type(value) is Decimal:
            stored[key] = as_decimal128(value)
        elif isinstance(value, Enum):
            stored[key] = value.value
        elif not _fits(value):
            del stored[key]
    return stored


def as_decimal128(value: Decimal) -> Decimal128:
    """Return a figure as the database keeps it.

    A plain one, as nearly all are, is put together from its digits; the driver's own way
    sets up a context of decimal arithmetic for each, which takes five times as long.
    """
    whole, _, part = str(value).partition(".")
    digits = whole + part
    if digits.isdecimal() and len(digits) <= _PLAIN_DIGITS:
        high = (_EXPONENT_BIAS - len(part)) << _EXPONENT_AT
        return Decimal128((high, int(digits)))  # type: ignore[arg-type] # the two words of BID
    # Nobody means more than 34 digits; rounding there beats refusing the whole sheet.
    return Decimal128(create_decimal128_context().create_decimal(value))


def _fits(value: object) -> bool:
    """Tell whether the database can hold the value; a longer figure has a blocking finding."""
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def rows_with(findings: Iterable[Finding], severity: Severity, rows: frozenset[int]) -> int:
    """Return in how many of the platforms' rows a severity is found."""
    return len({one.row for one in findings if one.severity is severity} & rows)


def places_with(sheet: SummarySheet, severity: Severity) -> int:
    """Return in how many places a severity is found: the rows with it, and the sheet as a whole."""
    rows = {
        Severity.BLOCKING: sheet.blocking_rows,
        Severity.WARNING: sheet.warning_rows,
        Severity.NOTE: sheet.note_rows,
    }
    return int(rows[severity]) + of_whole_sheet(sheet, severity)


def of_whole_sheet(sheet: SummarySheet, severity: Severity) -> int:
    """Return how many findings of a severity are of no platform's row."""
    return sum(1 for one in sheet.findings if one["severity"] == severity.value)
