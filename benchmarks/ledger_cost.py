"""What the ledger's entry adds to submitting a quarterly update.

Ours is the whole submission, as ``submit_update`` measures it. The floor is the very same one,
through the same service and to the same collections, without an entry: nothing looks for the
chain's end, nothing is digested, nothing is inserted. What is between them is the ledger's.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import service, token_for
from benchmarks.submissions import Work, lay_in, ours
from registry.documents import quarterly_updates
from registry.documents.ledger import LedgerEntry
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import Role
from registry.services import quarterly_update_filing

ROUNDS, REPEAT = 40, 12


@contextmanager
def no_ledger() -> Iterator[None]:
    """Let submissions look for no chain and write no entry."""
    looked_up = quarterly_updates._chain_of  # noqa: SLF001 - what a submission asks of the ledger

    def no_chain(number: str) -> dict[str, Any]:
        """Return a stage that asks nothing, and gives what a chain not begun would give."""
        return {"$set": {looked_up(number)["$lookup"]["as"]: []}}

    with (
        mock.patch.object(quarterly_updates, "_chain_of", no_chain),
        mock.patch.object(quarterly_update_filing, "record", return_value=""),
    ):
        yield


def without_ledger(submit: Work) -> Work:
    """Return a submission that leaves no entry."""

    def work(ordinal: int) -> None:
        with no_ledger():
            submit(ordinal)

    return work


def main() -> int:
    """Measure and print; 1 above the ceiling."""
    each = (ROUNDS + 1) * REPEAT
    with service("ledger_cost") as app:
        lay_in(2 * each)
        submit = ours(app, token_for(Role.HOST_OPERATOR, host="host-1"))
        bare = without_ledger(submit)
        found = interleaved(
            {"figure": submit, "floor": lambda ordinal: bare(each + ordinal)},
            rounds=ROUNDS,
            repeat=REPEAT,
        )
        # Held to what was done: every submission is filed, and every other one has its entry.
        done = (QuarterlyUpdate.objects.count(), LedgerEntry.objects.count())
        assert done == (2 * each, each), done  # noqa: S101 - measured only if done
    holds = told(
        "Submitting an update, with and without its entry in the ledger",
        found,
        "figure",
        [Ceiling("floor", 1.15)],
        limited_by="one insert with five indexes; digests take some 0.1 ms",
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
