"""``reserve duties``: the duty ledger settled, or written anew from the records."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TypedDict

import click

from registry.commands.house import database, note, show_json
from registry.commands.spoken import SpokenGroup, command
from registry.law import rulebook
from registry.messages import say
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.services import duty_ledger
from registry.services.calendar import current_calendar
from registry.services.quarterly_update_forms import quarter_name

_Work = Callable[..., None]


class _Law(TypedDict):
    """When, and under which law, it is done."""

    at: datetime
    rulebook: Rulebook
    calendar: WorkingCalendar


@command("settle", "cli_duties_settle")
@click.argument("periods", metavar="[QUARTER]...", nargs=-1)
def settle(*, periods: tuple[str, ...], as_json: bool) -> None:
    """Bring the rows of quarters to how they stand now."""
    _each(periods, duty_ledger.settle_with_filings, "settling", "settled", as_json=as_json)


@command("rebuild", "cli_duties_rebuild")
@click.argument("periods", metavar="[QUARTER]...", nargs=-1)
def rebuild(*, periods: tuple[str, ...], as_json: bool) -> None:
    """Write the rows of quarters anew from the records."""
    _each(periods, duty_ledger.rebuild, "rebuilding", "rebuilt", as_json=as_json)


def _each(
    asked: Sequence[str], work: _Work, doing: str, done: str, *, as_json: bool
) -> None:  # fmt: skip - one signature
    """Work through quarters in order, saying of each that it is begun."""
    with database() as at:
        law: _Law = {"at": at, "rulebook": rulebook(), "calendar": current_calendar()}
        told, periods = [], duty_ledger.begun(asked, **law) or duty_ledger.on_record()
        for place, period in enumerate(periods, start=1):
            quarter = quarter_name(period)
            note(say(f"duties_{doing}", done=place, total=len(periods), quarter=quarter))
            work(period, **law)
            told.append(duty_ledger.tally(period))
    if as_json:
        show_json([asdict(one) for one in told])
        return
    for one in told:
        click.echo(say("duties_quarter", quarter=quarter_name(one.period), **asdict(one)))
    click.echo(say(f"duties_{done}", count=len(told)) if told else say("duties_none"))


duties = SpokenGroup(
    "duties",
    help="cli_duties",
    no_args_is_help=True,
    table={
        "settle": ("registry.commands.duties:settle", "cli_duties_settle"),
        "rebuild": ("registry.commands.duties:rebuild", "cli_duties_rebuild"),
    },
)
