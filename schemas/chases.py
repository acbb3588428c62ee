"""Chases 催报 as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.chases import Chase, ChaseTold
from registry.services.authorities import authority_name
from registry.services.chases import AUTHORITY, HOSTS, MOST_CHOSEN, Chased
from schemas.moments import Moment
from schemas.paging import PageSchema


class ChaseBody(Schema):
    """Who is chased for which quarter."""

    period = fields.String(
        required=True, validate=validate.Length(1, 10), metadata={"description": "季度，如 2026Q4"}
    )
    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码；省级只能是本地区，可以不填；部里必填"},
    )
    whom = fields.String(
        load_default=HOSTS,
        validate=validate.OneOf((HOSTS, AUTHORITY)),
        metadata={"description": "hosts 催依托单位；authority 催主管部门，只有部里可以"},
    )
    platforms = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        load_default=list,
        validate=validate.Length(max=MOST_CHOSEN),
        metadata={"description": "只催这些平台；不填为全部未提交的"},
    )


class ChaseToldSchema(Schema):
    """One recipient told."""

    chase = fields.String(metadata={"description": "在哪一次催报中"})
    audience = fields.String(metadata={"description": "host 依托单位；authority 主管部门"})
    name = fields.String()
    platforms = fields.List(fields.String(), metadata={"description": "平台编号"})
    no_account = fields.Boolean(
        metadata={"description": "催报时该依托单位没有可用账号，站内消息没有人能看到"}
    )
    told_at = Moment()
    by = fields.String(metadata={"description": "催报人"})


class ChaseSchema(Schema):
    """One chase."""

    number = fields.String(metadata={"description": "催报编号，如 CB-330000-20261228-01"})
    period = fields.String()
    authority = fields.String()
    authority_name = fields.String()
    side = fields.String(metadata={"description": "province 主管部门；ministry 部里"})
    whom = fields.String()
    recipients = fields.Integer(metadata={"description": "催报家数"})
    platforms = fields.Integer(metadata={"description": "平台数"})
    without_account = fields.Integer(metadata={"description": "其中没有可用账号的依托单位"})
    by = fields.String()
    chased_at = Moment()


class ChasedSchema(Schema):
    """What came of a click."""

    chase = fields.Nested(
        ChaseSchema, allow_none=True, metadata={"description": "都在今天催过、没有再发的为 null"}
    )
    told = fields.List(fields.Nested(ChaseToldSchema), metadata={"description": "这一次催报的"})
    before = fields.List(
        fields.Nested(ChaseToldSchema),
        metadata={
            "description": "今天此前已催过、没有再发的；为其他主管部门的平台催的，"
            "只告知 name 和 told_at，chase、platforms、by 为空"
        },
    )


class ChaseRecordSchema(ChaseSchema):
    """One chase with whom it told."""

    told = fields.List(fields.Nested(ChaseToldSchema))


class ChasePageSchema(PageSchema):
    """A page of chases, newest first."""

    items = fields.List(fields.Nested(ChaseSchema))


def chased_shape(done: Chased) -> dict[str, Any]:
    """Return what came of a click as plain values."""
    return {
        "chase": chase_shape(done.chase) if done.chase else None,
        "told": [told_shape(one) for one in done.told],
        "before": [told_shape(one) for one in done.before],
    }


def chase_shape(found: Chase) -> dict[str, Any]:
    """Return a chase as plain values."""
    return {
        "number": found.number,
        "period": found.period,
        "authority": found.authority,
        "authority_name": authority_name(found.authority),
        "side": found.side,
        "whom": found.whom,
        "recipients": found.recipients,
        "platforms": found.platforms,
        "without_account": found.without_account,
        "by": found.account_name,
        "chased_at": found.chased_at,
    }


def told_shape(one: ChaseTold) -> dict[str, Any]:
    """Return one who was told as plain values."""
    return {
        "chase": one.chase,
        "audience": one.audience,
        "name": one.name,
        "platforms": list(one.platforms),
        "no_account": one.no_account,
        "told_at": one.told_at,
        "by": one.account_name,
    }
