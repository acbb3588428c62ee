"""Appeals against removal decisions as the API takes and gives them."""

from marshmallow import Schema, fields, validate

from registry.documents.appeals import LONGEST_TEXT
from registry.policy.appeals import Outcome
from registry.services.removal_case_acts import LEAST_TEXT, LONGEST_NUMBER
from registry.services.round_notices import LONGEST_REASON
from schemas.evidence import PaperSchema
from schemas.moments import Moment
from schemas.paging import PageSchema

_TEXT = validate.Length(LEAST_TEXT, LONGEST_TEXT)


class AppealCorrectionBody(Schema):
    """Which decision is taken up again, what is asked for, on what grounds."""

    case = fields.String(
        required=True,
        validate=validate.Length(1, 40),
        metadata={"description": "移出案件编号，如 YC-330000-2026-0001"},
    )
    asks = fields.String(
        required=True,
        validate=validate.OneOf([Outcome.ANNULLED.value, Outcome.CHANGED.value]),
        metadata={"description": "希望怎样处理：annulled 撤销决定；changed 变更移出情形"},
    )
    grounds = fields.String(required=True, validate=_TEXT, metadata={"description": "理由和依据"})


class AppealBody(AppealCorrectionBody):
    """What a host objects with."""

    asks_suspension = fields.Boolean(
        load_default=False, metadata={"description": "请求暂停执行；提出异议本身不停止执行"}
    )


class AppealPreparationBody(Schema):
    """An outcome for another to sign."""

    document = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NUMBER),
        metadata={"description": "异议处理决定的文号"},
    )
    outcome = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Outcome]),
        metadata={"description": "upheld 维持；changed 变更；annulled 撤销"},
    )
    ground = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"description": "变更为哪一种移出情形，不得比原决定更重；不变更的不给"},
    )
    reasons = fields.String(required=True, validate=_TEXT)


class AppealReasonBody(Schema):
    """Why."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class AppealSuspensionSchema(Schema):
    """One time that the decision was suspended; without ``resumed_at`` it still is."""

    reason = fields.String()
    restored = fields.Boolean(metadata={"description": "平台因此恢复在库的为 true"})
    suspended_at = Moment()
    resumed_at = Moment(allow_none=True)
    resumed_reason = fields.String()


class AppealPreparationSchema(Schema):
    """An outcome that waits for its signature."""

    document = fields.String()
    outcome = fields.String()
    ground = fields.String()
    reasons = fields.String()
    account_name = fields.String()
    prepared_at = Moment()


class AppealOutcomeSchema(Schema):
    """What became of the decision, as it stands on paper."""

    document = fields.String()
    outcome = fields.String(metadata={"description": "upheld 维持；changed 变更；annulled 撤销"})
    ground = fields.String(metadata={"description": "变更为哪一种移出情形；没有变更的为空"})
    clause = fields.String()
    reasons = fields.String()
    decided_on = fields.Date()
    in_library = fields.Boolean(metadata={"description": "平台因此恢复在库的为 true"})
    library_from = fields.Date(
        allow_none=True, metadata={"description": "自这一日起视为没有移出；没有恢复的为空"}
    )
    ban_voided = fields.Boolean(metadata={"description": "原限制申报自始无效的为 true"})
    ban_from = fields.Date(allow_none=True, metadata={"description": "变更后的限制申报第一日"})
    ban_until = fields.Date(
        allow_none=True, metadata={"description": "变更后的限制申报最后一日；没有的为空"}
    )
    prepared_by_name = fields.String()
    signed_by_name = fields.String()
    decided_at = Moment()
    digest = fields.String(metadata={"description": "凭异议编号和它可以核对处理决定书"})


class AppealLineSchema(Schema):
    """An appeal in a list."""

    number = fields.String(metadata={"description": "编号，如 YY-330000-2026-0001"})
    origin = fields.String(metadata={"description": "host 依托单位提出异议；ministry 部里自行更正"})
    case = fields.String(metadata={"description": "移出案件编号"})
    decision = fields.String(metadata={"description": "移出决定的文号"})
    authority = fields.String()
    platform = fields.String()
    platform_name = fields.String()
    host_name = fields.String()
    asks = fields.String()
    asks_suspension = fields.Boolean()
    state = fields.String(
        metadata={"description": "filed 处理中；prepared 待签发；decided 已处理；withdrawn 已撤回"}
    )
    suspended = fields.Boolean(metadata={"description": "移出决定现在暂停执行"})
    filed_at = Moment()


class AppealSchema(AppealLineSchema):
    """One appeal; the decision holds until it is suspended or decided upon. ETag: version."""

    grounds = fields.String()
    last_day = fields.Date(
        allow_none=True, metadata={"description": "异议期最后一日（含）；部里更正的为空"}
    )
    version = fields.Integer()
    evidence = fields.List(fields.Nested(PaperSchema))
    suspensions = fields.List(fields.Nested(AppealSuspensionSchema))
    preparation = fields.Nested(
        AppealPreparationSchema, allow_none=True, metadata={"description": "依托单位看不到"}
    )
    outcome = fields.Nested(AppealOutcomeSchema, allow_none=True)
    withdrawn_at = Moment(allow_none=True)
    withdrawn_reason = fields.String()


class AppealPageSchema(PageSchema):
    """A page of appeals, newest first."""

    items = fields.List(fields.Nested(AppealLineSchema))
