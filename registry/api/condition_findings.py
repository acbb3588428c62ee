"""Conditions no longer met 入库条件线索 over the API: the list, one, a note, the workbook."""

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.api.openapi import ETAG
from registry.api.steps import Steps
from registry.documents.condition_findings import ConditionFinding
from registry.downloads import attachment
from registry.policy.condition_findings import FindingState
from registry.services import condition_finding_records as records
from registry.services import condition_findings as desk
from registry.services.condition_finding_exports import export_findings
from registry.services.condition_finding_records import READ, FindingFilter
from registry.sheets.writing import XLSX
from registry.versions import etag, expected_version
from schemas.condition_findings import (
    ConditionFindingPageSchema,
    ConditionFindingSchema,
    ConditionNoteBody,
    finding_shape,
)

blueprint = Blueprint("api_condition_findings", __name__, description="入库条件线索")

_PATH = "/condition-findings"
_ONE = f"{_PATH}/<number>"
steps = Steps(blueprint, _ONE, ConditionFindingSchema, records.readable)


class ConditionArguments(paging.PageArguments):
    """What the list is narrowed to, and where its page begins."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in FindingState)])
    )
    criterion = fields.String(load_default="", validate=validate.Length(max=60))


@blueprint.get(_PATH)
@blueprint.arguments(ConditionArguments, location="query")
@blueprint.response(200, ConditionFindingPageSchema)
@blueprint.doc(summary="数值低于储备条件的线索，最新的在前；不会移出任何平台")
def findings(arguments: dict[str, Any]) -> dict[str, Any]:
    """List the findings the caller may see."""
    found, last = records.list_findings(
        FindingFilter(**{name: arguments[name] for name in ("authority", "state", "criterion")}),
        by=edge.actor(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page([finding_shape(one, edge.actor()) for one in found], last)


@blueprint.get("/condition-findings.xlsx")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="能看到的全部线索，xlsx，最新的 5000 条")
def export() -> Response:
    """Give the findings as a workbook."""
    content = export_findings(FindingFilter(), by=edge.actor(), at=edge.arrival())
    return attachment(content, name="condition-findings.xlsx", media_type=XLSX)


@blueprint.get(_ONE)
@blueprint.response(200, ConditionFindingSchema, headers=ETAG)
@blueprint.doc(summary="一条线索：条款、读到的值、要求的值、见于哪次填报；写记录须带回 ETag")
def finding(number: str) -> Response:
    """Give one finding."""
    return _shown(records.readable(number, READ, edge.actor()))


@steps.step(
    "notes",
    "condition_findings:note",
    ConditionNoteBody,
    summary="写查看记录；依托单位只看到已经查看",
)
def note(body: dict[str, str], number: str) -> Response:
    """Write that an office looked, and what it saw."""
    version = expected_version()
    changed = desk.note(
        number, body["text"], version=version, by=edge.actor(), at=edge.arrival()
    )  # fmt: skip - one act
    return _shown(changed)


def _shown(found: ConditionFinding) -> Response:
    answer = jsonify(ConditionFindingSchema().dump(finding_shape(found, edge.actor())))
    answer.headers["ETag"] = etag(found.version)
    return answer
