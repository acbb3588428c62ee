"""The equipment table 设备要素表 by page: typed by hand, pasted from a sheet, or from a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.children import FilesBusy
from registry.clock import SHANGHAI
from registry.desensitising import MASKABLE, left_to_desk
from registry.errors import Invalid, Refusal, SecrecyMark
from registry.forms import application_form
from registry.limits import UPLOADS, limiter
from registry.messages import say, say_finding
from registry.policy.desensitising import has_secrecy_mark, masked
from registry.policy.findings import Finding
from registry.policy.forms import FieldType
from registry.policy.pasted_rows import RowsRead, as_text
from registry.services import application_drafts as drafts
from registry.services import application_equipment as desk
from registry.services.application_desensitising import clean_rows
from registry.services.application_equipment import RowsTaken, RowsThere, RowsTyped, SheetRows
from registry.services.application_forms import OpenApplication, read_application
from registry.sheets.refusals import SheetError
from registry.versions import version_in_form
from registry.web import application_views as views
from registry.web.shell import error_list, say_refusal

blueprint = Blueprint("application_equipment", __name__)

_PATH = "/applications/<number>/equipment"
_PAGE = 50
_BLANK_ROWS = 5
# What a form may carry, with room for what else stands in it.
_MOST_CARRIED = 1_500_000
_PLACE = re.compile(r"[0-9]{1,5}")
_NOT_SAVED = (
    Invalid,
    SheetError,
    FilesBusy,
    drafts.ApplicationMoved,
    drafts.NotEditable,
    drafts.SectionNotReturned,
)


@blueprint.get(_PATH)
def show(number: str) -> ResponseReturnValue:
    """Show a page of rows; ``?row=`` opens the one a row stands on."""
    return _table_page(_opened(number), _first(request.args))


@blueprint.post(_PATH)
@left_to_desk("*")
def save(number: str) -> ResponseReturnValue:
    """Save the rows of the page shown; blank rows and those marked go."""
    start, masking = _start(), edge.text_of(request.form, "mask")
    rows = _with_masked(_rows(), masking)
    kept = [row for mark, row in rows if not mark and any(row.values())]
    typed = RowsTyped(kept, version_in_form(request.form), start, _count(), beside=True)
    try:
        opened = desk.save_rows(number, typed, **edge.confidence())
    except _NOT_SAVED as refused:
        sent = clean_rows([row for _, row in rows], ())
        return _table_page(_opened(number), start, sent=sent, refused=refused), refused.status
    if opened.withheld:
        return _table_page(opened, start), SecrecyMark.status
    if masking:
        flash(say("masked_now"), "success")
        return redirect(f"{_address(number, start)}#{quote(masking)}", 303)
    flash(say("application_saved"), "success")
    if edge.text_of(request.form, "next") == "check":
        return redirect(url_for("applications.check", number=number), 303)
    return redirect(_address(number, min(start, max(len(opened.rows) - 1, 0))), 303)


@blueprint.post(f"{_PATH}/draft")
@left_to_desk("*")
def autosave(number: str) -> ResponseReturnValue:
    """Save what is being typed, for the script; blank rows at the end wait to be filled."""
    rows = [row for _, row in _rows()]
    while rows and not any(rows[-1].values()):
        rows.pop()
    start = _start()
    typed = RowsTyped(rows, version_in_form(request.form), start, _count(), beside=True)
    try:
        opened = desk.save_rows(number, typed, **edge.confidence())
    except Refusal as refused:
        said = next(iter(refused.fields.values()), "") or say_refusal(refused)
        return jsonify({"code": refused.code, "message": said}), refused.status
    return jsonify(
        {
            "saved_at": f"{edge.arrival().astimezone(SHANGHAI):%H:%M}",
            "version": opened.application.revision,
            "findings": _live_findings(opened, start, len(rows)),
            "marks": views.live_marks(opened),
        }
    )


@blueprint.post(f"{_PATH}/paste")
@left_to_desk("*")
def paste(number: str) -> ResponseReturnValue:
    """Take rows over that were copied from a spreadsheet."""
    text = request.form.get("text", "")
    confirmed = edge.text_of(request.form, "replaced") == "1"
    version = version_in_form(request.form)
    return _take(number, SheetRows(version, text, added=_is_added(), confirmed=confirmed))


@blueprint.post(f"{_PATH}/file")
@limiter.limit(UPLOADS)
def upload(number: str) -> ResponseReturnValue:
    """Take rows over from a file."""
    given = request.files.get("file")
    content = given.stream.read() if given else b""
    name = (given.filename or "") if given else ""
    if not content:
        wanted = Invalid(fields={"file": say("equipment_file_wanted")})
        return _table_page(_opened(number), 0, refused=wanted), wanted.status
    version = version_in_form(request.form)
    return _take(number, SheetRows(version, "", content, name, added=_is_added()))


def _take(number: str, sheet: SheetRows) -> ResponseReturnValue:
    try:
        taken = desk.take_rows(number, sheet, **edge.confidence())
    except RowsThere as there:
        return _ask(number, sheet, there)
    except _NOT_SAVED as refused:
        text = "" if has_secrecy_mark(sheet.text) else sheet.text
        page = _table_page(_opened(number), 0, refused=refused, pasted=text)
        return page, refused.status
    if taken.opened.withheld:
        return _table_page(taken.opened, 0), SecrecyMark.status
    flash(_told(taken), "success")
    return redirect(_address(number, 0), 303)


def _ask(number: str, sheet: SheetRows, there: RowsThere) -> ResponseReturnValue:
    """Show how many rows would go and what would come; nothing is changed before the answer.

    What was read goes along in the page, so that nothing has to be chosen or copied again.
    """
    opened = _opened(number)
    text = as_text(opened.form.equipment, there.read.rows)
    if len(text.encode()) > _MOST_CARRIED:
        said = say("equipment_too_much_to_show")
        wanted = Invalid(fields={"file" if sheet.content else "text": said})
        return _table_page(opened, 0, refused=wanted), wanted.status
    page = render_template(
        "applications/equipment_replacing.html",
        opened=opened,
        table=opened.form.equipment,
        part=opened.form.section(opened.form.equipment.section),
        revision=sheet.revision,
        there=there.there,
        read=there.read,
        passed="".join(_passed_over(there.read)),
        text=text,
        errors=_withheld(there.withheld),
    )
    return page, SecrecyMark.status if there.withheld else there.status


def _told(taken: RowsTaken) -> str:
    """Say how many rows were taken, and what was passed over."""
    read, bad = taken.read, len(taken.opened.judged.equipment.bad_rows)
    said = [say("equipment_taken", count=len(read.rows)), *_passed_over(read)]
    if bad:
        said.append(say("equipment_taken_bad", count=bad))
    return "".join(said)


def _passed_over(read: RowsRead) -> Iterator[str]:
    if read.passed_over:
        yield say("equipment_taken_without", names="、".join(read.passed_over))
    if read.sums:
        yield say("equipment_taken_no_sums", count=read.sums)


def _opened(number: str) -> OpenApplication:
    return read_application(number, rows=True, **edge.confidence())


def _table_page(
    opened: OpenApplication,
    start: int,
    *,
    sent: list[dict[str, str]] | None = None,
    refused: Refusal | None = None,
    pasted: str = "",
) -> str:
    """Render a page of rows; after a refusal with the rows that were sent."""
    total = len(opened.rows)
    shown = sent if sent is not None else [dict(row) for row in opened.rows[start : start + _PAGE]]
    is_last = start + _PAGE >= total
    faults = refused.fields if refused else {}
    section = opened.form.equipment.section
    return render_template(
        "applications/equipment.html",
        opened=opened,
        table=opened.form.equipment,
        part=opened.form.section(section),
        state=views.section_state(opened, section),
        editable=section in opened.editable,
        rows=_lines(opened, start, shown, is_told=sent is None),
        blanks=_BLANK_ROWS if is_last and sent is None else 0,
        start=start,
        count="" if is_last else _PAGE,
        pages=_pages(opened, start),
        findings=[one for one in opened.judged.findings if one.field == section],
        declared=opened.judged.content.get(opened.form.equipment.declared),
        declared_href=views.section_href(
            opened,
            opened.form.section_of(opened.form.equipment.declared),
            opened.form.equipment.declared,
        ),
        links=views.section_links(opened, section),
        beside=views.beside_sections("", opened.application.number),
        pasted=pasted,
        faults=faults,
        errors=[*error_list(faults), *_withheld(opened.withheld)],
        refused=refused,
    )  # fmt: skip - a variable a line


def _lines(
    opened: OpenApplication, start: int, shown: list[dict[str, str]], *, is_told: bool
) -> list[dict[str, Any]]:
    """Return rows with their numbers and what was found in them."""
    found: dict[int, list[Any]] = {}
    for one in (*opened.withheld, *opened.judged.findings) if is_told else ():
        if one.row:
            found.setdefault(one.row, []).append(one)
    return [
        {
            "number": start + place,
            "values": row,
            "findings": found.get(start + place, []),
            "wrong": {
                one.field.partition(".")[2]
                for one in found.get(start + place, [])
                if one.severity == "blocking"
            },
        }
        for place, row in enumerate(shown, start=1)
    ]  # fmt: skip - a key a line


def _withheld(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Return what was not kept, for the summary on top: each by its row."""
    return [
        {"field": "", "message": say("equipment_row_said", row=one.row, said=say_finding(one))}
        for one in found
    ]


def _live_findings(
    opened: OpenApplication, start: int, count: int
) -> dict[str, list[dict[str, str]]]:
    """Return what is found in the rows of the page and of the sum, for the script."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in opened.live_findings:
        said = {"severity": one.severity.value, "message": say_finding(one)}
        if one.code in MASKABLE:
            said["mask"] = "offered"
        if one.row and start < one.row <= start + count:
            found.setdefault(f"row-{one.row}", []).append(said)
        elif one.field == opened.form.equipment.section:
            found.setdefault(one.field, []).append(said)
    return found


def _pages(opened: OpenApplication, start: int) -> list[dict[str, Any]]:
    """Return the pages of a long table as links; those with bad rows say so."""
    total, bad = len(opened.rows), opened.judged.equipment.bad_rows
    firsts = range(0, total, _PAGE)
    if len(firsts) < 2:  # noqa: PLR2004 - one page needs no links
        return []
    return [
        {
            "label": f"{first + 1}–{min(first + _PAGE, total)}",
            "href": _address(opened.application.number, first),
            "active": first == start,
            "count": sum(first < row <= first + _PAGE for row in bad) or None,
        }
        for first in firsts
    ]


def _address(number: str, place: int) -> str:
    row = place + 1 if place >= _PAGE else None
    return url_for("application_equipment.show", number=number, row=row)


def _first(args: Mapping[str, str]) -> int:
    """Return where the page begins on which a row stands."""
    row = edge.text_of(args, "row")
    return max(int(row) - 1, 0) // _PAGE * _PAGE if _PLACE.fullmatch(row) else 0


def _start() -> int:
    given = edge.text_of(request.form, "start")
    return int(given) if _PLACE.fullmatch(given) else 0


def _count() -> int | None:
    """Return how many saved rows those sent take the place of; all that follow on the last page."""
    return _PAGE if edge.text_of(request.form, "count") else None


def _rows() -> list[tuple[bool, dict[str, str]]]:
    """Return the rows as the page sent them, each with whether it is marked to go."""
    columns = [one.key for one in application_form().equipment.columns]
    sent = {key: request.form.getlist(key) for key in columns}
    marked = set(request.form.getlist("remove"))
    start = _start()
    longest = max((len(texts) for texts in sent.values()), default=0)
    return [
        (
            str(start + place + 1) in marked,
            {key: texts[place] if place < len(texts) else "" for key, texts in sent.items()},
        )
        for place in range(longest)
    ]


def _with_masked(
    rows: list[tuple[bool, dict[str, str]]], place: str
) -> list[tuple[bool, dict[str, str]]]:  # fmt: skip - the arguments on one line
    """Return the rows as sent, with the numbers of persons masked in the texts of one."""
    texts = {
        one.key for one in application_form().equipment.columns if one.type is FieldType.TEXT
    }  # fmt: skip - one rule
    first = _start() + 1
    return [
        (mark, {key: masked(text) if key in texts else text for key, text in row.items()})
        if place == f"row-{number}"
        else (mark, row)
        for number, (mark, row) in enumerate(rows, start=first)
    ]


def _is_added() -> bool:
    return edge.text_of(request.form, "added") == "1"
