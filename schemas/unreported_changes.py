"""Possible unreported changes 疑似未报告变更 as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.unreported_changes import UnreportedChange
from registry.permissions import Actor, Role
from registry.policy.unreported_changes import FOUND, is_prompted
from registry.services.review_texts import LONGEST
from registry.services.unreported_change_records import report_of
from registry.services.unreported_changes import BY_HAND, LONGEST_SOURCE, LONGEST_VALUE
from schemas.attachments import AttachmentSchema, attachment_shapes
from schemas.moments import Moment
from schemas.paging import PageSchema

_REASON = validate.Length(1, LONGEST)


class UnreportedTipBody(Schema):
    """What somebody learned of a platform."""

    field = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in BY_HAND]),
        metadata={"description": "可能变更的是哪一项"},
    )
    new_value = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_VALUE),
        metadata={"description": "变更后的内容"},
    )
    source = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_SOURCE),
        metadata={"description": "线索来源；依托单位看不到"},
    )
    facts = fields.String(
        required=True, validate=_REASON, metadata={"description": "了解到的情况；依托单位看不到"}
    )


class UnreportedQuestionBody(Schema):
    """What the host is asked."""

    question = fields.String(required=True, validate=_REASON)


class UnreportedFindingBody(Schema):
    """What people found, and why."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf(sorted(one.value for one in FOUND)),
        metadata={
            "description": "explained 已说明；confirmed 已认定未报告，须先询问且已答复或已过期限；"
            "unfounded 不成立"
        },
    )
    reason = fields.String(required=True, validate=_REASON)


class UnreportedAnswerBody(Schema):
    """A host's words."""

    text = fields.String(required=True, validate=_REASON)


class UnreportedSightingSchema(Schema):
    """Where it was seen; empty to the host."""

    origin = fields.String()
    source = fields.String(metadata={"description": "如 register_extract:DJ-2026-001:7，末为行号"})
    said = fields.String()
    seen_at = Moment()


class UnreportedAnswerSchema(Schema):
    """What the host answered."""

    text = fields.String()
    answered_at = Moment()
    answered_by = fields.String(attribute="account_name")
    late = fields.Boolean(metadata={"description": "逾期答复"})


class UnreportedLineSchema(Schema):
    """A case in a list."""

    number = fields.String(metadata={"description": "编号，如 YS-330000-2026-0001"})
    platform = fields.String(metadata={"description": "平台编号"})
    platform_name = fields.String()
    host_name = fields.String()
    credit_code = fields.String()
    authority = fields.String()
    field = fields.String(
        metadata={
            "description": "host_name、platform_name、place、host_kind、business_status、"
            "declared（动态更新中填报的重大事项）、other"
        }
    )
    old_value = fields.String(metadata={"description": "在册；没有登记的为空"})
    new_value = fields.String(metadata={"description": "发现"})
    origin = fields.String(metadata={"description": "update、application、sheet、extract、tip"})
    first_seen_on = fields.Date()
    state = fields.String(
        metadata={
            "description": "suspected 待询问；asked 已询问；explained 已说明；"
            "confirmed 已认定；unfounded 不成立"
        }
    )
    answered = fields.Boolean()
    answer_until = fields.Date(allow_none=True, metadata={"description": "答复期限，含当天"})
    clause = fields.String()
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    opened_at = Moment()


class UnreportedSchema(UnreportedLineSchema):
    """A case whole; to the host without where it was seen and who asks."""

    facts = fields.String()
    sightings = fields.List(fields.Nested(UnreportedSightingSchema))
    question = fields.String()
    asked_at = Moment(allow_none=True)
    answers = fields.List(fields.Nested(UnreportedAnswerSchema))
    papers = fields.List(fields.Nested(AttachmentSchema))
    report = fields.String(metadata={"description": "说明了这项变更的重大事项报告；没有的为空"})
    prompted = fields.Boolean(metadata={"description": "报告是否在询问之后（提示后报告）"})
    outcome_reason = fields.String()
    settled_by = fields.String()
    settled_at = Moment(allow_none=True)


class UnreportedPageSchema(PageSchema):
    """A page of cases, newest first."""

    items = fields.List(fields.Nested(UnreportedLineSchema))


def case_shape(found: UnreportedChange, reader: Actor) -> dict[str, Any]:
    """Return a case as its reader may see it."""
    own = {"facts", "sightings", "papers", "report", "prompted", "settled_by"}
    shape = {name: getattr(found, name) for name in UnreportedSchema().fields if name not in own}
    is_host = reader.role is Role.HOST_OPERATOR
    report = report_of(found)
    return shape | {
        "facts": "" if is_host else found.facts,
        "sightings": [] if is_host else list(found.sightings),
        "papers": attachment_shapes(found.attachments),
        "report": report.number if report else found.report,
        "prompted": bool(report and is_prompted(report.reported_at, found.asked_at)),
        "settled_by": "" if is_host else found.settled_by_name,
    }
