"""One's own ways to be told outside this service, by page."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.channels import EMAIL, SMS
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services import contact_ways as desk
from registry.services.contact_ways import Ways
from registry.web.shell import error_list

blueprint = Blueprint("contact_ways", __name__)


@blueprint.get("/account/contact-ways")
def mine() -> ResponseReturnValue:
    """Show where one is told, and by what."""
    return _page(desk.own_ways(vault=edge.house().vault, by=edge.actor()), {})


@blueprint.post("/account/contact-ways")
def change() -> ResponseReturnValue:
    """Keep where one wants to be told."""
    actor, form = edge.actor(), request.form
    require(actor, desk.MANAGE)
    channels = frozenset({EMAIL, SMS}.intersection(form.getlist("channels")))
    email, phone = edge.text_of(form, "email"), edge.text_of(form, "phone")
    seen = edge.text_of(form, "to_authority") == "1"
    wanted = Ways(email, phone.replace(" ", "").replace("-", ""), channels, seen)
    try:
        desk.change(wanted, vault=edge.house().vault, by=actor, at=edge.arrival())
    except Invalid as refused:
        return _page(Ways(email, phone, channels, seen), refused.fields), refused.status
    flash(say("contact_ways_kept"), "success")
    return redirect(url_for("contact_ways.mine"), HTTPStatus.SEE_OTHER)


def _page(ways: Ways, faults: dict[str, str]) -> str:
    settings = edge.house().settings
    on = {EMAIL: bool(settings.smtp_host), SMS: bool(settings.sms_url)}
    off = say("contact_channel_off")
    return render_template(
        "accounts/contact_ways.html",
        ways=ways,
        asks_about_authority=desk.asks_about_authority(edge.actor()),
        # A first visit finds both ticked: whoever gives an address wants to be told there.
        chosen=ways.channels if ways.channels or ways.email or ways.phone or faults else on,
        options=[
            (channel, say(f"channel_{channel}") + ("" if on[channel] else f"（{off}）"))
            for channel in (EMAIL, SMS)
        ],
        faults=faults,
        errors=error_list(faults),
    )
