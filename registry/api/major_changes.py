"""Major changes over the API: report, add papers, correct; return, refuse, verify, judge."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask_smorest import Blueprint
from marshmallow import fields, validate
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api import paging
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, limited, versioned
from registry.api.steps import Steps
from registry.documents.major_changes import MajorChange
from registry.doors import first
from registry.downloads import attachment
from registry.limits import UPLOADS
from registry.policy.major_changes import ChangeState, MajorChangeKind
from registry.services import major_change_decisions as decisions
from registry.services import major_change_records as records
from registry.services import major_changes as desk
from registry.services.major_change_records import ChangeFilter
from registry.services.major_change_values import ChangeOrder
from registry.services.major_changes import GivenPaper
from registry.services.platforms import refuse_unreachable
from registry.versions import etag, expected_version
from schemas.major_changes import (
    ChangeBody,
    ChangeCorrectionBody,
    ChangeFindingsBody,
    ChangeJudgementBody,
    ChangePageSchema,
    ChangePaperBody,
    ChangeReasonBody,
    ChangeSchema,
    change_shape,
    values_taken,
)

blueprint = Blueprint("api_major_changes", __name__, description="重大事项")

_PATH = "/major-changes"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, ChangeSchema, records.readable)
_CHANGE = ChangeSchema()


class ChangeArguments(paging.PageArguments):
    """What the list is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in ChangeState)])
    )
    kind = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in MajorChangeKind)])
    )


def _own(number: str, **_: object) -> None:
    records.readable(number, "major_changes:report", edge.actor())


@blueprint.get(_PATH)
@blueprint.arguments(ChangeArguments, location="query")
@blueprint.response(200, ChangePageSchema)
@blueprint.doc(summary="重大事项报告，最新的在前")
def changes(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the reports the caller may see."""
    found, last = records.list_changes(
        ChangeFilter(**{name: arguments[name] for name in ("authority", "state", "kind")}),
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page([change_shape(one) for one in found], last)


@blueprint.get(_ONE)
@blueprint.response(200, ChangeSchema, headers=ETAG)
@blueprint.doc(summary="一份重大事项报告；此后各项办理须带回这里的 ETag")
def change(number: str) -> Response:
    """Give one report."""
    return _shown(records.readable(number, "major_changes:read", edge.actor()))


@blueprint.post("/platforms/<number>/major-changes")
@first(lambda number: refuse_unreachable(number, "major_changes:report", edge.actor()))
@idempotent
@blueprint.arguments(ChangeBody)
@blueprint.response(201, ChangeSchema, headers=ETAG | MADE)
@blueprint.doc(summary="报告重大事项；证明材料随后上传。核实以前储备库里的信息不变")
def report(body: dict[str, Any], number: str) -> Response:
    """Report a change."""
    values = values_taken(body["values"])
    order = ChangeOrder(body["kind"], body["event_on"], values, body["prompted_by"])
    by, at, rulebook = edge.actor(), edge.arrival(), edge.rulebook()
    made = desk.report(number, order, by=by, at=at, rulebook=rulebook)
    answer = _shown(made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_major_changes.change", number=made.number)
    return answer


@steps.step(
    "correction",
    "major_changes:report",
    ChangeCorrectionBody,
    summary="补正被退回的报告；此前报告的内容仍保留",
)
def correction(body: dict[str, Any], number: str) -> Response:
    """Report a returned change again."""
    version = expected_version()
    order = ChangeOrder("", body["event_on"], values_taken(body["values"]))
    by, at, rulebook = edge.actor(), edge.arrival(), edge.rulebook()
    return _shown(desk.correct(number, order, version=version, by=by, at=at, rulebook=rulebook))


@blueprint.post(f"{_ONE}/papers")
@limited(UPLOADS)
@first(_own)
@versioned
@idempotent
@blueprint.arguments(ChangePaperBody, **MULTIPART)
@blueprint.response(200, ChangeSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(summary="上传证明材料；上传后不能取下")
def add_paper(body: dict[str, Any], number: str) -> Response:
    """Hand a paper in."""
    given: FileStorage = body["file"]
    paper, version = GivenPaper(given.stream.read(), given.filename or ""), expected_version()
    by, at, rulebook = edge.actor(), edge.arrival(), edge.rulebook()
    return _shown(desk.add_paper(number, paper, version=version, by=by, at=at, rulebook=rulebook))


@blueprint.get(f"{_ONE}/papers/<paper_id>")
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载一份证明材料")
def paper(number: str, paper_id: str) -> Response:
    """Hand a paper out as it came."""
    out = records.paper_out(number, paper_id, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")


@steps.step(
    "withdrawal", "major_changes:report", ChangeReasonBody, summary="核实以前撤回报告，须写原因"
)
def withdrawal(body: dict[str, str], number: str) -> Response:
    """Take a report back."""
    return _acted(desk.withdraw, number, body["reason"])


@steps.step(
    "return", "major_changes:decide", ChangeReasonBody, summary="退回依托单位补正，须写原因"
)
def giving_back(body: dict[str, str], number: str) -> Response:
    """Return a report to its host."""
    return _acted(decisions.give_back, number, body["reason"])


@steps.step("refusal", "major_changes:decide", ChangeReasonBody, summary="不予变更，须写理由")
def refusal(body: dict[str, str], number: str) -> Response:
    """Refuse a report."""
    return _acted(decisions.refuse, number, body["reason"])


@steps.step(
    "verification",
    "major_changes:decide",
    ChangeFindingsBody,
    summary="核实；储备库里的信息自发生之日起变更",
)
def verification(body: dict[str, str], number: str) -> Response:
    """Verify a change."""
    return _acted(decisions.verify, number, body["findings"])


@steps.step(
    "timeliness",
    "major_changes:decide",
    ChangeJudgementBody,
    summary="没有规定天数或经询问后报告的，判断是否及时，须写理由",
)
def timeliness(body: dict[str, str], number: str) -> Response:
    """Judge whether a report came in time."""
    by, at, version = edge.actor(), edge.arrival(), expected_version()
    judged = decisions.judge(number, **body, version=version, by=by, at=at)
    return _shown(judged)


def _acted(does: Callable[..., MajorChange], number: str, why: str) -> Response:
    version = expected_version()
    return _shown(does(number, why, version=version, by=edge.actor(), at=edge.arrival()))


def _shown(found: MajorChange) -> Response:
    answer = jsonify(_CHANGE.dump(change_shape(found)))
    answer.headers["ETag"] = etag(found.version)
    return answer
