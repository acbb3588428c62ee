"""Transfers 移交 over the API: propose, look, receive, hand back, withdraw."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask_smorest import Blueprint

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE
from registry.api.steps import Steps
from registry.documents.transfers import Transfer
from registry.doors import first
from registry.services import transfers as desk
from registry.services.platforms import refuse_unreachable
from registry.services.transfers import Proposal
from registry.versions import etag, expected_version
from schemas.transfers import (
    TransferBody,
    TransferPageSchema,
    TransferReasonBody,
    TransferSchema,
)

blueprint = Blueprint("api_transfers", __name__, description="平台移交")

_ONE = "/transfers/<number>"
steps = Steps(blueprint, _ONE, TransferSchema, desk.for_party)
_TRANSFER = TransferSchema()


@blueprint.get("/transfers")
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, TransferPageSchema)
@blueprint.doc(summary="本部门参与的平台移交，最新的在前；部级为全部")
def transfers(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the transfers one is part of."""
    after, limit = paging.position(arguments, 2), arguments["limit"]
    found, key = desk.list_transfers(by=edge.actor(), after=after, limit=limit)
    return paging.page(found, key or None)


@blueprint.post("/platforms/<number>/transfers")
@first(lambda number: refuse_unreachable(number, "transfers:propose", edge.actor()))
@idempotent
@blueprint.arguments(TransferBody)
@blueprint.response(201, TransferSchema, description="已提出", headers=ETAG | MADE)
@blueprint.doc(summary="提出把平台移交给另一主管部门，由对方负责人接收")
def propose(body: dict[str, Any], number: str) -> Response:
    """Propose to hand a platform on."""
    made = desk.propose(number, Proposal(**body), by=edge.actor(), at=edge.arrival())
    answer = _shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_transfers.transfer", number=made.number)
    return answer


@blueprint.get(_ONE)
@blueprint.response(200, TransferSchema, headers=ETAG)
@blueprint.doc(summary="一次移交；接收、退回和撤回须带回这里的 ETag")
def transfer(number: str) -> Response:
    """Give a transfer."""
    return _shown(desk.read_transfer(number, by=edge.actor()))


@steps.step("acceptance", "transfers:decide", summary="接收方负责人接收，生效日期起可以办理")
def acceptance(number: str) -> Response:
    """Receive a platform."""
    return _acted(desk.receive, number)


@steps.step("refusal", "transfers:decide", TransferReasonBody, summary="接收方负责人退回，须写原因")
def refusal(body: dict[str, str], number: str) -> Response:
    """Hand a platform back."""
    return _acted(desk.hand_back, number, body["reason"])


@steps.step(
    "withdrawal", "transfers:withdraw", TransferReasonBody, summary="移交方负责人撤回，须写原因"
)
def withdrawal(body: dict[str, str], number: str) -> Response:
    """Take a proposal back."""
    return _acted(desk.withdraw, number, body["reason"])


def _acted(act: Callable[..., Transfer], *given: str) -> Response:
    return _shown(act(*given, version=expected_version(), by=edge.actor(), at=edge.arrival()))


def _shown(found: Transfer) -> Response:
    answer = jsonify(_TRANSFER.dump(found))
    answer.headers["ETag"] = etag(found.version)
    return answer
