"""Transfers of platforms as the API takes and gives them."""

from marshmallow import Schema, fields, validate

from registry.services.review_texts import LONGEST
from schemas.moments import Moment
from schemas.paging import PageSchema

_REASON = validate.Length(1, LONGEST)


class TransferBody(Schema):
    """What is proposed."""

    receiving = fields.String(
        required=True,
        validate=validate.Length(1, 20),
        metadata={"description": "接收的主管部门代码，如 330200"},
    )
    reason = fields.String(required=True, validate=_REASON)
    effective_on = fields.Date(
        required=True, metadata={"description": "生效日期：今天起 90 天内；当日起可以接收"}
    )


class TransferReasonBody(Schema):
    """Why a transfer is handed back or withdrawn."""

    reason = fields.String(required=True, validate=_REASON)


class TransferSchema(Schema):
    """One transfer; the ETag is its version."""

    number = fields.String(metadata={"description": "移交编号"})
    platform = fields.String(metadata={"description": "平台编号"})
    platform_name = fields.String()
    host_name = fields.String()
    giving = fields.String(metadata={"description": "移交方代码"})
    receiving = fields.String(metadata={"description": "接收方代码"})
    reason = fields.String()
    effective_on = fields.Date()
    state = fields.String(
        metadata={
            "description": "proposed 待接收；received 已接收；handed_back 已退回；withdrawn 已撤回"
        }
    )
    version = fields.Integer()
    account_name = fields.String()
    proposed_at = Moment()
    answer = fields.String(metadata={"description": "退回或撤回的原因；没有的为空"})
    settled_by_name = fields.String()
    settled_at = Moment(allow_none=True)
    applications = fields.List(fields.String(), metadata={"description": "一并移交的申报编号"})


class TransferPageSchema(PageSchema):
    """A page of transfers."""

    items = fields.List(fields.Nested(TransferSchema))
