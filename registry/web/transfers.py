"""Transfers 移交 by page: propose one, see where it stands, receive or hand back."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.cursors import following, position
from registry.documents.transfers import Transfer
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import may
from registry.policy.transfers import effective_days
from registry.services import platforms
from registry.services import transfers as desk
from registry.services.authorities import authorities, authority_name, authority_place
from registry.services.transfers import (
    PlatformNotTransferable,
    Proposal,
    TransferNotYet,
    TransferSettled,
    TransferUnderWay,
)
from registry.versions import version_in_form
from registry.web.shell import error_list

blueprint = Blueprint("transfers", __name__)

_PAGE = 50
_PATH = "/transfers"
_ONE = f"{_PATH}/<number>"
_NEW = "/platforms/<number>/transfers"
_FIELDS = ("receiving", "effective_on", "reason")
_REFUSALS = (Invalid, VersionConflict, TransferSettled, TransferNotYet, PlatformNotTransferable)


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the transfers one is part of, newest first."""
    actor = edge.actor()
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.list_transfers(by=actor, after=after, limit=_PAGE)
    return render_template(
        "transfers/index.html",
        lines=[_line(one) for one in found],
        may_propose=may(actor, "transfers:propose"),
        first=not after,
        next_cursor=following(key),
    )


@blueprint.get(f"{_NEW}/new")
def new(number: str) -> ResponseReturnValue:
    """Show the form for a proposal."""
    return _proposal_page(number)


@blueprint.post(_NEW)
def propose(number: str) -> ResponseReturnValue:
    """Propose to hand a platform on."""
    typed = {name: edge.text_of(request.form, name) for name in _FIELDS}
    proposal = Proposal(typed["receiving"], typed["reason"], edge.day_typed(typed["effective_on"]))
    try:
        made = desk.propose(number, proposal, by=edge.actor(), at=edge.arrival())
    except (Invalid, TransferUnderWay, PlatformNotTransferable) as refused:
        return _proposal_page(number, typed, refused)
    flash(say("transfer_proposed_now"), "success")
    return redirect(url_for("transfers.show", number=made.number), HTTPStatus.SEE_OTHER)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a transfer, and to the side whose turn it is what it can do."""
    return _transfer_page(desk.read_transfer(number, by=edge.actor()))


@blueprint.post(f"{_ONE}/acceptance")
def receive(number: str) -> ResponseReturnValue:
    """Receive a platform."""

    def act(version: int) -> str:
        desk.receive(number, version=version, by=edge.actor(), at=edge.arrival())
        return say("transfer_received_now")

    return _settle(number, act)


@blueprint.post(f"{_ONE}/refusal")
def hand_back(number: str) -> ResponseReturnValue:
    """Hand a platform back, with a reason."""

    def act(version: int) -> str:
        reason = edge.text_of(request.form, "reason")
        desk.hand_back(number, reason, version=version, by=edge.actor(), at=edge.arrival())
        return say("transfer_handed_back_now")

    return _settle(number, act)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Take a proposal back, with a reason."""

    def act(version: int) -> str:
        reason = edge.text_of(request.form, "reason")
        desk.withdraw(number, reason, version=version, by=edge.actor(), at=edge.arrival())
        return say("transfer_withdrawn_now")

    return _settle(number, act)


def _settle(number: str, act: Callable[[int], str]) -> ResponseReturnValue:
    """Do one act on a transfer; a refusal is shown on its page, with what was typed."""
    try:
        flash(act(version_in_form(request.form)), "success")
    except _REFUSALS as refused:
        return _transfer_page(desk.read_transfer(number, by=edge.actor()), refused)
    return redirect(url_for("transfers.show", number=number), HTTPStatus.SEE_OTHER)


def _proposal_page(
    number: str, typed: dict[str, str] | None = None, refused: Refusal | None = None
) -> ResponseReturnValue:
    platform = platforms.readable(number, "transfers:propose", edge.actor())
    today = edge.arrival().astimezone(SHANGHAI).date()
    faults = refused.fields if refused else {}
    page = render_template(
        "transfers/new.html",
        platform=platform,
        typed=typed or {"receiving": "", "effective_on": today.isoformat(), "reason": ""},
        days=effective_days(today),
        choices=[
            (one.code, one.name) for one in authorities().all if one.code != platform.authority
        ],
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults, _FIELDS),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _transfer_page(transfer: Transfer, refused: Refusal | None = None) -> ResponseReturnValue:
    actor = edge.actor()
    faults = refused.fields if refused else {}
    page = render_template(
        "transfers/show.html",
        transfer=transfer,
        giving=authority_name(transfer.giving),
        receiving=authority_name(transfer.receiving),
        may_receive=may(actor, "transfers:decide") and actor.authority == transfer.receiving,
        may_withdraw=may(actor, "transfers:withdraw") and actor.authority == transfer.giving,
        is_due=edge.arrival().astimezone(SHANGHAI).date() >= transfer.effective_on,
        reads_platform=not actor.authority or actor.authority == _holder_of(transfer),
        typed_reason=edge.text_of(request.form, "reason"),
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _holder_of(transfer: Transfer) -> str:
    """Return whose the platform is by this transfer."""
    return str(transfer.receiving if transfer.state == "received" else transfer.giving)


def _line(transfer: Transfer) -> dict[str, Any]:
    return {
        "name": transfer.platform_name,
        "number": transfer.number,
        "platform": transfer.platform,
        "giving": authority_place(transfer.giving),
        "receiving": authority_place(transfer.receiving),
        "effective_on": transfer.effective_on,
        "state": transfer.state,
        "proposed_at": transfer.proposed_at,
        "href": url_for("transfers.show", number=transfer.number),
    }
