"""Sending an application by page: freeze it, print it, bring the stamped scan, submit, recall."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.children import FilesBusy
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.stamped_scans import StampedScan
from registry.downloads import attachment
from registry.errors import Invalid, NotFound, Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import Role
from registry.policy.application_states import ApplicationState
from registry.policy.printed_codes import written
from registry.scans.refusals import ScanError
from registry.services import application_freezing as freezing
from registry.services import application_recalls as recalls
from registry.services import application_submission as submission
from registry.services import stamped_scans
from registry.services.adjustments import require_host_may_submit
from registry.services.application_contacts import masked, opened
from registry.services.application_drafts import ApplicationMoved
from registry.services.application_forms import Desk
from registry.services.application_submission import Sending
from registry.services.applications import sees_contacts
from registry.services.authorities import authority_name
from registry.services.desensitising import DeclarationMissing
from registry.services.stamped_scans import ScanUpload, what_is_said
from registry.versions import version_in_form
from registry.web.application_contents import content_sections, equipment, papers
from registry.web.printed import check_place, code_picture
from registry.web.shell import error_list, say_refusal

blueprint = Blueprint("application_sending", __name__)

_ONE = "/applications/<number>"
# What is said on the page itself; anything else has a page of its own.
_SAID_HERE = (ScanError, DeclarationMissing, FilesBusy, Invalid, ApplicationMoved)


@blueprint.post(f"{_ONE}/freezing")
def freeze(number: str) -> ResponseReturnValue:
    """Fix the content; what is still missing leads back to the check page, which says it."""
    try:
        freezing.freeze(number, revision=version_in_form(request.form), **edge.confidence())
    except freezing.ApplicationUnfinished as refused:
        flash(say(refused.code, **refused.params), "warning")
        return redirect(url_for("applications.check", number=number), 303)
    except ApplicationMoved as refused:
        flash(say(refused.code, **refused.params), "warning")
        return redirect(url_for("applications.check", number=number), 303)
    return redirect(url_for("application_sending.show", number=number), 303)


@blueprint.post(f"{_ONE}/unfreezing")
def unfreeze(number: str) -> ResponseReturnValue:
    """Take the content up again; the printed form and its scan are void."""
    try:
        freezing.unfreeze(number, revision=version_in_form(request.form), **edge.confidence())
    except ApplicationMoved as refused:
        return _page(number, refused), refused.status
    flash(say("application_unfrozen"), "success")
    return redirect(url_for("applications.show", number=number), 303)


@blueprint.get(f"{_ONE}/stamping")
def show(number: str) -> ResponseReturnValue:
    """Show what is left to do with a frozen application: print, stamp, scan, submit."""
    return _page(number)


@blueprint.get(f"{_ONE}/print")
def printed(number: str) -> ResponseReturnValue:
    """Show the frozen form to be printed: content, code, and where to put the seal."""
    frozen = freezing.read_frozen(number, by=edge.actor(), at=edge.arrival())
    application = frozen.application
    fixed = application.frozen
    content = opened(fixed.content, number, edge.house().vault)
    return render_template(
        "applications/print.html",
        application=application,
        code=frozen.code,
        picture=code_picture(written(frozen.code)),
        authority=authority_name(application.authority),
        sections=content_sections(content, contacts=True),
        equipment=equipment(fixed.equipment, content),
        papers=papers(application.attachments),
    )


@blueprint.post(f"{_ONE}/scan")
@limiter.limit(UPLOADS)
def attach_scan(number: str) -> ResponseReturnValue:
    """Take the stamped scan and say how it fits."""
    file = request.files.get("scan")
    content, name = (file.read(), file.filename or "") if file else (b"", "")
    upload = ScanUpload(content, name, declared=request.form.get("declared") == "1")
    revision = version_in_form(request.form)
    try:
        freezing.attach_scan(number, upload, revision=revision, **edge.confidence())
    except _SAID_HERE as refused:
        return _page(number, refused), refused.status
    return redirect(url_for("application_sending.show", number=number), 303)


@blueprint.get(f"{_ONE}/scan")
def scan(number: str) -> ResponseReturnValue:
    """Hand out the scan of the frozen form as it came."""
    out = stamped_scans.file_of(_scan_of(number))
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/scan.png")
def preview(number: str) -> ResponseReturnValue:
    """Show the scan's first page, as the picture we made of it."""
    out = stamped_scans.file_of(_scan_of(number), preview=True)
    return Response(out.content, content_type=out.media_type)


@blueprint.get(f"{_ONE}/scan/progress")
def scan_progress(number: str) -> ResponseReturnValue:
    """Say how far a long scan is read, for the script."""
    now = freezing.read_frozen(number, by=edge.actor(), at=edge.arrival()).look
    if now is None:
        raise NotFound
    failed = now.stopped_at is not None
    return jsonify(done=now.pages_read, total=now.scan.pages, finished=now.finished, failed=failed)


@blueprint.post(f"{_ONE}/submission")
def submit(number: str) -> ResponseReturnValue:
    """Submit; a second click, or another browser, gets the same receipt."""
    declared = request.form.get("all_declared") == "1"
    sending = Sending(version_in_form(request.form), declared)
    try:
        done = submission.submit(number, sending, calendar=edge.calendar(), **edge.confidence())
    except freezing.NotFrozen:
        raise
    except Refusal as refused:
        return _page(number, refused), refused.status
    return redirect(_receipt(number, done.version.version), 303)


@blueprint.post(f"{_ONE}/recall")
def recall(number: str) -> ResponseReturnValue:
    """Take back what was submitted, while nobody has claimed it."""
    revision = version_in_form(request.form)
    recalls.recall(number, revision=revision, **edge.circumstances())
    flash(say("application_recalled"), "success")
    return redirect(url_for("applications.show", number=number), 303)


@blueprint.get(f"{_ONE}/versions/<int:version>")
def receipt(number: str, version: int) -> ResponseReturnValue:
    """Show a submitted version: its receipt, and what was submitted."""
    actor = edge.actor()
    head, filed = submission.read_version(number, version, by=actor)
    if sees_contacts(actor):
        content = opened(filed.content, number, edge.house().vault)
    else:
        content = masked(filed.content)
    own = actor.role is Role.HOST_OPERATOR
    may_recall = own and head.version == version and _is_recallable(head)
    return render_template(
        "applications/receipt.html",
        application=head,
        version=filed,
        check=check_place(filed.number, filed.receipt_digest),
        receipt_items=_receipt_items(head, filed),
        next_steps=_next_steps(filed, may_recall=may_recall) if own else [],
        sections=content_sections(content, contacts=True),
        equipment=equipment(filed.equipment, content),
        papers=papers(filed.attachments),
        may_recall=may_recall,
    )


@blueprint.get(f"{_ONE}/versions/<int:version>/scan")
def filed_scan(number: str, version: int) -> ResponseReturnValue:
    """Hand out the stamped scan of a submitted version."""
    _, filed = submission.read_version(number, version, by=edge.actor())
    out = stamped_scans.file_of(filed.scan)
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/versions/<int:version>/scan.png")
def filed_preview(number: str, version: int) -> ResponseReturnValue:
    """Show the first page of a submitted version's scan."""
    _, filed = submission.read_version(number, version, by=edge.actor())
    out = stamped_scans.file_of(filed.scan, preview=True)
    return Response(out.content, content_type=out.media_type)


def _receipt(number: str, version: int) -> str:
    return url_for("application_sending.receipt", number=number, version=version)


def _receipt_items(head: Application, filed: ApplicationVersion) -> list[dict[str, Any]]:
    ministry = say("application_reaches_ministry") if head.to_ministry else ""
    return [
        {"label": "申报编号", "value": head.number},
        {"label": "平台", "value": filed.content["platform_name"]},
        {"label": "依托单位", "value": head.host_name},
        {"label": "报送", "value": authority_name(filed.authority) + ministry},
        {"label": "轮次", "value": filed.period, "kind": "period"},
        {"label": "版本", "value": f"第 {filed.version} 版"},
    ]


def _is_recallable(head: Application) -> bool:
    return recalls.recall_refused(head, at=edge.arrival(), **edge.law()) is None


def _next_steps(filed: ApplicationVersion, *, may_recall: bool) -> list[str]:
    """Say to its host what follows a submission."""
    steps = [say("application_next_review", authority=authority_name(filed.authority))]
    if may_recall:
        steps.append(say("application_next_recall"))
    return steps


def _page(number: str, refused: Refusal | None = None) -> str:
    """Render the steps after freezing; after a refusal with its sentence."""
    actor, at = edge.actor(), edge.arrival()
    frozen = freezing.read_frozen(number, by=actor, at=at)
    faults = _faults(refused)
    return render_template(
        "applications/stamping.html",
        application=frozen.application,
        code=frozen.code,
        look=frozen.look,
        told=what_is_said(frozen.look.scan, by=actor) if frozen.look else [],
        closed=_closed(frozen.application),
        is_aged=_is_aged(frozen.application),
        authority=authority_name(frozen.application.authority),
        refused=refused,
        faults=faults,
        errors=error_list(faults),
    )


def _is_aged(application: Application) -> bool:
    if application.state != ApplicationState.FROZEN:
        return False
    law = edge.confidence()
    return freezing.is_aged(application, Desk(law["by"], law["at"], law["rulebook"], law["vault"]))


def _faults(refused: Refusal | None) -> dict[str, str]:
    """Return what is wrong by field; of a file that was not taken, at the file."""
    if isinstance(refused, ScanError | FilesBusy):
        return {"scan": say_refusal(refused)}
    return refused.fields if refused else {}


def _closed(application: Application) -> Refusal | None:
    """Return why it could not be submitted now by the clock, or None where it could."""
    if application.period and application.return_until:
        return None
    return _refusal_of(
        lambda: require_host_may_submit(application.authority, at=edge.arrival(), **edge.law())
    )


def _refusal_of(ask: Callable[[], object]) -> Refusal | None:
    try:
        ask()
    except Refusal as refused:
        return refused
    return None


def _scan_of(number: str) -> StampedScan:
    frozen = freezing.read_frozen(number, by=edge.actor(), at=edge.arrival())
    if frozen.application.scan is None:
        raise NotFound
    return frozen.application.scan
