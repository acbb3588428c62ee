"""The library of the demo year: sheets received, accepted and admitted."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.demo.papers import sheet_of, stamped_scan
from registry.demo.people import lead_of
from registry.demo.plan import COMING, PlannedHost, PlannedPlatform
from registry.documents.platforms import Platform
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import window
from registry.services.acceptances import accept, attach_scan
from registry.services.admissions import admit
from registry.services.page_checks import check_pages
from registry.services.stamped_scans import ScanUpload
from registry.services.summary_sheets import Upload, receive

AT_ONCE = 4
_TEN = time(10)


def file_sheet(authority: str, batch: str, rows: Sequence[PlannedPlatform], *, by: Actor) -> None:
    """Upload an authority's sheet in the window of its round, and admit it where it is over.

    The coming round's sheet is left staged, with its scan compared, for the reader to accept.
    """
    calendar = working_calendar()
    its = window(WindowKind.ADJUSTMENT, batch, calendar, rulebook().programme(NATIONAL))
    day = its.days[0] if batch == COMING else its.days[1]
    at = datetime.combine(day, _TEN, SHANGHAI)
    upload = Upload(sheet_of(rows), f"{authority}_{batch}_汇总表.csv", authority, batch)
    law = rulebook()
    sheet = receive(upload, by=by, at=at, rulebook=law, calendar=calendar).sheet
    scan = ScanUpload(stamped_scan(), f"{authority}_{batch}_盖章.jpg", declared=True)
    later = at + timedelta(hours=2)
    sheet = attach_scan(
        sheet.number, scan, version=sheet.version, by=by, at=later, rulebook=law,
        calendar=calendar,
    )  # fmt: skip
    sheet = check_pages(sheet.number, [1], version=sheet.version, by=by, at=later)
    if batch == COMING:
        return
    accept(
        sheet.number, None, version=sheet.version, by=by, at=later, rulebook=law,
        calendar=calendar,
    )  # fmt: skip
    admit(sheet.number, at=later + timedelta(minutes=5), rulebook=law)


def file_sheets(
    sheets: Mapping[tuple[str, str], Sequence[PlannedPlatform]],
    batch: str,
    offices: Mapping[str, Actor],
) -> None:
    """File every sheet of a round, several at a time: offices do not wait for each other."""

    def file(authority: str) -> None:
        file_sheet(authority, batch, sheets[authority, batch], by=offices[lead_of(authority)])

    with ThreadPoolExecutor(AT_ONCE) as desks:
        list(desks.map(file, [authority for authority, one in sheets if one == batch]))


def file_flawed(rows: Sequence[PlannedPlatform], banned: str, *, by: Actor) -> None:
    """Upload a sheet as clerks do before they have read the findings; it waits to be mended.

    Too little equipment, a slip in a credit code, 元 in a 万元 column, and a row of the host
    of the removed platform ``banned``.
    """
    authority, calendar = rows[0].authority, working_calendar()
    its = window(WindowKind.ADJUSTMENT, COMING, calendar, rulebook().programme(NATIONAL))
    platform = Platform.objects(number=banned).get()
    code = rows[1].host.credit_code
    slip = replace(rows[1].host, credit_code=f"{code[:-2]}{code[-1]}{code[-2]}")
    flawed = (
        replace(rows[0], equipment_value="860.00"),
        replace(rows[1], host=slip),
        replace(rows[2], equipment_value=f"{rows[2].equipment_value.replace('.', '')}00"),
        replace(rows[3], host=PlannedHost(platform.host_name, platform.credit_code)),
    )
    upload = Upload(sheet_of(flawed), f"{authority}_{COMING}_初稿.csv", authority, COMING)
    at = datetime.combine(its.days[0], time(9), SHANGHAI)
    receive(upload, by=by, at=at, rulebook=rulebook(), calendar=calendar)
