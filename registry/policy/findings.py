"""A finding: what a check read, what was wanted, and which clause wants it.

A finding is a value, never an exception. It carries a code and parameters;
its Chinese sentence stands in ``registry.messages`` under the same code.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from registry.policy.vocabulary import Severity

_WEIGHT = {Severity.NOTE: 1, Severity.WARNING: 2, Severity.BLOCKING: 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check at one place.

    ``field`` names the form field; ``row`` is the file's own row number (1-based)
    and ``column`` its spreadsheet letter, where the finding comes from a sheet.
    ``clause`` is the clause of the text, or the decision page where ``source`` is
    ``house_ruling``; empty where neither speaks (a cell that cannot be read).
    """

    code: str
    severity: Severity
    field: str = ""
    read: str = ""
    wanted: str = ""
    clause: str = ""
    source: str = "text"
    row: int | None = None
    column: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))


def worst(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity among the findings, or None where there is none."""
    return max((finding.severity for finding in findings), key=_WEIGHT.__getitem__, default=None)
