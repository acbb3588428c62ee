"""Bans over the API: checking whether one is in force, and recording one."""

from typing import Any

from flask_smorest import Blueprint

from registry import edge
from registry.api.idempotency import idempotent
from registry.doors import first
from registry.permissions import require
from registry.services import ban_checks
from registry.services import bans as desk
from registry.services.bans import BanOrder, BanStanding
from schemas.bans import BanBody, BanCheckSchema, BanQuery, BanSchema, check_shape

blueprint = Blueprint("api_bans", __name__, description="限制申报")


@blueprint.get("/bans")
@first(lambda: require(edge.actor(), "bans:read"))
@blueprint.arguments(BanQuery, location="query")
@blueprint.response(200, BanCheckSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.doc(summary="查询依托单位是否在限制申报期内、到哪一天、依据哪个决定、为什么约束它")
def check(arguments: dict[str, Any]) -> dict[str, Any]:
    """Tell whether a host is banned today and why, and what if it merged with another."""
    code, other = arguments["credit_code"].upper(), arguments["other"].upper()
    by, at = edge.actor(), edge.arrival()
    merged = ban_checks.check_merged(code, other, by=by, at=at) if other else None
    return check_shape(ban_checks.check(code, by=by, at=at), other, merged)


@blueprint.post("/bans")
@first(lambda: require(edge.actor(), "bans:record"))
@idempotent
@blueprint.arguments(BanBody)
@blueprint.response(201, BanSchema)
@blueprint.doc(summary="登记一项决定带来的限制申报期；期限由移出情形确定")
def record(body: dict[str, Any]) -> BanStanding:
    """Record the ban that follows from a decision."""
    return desk.record_ban(
        BanOrder(**body), by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
    )
