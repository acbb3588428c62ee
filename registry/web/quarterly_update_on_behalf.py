"""Filing on behalf 代填 by page: why and how first, then the host's own form and check."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import require
from registry.policy.vocabulary import Channel
from registry.services import quarterly_updates as desk
from registry.services.quarterly_update_drafts import DraftClosed, DraftMoved, Typed
from registry.services.quarterly_update_forms import (
    OpenForm,
    PlatformNotInLibrary,
    QuarterNotBegun,
    not_asked,
)
from registry.services.quarterly_update_on_behalf import (
    BehalfOutsideWindow,
    Grounds,
    HostHasBegun,
    HostHasFiled,
)
from registry.versions import version_in_form
from registry.web.quarterly_update_views import late_open
from registry.web.shell import error_list

blueprint = Blueprint("quarterly_update_on_behalf", __name__)

_PATH = "/platforms/<number>/quarterly-updates/<period>/on-behalf"
_NOT_SAVED = (
    DraftMoved,
    DraftClosed,
    HostHasBegun,
    HostHasFiled,
    BehalfOutsideWindow,
    PlatformNotInLibrary,
    QuarterNotBegun,
)
_ASKED = ("reason", "channel", "reference")


@blueprint.get(_PATH)
def begin(number: str, period: str) -> ResponseReturnValue:
    """Ask why the host cannot and how its figures came; where it is not possible, say so."""
    require(edge.actor(), "quarterly_updates:file_on_behalf")
    opened = desk.read_update(number, period, **edge.circumstances())
    if opened.draft is None and not _may_begin(opened):
        return redirect(_start(number, period), 303)
    return _page(opened, _known(opened))


@blueprint.post(_PATH)
def state(number: str, period: str) -> ResponseReturnValue:
    """Keep the grounds with the draft, and open the form."""
    require(edge.actor(), "quarterly_updates:file_on_behalf")
    grounds = Grounds(*(edge.text_of(request.form, name) for name in _ASKED))
    opened = desk.read_update(number, period, **edge.circumstances())
    version = version_in_form(request.form)
    typed = Typed(opened.values, version, opened.reason, grounds, opened.explanations)
    try:
        desk.save_draft(number, period, typed, **edge.circumstances())
    except Invalid as wrong:
        faults = {key.rpartition(".")[2]: text for key, text in wrong.fields.items()}
        return _page(opened, grounds, faults=faults), wrong.status
    except _NOT_SAVED as refused:
        return _page(opened, grounds, refused=refused), refused.status
    return redirect(url_for("quarterly_updates.form", number=number, period=period), 303)


def _start(number: str, period: str) -> str:
    return url_for("quarterly_updates.start", number=number, period=period)


def _may_begin(opened: OpenForm) -> bool:
    unasked = not_asked(opened, edge.arrival())
    is_fileable = unasked is None or unasked.is_fileable
    return is_fileable and opened.timeliness is not None and not opened.is_with_host


def _known(opened: OpenForm) -> Grounds:
    """Return the grounds on file: the draft's, or those of the version to correct."""
    source = opened.draft or opened.latest
    if source is None or source.on_behalf is None:
        return Grounds("", "", "")
    return Grounds(*(getattr(source.on_behalf, name) for name in _ASKED))


def _page(
    opened: OpenForm,
    grounds: Grounds,
    *,
    faults: Mapping[str, str] | None = None,
    refused: Refusal | None = None,
) -> str:
    told = dict(faults or {})
    return render_template(
        "quarterly_updates/on_behalf.html",
        opened=opened,
        at=edge.arrival(),
        late=late_open(opened),
        grounds=grounds,
        channels=[(one.value, say(f"channel_{one}")) for one in Channel],
        faults=told,
        errors=error_list(told),
        refused=refused,
    )
