"""Pre-reviews, and the offices that give them, as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.policy.pre_reviews import PreOpinion
from registry.services.pre_reviews import LONGEST_NAME, MOST_COVERED, OpenPreReview
from registry.services.review_texts import LONGEST
from schemas.attachments import AttachmentSchema, attachment_shapes
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.platforms import plain_value
from schemas.reviews import JudgedSchema, PreReviewSchema, judged_shape, without_contacts

_CODE = validate.Length(1, 20)


class OfficeBody(Schema):
    """An office that is to look first."""

    name = fields.String(required=True, validate=validate.Length(1, LONGEST_NAME))
    division = fields.String(
        required=True, validate=_CODE, metadata={"description": "行政区划代码，如 330100"}
    )
    covers = fields.List(
        fields.String(validate=_CODE),
        load_default=list,
        validate=validate.Length(max=MOST_COVERED),
        metadata={"description": "负责的行政区划代码；以 00 结尾的包含所属各县；不给为本行政区划"},
    )


class StandingBody(Schema):
    """Whether an office is to look first."""

    active = fields.Boolean(required=True, metadata={"description": "false 停用，不再看到申报"})


class OfficeSchema(Schema):
    """One office; the ETag is its version."""

    division = fields.String(metadata={"description": "行政区划代码"})
    name = fields.String()
    covers = fields.List(fields.String(), metadata={"description": "负责的行政区划代码"})
    active = fields.Boolean()
    version = fields.Integer()
    account_name = fields.String(metadata={"description": "由谁设置"})
    recorded_at = Moment()


class OfficePageSchema(PageSchema):
    """A page of offices, by division."""

    items = fields.List(fields.Nested(OfficeSchema))


class WaitingSchema(Schema):
    """One application of the office's division that is not decided yet."""

    number = fields.String(metadata={"description": "申报编号"})
    platform_name = fields.String()
    host_name = fields.String()
    division = fields.String(metadata={"description": "行政区划代码"})
    state = fields.String(metadata={"description": "submitted 待认领；in_review 审核中"})
    version = fields.Integer(metadata={"description": "最新的提交版本"})
    submitted_at = Moment()
    pre_review = fields.String(
        metadata={"description": "forward 同意上报；advise_return 建议退回；还没有意见的为空"}
    )


class WaitingPageSchema(PageSchema):
    """A page of what waits, the longest first."""

    items = fields.List(fields.Nested(WaitingSchema))


class OpenPreReviewSchema(Schema):
    """One submitted version as the office reads it; the ETag is that version."""

    number = fields.String(metadata={"description": "申报编号"})
    version = fields.Integer()
    receipt = fields.String(metadata={"description": "该版本的回执编号"})
    state = fields.String(metadata={"description": "申报现在的状态"})
    host_name = fields.String()
    platform_name = fields.String()
    division = fields.String(metadata={"description": "行政区划代码"})
    period = fields.String(metadata={"description": "轮次，如 2026H2"})
    submitted_at = Moment()
    content = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(),
        metadata={"description": "提交的内容，不含联系方式"},
    )
    equipment = fields.List(fields.Dict(keys=fields.String(), values=fields.Raw()))
    criteria = fields.List(fields.Nested(JudgedSchema))
    evidence = fields.List(fields.Nested(AttachmentSchema))
    may_give = fields.Boolean(metadata={"description": "还可以提出意见"})
    pre_review = fields.Nested(PreReviewSchema, allow_none=True)


class OpinionBody(Schema):
    """What the office thinks; it cannot be changed afterwards."""

    opinion = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in PreOpinion]),
        metadata={"description": "forward 同意上报；advise_return 建议退回"},
    )
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST))


class OpinionSchema(PreReviewSchema):
    """What the office said, and of what."""

    application = fields.String(metadata={"description": "申报编号"})
    version = fields.Integer(metadata={"description": "第几个版本"})


def pre_review_shape(opened: OpenPreReview) -> dict[str, Any]:
    """Return a version as the office reads it as plain values."""
    application, version = opened.application, opened.version
    return {
        "number": application.number,
        "version": version.version,
        "receipt": version.number,
        "state": application.state,
        "host_name": application.host_name,
        "platform_name": application.platform_name,
        "division": application.division,
        "period": version.period,
        "submitted_at": version.submitted_at,
        "content": without_contacts(version.content),
        "equipment": plain_value(list(version.equipment)),
        "criteria": [judged_shape(one) for one in opened.criteria],
        "evidence": attachment_shapes(version.attachments),
        "may_give": opened.may_write,
        "pre_review": opened.given,
    }
