"""Every page of the service, as somebody of the demo year reaches it."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.demo.people import host_username
from registry.documents.accounts import Account
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from tests.browser.visitor import Visitor

_OPEN, _LAST = "2026Q4", "2026Q3"


@dataclass(frozen=True, slots=True)
class Stop:
    """One picture: its name, who looks (nobody: a visitor), which page, what is pressed there."""

    name: str
    who: str
    path: str
    press: str = ""

    def reach(self, visitor: Visitor) -> None:
        """Go there."""
        visitor.go(self.path)
        if self.press:
            visitor.press(self.press)
            visitor.page.wait_for_load_state()


def tour() -> tuple[Stop, ...]:
    """Return every stop, on what the demo year holds."""
    return (*_public(), *_administrators(), *_hosts(), *_province(), *_ministry())


def _public() -> Iterable[Stop]:
    for name, path in (
        ("visitor-home", "/"),
        ("visitor-sign-in", "/sign-in"),
        ("visitor-help", "/help"),
        ("visitor-windows", "/windows/2026"),
        ("visitor-receipt-check", "/receipts/check"),
        ("visitor-not-found", "/nothing-here"),
    ):
        yield Stop(name, "", path)


def _administrators() -> Iterable[Stop]:
    account = Account.objects(username="lead-330000").first()
    for who, pages in {
        "system-admin": ("/", "/accounts", "/accounts/new", "/account", "/account/password"),
        "security-admin": ("/", "/lockouts", f"/accounts/{account.id}"),
        "audit-admin": ("/", "/sign-ins", "/ledger"),
    }.items():
        for path in pages:
            name = path.strip("/").replace("/", "-").replace(str(account.id), "one") or "home"
            yield Stop(f"{who}-{name}", who, path)


def _hosts() -> Iterable[Stop]:
    """Three hosts: one that has not begun, one with a draft, one that has filed."""
    filed = QuarterlyUpdate.objects(period=_OPEN).order_by("number").first()
    begun = UpdateDraft.objects(period=_OPEN).order_by("platform").first()
    done = [*QuarterlyUpdate.objects(period=_OPEN).distinct("platform"), begun.platform]
    idle = Platform.objects(state="in_library", number__nin=done).order_by("number").first()
    for mark, number in (
        ("idle", idle.number),
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
    yield Stop("host-done-receipt", who, f"/receipts/{filed.number}")
    yield Stop("host-done-version", who, f"{update}/versions/1")
    checked = f"/receipts/check?number={filed.number}&digest={filed.digest}"
    yield Stop("host-done-receipt-check", who, checked)


def _province() -> Iterable[Stop]:
    yield Stop("province-home", "lead-330000", "/")
    yield Stop("province-reporting", "lead-330000", "/reporting")
    yield Stop("province-missing", "lead-330000", "/reporting/missing")
    yield Stop("reviewer-home", "reviewer-330000", "/")


def _ministry() -> Iterable[Stop]:
    yield Stop("ministry-home", "ministry-lead", "/")
    yield Stop("ministry-reporting", "ministry-lead", "/reporting")
    yield Stop("ministry-missing", "ministry-lead", f"/reporting/missing?period={_LAST}")
