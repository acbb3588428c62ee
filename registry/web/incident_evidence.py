"""Evidence 证明材料 of an incident by page."""

from flask import Blueprint

from registry.services import incident_evidence as desk
from registry.web.evidence import EvidencePages

blueprint = Blueprint("incident_evidence", __name__)
PAGES = EvidencePages(
    name=blueprint.name,
    path="/incidents/<number>/evidence",
    desk=desk,
    noun="incident",
    home="incidents.show",
)
PAGES.register(blueprint)
