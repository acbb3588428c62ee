"""What a summary sheet's record keeps of its findings and values: grouped, counted, storable."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from bson.decimal128 import Decimal128, create_decimal128_context

from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.services.findings import as_stored

_GRAVEST_FIRST = (Severity.BLOCKING, Severity.WARNING, Severity.NOTE)
_ROWS_NAMED = 200
_EXAMPLES = 5


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
    return {key: _plain(value) for key, value in values.items() if _fits(value)}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        # Nobody means more than 34 digits; rounding there beats refusing the whole sheet.
        return Decimal128(create_decimal128_context().create_decimal(value))
    return value.value if isinstance(value, Enum) else value


def _fits(value: object) -> bool:
    """Tell whether the database can hold the value; a longer figure has a blocking finding."""
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def rows_with(findings: Iterable[Finding], severity: Severity, rows: frozenset[int]) -> int:
    """Return in how many of the platforms' rows a severity is found."""
    return len({one.row for one in findings if one.severity is severity} & rows)
