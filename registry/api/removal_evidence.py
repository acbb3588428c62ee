"""Evidence of a removal case over the API: hand a file in, mark it withdrawn, read it."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, limited, versioned
from registry.api.removal_cases import shown
from registry.doors import first
from registry.downloads import attachment
from registry.limits import UPLOADS
from registry.services import removal_evidence as desk
from registry.services.evidence import GivenPaper
from registry.services.removal_case_acts import readable
from registry.versions import expected_version
from schemas.removal_cases import RemovalCaseEvidenceBody, RemovalCaseReasonBody, RemovalCaseSchema

blueprint = Blueprint("api_removal_evidence", __name__, description="移出案件的材料")

_PATH = "/removal-cases/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"
_ADD = "removal_cases:add_evidence"


@blueprint.post(_PATH)
@limited(UPLOADS)
@first(lambda number: readable(number, _ADD, edge.actor()))
@versioned
@idempotent
@blueprint.arguments(RemovalCaseEvidenceBody, **MULTIPART)
@blueprint.response(200, RemovalCaseSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(
    summary="上传移出案件的材料；If-Match 填读到的 ETag",
    description="按内容识别类型；带宏、脚本、密级标志的不收（422）。只增不删；"
    "拟定决定以后不能再增减（409）。",
)
def add(body: dict[str, Any], number: str) -> Response:
    """Hand a file in."""
    given: FileStorage = body["file"]
    paper = GivenPaper(given.stream.read(), given.filename or "", body["declared"])
    made = desk.add(
        number, paper, version=expected_version(), by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    return shown(made)


@blueprint.post(f"{_ONE}/withdrawal")
@first(lambda number, **_: readable(number, _ADD, edge.actor()))
@versioned
@idempotent
@blueprint.arguments(RemovalCaseReasonBody)
@blueprint.response(200, RemovalCaseSchema, headers=ETAG)
@blueprint.doc(summary="撤回本方传错的材料，须写原因；文件仍然列出")
def withdraw(body: dict[str, str], number: str, paper_id: str) -> Response:
    """Mark a file as withdrawn."""
    changed = desk.withdraw(
        number, paper_id, body["reason"], version=expected_version(), by=edge.actor(),
        at=edge.arrival(),
    )  # fmt: skip
    return shown(changed)


@blueprint.get(_ONE)
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载一份材料，已撤回的也能下载")
def paper(number: str, paper_id: str) -> Response:
    """Hand a file out as it came."""
    out = desk.paper_out(number, paper_id, preview=False, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")
