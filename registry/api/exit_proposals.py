"""Exit proposals over the API: the list, one, proposing on a platform, withdrawing."""

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
from registry.documents.exit_proposals import ExitProposal
from registry.doors import first
from registry.policy.exit_proposals import ExitGround, ExitState
from registry.services import exit_proposals as desk
from registry.services import platforms
from registry.services.exit_proposals import ExitFilter, ExitOrder
from registry.versions import etag, expected_version
from schemas.exit_proposals import ExitBody, ExitPageSchema, ExitSchema, ExitWithdrawalBody

blueprint = Blueprint("api_exit_proposals", __name__, description="退出建议")

_PATH = "/exit-proposals"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, ExitSchema, desk.readable)


class ExitArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    period = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in ExitState)])
    )
    ground = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in ExitGround)])
    )


@blueprint.get(_PATH)
@blueprint.arguments(ExitArguments, location="query")
@blueprint.response(200, ExitPageSchema)
@blueprint.doc(summary="退出建议，最新的在前")
def proposals(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the proposals the caller may see."""
    names = ("authority", "period", "state", "ground")
    found, last = desk.list_proposals(
        ExitFilter(**{name: arguments[name] for name in names}),
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page(found, last)


@blueprint.get(_ONE)
@blueprint.response(200, ExitSchema, headers=ETAG)
@blueprint.doc(summary="一份退出建议和它的证明材料；撤回须带回这里的 ETag")
def proposal(number: str) -> Response:
    """Give one proposal."""
    return shown(desk.readable(number, "exit_proposals:read", edge.actor()))


@blueprint.post("/platforms/<number>/exit-proposals")
@first(lambda number: platforms.refuse_unreachable(number, "exit_proposals:propose", edge.actor()))
@idempotent
@blueprint.arguments(ExitBody)
@blueprint.response(201, ExitSchema, headers=ETAG | MADE)
@blueprint.doc(summary="提出退出建议；平台仍然在库，由工业和信息化部研究决定")
def proposing(body: dict[str, str], number: str) -> ResponseReturnValue:
    """Propose that a platform leaves."""
    made = desk.propose(ExitOrder(number, **body), **edge.circumstances())
    answer = shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_exit_proposals.proposal", number=made.number)
    return answer


@steps.step(
    "withdrawal",
    "exit_proposals:withdraw",
    ExitWithdrawalBody,
    summary="撤回待研究的退出建议，须写原因",
)
def withdrawal(body: dict[str, str], number: str) -> Response:
    """Take back an open proposal."""
    version = expected_version()
    changed = desk.withdraw(
        number, body["reason"], version=version, by=edge.actor(), at=edge.arrival()
    )
    return shown(changed)


def shown(found: ExitProposal) -> Response:
    """Answer with a proposal and its version."""
    answer = jsonify(ExitSchema().dump(found))
    answer.headers["ETag"] = etag(found.version)
    return answer
