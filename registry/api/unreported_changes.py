"""Possible unreported changes over the API: the list, a case, a tip, question, answer, finding."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from marshmallow import fields, validate
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api import paging
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, limited, versioned
from registry.api.steps import Steps
from registry.documents.unreported_changes import UnreportedChange
from registry.doors import first
from registry.downloads import attachment
from registry.limits import UPLOADS
from registry.policy.unreported_changes import CaseState, ChangedField, ChangeOrigin
from registry.services import platforms
from registry.services import unreported_change_answers as answers
from registry.services import unreported_change_records as records
from registry.services import unreported_changes as desk
from registry.services.unreported_change_answers import AnswerPaper
from registry.services.unreported_change_records import CaseFilter
from registry.services.unreported_changes import TipOrder
from registry.versions import etag, expected_version
from schemas.attachments import DeclaredFileBody
from schemas.unreported_changes import (
    UnreportedAnswerBody,
    UnreportedFindingBody,
    UnreportedPageSchema,
    UnreportedQuestionBody,
    UnreportedSchema,
    UnreportedTipBody,
    case_shape,
)

blueprint = Blueprint("api_unreported_changes", __name__, description="疑似未报告变更")

_PATH = "/unreported-changes"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, UnreportedSchema, records.readable)


class CaseArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in CaseState)])
    )
    field = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in ChangedField)])
    )
    origin = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in ChangeOrigin)])
    )


@blueprint.get(_PATH)
@blueprint.arguments(CaseArguments, location="query")
@blueprint.response(200, UnreportedPageSchema)
@blueprint.doc(summary="疑似未报告变更，最新的在前；依托单位只看到询问过本单位的")
def cases(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the cases the caller may see."""
    names = ("authority", "state", "field", "origin")
    found, last = records.list_cases(
        CaseFilter(**{name: arguments[name] for name in names}),
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page(found, last)


@blueprint.get(_ONE)
@blueprint.response(200, UnreportedSchema, headers=ETAG)
@blueprint.doc(summary="一件疑似未报告变更；办理须带回这里的 ETag")
def case(number: str) -> Response:
    """Give one case."""
    return _shown(records.readable(number, records.READ, edge.actor()))


@blueprint.post("/platforms/<number>/unreported-changes")
@first(lambda number: platforms.refuse_unreachable(number, "unreported_changes:open", edge.actor()))
@idempotent
@blueprint.arguments(UnreportedTipBody)
@blueprint.response(201, UnreportedSchema, headers=ETAG | MADE)
@blueprint.doc(summary="按线索登记疑似未报告变更；依托单位询问之前看不到")
def opening(body: dict[str, str], number: str) -> ResponseReturnValue:
    """Open a case from a tip."""
    made = desk.open_by_hand(
        number, TipOrder(**body), by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
    )
    answer = _shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_unreported_changes.case", number=made.number)
    return answer


@steps.step(
    "question",
    "unreported_changes:ask",
    UnreportedQuestionBody,
    summary="询问依托单位；期限按工作日算",
    description="询问前已经报告的，不发询问，state 直接成为 explained，report 为该报告。",
)
def question(body: dict[str, str], number: str) -> Response:
    """Ask the host."""
    version = expected_version()
    return _shown(desk.ask(number, body["question"], version=version, **edge.circumstances()))


@steps.step(
    "finding",
    "unreported_changes:settle",
    UnreportedFindingBody,
    summary="认定，须写理由；认定未报告不等于移出，也不自动启动移出案件",
)
def finding(body: dict[str, str], number: str) -> Response:
    """Find on a case."""
    changed = desk.settle(
        number,
        CaseState(body["outcome"]),
        body["reason"],
        version=expected_version(),
        by=edge.actor(),
        at=edge.arrival(),
    )  # fmt: skip - one call
    return _shown(changed)


@steps.step(
    "answer",
    "unreported_changes:answer",
    UnreportedAnswerBody,
    summary="依托单位答复；可以补充，逾期的照收并注明",
)
def answer(body: dict[str, str], number: str) -> Response:
    """Take a host's words."""
    version = expected_version()
    changed = answers.answer(
        number, body["text"], version=version, by=edge.actor(), at=edge.arrival()
    )
    return _shown(changed)


@blueprint.post(f"{_ONE}/papers")
@limited(UPLOADS)
@first(lambda number: records.readable(number, "unreported_changes:answer", edge.actor()))
@versioned
@idempotent
@blueprint.arguments(DeclaredFileBody, **MULTIPART)
@blueprint.response(200, UnreportedSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(summary="依托单位上传说明情况的文件；If-Match 填读到的 ETag")
def add(body: dict[str, Any], number: str) -> Response:
    """Take a host's file."""
    given: FileStorage = body["file"]
    paper = AnswerPaper(given.stream.read(), given.filename or "", body["declared"])
    changed = answers.add_paper(
        number,
        paper,
        version=expected_version(),
        by=edge.actor(),
        at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip - one call
    return _shown(changed)


@blueprint.get(f"{_ONE}/papers/<paper_id>")
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载依托单位上传的一个文件")
def paper(number: str, paper_id: str) -> Response:
    """Hand a file out as it came."""
    out = answers.paper_out(number, paper_id, preview=False, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")


def _shown(found: UnreportedChange) -> Response:
    answer = jsonify(UnreportedSchema().dump(case_shape(found, edge.actor())))
    answer.headers["ETag"] = etag(found.version)
    return answer
