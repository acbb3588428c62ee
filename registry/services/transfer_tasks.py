"""Which transfers wait for an authority's lead, as a line of home."""

from registry.documents.transfers import Transfer
from registry.permissions import Actor, may
from registry.services.readings import Reading
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Page, Task
from registry.services.transfers import to_receive


def transfer_tasks_of(*, by: Actor) -> Reading[tuple[Task, ...]]:
    """Count what is to be received or sent back, for who decides on it."""
    if not may(by, "transfers:decide"):
        return lines_of()
    return lines_of(
        Counted(
            Transfer,
            to_receive(by),
            "parties_1_proposed_at_-1_number_-1",
            "task_receive_transfers",
            Page.TRANSFERS,
        )
    )
