"""What every act on a removal case shares: whose it is, whether its step may be taken, its record.

Each act changes the case where it stands as it was read, or refuses: of two at once one holds.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from registry.clock import SHANGHAI
from registry.documents.removal_cases import LONGEST_TEXT, RemovalCase
from registry.errors import Invalid, NotFound, VersionConflict
from registry.messages import say
from registry.permissions import PROVINCE, Actor, Role
from registry.policy.removal_cases import CaseStanding, CaseState, Step, hindrance
from registry.policy.typed_text import seen
from registry.services import case_lists, ledger, outbox
from registry.services.authorities import authority_name
from registry.services.recorded import Recorded, notices_of
from registry.services.removal_case_refusals import HINDRANCES, RemovalGroundByMinistry

LEAST_TEXT, LONGEST_NUMBER = 10, 80


def readable(number: str, permission: str, by: Actor) -> RemovalCase:
    """Return a case that the actor may act on by this permission, or refuse.

    Raises NotFound, also where it is another's, and to its host before the notice.
    """
    found = case_lists.readable(RemovalCase, number, permission, by)
    if by.role is Role.HOST_OPERATOR and not found.noticed:
        raise NotFound
    return found


def for_office(number: str, permission: str, by: Actor) -> RemovalCase:
    """Return a case as ``readable``; a province leads one of 二（四） alone.

    Raises RemovalGroundByMinistry.
    """
    found = readable(number, permission, by)
    refuse_ministrys_ground(by, wants_verification=found.wants_verification)
    return found


def refuse_ministrys_ground(by: Actor, *, wants_verification: bool) -> None:
    """Refuse a province what only the ministry takes up: a ground without verification."""
    if by.role in PROVINCE and not wants_verification:
        raise RemovalGroundByMinistry(clause="二（六）")


def standing_of(case: RemovalCase) -> CaseStanding:
    """Return where a case stands, as the policy reads it."""
    last = case.verifications[-1] if case.verifications else None
    return CaseStanding(
        state=CaseState(case.state),
        on_hold=case.on_hold,
        wants_verification=case.wants_verification,
        stated=bool(case.statements),
        confirmed=last.confirmed if last else None,
        statement_until=case.notice.until if case.notice else None,
    )


def refuse_step(case: RemovalCase, step: Step, version: int, at: datetime) -> None:
    """Refuse a step that may not be taken now, and one asked for from an old page."""
    code = hindrance(step, standing_of(case), at)
    if code:
        until = case.notice.last_day.isoformat() if case.notice else ""
        words = {
            "number": case.number, "until": until, "step": say(f"removal_step_{step}"),
            "state": say(f"state_removal_{case.state}"),
        }  # fmt: skip
        raise HINDRANCES[code](clause=case.clause, **words)
    if case.version != version:
        raise VersionConflict


def write_down(case: RemovalCase, what: Recorded, *, by: Actor, at: datetime) -> None:
    """Write an act into the platform's chain, and its messages, inside the transaction."""
    left = dict(what.after)
    act = ledger.Act(
        f"removal_case.{what.verb}",
        f"platform:{case.platform}",
        reason=str(left.pop("reason", "")),
        after={"removal_case": case.number, "state": case.state, **left},
        clause=case.clause,
        rulebook=what.rulebook or case.rulebook,
    )
    ledger.record(act, by=by, at=at)
    tell(case, f"notice_removal_{what.verb}", what.told, what.params, at=at)


def tell(
    case: RemovalCase,
    code: str,
    audiences: Collection[str],
    params: Mapping[str, str],
    *,
    at: datetime,
) -> None:
    """Write messages about a case; its host is told nothing before the notice."""
    words = {
        "number": case.number,
        "name": case.platform_name,
        "ground": say(f"ground_{case.ground}"),
        "clause": case.clause,
        "authority": authority_name(case.authority),
        **params,
    }
    heard = [one for one in audiences if one != "host" or case.noticed]
    outbox.post_all(notices_of(case, heard, code, subject_of(case.number), words), at=at)


def subject_of(number: str) -> str:
    """Return by what messages about a case are found."""
    return f"removal_case:{number}"


def seen_by_host(case: RemovalCase, *, by: Actor, at: datetime) -> None:
    """Note that the host saw what it was told about its case; the first time stands."""
    if by.role is Role.HOST_OPERATOR:
        outbox.mark_read("host", case.host, subject_of(case.number), at=at)


class Typed:
    """Reads what was typed, and keeps what is wrong with it by field."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self.faults: dict[str, str] = {}

    def text(self, name: str, typed: str, code: str) -> str:
        """Return a longer text as it is kept."""
        text = seen(typed)
        if not LEAST_TEXT <= len(text) <= LONGEST_TEXT:
            self.faults[name] = say(code, least=LEAST_TEXT, most=LONGEST_TEXT)
        return text

    def line(self, name: str, typed: str, code: str) -> str:
        """Return a short text on one line: a document's number, a person's name."""
        line = " ".join(seen(typed).split())
        if not line or len(line) > LONGEST_NUMBER:
            self.faults[name] = say(code, most=LONGEST_NUMBER)
        return line

    def fault(self, name: str, code: str, **params: object) -> None:
        """Keep what is wrong with a field."""
        self.faults[name] = say(code, **params)

    def refuse(self) -> None:
        """Raise Invalid where anything was wrong."""
        if self.faults:
            raise Invalid(fields=self.faults)


def today(at: datetime) -> date:
    """Return the day of a moment, in Beijing."""
    return at.astimezone(SHANGHAI).date()
