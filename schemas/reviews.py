"""The review of an application as the API takes and gives it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from registry.forms import application_form
from registry.messages import say_finding
from registry.policy.reviews import Answer, Answered, Decision, Judged, open_points
from registry.services.review_claims import MOST, Claimable
from registry.services.review_notices import Told
from registry.services.review_texts import LONGEST
from registry.services.reviews import OpenReview, QueueLine
from schemas.attachments import AttachmentSchema, attachment_shapes
from schemas.moments import Moment
from schemas.paging import PageSchema
from schemas.platforms import plain_value

_TEXT = validate.Length(max=LONGEST)
_KEY = validate.Length(1, 60)


class QueueLineSchema(Schema):
    """One application of the queue."""

    number = fields.String(metadata={"description": "申报编号"})
    authority = fields.String(metadata={"description": "主管部门代码"})
    platform_name = fields.String()
    host_name = fields.String()
    state = fields.String(
        metadata={
            "description": "submitted 待认领；in_review 审核中；returned、frozen 待依托单位修改；"
            "recommended 已推荐；refused 不予推荐；admitted 已入库"
        }
    )
    period = fields.String(metadata={"description": "轮次，如 2026H2"})
    version = fields.Integer(metadata={"description": "最新的提交版本"})
    submitted_at = Moment(metadata={"description": "本轮首次提交的时间"})
    age = fields.Integer(metadata={"description": "已等待的工作日"})
    deadline = fields.Date(metadata={"description": "本轮名单调整的最后一天"})
    holder = fields.String(metadata={"description": "mine 我；nobody 无人；others 其他人"})
    holder_name = fields.String()
    field = fields.String(metadata={"description": "领域"})
    pre_review = fields.String(metadata={"description": "市县初审意见；没有的为空"})
    to_ministry = fields.Boolean(metadata={"description": "依托部直属单位，同步报工业和信息化部"})


class QueuePageSchema(PageSchema):
    """A page of the queue."""

    items = fields.List(fields.Nested(QueueLineSchema))


class JudgedSchema(Schema):
    """One criterion as it stood on the day of submission."""

    id = fields.String()
    title = fields.String()
    clause = fields.String()
    source = fields.String(metadata={"description": "text 条文；house_ruling 内部解释"})
    phrase = fields.String(metadata={"description": "提交当日的条文用语"})
    outcome = fields.String(
        metadata={"description": "met、not_met、not_stated 或 needs_judgement，按提交当日的规则"}
    )
    read = fields.String()
    wanted = fields.String()


class CriterionSchema(JudgedSchema):
    """One criterion as it stood, and what was answered."""

    asked = fields.String(
        metadata={
            "description": "judgement 须答复并写理由；figure 须核对；statement 有异议时答复；"
            "nothing 不答复"
        }
    )
    choices = fields.List(fields.String(), metadata={"description": "可选的答复"})
    answer = fields.String(metadata={"description": "没有答复的为空"})
    reason = fields.String()
    answered_by = fields.String()
    answered_at = Moment(allow_none=True)


class NoteSchema(Schema):
    """A section of the form and what the host is to mend in it."""

    section = fields.String()
    title = fields.String()
    reason = fields.String()


class ReviewDecisionSchema(Schema):
    """What was decided."""

    outcome = fields.String(metadata={"description": "returned、refused 或 recommended"})
    opinion = fields.String()
    grounds = fields.List(fields.String(), metadata={"description": "不符合的条件"})
    sections = fields.List(fields.Nested(NoteSchema))
    until = fields.Date(allow_none=True, metadata={"description": "再次提交的最后一天（含）"})
    account_name = fields.String()
    decided_at = Moment()
    digest = fields.String(metadata={"description": "SHA-256，覆盖版本、答复和决定"})


class ToldSchema(Schema):
    """What the host was told, and how far it has come."""

    text = fields.String()
    state = fields.String(
        metadata={
            "description": "to_be_sent 已写入待发送；sent 已发送；delivered 已送达；"
            "undelivered 未送达；inbox_only 仅在消息页"
        }
    )
    written_at = Moment()
    sent_at = Moment(allow_none=True)
    read_at = Moment(allow_none=True, metadata={"description": "依托单位在本服务看到的时间"})


class PreReviewSchema(Schema):
    """What the office of the division said of this version."""

    office = fields.String()
    opinion = fields.String(metadata={"description": "forward 同意上报；advise_return 建议退回"})
    reason = fields.String()
    account_name = fields.String()
    given_at = Moment()


class OpenPointSchema(Schema):
    """What still keeps an application from being recommended."""

    criterion = fields.String()
    code = fields.String()
    message = fields.String()


class FiledScanSchema(Schema):
    """The stamped scan of a version: what it is, never what it proves."""

    name = fields.String()
    media_type = fields.String()
    pages = fields.Integer()
    digest = fields.String(metadata={"description": "文件摘要（SHA-256）"})


class ReviewSchema(Schema):
    """One submitted version with its review; the ETag is the review's revision."""

    number = fields.String(metadata={"description": "申报编号"})
    version = fields.Integer()
    receipt = fields.String(metadata={"description": "该版本的回执编号"})
    state = fields.String(metadata={"description": "申报现在的状态"})
    authority = fields.String()
    host_name = fields.String()
    platform_name = fields.String()
    to_ministry = fields.Boolean(metadata={"description": "依托部直属单位，同步报工业和信息化部"})
    period = fields.String()
    submitted_at = Moment()
    rulebook = fields.String(metadata={"description": "评判该版本所依据的规则版本"})
    digest = fields.String()
    holder_name = fields.String(metadata={"description": "审核人；没有的为空"})
    revision = fields.Integer(metadata={"description": "还没有认领的为 0"})
    content = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(),
        metadata={"description": "提交的内容，不含联系方式"},
    )
    equipment = fields.List(fields.Dict(keys=fields.String(), values=fields.Raw()))
    criteria = fields.List(fields.Nested(CriterionSchema))
    papers = fields.List(
        fields.Nested(AttachmentSchema),
        metadata={"description": "证明材料；supports 是它证明的条件的 id"},
    )
    scan = fields.Nested(
        FiledScanSchema, allow_none=True, metadata={"description": "该版本的盖章扫描件"}
    )
    notes = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "按申报表的部分：需要修改什么"},
    )
    opinion = fields.String()
    open_points = fields.List(fields.Nested(OpenPointSchema))
    decision = fields.Nested(ReviewDecisionSchema, allow_none=True)
    told = fields.List(fields.Nested(ToldSchema))
    pre_review = fields.Nested(PreReviewSchema, allow_none=True)


class AnswerBody(Schema):
    """What is answered to one criterion."""

    answer = fields.String(
        load_default="",
        validate=validate.OneOf(["", *(one.value for one in Answer)]),
        metadata={"description": "须是该条 choices 之一；只写理由、尚未答复的留空"},
    )
    reason = fields.String(load_default="", validate=_TEXT)


class AnswersBody(Schema):
    """What is saved; what is not named stays as it is."""

    answers = fields.Dict(
        keys=fields.String(validate=_KEY),
        values=fields.Nested(AnswerBody),
        load_default=dict,
        validate=validate.Length(max=200),
        metadata={"description": "按条件的 id"},
    )
    notes = fields.Dict(
        keys=fields.String(validate=_KEY),
        values=fields.String(validate=_TEXT),
        load_default=dict,
        validate=validate.Length(max=50),
        metadata={"description": "按申报表的部分：需要修改什么；空文本为不需要"},
    )
    opinion = fields.String(
        load_default=None, allow_none=True, validate=_TEXT, metadata={"description": "审核意见"}
    )


class ClaimsBody(Schema):
    """Which applications are to be claimed."""

    numbers = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        required=True,
        validate=validate.Length(1, MOST),
        metadata={"description": "申报编号"},
    )


class ClaimedSchema(Schema):
    """How one application fared; what is not the caller's to see is left out."""

    number = fields.String()
    platform_name = fields.String()
    claimed = fields.Boolean()
    code = fields.String(
        metadata={"description": "没有认领的原因：review_held_by_other 或 review_not_open"}
    )
    holder = fields.String(metadata={"description": "现在的审核人；没有的为空"})


class TakeOverBody(Schema):
    """Why a lead takes over what another holds."""

    reason = fields.String(required=True, validate=_TEXT)


class ReleaseBody(Schema):
    """Why a lead gives back what another holds; its own holder needs no reason."""

    reason = fields.String(load_default="", validate=_TEXT)


class DecisionBody(Schema):
    """What is decided, of what was saved."""

    outcome = fields.String(required=True, validate=validate.OneOf([one.value for one in Decision]))
    until = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "退回时：再次提交的最后一天；不填为本轮最后一天，至少留 3 个工作日"
        },
    )


def review_shape(opened: OpenReview) -> dict[str, Any]:
    """Return a version with its review as plain values."""
    application, version, review = opened.application, opened.version, opened.review
    return {
        "number": application.number,
        "version": version.version,
        "receipt": version.number,
        "state": application.state,
        "authority": application.authority,
        "host_name": application.host_name,
        "platform_name": application.platform_name,
        "to_ministry": application.to_ministry,
        "period": version.period,
        "submitted_at": version.submitted_at,
        "rulebook": version.rulebook,
        "digest": version.digest,
        "holder_name": application.claimed_by_name,
        "revision": review.revision if review else 0,
        "content": without_contacts(version.content),
        "equipment": plain_value(list(version.equipment)),
        "criteria": _criteria(opened),
        "papers": attachment_shapes(version.attachments),
        "scan": version.scan,
        "notes": dict(review.notes) if review else {},
        "opinion": review.opinion if review else "",
        "open_points": [
            {"criterion": one.field, "code": one.code, "message": say_finding(one)}
            for one in open_points(opened.criteria, opened.answers)
        ],
        "decision": review.decision if review else None,
        "pre_review": opened.pre_review,
        "told": [_told(one) for one in opened.told],
    }


def _told(one: Told) -> dict[str, Any]:
    names = ("state", "written_at", "sent_at", "read_at")
    return {"text": one.text, **{name: getattr(one.delivery, name) for name in names}}


def without_contacts(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a content without the restricted block, sealed as it lies in the record."""
    restricted = application_form().restricted_keys
    return {key: plain_value(one) for key, one in content.items() if key not in restricted}


def claimed_shape(one: Claimable) -> dict[str, Any]:
    """Return how an application fared in a claim of several, as plain values."""
    names = ("number", "platform_name", "code", "holder")
    return {name: getattr(one, name) for name in names} | {"claimed": not one.code}


def _criteria(opened: OpenReview) -> list[dict[str, Any]]:
    kept = {one.criterion: one for one in opened.review.answers} if opened.review else {}
    shapes = []
    for one in opened.criteria:
        answered, by = opened.answers.get(one.id, Answered()), kept.get(one.id)
        shapes.append(
            {
                **judged_shape(one),
                "asked": one.asked.value,
                "choices": [choice.value for choice in one.choices],
                "answer": answered.answer.value if answered.answer else "",
                "reason": answered.reason,
                "answered_by": by.account_name if by else "",
                "answered_at": by.answered_at if by else None,
            }
        )
    return shapes


def judged_shape(judged: Judged) -> dict[str, Any]:
    """Return a criterion as it stood as plain values."""
    return {name: getattr(judged, name) for name in JudgedSchema().fields}


def queue_shape(line: QueueLine) -> dict[str, Any]:
    """Return a line of the queue as plain values."""
    names = QueueLineSchema().fields
    return {name: getattr(line, name) for name in names}
