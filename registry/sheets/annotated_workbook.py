"""The uploader's own workbook back, marked; what is no xlsx, or too long, comes back as a copy."""

import base64
import json
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string

from registry.children import answer_of
from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.sheets import limits
from registry.sheets.annotated import copied
from registry.sheets.checking import CheckedSheet, read_sheet
from registry.sheets.marking import (
    FindingsPage,
    FoundLine,
    Mark,
    as_plain,
    mark_workbook,
    merged,
)
from registry.sheets.marking_worker import LENGTH_DIGITS
from registry.sheets.packages import SIGNATURES
from registry.sheets.writing import saved

_ORDER = (Severity.BLOCKING, Severity.WARNING, Severity.NOTE)


def annotated_workbook(
    content: bytes, filename: str, findings: Iterable[Finding], *, sheet: str, rows: int
) -> bytes:
    """Return a workbook as it was sent, with what was found at its cells and on a first page.

    ``sheet`` is the name of the sheet that was read, empty where that is not known. Raises a
    SheetError where the file cannot be read any more, FilesBusy.
    """
    told = list(findings)
    marks, page = _marks(told), _page(told)
    if content.startswith(SIGNATURES) and sheet and rows <= limits.MARKING_ROWS:
        asked = json.dumps(as_plain(marks, page, sheet), ensure_ascii=False).encode()
        given = b"%0*d" % (LENGTH_DIGITS, len(asked)) + asked + content
        answer = answer_of(
            "registry.sheets.marking_worker", given, seconds=limits.MARKING_WALL_SECONDS
        )
        if answer and "workbook" in answer:
            return base64.b64decode(answer["workbook"])
    return _marked_copy(content, filename, told, marks, page)


def _marked_copy(
    content: bytes, filename: str, told: list[Finding], marks: list[Mark], page: FindingsPage
) -> bytes:
    """Return what was read of a file as a new workbook, marked alike."""
    checked = CheckedSheet(read_sheet(content, filename), tuple(told))
    book = Workbook()
    copied(book.active, checked.grid)
    mark_workbook(book, book.active, marks, page)
    return saved(book)


def _marks(findings: Iterable[Finding]) -> list[Mark]:
    return merged(
        [
            (one.row, column_index_from_string(one.column), one.severity.value, say_finding(one))
            for one in findings
            if one.row and one.column
        ]
    )


def _page(findings: list[Finding]) -> FindingsPage:
    """Return the first page: blocking first, the same faults together, in the order of rows."""
    kinds = list(dict.fromkeys((one.code, one.field) for one in findings))
    place = {kind: number for number, kind in enumerate(kinds)}
    found = sorted(
        findings,
        key=lambda one: (
            _ORDER.index(one.severity), place[one.code, one.field], one.row or 0,
        ),
    )  # fmt: skip
    return FindingsPage(
        name=say("sheet_result_heading"),
        about=say("sheet_findings_about"),
        headings=[
            say(code)
            for code in (
                "sheet_findings_severity", "sheet_findings_place", "sheet_findings_text",
                "sheet_template_clause",
            )
        ],
        words={one.value: say(f"state_{one.value}") for one in _ORDER},
        lines=[_line(one) for one in found],
        more="" if found else say("sheet_findings_none"),
    )  # fmt: skip


def _line(finding: Finding) -> FoundLine:
    cell = f"{finding.column}{finding.row}" if finding.row and finding.column else ""
    code = "cell" if cell else "row" if finding.row else "whole"
    where = say(f"sheet_findings_at_{code}", row=finding.row, column=finding.column)
    link = cell or (f"A{finding.row}" if finding.row else "")
    clause = finding.clause if finding.source == "text" else say("sheet_findings_ruling")
    return FoundLine(finding.severity.value, where, link, say_finding(finding), clause)
