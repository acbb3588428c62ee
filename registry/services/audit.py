"""What the audit administrator reads: sign-ins and the ledger, newest first. Nothing is changed.

Exports and checks of the chains are acts themselves and stand in the ledger.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bson import ObjectId

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.ledger import LedgerEntry
from registry.documents.sign_in import SignInRecord
from registry.messages import say, sentences
from registry.permissions import Actor, require
from registry.services.by_time import page_by_time
from registry.services.ledger import Act, record
from registry.services.sign_in import normal_username
from registry.sheets.writing import OutColumn, Written, write_table

MOST_EXPORTED = 10_000
_STORY = "story_"
_NOBODY = "-"
# Nouns whose subjects in the ledger are named by what people write: a number, a code, a period.
_NUMBERED = ("platform", "summary_sheet", "initial_load", "host", "reporting", "calendar")

# The rows of all entries at once, so that what they name can be looked up together.
Tell = Callable[[Sequence[Any]], Sequence[Sequence[Written]]]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a log is narrowed to; empty is all.

    ``account`` is a username or an id, ``kind`` a result of a sign-in or a noun of the
    ledger's acts such as ``grant``, ``day`` a day of Asia/Shanghai, ``subject`` a subject of
    the ledger, or what people call it: a number, a credit code, a username.
    """

    account: str = ""
    kind: str = ""
    day: date | None = None
    subject: str = ""


def sign_ins_page(
    after: list[str], limit: int, *, by: Actor, wanted: LogFilter
) -> tuple[list[Any], list[str]]:
    """Return a page of sign-in records and the key it ends with.

    The key is empty on the last page. Raises CursorForged for another list's key.
    """
    require(by, "sign_ins:read")
    return page_by_time(_sign_ins(wanted), after, limit)


def ledger_page(
    after: list[str], limit: int, *, by: Actor, wanted: LogFilter
) -> tuple[list[Any], list[str]]:
    """Return a page of ledger entries and the key it ends with.

    The key is empty on the last page. Raises CursorForged for another list's key.
    """
    require(by, "ledger:read")
    return page_by_time(_acts(wanted), after, limit)


def own_sign_ins(limit: int, *, by: Actor) -> list[SignInRecord]:
    """Return one's own last sign-ins and attempts at them."""
    require(by, "me:read")
    # index account_1_recorded_at_-1_id_-1
    return list(SignInRecord.objects(account=by.account).order_by("-recorded_at", "-id")[:limit])


def export_sign_ins(
    wanted: LogFilter, columns: Sequence[OutColumn], tell: Tell, *, by: Actor, at: datetime
) -> bytes:
    """Return sign-in records as xlsx, the newest 10,000 at most; the ledger keeps that it was."""
    require(by, "sign_ins:export")
    return _export("sign_ins", _sign_ins(wanted), wanted, columns, tell, by=by, at=at)


def export_ledger(
    wanted: LogFilter, columns: Sequence[OutColumn], tell: Tell, *, by: Actor, at: datetime
) -> bytes:
    """Return ledger entries as xlsx, the newest 10,000 at most; the ledger keeps that it was."""
    require(by, "ledger:export")
    return _export("ledger", _acts(wanted), wanted, columns, tell, by=by, at=at)


def nouns() -> list[str]:
    """Return what acts of the ledger are about, as far as it has a name."""
    known = sentences()
    found = {verb.partition(".")[0] for verb in _verbs()}
    return sorted(noun for noun in found if f"ledger_noun_{noun}" in known)


def _verbs() -> list[str]:
    return [code.removeprefix(_STORY) for code in sentences() if code.startswith(_STORY)]


def _sign_ins(wanted: LogFilter) -> Any:  # noqa: ANN401 - a QuerySet
    # index recorded_at_-1__id_-1, before it account_1_ or result_1_ where asked for
    found = _narrowed(SignInRecord.objects, wanted)
    return found.filter(result=wanted.kind) if wanted.kind else found


def _acts(wanted: LogFilter) -> Any:  # noqa: ANN401 - a QuerySet
    # index recorded_at_-1__id_-1, before it account_1_ or verb_1_ where asked for (a noun's
    # verbs are a few equal ranges, merged in order), or subject_1_sequence_1
    found = _narrowed(LedgerEntry.objects, wanted)
    if wanted.kind:
        of_noun = [verb for verb in _verbs() if verb.partition(".")[0] == wanted.kind]
        found = found.filter(verb__in=of_noun)
    return found.filter(subject__in=_subjects(wanted.subject)) if wanted.subject else found


def _narrowed(found: Any, wanted: LogFilter) -> Any:  # noqa: ANN401 - as above
    if wanted.account:
        found = found.filter(account=_account_id(wanted.account))
    if wanted.day:
        begins = datetime.combine(wanted.day, time(), SHANGHAI)
        found = found.filter(recorded_at__gte=begins, recorded_at__lt=begins + timedelta(days=1))
    return found


def _subjects(typed: str) -> list[str]:
    """Return the subjects that a text may mean; a whole subject such as ``host:…`` is itself."""
    text = typed.strip()
    if ":" in text:
        return [text]
    numbered = [f"{noun}:{text.upper()}" for noun in _NUMBERED]
    return [*numbered, f"account:{_account_id(text)}"]


def _account_id(typed: str) -> str:
    """Return the id of an account typed as id or username; the console is its own id."""
    if ObjectId.is_valid(typed):
        return typed
    name = normal_username(typed)
    account = Account.objects(username=name).only("id").first() if name else None
    return str(account.id) if account else name or _NOBODY


def _export(
    what: str,
    found: Any,  # noqa: ANN401 - a QuerySet
    wanted: LogFilter,
    columns: Sequence[OutColumn],
    tell: Tell,
    *,
    by: Actor,
    at: datetime,
) -> bytes:
    rows = tell(list(found.order_by("-recorded_at", "-id").limit(MOST_EXPORTED)))
    content = write_table(say(f"{what}_export_title"), columns, rows)
    narrowed = {name: value for name, value in asdict(wanted).items() if value}
    act = Act(f"{what}.export", f"service:{what}", after={"rows": len(rows), "filter": narrowed})
    transact(lambda: record(act, by=by, at=at))
    return content
