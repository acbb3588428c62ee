"""A summary sheet beside the applications on record, over the API."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields, validate

from registry import edge
from registry.api import paging
from registry.cursors import numbers
from registry.policy.reconciliation import Pile
from registry.services.reconciliation import reconciliation_of
from registry.services.reconciliation_lines import PILES, counts_of, lines_of
from schemas.reconciliation import ReconciliationSchema

blueprint = Blueprint("api_reconciliation", __name__, description="汇总表")


class PileArguments(paging.PageArguments):
    """Which pile."""

    pile = fields.String(load_default=Pile.MATCHED.value, validate=validate.OneOf(PILES))


@blueprint.get("/summary-sheets/<number>/reconciliation")
@blueprint.arguments(PileArguments, location="query")
@blueprint.response(200, ReconciliationSchema)
@blueprint.doc(summary="汇总表与已推荐的申报核对：三类、各有多少、逐项不一致之处；什么都不改动")
def reconciliation(arguments: dict[str, Any], number: str) -> dict[str, Any]:
    """Give the counts and a page of one pile."""
    done = reconciliation_of(number, by=edge.actor(), rulebook=edge.rulebook())
    (after,) = numbers(paging.position(arguments, 1)) or (0,)
    lines, last = lines_of(
        done.piles, arguments["pile"], after=max(after, 0), limit=arguments["limit"]
    )
    return paging.page(lines, [last] if last else None) | {"counts": counts_of(done.piles)}
