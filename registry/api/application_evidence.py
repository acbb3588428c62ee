"""Evidence of an application over the API: hand a file in, take it out, read it."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api.applications import shown
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, limited, versioned
from registry.doors import first
from registry.downloads import attachment
from registry.limits import UPLOADS
from registry.services import application_evidence as desk
from registry.services.application_evidence import Paper
from registry.services.application_forms import own_application
from registry.versions import expected_version
from schemas.applications import ApplicationSchema
from schemas.attachments import EvidenceBody

blueprint = Blueprint("api_application_evidence", __name__, description="申报的证明材料")

_PATH = "/applications/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"


def _own(number: str, **_: object) -> None:
    own_application(number, "applications:draft", edge.actor(), rows=False)


@blueprint.post(_PATH)
@limited(UPLOADS)
@first(_own)
@versioned
@idempotent
@blueprint.arguments(EvidenceBody, **MULTIPART)
@blueprint.response(200, ApplicationSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(
    summary="上传证明材料，写明证明哪一条条件；If-Match 填读到的 ETag",
    description="按内容识别类型；带宏、脚本、密级标志的不收（422）。OFD 收下保存，不读取内容。",
)
def add(body: dict[str, Any], number: str) -> Response:
    """Hand a file in."""
    given: FileStorage = body["file"]
    paper = Paper(
        given.stream.read(), given.filename or "", body["supports"], expected_version()
    )  # fmt: skip - one file
    return shown(desk.add_paper(number, paper, **edge.confidence()))


@blueprint.delete(_ONE)
@first(_own)
@versioned
@blueprint.response(200, ApplicationSchema, headers=ETAG)
@blueprint.doc(summary="取下一份证明材料；已随某一版提交的，那一版仍保留")
def remove(number: str, paper_id: str) -> Response:
    """Take a file out."""
    revision = expected_version()
    return shown(desk.remove_paper(number, paper_id, revision=revision, **edge.confidence()))


@blueprint.get(_ONE)
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载一份证明材料；主管部门读到的是最近一次提交的")
def paper(number: str, paper_id: str) -> Response:
    """Hand a file out as it came."""
    out = desk.paper_out(number, paper_id, preview=False, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")
