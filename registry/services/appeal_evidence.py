"""Evidence 证明材料 of an appeal: what the host and the offices hand in.

One handed in by mistake is marked as withdrawn by its own side until the outcome is prepared.
After that nothing moves: an outcome answers for what it rested on.
"""

from datetime import datetime

from registry.documents.appeals import Appeal
from registry.documents.evidence import Paper
from registry.errors import NotFound, Refusal
from registry.permissions import Actor, side_of
from registry.policy.appeals import AppealStep
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import Side
from registry.services import evidence
from registry.services.appeal_acts import Recorded, change, readable, refuse_step, write_down
from registry.services.evidence import Deed, GivenPaper, Keeper
from registry.services.files import FileOut

# Of one appeal, the withdrawn ones too.
MOST_PAPERS = 30


class AppealEvidenceFull(Refusal):
    """The appeal has as many files as it takes."""

    code = "appeal_evidence_full"
    status = 409


class AppealEvidenceWithdrawn(Refusal):
    """The file was marked as withdrawn before."""

    code = "appeal_evidence_withdrawn"
    status = 409


def add(
    number: str, given: GivenPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> Appeal:
    """Hand a file in.

    Raises NotFound, AppealEnded, AppealNotNow, VersionConflict, and what a ``Keeper`` refuses.
    """
    appeal = readable(number, "appeals:add_evidence", by)
    refuse_step(appeal, AppealStep.ADD_EVIDENCE, version)
    return _KEEPER.add(appeal, given, most=MOST_PAPERS, by=by, at=at, rulebook=rulebook)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> Appeal:
    """Mark a file of one's own side as withdrawn, with a reason.

    Raises NotFound also for the other side's file, AppealEnded, AppealNotNow, VersionConflict,
    and what a ``Keeper`` refuses.
    """
    appeal = readable(number, "appeals:add_evidence", by)
    paper = own_paper(appeal, paper_id, by=by)
    refuse_step(appeal, AppealStep.ADD_EVIDENCE, version)
    return _KEEPER.withdraw(appeal, paper, reason, by=by, at=at)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or its picture, to whoever may read the appeal. Raises NotFound."""
    return evidence.paper_out(readable(number, "appeals:read", by), paper_id, preview=preview)


def own_paper(appeal: Appeal, paper_id: str, *, by: Actor) -> Paper:
    """Return a file of one's own side, host or offices. Raises NotFound for the other's."""
    paper = evidence.paper_of(appeal, paper_id)
    if of_host(paper) != (side_of(by) is Side.HOST):
        raise NotFound
    return paper


def of_host(paper: Paper) -> bool:
    """Say whether the host handed a file in; else one of the offices did."""
    return bool(paper.side == Side.HOST)


def _write_down(appeal: Appeal, deed: Deed, *, by: Actor, at: datetime) -> None:
    left = {**deed.after, "reason": deed.reason}
    write_down(appeal, Recorded(deed.verb, left), by=by, at=at)


_KEEPER = Keeper(change, _write_down, AppealEvidenceFull, AppealEvidenceWithdrawn)
