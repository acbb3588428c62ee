"""Which leave 补报许可 covers a platform's quarter: what filing, duty and boards ask."""

from collections.abc import Mapping
from typing import Any

from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.policy.late_filings import Leave

_NEEDED = ("authority", "platform", "period", "opens_at", "until", "excused")


def leaves_for(platform: Platform, period: str) -> tuple[Leave, ...]:
    """Return the leaves for one quarter of a platform, its authority's among them; one query."""
    found = LateFilingLeave.objects(
        authority=platform.authority, period=period, platform__in=("", platform.number)
    )  # index authority_1_period_1_platform_1
    return tuple(_leave(one) for one in found.only(*_NEEDED))


def leaves_by_quarter(platform: Platform) -> Mapping[str, tuple[Leave, ...]]:
    """Return the leaves for every quarter of a platform; one query, the index as above."""
    found = LateFilingLeave.objects(
        authority=platform.authority, platform__in=("", platform.number)
    ).only(*_NEEDED)
    by_quarter: dict[str, tuple[Leave, ...]] = {}
    for one in found:
        by_quarter[one.period] = (*by_quarter.get(one.period, ()), _leave(one))
    return by_quarter


def excused_in(period: str, authority: str | None) -> frozenset[str]:
    """Return whom the ministry excused in a quarter: platforms, and whole authorities by code."""
    asked: dict[str, Any] = {"period": period, "excused": True}
    if authority:
        asked["authority"] = authority
    found = LateFilingLeave.objects(**asked).only("authority", "platform")
    return frozenset(one.platform or one.authority for one in found)  # index period_1_authority_1


def _leave(one: LateFilingLeave) -> Leave:
    return Leave(one.opens_at, one.until, one.excused)
