"""Review 审核 over the API: the queue, one application, answers as they come, the decision."""

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, versioned
from registry.doors import first
from registry.downloads import attachment
from registry.permissions import require
from registry.policy.reviews import Decision
from registry.services import review_answers, review_claims, review_decisions
from registry.services import reviews as desk
from registry.services.review_decisions import Wanted
from registry.services.review_desensitising import Typed
from registry.services.review_papers import paper_out, scan_out
from registry.services.reviews import (
    HOLDERS,
    PRE_REVIEWS,
    REACHES_MINISTRY,
    STATES,
    OpenReview,
    QueueFilter,
)
from registry.versions import etag, expected_version
from schemas.reviews import (
    AnswersBody,
    ClaimedSchema,
    ClaimsBody,
    DecisionBody,
    QueuePageSchema,
    ReleaseBody,
    ReviewSchema,
    TakeOverBody,
    claimed_shape,
    queue_shape,
    review_shape,
)

blueprint = Blueprint("api_reviews", __name__, description="申报审核")

_ONE = "/reviews/<number>"
_VERSION = f"{_ONE}/versions/<int:version>"
_REVIEW = ReviewSchema()


class QueueArguments(paging.PageArguments):
    """What the queue is narrowed to."""

    authority = fields.String(load_default="", validate=validate.Length(max=20))
    state = fields.String(
        load_default=desk.OPEN,
        validate=validate.OneOf(list(STATES)),
        metadata={"description": "open 待认领和审核中；with_host 待依托单位修改；或单一状态"},
    )
    holder = fields.String(load_default="", validate=validate.OneOf(["", *HOLDERS]))
    field = fields.String(load_default="", validate=validate.Length(max=50))
    pre_review = fields.String(
        load_default="",
        validate=validate.OneOf(["", *PRE_REVIEWS]),
        metadata={"description": "市县初审意见：forward、advise_return，或 none_given 没有意见"},
    )
    period = fields.String(
        load_default="",
        validate=validate.Regexp(r"(?:2[01][0-9]{2}H[12])?\Z"),
        metadata={"description": "轮次，如 2026H2"},
    )
    to_ministry = fields.String(
        load_default="",
        validate=validate.OneOf(["", REACHES_MINISTRY]),
        metadata={"description": "yes 只列部直属单位的申报（同步报工业和信息化部）"},
    )


@blueprint.get("/reviews")
@blueprint.arguments(QueueArguments, location="query")
@blueprint.response(200, QueuePageSchema)
@blueprint.doc(summary="待审核的申报，等待最久的在前")
def queue(arguments: dict[str, Any]) -> dict[str, Any]:
    """List what may be reviewed."""
    names = ("authority", "state", "holder", "field", "period", "pre_review", "to_ministry")
    found, key = desk.queue(
        QueueFilter(**{name: arguments[name] for name in names}),
        by=edge.actor(),
        at=edge.arrival(),
        calendar=edge.calendar(),
        after=paging.position(arguments, 2),
        limit=arguments["limit"],
    )
    return paging.page([queue_shape(one) for one in found], key or None)


@blueprint.get(_ONE)
@blueprint.response(200, ReviewSchema, headers=ETAG)
@blueprint.doc(summary="最新提交的版本和它的审核；保存和决定须带回这里的 ETag")
def review(number: str) -> Response:
    """Give the latest submitted version with its review."""
    return _shown(desk.read_review(number, by=edge.actor()))


@blueprint.get(_VERSION)
@blueprint.response(200, ReviewSchema)
@blueprint.doc(summary="较早的一版和当时的审核；已作出的决定不再改变")
def version(number: str, version: int) -> Response:
    """Give an earlier version as it was judged and decided."""
    opened = desk.read_review(number, by=edge.actor(), version=version)
    return jsonify(_REVIEW.dump(review_shape(opened)))


@blueprint.get(f"{_VERSION}/papers/<paper_id>")
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载某一版的一份证明材料")
def paper(number: str, version: int, paper_id: str) -> Response:
    """Hand a paper out as it came."""
    out = paper_out(number, version, paper_id, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")


@blueprint.get(f"{_VERSION}/scan")
@blueprint.response(200, content_type="application/octet-stream", description="原文件")
@blueprint.doc(summary="下载某一版的盖章扫描件")
def scan(number: str, version: int) -> Response:
    """Hand the stamped scan out as it came."""
    out = scan_out(number, version, by=edge.actor())
    return attachment(out.content, name=out.name, media_type="application/octet-stream")


@blueprint.post("/review-claims")
@first(lambda: require(edge.actor(), "applications:review"))
@idempotent
@blueprint.arguments(ClaimsBody)
@blueprint.response(200, ClaimedSchema(many=True))
@blueprint.doc(summary="一次认领多份；不能认领的逐份说明原因")
def claims(body: dict[str, list[str]]) -> list[dict[str, str]]:
    """Claim what can be claimed of these."""
    numbers = list(dict.fromkeys(body["numbers"]))
    return [
        claimed_shape(one)
        for one in review_claims.claim(numbers, by=edge.actor(), at=edge.arrival())
    ]


@blueprint.post(f"{_ONE}/take-over")
@first(lambda number: desk.readable(number, "applications:reassign", edge.actor()))
@idempotent
@blueprint.arguments(TakeOverBody)
@blueprint.response(200, ReviewSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(summary="负责人接手他人认领的申报，须写原因")
def take_over(body: dict[str, str], number: str) -> Response:
    """Let a lead hold what another holds."""
    review_claims.take_over(number, body["reason"], by=edge.actor(), at=edge.arrival())
    return _shown(desk.read_review(number, by=edge.actor()))


@blueprint.post(f"{_ONE}/claim")
@first(lambda number: desk.readable(number, "applications:review", edge.actor()))
@idempotent
@blueprint.response(200, ReviewSchema, headers=ETAG)
@blueprint.alt_response(409, "CONFLICT")
@blueprint.doc(summary="认领一份申报；已由他人认领的为 409")
def claim(number: str) -> Response:
    """Claim an application."""
    review_claims.claim_one(number, by=edge.actor(), at=edge.arrival())
    return _shown(desk.read_review(number, by=edge.actor()))


@blueprint.post(f"{_ONE}/release")
@first(lambda number: desk.readable(number, "applications:review", edge.actor()))
@idempotent
@blueprint.arguments(ReleaseBody)
@blueprint.response(200, ReviewSchema, headers=ETAG)
@blueprint.doc(summary="放回待认领；负责人放回他人认领的须写原因")
def release(body: dict[str, str], number: str) -> Response:
    """Give an application back to the queue."""
    review_claims.release(number, body["reason"], by=edge.actor(), at=edge.arrival())
    return _shown(desk.read_review(number, by=edge.actor()))


@blueprint.put(f"{_ONE}/answers")
@first(lambda number: desk.readable(number, "applications:review", edge.actor()))
@versioned
@blueprint.arguments(AnswersBody)
@blueprint.response(200, ReviewSchema, headers=ETAG)
@blueprint.doc(summary="保存答复、需要修改之处和审核意见；没有给出的保持不变")
def answers(body: dict[str, Any], number: str) -> Response:
    """Save what was answered so far."""
    given = {key: (one["answer"], one["reason"]) for key, one in body["answers"].items()}
    typed = Typed(expected_version(), given, body["notes"], body["opinion"])
    return _shown(review_answers.save(number, typed, by=edge.actor(), at=edge.arrival()))


@blueprint.post(f"{_ONE}/decision")
@first(lambda number: desk.readable(number, "applications:decide", edge.actor()))
@versioned
@idempotent
@blueprint.arguments(DecisionBody)
@blueprint.response(200, ReviewSchema, headers=ETAG)
@blueprint.doc(
    summary="按已保存的内容决定：退回、不予推荐或推荐",
    description="退回的是写明需要修改的部分；还缺什么以 409 一次说全，逐项在 fields 中。",
)
def decision(body: dict[str, Any], number: str) -> Response:
    """Decide what was saved."""
    wanted = Wanted(Decision(body["outcome"]), expected_version(), body["until"])
    review_decisions.decide(number, wanted, **edge.circumstances())
    return _shown(desk.read_review(number, by=edge.actor()))


def _shown(opened: OpenReview) -> Response:
    answer = jsonify(_REVIEW.dump(review_shape(opened)))
    answer.headers["ETag"] = etag(opened.review.revision if opened.review else 0)
    return answer
