"""Evidence beside a record as the API takes and gives it."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.services.round_notices import LONGEST_REASON
from schemas.attachments import AttachmentSchema, DeclaredFileBody, EvidenceBody
from schemas.moments import Moment

_OF_THE_FILE = AttachmentSchema().fields.keys()


class DeclaredEvidenceBody(EvidenceBody, DeclaredFileBody):
    """A file, the condition it speaks to, and what a person says of it."""


class PaperWithdrawalBody(Schema):
    """Why a file is withdrawn."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class PaperSchema(AttachmentSchema):
    """A file handed in; a withdrawn one stays listed and can be read."""

    side = fields.String(metadata={"description": "提供方：host、province 或 ministry"})
    received_by = fields.String(attribute="file.account_name")
    withdrawn_at = Moment(allow_none=True, metadata={"description": "撤回的时间；没有撤回的为空"})
    withdrawn_by = fields.String(attribute="withdrawn_by_name")
    withdrawn_reason = fields.String()

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:  # noqa: ANN401 - as marshmallow has it
        """Return a value, of the file where it is the file's."""
        holder = obj.file if attr in _OF_THE_FILE else obj
        return super().get_attribute(holder, attr, default)
