"""How the service is running, by page, for the system administrator."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import stopwatch
from registry.messages import say
from registry.permissions import require
from registry.services.operation import operation_of

blueprint = Blueprint("operation", __name__)

_GIBIBYTE = 1024
# Less free than this, or a backup older than that, asks for somebody.
_LITTLE = 5 * _GIBIBYTE
_OLD = timedelta(days=7)


@blueprint.get("/operation")
def index() -> ResponseReturnValue:
    """Show version, database, disk, calendar, last backup and how long this worker runs."""
    actor, at, house = edge.actor(), edge.arrival(), edge.house()
    require(actor, "operation:read")
    found = operation_of(house.settings.data, edge.calendar(), by=actor, at=at)
    return render_template(
        "operation/index.html",
        found=found,
        rules=edge.rulebook().version,
        settings=house.settings,
        running=_in_words(stopwatch() - house.began),
        little_disk=found.disk_free < _LITTLE,
        old_backup=found.last_backup is None or at - found.last_backup > _OLD,
    )


def _in_words(seconds: float) -> str:
    days, left = divmod(int(seconds) // 60, 24 * 60)
    hours, minutes = divmod(left, 60)
    code = "running_days" if days else "running_hours" if hours else "running_minutes"
    return say(code, days=days, hours=hours, minutes=minutes)
