"""Appeals put on record through the desk, step by step, for tests."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from registry.documents.appeals import Appeal
from registry.documents.platforms import PlatformFact
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
