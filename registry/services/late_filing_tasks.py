"""What leave to file late asks of a host, as lines of home: the quarters it may still file."""

from collections.abc import Collection

from registry.documents.late_filings import LateFilingLeave
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import require
from registry.policy.windows import Window
from registry.services.quarterly_update_forms import quarter_name
from registry.services.quarters import platform_owes
from registry.services.readings import Reading, fetch
from registry.services.task_lines import Day, Group, Page, Task
from registry.services.windows import quarter_window


def late_filings_of(platforms: Collection[Platform], day: Day) -> Reading[tuple[Task, ...]]:
    """Return what of its platforms a host may file late today: what is owed and not on file.

    One step, and another where leave runs.
    """
    require(day.by, "late_filings:read", host=day.by.host)
    numbers = [one.number for one in platforms]
    leaves = yield from fetch(
        LateFilingLeave,
        {
            "authority": {"$in": sorted({one.authority for one in platforms})},
            "platform": {"$in": ["", *numbers]},
            "until": {"$gt": day.at},
        },
        ("authority", "platform", "period", "programme", "last_day"),
        "authority_1_platform_1_until_1",
        sort={"until": 1},
    )
    if not leaves:
        return ()
    filed = yield from fetch(
        QuarterlyUpdate,
        {"platform": {"$in": numbers}, "period": {"$in": sorted({one.period for one in leaves})}},
        ("platform", "period"),
        "period_1_platform_1_version_-1",
        sort={"period": 1, "platform": 1, "version": -1},
    )
    there = {(one.platform, one.period) for one in filed}
    lines = {
        (one.number, leave.period): _line(one, leave)
        for leave in leaves
        for one in platforms
        if leave.platform in {"", one.number}
        and leave.authority == one.authority
        and (one.number, leave.period) not in there
        and platform_owes(one, _window_of(leave, day))
    }
    return tuple(lines.values())


def _window_of(leave: LateFilingLeave, day: Day) -> Window:
    return quarter_window(leave.period, day.rulebook.programme(leave.programme), day.calendar)


def _line(platform: Platform, leave: LateFilingLeave) -> Task:
    params = {
        "number": platform.number, "name": platform.name, "period": leave.period,
        "quarter": quarter_name(leave.period),
    }  # fmt: skip
    return Task(
        Group.TODO, "task_file_late", "reopened", Page.UPDATE, params, "task_note_file_late",
        leave.last_day,
    )  # fmt: skip
