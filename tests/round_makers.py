"""Adjustment rounds, cut-offs and exit proposals put on record as they are, for tests."""

from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.adjustments import AdjustmentRound, HostCutOff
from registry.documents.exit_proposals import ExitProposal

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


def an_exit(
    number: str = "TC-330000-2026H2-001", authority: str = "330000", **given: Any
) -> ExitProposal:
    """Put an open exit proposal on record, on a platform of its own unless said."""
    values = {
        "number": number,
        "authority": authority,
        "period": "2026H2",
        "platform": f"{authority}-2026-{number[-3:]}",
        "platform_name": "临江高端装备中试平台",
        "host": "host-1",
        "host_name": "临江装备研究院有限公司",
        "ground": "conditions_not_met",
        "clause": "二（六）",
        "facts": "中试线已于九月整体出售，场地退租。",
        "state": "open",
        "rulebook": "test",
        "account": "lead",
        "account_name": "浙江负责人",
        "proposed_at": NOTICED,
    }
    made: ExitProposal = ExitProposal(**{**values, **given}).save()
    return made
