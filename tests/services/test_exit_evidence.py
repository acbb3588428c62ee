"""Evidence of an exit proposal: only added to, withdrawn with a reason, read by whom it is told."""

from collections.abc import Callable
from datetime import datetime

import pytest

from registry.documents.exit_proposals import ExitProposal
from registry.documents.files import StoredFile
from registry.documents.ledger import LedgerEntry
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import evidence, exit_proposals
from registry.services import exit_evidence as desk
from registry.services.attachment_refusals import AttachmentSecrecyMark, AttachmentWrongType
from registry.services.evidence import GivenPaper, PaperAlreadyThere
from registry.services.exit_proposals import ExitAlreadyEnded
from tests.office_files import docx
from tests.round_makers import an_exit
from tests.services.simultaneous import at_once
from tests.services.test_application_evidence import PDF, picture

NUMBER = "TC-330000-2026H2-001"
SUBJECT = "platform:330000-2026-001"
Add = Callable[..., ExitProposal]


@pytest.fixture
def add(database: None, lead: Actor, at: datetime) -> Add:
    """``add(content, …)``: Zhejiang's lead hands a file in on an open proposal."""
    an_exit(NUMBER)

    def act(
        content: bytes = PDF,
        supports: str = "",
        *,
        version: int | None = None,
        by: Actor = lead,
        declared: bool = True,
        name: str = "核查记录.pdf",
    ) -> ExitProposal:
        read = ExitProposal.objects.get(number=NUMBER).version if version is None else version
        paper = GivenPaper(content, name, declared, supports)
        return desk.add(NUMBER, paper, version=read, by=by, at=at, rulebook=rulebook())

    return act


def kept() -> int:
    """How many files are on the proposal."""
    return len(ExitProposal.objects.get(number=NUMBER).evidence)


def test_a_file_stands_with_what_it_speaks_to(add: Add, at: datetime) -> None:
    """Kept with size, pages, digest and name; a version more; an act in the platform's chain."""
    made = add(supports="equipment_original_value")
    paper = made.evidence[0].file
    assert (made.version, paper.supports, paper.pages, paper.size) == (
        2, "equipment_original_value", 1, len(PDF),
    )  # fmt: skip
    assert (paper.account_name, paper.received_at) == ("浙江负责人", at)
    assert StoredFile.objects.get(digest=paper.digest).name == "核查记录.pdf"
    entry = LedgerEntry.objects.get(subject=SUBJECT)
    assert (entry.verb, entry.clause) == ("exit_proposal.evidence_add", "二（六）")
    assert (entry.after["digest"], entry.after["declared"]) == (paper.digest, True)
    assert entry.after["content"]["name"] == "核查记录.pdf"


def test_a_withdrawn_file_stays(add: Add, lead: Actor, at: datetime) -> None:
    """Listed with reason, name and time, still handed out; the same file may come again."""
    paper = add().evidence[0].file
    done = desk.withdraw(NUMBER, paper.id, "传错\n文件", version=2, by=lead, at=at)
    assert (evidence.files_of(done), evidence.standing(done), done.version) == ([paper], [], 3)
    mark = evidence.withdrawals_of(done)[paper.id]
    assert (mark.withdrawn_reason, mark.withdrawn_by_name) == ("传错 文件", "浙江负责人")
    assert mark.withdrawn_at == at
    assert desk.paper_out(NUMBER, paper.id, preview=False, by=lead).content == PDF
    entry = LedgerEntry.objects.get(verb="exit_proposal.evidence_withdraw")
    assert (entry.after["evidence"], entry.reason) == (paper.id, "传错 文件")
    with pytest.raises(desk.ExitEvidenceAlreadyWithdrawn):
        desk.withdraw(NUMBER, paper.id, "再撤", version=3, by=lead, at=at)
    assert len(evidence.standing(add())) == 1


def test_a_withdrawal_that_does_not_hold(add: Add, lead: Actor, at: datetime) -> None:
    """Without a reason, from an old page, of a file that is not there: nothing is marked."""
    paper = add().evidence[0].file
    for paper_id, reason, version, refusal in (
        (paper.id, " ", 2, Invalid),
        (paper.id, "长" * 501, 2, Invalid),
        (paper.id, "旧页面", 1, VersionConflict),
        ("nothing", "传错", 2, NotFound),
    ):
        with pytest.raises(refusal):
            desk.withdraw(NUMBER, paper_id, reason, version=version, by=lead, at=at)
    assert not evidence.withdrawals_of(ExitProposal.objects.get(number=NUMBER))


def test_what_is_no_evidence_is_refused(add: Add) -> None:
    """Undeclared, nameless, unknown condition, hostile, marked, old version: none is kept."""
    secret = docx("<t>机密★10年</t>".encode())
    for given, refusal in (
        ({"declared": False}, Invalid),
        ({"name": ""}, Invalid),
        ({"supports": "nothing"}, Invalid),
        ({"supports": "$ne"}, Invalid),
        ({"content": b"MZ\x90 a program"}, AttachmentWrongType),
        ({"content": secret}, AttachmentSecrecyMark),
        ({"version": 9}, VersionConflict),
    ):
        with pytest.raises(refusal):
            add(**given)
    assert kept() == LedgerEntry.objects.count() == StoredFile.objects.count() == 0
    with pytest.raises(Invalid) as refused:
        add(name="", declared=False)
    assert set(refused.value.fields) == {"file", "declared"}


def test_the_same_file_stands_once_for_a_condition(add: Add) -> None:
    """Again for the same condition it is refused; for another it is taken."""
    add()
    with pytest.raises(PaperAlreadyThere):
        add()
    add(supports="full_time_staff")
    assert kept() == 2


def test_there_is_a_limit_of_all_files(
    add: Add, lead: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many and no more, the withdrawn ones too."""
    monkeypatch.setattr(desk, "MOST_PAPERS", 1)
    paper = add().evidence[0].file
    desk.withdraw(NUMBER, paper.id, "传错", version=2, by=lead, at=at)
    with pytest.raises(desk.ExitEvidenceFull):
        add(picture())


def test_two_at_once_are_one(add: Add) -> None:
    """Of two on the same version one file is kept, the other is told to look again."""
    given = at_once(lambda: add(version=1), lambda: add(picture(), version=1))
    assert sorted(type(one).__name__ for one in given) == ["ExitProposal", "VersionConflict"]
    assert (kept(), LedgerEntry.objects.count()) == (1, 1)


def test_a_withdrawn_proposal_takes_nothing(add: Add, lead: Actor, at: datetime) -> None:
    """No file comes, none is marked; what is there can be read ever after."""
    paper = add().evidence[0].file
    exit_proposals.withdraw(NUMBER, "已整改", version=2, by=lead, at=at)
    with pytest.raises(ExitAlreadyEnded):
        add(picture())
    with pytest.raises(ExitAlreadyEnded):
        desk.withdraw(NUMBER, paper.id, "传错", version=3, by=lead, at=at)
    assert desk.paper_out(NUMBER, paper.id, preview=True, by=lead).content[:4] == b"\x89PNG"


def test_who_may_add_and_who_may_read(add: Add, reviewer: Actor, ministry: Actor) -> None:
    """Who may propose adds; authority, host and ministry read; to another there is no such file."""
    paper = add().evidence[0].file
    host = Actor("h", "张三", Role.HOST_OPERATOR, host="host-1")
    for by in (reviewer, ministry, host):
        with pytest.raises(NotAllowed):
            add(picture(), by=by)
        assert desk.paper_out(NUMBER, paper.id, preview=False, by=by).content == PDF
        with pytest.raises(NotFound):
            desk.paper_out(NUMBER, "nothing", preview=False, by=by)
    other = Actor("g", "广东负责人", Role.PROVINCIAL_LEAD, authority="440000")
    stranger = Actor("s", "李四", Role.HOST_OPERATOR, host="host-9")
    for by in (other, stranger):
        with pytest.raises(NotFound):
            desk.paper_out(NUMBER, paper.id, preview=False, by=by)
    with pytest.raises(NotFound):
        add(picture(), by=other)
    assert kept() == 1
