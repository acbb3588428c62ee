"""The windows of a year, for everybody: which days, which clause, which notice."""

from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.clock import SHANGHAI
from registry.law import NATIONAL
from registry.policy.periods import FIRST_YEAR, LAST_YEAR, PeriodError
from registry.policy.windows import Window, windows_of_year
from registry.services.windows import YearOutOfRange

blueprint = Blueprint("windows", __name__)


@blueprint.get("/windows")
def index() -> ResponseReturnValue:
    """Go to this year's windows."""
    return redirect(url_for("windows.year", year=edge.arrival().astimezone(SHANGHAI).year))


@blueprint.get("/windows/<int:year>")
def year(year: int) -> ResponseReturnValue:
    """Show a year's windows. Raises YearOutOfRange for a year the law's days do not reach."""
    try:
        found = windows_of_year(year, edge.calendar(), edge.rulebook().programme(NATIONAL))
    except PeriodError as error:
        raise YearOutOfRange(year=str(year)[:6]) from error
    at = edge.arrival()
    return render_template(
        "windows/year.html",
        year=year,
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        windows=[(window, _state(window, at)) for window in found],
        notices=dict.fromkeys(number for window in found for number in window.notices),
        provisional=[window for window in found if window.provisional],
    )


def _state(window: Window, at: datetime) -> str:
    if window.accepts(at):
        return "open"
    return "upcoming" if at < window.accepts_from else "closed"
