"""Applications 申报 by page: begin one, fill it in section by section, see how it stands, check."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.desensitising import left_to_desk
from registry.errors import Invalid, NotFound, Refusal, SecrecyMark
from registry.forms import application_form
from registry.messages import say, say_finding
from registry.permissions import Actor, Role, require
from registry.policy.forms import FieldType
from registry.policy.vocabulary import Severity, WindowKind
from registry.policy.windows import Window
from registry.services import application_drafts as drafts
from registry.services import applications as desk
from registry.services.application_copies import is_reusable
from registry.services.application_desensitising import clean_values, with_masked
from registry.services.application_drafts import Beginning, Typed
from registry.services.application_forms import OpenApplication, read_application, state_shown
from registry.services.authorities import authorities
from registry.services.bans import bans_in_force
from registry.services.hosts import host_on_record
from registry.services.incident_records import against_draft
from registry.services.readings import answer
from registry.services.review_notices import told_to_host
from registry.services.round_tasks import (
    HostDeadline,
    binding,
    deadline_at,
    round_tasks_of,
)
from registry.services.windows import windows_of_day
from registry.versions import version_in_form
from registry.web import application_views as views
from registry.web.adjustment_views import round_asks
from registry.web.eligibility_views import condition_parts, outcome_numbers
from registry.web.incident_views import record_lines
from registry.web.shell import error_list, say_refusal

blueprint = Blueprint("applications", __name__)

_PATH = "/applications"
_ONE = f"{_PATH}/<number>"
# What is said on the form itself, with all that was typed.
_NOT_SAVED = (
    Invalid,
    drafts.ApplicationMoved,
    drafts.NameTaken,
    drafts.NotEditable,
    drafts.SectionNotReturned,
)


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List a host's applications, the round's window on top."""
    actor, at = edge.actor(), edge.arrival()
    found = desk.own_applications(by=actor)
    its = answer(round_tasks_of(by=actor, at=at, **edge.law()))
    return render_template(
        "applications/index.html",
        **_strip(its.deadlines),
        at=at,
        lines=views.application_lines(found),
        ban=_ban(actor),
    )


@blueprint.get(f"{_PATH}/new")
def new() -> ResponseReturnValue:
    """Show what an application needs; ``?source=`` begins with the content of an ended one."""
    require(edge.actor(), "applications:draft")
    return _new_page(_begun_from(edge.text_of(request.args, "source")), {})


@blueprint.post(_PATH)
def create() -> ResponseReturnValue:
    """Begin an application and go to it; the same platform again goes to the one there is."""
    typed = {name: edge.text_of(request.form, name) for name in ("platform_name", "place")}
    typed |= {name: edge.text_of(request.form, name) for name in ("authority", "source")}
    require(edge.actor(), "applications:draft")
    try:
        begun = drafts.begin(Beginning(**typed), **edge.confidence())
    except drafts.AlreadyApplying as there:
        flash(say_refusal(there), "warning")
        return redirect(url_for("applications.show", number=there.params["number"]), 303)
    except (Invalid, drafts.AlreadyInLibrary) as refused:
        faults = refused.fields or {"platform_name": say_refusal(refused)}
        return _new_page(typed, faults), refused.status
    if typed["source"]:
        flash(say("application_copied", source=typed["source"]), "success")
    return redirect(url_for("applications.show", number=begun.number), 303)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show an application: to its host where it stands, to an office the version submitted last."""
    actor = edge.actor()
    if actor.role is not Role.HOST_OPERATOR:
        version = desk.read_head(number, by=actor).version
        return redirect(url_for("application_sending.receipt", number=number, version=version))
    opened = _opened(number)
    return render_template(
        "applications/show.html",
        opened=opened,
        at=edge.arrival(),
        **_strip(_deadline(opened)),
        state=state_shown(opened.application.state),
        links=views.section_links(opened),
        numbers=outcome_numbers(opened.judged.assessments),
        may_withdraw=drafts.is_withdrawable(opened.state),
        may_reuse=is_reusable(opened.application),
        told=told_to_host(opened.application, by=actor, at=edge.arrival()),
    )


@blueprint.get(f"{_ONE}/withdrawal")
def withdrawal(number: str) -> ResponseReturnValue:
    """Say what withdrawing does, and ask whether it is meant."""
    opened = _opened(number)
    if not drafts.is_withdrawable(opened.state):
        return _not_withdrawn(drafts.not_withdrawable(opened.state), number)
    return render_template("applications/withdrawal.html", opened=opened)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Withdraw an application that its host has in hand."""
    try:
        drafts.withdraw(number, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook())
    except (drafts.NotWithdrawable, drafts.ApplicationMoved) as refused:
        return _not_withdrawn(refused, number)
    flash(say("application_withdrawn", number=number), "success")
    return redirect(url_for("applications.index"), 303)


@blueprint.get(f"{_ONE}/sections/<section>")
def section(number: str, section: str) -> ResponseReturnValue:
    """Show a section as it stands; ``?checked=1`` says everything that is still open in it."""
    opened = _opened(number)
    return _section_page(opened, section, whole=edge.text_of(request.args, "checked") == "1")


@blueprint.post(f"{_ONE}/sections/<section>")
@left_to_desk("*")
def save(number: str, section: str) -> ResponseReturnValue:
    """Save a section; go on to the next, or stay. What was not kept is said at its field."""
    masking = edge.text_of(request.form, "mask")
    typed = _typed(section, masking)
    try:
        opened = _save(number, typed)
    except _NOT_SAVED as refused:
        now = _opened(number)
        sent = clean_values(typed.values, now.values)
        return _section_page(now, section, typed=sent, refused=refused), refused.status
    if opened.withheld:
        return _section_page(opened, section), SecrecyMark.status
    if masking:
        flash(say("masked_now"), "success")
        return redirect(views.section_href(opened, section, masking), 303)
    flash(say("application_saved"), "success")
    if edge.text_of(request.form, "next") == "stay":
        return redirect(views.section_href(opened, section), 303)
    return redirect(_following(opened, section), 303)


@blueprint.post(f"{_ONE}/sections/<section>/draft")
@left_to_desk("*")
def autosave(number: str, section: str) -> ResponseReturnValue:
    """Save what is being typed, for the script: time, revision, findings and marks as JSON."""
    try:
        opened = _save(number, _typed(section))
    except Refusal as refused:
        said = next(iter(refused.fields.values()), "") or say_refusal(refused)
        return jsonify({"code": refused.code, "message": said}), refused.status
    return jsonify(
        {
            "saved_at": f"{edge.arrival().astimezone(SHANGHAI):%H:%M}",
            "version": opened.application.revision,
            "findings": views.live_findings(opened, section),
            "marks": views.live_marks(opened),
        }
    )


@blueprint.get(f"{_ONE}/eligibility")
def eligibility(number: str) -> ResponseReturnValue:
    """Show how an application stands against every condition, as far as it is filled in."""
    standing = desk.standing_of(
        number, by=edge.actor(), at=edge.arrival(), rulebook=edge.rulebook()
    )
    form = application_form()
    conditions = [one.criterion for one in standing.assessments]
    sections = form.sections_by_criterion(conditions)
    addresses = {one.key: views.section_address(number, one.key) for one in form.sections}
    return render_template(
        "applications/eligibility.html",
        standing=standing,
        numbers=outcome_numbers(standing.assessments),
        parts=condition_parts(
            standing.assessments, lambda one: addresses[sections[one.criterion.id][0]]
        ),
    )


@blueprint.get(f"{_ONE}/check")
def check(number: str) -> ResponseReturnValue:
    """Show everything once more: what is missing first, each with the way to mend it."""
    opened = _opened(number, rows=True)
    groups = views.check_groups(opened)
    found = [one for group in groups for one in group["findings"]]
    return render_template(
        "applications/check.html",
        opened=opened,
        state=state_shown(opened.application.state),
        groups=groups,
        blocking=[one for one in found if one["severity"] == Severity.BLOCKING],
        records=record_lines(
            against_draft(
                opened.application.host,
                opened.judged.content,
                at=edge.arrival(),
                rulebook=edge.rulebook(),
            ),
            edge.actor(),
        ),
        others=[one for one in found if one["severity"] != Severity.BLOCKING],
        numbers=outcome_numbers(opened.judged.assessments),
    )


def _opened(number: str, *, rows: bool = False) -> OpenApplication:
    return read_application(number, rows=rows, **edge.confidence())


def _save(number: str, typed: Typed) -> OpenApplication:
    return drafts.save(number, typed, **edge.confidence())


def _typed(section: str, masking: str = "") -> Typed:
    """Return what the form of a section sent; what it does not ask for is left out.

    Raises NotFound for a section that has no form of its own.
    """
    _refuse_unknown(section)
    values: dict[str, str] = {}
    for field in application_form().in_section(section):
        if field.type is FieldType.CHOICES:
            values[field.key] = "\n".join(request.form.getlist(field.key))
        elif field.is_typed:
            values[field.key] = request.form.get(field.key, "")
    return Typed(with_masked(values, masking), version_in_form(request.form), section)


def _refuse_unknown(section: str) -> None:
    form = application_form()
    if section not in {one.key for one in form.sections} - {form.equipment.section}:
        raise NotFound


def _following(opened: OpenApplication, section: str) -> str:
    """Return where one goes after a section: the next that can be typed in, else the check."""
    keys = [one.key for one in opened.form.sections]
    later = [key for key in keys[keys.index(section) + 1 :] if key in opened.editable]
    if later:
        return views.section_href(opened, later[0])
    return url_for("applications.check", number=opened.application.number)


def _section_page(
    opened: OpenApplication,
    section: str,
    *,
    whole: bool = False,
    typed: Mapping[str, str] | None = None,
    refused: Refusal | None = None,
) -> str:
    """Render a section; after a refusal with what was typed. A locked one is only read."""
    _refuse_unknown(section)
    faults = refused.fields if refused else {}
    errors = error_list(faults)
    if whole:
        errors = views.blocking_errors(opened, section)
    errors += [{"field": one.field, "message": say_finding(one)} for one in opened.withheld]
    return render_template(
        "applications/section.html",
        opened=opened,
        part=opened.form.section(section),
        state=views.section_state(opened, section),
        given=views.given_lines(opened, section),
        fields=views.form_fields(opened, section, whole=whole, typed=typed, faults=faults),
        lines=views.section_lines(opened, section, linked=False),
        conditions=views.section_conditions(opened, section),
        links=views.section_links(opened, section),
        beside=views.beside_sections("", opened.application.number),
        refused=refused,
        errors=errors,
    )


def _not_withdrawn(refused: Refusal, number: str) -> ResponseReturnValue:
    flash(say_refusal(refused), "warning")
    return redirect(url_for("applications.show", number=number), 303)


def _begun_from(source: str) -> dict[str, str]:
    """Return what the form of a new application shows of the one it begins with."""
    if not source:
        return {}
    values = _opened(source).values
    known = {name: values.get(name, "") for name in ("platform_name", "place")}
    return known | {"source": source}


def _new_page(typed: Mapping[str, str], faults: Mapping[str, str]) -> str:
    actor = edge.actor()
    host = host_on_record(actor.host)
    return render_template(
        "applications/new.html",
        form=application_form(),
        typed=typed,
        faults=faults,
        errors=error_list(faults),
        host=host,
        ban=_ban(actor),
        window=_round(),
        at=edge.arrival(),
        authorities=[(one.code, one.name) for one in authorities().all],
        sources=[
            (one.number, f"{one.platform_name}（{one.number}）")
            for one in desk.own_applications(by=actor)
            if is_reusable(one)
        ],
    )


def _round() -> Window:
    """Return the round's window that is open, or the next."""
    both = windows_of_day(edge.arrival(), **edge.law())
    return next(one for one in both if one.kind is WindowKind.ADJUSTMENT)


def _strip(deadlines: Sequence[HostDeadline]) -> dict[str, object]:
    """Return what the strip of the round says: its window, and the host's own cut-off."""
    at = edge.arrival()
    return {
        "window": _round(),
        "asks": round_asks(deadlines, at, "asks_of_applicants"),
        "until": binding(deadlines, at),
    }


def _deadline(opened: OpenApplication) -> tuple[HostDeadline, ...]:
    """Return the deadline of an application's authority; what was returned has its own day."""
    application = opened.application
    if application.period and application.return_until:
        return ()
    return (deadline_at(application.authority, at=edge.arrival(), **edge.law()),)


def _ban(actor: Actor) -> object:
    """Return the ban that keeps a host from submitting today, if there is one."""
    host = host_on_record(actor.host)
    today = edge.arrival().astimezone(SHANGHAI).date()
    return bans_in_force([host.credit_code], today).get(host.credit_code) if host else None
