"""Major changes 重大事项 by page: report, add papers, correct; return, refuse, verify, judge."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, position
from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.downloads import attachment
from registry.errors import Invalid, Refusal
from registry.forms import application_form
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.permissions import Role, may
from registry.policy.major_changes import (
    FORMS,
    GROUND,
    OPEN,
    ChangeState,
    Judgement,
    MajorChangeKind,
    ReportTimeliness,
    is_untimely,
    wants_judgement,
)
from registry.services import major_change_decisions as decisions
from registry.services import major_change_records as records
from registry.services import major_changes as desk
from registry.services import platforms
from registry.services.authorities import authority_name, taxonomy
from registry.services.major_change_records import ChangeFilter
from registry.services.major_changes import GivenPaper
from registry.versions import version_in_form
from registry.web.ban_views import relief_words
from registry.web.given_files import given_file
from registry.web.major_change_views import (
    elapsed_words,
    line_of,
    order_typed,
    typed_before,
    typed_in,
    value_items,
)
from registry.web.printed import attachment_lines
from registry.web.shell import address, error_list, say_refusal

blueprint = Blueprint("major_changes", __name__)

_PAGE = 50
_PATH = "/major-changes"
_ONE = f"{_PATH}/<number>"
_OF_PLATFORM = "/platforms/<number>/major-changes"
_TYPED = ("reason", "return_reason", "refusal_reason", "judgement", "judgement_reason", "findings")


@blueprint.get(_PATH)
def index() -> ResponseReturnValue:
    """List the reports one may see, newest first, narrowed by state."""
    actor = edge.actor()
    names = ("authority", "state", "kind")
    asked = ChangeFilter(**{name: edge.text_of(request.args, name) for name in names})
    after = position(edge.text_of(request.args, "cursor"), 2)
    found, last = records.list_changes(asked, by=actor, after=after, limit=_PAGE)
    counts = records.count_by_state(by=actor)
    choices = [
        {
            "label": say(f"state_change_{state}") if state else "全部",
            "href": address(state=state or None),
            "count": counts.get(state, 0) if state else sum(counts.values()),
            "active": state == asked.state,
        }
        for state in ("", *ChangeState)
    ]
    return render_template(
        "major_changes/index.html",
        lines=[line_of(one) for one in found],
        groups=[{"label": "状态", "choices": choices}],
        is_host=actor.role is Role.HOST_OPERATOR,
        by_authority=not (actor.authority or actor.host),
        first=not after,
        next_cursor=following(last),
    )


@blueprint.get(f"{_OF_PLATFORM}/new")
def new(number: str) -> ResponseReturnValue:
    """Ask what kind of change it is; with ``kind``, for what that kind tells."""
    return _form_page(number, edge.text_of(request.args, "kind"))


@blueprint.post(_OF_PLATFORM)
@limiter.limit(UPLOADS)
def report(number: str) -> ResponseReturnValue:
    """Report a change, with the papers chosen."""
    platforms.refuse_unreachable(number, "major_changes:report", edge.actor())
    kind = edge.text_of(request.form, "kind")
    papers = [
        GivenPaper(one.stream.read(), one.filename)
        for one in request.files.getlist("file")
        if one.filename
    ]
    try:
        made = desk.report(
            number,
            order_typed(kind, request.form),
            papers,
            by=edge.actor(),
            at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip - one report
    except Refusal as refused:
        return _form_page(number, kind, refused)
    flash(say("major_change_reported_now", number=made.number), "success")
    return _back(made.number)


@blueprint.get(_ONE)
def show(number: str) -> ResponseReturnValue:
    """Show a report; to its host it is the receipt."""
    return _record_page(records.readable(number, "major_changes:read", edge.actor()))


@blueprint.get(f"{_ONE}/correction")
def correction(number: str) -> ResponseReturnValue:
    """Show a returned report in its form."""
    found = records.readable(number, "major_changes:report", edge.actor())
    records.require_step(found, ChangeState.REPORTED)
    return _form_page(found.platform, found.kind, corrected=found)


@blueprint.post(f"{_ONE}/correction")
def correct(number: str) -> ResponseReturnValue:
    """Report a returned change again."""
    found = records.readable(number, "major_changes:report", edge.actor())
    try:
        desk.correct(
            number,
            order_typed(found.kind, request.form),
            version=version_in_form(request.form),
            by=edge.actor(),
            at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip - one report
    except Refusal as refused:
        return _form_page(found.platform, found.kind, refused, corrected=found)
    flash(say("major_change_corrected_now"), "success")
    return _back(number)


@blueprint.post(f"{_ONE}/papers")
@limiter.limit(UPLOADS)
def add_paper(number: str) -> ResponseReturnValue:
    """Take a paper."""
    records.readable(number, "major_changes:report", edge.actor())
    content, name = given_file()

    def act(version: int) -> None:
        if not name:
            raise Invalid(fields={"file": say("major_change_file_wanted")})
        paper = GivenPaper(content, name)
        by, at, rulebook = edge.actor(), edge.arrival(), edge.rulebook()
        desk.add_paper(number, paper, version=version, by=by, at=at, rulebook=rulebook)

    return _done(number, act, "major_change_paper_now")


@blueprint.get(f"{_ONE}/papers/<paper_id>")
def paper(number: str, paper_id: str) -> Response:
    """Hand a paper out."""
    out = records.paper_out(number, paper_id, by=edge.actor())
    return attachment(out.content, name=out.name, media_type=out.media_type)


@blueprint.get(f"{_ONE}/papers/<paper_id>/picture")
def picture(number: str, paper_id: str) -> Response:
    """Give the small picture of a paper's first page."""
    out = records.paper_out(number, paper_id, by=edge.actor(), preview=True)
    return Response(out.content, content_type=out.media_type)


@blueprint.post(f"{_ONE}/withdrawal")
def withdraw(number: str) -> ResponseReturnValue:
    """Take a report back, with a reason."""
    return _with_reason(number, desk.withdraw, "major_change_withdrawn_now")


@blueprint.post(f"{_ONE}/return")
def give_back(number: str) -> ResponseReturnValue:
    """Return a report to its host, with what is to be mended."""
    return _with_reason(number, decisions.give_back, "major_change_returned_now", "return_reason")


@blueprint.post(f"{_ONE}/refusal")
def refuse(number: str) -> ResponseReturnValue:
    """Refuse a report, with its ground."""
    return _with_reason(number, decisions.refuse, "major_change_refused_now", "refusal_reason")


@blueprint.post(f"{_ONE}/verification")
def verify(number: str) -> ResponseReturnValue:
    """Verify a change, with what was found."""
    return _with_reason(number, decisions.verify, "major_change_verified_now", "findings")


@blueprint.post(f"{_ONE}/timeliness")
def judge(number: str) -> ResponseReturnValue:
    """Judge whether a report came in time."""

    def act(version: int) -> None:
        names = ("judgement", "judgement_reason")
        judgement, reason = (edge.text_of(request.form, name) for name in names)
        by, at = edge.actor(), edge.arrival()
        decisions.judge(number, judgement, reason, version=version, by=by, at=at)

    return _done(number, act, "major_change_judged_now", "judgement_reason")


def _with_reason(
    number: str, does: Callable[..., MajorChange], code: str, field: str = "reason"
) -> ResponseReturnValue:
    def act(version: int) -> None:
        why = edge.text_of(request.form, field)
        does(number, why, version=version, by=edge.actor(), at=edge.arrival())

    return _done(number, act, code, field)


def _done(
    number: str, act: Callable[[int], None], code: str, field: str = "reason"
) -> ResponseReturnValue:
    """Do one act; a refusal is shown on the report's page, with what was typed.

    Each form there has a field of its own for its reason: ``field``.
    """
    try:
        act(version_in_form(request.form))
    except Refusal as refused:
        found = records.readable(number, "major_changes:read", edge.actor())
        faults = {field if one == "reason" else one: said for one, said in refused.fields.items()}
        if refused.code.startswith("attachment_"):
            faults = {"file": say_refusal(refused)}
        return _record_page(found, refused, faults)
    flash(say(code), "success")
    return _back(number)


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for("major_changes.show", number=number), HTTPStatus.SEE_OTHER)


def _form_page(
    number: str, kind: str, refused: Refusal | None = None, corrected: MajorChange | None = None
) -> ResponseReturnValue:
    platform = platforms.readable(number, "major_changes:report", edge.actor())
    known = kind in list(MajorChangeKind)
    form = FORMS[MajorChangeKind(kind)] if known else None
    fresh = typed_before(corrected) if corrected else typed_in(request.args)
    typed = typed_in(request.form) if request.method == "POST" else fresh
    faults = refused.fields if refused else {}
    if refused and refused.code.startswith("attachment_"):
        faults = {"file": say_refusal(refused)}
    page = render_template(
        "major_changes/form.html",
        platform=platform,
        in_library=platform.state == "in_library",
        kinds=list(MajorChangeKind),
        kind=kind if known else "",
        form=form,
        typed=typed,
        corrected=corrected,
        today=edge.arrival(),
        host_kinds=[(one, one) for one in application_form().field("host_kind").options],
        taxonomy_fields=[(one, one) for one in taxonomy().fields],
        refused=refused if refused and not faults else None,
        faults=faults,
        errors=error_list(faults, ("event_on", *form.fields, "file") if form else ()),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _record_page(
    found: MajorChange, refused: Refusal | None = None, faults: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    concerns = decisions.concerns_of(found, at=edge.arrival())
    page = render_template(
        "major_changes/show.html",
        found=found,
        whose=authority_name(found.authority),
        kind=say(f"major_change_{found.kind}"),
        values=value_items(found.kind, found.values),
        versions=[(one, value_items(found.kind, one["values"])) for one in found.versions],
        elapsed=elapsed_words(found),
        papers=attachment_lines(
            found.attachments,
            lambda one, preview: url_for(
                f"major_changes.{'picture' if preview else 'paper'}",
                number=found.number,
                paper_id=one,
            ),
            {"": say(f"major_change_{found.kind}")},
        ),
        banned=[(one, relief_words(one)) for one in concerns.banned],
        leads_to="、".join(map(authority_name, concerns.leads_to)),
        reads_platform=_reads(found),
        **_turns(found),
        typed={name: edge.text_of(request.form, name) for name in _TYPED},
        refused=refused if refused and not faults else None,
        faults=faults or {},
        errors=error_list(faults or {}),
    )
    return page, refused.status if refused else HTTPStatus.OK


def _turns(found: MajorChange) -> dict[str, object]:
    """Return what the reader may do with a report now."""
    actor = edge.actor()
    state, timeliness = ChangeState(found.state), ReportTimeliness(found.timeliness)
    judgement = Judgement(found.judgement) if found.judgement else None
    decides = may(actor, "major_changes:decide")
    is_office = actor.role is not Role.HOST_OPERATOR
    judged = judgement is not None or not wants_judgement(timeliness)
    return {
        "is_open": state in OPEN,
        "may_report": may(actor, "major_changes:report") and actor.host == found.host,
        "may_decide": decides,
        "may_judge": decides and state in decisions.JUDGED_IN and not judged,
        "removal_case": _removal_case(found)
        if is_office and is_untimely(timeliness, judgement)
        else "",
    }


def _removal_case(found: MajorChange) -> str:
    """Return where a removal case on 未及时报告 is opened; nothing opens it by itself."""
    origin = f"major_change:{found.number}"
    return f"/removal-cases/new?platform={found.platform}&ground={GROUND}&origin={origin}"


def _reads(found: MajorChange) -> bool:
    """Tell whether the reader may open the platform: after a merger its former host may not."""
    carrier = Platform.objects(number=found.platform).scalar("host", "authority").first()
    actor = edge.actor()
    return carrier is not None and (
        carrier[0] == actor.host
        if actor.role is Role.HOST_OPERATOR
        else actor.authority in {"", carrier[1]}
    )  # index number_1
