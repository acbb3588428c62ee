"""Findings of conditions no longer met, put on record as they are, for tests."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.condition_findings import ConditionFinding, FindingNote, Seen

SEEN_AT = datetime(2026, 12, 28, 8, 0, tzinfo=SHANGHAI)


def a_finding(
    number: str = "XS-330000-2026-0001", authority: str = "330000", **given: Any
) -> ConditionFinding:
    """Put an open finding on record, seen in the fourth quarter's update unless said."""
    platform = given.get("platform", f"{authority}-2026-{number[-4:]}")
    figures = {"value": Decimal(980), "wanted": Decimal(1000)}
    values = {
        "number": number,
        "programme": "national_reserve",
        "authority": authority,
        "platform": platform,
        "platform_name": f"先进材料中试平台{number[-4:]}",
        "host": "host-1",
        "host_name": "钱江新材料研究院",
        "criterion": "equipment_original_value",
        "clause": "一（二）1",
        "field": "equipment_value",
        "unit": "万元",
        **figures,
        "seen": [
            Seen(
                source=f"quarterly_update:2026Q4-{platform}-1",
                period="2026Q4",
                as_of=SEEN_AT,
                seen_at=SEEN_AT,
                **figures,
            )
        ],
        "state": "open",
        "rulebook": "test",
        "opened_at": SEEN_AT,
    }
    made: ConditionFinding = ConditionFinding(**{**values, **given}).save()
    return made


def a_note(text: str = "已与单位核实") -> FindingNote:
    """A reviewer's note of the day."""
    return FindingNote(
        text=text, account="r", account_name="浙江审核员", authority="330000", noted_at=SEEN_AT
    )
