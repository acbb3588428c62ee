"""Conditions no longer met 入库条件线索 二（六） on the desk: looked at, led on by a person.

Nothing follows from a finding by itself: a province may propose an exit, and the ministry decides.
"""

from datetime import datetime

from registry.clock import to_millisecond
from registry.database import transact
from registry.documents.condition_findings import ConditionFinding, FindingNote
from registry.errors import Invalid, Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor
from registry.policy.condition_findings import (
    CLAUSE,
    FindingState,
    may_move,
    state_with_note,
)
from registry.services import ledger
from registry.services.as_read import change_as_read
from registry.services.condition_finding_records import other_way, readable, words_of
from registry.services.review_texts import stated

MOST_NOTES = 50


class ConditionFindingEnded(Refusal):
    """The finding is at its end: the condition is met again, or the platform left."""

    code = "condition_finding_ended"
    status = 409


class ConditionNotesFull(Refusal):
    """As many notes as one finding holds."""

    code = "condition_notes_full"
    status = 409


def note(number: str, text: str, *, version: int, by: Actor, at: datetime) -> ConditionFinding:
    """Write what an office saw when it looked; the host reads that it was looked at, not the note.

    Raises NotFound, Invalid without a text, ConditionFindingEnded, ConditionNotesFull,
    VersionConflict.
    """
    found = readable(number, "condition_findings:note", by)
    why = stated("text", text, "condition_note_wanted")
    _refuse_ended(found)
    if found.version != version:
        raise VersionConflict
    if len(found.notes) >= MOST_NOTES:
        raise ConditionNotesFull(most=MOST_NOTES)
    to = state_with_note(FindingState(found.state))
    written = FindingNote(
        text=why,
        account=by.account,
        account_name=by.name,
        authority=by.authority,
        noted_at=to_millisecond(at),
    )

    def work() -> ConditionFinding:
        changed = change_as_read(found, set__state=to.value, push__notes=written)
        _record("look", changed, {}, by=by, at=at, reason=why)
        return changed

    return transact(work)


def facts_of(found: ConditionFinding) -> str:
    """Return what an exit proposal on a finding starts with: condition, clause and figures."""
    seen = found.seen[-1]
    source = seen.source.partition(":")[2]
    code = "condition_facts_update" if seen.period else "condition_facts_realtime"
    return say(code, source=source, **words_of(found)) + other_way(found)


def for_proposal(number: str, platform: str, *, by: Actor) -> ConditionFinding:
    """Return the finding that an exit of a platform is proposed on.

    Raises Invalid where there is none, it is another's or another platform's, or it has ended.
    """
    found: ConditionFinding | None = ConditionFinding.objects(
        number=number, platform=platform, authority=by.authority
    ).first()  # index number_1
    if found is None or not may_move(FindingState(found.state), FindingState.PROPOSED):
        raise Invalid(fields={"finding": say("condition_finding_not_for_exit")})
    return found


def link_proposal(
    number: str, proposal: str, *, by: Actor, at: datetime
) -> None:  # fmt: skip - one line of names
    """Note, in its transaction, that an exit was proposed on a finding. Raises VersionConflict."""
    changed: ConditionFinding | None = ConditionFinding.objects(number=number, open=True).modify(
        new=True, inc__version=1, set__state=FindingState.PROPOSED.value,
        set__exit_proposal=proposal,
    )  # fmt: skip # index number_1
    if changed is None:
        raise VersionConflict
    _record("propose", changed, {"exit_proposal": proposal}, by=by, at=at)


def _refuse_ended(found: ConditionFinding) -> None:
    if not found.open:
        raise ConditionFindingEnded(
            number=found.number, state=say(f"state_condition_{found.state}")
        )


def _record(
    verb: str,
    found: ConditionFinding,
    after: dict[str, str],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    told = {"condition_finding": found.number, "state": found.state} | after
    act = ledger.Act(
        f"condition_finding.{verb}", f"platform:{found.platform}", after=told,
        clause=CLAUSE, rulebook=found.rulebook, reason=reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
