"""Drafts of a host's statement 陈述意见草稿: what is typed, kept for the one who types it alone.

No office reads one, nor another account of the host; the case's version does not move. It goes
when the statement is made, and with the case's end.
"""

from datetime import datetime

from registry.documents.removal_cases import LONGEST_TEXT, RemovalCase, RemovalStatementDraft
from registry.errors import Invalid, SecrecyMark
from registry.messages import say
from registry.permissions import Actor, may
from registry.policy.desensitising import MarkKind, marks_in
from registry.policy.removal_cases import Step
from registry.services.removal_case_acts import readable, refuse_step

_STATE = "removal_cases:state"


def save_draft(number: str, text: str, *, by: Actor, at: datetime) -> None:
    """Keep what is typed, in place of what was; nothing typed keeps nothing.

    Raises NotFound, a hindrance where no statement is taken any more, SecrecyMark (nothing of it
    is kept), Invalid for a text longer than a statement.
    """
    case = readable(number, _STATE, by)
    refuse_step(case, Step.STATE, case.version, at)
    place = next((one.start for one in marks_in(text) if one.kind is MarkKind.SECRECY), None)
    if place is not None:
        raise SecrecyMark(fields={"text": say("secrecy_at", place=place + 1)})
    if len(text) > LONGEST_TEXT:
        raise Invalid(fields={"text": say("removal_draft_too_long", most=LONGEST_TEXT)})
    if not text.strip():
        drop_draft(number, by)
        return
    mine = RemovalStatementDraft.objects(case=number, account=by.account)  # case_1_account_1
    mine.update_one(upsert=True, set__text=text, set__saved_at=at)


def draft_of(case: RemovalCase, *, by: Actor) -> RemovalStatementDraft | None:
    """Return one's own draft, to who may make a statement; one query, none for anybody else."""
    if not may(by, _STATE):
        return None
    found: RemovalStatementDraft | None = RemovalStatementDraft.objects(
        case=case.number, account=by.account
    ).first()  # index case_1_account_1
    return found


def drop_draft(number: str, by: Actor) -> None:
    """Let one's own draft go."""
    RemovalStatementDraft.objects(case=number, account=by.account).delete()


def drop_drafts(number: str) -> None:
    """Let every draft of a case that has ended go, inside the caller's transaction."""
    RemovalStatementDraft.objects(case=number).delete()  # index case_1_account_1
