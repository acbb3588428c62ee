"""Evidence of an exit proposal over the API: hand a file in, mark it withdrawn, read it."""

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api.bodies import MULTIPART
from registry.api.exit_proposals import shown
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, limited, versioned
from registry.doors import first
from registry.downloads import attachment
from registry.limits import UPLOADS
from registry.services import exit_evidence as desk
from registry.services.evidence import GivenPaper
from registry.services.exit_proposals import readable
from registry.versions import expected_version
from schemas.exit_proposals import ExitEvidenceBody, ExitSchema, ExitWithdrawalBody

blueprint = Blueprint("api_exit_evidence", __name__, description="退出建议的证明材料")

_PATH = "/exit-proposals/<number>/evidence"
_ONE = f"{_PATH}/<paper_id>"


@blueprint.post(_PATH)
@limited(UPLOADS)
@first(lambda number: readable(number, "exit_proposals:propose", edge.actor()))
@versioned
@idempotent
@blueprint.arguments(ExitEvidenceBody, **MULTIPART)
@blueprint.response(200, ExitSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(
    summary="为待研究的退出建议上传证明材料；If-Match 填读到的 ETag",
    description="按内容识别类型；带宏、脚本、密级标志的不收（422）。依托单位和部里都能读到。"
    "只增不删：传错的注明原因撤回，仍然列出。",
)
def add(body: dict[str, Any], number: str) -> Response:
    """Hand a file in."""
    given: FileStorage = body["file"]
    paper = GivenPaper(
        given.stream.read(), given.filename or "", body["declared"], body["supports"]
    )  # fmt: skip - one file
    made = desk.add(
        number, paper, version=expected_version(), by=edge.actor(), at=edge.arrival(),
        rulebook=edge.rulebook(),
    )  # fmt: skip
    return shown(made)


@blueprint.post(f"{_ONE}/withdrawal")
@first(lambda number, **_: readable(number, "exit_proposals:withdraw", edge.actor()))
@versioned
@idempotent
@blueprint.arguments(ExitWithdrawalBody)
@blueprint.response(200, ExitSchema, headers=ETAG)
@blueprint.doc(summary="撤回一份传错的证明材料，须写原因；文件仍然列出")
def withdraw(body: dict[str, str], number: str, paper_id: str) -> Response:
    """Mark a file as withdrawn."""
    changed = desk.withdraw(
        number, paper_id, body["reason"], version=expected_version(), by=edge.actor(),
        at=edge.arrival(),
    )  # fmt: skip
    return shown(changed)


@blueprint.get(_ONE)
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载一份证明材料，已撤回的也能下载")
def paper(number: str, paper_id: str) -> Response:
    """Hand a file out as it came."""
    out = desk.paper_out(number, paper_id, preview=False, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")
