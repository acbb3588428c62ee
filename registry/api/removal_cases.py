"""Removal cases over the API: the list, one, opening, and every step to decision or closing."""

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
from registry.documents.removal_cases import RemovalCase
from registry.doors import first
from registry.permissions import Role, require
from registry.policy.removal_cases import CaseState
from registry.services import removal_case_steps, removal_decisions
from registry.services import removal_cases as desk
from registry.services.appeals import last_day_of
from registry.services.removal_case_acts import readable, seen_by_host
from registry.services.removal_case_steps import Draft, Finding
from registry.services.removal_cases import CaseFilter, CaseOrder, NoticeOrder
from registry.versions import etag, expected_version
from schemas.removal_cases import (
    RemovalCaseBody,
    RemovalCasePageSchema,
    RemovalCaseReasonBody,
    RemovalCaseSchema,
    RemovalClosingBody,
    RemovalNoticeBody,
    RemovalPreparationBody,
    RemovalStatementBody,
    RemovalVerificationBody,
)

blueprint = Blueprint("api_removal_cases", __name__, description="移出案件")

_PATH = "/removal-cases"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, RemovalCaseSchema, readable)


class CaseArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in CaseState)])
    )
    ground = fields.String(load_default="", validate=validate.Length(max=60))


@blueprint.get(_PATH)
@blueprint.arguments(CaseArguments, location="query")
@blueprint.response(200, RemovalCasePageSchema)
@blueprint.doc(summary="移出案件，最新的在前；依托单位看到已告知它的")
def cases(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the cases the caller may see."""
    asked = CaseFilter(**{name: arguments[name] for name in ("authority", "state", "ground")})
    found, last = desk.list_cases(
        asked, by=edge.actor(), after=paging.position(arguments, 2), limit=arguments["limit"]
    )
    return paging.page(found, last)


@blueprint.get(_ONE)
@blueprint.response(200, RemovalCaseSchema, headers=ETAG)
@blueprint.doc(summary="一个移出案件；以下各步须带回这里的 ETag")
def case(number: str) -> Response:
    """Give one case; that its host saw it is noted."""
    found = readable(number, "removal_cases:read", edge.actor())
    seen_by_host(found, by=edge.actor(), at=edge.arrival())
    return shown(found)


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), "removal_cases:open"))
@idempotent
@blueprint.arguments(RemovalCaseBody)
@blueprint.response(201, RemovalCaseSchema, headers=ETAG | MADE)
@blueprint.doc(summary="立案；平台仍然在库，省级只能以二（四）的情形立案")
def opening(body: dict[str, Any]) -> ResponseReturnValue:
    """Open a case."""
    made = desk.open_case(
        CaseOrder(**body), by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
    )
    answer = shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_removal_cases.case", number=made.number)
    return answer


@steps.step(
    "notice", "removal_cases:notify", RemovalNoticeBody, summary="告知依托单位，并写明陈述截止日"
)
def notice(body: dict[str, Any], number: str) -> Response:
    """Give the host notice."""
    order, version = NoticeOrder(**body), expected_version()
    return shown(desk.notify(number, order, version=version, **edge.circumstances()))


@steps.step(
    "statements",
    "removal_cases:state",
    RemovalStatementBody,
    summary="依托单位陈述；逾期的照收并标明",
)
def statement(body: dict[str, str], number: str) -> Response:
    """Take a statement."""
    version = expected_version()
    return shown(
        desk.state(number, body["text"], version=version, by=edge.actor(), at=edge.arrival())
    )


@steps.step(
    "verification",
    "removal_cases:verify",
    RemovalVerificationBody,
    summary="登记核实结果；不属实的不能作出移出决定",
)
def verification(body: dict[str, Any], number: str) -> Response:
    """Write down a verification."""
    version = expected_version()
    return shown(
        removal_case_steps.verify(
            number, Finding(**body), version=version, by=edge.actor(), at=edge.arrival()
        )  # fmt: skip - one call
    )


@steps.step(
    "preparation",
    "removal_cases:prepare",
    RemovalPreparationBody,
    summary="拟定移出决定，由另一位部级负责人签发",
)
def preparation(body: dict[str, Any], number: str) -> Response:
    """Prepare a decision."""
    made = removal_case_steps.prepare(
        number, Draft(**body), version=expected_version(), by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    return shown(made)


@steps.step(
    "decision",
    "removal_cases:decide",
    summary="签发移出决定",
    description="移出、限制申报、库内状态和告知一次写成。未经核实的二（四）情形、拟定人本人签发、"
    "达到每日上限的，答复 409。",
)
def decision(number: str) -> Response:
    """Sign a decision."""
    made = removal_decisions.decide(
        number, version=expected_version(), by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    return shown(made)


@steps.step(
    "return", "removal_cases:decide", RemovalCaseReasonBody, summary="退回拟定的决定，须写原因"
)
def giving_back(body: dict[str, str], number: str) -> Response:
    """Send a prepared decision back."""
    return _with_reason(removal_case_steps.give_back, number, body)


@steps.step(
    "closing", "removal_cases:decide", RemovalClosingBody, summary="结案，平台不移出，须写理由"
)
def closing(body: dict[str, str], number: str) -> Response:
    """End a case without a removal."""
    made = removal_case_steps.close(
        number, body["outcome"], body["reason"], version=expected_version(), by=edge.actor(),
        at=edge.arrival(),
    )  # fmt: skip
    return shown(made)


@steps.step(
    "hold",
    "removal_cases:hold",
    RemovalCaseReasonBody,
    summary="中止办理，须写原因；依托单位仍可陈述",
)
def hold(body: dict[str, str], number: str) -> Response:
    """Let a case stand still."""
    return _with_reason(removal_case_steps.hold, number, body)


@steps.step("resumption", "removal_cases:hold", RemovalCaseReasonBody, summary="恢复办理，须写原因")
def resumption(body: dict[str, str], number: str) -> Response:
    """Let a case go on."""
    return _with_reason(removal_case_steps.resume, number, body)


def _with_reason(act: Callable[..., RemovalCase], number: str, body: dict[str, str]) -> Response:
    version = expected_version()
    return shown(act(number, body["reason"], version=version, by=edge.actor(), at=edge.arrival()))


def shown(found: RemovalCase) -> Response:
    """Return a case with its ETag; its host reads of no decision before it is made."""
    told: dict[str, Any] = RemovalCaseSchema().dump(found)
    if edge.actor().role is Role.HOST_OPERATOR:
        told["preparation"] = None
    told["objection_until"] = _objection_until(found)
    answer = jsonify(told)
    answer.headers["ETag"] = etag(found.version)
    return answer


def _objection_until(found: RemovalCase) -> str | None:
    return last_day_of(found, edge.rulebook()).isoformat() if found.decision else None
