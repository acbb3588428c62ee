"""Evidence of an application: handed in for a condition, taken out, seen by whom it was sent to."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from registry.documents.applications import Application, ReturnedSection
from registry.encryption import Vault, made_key
from registry.errors import Invalid, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import application_evidence as desk
from registry.services.application_contacts import sealed
from registry.services.application_drafts import ApplicationMoved, NotEditable, SectionNotReturned
from registry.services.application_evidence import Paper
from registry.services.application_forms import read_application
from registry.services.applications import standing_of
from registry.services.attachment_refusals import AttachmentWrongType
from registry.services.evidence import PaperAlreadyThere
from tests.application_makers import a_version, an_application
from tests.application_papers import SUPPORTS, rows, typed

NUMBER = "SB-330000-2026-0001"
PDF = (Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf").read_bytes()


def picture(shade: int = 200) -> bytes:
    """A small picture, another for each shade."""
    stream = BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def acting(database: None, at) -> dict[str, Any]:
    """The host's operator, with a whole draft on record but for its files."""
    vault = Vault([made_key()])
    values = sealed(typed(), NUMBER, vault)
    an_application(NUMBER, state="draft", version=0, period="", values=values, equipment=rows())
    operator = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
    return {"by": operator, "at": at, "rulebook": rulebook(), "vault": vault}


def paper(content: bytes = PDF, supports: str = "technology_roadmap", revision: int = 1) -> Paper:
    """A file to hand in."""
    return Paper(content, "材料.pdf", supports, revision)


def test_a_paper_states_what_it_is_evidence_of(acting):
    """Handed in for its condition, what was missed is no longer missed."""
    for revision, supports in enumerate(sorted(SUPPORTS), start=1):
        desk.add_paper(NUMBER, paper(picture(revision), supports, revision), **acting)
    opened = read_application(NUMBER, rows=True, **acting)
    assert opened.judged.is_complete
    assert [one.supports for one in opened.application.attachments] == sorted(SUPPORTS)
    Application.objects.update(values=typed(roadmap=""))
    reading = {key: acting[key] for key in ("by", "at", "rulebook")}
    standing = standing_of(NUMBER, **reading)
    found = {one.criterion.id: one.outcome.value for one in standing.assessments}
    assert found["technology_roadmap"] == "needs_judgement"


def test_a_paper_is_taken_out(acting):
    """What was asked for is then missed again; another's id takes nothing out."""
    opened = desk.add_paper(NUMBER, paper(), **acting)
    (kept,) = opened.application.attachments
    assert (kept.pages > 0, bool(kept.preview), kept.account_name) == (True, True, "高远")
    with pytest.raises(NotFound):
        desk.remove_paper(NUMBER, "nothing", revision=2, **acting)
    with pytest.raises(ApplicationMoved):
        desk.remove_paper(NUMBER, kept.id, revision=1, **acting)
    left = desk.remove_paper(NUMBER, kept.id, revision=2, **acting)
    assert list(left.application.attachments) == []


def test_what_is_no_evidence_is_refused(acting):
    """An unknown condition, a hostile kind, the same file again, an old revision: none is kept."""
    for given, refusal in (
        (paper(supports="nothing"), Invalid),
        (paper(b"MZ\x90 a program"), AttachmentWrongType),
        (paper(revision=9), ApplicationMoved),
    ):
        with pytest.raises(refusal):
            desk.add_paper(NUMBER, given, **acting)
    desk.add_paper(NUMBER, paper(), **acting)
    with pytest.raises(PaperAlreadyThere):
        desk.add_paper(NUMBER, paper(revision=2), **acting)
    desk.add_paper(NUMBER, paper(supports="", revision=2), **acting)
    assert len(Application.objects.get().attachments) == 2


def test_there_is_a_limit(acting, monkeypatch):
    """So many files and no more."""
    monkeypatch.setattr(desk, "MOST_PAPERS", 1)
    desk.add_paper(NUMBER, paper(), **acting)
    with pytest.raises(desk.TooManyPapers):
        desk.add_paper(NUMBER, paper(picture(), revision=2), **acting)


def test_a_returned_application_takes_evidence_where_it_was_returned(acting):
    """For conditions stated in a returned section alone; a frozen one takes none."""
    returned = [ReturnedSection(section="technology", reason="缺路线图")]
    Application.objects.update(state="returned", returned=returned, return_until=date(2027, 1, 15))
    desk.add_paper(NUMBER, paper(), **acting)
    with pytest.raises(SectionNotReturned):
        desk.add_paper(NUMBER, paper(supports="service_list", revision=2), **acting)
    Application.objects.update(state="frozen")
    (kept,) = Application.objects.get().attachments
    with pytest.raises(NotEditable):
        desk.add_paper(NUMBER, paper(picture(), revision=2), **acting)
    with pytest.raises(NotEditable):
        desk.remove_paper(NUMBER, kept.id, revision=2, **acting)


def test_who_may_have_a_paper(acting, lead, ministry):
    """The host what it handed in, an office what was submitted to it; nobody else."""
    (kept,) = desk.add_paper(NUMBER, paper(), **acting).application.attachments
    assert desk.paper_out(NUMBER, kept.id, preview=False, by=acting["by"]).content == PDF
    assert desk.paper_out(NUMBER, kept.id, preview=True, by=acting["by"]).content[:4] == b"\x89PNG"
    other = Actor(account="op-2", name="别人", role=Role.HOST_OPERATOR, host="host-2")
    for actor in (other, lead):
        with pytest.raises(NotFound):
            desk.paper_out(NUMBER, kept.id, preview=False, by=actor)
    Application.objects.update(version=1)
    a_version(Application.objects.get(), attachments=[kept])
    for actor in (lead, ministry):
        assert desk.paper_out(NUMBER, kept.id, preview=False, by=actor).content == PDF
        with pytest.raises(NotFound):
            desk.paper_out(NUMBER, "nothing", preview=False, by=actor)
    elsewhere = Actor(
        account="x", name="x", role=Role.PROVINCIAL_LEAD, authority="440000"
    )  # fmt: skip
    with pytest.raises(NotFound):
        desk.paper_out(NUMBER, kept.id, preview=False, by=elsewhere)
