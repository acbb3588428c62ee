"""The rules of window week read from ``config/window_week.toml`` into the law's values."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from config.settings import CONFIG
from registry.policy.boards import BoardRules
from registry.policy.chases import ChaseRules

WINDOW_WEEK = CONFIG / "window_week.toml"
_BOARD = ("compared_quarters", "least_quarters", "rated_quarters", "refresh_seconds")


class WindowWeekRulesError(Exception):
    """The file cannot be used; the text names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class WindowWeekRules:
    """The board's rules and those of chasing."""

    board: BoardRules
    chases: ChaseRules


@cache
def window_week_rules() -> WindowWeekRules:
    """Return the rules. Raises WindowWeekRulesError where the data is at fault."""
    return load_window_week_rules(WINDOW_WEEK)


def load_window_week_rules(path: Path) -> WindowWeekRules:
    """Read the rules from their file.

    Raises WindowWeekRulesError on an unknown or missing key, and on anything but a whole number
    from 1 on; of what is compared, the least is no more than the whole.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        board, chases = data.pop("board"), data.pop("chases")
        for key, value in (board | chases).items():
            if type(value) is not int or value < 1:
                _refuse(f"{key} is a whole number from 1 on")
        rules = WindowWeekRules(
            BoardRules(
                **{key: board.pop(key) for key in _BOARD},
                settled_for=timedelta(minutes=board.pop("settled_for_minutes")),
            ),
            ChaseRules(
                a_day=chases.pop("a_day"),
                apart=timedelta(hours=chases.pop("hours_apart")),
                clicks_a_day=chases.pop("clicks_a_day"),
            ),
        )
        if unknown := [*data, *board, *chases]:
            _refuse(f"unknown: {unknown}")
        if rules.board.least_quarters > rules.board.compared_quarters:
            _refuse("least_quarters is no more than compared_quarters")
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise WindowWeekRulesError(message) from error
    return rules


def _refuse(what: str) -> None:
    raise ValueError(what)
