"""Sending an application over the API: freeze, stamped scan, submission, recall, versions."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent, keep, settled_with_act
from registry.api.openapi import ETAG, MADE, limited, versioned
from registry.documents.applications import Application, ApplicationVersion
from registry.doors import before_telling, first
from registry.limits import UPLOADS
from registry.services import application_freezing as freezing
from registry.services import application_recalls as recalls
from registry.services import application_submission as submission
from registry.services.application_contacts import masked, opened
from registry.services.application_forms import own_application
from registry.services.application_submission import Sending, SubmittedApplication
from registry.services.applications import sees_contacts
from registry.services.stamped_scans import ScanUpload, uses_told
from registry.versions import etag, expected_version
from schemas.application_sending import (
    FrozenSchema,
    SubmissionBody,
    SubmittedVersionSchema,
    standing_shape,
    submitted_shape,
)
from schemas.summary_sheets import ScanBody

blueprint = Blueprint("api_application_sending", __name__, description="申报的定稿和提交")

_ONE = "/applications/<number>"


def _own(number: str, **_: Any) -> None:  # noqa: ANN401 - the other parts of an address
    own_application(number, freezing.PERMISSION, edge.actor(), rows=False)


@blueprint.post(f"{_ONE}/freezing")
@first(_own)
@versioned
@idempotent
@blueprint.response(200, FrozenSchema, headers=ETAG)
@blueprint.doc(
    summary="定稿：固定内容供打印盖章；哪一天都可以办理",
    description="还有须修改之处的不能定稿（422）。返回打印页二维码的内容和内容摘要。",
)
def freeze(number: str) -> Response:
    """Fix the content."""
    return _standing(freezing.freeze(number, revision=expected_version(), **edge.confidence()))


@blueprint.post(f"{_ONE}/unfreezing")
@first(_own)
@versioned
@idempotent
@blueprint.response(200, FrozenSchema, headers=ETAG)
@blueprint.doc(summary="解除定稿，继续修改；已打印的表和扫描件作废")
def unfreeze(number: str) -> Response:
    """Take the content up again."""
    return _standing(freezing.unfreeze(number, revision=expected_version(), **edge.confidence()))


@blueprint.post(f"{_ONE}/scan")
@limited(UPLOADS)
@first(_own)
@versioned
@idempotent
@blueprint.arguments(ScanBody, **MULTIPART)
@blueprint.response(200, FrozenSchema, headers=ETAG)
@blueprint.doc(summary="上传定稿的盖章扫描件，读二维码并说明是否一致；哪一天都可以办理")
def scan(body: dict[str, Any], number: str) -> Response:
    """Take the stamped scan."""
    given = body["scan"]
    upload = ScanUpload(given.stream.read(), given.filename or "", declared=body["declared"])
    revision = expected_version()
    return _standing(freezing.attach_scan(number, upload, revision=revision, **edge.confidence()))


@blueprint.post(f"{_ONE}/submission")
@before_telling(_own)
@versioned
@settled_with_act
@blueprint.arguments(SubmissionBody)
@blueprint.response(201, SubmittedVersionSchema, description="已提交", headers=MADE)
@blueprint.alt_response(200, schema=SubmittedVersionSchema, description="已提交过", headers=MADE)
@blueprint.doc(
    summary="提交定稿的内容和相符的盖章扫描件，返回带回执编号的版本",
    description="只在名单调整窗口内、主管部门自定的截止时间之前办理；退回修改的按退回时写明的日期。",
)
def submit(body: dict[str, bool], number: str) -> Response:
    """Submit; the same again gives the same receipt with 200."""
    answers: list[Response] = []

    def answered(done: SubmittedApplication) -> None:
        answers[:] = [_receipt(done)]
        keep(answers[0])

    sending = Sending(expected_version(), body["all_declared"], then=answered)
    submission.submit(number, sending, calendar=edge.calendar(), **edge.confidence())
    return answers[0]


@blueprint.post(f"{_ONE}/recall")
@first(_own)
@versioned
@idempotent
@blueprint.response(200, FrozenSchema, headers=ETAG)
@blueprint.doc(summary="收回已提交、尚未被认领的申报，继续修改")
def recall(number: str) -> Response:
    """Take back what nobody has claimed."""
    return _standing(recalls.recall(number, revision=expected_version(), **edge.circumstances()))


@blueprint.get(f"{_ONE}/versions/<int:version>")
@blueprint.response(200, SubmittedVersionSchema)
@blueprint.doc(summary="已提交的某一版，与提交时一字不差")
def version(number: str, version: int) -> ResponseReturnValue:
    """Give one version as it was submitted."""
    _, filed = submission.read_version(number, version, by=edge.actor())
    return jsonify(_submitted(filed))


def _standing(application: Application) -> Response:
    uses = uses_told(application.scan, by=edge.actor()) if application.scan else []
    answer = jsonify(FrozenSchema().dump(standing_shape(application, uses)))
    answer.headers["ETag"] = etag(application.revision)
    return answer


def _submitted(filed: ApplicationVersion) -> Any:  # noqa: ANN401 - marshmallow's own
    actor = edge.actor()
    if sees_contacts(actor):
        content = opened(filed.content, filed.application, edge.house().vault)
    else:
        content = masked(filed.content)
    return SubmittedVersionSchema().dump(
        submitted_shape(filed, content, uses_told(filed.scan, by=actor))
    )


def _receipt(done: SubmittedApplication) -> Response:
    filed = done.version
    answer = jsonify(_submitted(filed))
    answer.headers["Location"] = url_for(
        "api_application_sending.version", number=filed.application, version=filed.version
    )
    answer.status_code = HTTPStatus.CREATED if done.is_new else HTTPStatus.OK
    return answer
