"""Removal cases put on record through the desk, step by step, for tests."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.removal_cases import (
    CaseDecision,
    CaseNotice,
    Preparation,
    RemovalCase,
    Verification,
)
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import removal_case_steps as steps
from registry.services import removal_cases as desk
from registry.services import removal_decisions
from registry.services.calendar import current_calendar
from registry.services.removal_case_steps import Draft, Finding
from registry.services.removal_cases import CaseOrder, NoticeOrder

NUMBER = "330000-2026-0001"
GRAVE, PLAIN = "data_falsification", "conditions_not_met"
FACTS = "抽查发现第二季度动态更新所附合同三份系伪造，签约企业书面否认。"
AT = datetime(2026, 9, 1, 9, tzinfo=SHANGHAI)
LEAD = Actor(account="lead", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000")
STAFF = Actor(account="staff", name="部工作人员", role=Role.MINISTRY_STAFF)
HEAD = Actor(account="head", name="部负责人", role=Role.MINISTRY_LEAD)
OTHER_HEAD = Actor(account="head-2", name="部负责人乙", role=Role.MINISTRY_LEAD)
HOST = Actor(account="host", name="填报员", role=Role.HOST_OPERATOR, host="host-1")


# A case at each of its stations: what is on record by then.
_NOTICE = {
    "number": "工信厅科函〔2026〕31号", "dated": date(2026, 9, 1), "asks": "请说明三份合同的来源。",
    "days": 10, "last_day": date(2026, 9, 15), "until": datetime(2026, 9, 16, tzinfo=SHANGHAI),
    "account_name": "部工作人员", "given_at": AT,
}  # fmt: skip
_VERIFIED = {
    "organ": "ministry", "person": "核查组", "verified_on": date(2026, 9, 16), "confirmed": True,
    "findings": "实地核查，三份合同所列企业均否认签约。", "account_name": "部工作人员",
    "recorded_at": AT + timedelta(days=15),
}  # fmt: skip
_PREPARED = {
    "document": "工信部科〔2026〕88号", "reasons": "经核实，数据资料弄虚作假属实。",
    "account": "staff", "account_name": "部工作人员", "prepared_at": AT + timedelta(days=16),
}  # fmt: skip
_DECIDED = {
    "document": "工信部科〔2026〕88号", "reasons": "经核实，数据资料弄虚作假属实。",
    "decided_on": date(2026, 9, 18), "effective_on": date(2026, 9, 18), "removed": True,
    "ban_years": 3, "ban_from": date(2026, 9, 18), "ban_until": date(2029, 9, 18),
    "prepared_by": "staff", "prepared_by_name": "部工作人员", "signed_by": "head",
    "signed_by_name": "部负责人", "decided_at": AT + timedelta(days=17), "rulebook": "test",
    "digest": "a1" * 32,
}  # fmt: skip


def a_case(number: str = "YC-330000-2026-0101", **given: Any) -> RemovalCase:
    """Put a case on record past the desk, at the station that ``state`` names, noticed."""
    state = given.pop("state", "notified")
    parts: dict[str, Any] = {"notice": CaseNotice(**_NOTICE)}
    if state in {"verified", "prepared", "decided"}:
        parts["verifications"] = [Verification(**_VERIFIED)]
    if state in {"prepared", "decided"}:
        parts["preparation"] = Preparation(**_PREPARED)
    if state == "decided":
        parts["decision"] = CaseDecision(**_DECIDED)
    values = {
        "number": number, "authority": "330000", "platform": NUMBER, "platform_name": "某平台",
        "host": "host-1", "host_name": "某单位", "credit_code": "91330000MA00000001",
        "ground": GRAVE, "clause": "二（四）", "wants_verification": True, "facts": FACTS,
        "state": state, "open": state not in {"decided", "closed"}, "noticed": True,
        "rulebook": "test", "account": "staff", "account_name": "部工作人员",
        "opened_by": "ministry", "opened_at": AT, **parts,
    }  # fmt: skip
    made: RemovalCase = RemovalCase(**{**values, **given}).save()
    return made


@dataclass
class Way:
    """A case on its way: each step changes ``case`` and returns it; ``at`` runs along."""

    at: datetime = AT
    case: RemovalCase = field(default_factory=RemovalCase)

    def opened(self, ground: str = GRAVE, *, by: Actor = STAFF, **more: Any) -> RemovalCase:
        """Open a case on a platform of Zhejiang."""
        order = replace(CaseOrder(NUMBER, ground, FACTS), **more)
        self.case = desk.open_case(order, by=by, at=self.at, rulebook=rulebook())
        return self.case

    def notified(self, *, by: Actor = STAFF) -> RemovalCase:
        """Give notice."""
        order = NoticeOrder(
            "工信厅科函〔2026〕31号", date(2026, 9, 1), "请说明三份合同的来源并提交原件。"
        )
        self.case = desk.notify(
            self.case.number, order, version=self.case.version, by=by, at=self.at,
            rulebook=rulebook(), calendar=current_calendar(),
        )  # fmt: skip
        return self.case

    def stated(self) -> RemovalCase:
        """Let the host state."""
        text = "三份合同由经办人提供，本单位正在核对原件，愿意配合核查。"
        self.case = desk.state(
            self.case.number, text, version=self.case.version, by=HOST, at=self.at
        )
        return self.case

    def verified(self, *, by: Actor = LEAD, confirmed: bool = True, **more: Any) -> RemovalCase:
        """Write down a verification."""
        finding = Finding("province", "核查组张三", self.at.date(), confirmed,
                          "实地核查，三份合同所列企业均否认签约，印章不符。")  # fmt: skip
        self.case = steps.verify(
            self.case.number, replace(finding, **more), version=self.case.version, by=by,
            at=self.at,
        )  # fmt: skip
        return self.case

    def prepared(self, *, by: Actor = STAFF, **more: Any) -> RemovalCase:
        """Prepare a decision."""
        draft = Draft("工信部科〔2026〕88号", "经核实，数据资料弄虚作假属实，陈述意见不予采纳。")
        self.case = steps.prepare(
            self.case.number, replace(draft, **more), version=self.case.version, by=by,
            at=self.at, rulebook=rulebook(),
        )  # fmt: skip
        return self.case

    def decided(self, *, by: Actor = HEAD, version: int = 0) -> RemovalCase:
        """Sign it."""
        self.case = removal_decisions.decide(
            self.case.number, version=version or self.case.version, by=by, at=self.at,
            rulebook=rulebook(),
        )  # fmt: skip
        return self.case

    def to_prepared(self, ground: str = GRAVE, **more: Any) -> RemovalCase:
        """Walk to where only the signature is missing, a day later."""
        self.opened(ground, **more)
        self.notified()
        self.stated()
        self.at += timedelta(days=1)
        if self.case.wants_verification:
            self.verified()
        return self.prepared()
