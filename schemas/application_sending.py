"""A frozen and a submitted application as the API takes and gives them."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from registry.documents.applications import Application, ApplicationVersion, restored
from registry.policy.printed_codes import written
from registry.policy.quarterly_update_values import plain
from registry.services.application_freezing import code_of
from schemas.moments import Moment
from schemas.summary_sheets import ScanSchema, scan_shape


class SubmissionBody(Schema):
    """The host's declaration, without which nothing is submitted."""

    all_declared = fields.Boolean(
        load_default=False,
        metadata={"description": "已核对信息表、证明材料和扫描件（含图片）不含涉密内容"},
    )


class FrozenSchema(Schema):
    """Where an application stands; frozen, what its printed form carries and its scan."""

    number = fields.String()
    state = fields.String()
    revision = fields.Integer()
    version = fields.Integer(metadata={"description": "已提交的最新一版，0 为未提交过"})
    digest = fields.String(metadata={"description": "定稿内容的 SHA-256，未定稿为空"})
    frozen_at = Moment(allow_none=True)
    code = fields.String(metadata={"description": "打印页二维码的内容，未定稿为空"})
    scan = fields.Nested(ScanSchema, allow_none=True)


class JudgedConditionSchema(Schema):
    """One condition as it was judged on the day of submission."""

    id = fields.String()
    title = fields.String()
    clause = fields.String()
    phrase = fields.String()
    force = fields.String()
    outcome = fields.String(
        metadata={
            "description": "met 符合；not_met 不符合；not_stated 未填；needs_judgement 须评判"
        }
    )
    read = fields.String()
    wanted = fields.String()


class SubmittedVersionSchema(Schema):
    """One submitted version, as it was; contacts only for its host and its authority."""

    number = fields.String(metadata={"description": "回执编号"})
    application = fields.String()
    version = fields.Integer()
    authority = fields.String()
    period = fields.String()
    form_version = fields.String()
    rulebook = fields.String()
    digest = fields.String(metadata={"description": "内容摘要，与打印页二维码一致"})
    receipt_digest = fields.String(metadata={"description": "回执摘要，凭此核对回执"})
    submitted_at = Moment()
    content = fields.Dict(keys=fields.String(), values=fields.Raw())
    equipment = fields.List(fields.Dict(keys=fields.String(), values=fields.Raw()))
    assessments = fields.List(fields.Nested(JudgedConditionSchema))
    scan = fields.Nested(ScanSchema)


def standing_shape(application: Application, uses: list[dict[str, Any]]) -> dict[str, Any]:
    """Return where an application stands; ``uses`` are what may be told of its scan."""
    names = ("number", "state", "revision", "version")
    frozen = application.frozen
    return {name: getattr(application, name) for name in names} | {
        "digest": frozen.digest if frozen else "",
        "frozen_at": frozen.frozen_at if frozen else None,
        "code": written(code_of(application)) if frozen else "",
        "scan": scan_shape(application.scan, uses) if application.scan else None,
    }


def submitted_shape(
    version: ApplicationVersion, content: Mapping[str, Any], uses: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return a submitted version; ``content`` is what of it the caller may read."""
    names = (
        "number", "application", "version", "authority", "period", "form_version", "rulebook",
        "digest", "receipt_digest", "submitted_at", "assessments",
    )  # fmt: skip
    return {name: getattr(version, name) for name in names} | {
        "content": _texts(content),
        "equipment": [_texts(row) for row in version.equipment],
        "scan": scan_shape(version.scan, uses),
    }


def _texts(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return exact values as they are typed; a list stays one."""
    return {
        key: list(value) if isinstance(value, list | tuple) else plain(value)
        for key, value in restored(content).items()
    }
