"""Evidence 证明材料 of an exit proposal 退出建议: the files on which the ministry decides.

Files are only added. One handed in by mistake is marked as withdrawn and stays, with reason,
name and time: the ministry answers for its decision years later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.attachments import Attachment
from registry.documents.exit_proposals import ExitProposal, WithdrawnEvidence
from registry.errors import Invalid, NotFound, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor
from registry.policy.exit_proposals import ExitState
from registry.policy.rulebook import Rulebook
from registry.services import attachments, ledger
from registry.services.application_evidence import PaperAlreadyThere
from registry.services.attachments import attachment_out
from registry.services.exit_proposals import ExitAlreadyEnded, readable
from registry.services.files import FileOut
from registry.services.round_notices import stated_reason

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


@dataclass(frozen=True, slots=True)
class ExitPaper:
    """A file to hand in: its content and name, the condition it speaks to (or none).

    ``declared``: a person looked through it, pictures too, and it holds no secret.
    """

    content: bytes
    name: str
    supports: str
    declared: bool


def add(
    number: str, paper: ExitPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> ExitProposal:
    """Hand a file in, while the proposal is open. Never called verified.

    Raises NotFound for another's proposal, ExitAlreadyEnded, VersionConflict, Invalid without a
    declaration or for an unknown condition, ExitEvidenceFull, PaperAlreadyThere, an
    AttachmentError.
    """
    found = readable(number, "exit_proposals:propose", by)
    _refuse_changed(found, version)
    _refuse_unready(paper)
    if len(found.evidence) >= MOST_PAPERS:
        raise ExitEvidenceFull(most=MOST_PAPERS)
    taken = attachments.take(
        paper.content, paper.name, paper.supports, by=by, at=at, rulebook=rulebook
    )
    if any(_is_same(one, taken) for one in standing(found)):
        raise PaperAlreadyThere(name=taken.name)

    def work() -> ExitProposal:
        changed = _change(found, push__evidence=taken)
        attachments.refer_to(taken, at=at)
        what = {
            "name": taken.name, "media_type": taken.media_type, "size": taken.size,
            "supports": taken.supports,
        }  # fmt: skip
        after = {
            "exit_proposal": number, "evidence": taken.id, "digest": taken.digest,
            "pages": taken.pages, "declared": paper.declared, "content": what,
        }  # fmt: skip
        act = ledger.Act(
            "exit_proposal.evidence_add", f"platform:{found.platform}", after=after,
            clause=found.clause, rulebook=rulebook.version,
        )  # fmt: skip
        ledger.record(act, by=by, at=at)
        return changed

    return transact(work)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> ExitProposal:
    """Mark a file as withdrawn with a reason, while the proposal is open; it stays listed.

    Raises NotFound, ExitAlreadyEnded, VersionConflict, Invalid without a reason,
    ExitEvidenceAlreadyWithdrawn.
    """
    found = readable(number, "exit_proposals:withdraw", by)
    paper = paper_of(found, paper_id)
    _refuse_changed(found, version)
    why = stated_reason(reason)
    if paper_id in withdrawals_of(found):
        raise ExitEvidenceAlreadyWithdrawn(name=paper.name)
    mark = WithdrawnEvidence(id=paper_id, reason=why, account_name=by.name, withdrawn_at=at)

    def work() -> ExitProposal:
        changed = _change(found, push__withdrawn_evidence=mark)
        after = {"exit_proposal": number, "evidence": paper_id, "digest": paper.digest}
        act = ledger.Act(
            "exit_proposal.evidence_withdraw", f"platform:{found.platform}", after=after,
            clause=found.clause, rulebook=found.rulebook, reason=why,
        )  # fmt: skip
        ledger.record(act, by=by, at=at)
        return changed

    return transact(work)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or the picture of its first page, to whoever may read the proposal.

    A withdrawn one too. Raises NotFound.
    """
    found = readable(number, "exit_proposals:read", by)
    return attachment_out(paper_of(found, paper_id), preview=preview)


def paper_of(found: ExitProposal, paper_id: str) -> Attachment:
    """Return a file of a proposal by its id. Raises NotFound."""
    for one in found.evidence:
        if one.id == paper_id:
            return one
    raise NotFound


def standing(found: ExitProposal) -> list[Attachment]:
    """Return the files that were not withdrawn, in the order they came."""
    withdrawn = withdrawals_of(found)
    return [one for one in found.evidence if one.id not in withdrawn]


def withdrawals_of(found: ExitProposal) -> Mapping[str, WithdrawnEvidence]:
    """Return what was withdrawn of a proposal's evidence, by the file's id."""
    return {one.id: one for one in found.withdrawn_evidence}


def _refuse_changed(found: ExitProposal, version: int) -> None:
    if found.state != ExitState.OPEN:
        raise ExitAlreadyEnded(number=found.number)
    if found.version != version:
        raise VersionConflict


def _refuse_unready(paper: ExitPaper) -> None:
    fields = {}
    if not paper.name:
        fields["file"] = say("evidence_file_wanted")
    if not paper.declared:
        fields["declared"] = say("exit_evidence_declaration_wanted")
    if fields:
        raise Invalid(fields=fields)


def _change(found: ExitProposal, **update: Any) -> ExitProposal:  # noqa: ANN401 - MongoEngine's
    """Write what is added, where the proposal is as it was read. Raises VersionConflict."""
    changed: ExitProposal | None = ExitProposal.objects(
        number=found.number, version=found.version, state=ExitState.OPEN.value
    ).modify(new=True, inc__version=1, **update)  # index number_1
    if changed is None:
        raise VersionConflict
    return changed


def _is_same(one: Attachment, other: Attachment) -> bool:
    return bool(one.digest == other.digest and one.supports == other.supports)
