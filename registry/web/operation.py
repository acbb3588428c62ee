"""How the service is running, by page, for the system administrator."""

from collections.abc import Iterable
from datetime import timedelta
from importlib.metadata import version

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import stopwatch
from registry.doctor.diagnosis import Verdict
from registry.doctor.examination import examine
from registry.messages import say
from registry.permissions import require
from registry.services.jobs import LastRun, outcome_of
from registry.services.operation import operation_of

blueprint = Blueprint("operation", __name__)

# The worst first; what cannot be told from here comes last.
_AMISS = (Verdict.WRONG, Verdict.DOUBTFUL, Verdict.UNKNOWN)


@blueprint.get("/operation")
def index() -> ResponseReturnValue:
    """Show what is amiss and how to mend it, then version, jobs, database, disk and calendar."""
    actor, at, house = edge.actor(), edge.arrival(), edge.house()
    require(actor, "operation:read")
    examined = tuple(
        examine(
            house.settings, serving=True, address="", at=at, wall=house.clock.wall(), walk=False
        )
    )
    found = operation_of(house.settings.data, edge.calendar(), by=actor, at=at)
    return render_template(
        "operation/index.html",
        found=found,
        amiss=[one for verdict in _AMISS for one in examined if one.verdict is verdict],
        well=[one for one in examined if one.verdict is Verdict.FINE],
        jobs=list(_rows(found.jobs)),
        software=version("reserve"),
        rules=edge.rulebook().version,
        settings=house.settings,
        running=_in_words(stopwatch() - house.began),
    )


def _rows(runs: Iterable[LastRun]) -> Iterable[dict[str, object]]:
    for run in runs:
        minutes = int(run.every / timedelta(minutes=1))
        often = "job_every_minutes" if minutes % 60 else "job_every_hours"
        yield {
            "job": say(f"job_{run.name}"),
            "every": say(often, count=minutes if minutes % 60 else minutes // 60),
            "ran_at": run.ran_at,
            "done": say(outcome_of(run.done), count=run.done),
        }


def _in_words(seconds: float) -> str:
    days, left = divmod(int(seconds) // 60, 24 * 60)
    hours, minutes = divmod(left, 60)
    code = "running_days" if days else "running_hours" if hours else "running_minutes"
    return say(code, days=days, hours=hours, minutes=minutes)
