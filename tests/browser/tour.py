"""Every page of the service, as somebody of the demo year reaches it."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.documents.accounts import Account
from tests.browser.visitor import Visitor


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
    yield from ()


def _province() -> Iterable[Stop]:
    yield from ()


def _ministry() -> Iterable[Stop]:
    yield from ()
