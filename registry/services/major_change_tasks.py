"""What reported major changes 重大事项 ask of a person on the first page: one query a role."""

from registry.documents.major_changes import MajorChange
from registry.messages import say
from registry.permissions import Actor, may
from registry.policy.major_changes import ChangeState
from registry.services.task_lines import Group, Page, Task

_RETURNED, _REPORTED = ChangeState.RETURNED.value, ChangeState.REPORTED.value


def major_change_tasks_of(*, by: Actor) -> tuple[Task, ...]:
    """Return a host's reports to mend, how many wait for a province; to anybody else nothing."""
    if by.host and may(by, "major_changes:report"):
        return tuple(
            Task(Group.TODO, "task_mend_major_change", "change_returned", Page.MAJOR_CHANGE, params)
            for params in _returned(by.host)
        )
    if not (by.authority and may(by, "major_changes:decide")):
        return ()
    waiting = MajorChange.objects(authority=by.authority, state=_REPORTED).count()
    if not waiting:  # index authority_1_state_1_reported_at_-1_number_-1
        return ()
    params = {"count": waiting, "state": _REPORTED}
    code, note = "task_verify_major_changes", "task_note_major_changes"
    return (Task(Group.TODO, code, "todo", Page.MAJOR_CHANGES, params, note),)


def _returned(host: str) -> list[dict[str, str]]:
    found = MajorChange.objects(hosts=host, host=host, state=_RETURNED).order_by("-reported_at")
    return [
        {"number": number, "name": name, "kind": say(f"major_change_{kind}")}
        for number, name, kind in found.scalar("number", "platform_name", "kind")
    ]  # index hosts_1_reported_at_-1_number_-1
