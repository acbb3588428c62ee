"""Returned updates 退回补正 as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.update_returns import LONGEST_REASON, UpdateReturn
from registry.policy.update_returns import ReturnState
from registry.services.update_returns import ReturnStanding
from schemas.moments import Moment
from schemas.paging import PageSchema

STORED = tuple(one.value for one in ReturnState if one is not ReturnState.UNANSWERED)


class UpdateReturnBody(Schema):
    """Which version is returned to which sections, and why."""

    version = fields.Integer(
        required=True,
        validate=validate.Range(1, 10**6),
        metadata={"description": "看过的版本号；已有更新版本的为 409"},
    )
    sections = fields.List(
        fields.String(validate=validate.Length(max=40)),
        required=True,
        validate=validate.Length(1, 20),
        metadata={"description": "需要补正的部分：capability、service、income、matters"},
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_REASON),
        metadata={"description": "退回的原因"},
    )
    last_day = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "窗口截止以后：随退回开放补报到哪一天（含），只有负责人可以；"
            "已有补报在进行的可以不填"
        },
    )


class UpdateReturnWithdrawalBody(Schema):
    """Why a return is withdrawn."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class UpdateReturnSchema(Schema):
    """One return and what came of it."""

    number = fields.String(metadata={"description": "编号，如 TH-330000-2026-0001"})
    authority = fields.String()
    platform = fields.String()
    platform_name = fields.String()
    period = fields.String()
    receipt = fields.String(metadata={"description": "退回的版本的回执编号"})
    returned_version = fields.Integer()
    sections = fields.List(fields.String())
    reason = fields.String()
    leave = fields.String(metadata={"description": "随退回开放的补报许可编号；没有的为空"})
    state = fields.String(
        metadata={
            "description": "open 待补正；unanswered 逾期未补正；answered 已补正；withdrawn 已撤回"
        }
    )
    until = Moment(metadata={"description": "补正的截止时刻（不含）：窗口或补报的截止"})
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    returned_at = Moment()
    returned_by = fields.String()
    answer = fields.String(metadata={"description": "补正的版本的回执编号；没有补正的为空"})
    answered_at = Moment(allow_none=True)
    withdrawn_at = Moment(allow_none=True)
    withdrawn_reason = fields.String()


class UpdateReturnPageSchema(PageSchema):
    """A page of returns, newest first."""

    items = fields.List(fields.Nested(UpdateReturnSchema))


def return_shape(one: UpdateReturn, standing: ReturnStanding) -> dict[str, Any]:
    """Return a return as plain values, as it stands."""
    same = (
        "number", "authority", "platform", "platform_name", "period", "receipt",
        "returned_version", "reason", "leave", "version", "returned_at", "answer",
        "answered_at", "withdrawn_at", "withdrawn_reason",
    )  # fmt: skip
    return {
        **{name: getattr(one, name) for name in same},
        "sections": list(one.sections),
        "state": standing.state.value,
        "until": standing.until,
        "returned_by": one.account_name,
    }
