"""Applications to measure on: a round that is open, and one recommended for each row of a sheet."""

from datetime import datetime, timedelta
from typing import Any

from benchmarks.service import NOW
from registry.documents.adjustments import AdjustmentRound
from registry.documents.applications import Application, ApplicationVersion
from registry.insertion import insert_all
from registry.policy.reconciliation import key_of
from registry.policy.summary_sheet_rows import SheetRow
from registry.services.sheet_findings import values_as_stored
from registry.sheets.checking import read_sheet
from registry.sheets.forms import load_form

_THEN = NOW - timedelta(days=3)
_ACCOUNT = {"account": "bench", "account_name": "bench"}


def open_round(period: str, at: datetime = _THEN) -> None:
    """Put a round's notice on record, opened at this moment."""
    AdjustmentRound(
        period=period, version=1, notice_number="bench", notice_date=at.date(), asks="bench",
        opened_at=at, opened_by_name="bench", recorded_at=at, **_ACCOUNT,
    ).save()  # fmt: skip


def recommend(
    content: bytes, filename: str, authority: str, period: str, *, first: int = 1
) -> None:
    """Open the round unless it is, and put a recommended application on record for each row."""
    if not AdjustmentRound.objects(period=period):
        open_round(period)
    numbered = {
        f"SB-{authority}-2026-{ordinal:06d}": row
        for ordinal, row in enumerate(read_sheet(content, filename).rows, start=first)
    }
    shared = {"authority": authority, "period": period, "submitted_at": _THEN}
    insert_all(Application, [_head(number, row) | shared for number, row in numbered.items()])
    insert_all(
        ApplicationVersion, [_version(number, row) | shared for number, row in numbered.items()]
    )


def _head(number: str, row: SheetRow) -> dict[str, Any]:
    code, key = key_of(row)
    return {
        "number": number,
        "host": f"host-{code}",
        "host_name": row.text("host_name"),
        "credit_code": code,
        "platform_name": row.text("platform_name"),
        "name_key": key,
        "state": "recommended",
        "revision": 1,
        "version": 1,
        "saved_by": "bench",
        "saved_at": _THEN,
        "changed_at": _THEN,
    }


def _version(number: str, row: SheetRow) -> dict[str, Any]:
    stated = values_as_stored(row.values)
    return {
        "number": f"{number}-1",
        "application": number,
        "version": 1,
        "host": f"host-{row.text('credit_code')}",
        "form_version": "2026.1",
        "content": {
            column.application[0]: stated[column.key]
            for column in load_form().columns
            if column.application
        },
        "rulebook": "bench",
        "digest": "0" * 64,
        "receipt_digest": "1" * 64,
        **_ACCOUNT,
    }
