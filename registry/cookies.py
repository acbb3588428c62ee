"""The session cookie: signed, and without an age of its own.

How long a session lasts is decided from the record (``registry.services.sign_in``), on the
service's own clock. The cookie's stamp is the machine's: were it believed, a clock that
steps back would sign out whoever signed in before.
"""

from functools import cache
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class _Ageless(URLSafeTimedSerializer):
    def loads(self, s: str | bytes, max_age: int | None = None, **more: Any) -> Any:  # type: ignore[override] # noqa: ANN401, ARG002 - Flask calls it so
        """Read what is rightly signed, whenever that was."""
        return super().loads(s, **more)


class SessionCookies(SecureCookieSessionInterface):
    """Flask's signed cookies, read whatever the machine's clock says of their age."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Open none for the API: it takes tokens, and a cookie never speaks there.

        What needs one, such as a form or a message for the next page, has no place under it.
        """
        if request.path.startswith("/api/"):
            return None
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and reads the cookies of an application."""
        return self._serializer(str(app.secret_key)) if app.secret_key else None

    @cache  # noqa: B019 - one interface an application, for as long as it runs
    def _serializer(self, secret: str) -> URLSafeTimedSerializer:
        return _Ageless(
            secret,
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
            },
        )
