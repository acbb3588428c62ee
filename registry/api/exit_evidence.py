"""Evidence of an exit proposal over the API."""

from flask_smorest import Blueprint

from registry.api.evidence import EvidenceDoor, evidence_operations
from registry.api.exit_proposals import shown
from registry.services import exit_evidence as desk
from schemas.evidence import DeclaredEvidenceBody
from schemas.exit_proposals import ExitSchema

blueprint = Blueprint("api_exit_evidence", __name__, description="退出建议的证明材料")

evidence_operations(
    blueprint,
    EvidenceDoor(
        path="/exit-proposals/<number>/evidence",
        desk=desk,
        schema=ExitSchema,
        shown=shown,
        noun="待研究的退出建议",
        rule="依托单位和部里都能读到。",
        body=DeclaredEvidenceBody,
    ),
)
