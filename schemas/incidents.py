"""Incidents as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.incidents import LONGEST_TEXT, IncidentStatement
from registry.policy.incidents import Basis, Found, IncidentKind, Site
from registry.policy.quarterly_update_values import plain
from registry.services.incident_records import RecordLine
from registry.services.incident_statements import LEAST_FACTS, LONGEST_NAME, IncidentOrder
from registry.services.incidents import is_case_proposed
from registry.services.round_notices import LONGEST_REASON
from schemas.evidence import PaperSchema
from schemas.moments import Moment
from schemas.paging import PageSchema

FIGURES = ("deaths", "injured", "evacuated", "loss")
_TEXTS = ("site", "relation", "found", "organ", "document", "facts")


class StatementBody(Schema):
    """What is stated of an incident: what a kind does not ask for is left aside."""

    occurred_on = fields.Date(required=True, metadata={"description": "发生、被列入或被查实的日期"})
    site = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Site]),
        metadata={"description": "platform 平台场地；host 依托单位其他场地；elsewhere 其他地方"},
    )
    relation = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_TEXT),
        metadata={"description": "与平台的关系"},
    )
    basis = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(one.value for one in Basis)]),
        metadata={"description": "环境污染事故必给：figures 按数字；finding 以机关的认定为准"},
    )
    deaths = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 10**6))
    injured = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 10**6),
        metadata={"description": "重伤，急性工业中毒也算。各项数字不清楚的不给，不作推定"},
    )
    evacuated = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 10**8)
    )
    loss = fields.String(
        load_default="",
        allow_none=True,
        validate=validate.Length(max=40),
        metadata={"description": "直接经济损失，万元，以文本给出，如 1200.5"},
    )
    ticks = fields.List(
        fields.String(validate=validate.Length(max=40)),
        load_default=list,
        validate=validate.Length(max=20),
        metadata={"description": "环境污染事故的所列情形"},
    )
    found = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(one.value for one in Found)]),
        metadata={
            "description": "机关的认定：reached 重大或属实；"
            "not_reached 未达到或不属实；pending 尚未认定"
        },
    )
    organ = fields.String(load_default="", validate=validate.Length(max=LONGEST_NAME))
    document = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_NAME),
        metadata={"description": "认定文件的文号"},
    )
    document_on = fields.Date(load_default=None, allow_none=True)
    facts = fields.String(
        required=True,
        validate=validate.Length(LEAST_FACTS, LONGEST_TEXT),
        metadata={"description": "经过。失泄密的不写泄露的内容"},
    )


class IncidentBody(StatementBody):
    """An incident to record."""

    kind = fields.String(
        required=True, validate=validate.OneOf([one.value for one in IncidentKind])
    )
    receipt = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"description": "据以登记的动态更新回执号；没有的不给"},
    )


class IncidentCorrectionBody(StatementBody):
    """An incident stated anew, and why."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class ExaminationBody(Schema):
    """How an incident was examined."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf(["confirmed", "unfounded"]),
        metadata={"description": "confirmed 属实；unfounded 不成立"},
    )
    counts = fields.Boolean(
        load_default=None,
        allow_none=True,
        metadata={"description": "是否计入这个平台；属实的必给"},
    )
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_TEXT))


class MetSchema(Schema):
    """A criterion that was reached; one without a figure has no line."""

    name = fields.String()
    read = fields.String(metadata={"description": "读到的数字，不失精度"})
    line = fields.String(metadata={"description": "标准，含本数"})
    source = fields.String()


class StatementSchema(Schema):
    """One version of what is stated, and the grade that follows from it."""

    side = fields.String(metadata={"description": "host、province 或 ministry"})
    occurred_on = fields.Date()
    site = fields.String()
    relation = fields.String()
    basis = fields.String()
    deaths = fields.String(metadata={"description": "没有填的为空"})
    injured = fields.String()
    evacuated = fields.String()
    loss = fields.String(metadata={"description": "万元"})
    ticks = fields.List(fields.String())
    found = fields.String()
    organ = fields.String()
    document = fields.String()
    document_on = fields.Date(allow_none=True)
    facts = fields.String()
    reason = fields.String(metadata={"description": "更正的原因；第一版为空"})
    grade = fields.String()
    at_line = fields.Boolean(
        allow_none=True, metadata={"description": "是否达到移出情形；还不能确定的为空"}
    )
    met = fields.List(fields.Nested(MetSchema), metadata={"description": "达到了哪一项标准"})
    missing = fields.List(fields.String(), metadata={"description": "没有填、可能使等级更高的数字"})
    recorded_by = fields.String()
    recorded_at = Moment()


class ExaminationSchema(Schema):
    """One examination of one statement."""

    statement = fields.Integer(metadata={"description": "核对的是第几版"})
    outcome = fields.String()
    counts = fields.Boolean(allow_none=True)
    reason = fields.String()
    side = fields.String()
    examined_by = fields.String(attribute="account_name")
    examined_at = Moment()


class IncidentSchema(Schema):
    """One incident; nothing is removed by it."""

    number = fields.String(metadata={"description": "编号，如 SG-330000-2026-0001"})
    authority = fields.String()
    platform = fields.String(metadata={"description": "平台编号"})
    platform_name = fields.String()
    host_name = fields.String()
    kind = fields.String()
    state = fields.String(
        metadata={"description": "recorded 待核对；confirmed 已核对；unfounded 不成立"}
    )
    version = fields.Integer(metadata={"description": "版本，与 ETag 相同"})
    occurred_on = fields.Date()
    grade = fields.String()
    at_line = fields.Boolean(allow_none=True)
    counts = fields.Boolean(allow_none=True, metadata={"description": "是否计入这个平台"})
    case_proposed = fields.Boolean(
        metadata={"description": "建议立移出案件；由部核实后决定，程序不作决定"}
    )
    receipt = fields.String(metadata={"description": "据以登记的动态更新回执；没有的为空"})
    recorded_at = Moment()
    statements = fields.List(
        fields.Nested(StatementSchema), metadata={"description": "各版，最后一版有效"}
    )
    examinations = fields.List(fields.Nested(ExaminationSchema))
    evidence = fields.List(fields.Nested(PaperSchema))

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:  # noqa: ANN401 - as marshmallow has it
        """Return a value; those that an incident does not keep as such are made here."""
        own = {
            "statements": lambda: [_statement(one) for one in obj.statements],
            "case_proposed": lambda: is_case_proposed(obj),
            "receipt": lambda: obj.update_receipt,
        }
        return own[attr]() if attr in own else super().get_attribute(obj, attr, default)


class IncidentPageSchema(PageSchema):
    """A page of incidents, newest first."""

    items = fields.List(fields.Nested(IncidentSchema))


class RecordLineSchema(Schema):
    """One incident on record, held against what the host declared; it decides nothing."""

    incident = fields.String()
    platform_name = fields.String()
    kind = fields.String()
    state = fields.String()
    occurred_on = fields.Date()
    grade = fields.String()
    at_line = fields.Boolean(allow_none=True)
    criterion = fields.String()
    clause = fields.String()
    declared = fields.List(
        fields.Date(), allow_none=True, metadata={"description": "申报的日期；没有申报的为空"}
    )
    standing = fields.String(
        metadata={
            "description": "contradicts 与记录不符；declared 已写明；"
            "pending 未定；for_notice 供参考"
        }
    )


class RecordLinesSchema(Schema):
    """What is on record against an application."""

    items = fields.List(fields.Nested(RecordLineSchema))


def order_of(body: dict[str, Any], kind: str) -> IncidentOrder:
    """Return a body as it would be typed."""
    document_on = body["document_on"]
    return IncidentOrder(
        kind=kind,
        occurred_on=body["occurred_on"].isoformat(),
        basis=body["basis"],
        figures={name: "" if body[name] is None else str(body[name]) for name in FIGURES},
        ticks=frozenset(body["ticks"]),
        document_on=document_on.isoformat() if document_on else "",
        reason=body.get("reason", ""),
        receipt=body.get("receipt", ""),
        **{name: body[name] for name in _TEXTS},
    )


def record_line(one: RecordLine) -> dict[str, Any]:
    """Return a line as plain values."""
    found = one.incident
    names = ("platform_name", "kind", "state", "occurred_on", "grade", "at_line")
    return {name: getattr(found, name) for name in names} | {
        "incident": found.number,
        "criterion": one.criterion.id,
        "clause": one.criterion.clause,
        "declared": one.declared,
        "standing": one.standing.value,
    }


def _statement(said: IncidentStatement) -> dict[str, Any]:
    made = ("recorded_by", "met", *FIGURES)
    shape = {name: getattr(said, name) for name in StatementSchema().fields if name not in made}
    met = [
        {"name": one.name, "read": plain(one.read), "line": plain(one.line),
         "source": one.source}
        for one in said.met
    ]  # fmt: skip
    figures = {name: plain(said.figures.get(name)) for name in FIGURES}
    return shape | figures | {"met": met, "recorded_by": said.account_name}
