"""``reserve windows``: a year's windows, in the shape the API gives them."""

import click
from pymongo.errors import PyMongoError

from registry.calendars import working_calendar
from registry.commands.house import database_if_any, note, show_json
from registry.commands.spoken import command
from registry.errors import Refusal
from registry.law import NATIONAL, rulebook
from registry.messages import say
from registry.policy.calendar import WorkingCalendar
from registry.policy.periods import PeriodError
from registry.policy.windows import Window, windows_of_year
from registry.services.calendar import current_calendar
from schemas.windows import window_shape

_YEAR_DIGITS = 4


class YearUnknown(Refusal):
    """Not a year, or one for which the law has no window."""

    code = "windows_year_unknown"
    status = 422


@command("windows", "cli_windows")
@click.argument("year")
def windows(*, year: str, as_json: bool) -> None:
    """List the windows of a year."""
    number = year_of(year)
    calendar = calendar_in_force()
    try:
        found = windows_of_year(number, calendar, rulebook().programme(NATIONAL))
    except PeriodError as error:
        raise YearUnknown(read=year) from error
    if not found:
        raise YearUnknown(read=year)
    if as_json:
        show_json([window_shape(window) for window in found])
        return
    for window in found:
        click.echo(_line(window))


def year_of(text: str) -> int:
    """Return the year a caller wrote. Raises YearUnknown."""
    if len(text) != _YEAR_DIGITS or not (text.isascii() and text.isdecimal()):
        raise YearUnknown(read=text)
    return int(text)


def calendar_in_force() -> WorkingCalendar:
    """Return the calendar with imported notices where a database answers, and say which it is."""
    try:
        with database_if_any() as connected:
            if connected:
                calendar = current_calendar()
                note(say("windows_calendar_imported"))
                return calendar
    except PyMongoError:
        pass  # a cluster that is away: the built-in notices serve, and the note says so
    note(say("windows_calendar_built_in"))
    return working_calendar()


def _line(window: Window) -> str:
    mark = say("windows_mark_provisional") if window.provisional else ""
    return say(
        "windows_line",
        kind=say(f"windows_kind_{window.kind.value}"),
        period=window.period,
        days=" ".join(f"{day:%m-%d}" for day in window.days),
        mark=mark,
        opens=f"{window.opens_at:%Y-%m-%d %H:%M}",
        closes=f"{window.closes_at:%Y-%m-%d %H:%M}",
        clause=window.clause,
    )
