"""Evidence 证明材料 of an incident: files of host and offices.

One handed in by mistake is marked as withdrawn by the side it came from, until the incident is
examined.
"""

from datetime import datetime

from registry.documents.evidence import Paper
from registry.documents.incidents import Incident
from registry.errors import Refusal, VersionConflict
from registry.permissions import Actor, side_of
from registry.policy.incidents import CLAUSE, IncidentState
from registry.policy.rulebook import Rulebook
from registry.services import evidence, ledger
from registry.services.evidence import Deed, GivenPaper, Keeper
from registry.services.files import FileOut
from registry.services.incidents import readable

# Of one incident, the withdrawn ones too.
MOST_PAPERS = 30


class IncidentEvidenceFull(Refusal):
    """The incident has as many files as it takes."""

    code = "incident_evidence_full"
    status = 409


class IncidentEvidenceSettled(Refusal):
    """The file is another side's, was withdrawn before, or the incident was examined on it."""

    code = "incident_evidence_settled"
    status = 409


def to_add(number: str, *, by: Actor) -> Incident:
    """Return an incident that somebody may add to. Raises NotFound."""
    return readable(number, "incidents:record", by)


def to_withdraw(number: str, paper_id: str, *, by: Actor) -> tuple[Incident, Paper]:
    """Return an incident and its file, whosever it is. Raises NotFound."""
    found = to_add(number, by=by)
    return found, evidence.paper_of(found, paper_id)


def takes_files(found: Incident, at: datetime) -> bool:  # noqa: ARG001 - as every desk is asked
    """Say whether files may be added: at any time."""
    return True


def withdrawable(found: Incident, paper: Paper, *, by: Actor, at: datetime) -> bool:  # noqa: ARG001 - as every desk is asked
    """Say whether somebody may mark a file as withdrawn: their side's, before examination."""
    waits = found.state == IncidentState.RECORDED
    return bool(waits and not paper.withdrawn_at and paper.side == side_of(by))


def add(
    number: str, given: GivenPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> Incident:
    """Hand a file in.

    Raises NotFound for another's incident, VersionConflict, and what a ``Keeper`` refuses.
    """
    found = to_add(number, by=by)
    if found.version != version:
        raise VersionConflict
    return _KEEPER.add(found, given, most=MOST_PAPERS, by=by, at=at, rulebook=rulebook)


def withdraw(
    number: str, paper_id: str, reason: str, *, version: int, by: Actor, at: datetime
) -> Incident:
    """Mark a file of one's own side as withdrawn with a reason.

    Raises NotFound, IncidentEvidenceSettled, VersionConflict, Invalid without a reason.
    """
    found, paper = to_withdraw(number, paper_id, by=by)
    if not withdrawable(found, paper, by=by, at=at):
        raise IncidentEvidenceSettled(name=paper.file.name)
    if found.version != version:
        raise VersionConflict
    return _KEEPER.withdraw(found, paper, reason, by=by, at=at)


def paper_out(number: str, paper_id: str, *, preview: bool, by: Actor) -> FileOut:
    """Return a file, or its picture, to whoever may read the incident. Raises NotFound."""
    found = readable(number, "incidents:read", by)
    return evidence.paper_out(found, paper_id, preview=preview)


def _write_down(found: Incident, deed: Deed, *, by: Actor, at: datetime) -> None:
    act = ledger.Act(
        f"incident.{deed.verb}", f"platform:{found.platform}",
        after={"incident": found.number, **deed.after}, clause=CLAUSE,
        rulebook=deed.rulebook or found.stands.rulebook, reason=deed.reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)


_KEEPER = Keeper(_write_down, IncidentEvidenceFull, IncidentEvidenceSettled)
