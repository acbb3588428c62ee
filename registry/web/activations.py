"""Activation codes 激活码 by page: issued by an authority, used by somebody of a host."""

import re

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.accounts import Account
from registry.errors import Invalid, Refusal
from registry.limits import CODE_ENTRIES, limiter
from registry.messages import say
from registry.permissions import MINISTRY, authority_in_view, may, require
from registry.services import activations as desk
from registry.services.accounts import UsernameTaken
from registry.services.activating import ActivationLocked, ActivationRefused, Claim, activate
from registry.services.activations import Recipient, Recovery, Slip
from registry.services.authorities import authorities, authority_name
from registry.services.registrations import count_waiting
from registry.web.formats import last_day
from registry.web.once import shown_once
from registry.web.printed import public_root
from registry.web.shell import error_list, say_refusal
from registry.web.sign_in import origin

blueprint = Blueprint("activations", __name__)

_PAGE = 50
_MOST_TYPED = 60_000
_BETWEEN = re.compile(r"[\s,，;；]+")
_CLAIM = ("credit_code", "code", "name", "username")
_PASSWORDS = ("password", "repeat")
_RECOVERY = ("credit_code", "reason", "proof")


@blueprint.get("/activations")
def index() -> ResponseReturnValue:
    """List the hosts of an authority that have no account."""
    return _index_page()


@blueprint.post("/activations")
@shown_once("activations.index")
def issue() -> ResponseReturnValue:
    """Issue codes for hosts chosen, typed in, or for all without an account; show them once."""
    actor, at = edge.actor(), edge.arrival()
    require(actor, "activations:issue")
    authority = edge.text_of(request.form, "authority") or actor.authority
    pick = edge.text_of(request.form, "pick")
    try:
        if pick == "typed":
            wanted = _recipients(request.form.get("codes", ""))
            slips = desk.issue(wanted, authority, by=actor, at=at)
        else:
            hosts = None if pick == "all" else request.form.getlist("hosts")
            slips = desk.issue_for_hosts(hosts, authority, by=actor, at=at)
    except Invalid as refused:
        if pick == "typed":
            return _typed_page(refused), refused.status
        # Of hosts ticked in the list there are no lines; what is wrong stands at the list.
        return _index_page({"hosts": " ".join(refused.fields.values())}), refused.status
    return slips_page(slips, url_for("activations.index", authority=_asked(authority)))


@blueprint.get("/activations/new")
def new() -> ResponseReturnValue:
    """Show the form for hosts by their credit codes, one or a pasted list."""
    return _typed_page()


@blueprint.get("/activations/issued")
def issued() -> ResponseReturnValue:
    """List the codes issued, newest first, without what they say."""
    actor, at = edge.actor(), edge.arrival()
    asked = edge.text_of(request.args, "authority")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.issued_page(asked, after, _PAGE, by=actor)
    rows = [
        {
            "id": str(one.id),
            "host_name": one.host_name,
            "credit_code": one.credit_code,
            "kind": say(f"activation_kind_{one.kind}"),
            "issued": f"{authority_name(one.authority)} {one.issued_by_name}",
            "recorded_at": one.recorded_at,
            "last_day": last_day(one.expires_at),
            "state": desk.state_of(one, at),
        }
        for one in found
    ]
    return render_template(
        "activations/issued.html",
        rows=rows,
        next_cursor=following(key),
        first=not after,
        may_withdraw=may(actor, "activations:issue"),
        **surroundings(asked),
    )


@blueprint.post("/activations/<activation_id>/withdrawal")
def withdraw(activation_id: str) -> ResponseReturnValue:
    """End an open code, such as one whose slip was lost."""
    desk.withdraw(activation_id, by=edge.actor(), at=edge.arrival())
    flash(say("activation_withdrawn"), "success")
    asked = edge.text_of(request.form, "authority")
    return redirect(url_for("activations.issued", authority=_asked(asked)), 303)


@blueprint.get("/activations/recovery")
def recovery() -> ResponseReturnValue:
    """Ask for the host whose accounts are lost; then show its accounts."""
    require(edge.actor(), "activations:recover")
    typed = {name: edge.text_of(request.args, name) for name in _RECOVERY}
    return _recovery_page(typed, (), edge.text_of(request.args, "authority"))


@blueprint.post("/activations/recovery")
@shown_once("activations.recovery")
def recover() -> ResponseReturnValue:
    """Issue a recovery code and show it once."""
    actor = edge.actor()
    require(actor, "activations:recover")
    typed = {name: edge.text_of(request.form, name) for name in _RECOVERY}
    ends = request.form.getlist("ends")
    authority = edge.text_of(request.form, "authority") or actor.authority
    try:
        wanted = Recovery(**typed, ends=ends)
        slip = desk.issue_recovery(wanted, authority, by=actor, at=edge.arrival())
    except Invalid as refused:
        page = _recovery_page(typed, ends, authority, refused.fields)
        return page, refused.status
    return slips_page([slip], url_for("activations.issued", authority=_asked(authority)))


@blueprint.get("/activate")
def form() -> ResponseReturnValue:
    """Show the form in which somebody of a host uses their code; open to everybody."""
    return render_template("activations/claim.html", typed={}, faults={})


@blueprint.post("/activate")
@limiter.limit(CODE_ENTRIES)
def claim() -> ResponseReturnValue:
    """Open the account a code stands for; wrong codes are all answered alike."""
    typed = {name: edge.text_of(request.form, name) for name in _CLAIM}
    passwords = {name: request.form.get(name, "") for name in _PASSWORDS}
    try:
        username = activate(Claim(**typed, **passwords), origin=origin(), at=edge.arrival())
    except Invalid as refused:
        return _claim_page(typed, refused, refused.fields)
    except UsernameTaken as taken:
        return _claim_page(typed, taken, {"username": say_refusal(taken)})
    except (ActivationRefused, ActivationLocked) as refused:
        return _claim_page(typed, refused, {})
    return render_template("activations/done.html", username=username)


def _claim_page(
    typed: dict[str, str], refused: Refusal, faults: dict[str, str]
) -> ResponseReturnValue:
    """Show the form again with what was typed, the passwords apart, and what is wrong."""
    page = render_template(
        "activations/claim.html",
        typed=typed,
        faults=faults,
        errors=error_list(faults, order=(*_CLAIM, *_PASSWORDS)),
        errors_kept=say("kept_but_password"),
        refused="" if faults else say_refusal(refused),
    )
    return page, refused.status


def slips_page(slips: list[Slip], back: str) -> str:
    """Show codes just issued, to print and hand over; the page cannot be called up again."""
    address = public_root() + url_for("activations.form")
    return render_template(
        "activations/slips.html",
        slips=slips,
        address=address,
        # The address alone: whoever photographs the sheet gets no code with it.
        qr=segno.make(address, error="m", micro=False).svg_data_uri(scale=3, border=1),
        last_day=last_day(slips[0].expires_at),
        office=authority_name(slips[0].authority) if slips[0].authority else "",
        back=back,
    )


def _index_page(faults: dict[str, str] | None = None) -> str:
    actor, at = edge.actor(), edge.arrival()
    require(actor, "activations:read")
    asked = edge.text_of(request.values, "authority")
    authority = authority_in_view(actor, asked)
    after = "".join(position(edge.text_of(request.args, "cursor"), 1))
    total, hosts, opened = (
        desk.waiting_hosts(authority, after, _PAGE + 1, by=actor, at=at)
        if authority
        else (0, [], frozenset[str]())
    )
    last = [hosts[_PAGE - 1].credit_code] if len(hosts) > _PAGE else None
    return render_template(
        "activations/index.html",
        total=total,
        rows=hosts[:_PAGE],
        opened=opened,
        most=desk.MOST,
        faults=faults or {},
        errors=error_list(faults or {}),
        next_cursor=following(last),
        first=not after,
        **surroundings(asked),
    )


def _typed_page(refused: Invalid | None = None) -> str:
    require(edge.actor(), "activations:issue")
    faults = dict(refused.fields) if refused else {}
    lines = refused.count if isinstance(refused, desk.LinesInvalid) else 0
    return render_template(
        "activations/new.html",
        codes=request.form.get("codes", "")[:_MOST_TYPED],
        faults=faults,
        errors=error_list(faults),
        errors_title=say("activation_lines_wrong", count=lines) if lines else "",
        **surroundings(edge.text_of(request.values, "authority")),
    )


def _recovery_page(
    typed: dict[str, str],
    ends: list[str] | tuple[str, ...],
    authority: str,
    faults: dict[str, str] | None = None,
) -> str:
    actor, faults = edge.actor(), dict(faults or {})
    found: tuple[str, list[Account]] = ("", [])
    if typed["credit_code"] and "credit_code" not in faults and "authority" not in faults:
        its = authority or actor.authority
        try:
            found = desk.accounts_to_recover(typed["credit_code"], its, by=actor)
        except Invalid as refused:
            faults |= refused.fields
    return render_template(
        "activations/recovery.html",
        typed=typed,
        ends=ends,
        host_name=found[0],
        accounts=found[1],
        faults=faults,
        errors=error_list(faults, order=("authority", "credit_code", "ends", "reason", "proof")),
        **surroundings(authority),
    )


def surroundings(asked: str) -> dict[str, object]:
    """Return what all pages of an authority's accounts show: whose they are, what else there is."""
    actor = edge.actor()
    authority = authority_in_view(actor, asked)
    choices = [(one.code, one.name) for one in authorities().all]
    return {
        "authority": authority or "",
        "authorities": choices if actor.role in MINISTRY else (),
        "may_recover": may(actor, "activations:recover"),
        "tabs_of": _tabs,
        "waiting": count_waiting(authority, by=actor, at=edge.arrival()) if authority else None,
    }


def _tabs(authority: str, waiting: int | None) -> list[dict[str, object]]:
    asked = _asked(authority)
    pages: tuple[tuple[str, str, str, int | None], ...] = (
        ("hosts", "未开通的单位", "activations.index", None),
        ("issued", "已发的码", "activations.issued", None),
        ("registrations", "注册申请", "registrations.index", waiting),
    )
    return [
        {"key": key, "label": label, "href": url_for(endpoint, authority=asked), "count": count}
        for key, label, endpoint, count in pages
    ]


def _asked(authority: str) -> str | None:
    """Return what the address says of the authority: nothing, where it is the reader's own."""
    return authority if edge.actor().role in MINISTRY and authority else None


def _recipients(typed: str) -> list[Recipient]:
    """Read a pasted list: a credit code per line, behind it a name where the host is new."""
    lines = [line.strip() for line in typed[:_MOST_TYPED].splitlines()]
    parts = [_BETWEEN.split(line, maxsplit=1) for line in lines if line]
    return [Recipient(part[0], part[1] if len(part) > 1 else "") for part in parts]
