"""Comparing a register extract 工商登记信息摘录 with the library, some thousand rows at a time.

The file is read as a stream; of the library only credit code, name and kind are held in
memory. A row that seems to differ is looked at again inside the transaction that opens its
case and moves the record's progress on: killed in the middle, the next look goes on behind the
last row that is settled, and nothing is settled twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.files import chunks_of
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.documents.register_extracts import RegisterExtract
from registry.permissions import Actor
from registry.policy.domiciles import domicile
from registry.policy.register_extracts import ExtractState
from registry.policy.rulebook import Rulebook
from registry.policy.unreported_changes import (
    ChangedField,
    ChangeOrigin,
    OnRecord,
    difference,
    plain_key,
)
from registry.policy.vocabulary import LibraryState
from registry.services import ledger, outbox
from registry.services.courses import Background, Progress, in_whose_name
from registry.services.host_domiciles import all_domiciles, keep_domiciles
from registry.services.unreported_change_detection import Seen, provinces, take_up
from registry.sheets.register_extracts import (
    ExtractHead,
    cell_of,
    code_of,
    is_readable,
    read_head,
    rows,
)

_STEP = 20_000  # rows a transaction moves on by, where nothing differs
_MOST_SEEN = 100  # differing rows to one transaction
_MOST_UNREAD = 50
_COMPARING = ExtractState.COMPARING.value
_NOTHING = OnRecord(now={})


class _TakenAwayError(Exception):
    """The extract was cancelled, or another worker is at it: what was begun is not written."""


@dataclass(frozen=True, slots=True)
class _InLibrary:
    """The host of a credit code in the library, as it is compared; its newest domicile is last."""

    key: str
    kind: str
    domiciles: list[str]


@dataclass(slots=True)
class _Step:
    """What was met since the last step that was written."""

    rows: int = 0
    matched: int = 0
    seen: list[Seen] = field(default_factory=list)
    domiciles: list[tuple[str, str, str]] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    differing: int = 0


@dataclass(frozen=True, slots=True)
class _Work:
    """One extract being compared: its record as it stood, and by whom, when, under which law."""

    extract: RegisterExtract
    holder: str
    by: Actor
    at: datetime
    rulebook: Rulebook


def progress_of(found: RegisterExtract) -> Progress:
    """Return how far an extract is, in rows."""
    finished = found.state != _COMPARING
    outcomes = {name: getattr(found, name) for name in ("opened", "seen_again", "unread_rows")}
    total = found.row_count or 0
    return Progress(min(found.rows_done, total), total, finished, outcomes, found.stopped_at)


class _Comparison(Background[RegisterExtract]):
    def carry(self, number: str, holder: str, at: datetime, rulebook: Rulebook) -> bool:
        """Compare an extract to its end, in the name of who brought it in; False if taken away."""
        extract = RegisterExtract.objects.get(number=number)
        by = in_whose_name(extract.decision)
        work = _Work(extract, holder, by, at.astimezone(UTC), rulebook)
        try:
            for step in _steps(extract):
                _settle(work, step)
            _finish(work)
        except _TakenAwayError:
            return False
        return True


def _steps(extract: RegisterExtract) -> Iterator[_Step]:
    """Read the file from its beginning and give what lies behind the rows that are settled."""
    pieces = chunks_of(extract.digest)
    first = next(pieces)
    head = read_head(first)
    library = _library(head)
    done, step, place = extract.rows_done, _Step(), head.places["credit_code"]
    for ordinal, row in enumerate(rows(chain([first], pieces), head), start=1):
        if ordinal <= done:
            continue
        step.rows += 1
        host = library.get(code := code_of(row[place])) if row else None
        if row is None or (host and not is_readable(row, head)):
            step.unread.append(ordinal + 1)
        elif host:
            source = f"register_extract:{extract.number}:{ordinal + 1}"
            seen = _seen_in(row, head, host, code, source)
            step.matched += 1
            step.differing += bool(seen)
            step.seen += seen
            if (said := cell_of(row, head, "domicile")) and _is_new(said, host, seen):
                host.domiciles.append(said)
                step.domiciles.append((code, said, source))
        if step.rows >= _STEP or len(step.seen) >= _MOST_SEEN:
            yield step
            step = _Step()
    if step.rows:
        yield step


def _seen_in(
    row: Sequence[str], head: ExtractHead, host: _InLibrary, code: str, source: str
) -> list[Seen]:  # fmt: skip - one signature
    """Return what a row of a host in the library seems to say otherwise."""
    return [
        Seen(one, said, ChangeOrigin.EXTRACT, source, credit_code=code)
        for one, said in _suspicious(row, head, host)
    ]


def _suspicious(
    row: Sequence[str], head: ExtractHead, host: _InLibrary
) -> Iterator[tuple[ChangedField, str]]:
    name = row[head.places["name"]]
    if plain_key(name) != host.key:
        yield ChangedField.HOST_NAME, name
    for field_, column, on_record in (
        (ChangedField.BUSINESS_STATUS, "status", _NOTHING),
        (ChangedField.HOST_KIND, "kind", OnRecord({ChangedField.HOST_KIND: host.kind})),
    ):
        said = cell_of(row, head, column)
        if said and difference(field_, said, on_record):
            yield field_, said
    said = cell_of(row, head, "domicile")
    if said and said not in host.domiciles and _is_elsewhere(said, host):
        yield ChangedField.DOMICILE, said


def _is_elsewhere(said: str, host: _InLibrary) -> bool:
    if not host.domiciles:
        return False
    on_record = OnRecord(
        {ChangedField.DOMICILE: host.domiciles[-1]},
        {ChangedField.DOMICILE: host.domiciles},
        provinces(),
    )
    return difference(ChangedField.DOMICILE, said, on_record) is not None


def _is_new(said: str, host: _InLibrary, seen: Sequence[Seen]) -> bool:
    """Say whether an address is to be kept: another than before, or the first that says of a place.

    What is held against it is what an extract said, so the first of all finds nothing.
    """
    if host.domiciles:
        return any(one.field is ChangedField.DOMICILE for one in seen)
    return domicile(said, provinces()) is not None


def _library(head: ExtractHead) -> dict[str, _InLibrary]:
    """Return the hosts of all platforms in the library by credit code; three queries at most."""
    kinds: dict[str, str] = {}
    domiciles: dict[str, list[str]] = {}
    if "domicile" in head.places:
        domiciles = all_domiciles()
    if "kind" in head.places:
        for one in Host.objects(kind__gt="").only("credit_code", "kind").as_pymongo():
            kinds[one["credit_code"]] = one["kind"]
    found: Any = Platform._get_collection().find(  # noqa: SLF001 - two fields of every platform
        {"state": LibraryState.IN_LIBRARY.value},
        {"_id": False, "credit_code": True, "host_name": True},
        batch_size=5000,
    )
    return {
        one["credit_code"]: _InLibrary(
            plain_key(one["host_name"]),
            kinds.get(one["credit_code"], ""),
            domiciles.get(one["credit_code"], []),
        )
        for one in found
    }


def _settle(work: _Work, step: _Step) -> None:
    """Open the cases of a step and move the record on, together; raises _TakenAwayError."""
    number = work.extract.number
    if not _COMPARISON.take_lease(number, work.holder):
        raise _TakenAwayError

    def write() -> None:
        taken = take_up(step.seen, by=work.by, at=work.at, rulebook=work.rulebook)
        # After the cases: what is new is held against what was there before.
        keep_domiciles(step.domiciles, at=work.at)
        counts = {
            "rows_done": step.rows,
            "matched": step.matched,
            "differing": step.differing,
            "opened": taken.opened,
            "seen_again": taken.seen_again,
            "unread_rows": len(step.unread),
        }  # fmt: skip - one list of counts
        noted = {"$each": step.unread[:_MOST_UNREAD], "$slice": _MOST_UNREAD}
        moved = RegisterExtract._get_collection().update_one(  # noqa: SLF001 - a bounded list
            {"number": number, "state": _COMPARING, "lease_holder": work.holder},
            {"$inc": counts, "$push": {"unread": noted}},
        )
        if not moved.matched_count:
            raise _TakenAwayError

    try:
        transact(write)
    except NotUniqueError:
        transact(write)  # another source opened the same case at this moment: now it is there


def _finish(work: _Work) -> None:
    def write() -> None:
        done: RegisterExtract | None = RegisterExtract.objects(
            number=work.extract.number, state=_COMPARING, lease_holder=work.holder
        ).modify(
            new=True,
            inc__version=1,
            set__state=ExtractState.COMPARED.value,
            set__finished_at=work.at,
            unset__stopped_at=True,
            unset__lease_until=True,
            unset__lease_holder=True,
        )
        if done is None:
            raise _TakenAwayError
        RegisterExtract.objects(id=done.id).update_one(set__row_count=done.rows_done)
        names = ("matched", "differing", "opened", "seen_again", "unread_rows")
        counts = {name: getattr(done, name) for name in names}
        subject = f"register_extract:{done.number}"
        act = ledger.Act(
            "register_extract.compare",
            subject,
            rulebook=work.rulebook.version,
            after={"state": done.state, "rows": done.rows_done, **counts},
        )  # fmt: skip - one act
        ledger.record(act, by=work.by, at=work.at)
        params = {"number": done.number, "opened": str(done.opened), "rows": str(done.rows_done)}
        notice = outbox.Notice("ministry", "ministry", "notice_extract_compared", subject, params)
        outbox.post(notice, at=work.at)

    transact(write)


_COMPARISON = _Comparison(RegisterExtract, _COMPARING)
start, carry_out = _COMPARISON.start, _COMPARISON.carry_out
