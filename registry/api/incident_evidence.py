"""Evidence of an incident over the API."""

from flask_smorest import Blueprint

from registry.api.evidence import EvidenceDoor, evidence_operations
from registry.api.incidents import shown
from registry.services import incident_evidence as desk
from schemas.incidents import IncidentSchema

blueprint = Blueprint("api_incident_evidence", __name__, description="事故和违规情形的证明材料")

evidence_operations(
    blueprint,
    EvidenceDoor(
        path="/incidents/<number>/evidence",
        desk=desk,
        schema=IncidentSchema,
        shown=shown,
        noun="一件登记",
        rule="核对之前，各方撤回自己一方的。",
    ),
)
