"""Settling rows in batches: many in one transaction, and one bad row harms only itself.

Most of a row's cost is the round trips of its transaction. The work given settles each row
by the row's own outcome, so a batch, and a row after it, may come again without a double.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from mongoengine.errors import NotUniqueError, OperationError
from pymongo.errors import ExecutionTimeout, PyMongoError

from registry.database import transact

SIZE = 100  # more rows to a transaction gain little and hold others up longer

Key = TypeVar("Key", bound=Hashable)


def settle(rows: Sequence[Key], work: Callable[[Sequence[Key]], None]) -> dict[Key, Exception]:
    """Settle rows in one transaction, or each in its own where one of them fails the batch.

    Returns the rows that fail even alone, with why. Raises what is the database's fault and
    no row's: then nothing would come of trying on.
    """
    try:
        _twice(rows, work)
    except NotUniqueError as error:
        return _each(rows, work, error)
    except (PyMongoError, OperationError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a row's content brings about is that row's fault
        return _each(rows, work, error)
    return {}


def _each(
    rows: Sequence[Key], work: Callable[[Sequence[Key]], None], error: Exception
) -> dict[Key, Exception]:
    if len(rows) == 1:
        return {rows[0]: error}
    failed: dict[Key, Exception] = {}
    for row in rows:
        failed |= settle([row], work)
    return failed


def _twice(rows: Sequence[Key], work: Callable[[Sequence[Key]], None]) -> None:
    try:
        transact(lambda: work(rows))
    except (NotUniqueError, ExecutionTimeout):
        # Somebody else entered the same host or platform at this moment, or a worker that
        # was killed still held a row: now it is there, or let go.
        transact(lambda: work(rows))
