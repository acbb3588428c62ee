"""Evidence 证明材料 of a removal case by page."""

from flask import Blueprint

from registry.services import removal_evidence as desk
from registry.web.evidence import EvidencePages

blueprint = Blueprint("removal_evidence", __name__)
PAGES = EvidencePages(
    name=blueprint.name,
    path="/removal-cases/<number>/evidence",
    desk=desk,
    noun="removal_case",
    home="removal_cases.show",
)
PAGES.register(blueprint)
