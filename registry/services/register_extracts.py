"""Register extracts 工商登记信息摘录 on the desk: taken in, listed, cancelled.

The ministry brings one in by page, API or command. Comparing it is long work on this record
(``register_extract_course``); it opens cases of possible unreported changes and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents import files as contents
from registry.documents.counters import take_number
from registry.documents.register_extracts import RegisterExtract
from registry.errors import Refusal, VersionConflict
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.register_extracts import ExtractState, may_move
from registry.policy.rulebook import Rulebook
from registry.services import files, ledger
from registry.services.by_time import RECEIVED, page_by_time
from registry.services.case_lists import numbered
from registry.services.courses import decision_of
from registry.services.files import KeptFile, plain_name
from registry.services.review_texts import stated
from registry.sheets.register_extracts import MOST_BYTES, LookedThrough, look_through

READ, UPLOAD, CANCEL = (f"register_extracts:{one}" for one in ("read", "upload", "cancel"))
_CSV = "text/csv"


class ExtractEnded(Refusal):
    """The extract was compared to its end, or cancelled before."""

    code = "extract_ended"
    status = 409


@dataclass(frozen=True, slots=True)
class ReceivedExtract:
    """The extract, and whether this upload made it: the same file twice is one extract."""

    extract: RegisterExtract
    created: bool


def receive(
    source: BinaryIO,
    filename: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    most: int = MOST_BYTES,
) -> ReceivedExtract:
    """Keep a file by its digest, piece by piece, and put it on record to be compared.

    ``source`` is read twice from its beginning. Raises a SheetError, SecrecyMark.
    """
    require(by, UPLOAD)
    looked = look_through(source, most=most)
    if (known := _known(looked.digest)) is not None:
        return ReceivedExtract(known, created=False)
    source.seek(0)
    contents.put_stream(looked.digest, source)
    kept = KeptFile(looked.digest, plain_name(filename), _CSV, looked.size)

    def work() -> RegisterExtract:
        files.refer_to(kept, at=at)
        return _write(kept, looked, by=by, at=at, rulebook=rulebook)

    try:
        return ReceivedExtract(transact(work), created=True)
    except NotUniqueError:
        # Sent twice at once, or by another at this moment.
        if (known := _known(looked.digest)) is None:
            raise
        return ReceivedExtract(known, created=False)


def cancel(
    number: str, reason: str, *, version: int, by: Actor, at: datetime
) -> RegisterExtract:  # fmt: skip - one signature
    """Stop comparing, with a reason; the cases that were opened stay, to be looked at by people.

    Raises NotFound, ExtractEnded, Invalid without a reason, VersionConflict.
    """
    found = readable(number, CANCEL, by)
    if not may_move(ExtractState(found.state), ExtractState.CANCELLED):
        raise ExtractEnded(number=number, state=say(f"state_extract_{found.state}"))
    why = stated("reason", reason, "extract_cancel_reason_wanted")

    def work() -> RegisterExtract:
        changed: RegisterExtract | None = RegisterExtract.objects(
            number=number, version=version, state=ExtractState.COMPARING.value
        ).modify(
            new=True,
            inc__version=1,
            set__state=ExtractState.CANCELLED.value,
            set__live=False,
            set__cancelled_at=at,
            set__cancelled_by_name=by.name,
            set__cancelled_reason=why,
            unset__lease_until=True,
            unset__lease_holder=True,
            unset__stopped_at=True,
        )  # fmt: skip - index number_1
        if changed is None:
            raise VersionConflict
        after = {"state": changed.state, "rows": changed.rows_done}
        _record("cancel", changed, after, by=by, at=at, reason=why)
        return changed

    return transact(work)


def readable(number: str, permission: str, by: Actor) -> RegisterExtract:
    """Return an extract to who has this permission. Raises NotFound."""
    return numbered(RegisterExtract, number, permission, by)


def list_extracts(
    *, by: Actor, after: Sequence[str] = (), limit: int
) -> tuple[list[RegisterExtract], list[str]]:
    """Return a page of the extracts, newest first, and the key it ends with.

    Raises CursorForged for another list's key.
    """
    require(by, READ)
    found = RegisterExtract.objects.hint("received_at_-1_number_-1")
    return page_by_time(found, after, limit, order=RECEIVED)


def _known(digest: str) -> RegisterExtract | None:
    found: RegisterExtract | None = RegisterExtract.objects(digest=digest, live=True).first()
    return found  # index digest_1


def _write(
    kept: KeptFile, looked: LookedThrough, *, by: Actor, at: datetime, rulebook: Rulebook
) -> RegisterExtract:
    year = at.astimezone(SHANGHAI).year
    made: RegisterExtract = RegisterExtract(
        number=f"DJ-{year}-{take_number(f'register_extract:{year}'):03d}",
        digest=kept.digest,
        filename=kept.name,
        size=kept.size,
        encoding=looked.head.encoding,
        columns=sorted(looked.head.places, key=looked.head.places.__getitem__),
        row_count=max(looked.lines - 1, 0),
        state=ExtractState.COMPARING.value,
        rulebook=rulebook.version,
        decision=decision_of(by, at),
        received_at=at,
    ).save(force_insert=True)
    after = {"file": kept.name, "digest": kept.digest, "rows": made.row_count}
    _record("receive", made, after, by=by, at=at)
    return made


def _record(
    verb: str,
    found: RegisterExtract,
    after: dict[str, object],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    subject = f"register_extract:{found.number}"
    act = ledger.Act(
        f"register_extract.{verb}", subject, after=after, rulebook=found.rulebook, reason=reason
    )
    ledger.record(act, by=by, at=at)
