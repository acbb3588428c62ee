"""Appeals put on record through the desk, step by step, for tests."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from registry.documents.appeals import Appeal, AppealOutcome, OutcomePreparation, Suspension
from registry.documents.platforms import PlatformFact
from registry.documents.removal_cases import RemovalCase
from registry.law import rulebook
from registry.permissions import Actor
from registry.services import appeal_outcomes as outcomes
from registry.services import appeal_suspensions as suspensions
from registry.services import appeals as desk
from registry.services.appeal_outcomes import OutcomeDraft
from registry.services.appeals import AppealOrder
from tests.removal_makers import AT, GRAVE, HOST, NUMBER, OTHER_HEAD, STAFF, Way

ADMITTED = date(2026, 3, 2)
GROUNDS = "三份合同的原件已经找到，签约企业书面确认签约属实，请撤销决定。"
REASONS = "经复查，签约企业确认三份合同属实，原认定的弄虚作假不成立。"
WHY = "复查需要时间，先行暂停执行"
DOCUMENT = "工信部科〔2026〕109号"


def facts_on_record(platform: str = NUMBER) -> None:
    """Write what makes a platform askable by day: its entry and its host."""
    for aspect, value in (("state", "in_library"), ("host", HOST.host)):
        PlatformFact(
            platform=platform, aspect=aspect, value=value, effective_on=ADMITTED,
            recorded_at=AT, source="summary_sheet:test",
        ).save()  # fmt: skip


def decided_way(ground: str = GRAVE) -> Way:
    """A case that was decided, against a platform that is on record."""
    way = Way()
    way.to_prepared(ground)
    way.decided()
    return way


# An appeal at each of its stations, past the desk.
_FILED_AT = AT + timedelta(days=20)
_PREPARED = {
    "document": DOCUMENT, "outcome": "annulled", "reasons": REASONS, "account": "staff",
    "account_name": "部工作人员", "prepared_at": AT + timedelta(days=30),
}  # fmt: skip
_OUTCOME = {
    "document": DOCUMENT, "outcome": "annulled", "clause": "二（四）", "reasons": REASONS,
    "decided_on": date(2026, 10, 9), "in_library": True, "library_from": date(2026, 9, 18),
    "ban_voided": True, "prepared_by": "staff", "prepared_by_name": "部工作人员",
    "signed_by": "head-2", "signed_by_name": "部负责人乙",
    "decided_at": AT + timedelta(days=38), "rulebook": "test", "digest": "b2" * 32,
}  # fmt: skip


def an_appeal(number: str = "YY-330000-2026-0101", **given: Any) -> Appeal:
    """Put an appeal on record past the desk, at the station that ``state`` names."""
    state = given.pop("state", "filed")
    parts: dict[str, Any] = {}
    if state in {"prepared", "decided"}:
        parts["preparation"] = OutcomePreparation(**_PREPARED)
    if state == "decided":
        parts["outcome"] = AppealOutcome(**_OUTCOME)
    if given.get("suspended"):
        lasts = Suspension(reason=WHY, restored=False, account_name="部负责人", suspended_at=AT)
        parts["suspensions"] = [lasts]
    if state == "withdrawn":
        parts |= {"withdrawn_at": _FILED_AT, "withdrawn_by_name": "填报员",
                  "withdrawn_reason": "材料不全"}  # fmt: skip
    values = {
        "number": number, "origin": "host", "case": "YC-330000-2026-0101",
        "decision": "工信部科〔2026〕88号", "authority": "330000", "platform": NUMBER,
        "platform_name": "某平台", "host": "host-1", "host_name": "某单位",
        "credit_code": "91330000MA00000001", "asks": "annulled", "grounds": GROUNDS,
        "last_day": date(2026, 11, 17), "state": state, "open": state in {"filed", "prepared"},
        "rulebook": "test", "account": "host", "account_name": "填报员", "filed_at": _FILED_AT,
        **parts,
    }  # fmt: skip
    made: Appeal = Appeal(**{**values, **given}).save()
    return made


def an_appeal_against(case: RemovalCase, number: str, **given: Any) -> Appeal:
    """Put an appeal against the decision of a case on record."""
    whose = {
        name: case[name]
        for name in ("authority", "platform", "platform_name", "host", "host_name", "credit_code")
    }
    return an_appeal(number, case=case.number, **whose, **given)


@dataclass
class Objection:
    """An appeal on its way against the decision of ``way``; each step changes ``appeal``."""

    way: Way
    appeal: Appeal = field(default_factory=Appeal)

    def filed(self, *, by: Actor = HOST, **more: Any) -> Appeal:
        """Let the host object."""
        order = replace(AppealOrder(self.way.case.number, "annulled", GROUNDS), **more)
        self.appeal = desk.file_appeal(order, by=by, at=self.way.at, rulebook=rulebook())
        return self.appeal

    def corrected(self, *, by: Actor = STAFF, **more: Any) -> Appeal:
        """Let the ministry take its decision up by itself."""
        order = replace(AppealOrder(self.way.case.number, "annulled", GROUNDS), **more)
        self.appeal = desk.correct(order, by=by, at=self.way.at, rulebook=rulebook())
        return self.appeal

    def suspended(self, *, by: Actor = OTHER_HEAD) -> Appeal:
        """Suspend the decision."""
        self.appeal = suspensions.suspend(
            self.appeal.number, WHY, version=self.appeal.version, by=by, at=self.way.at
        )
        return self.appeal

    def resumed(self, *, by: Actor = OTHER_HEAD) -> Appeal:
        """Let it hold again."""
        self.appeal = suspensions.resume(
            self.appeal.number, WHY, version=self.appeal.version, by=by, at=self.way.at
        )
        return self.appeal

    def withdrawn(self, *, by: Actor = HOST) -> Appeal:
        """Take it back."""
        self.appeal = outcomes.withdraw(
            self.appeal.number, WHY, version=self.appeal.version, by=by, at=self.way.at
        )
        return self.appeal

    def prepared(self, outcome: str = "annulled", *, by: Actor = STAFF, **more: Any) -> Appeal:
        """Prepare an outcome."""
        draft = replace(OutcomeDraft(DOCUMENT, outcome, REASONS), **more)
        self.appeal = outcomes.prepare(
            self.appeal.number, draft, version=self.appeal.version, by=by, at=self.way.at,
            rulebook=rulebook(),
        )  # fmt: skip
        return self.appeal

    def decided(self, *, by: Actor = OTHER_HEAD, version: int = 0) -> Appeal:
        """Sign it."""
        self.appeal = outcomes.decide(
            self.appeal.number, version=version or self.appeal.version, by=by, at=self.way.at,
            rulebook=rulebook(),
        )  # fmt: skip
        return self.appeal
