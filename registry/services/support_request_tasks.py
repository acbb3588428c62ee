"""What requests for support 支持诉求 ask, as lines of home: of a host, and of its province."""

from registry.documents.support_requests import SupportRequest
from registry.permissions import require
from registry.policy.support_requests import SupportState
from registry.services.readings import Reading
from registry.services.task_counts import Counted, lines_of
from registry.services.task_lines import Day, Group, Page, Task


def support_tasks_of_host(day: Day) -> Reading[tuple[Task, ...]]:
    """Say to a host what was answered and waits for its word, and what it waits for; one step."""
    require(day.by, "support_requests:read", host=day.by.host)
    return lines_of(
        _counted(day, "host", SupportState.ANSWERED, "task_support_answered"),
        _counted(day, "host", SupportState.ASKED, "task_support_asked", Group.WAITING),
        _counted(day, "host", SupportState.IN_HAND, "task_support_in_hand", Group.WAITING),
    )


def support_tasks_of_province(day: Day) -> Reading[tuple[Task, ...]]:
    """Say to an authority what nobody took in hand yet, and what it has in hand; one step."""
    require(day.by, "support_requests:read", authority=day.by.authority)
    return lines_of(
        _counted(day, "authority", SupportState.ASKED, "task_support_take"),
        _counted(day, "authority", SupportState.IN_HAND, "task_support_answer"),
    )


def _counted(
    day: Day, whose: str, state: SupportState, code: str, group: Group = Group.TODO
) -> Counted:
    match = {whose: getattr(day.by, whose), "state": state.value}
    return Counted(
        SupportRequest, match, f"{whose}_1_state_1_asked_at_1", code, Page.SUPPORT_REQUESTS,
        params={"state": state.value}, group=group, state=f"support_{state.value}",
    )  # fmt: skip
