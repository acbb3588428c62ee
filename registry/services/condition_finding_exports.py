"""Findings of conditions no longer met 入库条件线索 as a workbook, and the ledger's note of it."""

from datetime import datetime

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.condition_findings import ConditionFinding
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy.desensitising import masked
from registry.services.authorities import authority_name
from registry.services.condition_finding_records import (
    FindingFilter,
    list_findings,
    words_of,
)
from registry.services.ledger import Act, record
from registry.sheets.writing import OutColumn, Written, write_table

MOST_EXPORTED = 5000
_COLUMNS = (
    OutColumn("编号", 22),
    OutColumn("平台编号", 20),
    OutColumn("平台名称", 30),
    OutColumn("依托单位", 30),
    OutColumn("主管部门", 24),
    OutColumn("条件", 22),
    OutColumn("条款", 10),
    OutColumn("读到", 14),
    OutColumn("要求不低于", 14),
    OutColumn("单位", 8),
    OutColumn("季度", 12),
    OutColumn("见于", 30),
    OutColumn("发现时间（北京时间）", 20),
    OutColumn("状态", 16),
    OutColumn("查看记录", 50),
    OutColumn("退出建议", 22),
)


def export_findings(asked: FindingFilter, *, by: Actor, at: datetime) -> bytes:
    """Return the newest findings of a list as xlsx, numbers of persons masked; the ledger keeps it.

    Raises NotFound for another's authority.
    """
    require(by, "condition_findings:export", authority=authority_in_view(by, asked.authority))
    found, _ = list_findings(asked, by=by, limit=MOST_EXPORTED)
    content = write_table(say("condition_export_title"), _COLUMNS, [_row(one) for one in found])
    act = Act(
        "condition_finding.export",
        "service:condition_finding",
        after={"rows": len(found)},
    )
    transact(lambda: record(act, by=by, at=at))
    return content


def _row(one: ConditionFinding) -> tuple[Written, ...]:
    seen, words = one.seen[-1], words_of(one)
    notes = (f"{note.noted_at.astimezone(SHANGHAI):%Y-%m-%d} {note.text}" for note in one.notes)
    return (
        one.number,
        one.platform,
        one.platform_name,
        one.host_name,
        authority_name(one.authority),
        words["condition"],
        one.clause,
        one.value,
        one.wanted,
        one.unit,
        seen.period,
        seen.source.partition(":")[2],
        f"{one.opened_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        say(f"state_condition_{one.state}"),
        masked("；".join(notes)),
        one.exit_proposal,
    )
