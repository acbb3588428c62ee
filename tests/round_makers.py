"""Adjustment rounds and cut-offs put on record as they are, for tests of what they allow."""

from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.adjustments import AdjustmentRound, HostCutOff

NOTICED = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


def a_round(period: str = "2026H2", **given: Any) -> AdjustmentRound:
    """Put a round's notice on record, opened on 20 November 2026 unless said."""
    at = given.get("opened_at", NOTICED)
    values = {
        "period": period,
        "version": 1,
        "notice_number": "工信厅科函〔2026〕11号",
        "notice_date": date(2026, 11, 18),
        "asks": "请组织新一批平台申报，并提出退出建议。",
        "opened_at": at,
        "opened_by_name": "部负责人",
        "account": "ministry",
        "account_name": "部负责人",
        "recorded_at": at,
    }
    made: AdjustmentRound = AdjustmentRound(**{**values, **given}).save()
    return made


def a_cut_off(until: datetime, authority: str = "330000", **given: Any) -> HostCutOff:
    """Put an authority's cut-off for its hosts on record, for December 2026 unless said."""
    values = {
        "period": "2026H2",
        "authority": authority,
        "version": 1,
        "until": until,
        "account": "lead",
        "account_name": "浙江负责人",
        "recorded_at": NOTICED,
    }
    made: HostCutOff = HostCutOff(**{**values, **given}).save()
    return made
