"""What an act on an incident leaves behind: an entry in the platform's chain, and messages."""

from datetime import datetime
from typing import Any

from registry.documents.incidents import Incident
from registry.messages import say
from registry.permissions import Actor, side_of
from registry.policy.incidents import CLAUSE
from registry.policy.vocabulary import Side
from registry.services import ledger, outbox
from registry.services.authorities import authority_name

_LINE_WORDS = {
    True: "incident_line_reached",
    False: "incident_line_below",
    None: "incident_line_unknown",
}


def tell(verb: str, found: Incident, *, by: Actor, at: datetime) -> None:
    """Write an act down in its transaction, and tell the others concerned.

    Host and authority hear of every one that is not their own; the ministry of what is at or
    above the line.
    """
    stands, subject = found.stands, f"platform:{found.platform}"
    act = ledger.Act(
        f"incident.{verb}", subject, after=_after(verb, found), clause=CLAUSE,
        rulebook=stands.rulebook, reason=_reason(verb, found),
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
    params = {
        "number": found.number,
        "name": found.platform_name,
        "kind": say(f"incident_kind_{found.kind}"),
        "day": found.occurred_on.isoformat(),
        "line": say(_LINE_WORDS[found.at_line]),
        "who": authority_name(by.authority) if by.authority else by.name,
        "outcome": say(f"state_incident_{found.state}"),
    }
    told = {
        Side.HOST: outbox.Notice("host", found.host, f"notice_incident_{verb}", subject, params),
        Side.PROVINCE: outbox.Notice(
            "authority", found.authority, f"notice_incident_{verb}", subject, params
        ),
    }
    if found.at_line:
        told[Side.MINISTRY] = outbox.Notice(
            "ministry", "ministry", f"notice_incident_{verb}", subject, params
        )
    outbox.post_all([one for side, one in told.items() if side is not side_of(by)], at=at)


def _reason(verb: str, found: Incident) -> str:
    """Return why: of an examination its own, of a statement what it was corrected for."""
    said = found.examinations[-1] if verb == "examine" else found.stands
    return str(said.reason)


def _after(verb: str, found: Incident) -> dict[str, Any]:
    """Return what an act leaves: a statement or an examination whole, never the papers."""
    after: dict[str, Any] = {"incident": found.number, "kind": found.kind, "state": found.state}
    if verb == "examine":
        done = found.examinations[-1]
        return after | {
            "statement": done.statement, "counts": done.counts,
            "at_line": found.at_line, "grade": found.grade,
        }  # fmt: skip
    said = found.stands
    names = (
        "occurred_on", "site", "relation", "basis", "ticks", "found", "organ", "document",
        "document_on", "facts", "grade", "at_line", "missing",
    )  # fmt: skip
    figures = {name: str(value) for name, value in said.figures.items()}
    return after | {name: getattr(said, name) for name in names if name != "ticks"} | {
        "ticks": list(said.ticks), "figures": figures, "missing": list(said.missing),
    }  # fmt: skip
