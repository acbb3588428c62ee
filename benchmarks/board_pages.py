"""Home of each kind of office on 100,000 platforms, beside a page that asks for nothing.

Their queries are counted in tests; here is what they cost in a large library. Told only: the
library has some thousand platforms. The board of window week has a script of its own.
"""

import secrets
import sys
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.library import lay_in
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service
from registry.documents.accounts import Account, AccountSession
from registry.permissions import Role
from registry.services.sign_in import digest_of_secret

SIZE = 100_000
BARE = "help"
PEOPLE = {
    "host": (Role.HOST_OPERATOR, {"host": "host-330000-7"}),
    "province": (Role.PROVINCIAL_LEAD, {"authority": "330000"}),
    "ministry": (Role.MINISTRY_LEAD, {}),
}


def signed_in(
    app: Flask, role: Role, place: dict[str, str], *, at: datetime = NOW
) -> FlaskClient:  # fmt: skip - one line of whom and when
    """Return the client of somebody signed in on the pages at a moment."""
    secret = secrets.token_urlsafe(32)
    Account(
        username=f"{role.value}-{secrets.token_hex(4)}",
        name="测速",
        role=role.value,
        password_hash="none",  # noqa: S106 - opens nothing
        sessions=[AccountSession(key=digest_of_secret(secret), began_at=at, seen_at=at)],
        recorded_at=NOW,
        **place,
    ).save()
    visitor = app.test_client()
    with visitor.session_transaction() as cookie:
        cookie.update({"_user_id": secret, "_fresh": True})
    return visitor


def page(visitor: FlaskClient, address: str) -> Callable[[int], object]:
    """Return the work of asking for a page."""

    def ask(_: int) -> None:
        answer = visitor.get(address)
        assert answer.status_code == 200, answer.status  # noqa: PLR2004, S101 - measured only if shown

    return ask


def main() -> int:
    """Measure and print."""
    with service("boards") as app:
        lay_in(SIZE)
        visitors = {who: signed_in(app, *asked) for who, asked in PEOPLE.items()}
        pages = {f"home of {who}": page(visitor, "/") for who, visitor in visitors.items()}
        found = interleaved({BARE: page(visitors["host"], "/help"), **pages}, rounds=5, repeat=1)
    reads = "walking the index of who owes the quarter's update, of those the reader may see"
    for name in pages:
        told(f"At {SIZE:,} platforms", found, name, [Ceiling(BARE)], limited_by=reads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
