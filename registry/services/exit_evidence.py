"""Evidence 证明材料 of an exit proposal 退出建议: the files on which the ministry decides."""

from datetime import datetime

from registry.documents.evidence import Paper
from registry.documents.exit_proposals import ExitProposal
from registry.errors import Refusal, VersionConflict
from registry.permissions import Actor
from registry.policy.exit_proposals import ExitState
from registry.policy.rulebook import Rulebook
from registry.services import evidence, ledger
from registry.services.evidence import Deed, GivenPaper, Keeper
from registry.services.exit_proposals import ExitAlreadyEnded, readable
from registry.services.files import FileOut

# Of one proposal, the withdrawn ones too.
MOST_PAPERS = 30


class ExitEvidenceFull(Refusal):
    """The proposal has as many files as it takes."""

    code = "exit_evidence_full"
    status = 409


class ExitEvidenceAlreadyWithdrawn(Refusal):
    """The file was marked as withdrawn before."""

    code = "exit_evidence_already_withdrawn"
    status = 409


def to_add(number: str, *, by: Actor) -> ExitProposal:
    """Return a proposal that somebody may add to. Raises NotFound."""
    return readable(number, "exit_proposals:propose", by)


def to_withdraw(number: str, paper_id: str, *, by: Actor) -> tuple[ExitProposal, Paper]:
    """Return a proposal and its file that somebody may withdraw. Raises NotFound."""
    found = readable(number, "exit_proposals:withdraw", by)
    return found, evidence.paper_of(found, paper_id)


def takes_files(found: ExitProposal, at: datetime) -> bool:  # noqa: ARG001 - as every desk is asked
    """Say whether files may be added or withdrawn: while the proposal is open."""
    return bool(found.state == ExitState.OPEN)


def withdrawable(found: ExitProposal, paper: Paper, *, by: Actor, at: datetime) -> bool:  # noqa: ARG001 - as every desk is asked
    """Say whether a file may be withdrawn now."""
    return takes_files(found, at) and not paper.withdrawn_at


def add(
    number: str, given: GivenPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> ExitProposal:
    """Hand a file in, while the proposal is open.

    Raises NotFound for another's proposal, ExitAlreadyEnded, VersionConflict, and what a
    ``Keeper`` refuses.
    """
    found = to_add(number, by=by)
    _refuse_changed(found, version)
    return _KEEPER.add(found, given, most=MOST_PAPERS, by=by, at=at, rulebook=rulebook)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> ExitProposal:
    """Mark a file as withdrawn with a reason, while the proposal is open.

    Raises NotFound, ExitAlreadyEnded, VersionConflict, and what a ``Keeper`` refuses.
    """
    found, paper = to_withdraw(number, paper_id, by=by)
    _refuse_changed(found, version)
    return _KEEPER.withdraw(found, paper, reason, by=by, at=at)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or its picture, to whoever may read the proposal. Raises NotFound."""
    found = readable(number, "exit_proposals:read", by)
    return evidence.paper_out(found, paper_id, preview=preview)


def _refuse_changed(found: ExitProposal, version: int) -> None:
    if found.state != ExitState.OPEN:
        raise ExitAlreadyEnded(number=found.number)
    if found.version != version:
        raise VersionConflict


def _write_down(found: ExitProposal, deed: Deed, *, by: Actor, at: datetime) -> None:
    act = ledger.Act(
        f"exit_proposal.{deed.verb}", f"platform:{found.platform}",
        after={"exit_proposal": found.number, **deed.after}, clause=found.clause,
        rulebook=deed.rulebook or found.rulebook, reason=deed.reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


_KEEPER = Keeper(_write_down, ExitEvidenceFull, ExitEvidenceAlreadyWithdrawn)
