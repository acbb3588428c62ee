"""The system's own sheet: written, printed with its code, matched, accepted, admitted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from registry.documents.applications import Application, ApplicationVersion
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.printed_codes import PrintedCode
from registry.services import files
from registry.services.acceptances import (
    PagesUnchecked,
    PreparedBySame,
    ScanMissing,
    SheetAlreadyDecided,
    accept,
    attach_scan,
)
from registry.services.adjustments import RoundNotOpened
from registry.services.admissions import admit
from registry.services.authority_settings import change_settings, settings_of
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.page_checks import check_pages, pages_left, picture_of_page
from registry.services.stamped_scans import ScanUpload
from registry.services.summary_sheets import Received
from registry.services.written_sheets import (
    NothingRecommended,
    SheetNotWritten,
    printed_sheet,
    write_sheet,
)
from tests.accepting import scan_checked
from tests.application_makers import ready_for
from tests.stamped_forms import as_pdf, form

MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]


def _law() -> dict[str, object]:
    return {"rulebook": rulebook(), "calendar": current_calendar()}


@pytest.fixture
def written(database: None, make_sheet: MakeSheet, lead: Actor, at: datetime) -> SummarySheet:
    """The system's sheet of three recommended applications."""
    ready_for(make_sheet({}, {}, {}))
    return write_sheet("330000", "2026H2", by=lead, at=at, **_law()).sheet


def _scan_of(*codes: PrintedCode) -> ScanUpload:
    return ScanUpload(as_pdf([form(*codes)]), "盖章.pdf", declared=True)


def _code(sheet: SummarySheet) -> PrintedCode:
    return PrintedCode("summary_sheet", sheet.number, sheet.digest)


def test_it_lists_what_is_recommended(written: SummarySheet) -> None:
    """Each recommended application is a clean row, in the order of their numbers, approved."""
    assert (written.state, written.written, written.row_count) == ("staged", True, 3)
    assert (written.approved_rows, written.finding_count) == (3, 0)
    rows = SummarySheetRow.objects(sheet=written.number).order_by("row")
    names = [row.values["platform_name"] for row in rows]
    assert names == [f"示例{ordinal}中试平台" for ordinal in (1, 2, 3)]
    assert {str(row.values["equipment_value"]) for row in rows} == {"2000.5"}
    sheet = load_workbook(BytesIO(files.content_of(written.digest))).active
    assert sheet["A1"].value == "浙江省储备中试平台汇总表（2026年下半年）"
    assert [sheet.cell(4, 1).value, sheet.cell(6, 1).value] == [1, 3]
    assert sheet["A7"].value == "填报单位（盖章）：浙江省工业和信息化厅"
    assert sheet.page_setup.orientation == "landscape"
    entry = LedgerEntry.objects.get(verb="summary_sheet.receive")
    assert entry.after["written"] is True


def test_the_same_recommendations_give_the_same_sheet(
    written: SummarySheet, lead: Actor, at: datetime
) -> None:
    """Pressed again it is one sheet; another recommendation makes another."""
    again = write_sheet("330000", "2026H2", by=lead, at=at, **_law())
    assert (again.created, again.sheet.number) == (False, written.number)
    Application.objects(number="SB-330000-2026-0003").update(set__state="in_review")
    other = write_sheet("330000", "2026H2", by=lead, at=at, **_law())
    assert (other.created, other.sheet.row_count) == (True, 2)


def test_pressed_twice_at_once_it_is_one_sheet(
    database: None, make_sheet: MakeSheet, lead: Actor, at: datetime
) -> None:
    """Two leads who press in the same moment get the same sheet."""
    ready_for(make_sheet({}, {}))

    def press(_: int) -> str:
        return str(write_sheet("330000", "2026H2", by=lead, at=at, **_law()).sheet.number)

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(press, range(3)))) == 1


def test_formulas_stay_text(
    database: None, make_sheet: MakeSheet, lead: Actor, at: datetime
) -> None:
    """What a host typed never becomes a formula in the workbook that is written."""
    ready_for(make_sheet({}))
    content = ApplicationVersion.objects.get().content | {"place": "=HYPERLINK(1)"}
    ApplicationVersion.objects.update(set__content=content)
    sheet = write_sheet("330000", "2026H2", by=lead, at=at, **_law()).sheet
    cell = load_workbook(BytesIO(files.content_of(sheet.digest))).active["E4"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=HYPERLINK(1)", True)
    assert sheet.state == "needs_mending"


def test_nothing_recommended_is_told(
    database: None, make_sheet: MakeSheet, lead: Actor, at: datetime
) -> None:
    """Without a notice, and without a recommendation, nothing is written."""
    with pytest.raises(RoundNotOpened):
        write_sheet("330000", "2026H2", by=lead, at=at, **_law())
    ready_for(b"")
    with pytest.raises(NothingRecommended):
        write_sheet("330000", "2026H2", by=lead, at=at, **_law())
    with pytest.raises(NotFound):
        write_sheet("440000", "2026H2", by=lead, at=at, **_law())
    assert SummarySheet.objects.count() == 0


def test_only_a_written_sheet_is_printed(
    written: SummarySheet, received: Receive, make_sheet: MakeSheet, lead: Actor
) -> None:
    """The code on paper is the record's number and digest; a province prints its own file."""
    printed = printed_sheet(written.number, by=lead)
    assert (printed.code, len(printed.rows)) == (_code(written), 3)
    own = received(make_sheet({})).sheet
    with pytest.raises(SheetNotWritten):
        printed_sheet(own.number, by=lead)


def test_its_own_code_is_enough(written: SummarySheet, lead: Actor, at: datetime) -> None:
    """Stamped scan with its own code: accepted in one act, admitted to the end."""
    scan = _scan_of(_code(written))
    done = accept(written.number, scan, version=1, by=lead, at=at, **_law())
    assert (done.state, done.scan.match) == ("admitting", "matches")
    assert admit(written.number, at=at, rulebook=rulebook())
    assert {one.basis for one in Platform.objects} == {"application"}
    assert Platform.objects.count() == 3
    entry = LedgerEntry.objects.get(verb="summary_sheet.accept")
    assert (entry.after["match"], entry.after["pages_checked"]) == ("matches", 0)


@pytest.mark.parametrize(
    ("other", "match"),
    [
        ({"digest": "b" * 64}, "other_version"),
        ({"number": "330000-2026H1-01"}, "other_record"),
        (None, "no_code"),
    ],
)
def test_another_code_is_refused_until_a_person_matched_it(
    written: SummarySheet, lead: Actor, at: datetime, other: dict[str, str] | None, match: str
) -> None:
    """Another version, another round or no code: refused with its sentence, then by hand."""
    codes = [replace(_code(written), **other)] if other is not None else []
    kept = attach_scan(written.number, _scan_of(*codes), version=1, by=lead, at=at, **_law())
    assert kept.scan.match == match
    with pytest.raises(PagesUnchecked) as refused:
        accept(written.number, None, version=kept.version, by=lead, at=at, **_law())
    assert "二维码" in str(refused.value.params["why"])
    checked = check_pages(written.number, [1], version=kept.version, by=lead, at=at)
    done = accept(written.number, None, version=checked.version, by=lead, at=at, **_law())
    entry = LedgerEntry.objects.get(verb="summary_sheet.accept")
    assert (done.state, entry.after["pages_checked_by"]) == ("admitting", lead.name)
    assert broken_at(f"summary_sheet:{written.number}") is None


def test_a_provinces_own_sheet_is_compared_page_by_page(
    received: Receive, make_sheet: MakeSheet, lead: Actor, reviewer: Actor, at: datetime
) -> None:
    """Each page is ticked by name; before the last one nothing is accepted."""
    sheet = received(make_sheet({})).sheet
    scan = ScanUpload(as_pdf([form(words=one) for one in (1, 2)]), "盖章.pdf", declared=True)
    with pytest.raises(PagesUnchecked):
        accept(sheet.number, scan, version=1, by=lead, at=at, **_law())
    kept = attach_scan(sheet.number, scan, version=1, by=reviewer, at=at, **_law())
    assert pages_left(kept, at=at) == (1, 2)
    first = check_pages(sheet.number, [2], version=kept.version, by=reviewer, at=at)
    with pytest.raises(PagesUnchecked):
        accept(sheet.number, None, version=first.version, by=lead, at=at, **_law())
    both = check_pages(sheet.number, [1, 2], version=first.version, by=lead, at=at)
    assert [(one.page, one.account) for one in both.checked_pages] == [
        (1, lead.account), (2, reviewer.account),
    ]  # fmt: skip
    assert pages_left(both, at=at) == ()
    assert accept(sheet.number, None, version=both.version, by=lead, at=at, **_law()).decision


def test_another_scan_is_compared_anew(
    received: Receive, make_sheet: MakeSheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """Ticks belong to the scan they were given for."""
    sheet = scan_checked(received(make_sheet({})).sheet, stamped, by=lead, at=at)
    other = _scan_of()
    kept = attach_scan(sheet.number, other, version=sheet.version, by=lead, at=at, **_law())
    assert (list(kept.checked_pages), pages_left(kept, at=at)) == ([], (1,))


def test_what_cannot_be_ticked(
    received: Receive, make_sheet: MakeSheet, stamped: ScanUpload, lead: Actor, at: datetime
) -> None:
    """No scan, no page, a page that is not there, an old version, a stranger, the ministry."""
    sheet = received(make_sheet({})).sheet
    with pytest.raises(ScanMissing):
        check_pages(sheet.number, [1], version=1, by=lead, at=at)
    kept = attach_scan(sheet.number, stamped, version=1, by=lead, at=at, **_law())
    for pages in ([], [0], [2], [1, 99]):
        with pytest.raises(Invalid):
            check_pages(sheet.number, pages, version=kept.version, by=lead, at=at)
    with pytest.raises(VersionConflict):
        check_pages(sheet.number, [1], version=1, by=lead, at=at)
    stranger = Actor(account="s", name="江苏", role=Role.PROVINCIAL_LEAD, authority="320000")
    with pytest.raises(NotFound):
        check_pages(sheet.number, [1], version=kept.version, by=stranger, at=at)
    with pytest.raises(NotFound):
        picture_of_page(sheet.number, 1, by=stranger)
    with pytest.raises(NotFound):
        picture_of_page(sheet.number, 2, by=lead)
    assert picture_of_page(sheet.number, 1, by=lead).content.startswith(b"\x89PNG")


def test_two_leads_accept_once(written: SummarySheet, lead: Actor, at: datetime) -> None:
    """Of two leads in the same moment one accepts; the other is told that it was decided."""
    kept = attach_scan(
        written.number, _scan_of(_code(written)), version=1, by=lead, at=at, **_law()
    )

    def act(name: str) -> str:
        try:
            accept(
                written.number, None, version=kept.version, by=replace(lead, account=name), at=at,
                **_law(),
            )  # fmt: skip
        except (VersionConflict, SheetAlreadyDecided):
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, ("one", "two"))) == ["done", "refused"]
    assert LedgerEntry.objects(verb="summary_sheet.accept").count() == 1


def test_four_eyes_where_the_authority_wants_them(
    written: SummarySheet, lead: Actor, reviewer: Actor, at: datetime
) -> None:
    """Off by default; once on, who prepared the sheet does not accept it, another lead does."""
    assert settings_of("330000").four_eyes is False
    with pytest.raises(NotAllowed):
        change_settings(four_eyes=True, version=0, by=reviewer, at=at)
    assert change_settings(four_eyes=True, version=0, by=lead, at=at).version == 1
    with pytest.raises(VersionConflict):
        change_settings(four_eyes=False, version=0, by=lead, at=at)
    scan = _scan_of(_code(written))
    with pytest.raises(PreparedBySame):
        accept(written.number, scan, version=1, by=lead, at=at, **_law())
    other = replace(lead, account="second", name="第二负责人")
    assert accept(written.number, scan, version=1, by=other, at=at, **_law()).decision
    entry = LedgerEntry.objects.get(verb="authority_settings.change")
    assert (entry.subject, entry.before, entry.after) == (
        "authority:330000", {"four_eyes": False}, {"four_eyes": True},
    )  # fmt: skip
    assert settings_of("440000").four_eyes is False
