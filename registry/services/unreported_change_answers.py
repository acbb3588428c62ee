"""What a host answers 疑似未报告变更: its words and files, while nobody has found on the case."""

from dataclasses import dataclass
from datetime import datetime

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.unreported_changes import HostAnswer, UnreportedChange
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor
from registry.policy.rulebook import Rulebook
from registry.policy.unreported_changes import CaseState
from registry.services import attachments
from registry.services.evidence import PaperAlreadyThere
from registry.services.files import FileOut
from registry.services.review_texts import stated
from registry.services.unreported_change_records import (
    UnreportedSettled,
    moved,
    readable,
    record,
    tell,
)

MOST_PAPERS, MOST_ANSWERS = 20, 20


class UnreportedPapersFull(Refusal):
    """The case has as many files, or answers, as it takes."""

    code = "unreported_papers_full"
    status = 409


@dataclass(frozen=True, slots=True)
class AnswerPaper:
    """A file to hand in, and that somebody looked through it, pictures too, for secrets."""

    content: bytes
    name: str
    declared: bool


def answer(number: str, text: str, *, version: int, by: Actor, at: datetime) -> UnreportedChange:
    """Answer; a further answer stands beside the first. One after the last day is late, and kept.

    Raises NotFound, Invalid without words, UnreportedSettled, UnreportedPapersFull,
    VersionConflict.
    """
    found = _answerable(number, by)
    said = stated("text", text, "unreported_answer_wanted")
    if len(found.answers) >= MOST_ANSWERS:
        raise UnreportedPapersFull(most=MOST_ANSWERS)
    late = at.astimezone(SHANGHAI).date() > found.answer_until
    given = HostAnswer(text=said, account_name=by.name, answered_at=at, late=late)

    def work() -> UnreportedChange:
        changed = moved(
            found, CaseState.ASKED, version, answered=True, answers=[*found.answers, given]
        )
        record("answer", changed, {"content": {"text": said}, "answered_late": late}, by=by, at=at)
        tell("notice_unreported_answered", changed, [("authority", changed.authority)], at=at)
        return changed

    return transact(work)


def add_paper(
    number: str, paper: AnswerPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> UnreportedChange:
    """Hand a file in; files are only added.

    Raises NotFound, Invalid without a file or declaration, UnreportedSettled,
    UnreportedPapersFull, PaperAlreadyThere, an AttachmentError, VersionConflict.
    """
    found = _answerable(number, by)
    _refuse_unready(paper)
    if len(found.attachments) >= MOST_PAPERS:
        raise UnreportedPapersFull(most=MOST_PAPERS)
    taken = attachments.take(paper.content, paper.name, "", by=by, at=at, rulebook=rulebook)
    if any(one.digest == taken.digest for one in found.attachments):
        raise PaperAlreadyThere(name=taken.name)

    def work() -> UnreportedChange:
        papers = [*found.attachments, taken]
        changed = moved(found, CaseState.ASKED, version, attachments=papers)
        attachments.refer_to(taken, at=at)
        told = {"file": taken.name, "digest": taken.digest, "declared": paper.declared}
        record("add_paper", changed, told, by=by, at=at)
        return changed

    return transact(work)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or its small picture, to who may read the case. Raises NotFound."""
    found = readable(number, "unreported_changes:read", by)
    for one in found.attachments:
        if one.id == paper_id:
            return attachments.attachment_out(one, preview=preview)
    raise NotFound


def _answerable(number: str, by: Actor) -> UnreportedChange:
    found = readable(number, "unreported_changes:answer", by)
    if found.state != CaseState.ASKED:
        raise UnreportedSettled(number=number, state=say(f"state_unreported_{found.state}"))
    return found


def _refuse_unready(paper: AnswerPaper) -> None:
    fields = {}
    if not paper.name:
        fields["file"] = say("evidence_file_wanted")
    if not paper.declared:
        fields["declared"] = say("evidence_declaration_wanted")
    if fields:
        raise Invalid(fields=fields)
