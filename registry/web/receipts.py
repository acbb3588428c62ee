"""Receipts by page: one's own to print, anybody's to check."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.limits import PUBLIC_CHECKS, limiter
from registry.messages import say
from registry.policy.windows import Window
from registry.services.late_filing_cover import counting, running_for
from registry.services.quarterly_update_on_behalf import filed_by_whom
from registry.services.receipts import check_receipt, current_receipt, read_receipt
from registry.services.windows import as_told, update_window
from registry.web.formats import day, period
from registry.web.printed import check_place
from registry.web.quarterly_update_views import filed_by, grounds_items
from schemas.receipts import check_sentence

blueprint = Blueprint("receipts", __name__)

_MOST_TYPED = 200


@blueprint.get("/receipts/check")
@limiter.limit(PUBLIC_CHECKS)
def check() -> ResponseReturnValue:
    """Check a receipt by its number and digest; open to everybody."""
    number = edge.text_of(request.args, "number")[:_MOST_TYPED]
    digest = edge.text_of(request.args, "digest")[:_MOST_TYPED]
    result = check_receipt(number, digest) if number and digest else None
    blank = result is None and not {"number", "digest"}.isdisjoint(request.args)
    return render_template(
        "receipts/check.html",
        number=number,
        digest=digest,
        result=result,
        by_whom=filed_by_whom(result.on_behalf) if result else "",
        said=check_sentence(result) if result else "",
        error=say("receipt_check_blank") if blank else "",
    )


@blueprint.get("/receipts/<number>")
def show(number: str) -> ResponseReturnValue:
    """Show a receipt to whoever may read the filing."""
    update = read_receipt(number, by=edge.actor())
    at = edge.arrival()
    its = update_window(update.period, at=at, **edge.law())
    return render_template(
        "receipts/show.html",
        update=update,
        current=current_receipt(update),
        by=filed_by(update),
        check=check_place(update.number, update.digest),
        items=_items(update),
        next_steps=_next_steps(its, update),
    )


def _items(update: QuarterlyUpdate) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {"label": "平台", "value": f"{update.platform_name}（{update.platform}）"},
        {"label": "依托单位", "value": update.host_name},
        {"label": "季度", "value": update.period, "kind": "period"},
        {"label": "版本", "value": f"第 {update.version} 版"},
        {"label": "时限", "value": update.timeliness, "kind": "tag"},
        *_excused_since(update),
        *grounds_items(update.on_behalf),
    ]
    if update.reason:
        items.append({"label": "更正原因", "value": update.reason})
    return items


def _excused_since(update: QuarterlyUpdate) -> list[dict[str, Any]]:
    """Say that leave excused afterwards what was filed late; nothing where it counts as filed."""
    counts = counting(update).value
    if counts == update.timeliness:
        return []
    return [{"label": "后来认定", "value": counts, "kind": "tag"}]


def _next_steps(its: Window, update: QuarterlyUpdate) -> list[str]:
    """Say what follows: it is kept, it can be corrected while open, and when the next is due."""
    at = edge.arrival()
    on_behalf = update.on_behalf is not None
    steps = [say("update_next_seen_by_host" if on_behalf else "update_next_kept")]
    if its.accepts(at):
        steps.append(say("update_next_host_corrects" if on_behalf else "update_next_correct"))
    elif not on_behalf and (leave := running_for(update, at)):
        steps.append(say("update_next_correct_late", until=as_told(leave.until)))
    following = update_window("", at=max(at, its.accepts_until), **edge.law())
    opens = following.opens_at.astimezone(SHANGHAI)
    steps.append(
        say("update_next_window", quarter=period(following.period), opens=day(opens))
    )  # fmt: skip - one step
    return steps
