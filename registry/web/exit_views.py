"""What the pages of an exit proposal show of its evidence: what stands, what was withdrawn."""

from typing import Any

from flask import url_for

from registry import edge
from registry.documents.exit_proposals import ExitProposal
from registry.law import NATIONAL
from registry.messages import say
from registry.services.evidence import files_of, withdrawals_of
from registry.web.printed import attachment_lines


def evidence_shown(found: ExitProposal) -> dict[str, Any]:
    """Return the lines of what stands and of what was withdrawn, and why, by the file's id."""
    programme = edge.rulebook().programme(NATIONAL)
    lines = attachment_lines(
        files_of(found),
        lambda one, preview: url_for(
            f"exit_evidence.{'picture' if preview else 'paper'}",
            number=found.number,
            paper_id=one,
        ),
        {one.id: say(f"criterion_{one.id}") for one in programme.all_criteria},
    )
    marks = withdrawals_of(found)
    return {
        "standing": [one for one in lines if one.id not in marks],
        "withdrawn": [one for one in lines if one.id in marks],
        "marks": marks,
    }
