"""Applications as the API takes and gives them; their values' shape is made from the form."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.applications import Application, ApplicationVersion, restored
from registry.forms import application_form
from registry.messages import say
from registry.policy.application_forms import ApplicationField, EquipmentColumn
from registry.policy.application_values import as_typed
from registry.policy.forms import FieldType
from registry.services.application_forms import OpenApplication
from registry.services.authorities import authority_name
from schemas.attachments import AttachmentSchema, attachment_shapes
from schemas.findings import FindingSchema, finding_shape
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.typed_texts import TypedTexts

_HOW = {
    FieldType.DAY: "日期，如 2023-05-01",
    FieldType.DAYS: "日期列表",
    FieldType.YEAR: "四位年份",
    FieldType.FLAG: "true 或 false",
}
_ERRORS = {"type": say("update_body_not_object"), "unknown": say("update_body_unknown")}


def _description(one: ApplicationField | EquipmentColumn) -> str:
    """Return what the document says of a field: label, unit, how it is given, help."""
    unit = f"（{one.unit}）" if one.unit else ""
    how = "、".join(one.options) or _HOW.get(one.type, "")
    if isinstance(one, ApplicationField) and one.type is FieldType.ANSWER:
        how = f"false {one.words[0]}；true {one.words[1]}"
    return f"{one.label}{unit}：{how + '。' if how else ''}{one.help}"


def _shape(name: str, asked: Any) -> type[Schema]:  # noqa: ANN401 - fields or columns
    """Return a schema with one typed entry for each field or column."""
    made: dict[str, Any] = {
        one.key: TypedTexts(metadata={"description": _description(one)}) for one in asked
    }
    schema = Schema.from_dict(made, name=name)
    schema.error_messages = _ERRORS
    return schema


_FORM = application_form()
ValuesSchema = _shape("ApplicationValues", [one for one in _FORM.fields if one.is_typed])
RowSchema = _shape("EquipmentRow", _FORM.equipment.columns)


class BeginBody(Schema):
    """What an application begins with."""

    platform_name = fields.String(
        required=True, validate=validate.Length(1, 200), metadata={"description": "平台名称"}
    )
    place = fields.String(
        required=True, validate=validate.Length(1, 60), metadata={"description": "平台所在地市"}
    )
    authority = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"description": "主管部门代码；由所在地市能确定的可不给"},
    )
    source = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "沿用其内容的申报编号：本单位已撤回或未获推荐的；声明不沿用"},
    )


class ValuesBody(Schema):
    """Entries by field key; those left out stay as they are."""

    values = fields.Nested(
        ValuesSchema, required=True, metadata={"description": "可以不完整，也可以暂时有误"}
    )


class EquipmentBody(Schema):
    """All rows of the equipment table."""

    rows = fields.List(
        fields.Nested(RowSchema),
        required=True,
        validate=validate.Length(max=_FORM.equipment.most_rows),
        metadata={"description": "设备要素表的全部行，替换已有各行"},
    )


class ReturnedSchema(Schema):
    """A section sent back, and why."""

    section = fields.String()
    reason = fields.String()


class WorkingPaperSchema(Schema):
    """The working paper, to its host alone."""

    revision = fields.Integer()
    saved_at = Moment()
    saved_by = fields.String()
    values = fields.Dict(metadata={"description": "已填内容，与所填一字不差"})
    equipment = fields.List(fields.Dict())
    editable = fields.List(fields.String(), metadata={"description": "现在可以修改的部分"})
    attachments = fields.List(fields.Nested(AttachmentSchema))
    is_complete = fields.Boolean(metadata={"description": "没有须修改的内容"})
    findings = fields.List(fields.Nested(FindingSchema))


class SubmittedSchema(Schema):
    """The version that was submitted last."""

    number = fields.String(metadata={"description": "回执编号"})
    version = fields.Integer()
    submitted_at = Moment()
    submitted_by = fields.String()
    form_version = fields.String()
    rulebook = fields.String(metadata={"description": "提交时的规则版本"})
    digest = fields.String(metadata={"description": "内容摘要（SHA-256）"})
    content = fields.Dict(metadata={"description": "填报内容；小数以文本给出；联系方式不给出"})
    equipment = fields.List(fields.Dict())
    attachments = fields.List(fields.Nested(AttachmentSchema))


class ApplicationHeadSchema(Schema):
    """Where an application stands."""

    number = fields.String(metadata={"description": "申报编号"})
    platform_name = fields.String()
    host_name = fields.String()
    credit_code = fields.String()
    authority = fields.String()
    authority_name = fields.String()
    state = fields.String(
        metadata={
            "description": "draft 草稿；frozen 已定稿待盖章；submitted 已提交；in_review 审核中；"
            "returned 退回修改；recommended 已推荐；refused 不予推荐；withdrawn 已撤回；"
            "admitted 已入库"
        }
    )
    period = fields.String(metadata={"description": "提交的轮次，如 2026H2；没有提交的为空"})
    version = fields.Integer(metadata={"description": "已提交的版本数；0 为没有提交"})
    submitted_at = Moment(allow_none=True)
    to_ministry = fields.Boolean(metadata={"description": "同步报工业和信息化部"})
    returned = fields.List(fields.Nested(ReturnedSchema))
    return_until = fields.Date(allow_none=True)
    platform = fields.String(metadata={"description": "入库后的平台编号"})


class ApplicationSchema(ApplicationHeadSchema):
    """An application: its working paper to the host, what was submitted to whom it went."""

    draft = fields.Nested(WorkingPaperSchema, allow_none=True)
    submitted = fields.Nested(SubmittedSchema, allow_none=True)


class ApplicationPageSchema(PageSchema):
    """A page of applications, by number."""

    items = fields.List(fields.Nested(ApplicationHeadSchema))


def head_shape(application: Application) -> dict[str, Any]:
    """Return where an application stands as plain values."""
    names = (
        "number",
        "platform_name",
        "host_name",
        "credit_code",
        "authority",
        "state",
        "period",
        "version",
        "submitted_at",
        "to_ministry",
        "return_until",
        "platform",
    )  # fmt: skip - one list of names
    return {
        **{name: getattr(application, name) for name in names},
        "authority_name": authority_name(application.authority),
        "returned": [
            {"section": one.section, "reason": one.reason} for one in application.returned
        ],
    }


def opened_shape(opened: OpenApplication) -> dict[str, Any]:
    """Return an application with its working paper, as its host sees it."""
    application = opened.application
    typed = opened.form.typed_keys
    return {
        **head_shape(application),
        "draft": {
            "revision": application.revision,
            "saved_at": application.saved_at,
            "saved_by": application.saved_by,
            "values": {key: text for key, text in opened.values.items() if key in typed},
            "equipment": [dict(row) for row in opened.rows],
            "attachments": attachment_shapes(application.attachments),
            "editable": [one.key for one in opened.form.sections if one.key in opened.editable],
            "is_complete": opened.judged.is_complete,
            "findings": [finding_shape(one) for one in (*opened.withheld, *opened.judged.findings)],
        },
        "submitted": None,
    }


def submitted_shape(application: Application, version: ApplicationVersion) -> dict[str, Any]:
    """Return an application with what was submitted; contacts are left out."""
    names = ("number", "version", "submitted_at", "form_version", "rulebook", "digest")
    restricted = application_form().restricted_keys
    content = restored(version.content)
    return {
        **head_shape(application),
        "draft": None,
        "submitted": {
            **{name: getattr(version, name) for name in names},
            "submitted_by": version.account_name,
            "content": {
                key: _plain(value) for key, value in content.items() if key not in restricted
            },
            "equipment": [
                {key: _plain(value) for key, value in restored(row).items()}
                for row in version.equipment
            ],
            "attachments": attachment_shapes(version.attachments),
        },
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value a field may hold
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | int) else as_typed(value)
