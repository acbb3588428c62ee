"""Evidence of an appeal over the API."""

from flask_smorest import Blueprint

from registry.api.appeals import shown
from registry.api.evidence import EvidenceDoor, evidence_operations
from registry.services import appeal_evidence as desk
from schemas.appeals import AppealSchema

blueprint = Blueprint("api_appeal_evidence", __name__, description="异议的证明材料")

evidence_operations(
    blueprint,
    EvidenceDoor(
        path="/appeals/<number>/evidence",
        desk=desk,
        schema=AppealSchema,
        shown=shown,
        noun="异议",
        rule="各方撤回自己一方的；拟定处理结果以后不能再增减（409）。",
    ),
)
