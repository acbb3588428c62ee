"""Exit proposals as the API takes and gives them."""

from marshmallow import Schema, fields, validate

from registry.policy.exit_proposals import ExitGround
from registry.services.exit_proposals import LEAST_FACTS, LONGEST_FACTS
from registry.services.round_notices import LONGEST_REASON
from schemas.evidence import PaperSchema
from schemas.moments import Moment
from schemas.paging import PageSchema


class ExitBody(Schema):
    """On which ground and facts a platform should leave."""

    ground = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in ExitGround]),
        metadata={
            "description": "conditions_not_met 不再满足基本条件；"
            "requirements_not_met 不满足管理要求；host_asked 依托单位申请退出"
        },
    )
    facts = fields.String(
        required=True,
        validate=validate.Length(LEAST_FACTS, LONGEST_FACTS),
        metadata={"description": "事实和依据"},
    )
    finding = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "据以提出的入库条件线索编号；没有的不给"},
    )


class ExitWithdrawalBody(Schema):
    """Why a proposal is taken back."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class ExitSchema(Schema):
    """One proposal; the platform stays in the library whatever its state."""

    number = fields.String(metadata={"description": "编号，如 TC-330000-2026H2-001"})
    period = fields.String(metadata={"description": "轮次"})
    authority = fields.String()
    platform = fields.String(metadata={"description": "平台编号"})
    platform_name = fields.String()
    host_name = fields.String()
    ground = fields.String()
    clause = fields.String()
    facts = fields.String()
    finding = fields.String(metadata={"description": "据以提出的入库条件线索；没有的为空"})
    state = fields.String(
        metadata={"description": "open 待研究；withdrawn 已撤回；decided 已研究决定"}
    )
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    proposed_at = Moment()
    proposed_by = fields.String(attribute="account_name")
    withdrawn_at = Moment(allow_none=True)
    withdrawn_reason = fields.String()
    decided_at = Moment(allow_none=True)
    decided_case = fields.String(metadata={"description": "决定它的移出案件；没有的为空"})
    removed = fields.Boolean(allow_none=True, metadata={"description": "平台是否移出"})
    evidence = fields.List(
        fields.Nested(PaperSchema), metadata={"description": "证明材料，先到的在前"}
    )


class ExitPageSchema(PageSchema):
    """A page of proposals, newest first."""

    items = fields.List(fields.Nested(ExitSchema))
