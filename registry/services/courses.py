"""Courses: carrying out what was decided on a workbook, batch of rows by batch, to the end.

Each batch is one transaction and begins with its rows' own outcomes: a row is settled once,
whoever comes and however often. Killed in the middle, a course goes on where it stopped, at
the next look, by the timetable or by command; the lease only keeps two workers from doing
the same work at the same time.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from mongoengine import Document
from mongoengine.errors import OperationError
from pymongo.errors import PyMongoError

from registry.database import transact
from registry.documents.workbooks import Decision
from registry.logs import log
from registry.permissions import Actor, Role
from registry.policy.rulebook import Rulebook
from registry.services import batches, leases

Kind = TypeVar("Kind", bound=Document)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a course is. ``outcomes`` counts rows by what became of them.

    ``stopped_at`` is when it last broke off by a fault, None where it did not.
    """

    done: int
    total: int
    finished: bool
    outcomes: Mapping[str, int]
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done on one workbook.

    ``pending`` gives the next rows that wait, some left out; ``settle`` settles rows and
    ``finish`` closes the workbook, each inside the caller's transaction.
    """

    pending: Callable[[Collection[int]], list[int]]
    settle: Callable[[Sequence[int]], None]
    finish: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Background(ABC, Generic[Kind]):
    """Work on records of one kind that stand in ``state``, one at a time under a lease."""

    kind: type[Kind]
    state: str

    @abstractmethod
    def carry(self, number: str, holder: str, at: datetime, rulebook: Rulebook) -> bool:
        """Work on one record to its end, under its holder's lease; False where it was lost."""

    def start(self, number: str, *, at: datetime, rulebook: Rulebook) -> threading.Thread | None:
        """Work on a record in the background, unless somebody is at it already.

        Called on the decision and whenever somebody looks at one under way: nothing depends
        on a job. Returns the thread, which ends with the process, or None where there is
        nothing to do.
        """
        holder = leases.new_holder()
        if not self.take_lease(number, holder):
            return None
        thread = threading.Thread(
            target=self._in_background,
            args=(number, holder, at, rulebook),
            name=f"course-{number}",
            daemon=True,
        )
        thread.start()
        return thread

    def carry_out(self, number: str, *, at: datetime, rulebook: Rulebook) -> bool:
        """Work on a record here and now, to its end; False where another is at it.

        ``at`` is when the work is written down. There is no permission to ask for: it does
        what was decided, in the name of who did.
        """
        holder = leases.new_holder()
        return self.take_lease(number, holder) and self.carry(number, holder, at, rulebook)

    def take_lease(self, number: str, holder: str) -> bool:
        """Take or renew the lease of a record; False where another has it, or it moved on."""
        return leases.take(self.kind, number, self.state, holder)

    def _in_background(self, number: str, holder: str, at: datetime, rulebook: Rulebook) -> None:
        try:
            self.carry(number, holder, at, rulebook)
        except Exception:  # noqa: BLE001 - nobody waits for this thread: log and record are told instead
            self._tell_stopped(number, at)

    def _tell_stopped(self, number: str, at: datetime) -> None:
        """Log the fault that a course broke off by, and note it on the record.

        What is settled stays settled, and the next look goes on at once, for the lease is
        given back. Two workers at the rest of it would do no harm.
        """
        log().exception("work_stopped", kind=self.kind.__name__, number=number)
        try:
            self.kind.objects(number=number, state=self.state).update_one(
                set__stopped_at=at, unset__lease_until=True, unset__lease_holder=True
            )
        except (OperationError, PyMongoError):
            # The database itself may be what failed; then the log above is all there is.
            log().exception("work_stop_untold", kind=self.kind.__name__, number=number)


@dataclass(frozen=True, slots=True)
class Course(Background[Kind]):
    """How workbooks of one kind are carried out, batch of rows by batch.

    ``work`` says what is to be done on one, by its number, the moment its rows are written
    down, and the rulebook.
    """

    work: Callable[[str, datetime, Rulebook], Work]

    def carry(self, number: str, holder: str, at: datetime, rulebook: Rulebook) -> bool:
        """Settle a workbook's rows; they take effect with the decision.

        Raises the first row's fault after all others are settled.
        """
        work = self.work(number, at, rulebook)
        failed: dict[int, Exception] = {}
        while rows := work.pending(failed):
            if not self.take_lease(number, holder):
                return False
            failed |= batches.settle(rows, work.settle)
        for row, error in failed.items():
            log().error("row_not_settled", number=number, row=row, exc_info=error)
        if failed:
            raise failed[min(failed)]
        transact(work.finish)
        return True

    def end(self, number: str, **values: object) -> Kind | None:
        """Change a workbook that is carried out, its lease given back; None where it is ended."""
        ended: Kind | None = self.kind.objects(number=number, state=self.state).modify(
            new=True,
            unset__stopped_at=True,
            unset__lease_until=True,
            unset__lease_holder=True,
            inc__version=1,
            **{f"set__{name}": value for name, value in values.items()},
        )
        return ended


def decision_of(by: Actor, at: datetime) -> Decision:
    """Return a decision of an actor, as it is kept on the workbook."""
    return Decision(
        account=by.account,
        account_name=by.name,
        role=by.role.value,
        door=by.door,
        request_id=by.request_id,
        decided_at=at,
    )


def in_whose_name(decision: Decision, *, authority: str = "") -> Actor:
    """Return who decided, as the actor in whose name the rows are entered."""
    return Actor(
        account=decision.account,
        name=decision.account_name,
        role=Role(decision.role),
        authority=authority,
        door=decision.door,
        request_id=decision.request_id,
    )


def outcomes_of(rows: type[Document], of: Mapping[str, Any], hint: str) -> dict[str, int]:
    """Count a workbook's rows by what became of them: one query, over the index ``hint``."""
    groups = rows._get_collection().aggregate(  # noqa: SLF001 - a count without the mapper
        [{"$match": of}, {"$group": {"_id": "$outcome", "rows": {"$sum": 1}}}], hint=hint
    )
    return {group["_id"]: group["rows"] for group in groups}
