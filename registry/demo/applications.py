"""The applications of the demo year: on record as recommended, for every row its sheets bring.

Written at once and without their use-cases: some two hundred hosts need not freeze, stamp and
wait for a reviewer one after the other before anybody can look around.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.database import transact
from registry.demo.papers import stamped_scan
from registry.demo.plan import ROUNDS, PlannedHost, PlannedPlatform
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.counters import take_numbers
from registry.documents.stamped_scans import StampedScan
from registry.insertion import insert_all
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor, Role
from registry.policy.application_states import ApplicationState
from registry.policy.printed_codes import PrintedCode
from registry.policy.summary_sheet_rows import name_key
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import window
from registry.services.application_drafts import number_series
from registry.services.hosts import HostEntry, HostOnRecord, enter_hosts
from registry.services.receipts import submission_digest
from registry.services.sheet_findings import as_decimal128
from registry.services.stamped_scans import ScanUpload, refer_to, take
from registry.sheets.forms import load_form

_NINE = time(9)
_NO_DIGEST = "0" * 64
Sheets = Mapping[tuple[str, str], Sequence[PlannedPlatform]]


@dataclass(frozen=True, slots=True)
class _Filed:
    """One application of the plan: its number, row, day and scan."""

    number: str
    row: PlannedPlatform
    at: datetime
    scan: StampedScan


def file_applications(sheets: Sheets) -> None:
    """Put hosts and their recommended applications on record, for all rounds of the year."""
    hosts, scan = _hosts(sheets), _scan()
    heads: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    for number, row in _numbered(sheets):
        at = _day_of(row.batch)
        host = hosts[row.host.credit_code]
        heads.append(_head(number, row, host, at))
        versions.append(_version(_Filed(number, row, at, scan), host))
    taken = Counter((one["authority"], int(one["number"].split("-")[2])) for one in heads)

    def write() -> None:
        insert_all(Application, heads)
        insert_all(ApplicationVersion, versions)
        for (authority, year), count in taken.items():
            take_numbers(number_series(authority, year), count)

    transact(write)


def _hosts(sheets: Sheets) -> Mapping[str, HostOnRecord]:
    first: dict[str, tuple[PlannedHost, datetime]] = {}
    for (_, batch), rows in sorted(sheets.items(), key=lambda one: one[0][1]):
        for row in rows:
            first.setdefault(row.host.credit_code, (row.host, _day_of(batch)))
    entries = [HostEntry(code, host.name, at.date()) for code, (host, at) in first.items()]
    began = min(at for _, at in first.values())
    return transact(lambda: enter_hosts(entries, recorded_at=began))


def _numbered(sheets: Sheets) -> Iterator[tuple[str, PlannedPlatform]]:
    running: dict[tuple[str, str], int] = defaultdict(int)
    for (authority, batch), rows in sorted(sheets.items()):
        for row in rows:
            running[authority, batch[:4]] += 1
            yield f"SB-{authority}-{batch[:4]}-{running[authority, batch[:4]]:04d}", row


def _day_of(batch: str) -> datetime:
    its = window(WindowKind.ADJUSTMENT, batch, working_calendar(), rulebook().programme(NATIONAL))
    return datetime.combine(its.days[0], _NINE, SHANGHAI)


def _head(number: str, row: PlannedPlatform, host: HostOnRecord, at: datetime) -> dict[str, Any]:
    decided = at + timedelta(minutes=30)
    return {
        "number": number,
        "authority": row.authority,
        "host": host.id,
        "host_name": host.name,
        "credit_code": host.credit_code,
        "platform_name": row.name,
        "name_key": name_key(row.name),
        "state": ApplicationState.RECOMMENDED.value,
        "revision": 3,
        "version": 1,
        "period": row.batch,
        "submitted_at": at,
        "decision": {
            "outcome": ApplicationState.RECOMMENDED.value,
            "reason": "符合基本条件",
            "review": number,
            "account_name": "演示",
            "decided_at": decided,
        },
        "saved_by": "demo",
        "saved_at": at,
        "changed_at": decided,
    }


def _version(filed: _Filed, host: HostOnRecord) -> dict[str, Any]:
    row = filed.row
    values = {
        "number": f"{filed.number}-1",
        "application": filed.number,
        "version": 1,
        "authority": row.authority,
        "host": host.id,
        "period": row.batch,
        "form_version": load_form().version,
        "content": _content(row),
        "scan": filed.scan,
        "rulebook": rulebook().version,
        "digest": _NO_DIGEST,
        "account": "demo",
        "account_name": "演示",
        "submitted_at": filed.at,
    }
    return values | {
        "scan": filed.scan.to_mongo(),
        "receipt_digest": submission_digest(ApplicationVersion(**values)),
    }


def _scan() -> StampedScan:
    """Keep the one made-up scan that stands with all of them; it carries no code."""
    upload = ScanUpload(stamped_scan(), "盖章.jpg", declared=True)
    wanted = PrintedCode("application", "SB-000000-2026-0001", _NO_DIGEST)
    by = Actor(account="demo", name="演示", role=Role.HOST_OPERATOR)
    subject = f"application:{wanted.number}"
    at = _day_of(ROUNDS[0])
    scan = take(upload, wanted, subject=subject, by=by, at=at)
    transact(lambda: refer_to(scan, subject=subject, at=at))
    return scan


def _content(row: PlannedPlatform) -> dict[str, Any]:
    """Return what the sheet will say of a platform, under the keys of the application form."""
    said = {
        "platform_name": row.name,
        "host_name": row.host.name,
        "credit_code": row.host.credit_code,
        "place": row.place,
        "field": row.field,
        "direction": row.direction,
        "equipment_value": as_decimal128(Decimal(row.equipment_value)),
        "full_time_staff": row.full_time_staff,
        "service_income": as_decimal128(Decimal(row.service_income)),
        "enterprises_served": row.enterprises_served,
    }
    return {
        column.application[0]: said[column.key]
        for column in load_form().columns
        if column.application
    }
