"""The reminders' data: what ships is read, and a file that is at fault is named."""

from datetime import time
from pathlib import Path

import pytest

from registry.reminder_rules import (
    REMINDERS,
    ReminderRulesError,
    load_reminder_rules,
    reminder_rules,
)

FAULTS = [
    ("morning = 08:00:00", 'morning = "08:00:00"'),
    ("morning = 08:00:00", "evening = 08:00:00"),
    ("working_days_left = 2", "working_days_left = 1"),
    ("told_within_days = 7", "told_within_days = 0"),
    ("from_month = 11", "from_month = 13"),
    ("from_day = 1", "from_day = 31"),
    ("from_day = 1", "from_day = 1\nto_day = 3"),
    ("from_day = 1", ""),
    ("[holiday_notice]", "[holiday_notice"),
]


def test_what_ships_is_read() -> None:
    """Eight o'clock, two working days, a week, the first of November."""
    rules = reminder_rules()
    assert (rules.morning, rules.working_days_left) == (time(8), 2)
    assert (rules.told_within_days, rules.notice_from) == (7, (11, 1))


@pytest.mark.parametrize(("good", "bad"), FAULTS)
def test_a_fault_of_the_data_is_named(good, bad, tmp_path: Path):
    """Unknown keys, no hour, counts that tell nothing, a day of no year: none is passed by."""
    text = REMINDERS.read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "reminders.toml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(ReminderRulesError, match=r"reminders\.toml"):
        load_reminder_rules(path)
