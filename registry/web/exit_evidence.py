"""Evidence 证明材料 of an exit proposal by page."""

from flask import Blueprint

from registry import edge
from registry.clock import SHANGHAI
from registry.documents.evidence import Paper
from registry.law import NATIONAL
from registry.messages import say
from registry.services import exit_evidence as desk
from registry.web.evidence import EvidencePages


def _choices() -> list[tuple[str, str]]:
    today = edge.arrival().astimezone(SHANGHAI).date()
    criteria = edge.rulebook().programme(NATIONAL).criteria(today)
    return [(one.id, f"{one.clause} {say(f'criterion_{one.id}')}") for one in criteria]


def _criterion(paper: Paper) -> str:
    return say(f"criterion_{paper.file.supports}") if paper.file.supports else ""


blueprint = Blueprint("exit_evidence", __name__)
PAGES = EvidencePages(
    name=blueprint.name,
    path="/exit-proposals/<number>/evidence",
    desk=desk,
    noun="exit_proposal",
    home="exit_proposals.show",
    word=_criterion,
    choices=_choices,
)
PAGES.register(blueprint)
