"""Who the API's caller is."""

from typing import Any

from flask_smorest import Blueprint

from registry import edge
from registry.messages import say
from registry.permissions import PERMISSIONS, may, require
from schemas.accounts import MeSchema

blueprint = Blueprint("api_accounts", __name__, description="账号")


@blueprint.get("/me")
@blueprint.response(200, MeSchema)
@blueprint.doc(summary="令牌代表谁、可以做什么")
def me() -> dict[str, Any]:
    """Tell who the token speaks for, and what it may do."""
    actor = edge.actor()
    require(actor, "me:read")
    return {
        "account": actor.account,
        "name": actor.name,
        "role": actor.role.value,
        "role_name": say(f"role_{actor.role}"),
        "host": actor.host,
        "authority": actor.authority,
        "permissions": [name for name in PERMISSIONS if may(actor, name)],
    }
