"""Removal cases and batches as the API takes and gives them."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.documents.removal_cases import LONGEST_TEXT
from registry.policy.removal_cases import Closing, Organ, Origin
from registry.services.removal_batches import MOST_CASES
from registry.services.removal_case_acts import LEAST_TEXT, LONGEST_NUMBER
from registry.services.removal_evidence import of_host
from registry.services.round_notices import LONGEST_REASON
from schemas.evidence import PaperSchema
from schemas.moments import Moment
from schemas.paging import PageSchema

_TEXT = validate.Length(LEAST_TEXT, LONGEST_TEXT)
_LINE = validate.Length(1, LONGEST_NUMBER)


class RemovalCaseBody(Schema):
    """What a case is opened with."""

    platform = fields.String(
        required=True, validate=validate.Length(1, 40), metadata={"description": "平台编号"}
    )
    ground = fields.String(
        required=True,
        validate=validate.Length(1, 60),
        metadata={"description": "移出情形，如 data_falsification；省级只能用二（四）的情形"},
    )
    facts = fields.String(required=True, validate=_TEXT, metadata={"description": "事实"})
    occurred_on = fields.Date(load_default=None, allow_none=True)
    origin_kind = fields.String(
        load_default="", validate=validate.OneOf(["", *(one.value for one in Origin)])
    )
    origin = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"description": "来源的编号，如 TC-330000-2026H2-001；没有的不给"},
    )


class RemovalNoticeBody(Schema):
    """What the host is told."""

    number = fields.String(required=True, validate=_LINE, metadata={"description": "告知书文号"})
    dated = fields.Date(required=True, metadata={"description": "告知书日期"})
    asks = fields.String(
        required=True, validate=_TEXT, metadata={"description": "请依托单位说明和提交的"}
    )


class RemovalStatementBody(Schema):
    """What the host says."""

    text = fields.String(required=True, validate=_TEXT)


class RemovalVerificationBody(Schema):
    """What was found, by whom."""

    organ = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(one.value for one in Organ)]),
        metadata={"description": "核实单位：province 或 ministry；省级登记的一律为 province"},
    )
    person = fields.String(required=True, validate=_LINE, metadata={"description": "核实人"})
    verified_on = fields.Date(required=True)
    confirmed = fields.Boolean(required=True, metadata={"description": "属实为 true"})
    findings = fields.String(required=True, validate=_TEXT)


class RemovalPreparationBody(Schema):
    """A decision for another to sign."""

    document = fields.String(required=True, validate=_LINE, metadata={"description": "决定文号"})
    reasons = fields.String(required=True, validate=_TEXT)
    effective_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "生效日期；不给即签发之日，不得早于该情形允许的日期"},
    )


class RemovalClosingBody(Schema):
    """How a case ends without a removal."""

    outcome = fields.String(required=True, validate=validate.OneOf([one.value for one in Closing]))
    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class RemovalCaseReasonBody(Schema):
    """Why."""

    reason = fields.String(required=True, validate=validate.Length(1, LONGEST_REASON))


class RemovalCasePaperSchema(PaperSchema):
    """A file of a case; a withdrawn one stays listed and can be read."""

    of_host = fields.Boolean(metadata={"description": "依托单位提交的为 true"})

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:  # noqa: ANN401 - as marshmallow has it
        """Return a value, and whether the host handed the file in."""
        return of_host(obj) if attr == "of_host" else super().get_attribute(obj, attr, default)


class RemovalCaseNoticeSchema(Schema):
    """What the host was told; it may state to the end of ``last_day``."""

    number = fields.String()
    dated = fields.Date()
    asks = fields.String()
    last_day = fields.Date(metadata={"description": "陈述截止日（含当日）"})
    given_at = Moment()


class RemovalStatementSchema(Schema):
    """What the host said; a late one says so."""

    text = fields.String()
    late = fields.Boolean()
    received_at = Moment()


class RemovalVerificationSchema(Schema):
    """What was found."""

    organ = fields.String()
    person = fields.String()
    verified_on = fields.Date()
    confirmed = fields.Boolean()
    findings = fields.String()
    recorded_at = Moment()


class RemovalPreparationSchema(Schema):
    """A decision that waits for its signature."""

    document = fields.String()
    reasons = fields.String()
    effective_on = fields.Date(allow_none=True)
    account_name = fields.String()
    prepared_at = Moment()


class RemovalDecisionSchema(Schema):
    """The decision as it stands on paper."""

    document = fields.String()
    reasons = fields.String()
    decided_on = fields.Date()
    effective_on = fields.Date()
    removed = fields.Boolean(metadata={"description": "此前已移出的为 false"})
    ban_from = fields.Date(allow_none=True)
    ban_until = fields.Date(
        allow_none=True, metadata={"description": "限制申报最后一日；没有的为空"}
    )
    prepared_by_name = fields.String()
    signed_by_name = fields.String()
    decided_at = Moment()
    batch = fields.String()
    digest = fields.String(metadata={"description": "凭案件编号和它可以核对决定书"})


class RemovalCaseClosingSchema(Schema):
    """How a case ended without a removal."""

    outcome = fields.String()
    reason = fields.String()
    closed_at = Moment()


class RemovalCaseLineSchema(Schema):
    """A case in a list."""

    number = fields.String(metadata={"description": "编号，如 YC-330000-2026-0001"})
    authority = fields.String()
    platform = fields.String()
    platform_name = fields.String()
    host_name = fields.String()
    ground = fields.String()
    clause = fields.String()
    state = fields.String(
        metadata={
            "description": "opened 已立案；notified 已告知；verified 已核实；prepared 待签发；"
            "decided 已决定；closed 已结案"
        }
    )
    on_hold = fields.Boolean(metadata={"description": "已中止"})
    opened_at = Moment()


class RemovalCaseSchema(RemovalCaseLineSchema):
    """One case; nothing happens to the platform before the decision. The ETag is its version."""

    facts = fields.String()
    occurred_on = fields.Date(allow_none=True)
    origin_kind = fields.String()
    origin = fields.String()
    version = fields.Integer()
    wants_verification = fields.Boolean(metadata={"description": "须经核实（二（四））"})
    notice = fields.Nested(RemovalCaseNoticeSchema, allow_none=True)
    statements = fields.List(fields.Nested(RemovalStatementSchema))
    verifications = fields.List(fields.Nested(RemovalVerificationSchema))
    preparation = fields.Nested(
        RemovalPreparationSchema, allow_none=True, metadata={"description": "依托单位看不到"}
    )
    decision = fields.Nested(RemovalDecisionSchema, allow_none=True)
    upon_appeal = fields.String(
        metadata={
            "description": "决定现在怎样：suspended 暂停执行；upheld 已维持；changed 已变更；"
            "annulled 已撤销，自始无效；没有经过异议的为空"
        }
    )
    appeal = fields.String(metadata={"description": "使它这样的异议编号；没有的为空"})
    objection_until = fields.Date(
        allow_none=True,
        metadata={"description": "依托单位可以提出异议的最后一日（含）；没有决定的为空"},
    )
    closing = fields.Nested(RemovalCaseClosingSchema, allow_none=True)
    evidence = fields.List(fields.Nested(RemovalCasePaperSchema))


class RemovalCasePageSchema(PageSchema):
    """A page of cases, newest first."""

    items = fields.List(fields.Nested(RemovalCaseLineSchema))


class RemovalBatchBody(Schema):
    """Which prepared cases are decided under which document."""

    cases = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        required=True,
        validate=validate.Length(1, MOST_CASES),
    )
    document = fields.String(required=True, validate=_LINE)


class RemovalBatchRowSchema(Schema):
    """One case of a batch: before the signature what would happen, after it what did."""

    case = fields.String()
    platform = fields.String()
    ground = fields.String()
    outcome = fields.String(
        metadata={"description": "decided 已决定；refused 没有决定；签发前和执行前为空"}
    )
    told = fields.String(metadata={"description": "将会怎样，或没有决定的原因"})


class RemovalBatchSchema(Schema):
    """One batch; the ETag is its version."""

    number = fields.String(metadata={"description": "批次编号，如 YCP-2026-0001"})
    document = fields.String()
    state = fields.String(
        metadata={"description": "prepared 待签发；signing 正在执行；done 已执行；withdrawn 已撤销"}
    )
    version = fields.Integer()
    prepared_at = Moment()
    prepared_by = fields.String(attribute="account_name")
    rows = fields.List(fields.Nested(RemovalBatchRowSchema))


class RemovalBatchLineSchema(Schema):
    """A batch in a list."""

    number = fields.String()
    document = fields.String()
    state = fields.String()
    prepared_at = Moment()


class RemovalBatchPageSchema(PageSchema):
    """A page of batches, newest first."""

    items = fields.List(fields.Nested(RemovalBatchLineSchema))
