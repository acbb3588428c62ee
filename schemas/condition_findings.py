"""Findings of conditions no longer met 入库条件线索, as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.condition_findings import ConditionFinding
from registry.permissions import Actor, Role
from registry.services.review_texts import LONGEST
from schemas.moments import Moment
from schemas.paging import PageSchema


class ConditionNoteBody(Schema):
    """What an office saw when it looked."""

    text = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST),
        metadata={"description": "查看的情况；依托单位看不到"},
    )


class ConditionSeenSchema(Schema):
    """One figure that was filed while the finding stood."""

    source = fields.String(
        metadata={"description": "quarterly_update:回执编号，或 realtime_update:平台编号:第几次"}
    )
    period = fields.String(metadata={"description": "季度；实时更新的为空"})
    value = fields.String()
    wanted = fields.String()
    as_of = Moment(metadata={"description": "数值说的是哪个时刻；补报的为季度末"})
    seen_at = Moment()


class ConditionNoteSchema(Schema):
    """What an office wrote when it looked."""

    text = fields.String()
    noted_at = Moment()
    noted_by = fields.String(attribute="account_name")
    authority = fields.String(metadata={"description": "主管部门代码；部里写的为空"})


class ConditionFindingSchema(Schema):
    """A finding; it removes nobody."""

    number = fields.String(metadata={"description": "编号，如 XS-330000-2026-0001"})
    platform = fields.String(metadata={"description": "平台编号"})
    platform_name = fields.String()
    host_name = fields.String()
    authority = fields.String()
    criterion = fields.String(
        metadata={
            "description": "equipment_original_value、full_time_staff、enterprises_served、"
            "service_income（年度终了时）"
        }
    )
    clause = fields.String(metadata={"description": "基本条件的条款"})
    field = fields.String(metadata={"description": "动态更新的字段名"})
    unit = fields.String()
    value = fields.String(metadata={"description": "最近读到的值，以文本给出"})
    wanted = fields.String(metadata={"description": "要求不低于，以文本给出"})
    percent = fields.String(
        allow_none=True,
        metadata={"description": "占主营业务收入达到这个百分比也算达标，须由人核对；没有的为 null"},
    )
    seen = fields.List(fields.Nested(ConditionSeenSchema))
    notes = fields.List(
        fields.Nested(ConditionNoteSchema), metadata={"description": "查看记录；依托单位看不到"}
    )
    state = fields.String(
        metadata={
            "description": "open 待查看；looked_at 已查看；proposed 已提出退出建议；"
            "resolved 已恢复达标；ended 平台已移出"
        }
    )
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    opened_at = Moment()
    exit_proposal = fields.String(metadata={"description": "据此提出的退出建议；没有的为空"})
    resolved_at = Moment(allow_none=True)
    resolved_by = fields.String(metadata={"description": "恢复达标的那次填报；没有的为空"})


class ConditionFindingPageSchema(PageSchema):
    """A page of findings, newest first."""

    items = fields.List(fields.Nested(ConditionFindingSchema))


def finding_shape(found: ConditionFinding, reader: Actor) -> dict[str, Any]:
    """Return a finding as its reader may see it."""
    shape = {name: getattr(found, name) for name in ConditionFindingSchema().fields}
    return shape | ({"notes": []} if reader.role is Role.HOST_OPERATOR else {})
