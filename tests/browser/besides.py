"""What the demo year does not show and pages do: a load, codes, registrations, tokens."""

from datetime import datetime, timedelta

from flask import Flask

from registry.demo.people import host_username
from registry.documents.accounts import Account
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.unreported_changes import UnreportedChange
from registry.law import rulebook
from registry.permissions import Actor
from registry.policy.reviews import Decision
from registry.services.activations import Recipient, issue
from registry.services.application_drafts import Beginning, begin
from registry.services.application_drafts import Typed as EntriesTyped
from registry.services.application_drafts import save as save_draft
from registry.services.calendar import current_calendar
from registry.services.initial_loads import LoadUpload
from registry.services.initial_loads import receive as receive_load
from registry.services.proofs import Present
from registry.services.register_extract_course import carry_out
from registry.services.register_extracts import receive as receive_extract
from registry.services.registrations import Application, register
from registry.services.review_answers import save
from registry.services.review_claims import claim
from registry.services.review_decisions import Wanted, decide
from registry.services.review_desensitising import Typed
from registry.services.sign_in import Origin, actor_of
from registry.services.tokens import TokenWanted
from registry.services.tokens import issue as issue_token
from registry.services.transfers import Proposal, propose
from registry.services.unreported_change_answers import answer
from registry.services.unreported_changes import ask
from tests.browser.appeals import appeals_are_brought
from tests.browser.boards import a_host_is_chased
from tests.browser.changes import changes_happen
from tests.browser.incidents import incidents_happen
from tests.browser.late_filings import leave_is_given
from tests.browser.realtime import realtime_reported
from tests.browser.removals_besides import removals_are_led
from tests.browser.returns import updates_are_returned
from tests.browser.update_checks import checks_hit
from tests.browser.visitor import PASSWORD
from tests.browser.webhooks import webhooks_are_told
from tests.frozen_applications import HostAtWork, a_whole_draft
from tests.review_makers import a_whole_one
from tests.services.account_records import handed_over
from tests.services.workbooks import credit_code, former, key, platform, removal, workbook
from tests.unreported_makers import an_extract, given_up

_DAY = timedelta(days=1)
DRAFTED = "再制造装备中试平台"
WAITING = "SB-330000-2026-0901"
SEALED = {"SB-330000-2026-0904": "精密轴承中试平台", "SB-330000-2026-0905": "特种陶瓷中试平台"}
REVIEWED = ("SB-330000-2026-0902", "SB-330000-2026-0903")


def the_rest_happens(app: Flask, at: datetime) -> None:
    """Let the people of the demo year do what its seed leaves out, the day before ``at``."""
    vault, began = app.extensions["reserve"].vault, at - _DAY
    lead, ministry = _person("lead-330000"), _person("ministry-lead")
    issue([Recipient(credit_code(90), "之江膜材料研究院")], lead.authority, by=lead, at=began)
    for ordinal, name in ((91, "钱塘智能传感有限公司"), (92, "甬江合成生物研究所")):
        application = Application(
            credit_code(ordinal), name, lead.authority, "李思", "0571-88880000",
            f"li.si{ordinal}", PASSWORD,
        )  # fmt: skip
        register(application, origin=Origin("192.0.2.7"), vault=vault, at=began)
    receive_load(LoadUpload(_workbook(), "存量.xlsx"), by=ministry, at=began, rulebook=rulebook())
    wanted = TokenWanted("统计系统每日读取", ("platforms:read", "reporting:read"), 90)
    issue_token(wanted, Present(ministry.account), by=ministry, at=began)
    handed_over(_person(_a_host()), began, leaving=True)
    _applications_are_reviewed(began)
    _an_application_is_begun(app, began)
    _applications_are_sealed(app, began)
    changes_happen(_person, began)
    realtime_reported(_person, began)
    checks_hit(_person, began)
    incidents_happen(began)
    leave_is_given(_person, began)
    updates_are_returned(_person, began)
    a_host_is_chased(_person, at)
    _changes_are_suspected(began)
    platform = Platform.objects(authority="330000", state="in_library").order_by("-number").first()
    propose(platform.number, Proposal("330200", "平台迁至宁波", at.date()), by=lead, at=at)
    removals_are_led()
    appeals_are_brought()
    webhooks_are_told(app, _person, began)


def _applications_are_reviewed(at: datetime) -> None:
    """One of a host under the ministry waits, one is under review, one was returned."""
    reviewer = _person("reviewer-330000")
    for number in REVIEWED:
        a_whole_one(number, division="330110", platform_name=f"临江装备中试平台{number[-1]}号")
    a_whole_one(WAITING, division="330110", staff="4", to_ministry=True)
    claim(REVIEWED, by=reviewer, at=at)
    for number in REVIEWED:
        save(number, Typed(1, notes={"plan": "目标写到可以检查"}), by=reviewer, at=at)
    wanted = Wanted(Decision.RETURNED, 2)
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    decide(REVIEWED[1], wanted, by=reviewer, at=at, **law)


def _an_application_is_begun(app: Flask, at: datetime) -> None:
    """The tour's host that has filed its update begins to apply for another platform."""
    filed = QuarterlyUpdate.objects(period="2026Q4").order_by("number").first()
    by = _person(host_username(Platform.objects.get(number=filed.platform).credit_code))
    law = {"by": by, "at": at, "rulebook": rulebook()}
    vault = app.extensions["reserve"].vault
    begun = begin(Beginning(DRAFTED, "杭州市"), vault=vault, **law)
    typed = EntriesTyped({"plan_years": "2", "funding": "自有资金和服务收入"}, begun.revision)
    save_draft(begun.number, typed, vault=vault, **law)


def _applications_are_sealed(app: Flask, at: datetime) -> None:
    """The same host has frozen one application and sent another."""
    filed = QuarterlyUpdate.objects(period="2026Q4").order_by("number").first()
    own = Platform.objects.get(number=filed.platform)
    by, vault = _person(host_username(own.credit_code)), app.extensions["reserve"].vault
    for number, name in SEALED.items():
        whose = {"credit_code": own.credit_code, "host_name": own.host_name}
        named = {"platform_name": name, "values": {"platform_name": name}}
        a_whole_draft(by, vault, at, number=number, **whose, **named)
        host = HostAtWork(by, vault, number)
        host.freeze(at)
        host.stamp(at)
    host.submit(at)


def _changes_are_suspected(at: datetime) -> None:
    """An extract of the register finds a host's new name; its province asks, it answers."""
    here = QuarterlyUpdate.objects(period="2026Q4", authority="330000")
    filed = here.order_by("number").first()
    own = Platform.objects.get(number=filed.platform)
    others = Platform.objects(authority="330000", state="in_library", host__ne=own.host)
    other = others.order_by("-number").first()
    rows = [
        (own.credit_code, f"{own.host_name}（集团）", "", "", "存续", ""),
        (other.credit_code, other.host_name, "", "", "注销", ""),
    ]
    staff, reviewer = _person("ministry-lead"), _person("reviewer-330000")
    law = {"at": at, "rulebook": rulebook()}
    extract = receive_extract(an_extract(rows), "登记信息.csv", by=staff, **law).extract
    carry_out(extract.number, **law)
    given_up(filed.number)
    given_up("330000-2026H2-01", noun="summary_sheet")
    case = UnreportedChange.objects.get(platform=own.number)
    ask(
        case.number,
        "工商登记的名称与在册不一致，请说明是否更名、何时更名。",
        version=1,
        by=reviewer,
        calendar=current_calendar(),
        **law,
    )  # fmt: skip - one question
    by = _person(host_username(own.credit_code))
    answer(case.number, "十二月上旬更名，正在准备报告材料。", version=2, by=by, at=at)


def _workbook() -> bytes:
    """Return a load with rows that go in, and one that does not."""
    return workbook(
        platforms=[*(platform(one) for one in range(1, 8)), platform(9, place="宁波市")],
        former_names=[former(1, "老有限公司", "2025-03-01")],
        key_cultivation=[key(1)],
        removals=[removal(2, ban_until="2027-12-08")],
    )


def _person(username: str) -> Actor:
    return actor_of(Account.objects.get(username=username), door="page", request_id="")


def _a_host() -> str:
    """Return the operator of the last host: no stop of the tour signs in as it."""
    found = Account.objects(username__startswith="host-").order_by("-username").first()
    return str(found.username)
