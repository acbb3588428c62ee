"""Real-time updates over the API: a platform's own system reports; questions are settled."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from registry import edge
from registry.api import paging
from registry.api.idempotency import idempotent
from registry.api.openapi import MADE
from registry.cursors import numbers
from registry.documents.realtime_updates import RealtimeUpdate
from registry.doors import first
from registry.downloads import attachment
from registry.forms import quarterly_update_form
from registry.policy.realtime_updates import realtime_fields
from registry.services import realtime_updates as desk
from registry.services.platforms import refuse_unreachable
from registry.services.realtime_exports import export_updates
from registry.sheets.writing import XLSX
from schemas.realtime_updates import (
    RealtimeBody,
    RealtimeConfirmationBody,
    RealtimePageSchema,
    RealtimeUpdateSchema,
    RealtimeWithdrawalBody,
    realtime_shape,
)

blueprint = Blueprint("api_realtime_updates", __name__, description="实时更新")

_PATH = "/platforms/<number>/realtime-updates"
_ONE = f"{_PATH}/<int:serial>"
_UPDATE = RealtimeUpdateSchema()
_FIELDS = ["", *(one.key for one in realtime_fields(quarterly_update_form()))]
_FIELD = {"description": "只列含有这个字段的；不填为全部"}


class FieldArguments(Schema):
    """Which field is asked for."""

    field = fields.String(load_default="", validate=validate.OneOf(_FIELDS), metadata=_FIELD)


class SeriesArguments(paging.PageArguments, FieldArguments):
    """What the series is narrowed to."""


def _own(number: str, **_: object) -> None:
    refuse_unreachable(number, "realtime_updates:report", edge.actor())


@blueprint.get(_PATH)
@blueprint.arguments(SeriesArguments, location="query")
@blueprint.response(200, RealtimePageSchema)
@blueprint.doc(summary="一个平台的实时更新，最近收到的在前")
def series(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """List a platform's reports."""
    (after,) = numbers(paging.position(arguments, 1)) or (0,)
    limit, field = arguments["limit"], arguments["field"]
    found, last = desk.list_updates(number, field, by=edge.actor(), after=after, limit=limit)
    return paging.page([realtime_shape(one) for one in found], last)


@blueprint.get(f"{_PATH}/export.xlsx")
@blueprint.arguments(FieldArguments, location="query")
@blueprint.response(200, content_type=XLSX)
@blueprint.doc(summary="一个平台的实时更新，xlsx，每个数值一行")
def export(arguments: dict[str, Any], number: str) -> Response:
    """Give a platform's reports as a workbook."""
    content = export_updates(number, arguments["field"], by=edge.actor(), at=edge.arrival())
    return attachment(content, name=f"realtime-{number}.xlsx", media_type=XLSX)


@blueprint.get(_ONE)
@blueprint.response(200, RealtimeUpdateSchema)
@blueprint.doc(summary="一次实时更新")
def update(number: str, serial: int) -> Response:
    """Give one report."""
    return _shown(desk.read(number, serial, by=edge.actor()))


@blueprint.post(_PATH)
@first(_own)
@idempotent
@blueprint.arguments(RealtimeBody)
@blueprint.response(201, RealtimeUpdateSchema, headers=MADE)
@blueprint.doc(
    summary="报送实时更新，任何时间均可；不代替季度动态更新",
    description="读不懂的数值一律不收（422，逐项说明）。有疑问的数值收下，state 为 questioned，"
    "确认之前不采用。请为每次报送自选一个 Idempotency-Key，断网后原样重发不会记两次。",
)
def report(body: dict[str, Any], number: str) -> Response:
    """Keep what was measured."""
    values = {key: text or "" for key, text in body["values"].items()}
    by, at, rulebook = edge.actor(), edge.arrival(), edge.rulebook()
    made = desk.report(number, values, body["measured_at"], by=by, at=at, rulebook=rulebook)
    answer = _shown(made)
    answer.status_code = HTTPStatus.CREATED
    where = {"number": number, "serial": made.serial}
    answer.headers["Location"] = url_for("api_realtime_updates.update", **where)
    return answer


@blueprint.post(f"{_ONE}/confirmation")
@first(_own)
@idempotent
@blueprint.arguments(RealtimeConfirmationBody)
@blueprint.response(200, RealtimeUpdateSchema)
@blueprint.doc(summary="说明待说明的数值为什么属实；从此采用")
def confirmation(body: dict[str, str], number: str, serial: int) -> Response:
    """Say why the questioned values are right."""
    by, at = edge.actor(), edge.arrival()
    return _shown(
        desk.confirm(number, serial, body["reason"], by=by, at=at, rulebook=edge.rulebook())
    )


@blueprint.post(f"{_ONE}/withdrawal")
@first(_own)
@idempotent
@blueprint.arguments(RealtimeWithdrawalBody)
@blueprint.response(200, RealtimeUpdateSchema)
@blueprint.doc(summary="撤回待说明的数值；记录保留，没有疑问的数值仍采用")
def withdrawal(body: dict[str, str], number: str, serial: int) -> Response:
    """Take the questioned values back."""
    by, at = edge.actor(), edge.arrival()
    return _shown(desk.withdraw(number, serial, body["reason"], by=by, at=at))


def _shown(found: RealtimeUpdate) -> Response:
    return jsonify(_UPDATE.dump(realtime_shape(found)))
