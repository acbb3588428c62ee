"""Whom a fault finds at work: hosts with platforms, and an authority with sheets to admit."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry import database as db
from registry.clock import SHANGHAI
from registry.documents.catalogue import all_documents
from registry.documents.platforms import Platform
from registry.documents.tokens import ApiToken
from registry.law import rulebook
from registry.permissions import Role
from registry.services import tokens
from registry.services.calendar import current_calendar
from registry.services.sign_in import actor_of, digest_of_secret
from registry.services.stamped_scans import ScanUpload
from registry.services.summary_sheets import Upload, receive
from tests.accepting import scan_checked
from tests.application_makers import ready_for
from tests.conftest import person
from tests.services.conftest import SAMPLES

AUTHORITY = "330000"
IN_WINDOW = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
# A training service in the first hour of the December window.
TRAINING = {"RESERVE_TRAINING": "1", "RESERVE_CLOCK": "2026-12-28T09:00", "RESERVE_WORKERS": "2"}
ENTERED = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Filer:
    """A host as its program knows it: its token and its platforms."""

    token: str
    platforms: tuple[str, ...]


@contextmanager
def connected(uri: str, name: str = "reserve") -> Iterator[None]:
    """Look at a service's database past its doors."""
    db.connect(uri, name)
    try:
        yield
    finally:
        db.disconnect()


def a_token(role: Role, *, host: str = "", authority: str = "") -> str:
    """Make an account with a token for all it may do; return the token."""
    account = person(role, host=host, authority=authority)
    secret = f"rsv_{secrets.token_urlsafe(32)}"
    ApiToken(
        digest=digest_of_secret(secret),
        prefix=secret[:12],
        account=str(account.id),
        label="故障演练",
        scopes=sorted(tokens.grantable(actor_of(account, door="api", request_id=""))),
        recorded_at=ENTERED,
        expires_at=IN_WINDOW + timedelta(days=30),
    ).save()
    return secret


def hosts(count: int, platforms: int) -> list[Filer]:
    """Enter hosts with platforms that owe an update for the fourth quarter."""
    db.ensure_indexes(all_documents())
    return [_host(ordinal, platforms) for ordinal in range(1, count + 1)]


def _host(ordinal: int, platforms: int) -> Filer:
    host = f"host-{ordinal}"
    # Numbers of the year before: this year's are what an admission gives out.
    numbers = tuple(
        f"{AUTHORITY}-2025-{ordinal * 100 + one:04d}" for one in range(1, platforms + 1)
    )
    for number in numbers:
        Platform(
            number=number,
            authority=AUTHORITY,
            host=host,
            credit_code=f"91{number[:6]}{number[-4:]}",
            host_name="钱江新材料研究院",
            name=f"先进材料中试平台{number[-4:]}",
            name_key=f"先进材料中试平台{number[-4:]}",
            state="in_library",
            basis="sheet_only",
            admitted_at=ENTERED,
            changed_at=ENTERED,
        ).save()
    return Filer(a_token(Role.HOST_OPERATOR, host=host), numbers)


def sheets(count: int, rows: int, make_sheet: Callable[..., bytes]) -> tuple[str, list[str]]:
    """Receive sheets with their stamped scans; return their lead's token and their numbers."""
    token = a_token(Role.PROVINCIAL_LEAD, authority=AUTHORITY)
    return token, [_sheet(make_sheet(*[{}] * rows, first=1 + rows * at)) for at in range(count)]


def _sheet(content: bytes) -> str:
    lead = actor_of(person(Role.PROVINCIAL_LEAD, authority=AUTHORITY), door="api", request_id="")
    circumstances = {
        "by": lead,
        "at": IN_WINDOW,
        "rulebook": rulebook(),
        "calendar": current_calendar(),
    }
    ready_for(content)
    sheet = receive(Upload(content, "汇总表.csv", AUTHORITY, "2026H2"), **circumstances).sheet
    scan = ScanUpload((SAMPLES / "scan_stamped_330000.pdf").read_bytes(), "盖章.pdf", declared=True)
    scan_checked(sheet, scan, by=lead, at=IN_WINDOW)
    return str(sheet.number)
