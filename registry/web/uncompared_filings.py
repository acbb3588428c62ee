"""Filings that could not be compared 没能比对的材料, beside the cases: shown, looked at again."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.messages import say
from registry.permissions import may
from registry.services import uncompared_filings as desk
from registry.services.authorities import authority_name
from registry.services.uncompared_filings import UncomparedFiling
from registry.web.unreported_change_views import source_page

blueprint = Blueprint("uncompared_filings", __name__)


def uncompared_lines() -> list[dict[str, Any]]:
    """Return what an office may have looked at again, as the list of cases shows it."""
    actor = edge.actor()
    if not may(actor, desk.LOOK_AGAIN):
        return []
    return [_line(one) for one in desk.uncompared_filings(by=actor)]


def _line(one: UncomparedFiling) -> dict[str, Any]:
    return {
        "words": say(f"uncompared_{one.noun}", key=one.key),
        "href": source_page(one.noun, one.key, edge.actor()),
        "whose": one.host_name or authority_name(one.authority),
        "filed_at": one.filed_at,
        "told": say("uncompared_tries", tries=one.tries, fault=one.fault),
        "tried_at": one.tried_at,
        "key": one.key,
    }


@blueprint.post("/unreported-changes/uncompared/<key>/look")
def look_again(key: str) -> ResponseReturnValue:
    """Let one be tried anew."""
    desk.look_again(key, by=edge.actor(), at=edge.arrival())
    return _done()


@blueprint.post("/unreported-changes/uncompared/look")
def look_again_at_all() -> ResponseReturnValue:
    """Let all be tried anew."""
    desk.look_again_at_all(by=edge.actor(), at=edge.arrival())
    return _done()


def _done() -> ResponseReturnValue:
    flash(say("uncompared_again"), "success")
    return redirect(url_for("unreported_changes.index"), HTTPStatus.SEE_OTHER)
