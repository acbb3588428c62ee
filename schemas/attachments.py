"""Files beside a record as the API takes and gives them."""

from collections.abc import Iterable
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from registry.documents.attachments import Attachment
from schemas.moments import Moment


class EvidenceBody(Schema):
    """A file, and the condition it is evidence of."""

    file = Upload(
        required=True, metadata={"description": "PDF、JPG、PNG、xlsx、docx 或 OFD，按内容识别"}
    )
    supports = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"description": "证明的条件，如 technology_roadmap；不针对某一条的不给"},
    )


class DeclaredFileBody(Schema):
    """A file, and what a person says of it."""

    file = Upload(
        required=True, metadata={"description": "PDF、JPG、PNG、xlsx、docx 或 OFD，按内容识别"}
    )
    declared = fields.Boolean(
        load_default=False,
        metadata={"description": "已核对：文件不含涉密内容（包括图片）。不为 true 的答复 422"},
    )


class AttachmentSchema(Schema):
    """A file as it came; never what it proves."""

    id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer(metadata={"description": "字节数"})
    pages = fields.Integer(metadata={"description": "页数；不作页面显示的为 0"})
    digest = fields.String(metadata={"description": "文件摘要（SHA-256）"})
    supports = fields.String(metadata={"description": "证明的条件；没有的为空"})
    is_read = fields.Boolean(metadata={"description": "文字已经过脱敏检查；图片没有文字可查"})
    received_at = Moment()


def attachment_shapes(attachments: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return files as plain values."""
    return [{name: getattr(one, name) for name in AttachmentSchema().fields} for one in attachments]
