"""Drafts of a host's statement: whose they are, what is never kept, when they go."""

from collections.abc import Callable

import pytest

from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase, RemovalStatementDraft
from registry.errors import Invalid, NotAllowed, NotFound, SecrecyMark
from registry.permissions import Actor, Role
from registry.services import removal_case_steps as steps
from registry.services import removal_cases as desk
from registry.services.removal_case_refusals import RemovalCaseEnded
from registry.services.removal_statement_drafts import draft_of, save_draft
from tests.removal_makers import AT, HEAD, HOST, NUMBER, STAFF, a_case

TEXT = "三份合同由经办人提供，正在核对原件。"
COLLEAGUE = Actor(account="c", name="同事", role=Role.HOST_OPERATOR, host=HOST.host)
OTHER_HOST = Actor(account="y", name="他人", role=Role.HOST_OPERATOR, host="host-2")


@pytest.fixture
def case(on_record: Callable[..., Platform]) -> RemovalCase:
    """A case whose host was told and has not stated."""
    on_record(NUMBER)
    return a_case()


def kept(case: RemovalCase, by: Actor = HOST) -> str:
    """What somebody finds in the form."""
    found = draft_of(case, by=by)
    return found.text if found else ""


def test_a_draft_is_its_typist_s_alone(case: RemovalCase) -> None:
    """The newest words; none to colleague, office or another host, no act, no new version."""
    save_draft(case.number, "三份", by=HOST, at=AT)
    save_draft(case.number, TEXT, by=HOST, at=AT)
    assert kept(case) == TEXT
    assert kept(case, COLLEAGUE) == kept(case, STAFF) == ""
    assert case.reload().version == 1
    assert LedgerEntry.objects.count() == 0
    with pytest.raises(NotFound):
        save_draft(case.number, TEXT, by=OTHER_HOST, at=AT)
    with pytest.raises(NotAllowed):
        save_draft(case.number, TEXT, by=STAFF, at=AT)


def test_what_may_not_be_kept_leaves_what_was(case: RemovalCase) -> None:
    """A secrecy mark and too long a text are refused by name; an emptied form keeps nothing."""
    save_draft(case.number, TEXT, by=HOST, at=AT)
    for text, refusal in (("附件标有机密★10年字样", SecrecyMark), ("长" * 4001, Invalid)):
        with pytest.raises(refusal) as refused:
            save_draft(case.number, text, by=HOST, at=AT)
        assert set(refused.value.fields) == {"text"}
    assert kept(case) == TEXT
    save_draft(case.number, "  ", by=HOST, at=AT)
    assert RemovalStatementDraft.objects.count() == 0


def test_it_goes_with_the_statement_and_with_the_case(case: RemovalCase) -> None:
    """One's own with one's statement; everybody's when the case ends, and none comes after."""
    for by in (HOST, COLLEAGUE):
        save_draft(case.number, TEXT, by=by, at=AT)
    desk.state(case.number, TEXT, version=1, by=HOST, at=AT)
    assert [one.account for one in RemovalStatementDraft.objects] == ["c"]
    steps.close(case.number, "unfounded", "查无此事", version=2, by=HEAD, at=AT)
    assert RemovalStatementDraft.objects.count() == 0
    with pytest.raises(RemovalCaseEnded):
        save_draft(case.number, TEXT, by=HOST, at=AT)
