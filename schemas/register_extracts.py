"""Register extracts 工商登记信息摘录 as the API takes and gives them."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from registry.documents.register_extracts import RegisterExtract
from registry.services.courses import Progress
from registry.services.review_texts import LONGEST
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.summary_sheets import ProgressSchema


class ExtractBody(Schema):
    """The file itself."""

    file = Upload(
        required=True,
        metadata={
            "description": "CSV，UTF-8 或 GB18030；第一行为列名：统一社会信用代码、名称必有，"
            "类型、住所、经营状态、核准日期可无。不超过 20 MB，更大的用命令行导入"
        },
    )


class ExtractCancellationBody(Schema):
    """Why comparing is stopped."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST))


class ExtractLineSchema(Schema):
    """An extract in a list."""

    number = fields.String(metadata={"description": "编号，如 DJ-2026-001"})
    state = fields.String(
        metadata={"description": "comparing 比对中；compared 已比对；cancelled 已取消"}
    )
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    filename = fields.String()
    digest = fields.String(metadata={"description": "文件的 SHA-256 摘要"})
    size = fields.Integer(metadata={"description": "字节数"})
    received_at = Moment()
    rows = fields.Integer(attribute="row_count")
    matched = fields.Integer(metadata={"description": "在库单位的行数"})
    differing = fields.Integer(metadata={"description": "不一致的行数"})
    opened = fields.Integer(metadata={"description": "新登记的疑似未报告变更"})
    seen_again = fields.Integer(metadata={"description": "以前已登记、再次发现的"})
    unread_rows = fields.Integer(metadata={"description": "读不了的行数"})


class ExtractSchema(ExtractLineSchema):
    """An extract with how far it is."""

    encoding = fields.String(metadata={"description": "utf-8-sig 或 gb18030"})
    columns = fields.List(fields.String(), metadata={"description": "读到的列"})
    received_by = fields.String()
    unread = fields.List(fields.Integer(), metadata={"description": "读不了的行号，最多 50 个"})
    finished_at = Moment(allow_none=True)
    cancelled_at = Moment(allow_none=True)
    cancelled_reason = fields.String()
    progress = fields.Nested(ProgressSchema)


class ExtractPageSchema(PageSchema):
    """A page of extracts, newest first."""

    items = fields.List(fields.Nested(ExtractLineSchema))


def extract_shape(found: RegisterExtract, progress: Progress) -> dict[str, Any]:
    """Return an extract whole."""
    own = {"rows", "received_by", "progress"}
    shape = {name: getattr(found, name) for name in ExtractSchema().fields if name not in own}
    return shape | {
        "row_count": found.row_count,
        "received_by": found.decision.account_name,
        "progress": progress,
    }
