"""A service to measure on: an embedded database of its own, the application, a token."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from config.settings import Settings
from registry.app import create_app
from registry.clock import SHANGHAI, Clock
from registry.database import disconnect
from registry.documents.accounts import Account
from registry.documents.tokens import ApiToken
from registry.embedded import EmbeddedServer
from registry.permissions import Role
from registry.services.sign_in import actor_of, digest_of_secret
from registry.services.tokens import grantable

# The first hour of the December window of 2026.
NOW = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)


@contextmanager
def service(name: str) -> Iterator[Flask]:
    """Run the application on a new embedded database, at ``NOW``; both end with the block."""
    with tempfile.TemporaryDirectory(prefix="reserve-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        server.start()
        try:
            settings = Settings(
                data=Path(folder),
                mongodb_uri=server.uri,
                database=name,
                training=True,
                secret_key=secrets.token_hex(),
                log_level="ERROR",
                second_factor="off",
            )
            yield create_app(settings, Clock(NOW))
        finally:
            disconnect()
            server.stop()


def token_for(role: Role, *, host: str = "", authority: str = "") -> dict[str, str]:
    """Make an account with a token for everything its role may, and return the headers."""
    account = Account(
        username=f"{role.value}-{secrets.token_hex(4)}",
        name="测速",
        role=role.value,
        host=host,
        authority=authority,
        password_hash="none",  # noqa: S106 - opens nothing
        recorded_at=NOW,
    ).save()
    secret = f"rsv_{secrets.token_urlsafe(32)}"
    ApiToken(
        digest=digest_of_secret(secret),
        prefix=secret[:12],
        account=str(account.id),
        label="测速",
        scopes=sorted(grantable(actor_of(account, door="api", request_id=""))),
        recorded_at=NOW,
        expires_at=NOW + timedelta(days=30),
    ).save()
    return {"Authorization": f"Bearer {secret}"}
