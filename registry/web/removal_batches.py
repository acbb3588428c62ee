"""Batches of removals 批量移出 by page: choose prepared cases, look at what would happen, sign."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.removal_batches import RemovalBatch
from registry.errors import Refusal
from registry.messages import say
from registry.permissions import may
from registry.policy.removal_cases import CaseState
from registry.services import removal_batches as desk
from registry.services.removal_batches import Foreseen
from registry.services.removal_cases import CaseFilter, list_cases
from registry.services.removal_decisions import what_follows
from registry.web.removal_views import state_tag
from registry.web.shell import error_list
from registry.web.steps import take_step

blueprint = Blueprint("removal_batches", __name__)

_PAGE = 50
_PATH = "/removal-batches"
_ONE = f"{_PATH}/<number>"


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """Show the cases that wait for a signature, to choose from, and the batches made."""
    return _index_page()


@blueprint.post(_PATH)
def compose() -> ResponseReturnValue:
    """Put the chosen cases together under one document."""
    try:
        made = desk.compose(
            request.form.getlist("cases"), edge.text_of(request.form, "document"),
            by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook(),
        )  # fmt: skip
    except Refusal as refused:
        if refused.status == HTTPStatus.FORBIDDEN:
            raise
        return _index_page(refused)
    flash(say("removal_batch_made_now"), "success")
    return _to(made.number)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a batch: before it is signed what it would do, after it what became of each case."""
    batch = desk.readable(number, "removal_batches:read", edge.actor())
    _take_up(batch)
    return _batch_page(batch)


@blueprint.get(f"{_ONE}/progress")
def progress(number: str) -> ResponseReturnValue:
    """Tell the page's script how far a batch is."""
    batch = desk.readable(number, "removal_batches:read", edge.actor())
    _take_up(batch)
    now = desk.progress_of(batch)
    failed = now.stopped_at is not None
    return jsonify(done=now.done, total=now.total, finished=now.finished, failed=failed)


@blueprint.post(f"{_ONE}/decision")
def sign(number: str) -> ResponseReturnValue:
    """Sign a batch; its cases are then decided one by one."""

    def act(version: int) -> None:
        _take_up(
            desk.sign(
                number, version=version, by=edge.actor(), at=edge.arrival(),
                rulebook=edge.rulebook(),
            )
        )  # fmt: skip

    return _take(number, act, "removal_batch_signed_now")


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Take a batch apart; its cases stay prepared."""

    def act(version: int) -> None:
        desk.withdraw(number, version=version, by=edge.actor(), at=edge.arrival())

    return _take(number, act, "removal_batch_withdrawn_now")


def _take(number: str, act: Callable[[int], None], done: str) -> ResponseReturnValue:
    def page(refused: Refusal) -> ResponseReturnValue:
        return _batch_page(desk.readable(number, "removal_batches:read", edge.actor()), refused)

    return take_step(act, page, done=done, to=url_for("removal_batches.show", number=number))


def _take_up(batch: RemovalBatch) -> None:
    if batch.state == desk.SIGNING:
        desk.start(batch.number, at=edge.arrival(), rulebook=edge.rulebook())


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("removal_batches.show", number=number), HTTPStatus.SEE_OTHER)


def _index_page(refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.list_batches(by=actor, after=after, limit=_PAGE)
    waiting, _ = list_cases(CaseFilter(state=CaseState.PREPARED.value), by=actor, limit=_PAGE)
    chosen = request.form.getlist("cases")
    faults = refused.fields if refused else {}
    page = render_template(
        "removal_batches/index.html",
        lines=[
            {
                "number": one.number, "document": one.document, "count": len(one.rows),
                "prepared_at": one.prepared_at, "state": f"batch_{one.state}",
                "href": url_for("removal_batches.show", number=one.number),
            }
            for one in found
        ],
        waiting=[
            {
                "tick": {"name": "cases", "value": one.number, "label": f"选择 {one.number}",
                         "checked": one.number in chosen},
                "platform_name": one.platform_name, "number": one.number,
                "ground": say(f"ground_{one.ground}"), "prepared_by": one.preparation.account_name,
                "state": state_tag(one),
            }
            for one in waiting
        ],
        document=edge.text_of(request.form, "document"),
        faults=faults,
        errors=error_list(faults, ("cases", "document")),
        refused=refused if refused and not faults else None,
        first=not after,
        next_cursor=following(key),
    )  # fmt: skip
    return page, refused.status if refused else HTTPStatus.OK


def _batch_page(batch: RemovalBatch, refused: Refusal | None = None) -> ResponseReturnValue:
    actor, at = edge.actor(), edge.arrival()
    is_ahead = batch.state == desk.PREPARED
    foreseen = (
        desk.foresee(batch, by=actor, at=at, rulebook=edge.rulebook()) if is_ahead else []
    )  # fmt: skip - one question
    page = render_template(
        "removal_batches/show.html",
        batch=batch,
        lines=[_foreseen(one) for one in foreseen] or [_settled(batch, row) for row in batch.rows],
        going=sum(1 for one in foreseen if not one.why_not),
        is_ahead=is_ahead,
        progress=desk.progress_of(batch),
        may_sign=is_ahead and may(actor, "removal_cases:decide"),
        may_withdraw=is_ahead and may(actor, "removal_cases:prepare"),
        refused=refused,
    )
    return page, refused.status if refused else HTTPStatus.OK


def _foreseen(one: Foreseen) -> dict[str, Any]:
    told = what_follows(one.outlook) if one.outlook else one.why_not
    return _row(one.row.case, one.row, "met" if one.outlook else "refused", told)


def _settled(batch: RemovalBatch, row: Any) -> dict[str, Any]:  # noqa: ANN401 - an embedded row
    words = {"decided": ("done", "已决定"), "refused": ("refused", row.detail)}
    waiting = "waiting" if batch.state == desk.SIGNING else ""
    state, told = words.get(row.outcome, (waiting, ""))
    return _row(row.case, row, state, told)


def _row(number: str, row: Any, state: str, told: str) -> dict[str, Any]:  # noqa: ANN401 - as above
    return {
        "platform_name": row.platform_name,
        "number": number,
        "ground": say(f"ground_{row.ground}"),
        "state": state,
        "told": told,
        "href": url_for("removal_cases.show", number=number),
    }
