"""Signing in with two steps, by page: one's own second factor, and the resets of others'."""

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.accounts import Account
from registry.errors import Invalid, NotSignedIn
from registry.messages import say
from registry.permissions import Role, require
from registry.services import proofs
from registry.services import second_factors as desk
from registry.services.proofs import Present
from registry.services.second_factor_rules import must_enrol, obliged_roles
from registry.services.second_factors import FactorFilter
from registry.services.sign_in import OpenSession
from registry.web.accounts import account_page
from registry.web.once import shown_once
from registry.web.shell import address, error_list
from registry.web.sign_in import current_session

blueprint = Blueprint("second_factors", __name__)

_PAGE = 50
_FEW = 3
_STATES = ("missing", "off", "on")


@blueprint.get("/account/second-factor")
def mine() -> ResponseReturnValue:
    """Show where one's own second factor stands and what can be done."""
    return _own_page()


@blueprint.post("/account/second-factor/secret")
def begin() -> ResponseReturnValue:
    """Make a secret and show it for an authenticator."""
    actor, at = edge.actor(), edge.arrival()
    require(actor, "second_factors:manage")
    try:
        desk.begin(_presence(""), vault=edge.house().vault, by=actor, at=at)
    except Invalid as refused:
        return _own_page(refused.fields), refused.status
    return redirect(url_for("second_factors.mine"), 303)


@blueprint.post("/account/second-factor/cancellation")
def cancel() -> ResponseReturnValue:
    """Forget a secret that was never confirmed."""
    desk.cancel(by=edge.actor())
    return redirect(url_for("second_factors.mine"), 303)


@blueprint.post("/account/second-factor/confirmation")
@shown_once("second_factors.mine")
def confirm() -> ResponseReturnValue:
    """Put the secret in force by its first code, and show the recovery codes, once."""
    actor = edge.actor()
    require(actor, "second_factors:manage")
    typed = edge.text_of(request.form, "code")
    keep = _session().key
    try:
        codes = desk.confirm(typed, keep=keep, judge=edge.judge(), by=actor, at=edge.arrival())
    except Invalid as refused:
        return _own_page(refused.fields), refused.status
    return _codes_page(codes, say("second_factor_begun"))


@blueprint.post("/account/second-factor/recovery-codes")
@shown_once("second_factors.mine")
def renew() -> ResponseReturnValue:
    """Make new recovery codes and show them, once."""
    actor = edge.actor()
    require(actor, "second_factors:manage")
    try:
        codes = desk.renew_recovery_codes(_presence("renewal"), by=actor, at=edge.arrival())
    except Invalid as refused:
        return _own_page(refused.fields, "renewal"), refused.status
    return _codes_page(codes, say("second_factor_renewed"))


@blueprint.post("/account/second-factor/removal")
def give_up() -> ResponseReturnValue:
    """Do without a second factor again."""
    actor, rule = edge.actor(), edge.house().settings.second_factor
    require(actor, "second_factors:manage")
    if actor.role in obliged_roles(rule):
        raise desk.SecondFactorObliged
    try:
        keep, at = _session().key, edge.arrival()
        desk.give_up(_presence("removal"), keep=keep, rule=rule, by=actor, at=at)
    except Invalid as refused:
        return _own_page(refused.fields, "removal"), refused.status
    flash(say("second_factor_given_up"), "success")
    return redirect(url_for("second_factors.mine"), 303)


@blueprint.get("/second-factors")
def index() -> ResponseReturnValue:
    """List accounts by whether they have a second factor; who must have one stands first."""
    actor, rule = edge.actor(), edge.house().settings.second_factor
    require(actor, "second_factors:read")
    state = edge.text_of(request.args, "state")
    state = state if state in _STATES else ""
    after = "".join(position(edge.text_of(request.args, "cursor"), 1))
    roles = obliged_roles(rule) if state == "missing" else frozenset(Role)
    enrolled = None if not state else state == "on"
    wanted = FactorFilter(enrolled, [role.value for role in roles], after)
    found = desk.accounts_by_factor(wanted, _PAGE + 1, by=actor)
    last = [found[_PAGE - 1].username] if len(found) > _PAGE else None
    words = {"": "全部", **{one: say(f"state_factor_{one}") for one in _STATES}}
    return render_template(
        "second_factors/index.html",
        rows=[_row(account, rule) for account in found[:_PAGE]],
        choices=[
            {"label": word, "href": address(state=one or None), "active": one == state}
            for one, word in words.items()
        ],
        rule=rule,
        next_cursor=following(last),
        first=not after,
    )


@blueprint.post("/accounts/<account_id>/second-factor/reset")
def reset(account_id: str) -> ResponseReturnValue:
    """Take the second factor off an account whose phone is gone."""
    reason = edge.text_of(request.form, "reason")
    try:
        desk.reset(account_id, reason, by=edge.actor(), at=edge.arrival())
    except Invalid as refused:
        return account_page(account_id, refused.fields), refused.status
    flash(say("second_factor_reset_done"), "success")
    return redirect(url_for("accounts.record", account_id=account_id), 303)


def _presence(act: str) -> Present:
    """Return the evidence that the person is there: what was typed at the form of an act.

    Without an act it is the setting up, for which having just signed in is enough where
    there is no factor yet.
    """
    actor, opened, at = edge.actor(), _session(), edge.arrival()
    if not act and not opened.has_second_factor:
        fresh = proofs.just_signed_in(opened.began_at, by=actor, at=at)
        if fresh:
            return fresh
    typed = edge.text_of(request.form, f"proof-{act}" if act else "proof")
    return proofs.prove(typed, by=actor, judge=edge.judge(), at=at)


def _session() -> OpenSession:
    if (opened := current_session()) is None:
        raise NotSignedIn
    return opened


def _own_page(faults: dict[str, str] | None = None, act: str = "") -> str:
    """Show one's own factor; ``act`` says at which form of the page the proof was wrong."""
    actor, at, house = edge.actor(), edge.arrival(), edge.house()
    rule = house.settings.second_factor
    state = desk.own_factor(rule=rule, by=actor)
    waiting = desk.pending(vault=house.vault, by=actor, at=at)
    opened = _session()
    fresh = proofs.just_signed_in(opened.began_at, by=actor, at=at) is not None
    faults = faults or {}
    return render_template(
        "second_factors/mine.html",
        state=state,
        waiting=waiting,
        qr_code=segno.make(waiting.uri, error="m").svg_data_uri(scale=5) if waiting else "",
        wants_proof=opened.has_second_factor or not fresh,
        first=state.obliged and not opened.has_second_factor,
        few=state.enrolled_at is not None and state.left <= _FEW,
        off=rule == "off",
        real_time=house.clock.start is not None,
        act=act,
        faults=faults,
        errors=error_list(faults if not act else {f"proof-{act}": faults.get("proof", "")}),
    )


def _codes_page(codes: list[str], done: str) -> str:
    state = desk.own_factor(rule=edge.house().settings.second_factor, by=edge.actor())
    return render_template(
        "second_factors/recovery_codes.html", codes=codes, done=done, state=state, at=edge.arrival()
    )


def _row(account: Account, rule: str) -> dict[str, Any]:
    has_factor = account.second_factor_at is not None
    missing = must_enrol(account.role, has_factor=has_factor, rule=rule)
    return {
        "username": account.username,
        "name": account.name,
        "role": say(f"role_{account.role}"),
        "state": "factor_on" if has_factor else "factor_missing" if missing else "factor_off",
        "since": account.second_factor_at,
        "href": url_for("accounts.record", account_id=str(account.id)),
    }
