"""The data of window week: what ships is read, and a file that is at fault is named."""

from datetime import timedelta
from pathlib import Path

import pytest

from registry.window_week_rules import (
    WINDOW_WEEK,
    WindowWeekRulesError,
    load_window_week_rules,
    window_week_rules,
)

FAULTS = [
    ("a_day = 1", "a_day = 0"),
    ("a_day = 1", "a_day = true"),
    ("a_day = 1", 'a_day = "1"'),
    ("a_day = 1", ""),
    ("a_day = 1", "a_day = 1\na_week = 2"),
    ("least_quarters = 2", "least_quarters = 5"),
    ("refresh_seconds = 30", "refresh_seconds = 0"),
    ("[chases]", "[chasing]"),
    ("[chases]", "[chases"),
    ("[board]", "chases = 1\n[board]"),
]


def test_what_ships_is_read() -> None:
    """Four quarters compared, two at least; a host is told once a day."""
    rules = window_week_rules()
    assert (rules.board.compared_quarters, rules.board.least_quarters) == (4, 2)
    assert rules.board.settled_for == timedelta(minutes=5)
    assert (rules.chases.a_day, rules.chases.apart) == (1, timedelta(hours=4))


@pytest.mark.parametrize(("good", "bad"), FAULTS)
def test_a_fault_of_the_data_is_named(good: str, bad: str, tmp_path: Path) -> None:
    """Unknown and missing keys, numbers that make no sense: none is passed by."""
    text = WINDOW_WEEK.read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "window_week.toml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(WindowWeekRulesError, match=r"window_week\.toml"):
        load_window_week_rules(path)
