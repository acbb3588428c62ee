"""The reporting authorities, for everybody: their codes stand in every filing."""

from typing import Any

from flask_smorest import Blueprint

from registry.services.authorities import authorities
from schemas.authorities import AuthorityListSchema

blueprint = Blueprint("api_authorities", __name__, description="主管部门")


@blueprint.get("/authorities")
@blueprint.response(200, AuthorityListSchema)
@blueprint.doc(summary="全部主管部门及其代码", security=[])
def authority_list() -> dict[str, Any]:
    """List the reporting authorities."""
    return {"items": list(authorities().all)}
