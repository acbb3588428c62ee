"""Evidence 证明材料 of an incident: files of host and offices, only ever added.

One handed in by mistake is marked as withdrawn by the side it came from, until the incident is
examined; it stays listed, with reason, name and time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.attachments import Attachment
from registry.documents.incidents import Incident, IncidentPaper
from registry.errors import Invalid, NotFound, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor
from registry.policy.incidents import CLAUSE, IncidentState
from registry.policy.rulebook import Rulebook
from registry.services import attachments, ledger
from registry.services.application_evidence import PaperAlreadyThere
from registry.services.attachments import attachment_out
from registry.services.files import FileOut
from registry.services.incident_statements import side_of
from registry.services.incidents import change, readable
from registry.services.round_notices import stated_reason

# Of one incident, the withdrawn ones too.
MOST_PAPERS = 30


class IncidentEvidenceFull(Refusal):
    """The incident has as many files as it takes."""

    code = "incident_evidence_full"
    status = 409


class IncidentEvidenceSettled(Refusal):
    """The file is another side's, was withdrawn before, or the incident was examined on it."""

    code = "incident_evidence_settled"
    status = 409


@dataclass(frozen=True, slots=True)
class IncidentFile:
    """A file to hand in; ``declared``: a person looked through it, and it holds no secret."""

    content: bytes
    name: str
    declared: bool


def add(
    number: str, given: IncidentFile, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> Incident:
    """Hand a file in. Never called verified.

    Raises NotFound for another's incident, VersionConflict, Invalid without a declaration,
    IncidentEvidenceFull, PaperAlreadyThere, an AttachmentError.
    """
    found = readable(number, "incidents:record", by)
    if found.version != version:
        raise VersionConflict
    _refuse_unready(given)
    if len(found.evidence) >= MOST_PAPERS:
        raise IncidentEvidenceFull(most=MOST_PAPERS)
    taken = attachments.take(given.content, given.name, "", by=by, at=at, rulebook=rulebook)
    if any(one.file.digest == taken.digest for one in found.evidence if not one.withdrawn_at):
        raise PaperAlreadyThere(name=taken.name)
    paper = IncidentPaper(file=taken, side=side_of(by).value)

    def work() -> Incident:
        changed = change(found, version, push__evidence=paper)
        attachments.refer_to(taken, at=at)
        what = {"name": taken.name, "media_type": taken.media_type, "size": taken.size}
        after = {
            "incident": number, "evidence": taken.id, "digest": taken.digest,
            "pages": taken.pages, "declared": given.declared, "content": what,
        }  # fmt: skip
        ledger.record(_act("evidence_add", found, after, rulebook.version), by=by, at=at)
        return changed

    return transact(work)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> Incident:
    """Mark a file of one's own side as withdrawn with a reason; it stays listed.

    Raises NotFound, VersionConflict, Invalid without a reason, IncidentEvidenceSettled.
    """
    found = readable(number, "incidents:record", by)
    paper = paper_of(found, paper_id)
    if not withdrawable(found, paper, by):
        raise IncidentEvidenceSettled(name=paper.file.name)
    why = stated_reason(reason)
    marks = {
        "set__evidence__S__withdrawn_at": at,
        "set__evidence__S__withdrawn_by_name": by.name,
        "set__evidence__S__withdrawn_reason": why,
    }

    def work() -> Incident:
        changed: Incident | None = Incident.objects(
            number=number, version=version, state=found.state, evidence__file__id=paper_id
        ).modify(new=True, inc__version=1, **marks)  # index number_1
        if changed is None:
            raise VersionConflict
        after = {"incident": number, "evidence": paper_id, "digest": paper.file.digest}
        act = _act("evidence_withdraw", found, after, found.stands.rulebook, reason=why)
        ledger.record(act, by=by, at=at)
        return changed

    return transact(work)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or the picture of its first page, to whoever may read the incident.

    A withdrawn one too. Raises NotFound.
    """
    found = readable(number, "incidents:read", by)
    return attachment_out(paper_of(found, paper_id).file, preview=preview)


def paper_of(found: Incident, paper_id: str) -> IncidentPaper:
    """Return a file of an incident by its id. Raises NotFound."""
    for one in found.evidence:
        if one.file.id == paper_id:
            paper: IncidentPaper = one
            return paper
    raise NotFound


def withdrawable(found: Incident, paper: IncidentPaper, by: Actor) -> bool:
    """Say whether somebody may mark a file as withdrawn: their side's, before examination."""
    waits = found.state == IncidentState.RECORDED
    return bool(waits and not paper.withdrawn_at and paper.side == side_of(by))


def files_of(found: Incident) -> list[Attachment]:
    """Return all files, the withdrawn ones too, in the order they came."""
    return [one.file for one in found.evidence]


def withdrawals_of(found: Incident) -> Mapping[str, IncidentPaper]:
    """Return what was withdrawn, by the file's id."""
    return {one.file.id: one for one in found.evidence if one.withdrawn_at}


def _refuse_unready(given: IncidentFile) -> None:
    fields = {}
    if not given.name:
        fields["file"] = say("evidence_file_wanted")
    if not given.declared:
        fields["declared"] = say("exit_evidence_declaration_wanted")
    if fields:
        raise Invalid(fields=fields)


def _act(
    verb: str, found: Incident, after: dict[str, Any], rulebook: str, reason: str = ""
) -> ledger.Act:
    return ledger.Act(
        f"incident.{verb}", f"platform:{found.platform}", after=after, clause=CLAUSE,
        rulebook=rulebook, reason=reason,
    )  # fmt: skip
