"""Pre-review 市县初审 over the API: a lead's offices; for their people what waits, and opinions."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask_smorest import Blueprint

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, versioned
from registry.documents.pre_reviews import DivisionOffice
from registry.doors import first
from registry.downloads import attachment
from registry.permissions import require
from registry.services import pre_reviews as desk
from registry.services.pre_reviews import NewOffice
from registry.services.review_papers import paper_to_office
from registry.versions import etag, expected_version
from schemas.pre_reviews import (
    OfficeBody,
    OfficePageSchema,
    OfficeSchema,
    OpenPreReviewSchema,
    OpinionBody,
    OpinionSchema,
    StandingBody,
    WaitingPageSchema,
    pre_review_shape,
)

blueprint = Blueprint("api_pre_reviews", __name__, description="市县初审")

_OFFICES = "/division-offices"
_OFFICE = f"{_OFFICES}/<division>"
_PATH = "/pre-reviews"
_ONE = f"{_PATH}/<number>"


@blueprint.get(_OFFICES)
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, OfficePageSchema)
@blueprint.doc(summary="本地区的初审单位，按行政区划代码")
def offices(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the offices of the caller's authority."""
    after, limit = paging.position(arguments, 1), arguments["limit"]
    found, key = desk.offices(by=edge.actor(), after=after, limit=limit)
    return paging.page(found, key)


@blueprint.post(_OFFICES)
@first(lambda: require(edge.actor(), "division_offices:change"))
@idempotent
@blueprint.arguments(OfficeBody)
@blueprint.response(201, OfficeSchema, description="已设置", headers=ETAG | MADE)
@blueprint.doc(
    summary="设置一个市县的初审单位，由负责人办理",
    description="设置后，系统管理员为经办人建立账号，安全管理员授予“市县初审员”。",
)
def add_office(body: dict[str, Any]) -> Response:
    """Let an office look first at its division."""
    new = NewOffice(body["name"], body["division"], "\n".join(body["covers"]))
    made = desk.add_office(new, by=edge.actor(), at=edge.arrival())
    answer = _office_shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_pre_reviews.office", division=made.division)
    return answer


@blueprint.get(_OFFICE)
@blueprint.response(200, OfficeSchema, headers=ETAG)
@blueprint.doc(summary="一个初审单位；启用和停用须带回这里的 ETag")
def office(division: str) -> Response:
    """Give one office."""
    return _office_shown(desk.office_of(division, "division_offices:read", edge.actor()))


@blueprint.put(f"{_OFFICE}/standing")
@first(lambda division: desk.office_of(division, "division_offices:change", edge.actor()))
@versioned
@blueprint.arguments(StandingBody)
@blueprint.response(200, OfficeSchema, headers=ETAG)
@blueprint.doc(summary="启用或停用；停用后，它的人用页面和令牌都看不到申报")
def switch_office(body: dict[str, bool], division: str) -> Response:
    """Switch an office on or off."""
    version = expected_version()
    changed = desk.switch_office(
        division, on=body["active"], version=version, by=edge.actor(), at=edge.arrival()
    )
    return _office_shown(changed)


@blueprint.get(_PATH)
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, WaitingPageSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.doc(summary="本地区已提交、还没有办结的申报，等待最久的在前")
def waiting(arguments: dict[str, Any]) -> dict[str, Any]:
    """List what the caller's office has to look at."""
    after, limit = paging.position(arguments, 2), arguments["limit"]
    found, key = desk.waiting_for(by=edge.actor(), after=after, limit=limit)
    return paging.page(found, key)


@blueprint.get(_ONE)
@blueprint.response(200, OpenPreReviewSchema, headers=ETAG)
@blueprint.doc(summary="最新提交的版本；提出意见须带回这里的 ETag")
def pre_review(number: str) -> Response:
    """Give the latest submitted version with what the office said of it."""
    opened = desk.read_pre_review(number, by=edge.actor())
    answer = jsonify(OpenPreReviewSchema().dump(pre_review_shape(opened)))
    answer.headers["ETag"] = etag(opened.version.version)
    return answer


@blueprint.get(f"{_ONE}/evidence/<paper_id>")
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载最新提交的版本的一份证明材料")
def paper(number: str, paper_id: str) -> Response:
    """Hand a file out as it came."""
    out = paper_to_office(number, paper_id, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")


@blueprint.post(f"{_ONE}/opinion")
@first(lambda number: desk.within_office(number, "applications:pre_review", edge.actor()))
@versioned
@idempotent
@blueprint.arguments(OpinionBody)
@blueprint.response(200, OpinionSchema, headers=ETAG)
@blueprint.doc(
    summary="提出初审意见，每个版本一次，不能更改",
    description="意见供省级主管部门参考。依托单位此后提交了新版本的，答复 412，请查看后再提。",
)
def give(body: dict[str, str], number: str) -> Response:
    """Say what the office thinks of the version that was read."""
    given = desk.give_opinion(
        number, **body, version=expected_version(), by=edge.actor(), at=edge.arrival()
    )
    answer = jsonify(OpinionSchema().dump(given))
    answer.headers["ETag"] = etag(given.version)
    return answer


def _office_shown(found: DivisionOffice) -> Response:
    answer = jsonify(OfficeSchema().dump(found))
    answer.headers["ETag"] = etag(found.version)
    return answer
