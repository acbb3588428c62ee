"""The reminders' data: what ships is read, and a file that is at fault is named."""

from datetime import time
from pathlib import Path

import pytest

from registry.policy.reminders import NoticeRules
from registry.reminder_rules import (
    REMINDERS,
    ReminderRulesError,
    load_reminder_rules,
    reminder_rules,
)

FAULTS = [
    ("morning = 08:00:00", 'morning = "08:00:00"'),
    ("morning = 08:00:00", "evening = 08:00:00"),
    ("[5, 2, 1]", "[]"),
    ("[5, 2, 1]", "2"),
    ("[5, 2, 1]", "[5, 2, 2]"),
    ("[5, 2, 1]", "[5, 2, 0]"),
    ("told_within_days = 7", "told_within_days = 0"),
    ("\nevery_days = 7", "\nevery_days = 0"),
    ("from_day = [11, 1]", "from_day = [13, 1]"),
    ("from_day = [11, 1]", "from_day = [2, 29]"),
    ("from_day = [11, 1]", "from_day = [12, 1]"),
    ("from_day = [11, 1]", "from_day = 11"),
    ("from_day = [11, 1]", "from_day = [11, 1]\nto_day = 3"),
    ("urgent_every_days = 2", ""),
    ("[holiday_notice]", "[holiday_notice"),
]


def test_what_ships_is_read() -> None:
    """Eight o'clock; five, two and one days left; a week; November, and more often in December."""
    rules = reminder_rules()
    assert (rules.morning, rules.working_days_left) == (time(8), (5, 2, 1))
    assert rules.told_within_days == 7
    assert rules.holiday_notice == NoticeRules((11, 1), 7, (12, 1), 2)


@pytest.mark.parametrize(("good", "bad"), FAULTS)
def test_a_fault_of_the_data_is_named(good, bad, tmp_path: Path):
    """Unknown keys, no hour, counts that tell nothing, a day of no year: none is passed by."""
    text = REMINDERS.read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "reminders.toml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(ReminderRulesError, match=r"reminders\.toml"):
        load_reminder_rules(path)
