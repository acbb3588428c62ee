"""Evidence of a removal case over the API."""

from flask_smorest import Blueprint

from registry.api.evidence import EvidenceDoor, evidence_operations
from registry.api.removal_cases import shown
from registry.services import removal_evidence as desk
from schemas.removal_cases import RemovalCaseSchema

blueprint = Blueprint("api_removal_evidence", __name__, description="移出案件的材料")

evidence_operations(
    blueprint,
    EvidenceDoor(
        path="/removal-cases/<number>/evidence",
        desk=desk,
        schema=RemovalCaseSchema,
        shown=shown,
        noun="移出案件",
        rule="拟定决定以后不能再增减（409）。",
    ),
)
