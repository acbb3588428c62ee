"""Leaves to file late, put on record past the desk, for tests."""

from datetime import date, datetime, timedelta
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.late_filings import LateFilingLeave

AT = datetime(2026, 12, 20, 9, tzinfo=SHANGHAI)


def a_leave(number: str = "BB-330000-2026-0101", **given: Any) -> LateFilingLeave:
    """Put a leave for September's quarter of one platform on record, running for ten days."""
    values = {
        "number": number, "authority": "330000", "platform": "330000-2026-0001",
        "platform_name": "某平台", "host": "host-1", "period": "2026Q3", "side": "province",
        "reason": "台风停电，机房恢复晚于窗口截止", "last_day": date(2026, 12, 29),
        "opens_at": AT, "until": AT + timedelta(days=10), "rulebook": "test", "account": "lead",
        "account_name": "浙江负责人",
    }  # fmt: skip
    made: LateFilingLeave = LateFilingLeave(**{**values, **given}).save()
    return made
