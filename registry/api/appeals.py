"""Appeals over the API: the list, one, objecting, correcting, and every step to the outcome."""

from collections.abc import Callable
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
from registry.documents.appeals import Appeal
from registry.doors import first
from registry.permissions import Role, require
from registry.policy.appeals import AppealState
from registry.services import appeal_outcomes as outcomes
from registry.services import appeal_suspensions as suspensions
from registry.services import appeals as desk
from registry.services.appeal_acts import readable, seen_by_host
from registry.services.appeal_outcomes import OutcomeDraft
from registry.services.appeals import AppealFilter, AppealOrder
from registry.versions import etag, expected_version
from schemas.appeals import (
    AppealBody,
    AppealCorrectionBody,
    AppealPageSchema,
    AppealPreparationBody,
    AppealReasonBody,
    AppealSchema,
)

blueprint = Blueprint("api_appeals", __name__, description="对移出决定的异议")

_PATH = "/appeals"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, AppealSchema, readable)


class AppealArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in AppealState)])
    )


@blueprint.get(_PATH)
@blueprint.arguments(AppealArguments, location="query")
@blueprint.response(200, AppealPageSchema)
@blueprint.doc(summary="异议和更正，最新的在前；依托单位看到对它的决定的")
def appeals(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the appeals the caller may see."""
    asked = AppealFilter(arguments["authority"], arguments["state"])
    found, last = desk.list_appeals(
        asked, by=edge.actor(), after=paging.position(arguments, 2), limit=arguments["limit"]
    )
    return paging.page(found, last)


@blueprint.get(_ONE)
@blueprint.response(200, AppealSchema, headers=ETAG)
@blueprint.doc(summary="一件异议；以下各步须带回这里的 ETag")
def appeal(number: str) -> Response:
    """Give one appeal; that its host saw it is noted."""
    found = readable(number, "appeals:read", edge.actor())
    seen_by_host(found, by=edge.actor(), at=edge.arrival())
    return shown(found)


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), "appeals:file"))
@idempotent
@blueprint.arguments(AppealBody)
@blueprint.response(201, AppealSchema, headers=ETAG | MADE)
@blueprint.doc(
    summary="依托单位对移出决定提出异议",
    description="处理之前决定照常执行。案件还没有决定、异议期已过、已有异议在处理或已处理过的，"
    "答复 409。",
)
def filing(body: dict[str, Any]) -> ResponseReturnValue:
    """Let a host object."""
    return _made(desk.file_appeal, body)


@blueprint.post("/appeal-corrections")
@first(lambda: require(edge.actor(), "appeals:correct"))
@idempotent
@blueprint.arguments(AppealCorrectionBody)
@blueprint.response(201, AppealSchema, headers=ETAG | MADE)
@blueprint.doc(summary="部里对移出决定自行立案更正，不受异议期限制；以下各步与异议相同")
def correction(body: dict[str, Any]) -> ResponseReturnValue:
    """Let the ministry take a decision up again."""
    return _made(desk.correct, body)


def _made(act: Callable[..., Appeal], body: dict[str, Any]) -> Response:
    order = AppealOrder(**body)
    made = act(order, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook())
    answer = shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_appeals.appeal", number=made.number)
    return answer


@steps.step(
    "withdrawal",
    "appeals:file",
    AppealReasonBody,
    summary="依托单位撤回异议，须写原因；暂停执行的决定恢复执行",
)
def withdrawal(body: dict[str, str], number: str) -> Response:
    """Take an appeal back."""
    return _with_reason(outcomes.withdraw, number, body)


@steps.step(
    "suspension",
    "appeals:suspend",
    AppealReasonBody,
    summary="暂停执行移出决定，须写原因；自当日起恢复在库、不限制申报",
)
def suspension(body: dict[str, str], number: str) -> Response:
    """Suspend the decision."""
    return _with_reason(suspensions.suspend, number, body)


@steps.step("resumption", "appeals:suspend", AppealReasonBody, summary="恢复执行移出决定，须写原因")
def resumption(body: dict[str, str], number: str) -> Response:
    """Let the decision hold again."""
    return _with_reason(suspensions.resume, number, body)


@steps.step(
    "preparation",
    "appeals:prepare",
    AppealPreparationBody,
    summary="拟定处理结果，由另一位部级负责人签发",
)
def preparation(body: dict[str, str], number: str) -> Response:
    """Prepare an outcome."""
    made = outcomes.prepare(
        number, OutcomeDraft(**body), version=expected_version(), by=edge.actor(),
        at=edge.arrival(), rulebook=edge.rulebook(),
    )  # fmt: skip
    return shown(made)


@steps.step("return", "appeals:decide", AppealReasonBody, summary="退回拟定的处理结果，须写原因")
def giving_back(body: dict[str, str], number: str) -> Response:
    """Send a prepared outcome back."""
    return _with_reason(outcomes.give_back, number, body)


@steps.step(
    "outcome",
    "appeals:decide",
    summary="签发处理结果",
    description="库内状态、限制申报和告知一次写成，原决定不改动。拟定人、参与原决定的人签发的，"
    "撤销后会与另一在库平台重复的，答复 409。",
)
def outcome(number: str) -> Response:
    """Sign an outcome."""
    made = outcomes.decide(
        number, version=expected_version(), by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    return shown(made)


def _with_reason(act: Callable[..., Appeal], number: str, body: dict[str, str]) -> Response:
    version = expected_version()
    return shown(act(number, body["reason"], version=version, by=edge.actor(), at=edge.arrival()))


def shown(found: Appeal) -> Response:
    """Return an appeal with its ETag; its host reads of no outcome before it is signed."""
    told: dict[str, Any] = AppealSchema().dump(found)
    if edge.actor().role is Role.HOST_OPERATOR:
        told["preparation"] = None
    answer = jsonify(told)
    answer.headers["ETag"] = etag(found.version)
    return answer
