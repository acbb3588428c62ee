"""An authority's own settings by page: one question for now, whether two people are wanted."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.errors import Refusal, VersionConflict
from registry.messages import say
from registry.permissions import may, require
from registry.services.authorities import authority_name
from registry.services.authority_settings import change_settings, read_settings
from registry.versions import version_in_form

blueprint = Blueprint("authority_settings", __name__)


@blueprint.get("/authority-settings")
def show() -> ResponseReturnValue:
    """Show how the authority works."""
    return _page()


@blueprint.post("/authority-settings")
def change() -> ResponseReturnValue:
    """Change it."""
    require(edge.actor(), "authority_settings:change")
    wanted = edge.text_of(request.form, "four_eyes") == "yes"
    try:
        change_settings(
            four_eyes=wanted,
            version=version_in_form(request.form),
            by=edge.actor(),
            at=edge.arrival(),
        )
    except VersionConflict as refused:
        return _page(refused)
    flash(say("four_eyes_on_now" if wanted else "four_eyes_off_now"), "success")
    return redirect(url_for("authority_settings.show"), HTTPStatus.SEE_OTHER)


def _page(refused: Refusal | None = None) -> ResponseReturnValue:
    settings = read_settings(by=edge.actor())
    page = render_template(
        "summary_sheets/settings.html",
        settings=settings,
        whose=authority_name(settings.authority),
        may_change=may(edge.actor(), "authority_settings:change"),
        refused=refused,
    )
    return page, refused.status if refused else HTTPStatus.OK
