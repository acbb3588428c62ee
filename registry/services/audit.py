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


def sign_ins_page(
    after: list[str], limit: int, *, by: Actor, account: str = ""
) -> tuple[list[Any], list[str]]:
    """Return a page of sign-in records, of one account where given, and the key it ends with.

    The key is empty on the last page. Raises CursorForged for another list's key.
    """
    require(by, "sign_ins:read")
    # index recorded_at_-1_id_-1, or account_1_recorded_at_-1_id_-1 for one account
    found = SignInRecord.objects(account=account) if account else SignInRecord.objects
    return _page(found, after, limit)


def ledger_page(
    after: list[str], limit: int, *, by: Actor, subject: str = ""
) -> tuple[list[Any], list[str]]:
    """Return a page of ledger entries, of one subject where given, and the key it ends with.

    The key is empty on the last page. Raises CursorForged for another list's key.
    """
    require(by, "ledger:read")
    # index recorded_at_-1_id_-1, or subject_1_sequence_1 for one subject
    found = LedgerEntry.objects(subject=subject) if subject else LedgerEntry.objects
    return _page(found, after, limit)


def own_sign_ins(limit: int, *, by: Actor) -> list[SignInRecord]:
    """Return one's own last sign-ins and attempts at them."""
    require(by, "me:read")
    # index account_1_recorded_at_-1_id_-1
    return list(SignInRecord.objects(account=by.account).order_by("-recorded_at", "-id")[:limit])


def _page(
    found: Any,  # noqa: ANN401 - a QuerySet
    after: list[str],
    limit: int,
) -> tuple[list[Any], list[str]]:
    if after:
        try:
            instant, last = datetime.fromisoformat(after[0]), ObjectId(after[1])
        except (ValueError, InvalidId) as error:
            raise CursorForged from error
        found = found.filter(Q(recorded_at__lt=instant) | Q(recorded_at=instant, id__lt=last))
    entries = list(found.order_by("-recorded_at", "-id").limit(limit + 1))
    if len(entries) <= limit:
        return entries, []
    last = entries[limit - 1]
    return entries[:limit], [last.recorded_at.isoformat(), str(last.id)]
