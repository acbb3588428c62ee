"""Returned updates and requests for support, put on record past the desk, for tests."""

from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.support_requests import SupportRequest, SupportStep
from registry.documents.update_returns import UpdateReturn

AT = datetime(2026, 12, 28, 8, tzinfo=SHANGHAI)


def a_return(number: str = "TH-330000-2026-0101", **given: Any) -> UpdateReturn:
    """Put an open return of December's quarter on record."""
    values = {
        "number": number, "authority": "330000", "platform": "330000-2026-0001",
        "platform_name": "某平台", "host": "host-1", "period": "2026Q4",
        "receipt": "2026Q4-330000-2026-0001-1", "returned_version": 1, "sections": ["service"],
        "reason": "新增服务企业与服务清单对不上", "rulebook": "test", "account": "lead",
        "account_name": "浙江负责人", "returned_at": AT,
    }  # fmt: skip
    made: UpdateReturn = UpdateReturn(**{**values, **given}).save()
    return made


def a_request(number: str = "ZC-330000-2026-0101", **given: Any) -> SupportRequest:
    """Put a request for land on record, asked with December's update."""
    asked = SupportStep(step="ask", side="host", at=AT, by_name="填报员")
    values = {
        "number": number, "authority": "330000", "platform": "330000-2026-0001",
        "platform_name": "某平台", "host": "host-1", "host_name": "某单位", "period": "2026Q4",
        "receipt": "2026Q4-330000-2026-0001-1", "kind": "land",
        "wanted": "二期中试线需 20 亩工业用地指标", "steps": [asked], "rulebook": "test",
        "account": "op-1", "account_name": "填报员", "asked_at": AT, "moved_at": AT,
    }  # fmt: skip
    made: SupportRequest = SupportRequest(**{**values, **given}).save()
    return made
