"""``reserve jobs``: the process of recurring work."""

import click

from config.settings import load_settings
from jobs.process import keep_running
from jobs.timetable import run_jobs
from registry.commands.house import clock_of, show_json
from registry.commands.spoken import command, option
from registry.database import connect, disconnect, mongodb_uri
from registry.embedded import is_listening
from registry.errors import Refusal
from registry.law import rulebook
from registry.logs import configure_logs
from registry.messages import say
from registry.services.backups import refuse_half_restored
from registry.services.jobs import outcome_of

_FAILED = 1


class NothingToSchedule(Refusal):
    """No service runs on this data directory, and no cluster is named."""

    code = "nothing_to_schedule"
    status = 409


@command("jobs", "cli_jobs")
@option("--once", is_flag=True, help="cli_jobs_once")
def jobs(*, once: bool, as_json: bool) -> int:
    """Do recurring work until told to stop, or once; exit 1 where a job failed."""
    settings = load_settings()
    if not settings.mongodb_uri and not is_listening(settings.data):
        raise NothingToSchedule(data=settings.data)
    configure_logs(settings.log_level, beside_answer=once)
    connect(mongodb_uri(settings), settings.database)
    clock = clock_of(settings)
    try:
        refuse_half_restored()
        if not once:
            keep_running(clock, rulebook())
            return 0
        done = run_jobs(clock, rulebook())
    finally:
        disconnect()
    if as_json:
        show_json(done)
    for name, count in () if as_json else done.items():
        outcome = say(outcome_of(count), count=count)
        click.echo(say("schedule_job", name=say(f"job_{name}"), outcome=outcome))
    return _FAILED if None in done.values() else 0
