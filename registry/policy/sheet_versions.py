"""What became of an earlier sheet's findings in the one that was sent instead of it.

A finding is known again by what is wrong in which field of which platform: rows move when
others are put in or taken out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from registry.policy.findings import Finding
from registry.policy.summary_sheet_rows import name_key


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding and the platform of its row, as the sheet names it; empty for the whole sheet."""

    finding: Finding
    platform: str = ""


@dataclass(frozen=True, slots=True)
class FindingsCompared:
    """Findings of the earlier sheet that are gone; of the new one that stayed, or are new."""

    gone: tuple[Finding, ...]
    still: tuple[Finding, ...]
    new: tuple[Finding, ...]


def compare(earlier: Sequence[PlacedFinding], now: Sequence[PlacedFinding]) -> FindingsCompared:
    """Return what is gone, still there and new; a fault told twice counts twice."""
    before, after = Counter(map(_key, earlier)), Counter(map(_key, now))
    still, new = _split(now, before)
    _, gone = _split(earlier, after)
    return FindingsCompared(tuple(gone), tuple(still), tuple(new))


def _split(
    found: Sequence[PlacedFinding], others: Counter[tuple[str, str, str]]
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that the others have too, and those that they have not."""
    left = Counter(others)
    shared: list[Finding] = []
    alone: list[Finding] = []
    for one in found:
        key = _key(one)
        if left[key]:
            left[key] -= 1
            shared.append(one.finding)
        else:
            alone.append(one.finding)
    return shared, alone


def _key(one: PlacedFinding) -> tuple[str, str, str]:
    named = name_key(one.platform) or str(one.finding.row or "")
    return one.finding.code, one.finding.field, named
