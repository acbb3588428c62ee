"""What the audit administrator reads: sign-ins and the ledger, newest first. Nothing is changed."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from mongoengine import Q

from registry.documents.ledger import LedgerEntry
from registry.documents.sign_in import SignInRecord
from registry.errors import CursorForged
from registry.permissions import Actor, require


def sign_ins_page(after: list[str], limit: int, *, by: Actor, account: str = "") -> list[Any]:
    """Return sign-in records after a position, of one account where given."""
    require(by, "sign_ins:read")
    # index recorded_at_-1_id_-1, or account_1_recorded_at_-1_id_-1 for one account
    found = SignInRecord.objects(account=account) if account else SignInRecord.objects
    return _page(found, after, limit)


def ledger_page(after: list[str], limit: int, *, by: Actor, subject: str = "") -> list[Any]:
    """Return ledger entries after a position, of one subject where given."""
    require(by, "ledger:read")
    # index recorded_at_-1_id_-1, or subject_1_sequence_1 for one subject
    found = LedgerEntry.objects(subject=subject) if subject else LedgerEntry.objects
    return _page(found, after, limit)


def own_sign_ins(limit: int, *, by: Actor) -> list[SignInRecord]:
    """Return one's own last sign-ins and attempts at them."""
    require(by, "me:read")
    # index account_1_recorded_at_-1_id_-1
    return list(SignInRecord.objects(account=by.account).order_by("-recorded_at", "-id")[:limit])


def position_of(entry: SignInRecord | LedgerEntry) -> list[str]:
    """Return an entry's place in its list, for continuing after it."""
    return [entry.recorded_at.isoformat(), str(entry.id)]


def _page(found: Any, after: list[str], limit: int) -> list[Any]:  # noqa: ANN401 - a QuerySet
    if after:
        try:
            instant, last = datetime.fromisoformat(after[0]), ObjectId(after[1])
        except (ValueError, IndexError, InvalidId) as error:
            raise CursorForged from error
        found = found.filter(Q(recorded_at__lt=instant) | Q(recorded_at=instant, id__lt=last))
    return list(found.order_by("-recorded_at", "-id").limit(limit))
