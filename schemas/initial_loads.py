"""Initial loads 存量导入 as the API takes and gives them."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.services.courses import Progress
from registry.services.findings import as_finding
from schemas.findings import FindingSchema, finding_shape
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.platforms import plain_value
from schemas.summary_sheets import ProgressSchema


class LoadBody(Schema):
    """The workbook itself."""

    file = Upload(required=True, metadata={"description": "工作簿：xlsx、xls 或 ods"})


class LoadWithdrawalBody(Schema):
    """Why a load is taken back."""

    reason = fields.String(required=True, validate=validate.Length(1, 500))


class LoadSheetSchema(Schema):
    """One sheet of the workbook, counted."""

    sheet = fields.String(
        metadata={
            "description": "platforms 平台；hosts 依托单位；former_names 曾用名；"
            "key_cultivation 重点培育；removals 移出与限制申报"
        }
    )
    title = fields.String(metadata={"description": "文件里的工作表名"})
    rows = fields.Integer()
    new = fields.Integer(metadata={"description": "新增的行数"})
    matched = fields.Integer(metadata={"description": "已在库的行数，不改动"})
    refused = fields.Integer(metadata={"description": "不能载入的行数"})
    findings = fields.List(
        fields.Nested(FindingSchema), metadata={"description": "关于整张表的检查结果"}
    )


class LoadLineSchema(Schema):
    """A load in a list."""

    number = fields.String(metadata={"description": "编号，如 CL-2026-001"})
    state = fields.String(
        metadata={
            "description": "unloadable 须修改；checked 待执行；loading 载入中；"
            "loaded 已载入；withdrawn 已撤回"
        }
    )
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    filename = fields.String()
    digest = fields.String(metadata={"description": "文件的 SHA-256 摘要"})
    received_at = Moment()
    received_by = fields.String(attribute="account_name")
    rows = fields.Integer(attribute="row_count")
    new_rows = fields.Integer(metadata={"description": "检查时新增的行数"})
    matched_rows = fields.Integer(metadata={"description": "检查时已在库的行数"})
    refused_rows = fields.Integer(metadata={"description": "检查时不能载入的行数"})


class LoadSchema(LoadLineSchema):
    """A load with its sheets and how far it is."""

    rulebook = fields.String(metadata={"description": "检查所依据的规则库版本"})
    sheets = fields.List(fields.Nested(LoadSheetSchema))
    findings = fields.List(
        fields.Nested(FindingSchema), metadata={"description": "关于整个工作簿的检查结果"}
    )
    decided_at = Moment(allow_none=True)
    decided_by = fields.String(allow_none=True)
    loaded_at = Moment(allow_none=True)
    withdrawn_at = Moment(allow_none=True)
    withdrawn_reason = fields.String()
    progress = fields.Nested(ProgressSchema)


class LoadPageSchema(PageSchema):
    """A page of loads, newest first."""

    items = fields.List(fields.Nested(LoadLineSchema))


class LoadRowSchema(Schema):
    """A row as read, what was found of it, and what became of it."""

    sheet = fields.String()
    row = fields.Integer(metadata={"description": "工作表自己的行号"})
    values = fields.Raw(metadata={"description": "读到的值；日期为 ISO 文本"})
    raw = fields.Raw(metadata={"description": "单元格原文"})
    outcome = fields.String(
        metadata={
            "description": "new 新增、待载入；loaded 已载入；matched 已在库；refused 不能载入"
        }
    )
    platform = fields.String(metadata={"description": "平台编号"})
    detail = fields.String(metadata={"description": "载入时的情况说明"})
    findings = fields.List(fields.Nested(FindingSchema))


class LoadRowPageSchema(PageSchema):
    """A page of rows, in the order they are entered."""

    items = fields.List(fields.Nested(LoadRowSchema))


def load_shape(load: InitialLoad, progress: Progress) -> dict[str, Any]:
    """Return a load whole."""
    names = (*LoadLineSchema().fields, "rulebook", "loaded_at", "withdrawn_at", "withdrawn_reason")
    stored = {"rows": "row_count", "received_by": "account_name"}
    keys = [stored.get(name, name) for name in names]
    decision = load.decision
    return {key: getattr(load, key) for key in keys} | {
        "sheets": [dict(one) | {"findings": _findings(one["findings"])} for one in load.sheets],
        "findings": _findings(load.findings),
        "decided_at": decision.decided_at if decision else None,
        "decided_by": decision.account_name if decision else None,
        "progress": progress,
    }


def _findings(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [finding_shape(as_finding(one)) for one in stored]


def load_row_shape(row: InitialLoadRow) -> dict[str, Any]:
    """Return a row as read and judged."""
    names = ("sheet", "row", "outcome", "platform", "detail")
    return {name: getattr(row, name) for name in names} | {
        "values": plain_value(dict(row.values)),
        "raw": dict(row.raw),
        "findings": _findings(row.findings),
    }
