"""Who waits for an account, as lines of a province's home."""

from registry.documents.registrations import Registration
from registry.permissions import require
from registry.services.belonging import hosts_without_account
from registry.services.readings import Reading, together
from registry.services.registrations import waiting_for
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Day, Group, Page, Task


def activation_tasks_of(day: Day) -> Reading[tuple[Task, ...]]:
    """Count the registrations to decide on, and the hosts that have no account."""
    authority = day.by.authority
    require(day.by, "registrations:read", authority=authority)
    registrations = lines_of(
        Counted(
            Registration,
            waiting_for(authority, day.at),
            "authority_1_state_1_recorded_at_1__id_1",
            "task_decide_registrations",
            Page.REGISTRATIONS,
            "task_note_registrations",
        )
    )
    waiting, without = yield from together(registrations, hosts_without_account(authority))
    code, note = "task_issue_codes", "task_note_codes"
    params = {"count": len(without)}
    codes = (Task(Group.TODO, code, "", Page.ACTIVATIONS, params, note),) if without else ()
    return (*waiting, *codes)
