"""The digest of an appeal's outcome, and the outcome as it is printed and checked."""

from dataclasses import dataclass

from registry.documents.appeals import Appeal, AppealOutcome
from registry.errors import NotFound
from registry.permissions import Actor
from registry.policy.printed_codes import PrintedCode
from registry.services.appeal_acts import readable
from registry.services.removal_decisions import content_digest

FORM = "appeal_outcome"
_OUTCOME = (
    "document", "outcome", "ground", "clause", "reasons", "decided_on", "in_library",
    "library_from", "ban_voided", "ban_from", "ban_until", "prepared_by", "signed_by",
    "decided_at", "rulebook",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintedOutcome:
    """An outcome and what its QR code carries."""

    appeal: Appeal
    code: PrintedCode


def outcome_digest(appeal: Appeal, made: AppealOutcome) -> str:
    """Return the SHA-256 digest of an outcome: parties, decision, evidence, what follows."""
    content = {
        "number": appeal.number, "origin": appeal.origin, "case": appeal.case,
        "decision": appeal.decision, "platform": appeal.platform,
        "platform_name": appeal.platform_name, "host_name": appeal.host_name,
        "credit_code": appeal.credit_code, "asks": appeal.asks, "grounds": appeal.grounds,
        "filed_at": appeal.filed_at,
        "evidence": [one.file.digest for one in appeal.evidence if not one.withdrawn_at],
        **{name: made[name] for name in _OUTCOME},
    }  # fmt: skip
    return content_digest(content)


def printed_outcome(number: str, *, by: Actor) -> PrintedOutcome:
    """Return an outcome to be printed, to whoever may read its appeal. Raises NotFound before."""
    appeal = readable(number, "appeals:read", by)
    if appeal.outcome is None:
        raise NotFound
    return PrintedOutcome(appeal, PrintedCode(FORM, appeal.number, appeal.outcome.digest))
