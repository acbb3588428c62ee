"""Evidence 证明材料 of an appeal: what the host and the offices hand in.

One handed in by mistake is marked as withdrawn by its own side until the outcome is prepared.
After that nothing moves: an outcome answers for what it rested on.
"""

from datetime import datetime

from registry.documents.appeals import Appeal
from registry.documents.evidence import Paper
from registry.errors import NotFound, Refusal
from registry.permissions import Actor, side_of
from registry.policy.appeals import AppealState, AppealStep, hindrance
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import Side
from registry.services import evidence
from registry.services.appeal_acts import readable, refuse_step, write_down
from registry.services.evidence import Deed, GivenPaper, Keeper
from registry.services.files import FileOut
from registry.services.recorded import Recorded

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


def to_add(number: str, *, by: Actor) -> Appeal:
    """Return an appeal that somebody may add to. Raises NotFound."""
    return readable(number, "appeals:add_evidence", by)


def to_withdraw(number: str, paper_id: str, *, by: Actor) -> tuple[Appeal, Paper]:
    """Return an appeal and a file of one's own side. Raises NotFound also for the other's."""
    appeal = to_add(number, by=by)
    paper = evidence.paper_of(appeal, paper_id)
    if not _is_own(paper, by):
        raise NotFound
    return appeal, paper


def takes_files(appeal: Appeal, _at: datetime) -> bool:
    """Say whether files may be added or withdrawn: while no outcome is prepared."""
    state = AppealState(appeal.state)
    return not hindrance(AppealStep.ADD_EVIDENCE, state, suspended=appeal.suspended)


def withdrawable(appeal: Appeal, paper: Paper, *, by: Actor, at: datetime) -> bool:
    """Say whether somebody may withdraw a file now: one of their own side."""
    return takes_files(appeal, at) and not paper.withdrawn_at and _is_own(paper, by)


def add(
    number: str, given: GivenPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> Appeal:
    """Hand a file in.

    Raises NotFound, AppealEnded, AppealNotNow, VersionConflict, and what a ``Keeper`` refuses.
    """
    appeal = to_add(number, by=by)
    refuse_step(appeal, AppealStep.ADD_EVIDENCE, version)
    return _KEEPER.add(appeal, given, most=MOST_PAPERS, by=by, at=at, rulebook=rulebook)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> Appeal:
    """Mark a file of one's own side as withdrawn, with a reason.

    Raises NotFound also for the other side's file, AppealEnded, AppealNotNow, VersionConflict,
    and what a ``Keeper`` refuses.
    """
    appeal, paper = to_withdraw(number, paper_id, by=by)
    refuse_step(appeal, AppealStep.ADD_EVIDENCE, version)
    return _KEEPER.withdraw(appeal, paper, reason, by=by, at=at)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or its picture, to whoever may read the appeal. Raises NotFound."""
    return evidence.paper_out(readable(number, "appeals:read", by), paper_id, preview=preview)


def _is_own(paper: Paper, by: Actor) -> bool:
    """Say whether a file is of one's own side: the host's, or the offices'."""
    return (paper.side == Side.HOST) == (side_of(by) is Side.HOST)


def _write_down(appeal: Appeal, deed: Deed, *, by: Actor, at: datetime) -> None:
    left = {**deed.after, "reason": deed.reason}
    write_down(appeal, Recorded(deed.verb, left), by=by, at=at)


_KEEPER = Keeper(_write_down, AppealEvidenceFull, AppealEvidenceWithdrawn)
