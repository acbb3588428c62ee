"""The quarterly update by page: begin, fill in, check, send."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.desensitising import left_to_desk
from registry.errors import Invalid, Refusal, SecrecyMark
from registry.forms import quarterly_update_form
from registry.messages import say, say_finding
from registry.permissions import may, require
from registry.policy import periods
from registry.policy.findings import Finding
from registry.policy.late_filings import counts_as
from registry.policy.quarterly_updates import NOTHING_CHANGED
from registry.policy.vocabulary import Severity, Timeliness
from registry.services import quarterly_updates as desk
from registry.services.explanations import PREFIX, still_known
from registry.services.quarterly_update_drafts import (
    DraftClosed,
    DraftMoved,
    Typed,
    secrets_in,
    with_masked,
    without,
)
from registry.services.quarterly_update_forms import (
    OpenForm,
    PlatformNotInLibrary,
    QuarterNotBegun,
    filing_permission,
    not_asked,
)
from registry.services.quarterly_update_on_behalf import (
    BehalfOutsideWindow,
    GroundsWanted,
    HostHasBegun,
    HostHasFiled,
)
from registry.services.quarterly_update_refusals import (
    NotAcceptable,
    ReasonWanted,
    WindowClosed,
    WindowNotOpen,
)
from registry.services.quarterly_updates import Filing
from registry.services.quarters import updates_due
from registry.services.support_asking import SupportNotAsked
from registry.services.update_return_answers import ReturnedElsewhere
from registry.services.windows import update_window
from registry.support_kinds import support_kinds
from registry.update_check_rules import update_checks
from registry.versions import version_in_form
from registry.web.quarterly_update_views import (
    blocking_errors,
    checked_sections,
    filed_by,
    filed_sections,
    form_sections,
    grounds_items,
    late_open,
    live_findings,
    live_marks,
    support_fields,
    support_lines,
)
from registry.web.update_explanation_views import (
    explanation_fields,
    filed_notes,
    notes,
    unexplained_errors,
    with_notes,
)

blueprint = Blueprint("quarterly_updates", __name__)

_PATH = "/platforms/<number>/quarterly-updates/<period>"
_SHOWN_QUARTERS = 4
# What is said on the form itself, with all that was typed.
_NOT_SAVED = (
    DraftMoved,
    DraftClosed,
    GroundsWanted,
    Invalid,
    PlatformNotInLibrary,
    QuarterNotBegun,
)


@blueprint.get("/quarterly-updates")
def index() -> ResponseReturnValue:
    """Show where each own platform stands in a quarter, the one in question first."""
    actor, at = edge.actor(), edge.arrival()
    require(actor, "quarterly_updates:draft")
    law = edge.law()
    quarters = [update_window("", at=at, **law).period]
    while len(quarters) < _SHOWN_QUARTERS:
        quarters.append(periods.previous(quarters[-1]))
    window = update_window(edge.text_of(request.args, "period"), at=at, **law)
    return render_template(
        "quarterly_updates/index.html",
        window=window,
        at=at,
        quarters=quarters,
        lines=updates_due(window, by=actor, at=at),
    )


@blueprint.get(_PATH)
def start(number: str, period: str) -> ResponseReturnValue:
    """Begin: which window, what is asked, how long it takes, what was filed."""
    opened = _opened(number, period)
    versions = [one for one in desk.versions_of(number, by=edge.actor()) if one.period == period]
    return render_template(
        "quarterly_updates/start.html",
        opened=opened,
        unasked=not_asked(opened, edge.arrival()),
        late=late_open(opened),
        excused=_is_excused(opened),
        may_give_leave=may(edge.actor(), "late_filings:give"),
        may_return=may(edge.actor(), "update_returns:return"),
        at=edge.arrival(),
        versions=[(one, filed_by(one)) for one in versions],
        may_file=may(edge.actor(), "quarterly_updates:submit"),
        may_fill_in=may(edge.actor(), "quarterly_updates:file_on_behalf"),
    )


@blueprint.get(f"{_PATH}/form")
def form(number: str, period: str) -> ResponseReturnValue:
    """Show the form as it stands; ``?checked=1`` says everything that is still open.

    An authority's opens once it has said why it fills in; nobody's where the desk would
    refuse what is typed.
    """
    require(edge.actor(), filing_permission("draft", edge.actor()))
    opened = _opened(number, period)
    if opened.is_on_behalf and opened.draft is None:
        return redirect(_grounds_href(opened), 303)
    if opened.draft is None and _is_refused(opened):
        return redirect(url_for("quarterly_updates.start", number=number, period=period), 303)
    return _form_page(opened, whole=edge.text_of(request.args, "checked") == "1")


@blueprint.post(f"{_PATH}/form")
@left_to_desk("*")
def save(number: str, period: str) -> ResponseReturnValue:
    """Save what was typed; go on to the check, or stay. What was not kept is said at its field."""
    masking = edge.text_of(request.form, "mask")
    typed = with_masked(_typed(), masking)
    try:
        saved = desk.save_draft(number, period, typed, **edge.circumstances())
    except _NOT_SAVED as refused:
        opened = _opened(number, period)
        secrets = secrets_in(typed)
        typed = without(secrets, typed, opened.values, opened.reason, opened.explanations)
        return _form_page(opened, typed=typed, refused=refused), refused.status
    if saved.withheld:
        return _form_page(saved), SecrecyMark.status
    address: dict[str, Any] = {"number": number, "period": period}
    if masking:
        flash(say("masked_now"), "success")
        return redirect(url_for("quarterly_updates.form", **address, _anchor=f"f-{masking}"), 303)
    if edge.text_of(request.form, "next") == "check":
        return redirect(url_for("quarterly_updates.check", **address), 303)
    flash(say("update_draft_saved"), "success")
    return redirect(url_for("quarterly_updates.form", **address), 303)


@blueprint.post(f"{_PATH}/draft")
@left_to_desk("*")
def autosave(number: str, period: str) -> ResponseReturnValue:
    """Save what is being typed, for the script: time, version, findings and marks as JSON."""
    try:
        opened = desk.save_draft(number, period, _typed(), **edge.circumstances())
    except Refusal as refused:
        message = say(refused.code, **refused.params)
        return jsonify({"code": refused.code, "message": message}), refused.status
    return jsonify(
        {
            "saved_at": f"{edge.arrival().astimezone(SHANGHAI):%H:%M}",
            "version": opened.draft_version,
            "findings": live_findings(opened),
            "marks": live_marks(opened),
        }
    )


@blueprint.get(f"{_PATH}/check")
def check(number: str, period: str) -> ResponseReturnValue:
    """Show everything once more before it is sent; what blocks leads back to the form."""
    require(edge.actor(), filing_permission("submit", edge.actor()))
    opened = _opened(number, period)
    with_host = opened.is_on_behalf and opened.is_with_host
    if opened.draft is None or with_host or _is_refused(opened):
        return redirect(url_for("quarterly_updates.start", number=number, period=period), 303)
    if _is_unfinished(opened):
        return redirect(_back_to_form(number, period), 303)
    return _check_page(opened)


@blueprint.post(f"{_PATH}/submission")
def submit(number: str, period: str) -> ResponseReturnValue:
    """Send the draft that was checked; a second click gives the same receipt."""
    checked = Filing(draft_version=version_in_form(request.form))
    try:
        done = desk.submit(number, period, checked, **edge.circumstances())
    except (NotAcceptable, ReasonWanted):
        return redirect(_back_to_form(number, period), 303)
    except (DraftMoved, HostHasBegun, HostHasFiled) as refused:
        flash(say(refused.code, **refused.params), "warning")
        return redirect(url_for("quarterly_updates.check", number=number, period=period), 303)
    except ReturnedElsewhere as refused:
        flash(say(refused.code, **refused.params), "warning")
        return redirect(url_for("quarterly_updates.form", number=number, period=period), 303)
    except SupportNotAsked as refused:
        return _form_page(_opened(number, period), refused=refused), refused.status
    except (WindowNotOpen, WindowClosed, BehalfOutsideWindow) as refused:
        return _check_page(_opened(number, period), refused), refused.status
    return redirect(url_for("receipts.show", number=done.update.number), 303)


@blueprint.get(f"{_PATH}/versions/<int:version>")
def version(number: str, period: str, version: int) -> ResponseReturnValue:
    """Show one version as it was filed, and what differs from the one before."""
    found = desk.read_version(number, period, version, by=edge.actor())
    earlier = (
        desk.read_version(number, period, version - 1, by=edge.actor()) if version > 1 else None
    )
    told = filed_notes(found, for_office=may(edge.actor(), "update_checks:observe"))
    return render_template(
        "quarterly_updates/version.html",
        update=found,
        by=filed_by(found),
        grounds=grounds_items(found.on_behalf),
        earlier=earlier,
        sections=with_notes(filed_sections(found, earlier), told),
        confirmation_notes=told.get(NOTHING_CHANGED, ()),
    )


def _opened(number: str, period: str) -> OpenForm:
    return desk.read_update(number, period, **edge.circumstances())


def _is_excused(opened: OpenForm) -> bool:
    """Say whether leave excused afterwards what is on file as late."""
    if opened.latest is None:
        return False
    filed = Timeliness(opened.latest.timeliness)
    return filed is not counts_as(filed, opened.leaves)


def _grounds_href(opened: OpenForm) -> str:
    return url_for(
        "quarterly_update_on_behalf.begin", number=opened.platform.number, period=opened.period
    )


def _grounds(opened: OpenForm) -> list[dict[str, Any]]:
    """Return why and how an authority fills in, each with the way to mend it."""
    if not opened.is_on_behalf or opened.draft is None:
        return []
    return grounds_items(opened.draft.on_behalf, _grounds_href(opened))


def _back_to_form(number: str, period: str) -> str:
    return url_for("quarterly_updates.form", number=number, period=period, checked=1)


def _is_refused(opened: OpenForm) -> bool:
    """Say whether the desk would refuse whatever is typed for this quarter."""
    unasked = not_asked(opened, edge.arrival())
    return unasked is not None and not unasked.is_fileable


def _is_unfinished(opened: OpenForm) -> bool:
    is_acceptable = opened.judged.is_acceptable and not opened.unexplained
    return bool(_reason_wanted(opened)) or not is_acceptable


def _reason_wanted(opened: OpenForm) -> list[dict[str, str]]:
    """Return what the summary on top says of a correction without its reason."""
    if opened.latest is None or opened.reason:
        return []
    return [{"field": "reason", "message": say("update_reason_needed")}]


def _typed() -> Typed:
    """Return what the form sent: its own fields as typed, anything else left out."""
    keys = [one.key for one in quarterly_update_form().fields]
    keys += [one.field for one in support_kinds().kinds]
    values = {key: request.form.get(key, "") for key in (*keys, NOTHING_CHANGED)}
    explained = {
        name.removeprefix(PREFIX): text
        for name, text in request.form.items()
        if name.startswith(PREFIX)
    }
    explained = still_known(explained, update_checks(), quarterly_update_form())
    reason = request.form.get("reason", "")
    return Typed(values, version_in_form(request.form), reason, explanations=explained)


def _form_page(
    opened: OpenForm,
    *,
    whole: bool = False,
    typed: Typed | None = None,
    refused: Refusal | None = None,
) -> str:
    """Render the form; after a refusal with what was typed, and the other's text beside it."""
    errors = [{"field": key, "message": text} for key, text in _faults(refused)]
    if whole:
        errors = [
            *_reason_wanted(opened),
            *blocking_errors(opened),
            *unexplained_errors(opened),
        ]
    errors += [{"field": one.field, "message": say_finding(one)} for one in opened.withheld]
    return render_template(
        "quarterly_updates/form.html",
        opened=opened,
        unasked=not_asked(opened, edge.arrival()),
        grounds=_grounds(opened),
        late=late_open(opened),
        at=edge.arrival(),
        sections=form_sections(opened, whole=whole, typed=typed, faults=_faults(refused)),
        support=[] if opened.is_on_behalf else support_fields(opened, typed),
        confirmation_explanations=explanation_fields(
            opened,
            NOTHING_CHANGED,
            typed.explanations if typed else None,
            dict(_faults(refused)),
            whole=whole,
        ),
        nothing_changed=(typed.values if typed else opened.values).get(NOTHING_CHANGED, ""),
        reason=typed.reason if typed else opened.reason,
        whole=whole,
        refused=refused,
        errors=errors,
    )


def _faults(refused: Refusal | None) -> list[tuple[str, str]]:
    return list(refused.fields.items()) if refused else []


def _to_note(opened: OpenForm) -> list[Finding]:
    """Return what is told and asks for nothing: the warnings stand beside their figures."""
    told = [one for one in opened.findings if one not in opened.warnings]
    return sorted(told, key=lambda one: one.severity is Severity.NOTE)


def _check_page(opened: OpenForm, refused: Refusal | None = None) -> str:
    found = notes(opened.warnings, opened.explanations)
    form_href = url_for(
        "quarterly_updates.form", number=opened.platform.number, period=opened.period
    )
    return render_template(
        "quarterly_updates/check.html",
        opened=opened,
        grounds=_grounds(opened),
        at=edge.arrival(),
        sections=with_notes(checked_sections(opened, form_href), found),
        support=support_lines(opened, form_href),
        confirmation_notes=found.get(NOTHING_CHANGED, ()),
        form_href=form_href,
        findings=_to_note(opened),
        refused=refused,
        is_open=opened.timeliness is not None,
        late=late_open(opened),
    )
