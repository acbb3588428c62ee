"""Which initial loads wait, as lines of the ministry's home."""

from registry.documents.initial_loads import InitialLoad
from registry.permissions import may, require
from registry.policy.initial_load_states import LoadState
from registry.services.readings import Reading, fetch
from registry.services.task_lines import Day, Group, Page, Task

_MOST = 20
_LOADS = {
    LoadState.CHECKED.value: "task_carry_out_load",
    LoadState.LOADING.value: "task_loading",
}


def load_tasks_of(day: Day) -> Reading[tuple[Task, ...]]:
    """Say which initial loads wait to be carried out, or are under way."""
    require(day.by, "initial_loads:read")
    rows = yield from fetch(
        InitialLoad,
        {"state": {"$in": list(_LOADS)}},
        ("number", "filename", "state", "new_rows", "refused_rows"),
        "state_1_received_at_-1",
        sort={"received_at": -1},
        limit=_MOST,
    )
    return tuple(_line(one, day) for one in rows if one.new_rows)


def _line(load: InitialLoad, day: Day) -> Task:
    decides = load.state == LoadState.CHECKED and may(day.by, "initial_loads:carry_out")
    params = {
        "load": load.number,
        "rows": load.new_rows,
        "refused": load.refused_rows,
        "filename": load.filename,
    }
    group = Group.TODO if decides else Group.WAITING
    return Task(group, _LOADS[load.state], load.state, Page.LOAD, params, "task_note_load")
