"""Evidence 证明材料 of an appeal by page."""

from flask import Blueprint

from registry.services import appeal_evidence as desk
from registry.web.evidence import EvidencePages

blueprint = Blueprint("appeal_evidence", __name__)
PAGES = EvidencePages(
    name=blueprint.name,
    path="/appeals/<number>/evidence",
    desk=desk,
    noun="appeal",
    home="appeals.show",
)
PAGES.register(blueprint)
