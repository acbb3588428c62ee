"""A summary sheet beside the applications on record, by page: three piles, and what differs."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.cursors import following, numbers, position
from registry.errors import NotFound
from registry.messages import say
from registry.policy.reconciliation import Pile
from registry.services.authorities import authority_name
from registry.services.reconciliation import reconciliation_of
from registry.services.reconciliation_lines import PILES, counts_of, lines_of

blueprint = Blueprint("reconciliation", __name__)

_PAGE = 50


@blueprint.get("/summary-sheets/<number>/reconciliation")
def show(number: str) -> ResponseReturnValue:
    """Show one pile of a sheet; the matched ones first, or what wants a look."""
    done = reconciliation_of(number, by=edge.actor(), rulebook=edge.rulebook())
    counts = counts_of(done.piles)
    pile = edge.text_of(request.args, "pile") or _first_pile(counts)
    if pile not in PILES:
        raise NotFound
    (after,) = numbers(position(edge.text_of(request.args, "cursor"), 1)) or (0,)
    lines, last = lines_of(done.piles, pile, after=max(after, 0), limit=_PAGE)
    return render_template(
        "summary_sheets/reconciliation.html",
        sheet=done.sheet,
        whose=authority_name(done.sheet.authority),
        counts=counts,
        pile=pile,
        piles=[_choice(number, one, counts[one], active=one == pile) for one in PILES],
        lines=lines,
        first=not after,
        next_cursor=following([last] if last else None),
    )


def _first_pile(counts: Mapping[str, int]) -> str:
    """Return the pile that wants a look first: what lacks an application, else the matched."""
    wanting = (Pile.ONLY_IN_SHEET.value, Pile.ONLY_ONLINE.value)
    return next((one for one in wanting if counts[one]), Pile.MATCHED.value)


def _choice(number: str, pile: str, count: int, *, active: bool) -> dict[str, object]:
    href = url_for("reconciliation.show", number=number, pile=pile)
    return {"label": say(f"reconciliation_{pile}"), "href": href, "count": count, "active": active}
