"""Applications 申报 over the API: list, begin, fill in, see how one stands, withdraw."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, versioned
from registry.desensitising import left_to_desk
from registry.doors import first
from registry.permissions import Role, require
from registry.services import application_drafts as drafts
from registry.services import application_equipment as equipment
from registry.services import applications as desk
from registry.services.application_drafts import Beginning, Typed
from registry.services.application_equipment import RowsTyped
from registry.services.application_forms import (
    OpenApplication,
    own_application,
    read_application,
)
from registry.services.applications import ApplicationFilter
from registry.versions import etag, expected_version
from schemas.applications import (
    ApplicationPageSchema,
    ApplicationSchema,
    BeginBody,
    EquipmentBody,
    ValuesBody,
    head_shape,
    opened_shape,
    submitted_shape,
)
from schemas.eligibility import ApplicationStandingSchema, assessment_shape
from schemas.typed_texts import blank

blueprint = Blueprint("api_applications", __name__, description="申报")

_SHOWN = ApplicationSchema()
_PATH = "/applications"
_ONE = f"{_PATH}/<number>"


class ApplicationArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    period = fields.String(load_default="", validate=validate.Length(max=6))
    state = fields.String(load_default="", validate=validate.Length(max=20))


def _refuse_untyped(number: str, **_: object) -> None:
    """Refuse where the caller has no such application to type into; one query."""
    own_application(number, "applications:draft", edge.actor(), rows=False)


@blueprint.get(_PATH)
@first(lambda: require(edge.actor(), "applications:read"))
@blueprint.arguments(ApplicationArguments, location="query")
@blueprint.response(200, ApplicationPageSchema)
@blueprint.doc(
    summary="申报，按编号",
    description="依托单位看到自己的全部申报，包括草稿；主管部门看到向其提交的，草稿不在内。",
)
def applications(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the applications the caller may see."""
    after = paging.position(arguments, 1)
    narrowed = ApplicationFilter(*(arguments[name] for name in ("authority", "period", "state")))
    limit = arguments["limit"]
    found = desk.applications_page(narrowed, "".join(after), limit + 1, by=edge.actor())
    last = [found[limit - 1].number] if len(found) > limit else None
    return paging.page([head_shape(one) for one in found[:limit]], last)


@blueprint.post(_PATH)
@first(lambda: require(edge.actor(), "applications:draft"))
@idempotent
@blueprint.arguments(BeginBody)
@blueprint.response(201, ApplicationSchema, description="已开始", headers=ETAG | MADE)
@blueprint.doc(
    summary="开始一份申报，得到申报编号",
    description="主管部门由平台所在地确定。限制申报期内也可以开始；同一平台已有申报的答复 409。",
)
def begin(body: dict[str, Any]) -> ResponseReturnValue:
    """Begin an application."""
    begun = drafts.begin(Beginning(**body), **edge.confidence())
    opened = read_application(begun.number, rows=True, **edge.confidence())
    answer = shown(opened)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_applications.application", number=begun.number)
    return answer


@blueprint.get(_ONE)
@blueprint.response(200, ApplicationSchema)
@blueprint.doc(
    summary="一份申报：依托单位看到草稿和检查结果，主管部门看到最近一次提交的版本",
    description="依托单位读到的 ETag 是草稿的版本，修改时填入 If-Match。",
)
def application(number: str) -> ResponseReturnValue:
    """Give an application to its host, or to whom it was submitted."""
    actor = edge.actor()
    if actor.role is Role.HOST_OPERATOR:
        require(actor, "applications:read")
        return shown(read_application(number, rows=True, **edge.confidence()))
    head = desk.read_head(number, by=actor)
    return submitted_shape(head, desk.latest_version(number, by=actor)), HTTPStatus.OK


@blueprint.patch(f"{_ONE}/draft")
@first(_refuse_untyped)
@versioned
@blueprint.arguments(ValuesBody)
@blueprint.response(200, ApplicationSchema, headers=ETAG)
@blueprint.doc(summary="保存所填内容；没有给出的各项不变；If-Match 填读到的 ETag")
@left_to_desk("*")
def save(body: dict[str, Any], number: str) -> ResponseReturnValue:
    """Save entries as typed and tell what was found in them."""
    values = {key: blank(text) for key, text in body["values"].items()}
    saved = drafts.save(number, Typed(values, expected_version()), **edge.confidence())
    opened = read_application(number, rows=True, **edge.confidence())
    return shown(replace(opened, withheld=saved.withheld))


@blueprint.put(f"{_ONE}/equipment")
@first(_refuse_untyped)
@versioned
@blueprint.arguments(EquipmentBody)
@blueprint.response(200, ApplicationSchema, headers=ETAG)
@blueprint.doc(summary="保存设备要素表的全部行；If-Match 填读到的 ETag")
@left_to_desk("*")
def rows(body: dict[str, Any], number: str) -> ResponseReturnValue:
    """Save the equipment table as typed and tell what was found in it."""
    typed = [{key: blank(text) for key, text in row.items()} for row in body["rows"]]
    opened = equipment.save_rows(
        number, RowsTyped(typed, expected_version()), **edge.confidence()
    )  # fmt: skip
    return shown(opened)


@blueprint.get(f"{_ONE}/eligibility")
@blueprint.response(200, ApplicationStandingSchema)
@blueprint.doc(summary="按目前所填内容，逐条对照基本条件")
def eligibility(number: str) -> dict[str, Any]:
    """Tell how an application stands against every condition."""
    standing = desk.standing_of(
        number, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
    )
    return {
        "application": standing.number,
        "state": standing.state,
        "assessments": [assessment_shape(one) for one in standing.assessments],
    }


@blueprint.post(f"{_ONE}/withdrawal")
@first(_refuse_untyped)
@idempotent
@blueprint.response(200, ApplicationSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(summary="撤回还没有被认领的申报")
def withdraw(number: str) -> ResponseReturnValue:
    """Withdraw an application that nobody has claimed."""
    drafts.withdraw(number, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook())
    return shown(read_application(number, rows=True, **edge.confidence()))


def shown(opened: OpenApplication) -> Response:
    """Return an application as the API answers it to its host, with its version."""
    answer = jsonify(_SHOWN.dump(opened_shape(opened)))
    answer.headers["ETag"] = etag(opened.application.revision)
    return answer
