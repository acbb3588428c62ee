"""Waivers of a ban over the API: the list, one, preparing, approving, withdrawing."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE
from registry.api.steps import Steps
from registry.documents.ban_waivers import BanWaiver
from registry.doors import first
from registry.permissions import require
from registry.policy.ban_waivers import WaiverState
from registry.services import ban_waivers as desk
from registry.services.ban_waivers import WaiverOrder
from registry.versions import etag, expected_version
from schemas.ban_waivers import WaiverBody, WaiverPageSchema, WaiverSchema, WaiverWithdrawalBody

blueprint = Blueprint("api_ban_waivers", __name__, description="限制申报的豁免")

_PATH = "/ban-waivers"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, WaiverSchema, desk.readable)


class WaiverArguments(paging.PageArguments):
    """What the list is narrowed to."""

    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in WaiverState)])
    )


@blueprint.get(_PATH)
@blueprint.arguments(WaiverArguments, location="query")
@blueprint.response(200, WaiverPageSchema)
@blueprint.doc(summary="限制申报的豁免，最新的在前")
def waivers(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the waivers."""
    found, last = desk.list_waivers(
        arguments["state"],
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page(found, last)


@blueprint.get(_ONE)
@blueprint.response(200, WaiverSchema, headers=ETAG)
@blueprint.doc(summary="一份豁免；批准和撤销须带回这里的 ETag")
def waiver(number: str) -> Response:
    """Give one waiver."""
    return shown(desk.readable(number, "ban_waivers:read", edge.actor()))


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), "ban_waivers:prepare"))
@idempotent
@blueprint.arguments(WaiverBody)
@blueprint.response(201, WaiverSchema, headers=ETAG | MADE)
@blueprint.doc(summary="提出一份豁免；由另一位负责人批准后才有效")
def preparing(body: dict[str, Any]) -> ResponseReturnValue:
    """Prepare a waiver."""
    made = desk.prepare(
        WaiverOrder(**body), by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
    )
    answer = shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_ban_waivers.waiver", number=made.number)
    return answer


@steps.step("approval", "ban_waivers:approve", summary="批准他人提出的豁免")
def approval(number: str) -> Response:
    """Approve a waiver that another prepared."""
    return shown(
        desk.approve(number, version=expected_version(), by=edge.actor(), at=edge.arrival())
    )


@steps.step(
    "withdrawal",
    "ban_waivers:prepare",
    WaiverWithdrawalBody,
    summary="撤销豁免，须写原因；已批准的由负责人撤销",
)
def withdrawal(body: dict[str, str], number: str) -> Response:
    """End a waiver with a reason."""
    version = expected_version()
    return shown(
        desk.withdraw(number, body["reason"], version=version, by=edge.actor(), at=edge.arrival())
    )


def shown(found: BanWaiver) -> Response:
    """Answer with a waiver and its version."""
    answer = jsonify(WaiverSchema().dump(found))
    answer.headers["ETag"] = etag(found.version)
    return answer
