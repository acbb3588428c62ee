"""Bans and their waivers put on record as they are, for tests."""

from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.ban_waivers import BanWaiver
from registry.documents.bans import Ban
from tests.major_change_makers import code_of

PLATFORM = "330000-2024-0001"
DECIDED = date(2026, 6, 1)
UNTIL = date(2029, 6, 1)
PREPARED = datetime(2026, 12, 1, 10, tzinfo=SHANGHAI)


def a_ban(**given: Any) -> Ban:
    """Put a ban of three years on record, decided on 1 June 2026."""
    return Ban(
        **{
            "host": "5f0000000000000000000001",
            "credit_code": code_of(1),
            "host_name": "钱江新材料研究院",
            "platform": PLATFORM,
            "platform_name": "旧中试平台",
            "ground": "data_falsification",
            "clause": "二（四）",
            "decision": "工信部移出〔2026〕1号",
            "decided_on": DECIDED,
            "from_day": DECIDED,
            "until_day": UNTIL,
            "recorded_at": PREPARED,
            **given,
        }
    ).save()


def a_waiver(ban: Ban, number: str = "HM-2026-0001", **given: Any) -> BanWaiver:
    """Put a prepared waiver of December on record, of another's making."""
    return BanWaiver(
        **{
            "number": number,
            "ban": str(ban.id),
            "decision": ban.decision,
            "platform": ban.platform,
            "platform_name": ban.platform_name,
            "credit_code": ban.credit_code,
            "host": ban.host,
            "host_name": ban.host_name,
            "from_day": date(2026, 12, 1),
            "until_day": date(2026, 12, 31),
            "reason": "承担国家重大专项，另一平台与被移出的平台无关",
            "clause": ban.clause,
            "rulebook": "test",
            "state": "prepared",
            "account": "another",
            "account_name": "部里经办",
            "prepared_at": PREPARED,
            **given,
        }
    ).save()


def an_approved_waiver(ban: Ban, number: str = "HM-2026-0001", **given: Any) -> BanWaiver:
    """Put a waiver on record that holds in December."""
    approved = {"state": "approved", "approved_by": "lead", "approved_by_name": "部里负责人"}
    return a_waiver(ban, number, **{**approved, "approved_at": PREPARED, **given})
