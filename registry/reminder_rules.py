"""Reminder rules read from ``config/reminders.toml``: the file turned into the law's values."""

import tomllib
from datetime import date, time
from functools import cache
from pathlib import Path

from config.settings import CONFIG
from registry.policy.reminders import NoticeRules, ReminderRules

REMINDERS = CONFIG / "reminders.toml"
_A_YEAR = 2023  # no leap year: what is not a day of every year is none


class ReminderRulesError(Exception):
    """The file cannot be used; the text names it and what is wrong."""


@cache
def reminder_rules() -> ReminderRules:
    """Return the rules. Raises ReminderRulesError where the data is at fault."""
    return load_reminder_rules(REMINDERS)


def load_reminder_rules(path: Path) -> ReminderRules:
    """Read the rules from their file.

    Raises ReminderRulesError on an unknown or missing key, no hour, no or a double or no
    positive count of days, or a day that not every year has.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        notice = data.pop("holiday_notice")
        its = NoticeRules(
            **notice | {name: _day_of_year(notice[name]) for name in ("from_day", "urgent_from")}
        )
        left = tuple(data.pop("working_days_left"))
        rules = ReminderRules(**data, working_days_left=left, holiday_notice=its)
        _refuse_senseless(rules)
    except (TypeError, KeyError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise ReminderRulesError(message) from error
    return rules


def _day_of_year(read: list[int]) -> tuple[int, int]:
    month, day = read
    date(_A_YEAR, month, day)
    return month, day


def _refuse_senseless(rules: ReminderRules) -> None:
    left, notice = rules.working_days_left, rules.holiday_notice
    if not isinstance(rules.morning, time):
        _refuse("morning is an hour, such as 08:00:00")
    if not left or len(set(left)) < len(left) or min(left) < 1:
        _refuse("working_days_left are one or more different counts, each one or more")
    if min(rules.told_within_days, notice.every_days, notice.urgent_every_days) < 1:
        _refuse("told_within_days, every_days and urgent_every_days are one or more")
    if notice.urgent_from <= notice.from_day:
        _refuse("urgent_from comes after from_day")


def _refuse(what: str) -> None:
    raise ValueError(what)
