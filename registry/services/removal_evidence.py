"""Evidence 证明材料 of a removal case: what the offices and the host hand in.

Files are only added. One handed in by mistake is marked as withdrawn by its own side while the
case is not prepared, and stays listed. After that nothing moves: a decision answers for what it
rested on.
"""

from dataclasses import dataclass
from datetime import datetime

from registry.database import transact
from registry.documents.attachments import Attachment
from registry.documents.removal_cases import CasePaper, RemovalCase
from registry.errors import Invalid, NotFound
from registry.messages import say
from registry.permissions import Actor, Role
from registry.policy.removal_cases import Step
from registry.policy.rulebook import Rulebook
from registry.services import attachments
from registry.services.application_evidence import PaperAlreadyThere
from registry.services.attachments import attachment_out
from registry.services.files import FileOut
from registry.services.removal_case_acts import (
    Recorded,
    change,
    for_office,
    readable,
    refuse_step,
    write_down,
)
from registry.services.removal_case_refusals import RemovalEvidenceFull, RemovalEvidenceWithdrawn
from registry.services.round_notices import stated_reason

# Of one case, the withdrawn ones too.
MOST_PAPERS = 60


@dataclass(frozen=True, slots=True)
class CasePaperIn:
    """A file to hand in; ``declared``: a person looked through it and it holds no secret."""

    content: bytes
    name: str
    declared: bool


def add(
    number: str, paper: CasePaperIn, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> RemovalCase:
    """Hand a file in. Never called verified.

    Raises NotFound, RemovalGroundByMinistry, a hindrance, VersionConflict, Invalid without a
    declaration, RemovalEvidenceFull, PaperAlreadyThere, an AttachmentError.
    """
    case = for_office(number, "removal_cases:add_evidence", by)
    refuse_step(case, Step.ADD_EVIDENCE, version, at)
    _refuse_unready(paper)
    if len(case.evidence) >= MOST_PAPERS:
        raise RemovalEvidenceFull(most=MOST_PAPERS)
    taken = attachments.take(paper.content, paper.name, "", by=by, at=at, rulebook=rulebook)
    if any(one.file.digest == taken.digest for one in case.evidence if not one.withdrawn_at):
        raise PaperAlreadyThere(name=taken.name)
    of_host = by.role is Role.HOST_OPERATOR

    def work() -> RemovalCase:
        changed = change(case, push__evidence=CasePaper(file=taken, of_host=of_host))
        attachments.refer_to(taken, at=at)
        content = {"name": taken.name, "media_type": taken.media_type, "size": taken.size}
        after = {
            "evidence": taken.id, "digest": taken.digest, "pages": taken.pages,
            "declared": paper.declared, "content": content,
        }  # fmt: skip
        write_down(changed, Recorded("evidence_add", after), by=by, at=at)
        return changed

    return transact(work)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> RemovalCase:
    """Mark a file of one's own side as withdrawn, with a reason; it stays listed.

    Raises NotFound also for the other side's file, a hindrance (RemovalCaseEnded after the
    decision), VersionConflict, Invalid without a reason, RemovalEvidenceWithdrawn.
    """
    case = for_office(number, "removal_cases:add_evidence", by)
    paper = own_paper(case, paper_id, by=by)
    refuse_step(case, Step.ADD_EVIDENCE, version, at)
    why = stated_reason(reason)
    if paper.withdrawn_at:
        raise RemovalEvidenceWithdrawn(name=paper.file.name)
    place = list(case.evidence).index(paper)
    mark = {"withdrawn_at": at, "withdrawn_by_name": by.name, "withdrawn_reason": why}

    def work() -> RemovalCase:
        sets = {f"set__evidence__{place}__{name}": value for name, value in mark.items()}
        changed = change(case, **sets)
        after = {"evidence": paper_id, "digest": paper.file.digest, "reason": why}
        write_down(changed, Recorded("evidence_withdraw", after), by=by, at=at)
        return changed

    return transact(work)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or the picture of its first page, to whoever may read the case."""
    case = readable(number, "removal_cases:read", by)
    return attachment_out(paper_of(case, paper_id).file, preview=preview)


def paper_of(case: RemovalCase, paper_id: str) -> CasePaper:
    """Return a file of a case by its id. Raises NotFound."""
    for one in case.evidence:
        if one.file.id == paper_id:
            return one
    raise NotFound


def own_paper(case: RemovalCase, paper_id: str, *, by: Actor) -> CasePaper:
    """Return a file of one's own side. Raises NotFound also for the other side's."""
    paper = paper_of(case, paper_id)
    if paper.of_host != (by.role is Role.HOST_OPERATOR):
        raise NotFound
    return paper


def files_of(case: RemovalCase) -> list[Attachment]:
    """Return the files of a case in the order they came."""
    return [one.file for one in case.evidence]


def _refuse_unready(paper: CasePaperIn) -> None:
    fields = {}
    if not paper.name:
        fields["file"] = say("evidence_file_wanted")
    if not paper.declared:
        fields["declared"] = say("removal_evidence_declaration_wanted")
    if fields:
        raise Invalid(fields=fields)
