"""The template of a round's summary sheet, filled with what is known: three queries."""

from datetime import datetime

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.sheet_templates import TemplateStamp
from registry.policy.vocabulary import LibraryState
from registry.services.authorities import authority_name, taxonomy
from registry.services.filed_applications import recommended_rows
from registry.services.files import FileOut
from registry.services.sheet_heads import head_of
from registry.sheets.forms import load_form
from registry.sheets.template import TemplateContent, sheet_template
from registry.sheets.writing import XLSX, Written

_NAME = "储备中试平台汇总表.xlsx"
_PLATFORM = ("number", "name", "host_name", "credit_code", "batch")


def template_file(period: str, *, by: Actor, at: datetime) -> FileOut:
    """Return the sheet of a round to fill in: the caller's authority in its title and its stamp.

    Its recommended applications are in the table, its platforms on a page for looking up. Who
    speaks for no authority gets the empty form.
    """
    require(by, "summary_sheets:read")
    form, head = load_form(), head_of(by.authority, period)
    content = _content(by.authority, period, at) if by.authority else None
    made = sheet_template(form, content, whose=head.place, period=head.period)
    return FileOut(made, _NAME, XLSX)


def _content(authority: str, period: str, at: datetime) -> TemplateContent:
    form, head = load_form(), head_of(authority, period)
    made = f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    rows = recommended_rows(authority, period)
    return TemplateContent(
        stamp=TemplateStamp(form.version, authority, period, made).written(),
        about=say(
            "sheet_template_about", version=form.version, whose=authority_name(authority),
            period=head.period, made=made, rows=len(rows),
        ),
        rows=rows,
        choices={
            "field": taxonomy().fields,
            "direction": tuple(one.name for one in taxonomy().directions),
        },
        platforms=_platforms(authority),
    )  # fmt: skip


def _platforms(authority: str) -> list[tuple[Written, ...]]:
    found = (
        Platform.objects(authority=authority, state=LibraryState.IN_LIBRARY.value)
        .only(*_PLATFORM)
        .order_by("number")
        .hint("authority_1_number_1")
        .as_pymongo()
    )
    return [tuple(one.get(name, "") for name in _PLATFORM) for one in found]
