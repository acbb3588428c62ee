"""Requests for support 支持诉求 as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.support_requests import LONGEST_TEXT, SupportRequest
from registry.policy.support_requests import SupportOutcome, SupportState
from registry.services.support_requests import LONGEST_DEPARTMENT, SupportCount
from registry.support_kinds import support_kinds
from schemas.moments import Moment
from schemas.paging import PageSchema

STATES = tuple(one.value for one in SupportState)


class SupportWordsBody(Schema):
    """What is said with a step; taking in hand and settling may go without."""

    text = fields.String(load_default="", validate=validate.Length(max=LONGEST_TEXT))


class SupportAnswerBody(Schema):
    """An answer: what came of it, in which words, and to whom it was handed."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in SupportOutcome]),
        metadata={"description": "resolved 已解决；declined 不能支持；referred 已转有关部门"},
    )
    department = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_DEPARTMENT),
        metadata={"description": "转给哪个部门；referred 的必填"},
    )
    text = fields.String(required=True, validate=validate.Length(1, LONGEST_TEXT))


class SupportStepSchema(Schema):
    """One step of a request."""

    step = fields.String(
        metadata={
            "description": "ask 提出；take 受理；progress 进展；answer 答复；settle 确认办结；"
            "ask_again 再次提出；withdraw 撤回"
        }
    )
    side = fields.String()
    at = Moment()
    by = fields.String()
    text = fields.String()
    outcome = fields.String()
    department = fields.String()


class SupportSchema(Schema):
    """One request with its steps."""

    number = fields.String(metadata={"description": "编号，如 ZC-330000-2026-0001"})
    authority = fields.String()
    platform = fields.String()
    platform_name = fields.String()
    host_name = fields.String()
    period = fields.String()
    receipt = fields.String(metadata={"description": "随同的动态更新的回执编号"})
    kind = fields.String(metadata={"description": "land、energy、emergency、safety、environment"})
    kind_name = fields.String()
    wanted = fields.String(metadata={"description": "诉求"})
    state = fields.String(
        metadata={
            "description": "asked 待受理；in_hand 办理中；answered 已答复；settled 已办结；"
            "withdrawn 已撤回"
        }
    )
    outcome = fields.String(metadata={"description": "最近一次答复的结果；没有答复的为空"})
    department = fields.String()
    handler = fields.String(metadata={"description": "主管部门最近的经办人"})
    asked_at = Moment()
    asked_by = fields.String()
    answered_at = Moment(allow_none=True)
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    steps = fields.List(fields.Nested(SupportStepSchema))


class SupportPageSchema(PageSchema):
    """A page of requests, newest first."""

    items = fields.List(fields.Nested(SupportSchema))


class SupportCountSchema(Schema):
    """How many requests of one authority and kind stand how."""

    authority = fields.String()
    kind = fields.String()
    state = fields.String()
    count = fields.Integer()


class SupportCountsSchema(Schema):
    """All counts one may see; what there is none of is left out."""

    items = fields.List(fields.Nested(SupportCountSchema))


def support_shape(one: SupportRequest) -> dict[str, Any]:
    """Return a request as plain values."""
    same = (
        "number", "authority", "platform", "platform_name", "host_name", "period", "receipt",
        "kind", "wanted", "state", "outcome", "department", "asked_at", "answered_at", "version",
    )  # fmt: skip
    return {
        **{name: getattr(one, name) for name in same},
        "kind_name": support_kinds().label(one.kind),
        "handler": one.handler_name,
        "asked_by": one.account_name,
        "steps": [
            {
                "step": step.step, "side": step.side, "at": step.at, "by": step.by_name,
                "text": step.text, "outcome": step.outcome, "department": step.department,
            }
            for step in one.steps
        ],
    }  # fmt: skip


def count_shape(one: SupportCount) -> dict[str, Any]:
    """Return a count as plain values."""
    return {name: getattr(one, name) for name in ("authority", "kind", "state", "count")}
