"""Registrations 自助注册 by page: asked for by anybody, decided by the authority."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.registrations import Registration, RegistrationState
from registry.errors import Invalid, Refusal
from registry.limits import CODE_ENTRIES, PUBLIC_CHECKS, limiter
from registry.messages import say
from registry.permissions import may
from registry.services import registrations as desk
from registry.services.activation_codes import last_day_of
from registry.services.authorities import authorities, authority_name
from registry.services.registrations import Application
from registry.web.activations import surroundings
from registry.web.formats import last_day
from registry.web.shell import error_list, say_refusal
from registry.web.sign_in import origin

blueprint = Blueprint("registrations", __name__)

_PAGE = 50
_UNDECIDED = (desk.RegistrationSettled, desk.RegistrationElsewhere, desk.RegistrationNameTaken)
_PASSWORDS = ("password", "repeat")
_TYPED = ("credit_code", "host_name", "authority", "name", "contact", "username")


@blueprint.get("/registrations/new")
def new() -> ResponseReturnValue:
    """Show the form; open to everybody."""
    return _form({}, {})


@blueprint.post("/registrations/new")
@limiter.limit(CODE_ENTRIES)
def register() -> ResponseReturnValue:
    """Take a registration and show its reference, once."""
    typed = {name: edge.text_of(request.form, name) for name in _TYPED}
    passwords = {name: request.form.get(name, "") for name in _PASSWORDS}
    application = Application(**typed, **passwords)
    try:
        received = desk.register(
            application, origin=origin(), vault=edge.house().vault, at=edge.arrival()
        )
    except Invalid as refused:
        return _form(typed, refused.fields), refused.status
    except (desk.RegistrationTooOften, desk.RegistrationTooMany) as refused:
        return _form(typed, {}, say_refusal(refused)), refused.status
    return render_template(
        "registrations/received.html",
        received=received,
        said=say("registration_received", authority=authority_name(received.authority)),
        last_day=last_day(received.expires_at),
    )


@blueprint.get("/registrations/state")
def state() -> ResponseReturnValue:
    """Ask for a reference; it stands in no address, so that no history keeps it."""
    return render_template("registrations/state.html", reference="", said="", error="")


@blueprint.post("/registrations/state")
@limiter.limit(PUBLIC_CHECKS)
def show_state() -> ResponseReturnValue:
    """Tell whoever holds a reference where their registration stands."""
    typed = edge.text_of(request.form, "reference")[:60]
    try:
        found = desk.registration_by_reference(typed)
    except desk.RegistrationUnknown as unknown:
        fault = {"reference": say_refusal(unknown)}
        page = render_template(
            "registrations/state.html",
            reference=typed,
            said="",
            error=fault["reference"],
            errors=error_list(fault),
        )
        return page, unknown.status
    standing = desk.standing_of(found, edge.arrival())
    said = say(
        f"registration_state_{standing}",
        authority=authority_name(found.authority),
        username=found.username,
        reason=found.reason,
        until=last_day_of(found.expires_at),
    )
    return render_template(
        "registrations/state.html", reference=typed, said=said, error="", standing=standing
    )


@blueprint.get("/registrations")
def index() -> ResponseReturnValue:
    """List those that wait for the authority, the longest waiting first."""
    actor, at = edge.actor(), edge.arrival()
    asked = edge.text_of(request.args, "authority")
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, key = desk.registrations_page(asked, after, _PAGE, by=actor, at=at)
    rows = [
        {
            "host_name": one.host_name,
            "credit_code": one.credit_code,
            "name": one.name,
            "authority": authority_name(one.authority),
            "recorded_at": one.recorded_at,
            "last_day": last_day(one.expires_at),
            "href": url_for("registrations.record", registration_id=str(one.id)),
        }
        for one in found
    ]
    return render_template(
        "registrations/index.html",
        rows=rows,
        next_cursor=following(key),
        first=not after,
        **surroundings(asked),
    )


@blueprint.get("/registrations/<registration_id>")
def record(registration_id: str) -> ResponseReturnValue:
    """Show a registration beside what is on record."""
    return _record(registration_id)


@blueprint.post("/registrations/<registration_id>/confirmation")
def confirm(registration_id: str) -> ResponseReturnValue:
    """Open the account that was asked for."""
    try:
        found = desk.confirm(registration_id, by=edge.actor(), at=edge.arrival())
    except _UNDECIDED as refused:
        return _record(registration_id, refused=refused), refused.status
    said = say("registration_confirmed", name=found.host_name, username=found.username)
    flash(said, "success")
    return redirect(url_for("registrations.record", registration_id=registration_id), 303)


@blueprint.post("/registrations/<registration_id>/refusal")
def decline(registration_id: str) -> ResponseReturnValue:
    """Refuse it, with a reason for the applicant."""
    reason = edge.text_of(request.form, "reason")
    try:
        desk.decline(registration_id, reason, by=edge.actor(), at=edge.arrival())
    except Invalid as refused:
        return _record(registration_id, refused.fields), refused.status
    except desk.RegistrationSettled as refused:
        return _record(registration_id, refused=refused), refused.status
    flash(say("registration_declined"), "success")
    return redirect(url_for("registrations.record", registration_id=registration_id), 303)


def _form(typed: dict[str, str], faults: dict[str, str], refused: str = "") -> str:
    return render_template(
        "registrations/new.html",
        typed=typed,
        faults=faults,
        errors=error_list(faults, order=(*_TYPED, *_PASSWORDS)),
        errors_kept=say("kept_but_password"),
        refused=refused,
        authorities=[(one.code, one.name) for one in authorities().all],
    )


def _record(
    registration_id: str,
    faults: dict[str, str] | None = None,
    refused: Refusal | None = None,
) -> str:
    actor, at = edge.actor(), edge.arrival()
    compared = desk.compare(registration_id, vault=edge.house().vault, by=actor, at=at)
    found: Registration = compared.registration
    standing = desk.standing_of(found, at)
    return render_template(
        "registrations/record.html",
        compared=compared,
        found=found,
        standing=standing,
        authority=authority_name(found.authority),
        last_day=last_day(found.expires_at),
        may_decide=may(actor, "registrations:decide") and standing is RegistrationState.WAITING,
        refused=say_refusal(refused) if refused else "",
        reason=edge.text_of(request.form, "reason"),
        faults=faults or {},
        errors=error_list(faults or {}),
    )
