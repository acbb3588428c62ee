"""API tokens: who an API request is from, and one's own tokens.

The API takes ``Authorization: Bearer`` and nothing else: a cookie never speaks here.
"""

from typing import Any

from flask import current_app, request
from flask_smorest import Blueprint

from registry import edge
from registry.api import idempotency
from registry.api.openapi import is_closed
from registry.documents.tokens import ApiToken
from registry.permissions import Actor
from registry.services import tokens as desk
from schemas.tokens import TokenListSchema

blueprint = Blueprint("api_tokens", __name__, description="接口令牌")


@blueprint.before_app_request
def identify() -> None:
    """Let a bearer token speak for its account, and refuse who has none before reading on.

    So nobody learns without a token how a closed operation would like to be called.
    """
    if request.path.startswith("/api/"):
        edge.set_identity(_actor)
        if is_closed(current_app.view_functions.get(request.endpoint or "")):
            edge.actor()


@blueprint.get("/tokens")
@blueprint.response(200, TokenListSchema)
@blueprint.doc(summary="自己的令牌，最新的在前")
def own_tokens() -> dict[str, Any]:
    """List the caller's own tokens."""
    return {"items": [_shown(token) for token in desk.tokens_of(edge.actor())]}


@blueprint.delete("/tokens/<token_id>")
@blueprint.response(204)
@blueprint.doc(summary="撤销自己的一个令牌，立即生效")
def revoke(token_id: str) -> None:
    """Revoke one of the caller's own tokens, at once."""
    desk.revoke(token_id, by=edge.actor(), at=edge.arrival())


def _actor() -> Actor | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer":
        return None
    caller = desk.identify(
        secret.strip(),
        key=idempotency.key_given(),
        request_id=edge.request_id(),
        at=edge.arrival(),
        rule=edge.house().settings.second_factor,
    )
    if caller is None:
        return None
    idempotency.note(caller.kept)
    return caller.actor


def _shown(token: ApiToken) -> dict[str, Any]:
    return {
        "id": str(token.id),
        "prefix": token.prefix,
        "label": token.label,
        "scopes": list(token.scopes),
        "state": desk.state_of(token, edge.arrival()),
        "recorded_at": token.recorded_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
    }
