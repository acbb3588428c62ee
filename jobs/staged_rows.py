"""Rows of summary sheets whose upload was cut off: nobody sees them, and they go."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.staged_rows import sweep


def run(*, at: datetime, rulebook: Rulebook) -> int:  # noqa: ARG001 - every job is called alike
    """Drop the rows that no sheet can come to; return how many. Twice leaves the same."""
    return sweep()
