"""Evidence of an incident: only added, withdrawn by its own side until it is examined."""

from collections.abc import Callable
from datetime import datetime

import pytest

from registry.documents.files import StoredFile
from registry.documents.incidents import Incident
from registry.documents.ledger import LedgerEntry
from registry.errors import Invalid, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import incident_evidence as desk
from registry.services.attachment_refusals import AttachmentSecrecyMark
from registry.services.evidence import GivenPaper, PaperAlreadyThere
from registry.services.incident_evidence import (
    IncidentEvidenceFull,
    IncidentEvidenceSettled,
)
from tests.incident_makers import an_incident
from tests.office_files import docx
from tests.services.test_application_evidence import PDF, picture

NUMBER = "SG-330000-2026-0001"
OPERATOR = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
NINGBO = Actor(account="nb", name="宁波", role=Role.PROVINCIAL_LEAD, authority="330200")
Add = Callable[..., Incident]


@pytest.fixture
def add(database: None, at: datetime) -> Add:
    """``add(content, …)``: somebody hands a file in on an incident."""
    an_incident(NUMBER)

    def act(
        content: bytes = PDF, *, by: Actor = OPERATOR, declared: bool = True, name: str = "报告.pdf"
    ) -> Incident:
        read = Incident.objects.get(number=NUMBER).version
        paper = GivenPaper(content, name, declared)
        return desk.add(NUMBER, paper, version=read, by=by, at=at, rulebook=rulebook())

    return act


def withdraw(found: Incident, by: Actor, at: datetime, place: int = 0) -> Incident:
    """Withdraw a file."""
    paper = found.evidence[place].file.id
    return desk.withdraw(found.number, paper, "传错", version=found.version, by=by, at=at)


def test_both_sides_hand_files_in_and_both_read_them(add: Add, reviewer: Actor) -> None:
    """Kept with whose it is; an act in the platform's chain; another authority reads none."""
    add()
    made = add(picture(), by=reviewer, name="照片.png")
    assert [(one.side, one.file.name) for one in made.evidence] == [
        ("host", "报告.pdf"), ("province", "照片.png"),
    ]  # fmt: skip
    assert [one.verb for one in LedgerEntry.objects] == ["incident.evidence_add"] * 2
    paper = made.evidence[0].file.id
    for by in (OPERATOR, reviewer):
        assert desk.paper_out(NUMBER, paper, preview=False, by=by).content == PDF
    for number, wanted, by in ((NUMBER, paper, NINGBO), (NUMBER, "none", reviewer)):
        with pytest.raises(NotFound):
            desk.paper_out(number, wanted, preview=False, by=by)


def test_what_cannot_be_kept_is_kept_nowhere(add: Add) -> None:
    """Without a declaration, without a file, with a secrecy mark, or a second time: refused."""
    with pytest.raises(Invalid) as refused:
        add(declared=False, name="")
    assert set(refused.value.fields) == {"file", "declared"}
    with pytest.raises(AttachmentSecrecyMark):
        add(docx("秘密★1年".encode()), name="报告.docx")
    assert not StoredFile.objects.count()
    add()
    with pytest.raises(PaperAlreadyThere):
        add()


def test_each_side_withdraws_its_own(add: Add, reviewer: Actor, at: datetime) -> None:
    """It stays listed and readable; another side's file, or the same again, is not withdrawn."""
    made = add(by=reviewer)
    with pytest.raises(IncidentEvidenceSettled):
        withdraw(made, OPERATOR, at)
    done = withdraw(made, reviewer, at)
    (paper,) = done.evidence
    assert (paper.withdrawn_reason, paper.withdrawn_by_name) == ("传错", reviewer.name)
    assert desk.paper_out(NUMBER, paper.file.id, preview=False, by=OPERATOR).content == PDF
    with pytest.raises(IncidentEvidenceSettled):
        withdraw(done, reviewer, at)
    assert len(add(by=reviewer).evidence) == 2


def test_what_was_examined_keeps_its_papers(add: Add, at: datetime) -> None:
    """After the examination nothing is withdrawn; a file may still be added."""
    made = add()
    Incident.objects.update(set__state="confirmed")
    made.reload()
    with pytest.raises(IncidentEvidenceSettled):
        withdraw(made, OPERATOR, at)
    assert len(add(picture(), name="照片.png").evidence) == 2


def test_an_old_page_changes_nothing(add: Add, at: datetime) -> None:
    """A version read before another's change is refused, at either act."""
    made = add()
    add(picture(), name="照片.png")
    with pytest.raises(VersionConflict):
        withdraw(made, OPERATOR, at)
    paper = GivenPaper(docx(), "报告.docx", declared=True)
    with pytest.raises(VersionConflict):
        desk.add(NUMBER, paper, version=1, by=OPERATOR, at=at, rulebook=rulebook())


def test_an_incident_takes_so_many_files(add: Add) -> None:
    """Thirty, the withdrawn ones too."""
    made = add()
    Incident.objects.update(set__evidence=[made.evidence[0]] * desk.MOST_PAPERS)
    with pytest.raises(IncidentEvidenceFull):
        add(picture(), name="照片.png")
