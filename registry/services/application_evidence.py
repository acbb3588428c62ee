"""Evidence 证明材料 of an application: files handed in for the conditions they support."""

from dataclasses import dataclass
from datetime import datetime

from registry.database import transact
from registry.documents.applications import Application
from registry.documents.attachments import Attachment
from registry.encryption import Vault
from registry.errors import NotFound, Refusal
from registry.forms import application_form
from registry.permissions import Actor, Role
from registry.policy.application_states import ApplicationState
from registry.policy.applications import editable_sections
from registry.policy.rulebook import Rulebook
from registry.services import attachments
from registry.services.application_drafts import refuse_locked, refuse_moved, write
from registry.services.application_forms import (
    Desk,
    OpenApplication,
    open_application,
    own_application,
)
from registry.services.applications import latest_version
from registry.services.attachments import attachment_out
from registry.services.evidence import PaperAlreadyThere
from registry.services.files import FileOut

MOST_PAPERS = 60
# What of an application changes with its files; no section of the form is called so.
_EVIDENCE = "evidence"


class TooManyPapers(Refusal):
    """The application has as many files as it takes."""

    code = "evidence_too_many"
    status = 409


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to hand in: its content and name, the condition it supports (or none).

    With ``beside`` only changes of the evidence since ``revision`` are in its way.
    """

    content: bytes
    name: str
    supports: str
    revision: int
    beside: bool = False

    @property
    def section(self) -> str:
        """Return what must not have changed: the evidence, or empty for all of it."""
        return _EVIDENCE if self.beside else ""


def add_paper(
    number: str, paper: Paper, *, vault: Vault, by: Actor, at: datetime, rulebook: Rulebook
) -> OpenApplication:
    """Hand a file in as evidence. Never called verified.

    Of what was returned, only conditions stated in a returned section take evidence. Raises
    ApplicationMoved, NotEditable, SectionNotReturned, TooManyPapers, PaperAlreadyThere, an
    AttachmentError, Invalid for an unknown condition.
    """
    desk = Desk(by, at, rulebook, vault)
    application = own_application(number, "applications:draft", by, rows=False)
    _refuse_locked(application, paper.supports, desk)
    refuse_moved(application, paper.revision, paper.section)
    if len(application.attachments) >= MOST_PAPERS:
        raise TooManyPapers(most=MOST_PAPERS)
    taken = attachments.take(
        paper.content, paper.name, paper.supports, by=by, at=at, rulebook=rulebook
    )

    def work() -> Application:
        current = own_application(number, "applications:draft", by, rows=False)
        refuse_moved(current, paper.revision, paper.section)
        if any(_is_same(one, taken) for one in current.attachments):
            raise PaperAlreadyThere(name=taken.name)
        papers = _papers(*current.attachments, taken)
        write(current, papers, by=by, at=at, sections=[_EVIDENCE])
        attachments.refer_to(taken, at=at)
        return own_application(number, "applications:draft", by, rows=False)

    return open_application(transact(work), desk)


def remove_paper(
    number: str,
    paper_id: str,
    *,
    revision: int,
    vault: Vault,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> OpenApplication:
    """Take a file out of an application; versions that were submitted with it keep it.

    Raises NotFound for no such file, and what ``add_paper`` does of locks and revisions.
    """
    desk = Desk(by, at, rulebook, vault)
    application = own_application(number, "applications:draft", by, rows=False)
    paper = _paper(application.attachments, paper_id)
    _refuse_locked(application, paper.supports, desk)
    refuse_moved(application, revision)
    left = [one for one in application.attachments if one.id != paper_id]
    write(application, _papers(*left), by=by, at=at, sections=[_EVIDENCE])
    fresh = own_application(number, "applications:draft", by, rows=False)
    return open_application(fresh, desk)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or the picture of its first page, to the host or to whom it was submitted.

    An office gets what stands in the version submitted last. Raises NotFound.
    """
    if by.role is Role.HOST_OPERATOR:
        found = own_application(number, "applications:read", by, rows=False).attachments
    else:
        found = latest_version(number, by=by).attachments
    return attachment_out(_paper(found, paper_id), preview=preview)


def _paper(found: list[Attachment], paper_id: str) -> Attachment:
    for one in found:
        if one.id == paper_id:
            return one
    raise NotFound


def _papers(*papers: Attachment) -> dict[str, object]:
    return {"attachments": [one.to_mongo() for one in papers]}


def _is_same(one: Attachment, other: Attachment) -> bool:
    return bool(one.digest == other.digest and one.supports == other.supports)


def _refuse_locked(application: Application, supports: str, desk: Desk) -> None:
    """Refuse where no section that states the condition can be typed in now."""
    form = application_form()
    programme = desk.rulebook.programme(application.programme)
    criteria = [one for one in programme.criteria(desk.today) if one.id == supports]
    stated = set(form.sections_by_criterion(criteria).get(supports, ()))
    returned = [one.section for one in application.returned]
    editable = editable_sections(form, ApplicationState(application.state), returned)
    refuse_locked(application, set() if stated & editable else stated, form)
