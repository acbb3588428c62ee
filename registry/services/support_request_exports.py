"""Requests for support 支持诉求 as a workbook, and the ledger's note of it."""

from datetime import datetime

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.support_requests import SupportRequest
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy.desensitising import masked
from registry.services.authorities import authority_name
from registry.services.ledger import Act, record
from registry.services.quarterly_update_forms import quarter_name
from registry.services.support_requests import SupportFilter, list_requests, outcome_words
from registry.sheets.writing import OutColumn, Written, write_table
from registry.support_kinds import support_kinds

MOST_EXPORTED = 5000
_COLUMNS = (
    OutColumn("编号", 22),
    OutColumn("主管部门", 28),
    OutColumn("平台编号", 20),
    OutColumn("平台名称", 40),
    OutColumn("依托单位", 36),
    OutColumn("季度", 18),
    OutColumn("类别", 12),
    OutColumn("诉求", 60),
    OutColumn("状态", 10),
    OutColumn("答复结果", 30),
    OutColumn("最近答复", 60),
    OutColumn("经办人", 14),
    OutColumn("提出时间（北京时间）", 20),
    OutColumn("答复时间（北京时间）", 20),
)


def export_requests(asked: SupportFilter, *, by: Actor, at: datetime) -> bytes:
    """Return the newest requests of a list as xlsx, numbers of persons masked; the ledger keeps it.

    Raises NotFound for another's authority.
    """
    require(by, "support_requests:export")
    found, _ = list_requests(asked, by=by, limit=MOST_EXPORTED)
    content = write_table(say("support_export_title"), _COLUMNS, map(_row, found))
    whose = authority_in_view(by, asked.authority) or "all"
    act = Act("support_request.export", f"support_requests:{whose}", after={"rows": len(found)})
    transact(lambda: record(act, by=by, at=at))
    return content


def _row(one: SupportRequest) -> tuple[Written, ...]:
    answers = [step.text for step in one.steps if step.outcome]
    told = outcome_words(one.outcome, one.department)
    return (
        one.number, authority_name(one.authority), one.platform, one.platform_name, one.host_name,
        quarter_name(one.period), support_kinds().label(one.kind), masked(one.wanted),
        say(f"state_support_{one.state}"), told, masked(answers[-1]) if answers else "",
        one.handler_name, _moment(one.asked_at), _moment(one.answered_at),
    )  # fmt: skip


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if value else ""
