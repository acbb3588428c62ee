"""For the style guide: a printed code, a scan being read, attachments of three kinds."""

from datetime import datetime
from typing import Any

from registry.documents.attachments import Attachment
from registry.documents.stamped_scans import StampedScan
from registry.permissions import Actor, Role
from registry.policy.printed_codes import PrintedCode, written
from registry.services.stamped_scans import Look, what_is_said
from registry.sheets.office_files import MEDIA_TYPES as OFFICE
from registry.web.printed import CheckPlace, attachment_lines, code_picture


def printed(at: datetime) -> dict[str, Any]:
    """Return a printed code, a scan whose later pages are still being read, and attachments."""
    code = PrintedCode("application", "SB-330000-2026-0001", "3f9a1c07be42d50b" * 4)
    picture = code_picture(written(code))
    scan = a_scan(code, at)
    files = [
        a_file("营业执照.png", "image/png", at, pages=1, preview="x"),
        a_file("审计报告.xlsx", OFFICE["xlsx"], at, supports="equipment_value"),
        a_file("发票.ofd", OFFICE["ofd"], at),
    ]
    return {
        "code": code,
        "code_picture": picture,
        "check": CheckPlace("#", "https://reserve.example.gov.cn/receipts/check", picture),
        "scan": Look(scan, 8, None),
        "scan_told": what_is_said(scan, by=Actor("a", "甲", Role.HOST_OPERATOR, host="h")),
        "scan_picture": picture,
        "attachments": attachment_lines(
            files, lambda _id, preview: picture if preview else "#", {"equipment_value": "设备原值"}
        ),
    }


def a_scan(code: PrintedCode, at: datetime) -> StampedScan:
    """Return a scan that matches a code, one of its pages used before."""
    wanted = {"form": code.form, "number": code.number, "digest": code.digest}
    return StampedScan(
        digest="b1" * 32,
        name="申报表（盖章）.pdf",
        media_type="application/pdf",
        pages=12,
        seal_mark=True,
        match="matches",
        wholly_read=False,
        received_at=at,
        account_name="王敏",
        wanted=wanted,
        codes=[{"page": 1, **wanted}],
        used_before=[{"subject": "x:1", "authority": "", "host": "", "at": at, "page": 2}],
    )


def a_file(name: str, media_type: str, at: datetime, **more: object) -> Attachment:
    """Return an attachment of 1.5 MB."""
    about = {"pages": 0, "digest": "c2" * 32, "size": 1_600_000, "account_name": "王敏"} | more
    return Attachment(id=name, name=name, media_type=media_type, received_at=at, **about)
