"""What leave to file late asks of a host: the quarters it may still file. One query, or two."""

from collections.abc import Collection
from datetime import datetime

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import Actor, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.services.late_filing_cover import running
from registry.services.quarterly_update_forms import quarter_name
from registry.services.quarters import platform_owes
from registry.services.task_lines import Group, Page, Task
from registry.services.windows import quarter_window


def late_filings_of(
    platforms: Collection[Platform],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> tuple[Task, ...]:
    """Return what a host may file late today: of its platforms what is owed and not on file."""
    require(by, "late_filings:read", host=by.host)
    numbers = [one.number for one in platforms]
    leaves = running({one.authority for one in platforms}, numbers, at) if platforms else []
    if not leaves:
        return ()
    asked = {one.period for one in leaves}
    filed = set(
        QuarterlyUpdate.objects(platform__in=numbers, period__in=sorted(asked)).scalar(
            "platform", "period"
        )
    )  # index platform_1_period_1_version_1
    lines: dict[tuple[str, str], Task] = {}
    for leave in leaves:
        its = quarter_window(leave.period, rulebook.programme(leave.programme), calendar)
        for one in platforms:
            key = (one.number, leave.period)
            is_covered = leave.platform in {"", one.number} and leave.authority == one.authority
            if not is_covered or key in filed or not platform_owes(one, its):
                continue
            params = {
                "number": one.number, "name": one.name, "period": leave.period,
                "quarter": quarter_name(leave.period),
            }  # fmt: skip
            lines[key] = Task(
                Group.TODO, "task_file_late", "reopened", Page.UPDATE, params,
                "task_note_file_late", leave.last_day,
            )  # fmt: skip
    return tuple(lines.values())
