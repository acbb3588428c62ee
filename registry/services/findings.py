"""Findings as the record keeps them, beside what they were found in, and back again."""

from collections.abc import Mapping
from typing import Any

from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity


def as_stored(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain fields."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "field": finding.field,
        "read": finding.read,
        "wanted": finding.wanted,
        "clause": finding.clause,
        "source": str(finding.source),
        "row": finding.row,
        "column": finding.column,
        "params": dict(finding.params),
    }


def as_finding(stored: Mapping[str, Any]) -> Finding:
    """Return the finding that was stored."""
    return Finding(**{**stored, "severity": Severity(stored["severity"])})
