"""Which waivers of a ban wait for approval, as a line of home."""

from datetime import datetime

from registry.documents.ban_waivers import BanWaiver
from registry.permissions import Actor, may
from registry.services.ban_waivers import PREPARED, to_approve
from registry.services.readings import Reading
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Page, Task


def ban_waiver_tasks_of(*, by: Actor, at: datetime) -> Reading[tuple[Task, ...]]:
    """Count what one may approve: what another prepared, and what has not lapsed since."""
    if not may(by, "ban_waivers:approve"):
        return lines_of()
    return lines_of(
        Counted(
            BanWaiver,
            to_approve(by, at),
            "state_1_prepared_at_-1_number_-1",
            "task_approve_ban_waivers",
            Page.BAN_WAIVERS,
            "task_note_ban_waivers",
            {"state": PREPARED},
        )
    )
