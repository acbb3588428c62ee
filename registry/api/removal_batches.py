"""Batches of removals over the API: put together, look at (dry run), sign, withdraw."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE
from registry.api.steps import Steps
from registry.documents.removal_batches import RemovalBatch
from registry.doors import first
from registry.permissions import require
from registry.services import removal_batches as desk
from registry.services.removal_decisions import what_follows
from registry.versions import etag, expected_version
from schemas.removal_cases import RemovalBatchBody, RemovalBatchPageSchema, RemovalBatchSchema

blueprint = Blueprint("api_removal_batches", __name__, description="批量移出")

_PATH = "/removal-batches"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, RemovalBatchSchema, desk.readable)


@blueprint.get(_PATH)
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, RemovalBatchPageSchema)
@blueprint.doc(summary="批量移出，最新的在前")
def batches(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the batches."""
    found, last = desk.list_batches(
        by=edge.actor(), after=paging.position(arguments, 2), limit=arguments["limit"]
    )
    return paging.page(found, last)


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), "removal_cases:prepare"))
@idempotent
@blueprint.arguments(RemovalBatchBody)
@blueprint.response(201, RemovalBatchSchema, headers=ETAG | MADE)
@blueprint.doc(summary="把待签发的案件列为一批，共用一个决定文号；只是预演，不作决定")
def composing(body: dict[str, Any]) -> ResponseReturnValue:
    """Put cases together."""
    made = desk.compose(
        body["cases"], body["document"], by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    answer = _shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_removal_batches.batch", number=made.number)
    return answer


@blueprint.get(_ONE)
@blueprint.response(200, RemovalBatchSchema, headers=ETAG)
@blueprint.doc(summary="一批；签发前是每件将会怎样，签发后是结果")
def batch(number: str) -> Response:
    """Give one batch; one under way is taken up again."""
    found = desk.readable(number, "removal_batches:read", edge.actor())
    _take_up(found)
    return _shown(found)


@steps.step("decision", "removal_cases:decide", summary="签发一批；逐件作出决定，断了会接着办")
def decision(number: str) -> Response:
    """Sign a batch."""
    signed = desk.sign(
        number, version=expected_version(), by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    _take_up(signed)
    return _shown(signed)


@steps.step("withdrawal", "removal_cases:prepare", summary="撤销尚未签发的一批，案件仍为待签发")
def withdrawal(number: str) -> Response:
    """Take a batch apart."""
    return _shown(
        desk.withdraw(number, version=expected_version(), by=edge.actor(), at=edge.arrival())
    )


def _take_up(found: RemovalBatch) -> None:
    if found.state == desk.SIGNING:
        desk.start(found.number, at=edge.arrival(), rulebook=edge.rulebook())


def _shown(found: RemovalBatch) -> Response:
    told: dict[str, Any] = RemovalBatchSchema().dump(found)
    if found.state == desk.PREPARED:
        ahead = desk.foresee(found, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook())
        said = [what_follows(one.outlook) if one.outlook else one.why_not for one in ahead]
    else:
        said = [row.detail for row in found.rows]
    for row, words in zip(told["rows"], said, strict=True):
        row["told"] = words
    answer = jsonify(told)
    answer.headers["ETag"] = etag(found.version)
    return answer
