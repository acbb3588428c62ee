"""Applications put on record as they are, for tests of what comes after them."""

from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.adjustments import AdjustmentRound
from registry.documents.applications import Application, ApplicationVersion
from registry.insertion import insert_all
from registry.policy.reconciliation import key_of
from registry.policy.summary_sheet_rows import SheetRow, name_key
from registry.policy.vocabulary import Opinion
from registry.services.sheet_findings import values_as_stored
from registry.sheets.checking import read_sheet
from registry.sheets.forms import load_form
from registry.sheets.refusals import SheetError
from tests.round_makers import a_round

ARRIVED = datetime(2026, 12, 25, 10, 0, tzinfo=SHANGHAI)


def an_application(number: str = "SB-330000-2026-0001", **given: Any) -> Application:
    """Put one application on record, submitted in the round of December 2026 unless said."""
    ordinal = number[-4:]
    named = "临江高端装备中试平台" + ("" if ordinal == "0001" else ordinal)
    name = given.get("platform_name", named)
    values = {
        "number": number,
        "authority": "330000",
        "host": "host-1",
        "host_name": "临江装备研究院有限公司",
        "credit_code": "91330100MA27XK8Q3A",
        "platform_name": name,
        "name_key": name_key(name),
        "state": "submitted",
        "revision": 1,
        "version": 1,
        "period": "2026H2",
        "submitted_at": ARRIVED,
        "saved_by": "account-1",
        "saved_at": ARRIVED,
        "changed_at": ARRIVED,
    }
    made: Application = Application(**{**values, **given}).save()
    return made


def a_version(application: Application, **given: Any) -> ApplicationVersion:
    """Put the latest submitted version of an application on record."""
    values = {
        "number": f"{application.number}-{application.version}",
        "application": application.number,
        "version": application.version,
        "authority": application.authority,
        "host": application.host,
        "period": application.period,
        "form_version": "2026.1",
        "content": {"platform_name": application.platform_name},
        "rulebook": "test",
        "digest": "0" * 64,
        "receipt_digest": "1" * 64,
        "account": "account-1",
        "account_name": "高远",
        "submitted_at": ARRIVED,
    }
    made: ApplicationVersion = ApplicationVersion(**{**values, **given}).save()
    return made


def ready_for(
    content: bytes,
    filename: str = "汇总表.csv",
    authority: str = "330000",
    period: str = "2026H2",
    *,
    first: int = 1,
) -> None:
    """Let a sheet be received without a finding of its round: notice and applications on record.

    Applications are numbered from ``first`` on.
    """
    if not AdjustmentRound.objects(period=period):
        a_round(period)
    recommended_for(content, filename, authority, period, first=first)


def recommended_for(
    content: bytes,
    filename: str = "汇总表.csv",
    authority: str = "330000",
    period: str = "2026H2",
    *,
    first: int = 1,
) -> list[str]:
    """Put a recommended application on record for each approved row of a sheet; its numbers.

    Each says what the row says. A platform whose application still lives gets no second; what
    is no sheet has no rows.
    """
    try:
        rows = read_sheet(content, filename).rows
    except SheetError:
        return []
    live = Application.objects(authority=authority, state__ne="admitted")
    there = set(live.scalar("credit_code", "name_key"))
    wanted: dict[tuple[str, str], SheetRow] = {}
    for row in rows:
        key = key_of(row)
        if all(key) and key not in there and row.opinion is Opinion.APPROVED:
            wanted.setdefault(key, row)
    begin = Application.objects.count() + first
    numbered = {
        f"SB-{authority}-2026-{ordinal:04d}": row
        for ordinal, row in enumerate(wanted.values(), start=begin)
    }
    insert_all(
        Application,
        [_recommended(number, row, authority, period) for number, row in numbered.items()],
    )
    insert_all(
        ApplicationVersion,
        [_submitted(number, row, authority, period) for number, row in numbered.items()],
    )
    return list(numbered)


def _recommended(number: str, row: SheetRow, authority: str, period: str) -> dict[str, Any]:
    code, key = key_of(row)
    return {
        "number": number,
        "authority": authority,
        "host": f"host-of-{code}",
        "host_name": row.text("host_name"),
        "credit_code": code,
        "platform_name": row.text("platform_name"),
        "name_key": key,
        "state": "recommended",
        "revision": 1,
        "version": 1,
        "period": period,
        "submitted_at": ARRIVED,
        "saved_by": "account-1",
        "saved_at": ARRIVED,
        "changed_at": ARRIVED,
    }


def _submitted(number: str, row: SheetRow, authority: str, period: str) -> dict[str, Any]:
    stated = values_as_stored(row.values)
    columns = [column for column in load_form().columns if column.application]
    return {
        "number": f"{number}-1",
        "application": number,
        "version": 1,
        "authority": authority,
        "host": f"host-of-{row.text('credit_code')}",
        "period": period,
        "form_version": "2026.1",
        "content": {
            column.application[0]: stated[column.key]
            for column in columns
            if stated.get(column.key) is not None
        },
        "rulebook": "test",
        "digest": "0" * 64,
        "receipt_digest": "1" * 64,
        "account": "account-1",
        "account_name": "高远",
        "submitted_at": ARRIVED,
    }
