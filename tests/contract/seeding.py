"""Who calls the API in the contract tests, what lies in the library, and good bodies."""

import json
import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask

from config.settings import ROOT
from registry.permissions import PERMISSIONS, Role
from tests.ban_makers import a_ban
from tests.house.kept_records import DIVISION, an_office
from tests.house.test_routes import ELSEWHERE, HERE, LINES, RECORDS, Holder
from tests.services.workbooks import platform, workbook

SAMPLES = Path(__file__).parents[1] / "samples"
PREFIX = "/api/v1/"
_CONVERTER = re.compile(r"<(?:[^:<>]*:)?(\w+)>")

# The guide's own example, so that it is tried wherever an update is filed.
_GUIDE = (ROOT / "docs/api.md").read_text(encoding="utf-8")
EXAMPLE: str = re.findall(r"```json\n(.*?)```", _GUIDE, re.DOTALL)[0]
GOOD_UPDATE: dict[str, Any] = json.loads(EXAMPLE)["values"]


def listed(app: Flask) -> dict[str, Mapping[str, Any]]:
    """The table of routes by "METHOD /path/{of}/document"."""
    by_route = {line["on"]: line for line in LINES}
    found = {}
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            path = _CONVERTER.sub(r"{\1}", rule.rule)
            if line := by_route.get(f"{method} {rule.rule}"):
                found[f"{method} {path}"] = line
    return found


def who_may(line: Mapping[str, Any]) -> Role | None:
    """One role that a route lets in; nobody in particular where it is public."""
    if line["wants"] == "public":
        return None
    holders = PERMISSIONS[line["wants"].split(" or ")[0]]
    return next(role for role in sorted(holders, reverse=True) if role is not Role.CONSOLE)


def of_place(role: Role) -> dict[str, str]:
    """Whom a role speaks for: the host, authority or office of the seeded records."""
    if role is Role.HOST_OPERATOR:
        return {"host": HERE[0]}
    if role is Role.DIVISION_REVIEWER:
        an_office(HERE[1])
        return {"authority": HERE[1], "division": DIVISION}
    return {"authority": HERE[1]} if role.value.startswith("provincial") else {}


def record_of(line: Mapping[str, Any], account: str) -> dict[str, Any]:
    """Make the record that a route names, of one's own."""
    return RECORDS[line["record"]].make(Holder(account, *HERE)) if "record" in line else {}


def records_of(account: str) -> dict[str, list[dict[str, Any]]]:
    """Make one record of every kind that an API address names: one's own, and another's."""
    kinds = {line["record"] for line in LINES if PREFIX in line["on"] and "record" in line}
    kinds.discard("api_script")
    own, others = Holder(account, *HERE), Holder("5f0000000000000000000008", *ELSEWHERE)
    return {kind: [RECORDS[kind].make(one) for one in (own, others)] for kind in kinds}


def _form(sample: str, part: str, **more: str) -> dict[str, Any]:
    content = (SAMPLES / sample).read_bytes()
    return {"data": {**more, part: (BytesIO(content), sample)}}


def _load() -> dict[str, Any]:
    return {"data": {"file": (BytesIO(workbook(platforms=[platform(90)])), "存量.xlsx")}}


def _waiver() -> dict[str, Any]:
    ban = a_ban()
    days = {"from_day": "2026-12-30", "until_day": "2026-12-31"}
    named = {name: ban[name] for name in ("credit_code", "decision", "platform")}
    return {"json": named | days | {"reason": "另一平台与被移出的平台无关"}}


def _chase() -> dict[str, Any]:
    """A chase of one platform's host, which has not filed and is called by nobody else."""
    made = RECORDS["platform"].make(Holder("", *HERE))
    return {"json": {"period": "2026Q4", "platforms": [made["number"]]}}


def _leave() -> dict[str, Any]:
    platform = RECORDS["platform"].make(Holder("", *HERE))["number"]
    wanted = {"period": "2026Q3", "last_day": "2027-01-08", "reason": "台风停电，窗口内不能填报"}
    return {"json": {"platform": platform} | wanted}


NOTICE = {"number": "工信厅科函〔2026〕1号", "dated": "2026-11-18", "asks": "请组织新一批申报。"}
APPEALED = "三份合同的原件已经找到，签约企业书面确认属实。"
STATED = {
    "occurred_on": "2026-09-12",
    "site": "platform",
    "relation": "发生在平台的中试线上",
    "facts": "反应釜冲料，现场已经处置，报告附后。",
}  # fmt: skip - one incident
# What makes a change succeed, by operation; reading needs no more than the record itself.
BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "applications_begin": lambda: {"json": {"platform_name": "契约中试平台", "place": "杭州市"}},
    "applications_save": lambda: {"json": {"values": {"plan_years": 3, "services": ["设计验证"]}}},
    "applications_rows": lambda: {"json": {"rows": [{"name": "加工中心", "value": "12.5"}]}},
    "applications_withdraw": dict,
    "application_evidence_add": lambda: _form(
        "scan_without_stamp.pdf", "file", supports="technology_roadmap"
    ),
    "application_evidence_remove": dict,
    "eligibility_assess": lambda: {"json": {"answers": {"full_time_staff": 5}}},
    "adjustments_opening": lambda: {"json": NOTICE},
    "adjustments_correction": lambda: {
        "json": NOTICE | {"number": "工信厅科函〔2026〕2号", "reason": "更正文号"}
    },
    "adjustments_cut_off": lambda: {"json": {"until": "2026-12-30T17:00:00+08:00"}},
    "exit_proposals_proposing": lambda: {
        "json": {"ground": "host_asked", "facts": "依托单位来函申请退出。"}
    },
    "exit_proposals_withdrawal": lambda: {"json": {"reason": "已整改"}},
    "exit_evidence_add": lambda: _form("scan_without_stamp.pdf", "file", declared="true"),
    "exit_evidence_withdraw": lambda: {"json": {"reason": "传错文件"}},
    "major_changes_report": lambda: {
        "json": {"kind": "other", "event_on": "2026-12-01", "values": {"description": "换负责人"}}
    },
    "major_changes_correction": lambda: {
        "json": {"event_on": "2026-12-01", "values": {"platform_name": "新名称中试平台"}}
    },
    "major_changes_add_paper": lambda: _form("scan_without_stamp.pdf", "file"),
    "major_changes_withdrawal": lambda: {"json": {"reason": "尚未登记"}},
    "major_changes_giving_back": lambda: {"json": {"reason": "材料不清楚"}},
    "major_changes_refusal": lambda: {"json": {"reason": "与登记不符"}},
    "major_changes_verification": lambda: {"json": {"findings": "查看了变更通知书"}},
    "major_changes_timeliness": lambda: {"json": {"judgement": "in_time", "reason": "十日内"}},
    "incidents_recording": lambda: {
        "json": STATED | {"kind": "safety", "deaths": 3, "injured": 0, "loss": "120.5"}
    },
    "incidents_correction": lambda: {"json": STATED | {"deaths": 2, "reason": "更正数字"}},
    "incidents_examination": lambda: {
        "json": {"outcome": "unfounded", "reason": "查无此事，见现场核查记录"}
    },
    "incident_evidence_add": lambda: _form("scan_without_stamp.pdf", "file", declared="true"),
    "incident_evidence_withdraw": lambda: {"json": {"reason": "传错文件"}},
    "removal_cases_opening": lambda: {
        "json": {
            "platform": "330000-1999-0001",
            "ground": "data_falsification",
            "facts": "合同系伪造，签约企业书面否认。",
        }
    },
    "removal_cases_notice": lambda: {
        "json": {
            "number": "工信厅科函〔2026〕31号",
            "dated": "2026-12-28",
            "asks": "请说明三份合同的来源并提交原件。",
        }
    },
    "removal_cases_statement": lambda: {"json": {"text": "三份合同由经办人提供，正在核对原件。"}},
    "removal_cases_verification": lambda: {
        "json": {
            "organ": "ministry",
            "person": "核查组",
            "verified_on": "2026-12-28",
            "confirmed": True,
            "findings": "实地核查，签约企业均否认。",
        }
    },
    "removal_cases_preparation": lambda: {
        "json": {"document": "工信部科〔2026〕88号", "reasons": "经核实，弄虚作假属实，予以移出。"}
    },
    "removal_cases_decision": dict,
    "removal_cases_giving_back": lambda: {"json": {"reason": "文号有误"}},
    "removal_cases_closing": lambda: {"json": {"outcome": "unfounded", "reason": "查无此事"}},
    "removal_cases_hold": lambda: {"json": {"reason": "等待法院判决"}},
    "removal_cases_resumption": lambda: {"json": {"reason": "判决已生效"}},
    "removal_evidence_add": lambda: _form("scan_stamped_330000.pdf", "file", declared="true"),
    "removal_evidence_withdraw": lambda: {"json": {"reason": "传错文件"}},
    "appeals_filing": lambda: {
        "json": {"asks": "annulled", "grounds": APPEALED, "asks_suspension": True}
    },
    "appeals_correction": lambda: {"json": {"asks": "changed", "grounds": APPEALED}},
    "appeals_withdrawal": lambda: {"json": {"reason": "已经沟通"}},
    "appeals_suspension": lambda: {"json": {"reason": "复查需要时间"}},
    "appeals_resumption": lambda: {"json": {"reason": "复查完毕"}},
    "appeals_preparation": lambda: {
        "json": {"document": "工信部科〔2026〕109号", "outcome": "annulled", "reasons": APPEALED}
    },
    "appeals_giving_back": lambda: {"json": {"reason": "文号有误"}},
    "appeals_outcome": dict,
    "appeal_evidence_add": lambda: _form("scan_stamped_330000.pdf", "file", declared="true"),
    "appeal_evidence_withdraw": lambda: {"json": {"reason": "传错文件"}},
    "removal_batches_composing": lambda: {
        "json": {"cases": ["YC-330000-1999-0001"], "document": "工信部科〔2026〕89号"}
    },
    "removal_batches_decision": dict,
    "removal_batches_withdrawal": dict,
    "ban_waivers_preparing": _waiver,
    "ban_waivers_approval": dict,
    "ban_waivers_withdrawal": lambda: {"json": {"reason": "情况有变"}},
    "unreported_changes_opening": lambda: {
        "json": {"field": "other", "new_value": "股权转让", "source": "来函", "facts": "公示所见。"}
    },
    "unreported_changes_question": lambda: {"json": {"question": "是否更名？"}},
    "unreported_changes_finding": lambda: {"json": {"outcome": "unfounded", "reason": "已核对"}},
    "condition_findings_note": lambda: {"json": {"text": "电话核实，设备已恢复。"}},
    "unreported_changes_answer": lambda: {"json": {"text": "没有变更。"}},
    "unreported_changes_add": lambda: _form("scan_without_stamp.pdf", "file", declared="true"),
    "register_extracts_upload": lambda: {
        "data": {"file": (BytesIO("统一社会信用代码,名称\n9,甲".encode()), "登记.csv")}
    },
    "register_extracts_cancellation": lambda: {"json": {"reason": "传错文件"}},
    "bans_record": lambda: {
        "json": {"decision": "工信部函〔2026〕1号", "decided_on": "2026-12-28"}
    },
    "initial_loads_upload": _load,
    "initial_loads_carry_out": dict,
    "initial_loads_withdrawal": lambda: {"json": {"reason": "传错文件"}},
    "update_returns_returning": lambda: {
        "json": {"version": 1, "sections": ["service"], "reason": "与服务清单对不上，请核对"}
    },
    "update_returns_withdrawing": lambda: {"json": {"reason": "看错了平台"}},
    "support_requests_taking": lambda: {"json": {}},
    "support_requests_progressing": lambda: {"json": {"text": "已转市局核实"}},
    "support_requests_answering": lambda: {
        "json": {"outcome": "referred", "department": "浙江省自然资源厅", "text": "已致函"}
    },
    "support_requests_settling": lambda: {"json": {}},
    "support_requests_asking_again": lambda: {"json": {"text": "一个月已过，尚无答复"}},
    "support_requests_withdrawing": lambda: {"json": {"text": "已自行解决"}},
    "chases_chasing": _chase,
    "late_filings_giving": _leave,
    "late_filings_ending": lambda: {"json": {"reason": "已全部报齐"}},
    "quarterly_updates_draft": lambda: {"json": {"values": {"load": 70}}},
    "quarterly_updates_submit": lambda: {"json": {"values": GOOD_UPDATE}},
    "realtime_updates_report": lambda: {
        "json": {"values": {"load": "78.5"}, "measured_at": "2026-12-28T08:00:00+08:00"}
    },
    "realtime_updates_confirmation": lambda: {"json": {"reason": "两班并线"}},
    "realtime_updates_withdrawal": lambda: {"json": {"reason": "仪表故障"}},
    "receipts_check": lambda: {"json": {"number": "2026Q4-1", "digest": "0" * 64}},
    "reviews_release": lambda: {"json": {"reason": "换人"}},
    "reviews_claim": dict,
    "reviews_claims": lambda: {
        "json": {"numbers": [RECORDS["application"].make(Holder("", *HERE))["number"]]}
    },
    "reviews_take_over": lambda: {"json": {"reason": "换人"}},
    "reviews_answers": lambda: {"json": {"opinion": "同意"}},
    "reviews_decision": lambda: {"json": {"outcome": "returned"}},
    "messages_read": dict,
    "pre_reviews_add_office": lambda: {"json": {"name": "嘉兴市局", "division": "330400"}},
    "pre_reviews_switch_office": lambda: {"json": {"active": False}},
    "pre_reviews_give": lambda: {"json": {"opinion": "forward", "reason": "材料齐全"}},
    "transfers_propose": lambda: {
        "json": {"receiving": "330200", "reason": "迁址", "effective_on": "2026-12-28"}
    },
    "transfers_acceptance": dict,
    "transfers_refusal": lambda: {"json": {"reason": "尚未迁入"}},
    "transfers_withdrawal": lambda: {"json": {"reason": "写错了"}},
    "authority_settings_change": lambda: {"json": {"four_eyes": True}},
    "summary_sheets_upload": lambda: _form(
        "clean_330000_2026H2.xlsx", "file", authority="330000", period="2026H2"
    ),
    "summary_sheets_acceptance": dict,
    "written_sheets_write": lambda: {"json": {"authority": "330000", "period": "2026H2"}},
    "summary_sheets_scan": lambda: _form("scan_stamped_330000.pdf", "scan", declared="true"),
    "summary_sheets_withdrawal": lambda: {"json": {"reason": "传错文件"}},
    "tokens_revoke": dict,
    "webhooks_registering": lambda: {
        "json": {"label": "办公系统", "url": "https://hooks.example.cn/a", "kinds": ["platform"]}
    },
    "webhooks_pause": dict,
    "webhooks_resumption": dict,
    "webhooks_secret": dict,
    "webhooks_resending": dict,
    "webhooks_removal": dict,
}
QUERIES = {
    "bans_check": {"credit_code": "91330100MA0000001X", "with": "91330100MA0000002X"},
}
