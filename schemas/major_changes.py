"""Reported major changes as the API takes and gives them."""

from collections.abc import Mapping
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from registry.documents.major_changes import MajorChange
from registry.policy.major_changes import ChangeState, Judgement, MajorChangeKind, ReportTimeliness
from registry.services.major_change_values import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_PARTIES,
    MOST_PLATFORMS,
)
from registry.services.review_texts import LONGEST
from schemas.attachments import AttachmentSchema, attachment_shapes
from schemas.moments import Moment
from schemas.paging import PageSchema

_NAME = validate.Length(max=LONGEST_NAME)
_REASON = validate.Length(1, LONGEST)
_PARTIES = validate.Length(max=MOST_PARTIES)


class PartySchema(Schema):
    """A host that takes part."""

    credit_code = fields.String(
        required=True,
        validate=validate.Length(1, 40),
        metadata={"description": "统一社会信用代码"},
    )
    name = fields.String(required=True, validate=validate.Length(1, LONGEST_NAME))


class ChangeValuesSchema(Schema):
    """The new values; which are wanted depends on the kind, others are left out."""

    host_name = fields.String(validate=_NAME, metadata={"description": "依托单位新名称"})
    platform_name = fields.String(validate=_NAME, metadata={"description": "平台新名称"})
    host_kind = fields.String(validate=_NAME, metadata={"description": "依托单位性质"})
    place = fields.String(validate=_NAME, metadata={"description": "新的所在地市"})
    address = fields.String(validate=_NAME, metadata={"description": "新的详细地址"})
    merging = fields.List(
        fields.Nested(PartySchema),
        validate=_PARTIES,
        metadata={"description": "参与合并的其他单位"},
    )
    successor = fields.String(
        validate=_NAME,
        metadata={"description": "合并后存续或新设的单位的统一社会信用代码"},
    )
    successor_name = fields.String(validate=_NAME, metadata={"description": "该单位的名称"})
    successors = fields.List(
        fields.Nested(PartySchema), validate=_PARTIES, metadata={"description": "分立出的单位"}
    )
    carrier = fields.String(
        validate=_NAME,
        metadata={"description": "分立后承接本平台的单位的统一社会信用代码"},
    )
    platforms = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        validate=validate.Length(max=MOST_PLATFORMS),
        metadata={"description": "一并涉及的平台编号"},
    )
    taxonomy_field = fields.String(validate=_NAME, metadata={"description": "领域"})
    direction = fields.String(validate=_NAME, metadata={"description": "重点方向"})
    description = fields.String(
        validate=validate.Length(max=LONGEST_TEXT), metadata={"description": "情况说明"}
    )


class ChangeCorrectionBody(Schema):
    """When it happened and what changed."""

    event_on = fields.Date(required=True, metadata={"description": "发生日期"})
    values = fields.Nested(ChangeValuesSchema, required=True)


class ChangeBody(ChangeCorrectionBody):
    """A change as its host reports it."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in MajorChangeKind]),
        metadata={
            "description": "rename 更名；relocation 迁址；merger 合并；split 分立；"
            "restructuring 结构调整；reorganisation 重组；equity_change 股权变更；"
            "service_change 服务内容或业务变更；other 其他"
        },
    )
    prompted_by = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "经询问后报告的，询问的编号，如 YS-330000-2026-0001"},
    )


class ChangePaperBody(Schema):
    """A paper."""

    file = Upload(
        required=True, metadata={"description": "PDF、JPG、PNG、xlsx、docx 或 OFD，按内容识别"}
    )


class ChangeReasonBody(Schema):
    """Why a report is returned, refused or taken back."""

    reason = fields.String(required=True, validate=_REASON)


class ChangeFindingsBody(Schema):
    """What was found on verification."""

    findings = fields.String(required=True, validate=_REASON)


class ChangeJudgementBody(Schema):
    """Whether a report came in time, and why."""

    judgement = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Judgement]),
        metadata={"description": "in_time 及时；not_in_time 未及时"},
    )
    reason = fields.String(required=True, validate=_REASON)


class ReportedVersionSchema(Schema):
    """What was reported at one time."""

    event_on = fields.Date()
    values = fields.Nested(ChangeValuesSchema)
    reported_at = Moment()
    reported_by = fields.String(attribute="account_name")


class ChangeSchema(Schema):
    """One report; the library follows it once it is verified. The ETag is its version."""

    number = fields.String(metadata={"description": "编号，如 BG-330000-2026-0001"})
    platform = fields.String(metadata={"description": "平台编号"})
    platform_name = fields.String()
    host_name = fields.String()
    credit_code = fields.String()
    authority = fields.String()
    kind = fields.String()
    event_on = fields.Date(metadata={"description": "发生日期；核实后自当日起变更"})
    values = fields.Nested(ChangeValuesSchema)
    versions = fields.List(fields.Nested(ReportedVersionSchema))
    papers = fields.List(fields.Nested(AttachmentSchema))
    state = fields.String(
        validate=validate.OneOf([one.value for one in ChangeState]),
        metadata={
            "description": "reported 待核实；returned 退回补正；verified 已核实；"
            "refused 不予变更；withdrawn 已撤回"
        },
    )
    timeliness = fields.String(
        validate=validate.OneOf([one.value for one in ReportTimeliness]),
        metadata={
            "description": "on_time 在期限内；late 超过期限；prompted 经询问后报告；"
            "to_be_judged 没有规定天数，待判断"
        },
    )
    elapsed_days = fields.Integer(metadata={"description": "发生日期到报告之日的天数"})
    last_day = fields.Date(
        allow_none=True, metadata={"description": "期限的最后一天；没有规定的为 null"}
    )
    prompted_by = fields.String()
    judgement = fields.String(metadata={"description": "in_time、not_in_time；没有判断的为空"})
    judgement_reason = fields.String()
    judged_by_name = fields.String()
    judged_at = Moment(allow_none=True)
    findings = fields.String(metadata={"description": "核实情况"})
    outcome_reason = fields.String(metadata={"description": "退回、不予变更或撤回的原因"})
    settled_by_name = fields.String()
    settled_at = Moment(allow_none=True)
    clause = fields.String()
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    reported_at = Moment()
    reported_by = fields.String(attribute="account_name")


class ChangePageSchema(PageSchema):
    """A page of reports, newest first."""

    items = fields.List(fields.Nested(ChangeSchema))


def change_shape(change: MajorChange) -> dict[str, Any]:
    """Return a report as plain values."""
    own = set(ChangeSchema().fields) - {"papers", "versions", "reported_by"}
    versions = ("event_on", "values", "reported_at", "account_name")
    return {name: getattr(change, name) for name in own} | {
        "account_name": change.account_name,
        "values": _flat(change.values),
        "papers": attachment_shapes(change.attachments),
        "versions": [
            {name: one[name] for name in versions} | {"values": _flat(one["values"])}
            for one in change.versions
        ],
    }


def values_taken(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the desk takes them: who is left after a merger as one host."""
    values = dict(given)
    code, name = values.pop("successor", ""), values.pop("successor_name", "")
    return values | ({"successor": {"credit_code": code, "name": name}} if code or name else {})


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    its = values.get("successor")
    told = {"successor": its["credit_code"], "successor_name": its["name"]} if its else {}
    return {**values, **told}
