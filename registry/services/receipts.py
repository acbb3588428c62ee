"""Receipts 回执: the proof of a filing, and the check that anybody holding one can make.

An update's and an application's receipt are told apart by their numbers, and so is the decision
of a removal case, and the outcome of an appeal.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from registry.documents.appeals import Appeal
from registry.documents.applications import ApplicationVersion
from registry.documents.quarterly_updates import QuarterlyUpdate, grounds_of, latest_of
from registry.documents.removal_cases import RemovalCase
from registry.errors import NotFound
from registry.permissions import Actor, require
from registry.policy.quarterly_update_values import plain
from registry.services.appeal_digests import outcome_digest
from registry.services.removal_decisions import decision_digest

_MOST_NUMBER = 64
_APPLICATION = "SB-"
_REMOVAL = "YC-"
_APPEAL = "YY-"


class ReceiptState(StrEnum):
    """What a check of a receipt can answer."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    CHANGED = "changed"
    ANNULLED = "annulled"
    NOT_OURS = "not_ours"


# How a decision may stand other than current.
_UNDONE = frozenset({ReceiptState.SUSPENDED, ReceiptState.CHANGED, ReceiptState.ANNULLED})


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """The answer to a check: of the filing it tells number, period and times, never a figure.

    ``period`` is a quarter, or the round an application was submitted in; empty for a decision.

    ``on_behalf`` is the authority that filled it in, empty where the host did. ``current_number``
    is what corrected it, or the appeal that suspended, changed or annulled it, of
    ``current_submitted_at``.
    """

    state: ReceiptState
    number: str = ""
    period: str = ""
    submitted_at: datetime | None = None
    on_behalf: str = ""
    current_number: str = ""
    current_submitted_at: datetime | None = None


def receipt_number(period: str, platform: str, version: int) -> str:
    """Return the number of a version's receipt; derived, so that no counter is contended for."""
    return f"{period}-{platform}-{version}"


def canonical(content: Mapping[str, Any]) -> str:
    """Write values in the one way a digest is taken of: sorted, exact, without blanks."""
    texts = {key: plain(value) for key, value in content.items()}
    return json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def filing_digest(update: QuarterlyUpdate) -> str:
    """Return the SHA-256 digest of a filing: receipt number, arrival, form, reason and content.

    A filing on behalf is digested with who filled it in, why, and how the figures came; one with
    warnings, with what was said to each.
    """
    filing: dict[str, Any] = {
        "number": update.number,
        "submitted_at": update.submitted_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "form_version": update.form_version,
        "reason": update.reason,
        "content": canonical(update.restored_content),
    }
    if update.on_behalf:
        filing["on_behalf"] = grounds_of(update.on_behalf)
    if update.explanations:
        filing["explanations"] = list(update.explanations)
    text = json.dumps(filing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def submission_digest(version: ApplicationVersion) -> str:
    """Return the SHA-256 digest of a submitted application: receipt, arrival, content and scan."""
    filing = {
        "number": version.number,
        "submitted_at": version.submitted_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "form_version": version.form_version,
        "period": version.period,
        "content": version.digest,
        "scan": version.scan.digest,
    }
    text = json.dumps(filing, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_receipt(number: str, *, by: Actor) -> QuarterlyUpdate:
    """Return the filing a receipt stands for. Raises NotFound, also where it is another's."""
    require(by, "quarterly_updates:read")
    found: QuarterlyUpdate | None = QuarterlyUpdate.objects(number=number[:_MOST_NUMBER]).first()
    if found is None:
        raise NotFound  # index number_1
    require(by, "quarterly_updates:read", host=found.host, authority=found.authority)
    return found


def current_receipt(update: QuarterlyUpdate) -> QuarterlyUpdate:
    """Return the version that counts for a filing's quarter: itself, or what corrected it."""
    return latest_of(update.platform, update.period) or update


def check_receipt(number: str, digest: str) -> ReceiptCheck:
    """Say whether a receipt is ours and current; open to everybody, so nobody is asked for.

    A wrong digest and an unknown number get the same answer: a check is no way to find out
    who has reported. The digest is worked out again from what is stored.
    """
    number, digest = number.strip(), "".join(digest.split()).lower()
    found = None
    if number.startswith(_APPLICATION):
        return _check_submission(number[:_MOST_NUMBER], digest)
    if number.startswith(_REMOVAL):
        return _check_decision(number[:_MOST_NUMBER], digest)
    if number.startswith(_APPEAL):
        return _check_outcome(number[:_MOST_NUMBER], digest)
    if 0 < len(number) <= _MOST_NUMBER:
        # Asked for together, so that a number of ours takes no longer than an unknown one.
        found = QuarterlyUpdate.objects(number=number, digest=digest).first()  # index number_1
    known = filing_digest(found) if found else ""
    if not found or not hmac.compare_digest(known.encode(), digest.encode()):
        return ReceiptCheck(ReceiptState.NOT_OURS)
    current = current_receipt(found)
    is_current = current.number == found.number
    return ReceiptCheck(
        state=ReceiptState.CURRENT if is_current else ReceiptState.SUPERSEDED,
        number=found.number,
        period=found.period,
        submitted_at=found.submitted_at,
        on_behalf=found.on_behalf.authority if found.on_behalf else "",
        current_number="" if is_current else current.number,
        current_submitted_at=None if is_current else current.submitted_at,
    )


def _check_decision(number: str, digest: str) -> ReceiptCheck:
    """Say whether the decision of a removal case is ours, and what an appeal made of it."""
    found = RemovalCase.objects(number=number, decision__digest=digest).first()
    known = decision_digest(found) if found else ""  # index number_1
    if not found or not hmac.compare_digest(known.encode(), digest.encode()):
        return ReceiptCheck(ReceiptState.NOT_OURS)
    decided_at = found.decision.decided_at
    if found.upon_appeal not in _UNDONE:
        return ReceiptCheck(ReceiptState.CURRENT, found.number, submitted_at=decided_at)
    appeal = Appeal.objects.get(number=found.appeal)  # index number_1
    return ReceiptCheck(
        ReceiptState(found.upon_appeal), found.number, submitted_at=decided_at,
        current_number=appeal.number, current_submitted_at=_undone_at(appeal),
    )  # fmt: skip


def _undone_at(appeal: Appeal) -> datetime:
    """Return when an appeal was decided, or suspended the decision."""
    when: datetime = (
        appeal.outcome.decided_at if appeal.outcome else appeal.suspensions[-1].suspended_at
    )
    return when


def _check_outcome(number: str, digest: str) -> ReceiptCheck:
    """Say whether the outcome of an appeal is ours."""
    found = Appeal.objects(number=number, outcome__digest=digest).first()  # index number_1
    known = outcome_digest(found, found.outcome) if found else ""
    if not found or not hmac.compare_digest(known.encode(), digest.encode()):
        return ReceiptCheck(ReceiptState.NOT_OURS)
    decided_at = found.outcome.decided_at
    case = RemovalCase.objects.get(number=found.case)  # index number_1
    if case.appeal == found.number or case.upon_appeal not in _UNDONE:
        return ReceiptCheck(ReceiptState.CURRENT, found.number, submitted_at=decided_at)
    later = Appeal.objects.get(number=case.appeal)  # index number_1
    return ReceiptCheck(
        ReceiptState(case.upon_appeal), found.number, submitted_at=decided_at,
        current_number=later.number, current_submitted_at=_undone_at(later),
    )  # fmt: skip


def _check_submission(number: str, digest: str) -> ReceiptCheck:
    """Say whether the receipt of a submitted application is ours and current."""
    found = ApplicationVersion.objects(number=number, receipt_digest=digest).first()
    known = submission_digest(found) if found else ""  # index number_1
    if not found or not hmac.compare_digest(known.encode(), digest.encode()):
        return ReceiptCheck(ReceiptState.NOT_OURS)
    latest = (
        ApplicationVersion.objects(application=found.application).order_by("-version").first()
    )  # index application_1_version_1
    is_current = latest.number == found.number
    return ReceiptCheck(
        state=ReceiptState.CURRENT if is_current else ReceiptState.SUPERSEDED,
        number=found.number,
        period=found.period,
        submitted_at=found.submitted_at,
        current_number="" if is_current else latest.number,
        current_submitted_at=None if is_current else latest.submitted_at,
    )
