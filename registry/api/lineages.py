"""The lineage of a platform over the API."""

from flask_smorest import Blueprint

from registry import edge
from registry.services.lineage_graphs import LineageGraph, lineage_of
from schemas.lineages import LineageSchema

blueprint = Blueprint("api_lineages", __name__, description="前身和承继")


@blueprint.get("/platforms/<number>/lineage")
@blueprint.response(200, LineageSchema)
@blueprint.doc(summary="平台和历任依托单位的前身和承继，不限代数")
def lineage(number: str) -> LineageGraph:
    """Give the lineage of a platform."""
    return lineage_of(number, by=edge.actor(), at=edge.arrival())
