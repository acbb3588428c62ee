"""``reserve calendar``: the working days of a year, and bringing in a holiday notice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from registry.calendars import LARGEST_NOTICE, parse_notice
from registry.commands.files import text_of
from registry.commands.house import CONSOLE, database, show_json
from registry.commands.spoken import SpokenGroup, command
from registry.commands.windows import calendar_in_force, year_of
from registry.messages import say
from registry.policy.calendar import Notice
from registry.services.calendar import import_notice


@command("show", "cli_calendar_show")
@click.argument("year")
def show(*, year: str, as_json: bool) -> None:
    """Show what a year rests on."""
    number = year_of(year)
    notices = calendar_in_force().notices_of(number)
    if as_json:
        show_json({"year": number, "notices": [_shape(notice) for notice in notices]})
        return
    click.echo(say("calendar_year", year=number))
    for notice in notices:
        click.echo(say("calendar_notice_line", number=notice.number, issued=notice.issued))
        click.echo(say("calendar_off_days", days=_days(notice.off_days)))
        click.echo(say("calendar_work_days", days=_days(notice.work_days)))
    if not notices:
        click.echo(say("calendar_no_notice"))


@command("import", "cli_calendar_import")
@click.argument("file")
def import_(*, file: str, as_json: bool) -> None:
    """Import one notice from a TOML file; windows follow at once."""
    read = parse_notice(text_of(file, LARGEST_NOTICE), name=Path(file).name)
    with database() as at:
        notice = replace(read, known_at=at)
        changed = import_notice(notice, by=CONSOLE, at=at)
    if as_json:
        show_json({"changed": changed, "notice": _shape(notice)})
        return
    code = "calendar_imported" if changed else "calendar_already"
    click.echo(say(code, number=notice.number, year=notice.year))


def _shape(notice: Notice) -> dict[str, object]:
    return {
        "number": notice.number,
        "year": notice.year,
        "issued": notice.issued.isoformat(),
        "off_days": [day.isoformat() for day in sorted(notice.off_days)],
        "work_days": [day.isoformat() for day in sorted(notice.work_days)],
    }


def _days(days: frozenset[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days)) or "—"


calendar = SpokenGroup(
    "calendar",
    help="cli_calendar",
    no_args_is_help=True,
    table={
        "show": ("registry.commands.calendar:show", "cli_calendar_show"),
        "import": ("registry.commands.calendar:import_", "cli_calendar_import"),
    },
)
