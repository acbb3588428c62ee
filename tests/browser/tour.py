"""Every page of the service, as somebody of the demo year reaches it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from registry.demo.cases import SHORT
from registry.demo.people import DIVISION_REVIEWER, host_username
from registry.documents.accounts import Account
from registry.documents.applications import Application
from registry.documents.condition_findings import ConditionFinding
from registry.documents.exit_proposals import ExitProposal
from registry.documents.initial_loads import InitialLoad
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.register_extracts import RegisterExtract
from registry.documents.registrations import Registration
from registry.documents.summary_sheets import SummarySheet
from registry.documents.transfers import Transfer
from registry.documents.unreported_changes import UnreportedChange
from tests.browser import removals_besides as removals
from tests.browser.appeals import appeal_stops
from tests.browser.bans import ban_stops
from tests.browser.besides import DRAFTED, REVIEWED, SEALED, WAITING
from tests.browser.boards import board_stops
from tests.browser.changes import change_stops
from tests.browser.incidents import incident_stops
from tests.browser.late_filings import late_filing_stops
from tests.browser.realtime import realtime_stops
from tests.browser.returns import return_stops
from tests.browser.update_checks import check_stops
from tests.browser.visitor import Visitor
from tests.browser.webhooks import webhook_stops

_OPEN, _LAST = "2026Q4", "2026Q3"
_TENTHS = 30
_SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True, slots=True)
class Stop:
    """One picture: its name, who looks (nobody: a visitor), which page, what is done there."""

    name: str
    who: str
    path: str
    press: str = ""
    file: str = ""

    def reach(self, visitor: Visitor) -> None:
        """Go there."""
        visitor.go(self.path)
        if self.file:
            visitor.page.locator("input[type=file]").set_input_files(_SAMPLES / self.file)
        if self.press:
            self._press(visitor)

    def _press(self, visitor: Visitor) -> None:
        """Press the button; go on with the page it leads to, or after some seconds on the same."""
        page, answers = visitor.page, list[object]()
        page.once("framenavigated", lambda frame: answers.append(frame))  # noqa: PLW0108 - Playwright wraps no builtin
        visitor.press(self.press)
        for _ in range(_TENTHS):
            # A file is read beside, and its page looks again; a picture may take its time.
            if answers and not self.file:
                return
            page.wait_for_timeout(100)


def tour() -> tuple[Stop, ...]:
    """Return every stop, on what the demo year holds."""
    besides = (
        *change_stops(),
        *incident_stops(),
        *ban_stops(),
        *appeal_stops(),
        *late_filing_stops(),
        *realtime_stops(),
        *return_stops(),
        *check_stops(),
        *webhook_stops(),
        *board_stops(),
    )  # fmt: skip - one after the other
    others = (Stop(*one) for one in besides)
    return (
        *_public(),
        *_administrators(),
        *_hosts(),
        *_province(),
        *_reviews(),
        *_removals(),
        *_ministry(),
        *_unreported(),
        *_conditions(),
        *others,
    )  # fmt: skip - one walk


def _public() -> Iterable[Stop]:
    for name, path in (
        ("visitor-home", "/"),
        ("visitor-sign-in", "/sign-in"),
        ("visitor-help", "/help"),
        ("visitor-eligibility", "/eligibility"),
        ("visitor-windows", "/windows/2026"),
        ("visitor-receipt-check", "/receipts/check"),
        ("visitor-activate", "/activate"),
        ("visitor-register", "/registrations/new"),
        ("visitor-registration-state", "/registrations/state"),
        ("visitor-not-found", "/nothing-here"),
    ):
        yield Stop(name, "", path)


def _administrators() -> Iterable[Stop]:
    account = Account.objects(username="lead-330000").first()
    for who, pages in {
        "system-admin": (
            "/",
            "/accounts",
            "/accounts/new",
            "/operation",
            "/deliveries",
            "/account",
            "/account/password",
            "/account/second-factor",
            "/account/calendar",
        ),
        "security-admin": (
            "/",
            f"/accounts/{account.id}",
            "/lockouts",
            "/second-factors",
            "/tokens",
        ),
        "audit-admin": ("/", "/sign-ins", "/ledger", "/ledger/export"),
    }.items():
        for path in pages:
            name = path.strip("/").replace("/", "-").replace(str(account.id), "one") or "home"
            yield Stop(f"{who}-{name}", who, path)


def _hosts() -> Iterable[Stop]:
    """Three hosts: one that has not begun, one with a draft, one that has filed."""
    filed = QuarterlyUpdate.objects(period=_OPEN).order_by("number").first()
    begun = UpdateDraft.objects(period=_OPEN).order_by("platform").first()
    for mark, number in (
        ("idle", _idle().number),
        ("draft", begun.platform),
        ("done", filed.platform),
    ):
        who = host_username(Platform.objects.get(number=number).credit_code)
        update = f"/platforms/{number}/quarterly-updates/{_OPEN}"
        yield Stop(f"host-{mark}-home", who, "/")
        yield Stop(f"host-{mark}-updates", who, "/quarterly-updates")
        yield Stop(f"host-{mark}-start", who, update)
        yield Stop(f"host-{mark}-form", who, f"{update}/form")
        if mark == "idle":
            yield Stop("host-idle-form-errors", who, f"{update}/form", "保存，下一步核对")
        if mark == "draft":
            yield Stop("host-draft-check", who, f"{update}/check")
    yield from _applicant(who)
    yield Stop("host-done-contact-ways", who, "/account/contact-ways")
    yield Stop("host-done-handovers", who, "/handovers")
    yield Stop("host-done-receipt", who, f"/receipts/{filed.number}")
    yield Stop("host-done-version", who, f"{update}/versions/1")
    yield Stop("host-done-diff", who, f"/platforms/{number}/update-diffs")
    checked = f"/receipts/check?number={filed.number}&digest={filed.digest}"
    yield Stop("host-done-receipt-check", who, checked)


def _applicant(who: str) -> Iterable[Stop]:
    """A host that has begun to apply for another platform, frozen a second and sent a third."""
    begun = Application.objects.get(platform_name=DRAFTED)
    one = f"/applications/{begun.number}"
    frozen, sent = SEALED
    for name, path in (
        ("list", "/applications"),
        ("new", "/applications/new"),
        ("record", one),
        ("withdrawal", f"{one}/withdrawal"),
        ("section", f"{one}/sections/basics"),
        ("section-open", f"{one}/sections/plan?checked=1"),
        ("equipment", f"{one}/equipment"),
        ("evidence", f"{one}/evidence"),
        ("eligibility", f"{one}/eligibility"),
        ("check", f"{one}/check"),
        ("frozen", f"/applications/{frozen}/stamping"),
        ("print", f"/applications/{frozen}/print"),
        ("receipt", f"/applications/{sent}/versions/1"),
    ):
        yield Stop(f"host-application-{name}", who, path)
    yield Stop("visitor-eligibility-outcome", "", "/eligibility", "看看结果")


def _idle(authority: str = "") -> Platform:
    """Return the first platform, of an authority or of any, whose host has not begun."""
    done = [
        number
        for each in (QuarterlyUpdate, UpdateDraft)
        for number in each.objects(period=_OPEN).distinct("platform")
    ]
    idle = Platform.objects(state="in_library", number__nin=done, number__startswith=authority)
    found: Platform = idle.order_by("number").first()
    return found


def _province() -> Iterable[Stop]:
    sheet = SummarySheet.objects(authority="330000", state="staged").first()
    admitted = SummarySheet.objects(authority="330000", state="admitted").first()
    yield Stop("province-sheets", "lead-330000", "/summary-sheets")
    yield Stop("province-sheet-new", "lead-330000", "/summary-sheets/new")
    yield Stop("province-sheet-staged", "lead-330000", f"/summary-sheets/{sheet.number}")
    yield Stop("reviewer-sheet-staged", "reviewer-330000", f"/summary-sheets/{sheet.number}")
    staged = f"/summary-sheets/{sheet.number}"
    yield Stop("province-sheet-reconciliation", "lead-330000", f"{staged}/reconciliation")
    yield Stop("province-sheet-scan-pages", "lead-330000", f"{staged}/scan/pages")
    yield Stop("province-settings", "lead-330000", "/authority-settings")
    yield Stop("province-sheet-written", "lead-330000", "/summary-sheets/new", "从系统生成汇总表")
    yield Stop("province-sheet-print", "lead-330000", "/summary-sheets/330000-2026H2-02/print")
    yield Stop("province-sheet-admitted", "lead-330000", f"/summary-sheets/{admitted.number}")
    yield Stop("province-sheet-rows", "lead-330000", f"/summary-sheets/{admitted.number}/rows")
    yield from _province_besides()


def _province_besides() -> Iterable[Stop]:
    for name in ("messy_440000_2026H2.xlsx", "scan_without_stamp.pdf"):
        mark = f"province-sheet-{name.split('_')[0]}"
        yield Stop(mark, "lead-440000", "/summary-sheets/new", "上传并检查", name)
    yield Stop("province-sheet-messy-rows", "lead-440000", "/summary-sheets/440000-2026H2-02/rows")
    leaving = ExitProposal.objects(authority="330000").first()
    here = "/adjustments/2026H2/authorities/330000"
    other = Platform.objects(authority="330000", state="in_library").order_by("number").first()
    yield Stop("province-round", "lead-330000", here)
    yield Stop("province-exits", "lead-330000", "/exit-proposals")
    yield Stop("province-exit", "lead-330000", f"/exit-proposals/{leaving.number}")
    papers = f"/exit-proposals/{leaving.number}/evidence"
    paper = f"{papers}/{leaving.evidence[1].file.id}"
    yield Stop("province-exit-evidence", "lead-330000", papers)
    withdrawal = f"{paper}/withdrawal"
    yield Stop("province-exit-withdrawal", "lead-330000", withdrawal)
    yield Stop("province-exit-withdrawal-errors", "lead-330000", withdrawal, "撤回这份材料")
    exit_form = f"/platforms/{other.number}/exit-proposals/new"
    yield Stop("province-exit-new", "lead-330000", exit_form)
    yield Stop("province-exit-errors", "lead-330000", exit_form, "提出退出建议")
    for name in ("", "/new", "/issued", "/recovery"):
        mark = f"province-accounts{name.replace('/', '-')}"
        yield Stop(mark, "lead-330000", f"/activations{name}")
    asked = Registration.objects(authority="330000").first()
    yield Stop("province-registrations", "lead-330000", "/registrations")
    yield Stop("province-registration", "lead-330000", f"/registrations/{asked.id}")
    yield Stop("province-home", "lead-330000", "/")
    yield Stop("province-missing", "lead-330000", "/reporting/missing")
    told = "/messages"
    message = OutboxMessage.objects(audience="authority", recipient="330000").first()
    yield Stop("province-messages", "lead-330000", told)
    yield Stop("province-message", "lead-330000", f"{told}/{message.id}")
    yield Stop("reviewer-home", "reviewer-330000", "/")
    update = f"/platforms/{_idle('330000').number}/quarterly-updates/{_OPEN}"
    yield Stop("reviewer-update", "reviewer-330000", update)
    yield Stop("reviewer-on-behalf", "reviewer-330000", f"{update}/on-behalf")


def _reviews() -> Iterable[Stop]:
    """What waits, is under review or was returned; a transfer; an office of a division."""
    claimed, returned = REVIEWED
    for name, path in (
        ("queue", "?all=1"),
        ("open", f"/{claimed}"),
        ("waiting", f"/{WAITING}"),
        ("returned", f"/{returned}"),
        ("version", f"/{returned}/versions/1"),
        ("return", f"/{claimed}/decision/returned"),
        ("recommend", f"/{claimed}/decision/recommended"),
    ):
        yield Stop(f"reviewer-review-{name}", "reviewer-330000", f"/reviews{path}")
    yield Stop("reviewer-review-claims", "reviewer-330000", "/reviews?all=1", "认领所选")
    yield Stop("province-review", "lead-330000", f"/reviews/{claimed}")
    transfer = Transfer.objects.first()
    moved = f"/platforms/{_idle('330000').number}/transfers/new"
    yield Stop("province-transfers", "lead-330000", "/transfers")
    yield Stop("province-transfer", "lead-330000", f"/transfers/{transfer.number}")
    yield Stop("province-transfer-new", "lead-330000", moved)
    yield Stop("province-transfer-to-receive", "lead-330200", f"/transfers/{transfer.number}")
    yield Stop("province-offices", "lead-330000", "/division-offices")
    for name, path in (
        ("home", "/"),
        ("list", "/pre-reviews"),
        ("one", f"/pre-reviews/{WAITING}"),
        ("tokens", "/account/tokens"),
    ):
        yield Stop(f"division-{name}", DIVISION_REVIEWER, path)


def _removals() -> Iterable[Stop]:
    """Cases at each station, their papers, a decision on paper, a batch before its signature."""
    cases, batches = "/removal-cases", "/removal-batches"
    form = f"{cases}/new?platform={_idle('330000').number}"
    yield Stop("ministry-removals", "ministry-lead", cases)
    yield Stop("ministry-removal-new", "ministry-lead", f"{cases}/new")
    yield Stop("ministry-removal-errors", "ministry-lead", form, "立案")
    yield Stop("ministry-removal-sign", "ministry-lead", f"{cases}/{removals.PREPARED}")
    yield Stop("ministry-removal-decided", "ministry-lead", f"{cases}/{removals.DECIDED}")
    yield Stop(
        "ministry-removal-decision", "ministry-lead", f"{cases}/{removals.DECIDED}/decision"
    )  # fmt: skip
    yield Stop("ministry-removal-batches", "ministry-lead", batches)
    yield Stop("ministry-removal-batch", "ministry-lead", f"{batches}/{removals.BATCH}")
    noticed = f"{cases}/{removals.NOTICED}"
    papers = f"{noticed}/evidence"
    yield Stop("province-removal", "lead-330000", noticed)
    yield Stop("province-removal-errors", "lead-330000", noticed, "登记核实结果")
    yield Stop("province-removal-evidence", "lead-330000", papers)
    withdrawal = f"{papers}/{removals.PAPER}/withdrawal"
    yield Stop("province-removal-withdrawal", "lead-330000", withdrawal)


def _unreported() -> Iterable[Stop]:
    """Possible unreported changes as each side sees them, and an extract of the register."""
    here = UnreportedChange.objects(authority="330000")
    asked, suspected = here(state="asked").first(), here(state="suspected").first()
    cases, host = "/unreported-changes", host_username(asked.credit_code)
    yield Stop("host-unreported", host, cases)
    yield Stop("host-unreported-one", host, f"{cases}/{asked.number}")
    yield Stop("host-unreported-errors", host, f"{cases}/{asked.number}", "提交答复")
    yield Stop("province-unreported", "lead-330000", cases)
    yield Stop("province-unreported-one", "lead-330000", f"{cases}/{asked.number}")
    yield Stop("province-unreported-new", "lead-330000", f"/platforms/{asked.platform}{cases}/new")
    yield Stop("province-unreported-suspected", "lead-330000", f"{cases}/{suspected.number}")
    yield Stop("province-unreported-errors", "lead-330000", f"{cases}/{suspected.number}", "询问")
    yield Stop("ministry-unreported", "ministry-lead", cases)
    yield Stop("ministry-extracts", "ministry-lead", "/register-extracts")
    yield Stop("ministry-extract-new", "ministry-lead", "/register-extracts/new")
    extract = RegisterExtract.objects.first().number
    yield Stop("ministry-extract", "ministry-lead", f"/register-extracts/{extract}")


def _conditions() -> Iterable[Stop]:
    """A figure below an entry condition as each side sees it, and the exit it may lead to."""
    found = ConditionFinding.objects(platform=SHORT, criterion="full_time_staff").first()
    whole, one = "/condition-findings", f"/condition-findings/{found.number}"
    host = host_username(Platform.objects.get(number=SHORT).credit_code)
    for who, username in (
        ("host", host),
        ("province", "lead-440000"),
        ("ministry", "ministry-lead"),
    ):
        yield Stop(f"{who}-conditions", username, whole)
        yield Stop(f"{who}-condition", username, one)
    yield Stop("province-condition-errors", "lead-440000", one, "写入查看记录")
    exit_form = f"/platforms/{SHORT}/exit-proposals/new?finding={found.number}"
    yield Stop("province-condition-exit", "lead-440000", exit_form)


def _ministry() -> Iterable[Stop]:
    platform = Platform.objects(state="in_library").order_by("number").first().number
    removed = Platform.objects(state="removed").first().number
    yield Stop("ministry-sheets", "ministry-lead", "/summary-sheets")
    yield Stop("ministry-library", "ministry-lead", "/platforms")
    yield Stop("ministry-library-none", "ministry-lead", "/platforms?q=没有这样的平台")
    for tab in ("", "/quarters", "/papers", "/history", "?on=2026-06-30", "?on=2020-01-01"):
        name = f"ministry-platform{tab.replace('/', '-').replace('?', '-')}"
        yield Stop(name, "ministry-lead", f"/platforms/{platform}{tab}")
    yield Stop("ministry-platform-removed", "ministry-lead", f"/platforms/{removed}")
    load = InitialLoad.objects.first().number
    for name in ("", "/new", f"/{load}", f"/{load}/rows"):
        mark = f"ministry-loads{name.replace(load, 'one').replace('/', '-')}"
        yield Stop(mark, "ministry-lead", f"/initial-loads{name}")
    yield Stop("ministry-round", "ministry-lead", "/adjustments/2026H2?sort=-open_items")
    yield Stop("ministry-round-past", "ministry-lead", "/adjustments/2026H1")
    yield Stop("ministry-round-notice", "ministry-lead", "/adjustments/2026H2/notice")
    yield Stop("ministry-round-errors", "ministry-lead", "/adjustments/2026H2/notice", "更正通知")
    yield Stop("ministry-reviews", "ministry-lead", "/reviews?to_ministry=yes")
    yield Stop("ministry-review", "ministry-lead", f"/reviews/{WAITING}")
    yield Stop("ministry-exits", "ministry-lead", "/exit-proposals")
    leaving = ExitProposal.objects.first()
    yield Stop("ministry-exit", "ministry-lead", f"/exit-proposals/{leaving.number}")
    yield Stop("ministry-home", "ministry-lead", "/")
    yield Stop("ministry-tokens", "ministry-lead", "/account/tokens")
    yield Stop("ministry-missing", "ministry-lead", f"/reporting/missing?period={_LAST}")
