"""Evidence 证明材料 of a removal case: what the offices and the host hand in.

One handed in by mistake is marked as withdrawn by its own side while the case is not prepared.
After that nothing moves: a decision answers for what it rested on.
"""

from datetime import datetime

from registry.documents.evidence import Paper
from registry.documents.removal_cases import RemovalCase
from registry.errors import NotFound
from registry.permissions import Actor, side_of
from registry.policy.removal_cases import Step, hindrance
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import Side
from registry.services import evidence
from registry.services.evidence import Deed, GivenPaper, Keeper
from registry.services.files import FileOut
from registry.services.recorded import Recorded
from registry.services.removal_case_acts import (
    for_office,
    readable,
    refuse_step,
    standing_of,
    write_down,
)
from registry.services.removal_case_refusals import RemovalEvidenceFull, RemovalEvidenceWithdrawn

# Of one case, the withdrawn ones too.
MOST_PAPERS = 60


def to_add(number: str, *, by: Actor) -> RemovalCase:
    """Return a case that somebody may add to. Raises NotFound, RemovalGroundByMinistry."""
    return for_office(number, "removal_cases:add_evidence", by)


def to_withdraw(number: str, paper_id: str, *, by: Actor) -> tuple[RemovalCase, Paper]:
    """Return a case and a file of one's own side, host or offices.

    Raises NotFound also for the other side's, RemovalGroundByMinistry.
    """
    case = to_add(number, by=by)
    paper = evidence.paper_of(case, paper_id)
    if not _is_own(paper, by):
        raise NotFound
    return case, paper


def takes_files(case: RemovalCase, at: datetime) -> bool:
    """Say whether files may be added or withdrawn: while no decision is prepared."""
    return not hindrance(Step.ADD_EVIDENCE, standing_of(case), at)


def withdrawable(case: RemovalCase, paper: Paper, *, by: Actor, at: datetime) -> bool:
    """Say whether somebody may withdraw a file now: one of their own side."""
    return takes_files(case, at) and not paper.withdrawn_at and _is_own(paper, by)


def add(
    number: str, given: GivenPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> RemovalCase:
    """Hand a file in.

    Raises NotFound, RemovalGroundByMinistry, a hindrance, VersionConflict, and what a
    ``Keeper`` refuses.
    """
    case = to_add(number, by=by)
    refuse_step(case, Step.ADD_EVIDENCE, version, at)
    return _KEEPER.add(case, given, most=MOST_PAPERS, by=by, at=at, rulebook=rulebook)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> RemovalCase:
    """Mark a file of one's own side as withdrawn, with a reason.

    Raises NotFound also for the other side's file, a hindrance (RemovalCaseEnded after the
    decision), VersionConflict, and what a ``Keeper`` refuses.
    """
    case, paper = to_withdraw(number, paper_id, by=by)
    refuse_step(case, Step.ADD_EVIDENCE, version, at)
    return _KEEPER.withdraw(case, paper, reason, by=by, at=at)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or its picture, to whoever may read the case. Raises NotFound."""
    case = readable(number, "removal_cases:read", by)
    return evidence.paper_out(case, paper_id, preview=preview)


def of_host(paper: Paper) -> bool:
    """Say whether the host handed a file in; else one of the offices did."""
    return bool(paper.side == Side.HOST)


def _is_own(paper: Paper, by: Actor) -> bool:
    return of_host(paper) == (side_of(by) is Side.HOST)


def _write_down(case: RemovalCase, deed: Deed, *, by: Actor, at: datetime) -> None:
    left = {**deed.after, "reason": deed.reason}
    write_down(case, Recorded(deed.verb, left), by=by, at=at)


_KEEPER = Keeper(_write_down, RemovalEvidenceFull, RemovalEvidenceWithdrawn)
