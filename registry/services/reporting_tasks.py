"""How many platforms have not reported, as a line of an office's home."""

from registry.permissions import PROVINCE
from registry.policy.windows import Window
from registry.services.readings import Reading
from registry.services.reporting_counts import Tally, counts_of
from registry.services.task_lines import Day, Group, Page, Task
from registry.services.windows import window_in_question


def reporting_tasks_of(day: Day) -> Reading[tuple[Task, ...]]:
    """Say how many platforms have not reported, in the open quarter or the last."""
    its = window_in_question(at=day.at, **day.law)
    counts = yield from counts_of(its.period, by=day.by, **day.law)
    return (_of_total(counts.total, its, day),)


def _of_total(total: Tally, its: Window, day: Day) -> Task:
    params = {
        "period": its.period,
        "count": total.expected - total.submitted,
        "expected": total.expected,
        "submitted": total.submitted,
        "draft": total.draft,
    }
    if not total.expected:
        return Task(Group.DONE, "task_nothing_owed", "not_owed", Page.REPORTING, params)
    if total.expected == total.submitted:
        note = "task_note_reported"
        return Task(Group.DONE, "task_all_reported", "submitted", Page.REPORTING, params, note)
    if not day.quarter_is_open:
        note = "task_note_reported"
        return Task(Group.WAITING, "task_see_missing", "missing", Page.REPORTING, params, note)
    code = "task_remind_hosts" if day.by.role in PROVINCE else "task_watch_reporting"
    note, last = "task_note_reported", its.days[-1]
    return Task(Group.TODO, code, "", Page.REPORTING, params, note, last)
