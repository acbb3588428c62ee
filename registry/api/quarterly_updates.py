"""The quarterly update over the API: the form, the draft, the submission, the versions."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint

from registry import edge
from registry.api import paging
from registry.api.idempotency import keep, settled_with_act
from registry.api.openapi import ETAG, MADE, versioned
from registry.cursors import numbers
from registry.desensitising import left_to_desk
from registry.doors import before_telling, first
from registry.permissions import may
from registry.services import quarterly_updates as desk
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_update_forms import OpenForm, refuse_unfileable
from registry.services.quarterly_update_on_behalf import Grounds
from registry.services.quarterly_updates import Filing, Submitted
from registry.versions import etag, expected_version
from schemas.moments import moment
from schemas.quarterly_updates import (
    DraftBody,
    FormSchema,
    SubmitBody,
    VersionPageSchema,
    VersionSchema,
    form_shape,
    version_shape,
)

blueprint = Blueprint("api_quarterly_updates", __name__, description="季度动态更新")

_PATH = "/platforms/<number>/quarterly-updates"


@blueprint.get(_PATH)
@blueprint.arguments(paging.PageArguments, location="query")
@blueprint.response(200, VersionPageSchema)
@blueprint.doc(summary="已提交的全部版本，最新的在前")
def versions(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """List every version a platform filed."""
    after, limit = paging.position(arguments, 2), arguments["limit"]
    found = desk.versions_of(number, by=edge.actor())
    if after:
        (version,) = numbers(after[1:])
        found = [one for one in found if (one.period, one.version) < (after[0], version)]
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    key = [last.period, last.version] if last else None
    return paging.page([version_shape(one, for_office=_is_office()) for one in shown], key)


@blueprint.get(f"{_PATH}/<period>")
@blueprint.response(200, FormSchema, headers=ETAG)
@blueprint.doc(summary="某季度的表：字段、带出的值、草稿、已提交版本和检查结果")
def form(number: str, period: str) -> ResponseReturnValue:
    """Give the form of a quarter as it stands; the ETag is the draft's version."""
    opened = desk.read_update(number, period, **edge.circumstances())
    return form_shape(opened, for_office=_is_office()), HTTPStatus.OK, _tag(opened)


@blueprint.put(f"{_PATH}/<period>/draft")
@first(lambda number, **_: refuse_unfileable(number, "draft", edge.actor()))
@versioned
@blueprint.arguments(DraftBody)
@blueprint.response(200, FormSchema, headers=ETAG)
@blueprint.doc(
    summary='保存草稿；If-Match 填读到的 ETag，还没有草稿时为 "0"',
    description="依托单位保存自己的草稿；主管部门代填时保存主管部门的草稿，并给出 on_behalf。",
)
@left_to_desk("values", "reason", "explanations")
def draft(body: dict[str, Any], number: str, period: str) -> ResponseReturnValue:
    """Save the draft as typed and tell what was found in it."""
    typed = Typed(
        _texts(body["values"]),
        expected_version(),
        body["reason"],
        _grounds(body["on_behalf"]),
        body["explanations"],
    )
    opened = desk.save_draft(number, period, typed, **edge.circumstances())
    return form_shape(opened, for_office=_is_office()), HTTPStatus.OK, _tag(opened)


@blueprint.post(f"{_PATH}/<period>")
@before_telling(lambda number, **_: refuse_unfileable(number, "submit", edge.actor()))
@settled_with_act
@blueprint.arguments(SubmitBody)
@blueprint.response(201, VersionSchema, description="已提交", headers=MADE)
@blueprint.alt_response(200, schema=VersionSchema, description="同样的内容已提交过", headers=MADE)
@blueprint.doc(
    summary="提交本季度动态更新，返回带回执编号的版本；已提交过的为更正，须写原因",
    description="每条提醒（warnings）须改正，或者在 explanations 中说明，否则不能提交（422）。"
    "主管部门可以代不能自行填报的依托单位提交，须给出 on_behalf；只在窗口内办理。"
    "依托单位已有草稿或已自行提交的不能代填（409）。提交后依托单位登录即可看到，可在窗口内更正。",
)
@left_to_desk("values", "reason", "explanations")
def submit(body: dict[str, Any], number: str, period: str) -> ResponseReturnValue:
    """File the update; the same content again gives the same receipt with 200."""
    values = None if body["values"] is None else _texts(body["values"])
    answers: list[Response] = []

    def answered(done: Submitted) -> None:
        answers[:] = [_receipt(done)]
        keep(answers[0])

    grounds = _grounds(body["on_behalf"])
    explained = body["explanations"]
    filing = Filing(values, body["reason"], grounds=grounds, explanations=explained, then=answered)
    desk.submit(number, period, filing, **edge.circumstances())
    return answers[0]


@blueprint.get(f"{_PATH}/<period>/versions/<int:version>")
@blueprint.response(200, VersionSchema)
@blueprint.doc(summary="某一版本，与提交时一字不差")
def version(number: str, period: str, version: int) -> dict[str, Any]:
    """Give one version as it was filed."""
    found = desk.read_version(number, period, version, by=edge.actor())
    return version_shape(found, for_office=_is_office())


def _is_office() -> bool:
    """Say whether what checks only observe may be told."""
    return may(edge.actor(), "update_checks:observe")


def _receipt(done: Submitted) -> Response:
    update = done.update
    # Written without the schema, which the tests hold every answer to.
    shape = version_shape(update, for_office=_is_office())
    answer = jsonify(shape | {"submitted_at": moment(update.submitted_at)})
    answer.headers["Location"] = url_for(
        "api_quarterly_updates.version",
        number=update.platform,
        period=update.period,
        version=update.version,
    )
    answer.status_code = HTTPStatus.CREATED if done.is_new else HTTPStatus.OK
    return answer


def _grounds(given: dict[str, str] | None) -> Grounds | None:
    return None if given is None else Grounds(**given)


def _texts(values: dict[str, str | None]) -> dict[str, str]:
    return {key: text or "" for key, text in values.items()}


def _tag(opened: OpenForm) -> dict[str, str]:
    return {"ETag": etag(opened.draft_version)}
