"""Chases put on record past the desk, for tests."""

from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.chases import Chase, ChaseTold

AT = datetime(2026, 12, 25, 9, tzinfo=SHANGHAI)


def a_chase(number: str = "CB-330000-20261225-01", **given: Any) -> Chase:
    """Put a chase of one host for December's quarter on record, with whom it told."""
    shared = {
        "period": "2026Q4", "authority": "330000", "side": "province", "day": date(2026, 12, 25),
        "account_name": "浙江负责人", **given,
    }  # fmt: skip
    made: Chase = Chase(
        number=number, whom="hosts", recipients=1, platforms=1, account="lead", chased_at=AT,
        **shared,
    ).save()  # fmt: skip
    ChaseTold(
        chase=number, audience="host", recipient=f"host-of-{number}", name="某单位",
        platforms=[f"{made.authority}-2026-0001"], turn=1, told_at=AT, **shared,
    ).save()  # fmt: skip
    return made
