"""Quarterly updates as the API takes and gives them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields

from registry.documents.quarterly_updates import OnBehalf, QuarterlyUpdate, grounds_of
from registry.messages import say
from registry.policy.forms import FormField
from registry.policy.quarterly_update_values import plain
from registry.services.authorities import authority_name
from registry.services.quarterly_update_forms import OpenForm
from registry.support_kinds import support_kinds
from schemas.findings import FindingSchema, finding_shape
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.update_checks import (
    ExplanationSchema,
    WarningSchema,
    explanations_shape,
    observed_shape,
    warnings_shape,
)
from schemas.windows import WindowSchema, window_shape


class TypedText(fields.Field[str]):
    """One entry as it would be typed: a text, a number, true or false, or null for a blank.

    A number keeps its exact digits; what JSON lets in as NaN or Infinity becomes a text
    that is no figure, and is found as such. Lists and objects are refused.
    """

    default_error_messages = {"plain": say("update_value_not_plain")}  # noqa: RUF012 - marshmallow's

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - marshmallow's own arguments
        """Let null stand for a blank."""
        super().__init__(allow_none=True, **kwargs)

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - whatever JSON holds
        attr: str | None,  # noqa: ARG002 - marshmallow's signature
        data: Mapping[str, Any] | None,  # noqa: ARG002 - as above
        **kwargs: Any,  # noqa: ANN401, ARG002 - as above
    ) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{Decimal(repr(value)):f}"
        if isinstance(value, str | int):
            return str(value)
        raise self.make_error("plain")


class TypedTexts(fields.Dict):
    """Entries by field key. Where all are texts, as a form has them, there is nothing to read."""

    def _deserialize(
        self,
        value: Any,  # noqa: ANN401 - whatever JSON holds
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ANN401 - marshmallow's signature
    ) -> dict[Any, Any]:
        if isinstance(value, dict) and all(type(text) is str for text in value.values()):
            return value
        return super()._deserialize(value, attr, data, **kwargs)


class _Body(Schema):
    error_messages = {  # noqa: RUF012 - marshmallow reads a plain dictionary from the class
        "type": say("update_body_not_object"),
        "unknown": say("update_body_unknown"),
    }


def _text(description: str) -> fields.String:
    """Return a text that may be left out; the desk says what it wants of it."""
    return fields.String(
        load_default="",
        error_messages={"invalid": say("update_value_not_plain")},
        metadata={"description": description},
    )


def _values(description: str, **how: Any) -> TypedTexts:  # noqa: ANN401 - marshmallow's own arguments
    """Return entries by field key."""
    return TypedTexts(
        values=TypedText(),
        error_messages={"invalid": say("update_body_not_object")},
        metadata={"description": description},
        **how,
    )


class GroundsBody(_Body):
    """Why an authority fills in for a host, and how the figures came."""

    reason = _text("依托单位为什么不能自行填报，500 字以内，必填")
    channel = _text("数据怎样取得，必填：phone 电话；mail 邮件；paper 纸质材料")
    reference = _text("凭据：通话时间和对方姓名、邮件日期和标题或文号，200 字以内，必填")


class _UpdateBody(_Body):
    """What a draft and a submission have in common."""

    reason = _text("更正原因；首次提交不填，本季度已提交过时必填")
    explanations = fields.Dict(
        values=_text("说明，500 字以内"),
        load_default=dict,
        error_messages={"invalid": say("update_body_not_object")},
        metadata={"description": "对各条提醒的说明，键见 warnings 的 key；都说明了才能提交"},
    )
    on_behalf = fields.Nested(
        GroundsBody,
        load_default=None,
        allow_none=True,
        error_messages={"type": say("update_body_not_object")},
        metadata={
            "description": "代填：只由主管部门填写，首次保存或提交时必填，以后不给即不变；"
            "依托单位填报自己的平台不得填写"
        },
    )


class DraftBody(_UpdateBody):
    """What was typed so far, by field key."""

    values = _values("已填内容，键为字段名；可以不完整，也可以暂时有误", required=True)


class SubmitBody(_UpdateBody):
    """What is to be filed; without values, the draft as it stands."""

    values = _values("全部填报内容；不给时提交已保存的草稿", load_default=None, allow_none=True)


class FieldSchema(Schema):
    """One field of the form, with the value before."""

    key = fields.String()
    label = fields.String()
    section = fields.String()
    type = fields.String(metadata={"description": "money、area、percent、count、answer、text"})
    nature = fields.String(metadata={"description": "stock 存量；flow 本季度；yearly 本年累计"})
    unit = fields.String()
    realtime = fields.Boolean()
    help = fields.String()
    clause = fields.String()
    before = fields.String(metadata={"description": "上次填报的值；没有则为空"})
    changed = fields.Boolean(metadata={"description": "存量与上次不同"})
    realtime_value = fields.String(
        metadata={"description": "上次填报以后最新的、已采用的实时更新；没有则为空"}
    )
    realtime_measured_at = Moment(
        allow_none=True, metadata={"description": "它的测得时间；没有则为 null"}
    )


class DraftSchema(Schema):
    """Who saved the draft when, and its version."""

    version = fields.Integer()
    saved_at = Moment()
    saved_by = fields.String()


class OnBehalfSchema(Schema):
    """By which authority an update was filled in, why, and how the figures came."""

    authority = fields.String(metadata={"description": "代填的主管部门代码"})
    authority_name = fields.String()
    reason = fields.String(metadata={"description": "依托单位为什么不能自行填报"})
    channel = fields.String(metadata={"description": "phone 电话；mail 邮件；paper 纸质材料"})
    reference = fields.String(metadata={"description": "凭据"})


class UpdateVersionHeadSchema(Schema):
    """What a filed version says of itself: who filed it when, and why."""

    number = fields.String(metadata={"description": "回执编号"})
    platform = fields.String()
    platform_name = fields.String()
    period = fields.String()
    version = fields.Integer()
    submitted_at = Moment(metadata={"description": "收到时间，北京时间"})
    submitted_by = fields.String()
    timeliness = fields.String(
        metadata={"description": "提交时的认定：on_time 按时；late 补报；excused 准予补报"}
    )
    reason = fields.String(metadata={"description": "更正原因；首个版本为空"})
    on_behalf = fields.Nested(
        OnBehalfSchema,
        allow_none=True,
        metadata={"description": "代填信息；依托单位自行填报的为 null"},
    )
    digest = fields.String(metadata={"description": "内容摘要（SHA-256）"})
    form_version = fields.String()
    rulebook = fields.String(metadata={"description": "提交时的规则版本"})


class VersionSchema(UpdateVersionHeadSchema):
    """One filed version, as it was filed."""

    changed = fields.List(fields.String())
    explanations = fields.List(
        fields.Nested(ExplanationSchema), metadata={"description": "对各条提醒的说明，含在摘要内"}
    )
    observed = fields.List(
        fields.Nested(FindingSchema),
        allow_none=True,
        metadata={"description": "试行观察的规则发现的问题，只给主管部门；其他为 null"},
    )
    content = fields.Dict(metadata={"description": "填报内容；小数以文本给出，不失精度"})


class VersionPageSchema(PageSchema):
    """A page of versions, newest first."""

    items = fields.List(fields.Nested(VersionSchema))


class SupportKindSchema(Schema):
    """A kind of support that may be asked beside the form."""

    field = fields.String(metadata={"description": "values 里的键，如 support_land"})
    key = fields.String()
    label = fields.String()
    help = fields.String()


class UpdateReturnedSchema(Schema):
    """What a return asks of the quarter, until when."""

    number = fields.String(metadata={"description": "退回补正编号"})
    sections = fields.List(fields.String(), metadata={"description": "只补正这些部分"})
    reason = fields.String()
    until = Moment(metadata={"description": "补正的截止时刻（不含）"})


class FormSchema(Schema):
    """The form of one quarter, as it stands."""

    platform = fields.String()
    platform_name = fields.String()
    period = fields.String()
    form_version = fields.String()
    window = fields.Nested(WindowSchema)
    timeliness = fields.String(
        allow_none=True,
        metadata={"description": "现在提交记为 on_time、late 或 excused；现在不能提交的为 null"},
    )
    late_until = Moment(
        allow_none=True,
        metadata={"description": "正可以补报的：补报的截止时刻（不含）；其他为 null"},
    )
    fields_ = fields.List(fields.Nested(FieldSchema), data_key="fields", attribute="fields")
    values = fields.Dict(metadata={"description": "草稿；没有草稿时为带出的值"})
    reason = fields.String()
    draft = fields.Nested(DraftSchema, allow_none=True)
    latest = fields.Nested(VersionSchema, allow_none=True)
    on_behalf = fields.Nested(
        OnBehalfSchema, allow_none=True, metadata={"description": "代填草稿的代填信息"}
    )
    host_saved_at = Moment(
        allow_none=True,
        metadata={"description": "依托单位草稿的保存时间；有草稿时主管部门不能代填，内容不公开"},
    )
    support_kinds = fields.List(
        fields.Nested(SupportKindSchema),
        metadata={"description": "支持诉求的类别；写在 values 里，键为 field，选填，不影响提交"},
    )
    returned = fields.Nested(
        UpdateReturnedSchema,
        allow_none=True,
        metadata={"description": "没有补正的退回：只补正其中的部分；没有的为 null"},
    )
    findings = fields.List(fields.Nested(FindingSchema))
    warnings = fields.List(
        fields.Nested(WarningSchema), metadata={"description": "须改正或说明后才能提交的提醒"}
    )
    explanations = fields.Dict(metadata={"description": "已写的说明，键同 warnings 的 key"})


def form_shape(opened: OpenForm, *, for_office: bool) -> dict[str, Any]:
    """Return a form as plain values; what is only observed is told to an office alone."""
    draft = opened.draft
    return {
        "platform": opened.platform.number,
        "platform_name": opened.platform.name,
        "period": opened.period,
        "form_version": opened.form.version,
        "window": window_shape(opened.window),
        "timeliness": opened.timeliness.value if opened.timeliness else None,
        "late_until": opened.leave.until if opened.leave else None,
        "fields": [_field(one, opened) for one in opened.form.fields],
        "values": dict(opened.values),
        "reason": opened.reason,
        "draft": {
            "version": draft.version,
            "saved_at": draft.saved_at,
            "saved_by": draft.saved_by,
        }
        if draft
        else None,
        "latest": version_shape(opened.latest, for_office=for_office) if opened.latest else None,
        "on_behalf": _on_behalf(draft.on_behalf) if draft and opened.is_on_behalf else None,
        "host_saved_at": opened.host_saved_at,
        "support_kinds": [
            {"field": one.field, "key": one.key, "label": one.label, "help": one.help}
            for one in (() if opened.is_on_behalf else support_kinds().kinds)
        ],
        "returned": _returned(opened),
        "findings": [finding_shape(one) for one in opened.findings],
        "warnings": warnings_shape(opened),
        "explanations": dict(opened.explanations),
    }


def _returned(opened: OpenForm) -> dict[str, Any] | None:
    its = opened.returned
    if its is None:
        return None
    told = {"number": its.number, "sections": list(its.sections), "reason": its.reason}
    return {**told, "until": opened.answered_until}


def version_shape(update: QuarterlyUpdate, *, for_office: bool) -> dict[str, Any]:
    """Return a filed version as plain values; what is only observed is told to an office alone."""
    return {
        "number": update.number,
        "platform": update.platform,
        "platform_name": update.platform_name,
        "period": update.period,
        "version": update.version,
        "submitted_at": update.submitted_at,
        "submitted_by": update.account_name,
        "timeliness": update.timeliness,
        "reason": update.reason,
        "on_behalf": _on_behalf(update.on_behalf) if update.on_behalf else None,
        "digest": update.digest,
        "form_version": update.form_version,
        "rulebook": update.rulebook,
        "changed": list(update.changed),
        "explanations": explanations_shape(update),
        "observed": observed_shape(update) if for_office else None,
        "content": {
            key: plain(value) if isinstance(value, Decimal) else value
            for key, value in update.restored_content.items()
        },
    }


def _on_behalf(on_behalf: OnBehalf) -> dict[str, str]:
    return {**grounds_of(on_behalf), "authority_name": authority_name(on_behalf.authority)}


def _field(field: FormField, opened: OpenForm) -> dict[str, Any]:
    before, newest = opened.before, opened.realtime.get(field.key)
    return {
        "key": field.key,
        "label": field.label,
        "section": field.section,
        "type": field.type.value,
        "nature": field.nature.value,
        "unit": field.unit,
        "realtime": field.realtime,
        "help": field.help,
        "clause": field.clause,
        "before": plain(before.stocks.get(field.key, before.year.get(field.key))),
        "changed": field.key in opened.judged.changed,
        "realtime_value": plain(newest.value) if newest else "",
        "realtime_measured_at": newest.measured_at if newest else None,
    }
