"""Evidence 证明材料 beside a record: files only ever added, marked as withdrawn with a reason.

What is shared by every noun that keeps papers in a field ``evidence``. The noun asks its own
permission, says whether a file may be added or withdrawn now, and gives a ``Keeper``. A withdrawn
file stays listed and is handed out: a decision answers for what it rested on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from registry.database import transact
from registry.documents.attachments import Attachment
from registry.documents.evidence import Paper
from registry.errors import Invalid, NotFound, Refusal
from registry.messages import say
from registry.permissions import Actor, side_of
from registry.policy.rulebook import Rulebook
from registry.services import attachments
from registry.services.as_read import change_as_read
from registry.services.files import FileOut
from registry.services.round_notices import stated_reason


class PaperAlreadyThere(Refusal):
    """The same file supports the same condition already."""

    code = "evidence_already_there"
    status = 409


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """A file to hand in, and the condition it speaks to (or none).

    ``declared``: a person looked through it, pictures too, and it holds no secret.
    """

    content: bytes
    name: str
    declared: bool
    supports: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened to a file, for its noun to write down.

    ``verb`` is ``evidence_add`` or ``evidence_withdraw``. ``rulebook`` is the version it was
    added under, empty for the record's own.
    """

    verb: str
    after: Mapping[str, Any]
    reason: str = ""
    rulebook: str = ""


class Holder(Protocol):
    """A record that keeps evidence."""

    evidence: Any  # a list of Paper, as MongoEngine has it


class Desk(Protocol):
    """What the doors ask of a noun's evidence: a module of this shape.

    ``to_add(number, by=)`` gives the record, ``to_withdraw(number, paper_id, by=)`` record and
    file, for whoever may, or refuses. ``takes_files(found, at)`` and
    ``withdrawable(found, paper, by=, at=)`` say what a page may offer now.
    """

    MOST_PAPERS: int
    to_add: Callable[..., Any]
    to_withdraw: Callable[..., tuple[Any, Paper]]
    takes_files: Callable[..., bool]
    withdrawable: Callable[..., bool]
    add: Callable[..., Any]
    withdraw: Callable[..., Any]
    paper_out: Callable[..., FileOut]


Record = TypeVar("Record", bound=Holder)


@dataclass(frozen=True, slots=True)
class Keeper:
    """How a noun keeps its evidence: its refusals, and how an act on it is written down.

    ``write_down(changed, deed, by=, at=)`` puts a Deed into the ledger.
    """

    write_down: Callable[..., None]
    full: type[Refusal]
    withdrawn: type[Refusal]

    def add(
        self,
        found: Record,
        given: GivenPaper,
        *,
        most: int,
        by: Actor,
        at: datetime,
        rulebook: Rulebook,
    ) -> Record:
        """Hand a file in, ``most`` at most, the withdrawn ones too. Never called verified.

        Raises Invalid without a file or a declaration or for an unknown condition, what is
        ``full``, an AttachmentError, PaperAlreadyThere, VersionConflict.
        """
        _refuse_unready(given)
        if len(found.evidence) >= most:
            raise self.full(most=most)
        taken = attachments.take(
            given.content, given.name, given.supports, by=by, at=at, rulebook=rulebook
        )
        if any(_is_same(one.file, taken) for one in standing(found)):
            raise PaperAlreadyThere(name=taken.name)
        paper = Paper(file=taken, side=side_of(by).value)
        deed = Deed("evidence_add", _added(taken, given), rulebook=rulebook.version)

        def work() -> Record:
            changed = change_as_read(found, push__evidence=paper)
            attachments.refer_to(taken, at=at)
            self.write_down(changed, deed, by=by, at=at)
            return changed

        return transact(work)

    def withdraw(
        self, found: Record, paper: Paper, reason: str, *, by: Actor, at: datetime
    ) -> Record:
        """Mark a file as withdrawn with a reason; it stays listed.

        Raises what is ``withdrawn`` where it was before, Invalid without a reason,
        VersionConflict.
        """
        if paper.withdrawn_at:
            raise self.withdrawn(name=paper.file.name)
        why = stated_reason(reason)
        mark = {"withdrawn_at": at, "withdrawn_by_name": by.name, "withdrawn_reason": why}
        place = list(found.evidence).index(paper)
        sets = {f"set__evidence__{place}__{name}": value for name, value in mark.items()}
        after = {"evidence": paper.file.id, "digest": paper.file.digest}
        deed = Deed("evidence_withdraw", after, reason=why)

        def work() -> Record:
            changed = change_as_read(found, **sets)
            self.write_down(changed, deed, by=by, at=at)
            return changed

        return transact(work)


def paper_out(found: Holder, paper_id: str, *, preview: bool) -> FileOut:
    """Return a file, a withdrawn one too, or the picture of its first page. Raises NotFound."""
    return attachments.attachment_out(paper_of(found, paper_id).file, preview=preview)


def paper_of(found: Holder, paper_id: str) -> Paper:
    """Return a file of a record by its id. Raises NotFound."""
    for one in found.evidence:
        if one.file.id == paper_id:
            paper: Paper = one
            return paper
    raise NotFound


def files_of(found: Holder) -> list[Attachment]:
    """Return all files, the withdrawn ones too, in the order they came."""
    return [one.file for one in found.evidence]


def standing(found: Holder) -> list[Paper]:
    """Return what was not withdrawn, in the order it came."""
    return [one for one in found.evidence if not one.withdrawn_at]


def withdrawals_of(found: Holder) -> Mapping[str, Paper]:
    """Return what was withdrawn, by the file's id."""
    return {one.file.id: one for one in found.evidence if one.withdrawn_at}


def _refuse_unready(given: GivenPaper) -> None:
    fields = {}
    if not given.name:
        fields["file"] = say("evidence_file_wanted")
    if not given.declared:
        fields["declared"] = say("evidence_declaration_wanted")
    if fields:
        raise Invalid(fields=fields)


def _added(taken: Attachment, given: GivenPaper) -> dict[str, Any]:
    content = {"name": taken.name, "media_type": taken.media_type, "size": taken.size}
    if taken.supports:
        content["supports"] = taken.supports
    return {
        "evidence": taken.id, "digest": taken.digest, "pages": taken.pages,
        "declared": given.declared, "content": content,
    }  # fmt: skip


def _is_same(one: Attachment, other: Attachment) -> bool:
    return bool(one.digest == other.digest and one.supports == other.supports)
