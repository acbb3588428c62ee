"""Several applications in one act by page: claimed, given back, given to a reviewer.

Each act is shown before it is done; what was left is named with its reason.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.errors import Invalid
from registry.messages import say
from registry.permissions import require
from registry.services import review_assignments, review_claims
from registry.services.review_claims import Claimable
from registry.web.shell import error_list

blueprint = Blueprint("review_bulk", __name__)

_Act = Callable[[Sequence[str]], list[Claimable]]
_FIELDS = ("numbers",)


@blueprint.post("/reviews/claims")
def claims() -> ResponseReturnValue:
    """Show what claiming the ticked ones would do; with ``act=claim`` do it."""
    by, at = edge.actor(), edge.arrival()
    require(by, "applications:review")
    return _bulk(
        "claim",
        lambda numbers: review_claims.preview(numbers, by=by),
        lambda numbers: review_claims.claim(numbers, by=by, at=at),
    )


@blueprint.post("/reviews/releases")
def releases() -> ResponseReturnValue:
    """Show what giving the ticked ones back would do; with ``act=release`` do it."""
    by, at = edge.actor(), edge.arrival()
    require(by, "applications:review")
    reason = edge.text_of(request.form, "reason")
    return _bulk(
        "release",
        lambda numbers: review_assignments.preview_release(numbers, by=by),
        lambda numbers: review_assignments.release_several(numbers, reason, by=by, at=at),
    )


@blueprint.post("/reviews/assignments")
def assignments() -> ResponseReturnValue:
    """Show what giving the ticked ones to a reviewer would do; with ``act=assign`` do it."""
    by, at = edge.actor(), edge.arrival()
    require(by, "applications:reassign")
    account, reason = (edge.text_of(request.form, name) for name in ("reviewer", "reason"))
    return _bulk(
        "assign",
        lambda numbers: review_assignments.preview_assignment(numbers, by=by),
        lambda numbers: review_assignments.assign_several(numbers, account, reason, by=by, at=at),
    )


def _bulk(kind: str, preview: _Act, act: _Act) -> ResponseReturnValue:
    numbers = list(dict.fromkeys(request.form.getlist("number")))
    try:
        if edge.text_of(request.form, "act") == kind:
            return _told(kind, act(numbers))
        return _page(kind, preview(numbers))
    except Invalid as refused:
        if "numbers" in refused.fields:
            flash(" ".join(refused.fields.values()), "warning")
            return redirect(url_for("reviews.index"), HTTPStatus.SEE_OTHER)
        return _page(kind, preview(numbers), refused), refused.status


def _told(kind: str, told: Sequence[Claimable]) -> ResponseReturnValue:
    """Say what was done; what was left is named on a page of its own, however much it is."""
    done = sum(1 for one in told if not one.code)
    said = say(f"review_bulk_{kind}_now", count=done) if done else say(f"review_bulk_{kind}_none")
    left = _left(told)
    if not left:
        flash(f"{said}。", "success" if done else "warning")
        holder = "mine" if kind == "claim" else None
        return redirect(url_for("reviews.index", holder=holder), HTTPStatus.SEE_OTHER)
    return render_template("reviews/bulk_done.html", kind=kind, said=said, left=left)


def _page(kind: str, shown: Sequence[Claimable], refused: Invalid | None = None) -> str:
    by = edge.actor()
    faults = refused.fields if refused else {}
    reviewers = review_assignments.reviewers_of(by) if kind == "assign" else []
    return render_template(
        "reviews/claims.html",
        kind=kind,
        action=request.path,
        free=[one for one in shown if not one.code],
        left=_left(shown),
        reviewers=[(one.account, one.name) for one in reviewers],
        asks_reason=kind != "claim" and review_assignments.is_another_s(shown, by),
        typed={name: edge.text_of(request.form, name) for name in ("reviewer", "reason")},
        faults=faults,
        errors=error_list(faults),
    )


def _left(told: Sequence[Claimable]) -> list[tuple[str, list[Claimable]]]:
    """Return what was left by why it was, each why once."""
    groups: dict[str, list[Claimable]] = {}
    for one in told:
        if one.code:
            why = say(f"review_bulk_left_{one.code}", name=one.holder)
            groups.setdefault(why, []).append(one)
    return list(groups.items())
