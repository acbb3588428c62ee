"""Incidents over the API: the list, one, recording on a platform, correcting, examining."""

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
from registry.documents.incidents import Incident
from registry.doors import first
from registry.policy.incidents import IncidentKind, IncidentState
from registry.services import incidents as desk
from registry.services import platforms
from registry.services.incident_records import against_latest
from registry.services.incidents import LINES, ExaminationOrder, IncidentFilter
from registry.versions import etag, expected_version
from schemas.incidents import (
    ExaminationBody,
    IncidentBody,
    IncidentCorrectionBody,
    IncidentPageSchema,
    IncidentSchema,
    RecordLinesSchema,
    order_of,
    record_line,
)

blueprint = Blueprint("api_incidents", __name__, description="事故和违规情形")

_PATH = "/incidents"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, IncidentSchema, desk.readable)
_COUNTS = {True: "yes", False: "no", None: ""}


class IncidentArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    platform = fields.String(load_default="", validate=validate.Length(max=40))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in IncidentState)])
    )
    kind = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in IncidentKind)])
    )
    line = fields.String(
        load_default="",
        validate=validate.OneOf(["", *LINES]),
        metadata={
            "description": "reached 达到移出情形；proposed 达到、待立案；below 未达到；unknown 未定"
        },
    )


@blueprint.get(_PATH)
@blueprint.arguments(IncidentArguments, location="query")
@blueprint.response(200, IncidentPageSchema)
@blueprint.doc(summary="事故和违规情形，最新的在前")
def incidents(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the incidents the caller may see."""
    names = ("authority", "platform", "state", "kind", "line")
    found, last = desk.list_incidents(
        IncidentFilter(**{name: arguments[name] for name in names}),
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page(found, last)


@blueprint.get(_ONE)
@blueprint.response(200, IncidentSchema, headers=ETAG)
@blueprint.doc(summary="一件登记：各版内容、等级和所依据的标准、核对、证明材料")
def incident(number: str) -> Response:
    """Give one incident."""
    return shown(desk.readable(number, "incidents:read", edge.actor()))


@blueprint.post("/platforms/<number>/incidents")
@first(lambda number: platforms.refuse_unreachable(number, "incidents:record", edge.actor()))
@idempotent
@blueprint.arguments(IncidentBody)
@blueprint.response(201, IncidentSchema, headers=ETAG | MADE)
@blueprint.doc(
    summary="登记平台的事故或违规情形；不会因此移出",
    description="等级按公布的标准从数字得出，没有填的数字不作推定；质量、失泄密、弄虚作假、失信等"
    "以机关的认定为准，须有机关、文号和日期。失泄密的不要写泄露的内容。",
)
def recording(body: dict[str, Any], number: str) -> ResponseReturnValue:
    """Record an incident."""
    made = desk.record(
        number, order_of(body, body["kind"]), by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    answer = shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_incidents.incident", number=made.number)
    return answer


@steps.step(
    "correction",
    "incidents:record",
    IncidentCorrectionBody,
    summary="更正一件登记，须写原因；原来的内容保留，须重新核对",
)
def correction(body: dict[str, Any], number: str) -> Response:
    """State an incident anew."""
    version = expected_version()
    kind = desk.readable(number, "incidents:record", edge.actor()).kind
    changed = desk.correct(
        number, order_of(body, kind), version=version, by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    return shown(changed)


@steps.step(
    "examination",
    "incidents:examine",
    ExaminationBody,
    summary="核对一件登记：是否属实，是否计入平台，须写理由",
)
def examination(body: dict[str, Any], number: str) -> Response:
    """Examine what is stated."""
    version = expected_version()
    order = ExaminationOrder(body["outcome"], _COUNTS[body["counts"]], body["reason"])
    return shown(
        desk.examine(number, order, version=version, by=edge.actor(), at=edge.arrival())
    )  # fmt: skip - one call


@blueprint.get("/applications/<number>/incidents")
@blueprint.response(200, RecordLinesSchema)
@blueprint.doc(
    summary="近三年登记在案、与一（二）3 有关的情形，与申报的内容对照",
    description="按最近提交的版本和提交那天往前 36 个月。只作对照，不作结论。",
)
def on_record(number: str) -> dict[str, Any]:
    """Hold what is on record against the version submitted last."""
    found = against_latest(number, by=edge.actor(), rulebook=edge.rulebook())
    return {"items": [record_line(one) for one in found]}


def shown(found: Incident) -> Response:
    """Answer with an incident and its version."""
    answer = jsonify(IncidentSchema().dump(found))
    answer.headers["ETag"] = etag(found.version)
    return answer
