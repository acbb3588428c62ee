"""What the board and the rates draw: lines over the hours of a window, and over the quarters."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from registry.messages import say
from registry.policy.boards import HOURS_OF_DAY, Forecast
from registry.policy.reporting_rates import Duties, in_percent
from registry.services.boards import Board, Count, Line, Phase
from registry.services.reporting_rates import RateLine, Rates
from registry.web.formats import count as counted
from registry.web.formats import period as in_words


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of a chart: its name, its place in the key, and its dots as an SVG has them."""

    label: str
    points: str
    dots: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A word under a chart, so many per cent from its left; ``anchor`` is how it stands there."""

    across: float
    label: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart of shares: lines from 0 to 100 per cent, marks beneath, and what it says in words."""

    name: str
    title: str
    said: str
    lines: tuple[Drawn, ...]
    marks: tuple[Mark, ...]


def hours_chart(board: Board) -> LineChart | None:
    """Return the share filed by the hour, this quarter's and the earlier ones'; None without any.

    The running quarter's line ends with the hour that runs.
    """
    expected = board.total.count.expected
    if not expected or (board.phase is Phase.UPCOMING and not board.earlier):
        return None
    whole = len(board.window.days) * HOURS_OF_DAY
    lines = []
    if board.phase is not Phase.UPCOMING:
        lines.append(
            Drawn(in_words(board.window.period), _steps(board.come_by, expected, whole))
        )  # fmt: skip - one line
    lines.extend(
        Drawn(in_words(one.period), _steps(one.come_by, one.required[""], whole))
        for one in board.earlier
    )
    return LineChart(
        name="hours",
        title=say("board_hours_title"),
        said=_hours_said(board),
        lines=tuple(lines),
        marks=tuple(
            Mark(round(100 * place / len(board.window.days), 2), f"{day.month}/{day.day}")
            for place, day in enumerate(board.window.days)
        ),
    )


def hours_rows(board: Board) -> list[dict[str, Any]]:
    """Return the table beside: at the end of each working day, and now, of each quarter."""
    gone = len(board.come_by) - 2 if board.phase is Phase.OPEN else -1
    ends = {(place + 1) * HOURS_OF_DAY for place in range(len(board.window.days))}
    return [_hour_row(board, hour, running=hour == gone) for hour in sorted(ends | {gone} - {-1})]


def _hour_row(board: Board, hour: int, *, running: bool) -> dict[str, Any]:
    day, left = divmod(hour, HOURS_OF_DAY)
    when = say("board_now", day=day + 1, hour=left) if running else say("board_day_end", day=day)
    own = None
    if board.phase is not Phase.UPCOMING:
        # What came since the hour struck counts as well.
        place = hour + 1 if running else hour
        own = _share(board.come_by, place, board.total.count.expected)
    earlier = {one.period: _percent(one.come_by, hour, one.required[""]) for one in board.earlier}
    return {"when": when, "mark": "due" if running else "", "now": own, **earlier}


def count_row(line: Line, *, href: str = "", over: bool = False) -> dict[str, Any]:
    """Return a line of the board as a table shows it."""
    its = line.count
    return {
        "name": line.name,
        "key": line.key,
        "expected": its.expected,
        "submitted": its.submitted,
        "on_behalf": its.on_behalf,
        "late": its.late,
        "returned": its.returned,
        "draft": its.draft,
        "missing": its.missing,
        "rate": its.rate,
        "forecast": forecast_words(its, line.forecast),
        "mark": "bad" if over and its.unfiled else "",
        **({"href": href} if href else {}),
    }


def forecast_words(its: Count, found: Forecast | None) -> str:
    """Say how many will be missing: a number with its range, or that it cannot be said."""
    if not its.expected:
        return "—"
    if not its.unfiled:
        return "0"
    if found is None:
        return say("board_no_history")
    if found.least == found.most:
        return counted(found.likely)
    return say("board_forecast_range", **_in_words(found))


def _in_words(found: Forecast) -> dict[str, str]:
    return {key: counted(getattr(found, key)) for key in ("least", "likely", "most")}


def rates_chart(line: RateLine, rates: Rates) -> LineChart | None:
    """Return how completely and how timely somebody reported, by quarter; None for fewer than two.

    A quarter in which nothing was required is left out of the lines.
    """
    asked = [(place, one) for place, one in enumerate(line.duties) if one.required]
    if len(asked) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    # In per cent of the breadth: room at either side for the first and the last dot.
    places = [3 + 94 * place / (len(line.duties) - 1) for place in range(len(line.duties))]
    kinds = (("rates_complete", "complete"), ("rates_timely", "timely"))
    return LineChart(
        name="rates",
        title=say("rates_chart_title", name=line.name),
        said="；".join(
            say("rates_chart_point", quarter=in_words(rates.quarters[place]), **rate_words(one))
            for place, one in asked
        ),
        lines=tuple(
            _drawn(say(code), [(places[place], getattr(one, kind)) for place, one in asked])
            for code, kind in kinds
        ),
        marks=tuple(
            Mark(round(across, 2), one[2:], "middle")
            for across, one in zip(places, rates.quarters, strict=True)
        ),
    )


def rate_words(duties: Duties) -> dict[str, str]:
    """Return the two rates of a quarter in per cent; a dash where nothing was required."""
    return {
        "complete": in_percent(duties.complete) if duties.complete is not None else "—",
        "timely": in_percent(duties.timely) if duties.timely is not None else "—",
    }


def _drawn(label: str, points: Sequence[tuple[float, Fraction]]) -> Drawn:
    dots = tuple((round(across, 2), round(float(100 - 100 * up), 2)) for across, up in points)
    return Drawn(label, " ".join(f"{across},{down}" for across, down in dots), dots)


def _steps(come: Sequence[int], expected: int, whole: int) -> str:
    """Return a line of shares by the hour; hours in which nothing changed have no dot of theirs."""
    last = len(come) - 1
    kept = [
        hour
        for hour in range(len(come))
        if hour in {0, last} or come[hour] != come[hour - 1] or come[hour] != come[hour + 1]
    ]
    return " ".join(
        f"{round(100 * hour / whole, 2)},{round(100 - 100 * come[hour] / (expected or 1), 2)}"
        for hour in kept
    )


def _share(come: Sequence[int], hour: int, expected: int) -> str | None:
    """Return how many had filed by then, with the share; None where it has not come yet."""
    share = _percent(come, hour, expected)
    return share and say("board_share", count=counted(come[hour]), share=share)


def _percent(come: Sequence[int], hour: int, expected: int) -> str | None:
    return f"{100 * come[hour] // expected}%" if hour < len(come) and expected else None


def _hours_said(board: Board) -> str:
    own = say("board_hours_none")
    if board.phase is not Phase.UPCOMING:
        its = board.total.count
        own = say("board_hours_said", filed=board.come_by[-1], expected=its.expected)
    gone = len(board.come_by) - 2 if board.phase is Phase.OPEN else len(board.come_by) - 1
    told = [
        say(
            "board_hours_said_earlier",
            quarter=in_words(one.period),
            now=_share(one.come_by, min(gone, len(one.come_by) - 1), one.required[""]),
            end=_share(one.come_by, len(one.come_by) - 1, one.required[""]),
        )
        for one in board.earlier
    ]
    return "；".join([own, *told])
