"""The cases of the demo year: changes, an incident, two removals, an appeal and a waiver.

Each went through the desk, by who does it in life, between the windows of September and
December 2026. What is open on the demo's first day is somebody's next step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.demo.papers import stamped_scan
from registry.demo.people import lead_of, reviewer_of
from registry.demo.plan import COMING
from registry.documents.condition_findings import standing_of
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import window
from registry.services import appeal_evidence, incident_evidence, removal_evidence
from registry.services.appeals import AppealOrder, file_appeal
from registry.services.ban_waivers import WaiverOrder
from registry.services.ban_waivers import prepare as prepare_waiver
from registry.services.condition_findings import note
from registry.services.evidence import GivenPaper
from registry.services.incident_statements import IncidentOrder
from registry.services.incidents import ExaminationOrder, examine
from registry.services.incidents import record as record_incident
from registry.services.major_change_decisions import judge
from registry.services.major_change_decisions import verify as verify_change
from registry.services.major_change_values import ChangeOrder
from registry.services.major_changes import GivenPaper as ChangePaper
from registry.services.major_changes import report
from registry.services.realtime_updates import report as report_now
from registry.services.removal_case_steps import Draft, Finding, prepare, verify
from registry.services.removal_cases import CaseOrder, NoticeOrder, notify, open_case, state
from registry.services.removal_decisions import decide
from registry.services.unreported_changes import TipOrder, ask, open_by_hand

# Platforms of authorities that are printed among the sign-ins, none of which has filed for the
# quarter that is open: no filing says that there was nothing.
REMOVED = "330000-2024-0001"
RENAMED, MOVED = "330000-2024-0003", "330000-2025-0001"
ASKED, NOTICED = "440000-2025-0001", "440000-2025-0002"
HURT = "440300-2024-0002"
SHORT = "440000-2024-0001"
DECISION, DECIDED_ON = "演练决〔2026〕3号", date(2026, 11, 16)
_GROUND = "data_falsification"


@dataclass(frozen=True, slots=True)
class _People:
    """Everybody who takes part: offices by username, hosts by their id."""

    offices: Mapping[str, Actor]
    hosts: Mapping[str, Actor]

    def host_of(self, platform: str) -> Actor:
        return self.hosts[Platform.objects.get(number=platform).host]

    def lead_of(self, platform: str) -> Actor:
        return self.offices[lead_of(platform[:6])]

    def reviewer_of(self, platform: str) -> Actor:
        return self.offices[reviewer_of(platform[:6])]


def lead_cases(offices: Mapping[str, Actor], hosts: Mapping[str, Actor]) -> None:
    """Lead every case as far as it has come, once the updates of 2026Q3 are filed."""
    people = _People(offices, hosts)
    case = _remove(people)
    _object(case, people)
    _ask_for_a_waiver(case, people)
    _rename(people)
    _move(people)
    _hurt(people)
    _ask(people)
    _give_notice(people)
    _fall_short(people)


def _fall_short(people: _People) -> None:
    """Let a host report fewer people than a platform needs, and its province look at that."""
    host, reviewer = people.host_of(SHORT), people.reviewer_of(SHORT)
    report_now(SHORT, {"full_time_staff": "4"}, _on(11, 20), **_done(host, _on(11, 20)))
    found = next(one for one in standing_of(SHORT) if one.criterion == "full_time_staff")
    text = "电话核实：两名工程师十一月调离，单位承诺年底前补足，已请其按季度更新。"
    note(found.number, text, version=found.version, by=reviewer, at=_on(11, 23))


def _remove(people: _People) -> RemovalCase:
    """Remove a platform: noticed, stated, verified, prepared, and signed by another."""
    staff, lead = people.offices["ministry-staff"], people.lead_of(REMOVED)
    facts = "抽查发现第三季度动态更新所附服务合同三份系伪造，签约企业书面否认。"
    case = open_case(CaseOrder(REMOVED, _GROUND, facts), **_done(staff, _on(10, 12)))
    notice = NoticeOrder(
        "演练函〔2026〕12号", date(2026, 10, 13), "请说明三份合同的来源，并提交合同原件和付款凭证。"
    )  # fmt: skip
    case = _noticed(case, notice, staff, _on(10, 13))
    text = "三份合同由业务员提供，原件仍在查找；本单位愿意配合核查。"
    said = _on(10, 21, 15)
    host = people.host_of(REMOVED)
    case = state(case.number, text, version=case.version, by=host, at=said)
    case = removal_evidence.add(
        case.number, _paper("现场核查记录.jpg"), version=case.version, **_done(lead, _on(10, 29))
    )
    findings = "实地核查，三份合同所列企业均否认签约，合同印章与备案印章不符。"
    finding = Finding("province", "省核查组", date(2026, 10, 28), confirmed=True, findings=findings)
    case = verify(case.number, finding, version=case.version, by=lead, at=_on(10, 29, 11))
    draft = Draft(DECISION, "经核实，数据资料弄虚作假属实；陈述意见没有提交原件，不予采纳。")
    case = prepare(case.number, draft, version=case.version, **_done(staff, _on(11, 9)))
    signing = _done(
        people.offices["ministry-deputy"], datetime.combine(DECIDED_ON, time(10), SHANGHAI)
    )
    return decide(case.number, version=case.version, **signing)


def _object(case: RemovalCase, people: _People) -> None:
    """Let the host object, ask for a suspension, and hand in what it found; the ministry has it."""
    host = people.host_of(REMOVED)
    grounds = "三份合同的原件已经找到，两家签约企业书面确认签约属实，请求撤销决定。"
    order = AppealOrder(case.number, "annulled", grounds, asks_suspension=True)
    made = file_appeal(order, **_done(host, _on(12, 14)))
    appeal_evidence.add(
        made.number, _paper("合同原件和企业确认函.jpg"), version=made.version,
        **_done(host, _on(12, 14, 11)),
    )  # fmt: skip


def _ask_for_a_waiver(case: RemovalCase, people: _People) -> None:
    """Prepare leave for another platform of the banned host, in the coming round."""
    days = window(
        WindowKind.ADJUSTMENT, COMING, working_calendar(), rulebook().programme(NATIONAL)
    ).days
    reason = (
        "该单位在东莞的另一中试平台承担国家重大专项任务，与被移出平台的人员、场地、设备均不相关。"
    )
    order = WaiverOrder(case.credit_code, DECISION, REMOVED, days[0], days[-1], reason)
    prepare_waiver(order, **_done(people.offices["ministry-staff"], _on(12, 21)))


def _rename(people: _People) -> None:
    """Report a new name; it came in time and is verified."""
    name = Platform.objects.get(number=RENAMED).name.replace("中试平台", "中试基地")
    order = ChangeOrder("rename", date(2026, 11, 2), {"platform_name": name})
    papers = [ChangePaper(stamped_scan(), "更名批复.jpg")]
    made = report(RENAMED, order, papers, **_done(people.host_of(RENAMED), _on(11, 9)))
    reviewer, at = people.reviewer_of(RENAMED), _on(11, 12)
    why = "更名批复生效后一周内报告，属于及时报告。"
    made = judge(made.number, "in_time", why, version=made.version, by=reviewer, at=at)
    findings = "核对了更名批复原件，依托单位、场地和设备没有变化。"
    verify_change(made.number, findings, version=made.version, by=reviewer, at=at)


def _move(people: _People) -> None:
    """Report that a platform moved to another town; its province has not looked yet."""
    values = {
        "place": "绍兴市",
        "address": "绍兴市柯桥区滨海工业园兴滨路18号",
        "description": "原场地租约到期，中试线整体搬迁，十二月八日恢复运行。",
    }
    order = ChangeOrder("relocation", date(2026, 12, 8), values)
    papers = [ChangePaper(stamped_scan(), "搬迁验收单.jpg")]
    report(MOVED, order, papers, **_done(people.host_of(MOVED), _on(12, 18)))


def _hurt(people: _People) -> None:
    """Report an accident below the line of removal; its authority examines and confirms it."""
    host = people.host_of(HURT)
    order = IncidentOrder(
        "safety",
        occurred_on="2026-11-03",
        site="platform",
        relation="发生在平台中试线的扩散炉工位。",
        figures={"deaths": "0", "injured": "1", "loss": "18.6"},
        facts="十一月三日扩散炉检修时，一名技术员手臂被高温部件烫伤；当日停线，隔日整改后恢复。",
    )
    made = record_incident(HURT, order, **_done(host, _on(11, 4)))
    made = incident_evidence.add(
        made.number, _paper("事故报告.jpg"), version=made.version, **_done(host, _on(11, 4, 11))
    )
    found = ExaminationOrder("confirmed", "yes", "已核对事故报告和应急管理部门的登记，属一般事故。")
    by, at = people.reviewer_of(HURT), _on(11, 6)
    examine(made.number, found, version=made.version, by=by, at=at)


def _ask(people: _People) -> None:
    """Learn of a host's new name that nobody reported, and ask the host."""
    reviewer = people.reviewer_of(ASKED)
    order = TipOrder(
        "host_name",
        "广州越陌合成生物科技股份有限公司",
        "国家企业信用信息公示系统",
        "公示系统显示该单位十二月一日变更名称；在册名称没有变，也没有收到重大事项报告。",
    )
    made = open_by_hand(ASKED, order, **_done(reviewer, _on(12, 21)))
    question = "公示系统登记的单位名称与在册名称不一致，请说明是否更名、何时更名、为何没有报告。"
    calendar, asking = working_calendar(), _done(reviewer, _on(12, 22))
    ask(made.number, question, version=made.version, calendar=calendar, **asking)


def _give_notice(people: _People) -> None:
    """Open a case and give notice of it; the host may still state."""
    lead = people.lead_of(NOTICED)
    facts = "回访第三季度动态更新所报服务企业，四家企业书面表示没有接受过该平台的服务。"
    case = open_case(CaseOrder(NOTICED, _GROUND, facts), **_done(lead, _on(12, 21)))
    asks = "请逐家说明所报服务的内容和时间，并提交合同、发票和验收单。"
    notice = NoticeOrder("演练函〔2026〕粤7号", date(2026, 12, 22), asks)
    _noticed(case, notice, lead, _on(12, 22))


def _noticed(case: RemovalCase, notice: NoticeOrder, by: Actor, at: datetime) -> RemovalCase:
    calendar = working_calendar()
    return notify(case.number, notice, version=case.version, calendar=calendar, **_done(by, at))


def _paper(name: str) -> GivenPaper:
    return GivenPaper(stamped_scan(), name, declared=True)


def _on(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def _done(by: Actor, at: datetime) -> dict[str, Any]:
    """Return by whom, when and under which law an act is done."""
    return {"by": by, "at": at, "rulebook": rulebook()}
