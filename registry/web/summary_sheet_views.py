"""What the pages of summary sheets show, made ready for their templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.messages import say
from registry.policy.findings import Finding
from registry.policy.reconciliation import SHEET_YIELDS
from registry.policy.summary_sheet_states import RowOutcome, SheetState
from registry.policy.vocabulary import Severity
from registry.services.authorities import authority_name
from registry.services.findings import as_finding
from registry.services.sheet_findings import of_whole_sheet, places_with

_ROWS_LINKED = 30
_MARKS = {"blocking": "bad", "warning": "due"}


@dataclass(frozen=True, slots=True)
class GroupShown:
    """The same fault in the same column: the first places whole, then the rows of the others.

    ``more`` is how many further places are not named here.
    """

    examples: list[Finding]
    count: int
    rows: list[int]
    more: int


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in the list."""

    number: str
    href: str
    whose: str
    period: str
    received_at: datetime
    row_count: int
    approved_rows: int
    blocking_rows: int
    state: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row as read, with its findings and what became of it."""

    row: int
    values: dict[str, Any]
    opinion: str
    findings: list[Finding]
    mark: str
    outcome: str
    detail: str
    platform: str


def numbers_of(
    sheet: SummarySheet, admissible: int, outcomes: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return a sheet's three numbers as they are now: what can go in, must be mended, is noted.

    ``admissible`` would enter on acceptance; ``outcomes`` is what became of its rows.
    """
    blocking = places_with(sheet, Severity.BLOCKING)
    warnings = places_with(sheet, Severity.WARNING)
    noted = warnings + places_with(sheet, Severity.NOTE)
    whole = of_whole_sheet(sheet, Severity.WARNING) + of_whole_sheet(sheet, Severity.NOTE)
    href = url_for("summary_sheets.rows", number=sheet.number, worst="blocking")
    return [
        _first_number(sheet, admissible, outcomes),
        {
            "label": say("sheet_number_blocking"),
            "value": blocking,
            "tone": "bad" if blocking else "plain",
            "href": href if sheet.blocking_rows else "",
            "note": _with_whole("sheet_number_blocking_note",
                                of_whole_sheet(sheet, Severity.BLOCKING)),
        },
        {
            "label": say("sheet_number_noted"),
            "value": noted,
            "tone": "due" if warnings else "plain",
            "note": _with_whole("sheet_number_noted_note", whole, count=warnings),
        },
    ]  # fmt: skip


def _first_number(
    sheet: SummarySheet, admissible: int, outcomes: Mapping[str, int]
) -> dict[str, Any]:
    if sheet.state in {SheetState.ADMITTING.value, SheetState.ADMITTED.value}:
        word, value = "sheet_number_admitted", outcomes.get(RowOutcome.ADMITTED.value, 0)
        note = say("sheet_number_admitted_note")
    else:
        word, value = "sheet_number_admissible", admissible
        mending = sheet.state == SheetState.NEEDS_MENDING.value
        note = say("sheet_number_admissible_mended" if mending else f"{word}_note")
    return {"label": say(word), "value": value, "tone": "good", "note": note}


def _with_whole(code: str, whole: int, **params: int) -> str:
    note = say(code, **params)
    return f"{say('sheet_number_whole', count=whole)}；{note}" if whole else note


def finding_groups(sheet: SummarySheet) -> list[GroupShown]:
    """Return what was found, the gravest first."""
    return [group_shown(group) for group in sheet.groups]


def yielding_places(sheet: SummarySheet) -> int:
    """Return in how many places the sealed application enters and not what the sheet says."""
    return sum(
        int(group["count"])
        for group in sheet.groups
        if group["examples"][0]["code"] == SHEET_YIELDS
    )


def group_shown(stored: dict[str, Any]) -> GroupShown:
    """Return a stored group of findings."""
    examples = [as_finding(one) for one in stored["examples"]]
    rows = stored["rows"][:_ROWS_LINKED]
    return GroupShown(examples, stored["count"], rows, stored["count"] - len(examples) - len(rows))


def sheet_lines(sheets: Iterable[SummarySheet]) -> list[SheetLine]:
    """Return the sheets of a list."""
    return [
        SheetLine(
            number=sheet.number,
            href=url_for("summary_sheets.show", number=sheet.number),
            whose=authority_name(sheet.authority),
            period=sheet.period,
            received_at=sheet.received_at,
            row_count=sheet.row_count,
            approved_rows=sheet.approved_rows,
            blocking_rows=places_with(sheet, Severity.BLOCKING),
            state=sheet.state,
        )
        for sheet in sheets
    ]


def row_lines(rows: Iterable[SummarySheetRow]) -> list[RowLine]:
    """Return rows for the page."""
    return [
        RowLine(
            row=row.row,
            values=dict(row.values),
            opinion=row.opinion,
            findings=[as_finding(one) for one in row.findings],
            mark=_MARKS.get(row.worst, ""),
            outcome="" if row.outcome == RowOutcome.PENDING.value else row.outcome,
            detail=row.detail or "",
            platform=row.platform,
        )
        for row in rows
    ]
