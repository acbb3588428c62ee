"""What the pages of the initial load show, made ready for their templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.messages import say
from registry.policy.findings import Finding
from registry.policy.initial_load_rows import LoadSheet
from registry.services.findings import as_finding
from registry.sheets.initial_loads import load_form
from registry.web.summary_sheet_views import GroupShown, group_shown

_MARKS = {"refused": "bad"}


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The same fault in the same column of one sheet; ``sheet`` is empty for the workbook."""

    sheet: str
    title: str
    group: GroupShown


@dataclass(frozen=True, slots=True)
class LoadRowLine:
    """A row as read, its cells under their headings, what was found and what became of it."""

    row: int
    title: str
    cells: list[tuple[str, str]]
    findings: list[Finding]
    mark: str
    outcome: str
    detail: str
    platform: str


def load_lines(loads: Iterable[InitialLoad]) -> list[dict[str, Any]]:
    """Return the loads of a list."""
    names = (
        "number",
        "filename",
        "received_at",
        "new_rows",
        "matched_rows",
        "refused_rows",
        "state",
    )
    return [
        {name: getattr(load, name) for name in names}
        | {"href": url_for("initial_loads.show", number=load.number)}
        for load in loads
    ]


def sheet_lines(load: InitialLoad) -> list[dict[str, Any]]:
    """Return the sheets of a load with their counts, each count a link to its rows."""
    return [
        {
            "title": say(f"load_sheet_{one['sheet']}"),
            "href": url_for("initial_loads.rows", number=load.number, sheet=one["sheet"]),
        }
        | {name: one[name] for name in ("rows", "new", "matched", "refused")}
        for one in load.sheets
    ]


def sheet_groups(load: InitialLoad) -> list[SheetGroup]:
    """Return what was found, the gravest first."""
    return [
        SheetGroup(
            sheet=stored["sheet"],
            title=say(f"load_sheet_{stored['sheet']}") if stored["sheet"] else "",
            group=group_shown(stored),
        )
        for stored in load.groups
    ]


def row_lines(rows: Iterable[InitialLoadRow]) -> list[LoadRowLine]:
    """Return rows for the page."""
    return [
        LoadRowLine(
            row=row.row,
            title=say(f"load_sheet_{row.sheet}"),
            cells=_cells(row.sheet, row.raw),
            findings=[as_finding(one) for one in row.findings],
            mark=_MARKS.get(row.outcome, ""),
            outcome=row.outcome,
            detail=row.detail,
            platform=row.platform,
        )
        for row in rows
    ]


def _cells(sheet: str, raw: Mapping[str, str]) -> list[tuple[str, str]]:
    columns = load_form().table(LoadSheet(sheet)).form.columns
    return [
        (column.names[0], raw[column.key])
        for column in columns
        if column.kind != "serial" and raw.get(column.key)
    ]
