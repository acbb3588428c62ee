"""The template: filled with what is known, and known again when it comes back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.permissions import Actor, Role
from registry.services.sheet_templates import template_file
from registry.services.summary_sheets import Received
from tests.application_makers import ready_for

MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]
OnRecord = Callable[..., Platform]
Noting = Callable[[], AbstractContextManager[list[str]]]


def _codes(sheet: SummarySheet) -> list[str]:
    return [one["code"] for one in sheet.findings]


def test_it_brings_what_is_recommended_and_comes_back_clean(
    received: Receive, make_sheet: MakeSheet, lead: Actor, at: datetime
) -> None:
    """Downloaded and sent back as it is, each recommended application is a clean row."""
    ready_for(make_sheet({}, {}))
    out = template_file("2026H2", by=lead, at=at)
    sheet = received(out.content, filename=out.name, applied=False).sheet
    assert (sheet.state, sheet.row_count, sheet.finding_count) == ("staged", 2, 0)
    names = [row.values["platform_name"] for row in SummarySheetRow.objects.order_by("row")]
    assert names == ["示例1中试平台", "示例2中试平台"]


def test_it_offers_words_and_lists_the_platforms(
    on_record: OnRecord, lead: Actor, at: datetime
) -> None:
    """Drop-downs from the taxonomy, a note at each heading, this authority's platforms alone."""
    own = on_record("330000-2026-0001")
    on_record("440000-2026-0001", authority="440000")
    book = load_workbook(BytesIO(template_file("2026H2", by=lead, at=at).content))
    assert book.sheetnames == ["储备中试平台汇总表", "填写说明", "本地区在库平台", "模板标识"]
    assert book["模板标识"].sheet_state == "hidden"
    listed = [[cell.value for cell in row] for row in book["本地区在库平台"].iter_rows(min_row=2)]
    assert [(row[0], row[1]) for row in listed] == [(own.number, own.name)]
    sheet = book.worksheets[0]
    offered = {str(one.sqref)[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered["F"].startswith("'模板标识'!$B$1:$B$")
    assert offered["G"].startswith("'模板标识'!$C$1:$C$")
    assert "同意推荐" in offered["L"]
    assert all(sheet.cell(3, column).comment for column in range(1, 14))
    lines = [cell.value for (cell,) in sheet["A60:A80"] if isinstance(cell.value, str)]
    assert any("模板版本 2026.1" in line and "2026-12-28 09:00" in line for line in lines)


@pytest.mark.parametrize(
    ("mended", "code", "state"),
    [
        ("CNPSP-TEMPLATE|2026.1|440000|2026H2|x", "template_of_other_authority", "needs_mending"),
        ("CNPSP-TEMPLATE|2026.1|330000|2026H1|x", "template_of_other_period", "staged"),
        ("CNPSP-TEMPLATE|2020.1|330000|2026H2|x", "template_outdated", "staged"),
        ("anything", "", "staged"),
    ],
)
def test_a_wrong_or_old_template_is_known(
    received: Receive, make_sheet: MakeSheet, lead: Actor, at: datetime, *, mended: str, code: str,
    state: str,
) -> None:  # fmt: skip
    """Another authority's blocks, another round's or an old one warns, none says nothing."""
    ready_for(make_sheet({}))
    book = load_workbook(BytesIO(template_file("2026H2", by=lead, at=at).content))
    book["模板标识"]["A1"] = mended
    stream = BytesIO()
    book.save(stream)
    sheet = received(stream.getvalue(), filename="a.xlsx", applied=False).sheet
    assert (_codes(sheet), sheet.state) == ([code] if code else [], state)


def test_who_speaks_for_no_authority_gets_the_empty_form(
    database: None, ministry: Actor, at: datetime
) -> None:
    """The ministry's template has no stamp, no rows and nobody's platforms."""
    book = load_workbook(BytesIO(template_file("2026H2", by=ministry, at=at).content))
    assert book.sheetnames == ["储备中试平台汇总表", "填写说明"]
    assert book.worksheets[0]["B4"].value is None


def test_its_queries_do_not_grow(
    database: None, make_sheet: MakeSheet, commands: Noting, at: datetime
) -> None:
    """Three finds, for one recommended application or fifty."""
    asked = []
    lead = Actor(account="l", name="l", role=Role.PROVINCIAL_LEAD, authority="330000")
    for first, rows in ((1, 1), (10, 50)):
        ready_for(make_sheet(*[{}] * rows, first=first))
        with commands() as noted:
            template_file("2026H2", by=lead, at=at)
        asked.append([one for one in noted if not one.startswith("getMore")])
    assert asked[0] == asked[1]
    assert len(asked[0]) == 3
