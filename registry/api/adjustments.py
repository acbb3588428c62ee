"""The adjustment round over the API: rounds and notices, how each stands, cut-offs."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, MADE, versioned
from registry.documents.adjustments import AdjustmentRound
from registry.doors import first
from registry.permissions import require
from registry.services import adjustment_overview as overview
from registry.services import adjustments as desk
from registry.services import round_notices
from registry.services.host_cut_offs import CutOff, set_cut_off
from registry.services.round_notices import RoundNotice
from registry.versions import etag, expected_version
from schemas.adjustments import (
    AuthorityRoundSchema,
    AuthorityStandingSchema,
    CorrectionBody,
    CutOffBody,
    NoticeBody,
    RoundSchema,
    line_shape,
    round_shape,
    standing_shape,
)

blueprint = Blueprint("api_adjustments", __name__, description="名单动态调整")

_PATH = "/adjustments"
_ROUND = f"{_PATH}/<period>"
_AUTHORITY = f"{_ROUND}/authorities/<authority>"


def _may_open(period: str) -> None:
    require(edge.actor(), "adjustments:open")
    desk.existing_round(period, **edge.law())


def _may_cut_off(period: str, authority: str) -> None:
    require(edge.actor(), "adjustments:set_cut_off", authority=authority)
    desk.existing_round(period, **edge.law())


@blueprint.get(_PATH)
@blueprint.response(200, RoundSchema(many=True))
@blueprint.doc(summary="已登记通知的各轮名单动态调整，最新的在前")
def rounds() -> list[dict[str, Any]]:
    """List the rounds on record."""
    found = desk.list_rounds(by=edge.actor())
    law = edge.law()
    return [round_shape(desk.existing_round(one.period, **law), one) for one in found]


@blueprint.get(_ROUND)
@blueprint.response(200, RoundSchema, headers=ETAG)
@blueprint.doc(summary="一轮名单动态调整的窗口和通知；没有登记通知的，notice 为 null")
def adjustment(period: str) -> ResponseReturnValue:
    """Give a round, opened or not."""
    require(edge.actor(), "adjustments:read")
    desk.existing_round(period, **edge.law())
    return _shown(period, desk.round_of(period))


@blueprint.post(_ROUND)
@first(_may_open)
@idempotent
@blueprint.arguments(NoticeBody)
@blueprint.response(201, RoundSchema, headers=ETAG | MADE)
@blueprint.doc(summary="登记通知，开启正在进行或即将到来的一轮；各主管部门都会看到")
def opening(body: dict[str, Any], period: str) -> ResponseReturnValue:
    """Open a round by its notice."""
    made = round_notices.open_round(period, RoundNotice(**body), **edge.circumstances())
    answer = _shown(period, made)
    answer.status_code = HTTPStatus.CREATED
    answer.headers["Location"] = url_for("api_adjustments.adjustment", period=period)
    return answer


@blueprint.put(f"{_ROUND}/notice")
@first(_may_open)
@versioned
@blueprint.arguments(CorrectionBody)
@blueprint.response(200, RoundSchema, headers=ETAG)
@blueprint.doc(summary="更正通知，须写原因；更正前的内容保留")
def correction(body: dict[str, Any], period: str) -> Response:
    """Correct a notice by a further version."""
    made = round_notices.correct_round(
        period, RoundNotice(**body), version=expected_version(), **edge.circumstances()
    )
    return _shown(period, made)


@blueprint.get(f"{_ROUND}/authorities")
@blueprint.response(200, AuthorityRoundSchema(many=True))
@blueprint.doc(summary="各主管部门的进展：申报、汇总表、退出建议和未办事项")
def authorities(period: str) -> list[dict[str, Any]]:
    """Count a round by authority: a province's own, the ministry's all."""
    require(edge.actor(), "adjustments:follow")
    desk.existing_round(period, **edge.law())
    found = overview.standing_of(period, **edge.circumstances())
    return [line_shape(one) for one in found.lines]


@blueprint.get(_AUTHORITY)
@blueprint.response(200, AuthorityStandingSchema, headers=ETAG)
@blueprint.doc(summary="一个主管部门的进展和申报截止时间；改截止时间须带回这里的 ETag")
def authority(period: str, authority: str) -> ResponseReturnValue:
    """Give one authority's part of a round."""
    require(edge.actor(), "adjustments:follow", authority=authority)
    desk.existing_round(period, **edge.law())
    return _standing(period, authority)


@blueprint.put(f"{_AUTHORITY}/cut-off")
@first(_may_cut_off)
@versioned
@blueprint.arguments(CutOffBody)
@blueprint.response(200, AuthorityStandingSchema, headers=ETAG)
@blueprint.doc(summary="设定或推迟本地区申报截止时间；只能推迟，推迟须写原因")
def cut_off(body: dict[str, Any], period: str, authority: str) -> ResponseReturnValue:
    """Set, or put off, until when an authority's hosts may submit."""
    wanted = CutOff(period, authority, body["until"], body["reason"])
    set_cut_off(wanted, version=expected_version(), **edge.circumstances())
    return _standing(period, authority)


def _shown(period: str, standing: AdjustmentRound | None) -> Response:
    window = desk.existing_round(period, **edge.law())
    answer = jsonify(RoundSchema().dump(round_shape(window, standing)))
    answer.headers["ETag"] = etag(standing.version if standing else 0)
    return answer


def _standing(period: str, authority: str) -> Response:
    found = overview.authority_standing(period, authority, **edge.circumstances())
    shape = standing_shape(found)
    answer = jsonify(AuthorityStandingSchema().dump(shape))
    answer.headers["ETag"] = etag(shape["version"])
    return answer
