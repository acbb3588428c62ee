"""Reminder rules read from ``config/reminders.toml``: the file turned into the law's values."""

import tomllib
from datetime import date, time
from functools import cache
from pathlib import Path

from config.settings import CONFIG
from registry.policy.reminders import ReminderRules

REMINDERS = CONFIG / "reminders.toml"
_LEAP_YEAR = 2024


class ReminderRulesError(Exception):
    """The file cannot be used; the text names it and what is wrong."""


@cache
def reminder_rules() -> ReminderRules:
    """Return the rules. Raises ReminderRulesError where the data is at fault."""
    return load_reminder_rules(REMINDERS)


def load_reminder_rules(path: Path) -> ReminderRules:
    """Read the rules from their file.

    Raises ReminderRulesError on an unknown or missing key, no hour, a count below what makes
    sense (two working days, one day), or a day that no year has.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        notice = data.pop("holiday_notice")
        notice_from = (notice.pop("from_month"), notice.pop("from_day"))
        date(_LEAP_YEAR, *notice_from)
        rules = ReminderRules(**data, notice_from=notice_from)
        if notice:
            _refuse(f"unknown: {sorted(notice)}")
        if not isinstance(rules.morning, time):
            _refuse("morning is an hour, such as 08:00:00")
        if rules.working_days_left <= 1 or rules.told_within_days < 1:
            _refuse("working_days_left is two or more, told_within_days one or more")
    except (TypeError, KeyError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise ReminderRulesError(message) from error
    return rules


def _refuse(what: str) -> None:
    raise ValueError(what)
