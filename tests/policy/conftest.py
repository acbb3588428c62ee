"""The law as shipped, and the golden cases a rulebook has to pass."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.forms import quarterly_update_form
from registry.policy import windows
from registry.policy.appeals import appeal_days, last_day_to_object
from registry.policy.calendar import SHANGHAI, WorkingCalendar
from registry.policy.eligibility import assess
from registry.policy.facts import FACTS, Facts, FactType, FactValue
from registry.policy.late_filings import longest_leave
from registry.policy.realtime_updates import Known, Timing, limits, questions_of
from registry.policy.removal_cases import daily_limit, last_day_to_state, statement_days
from registry.policy.removals import ban_for
from registry.policy.rulebook import Programme, load_rulebook
from registry.policy.unreported_changes import last_day_to_answer
from registry.policy.vocabulary import WindowKind
from tests.policy.update_check_cases import failing as failing_update_checks

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
_FILES = ("eligibility", "removals", "realtime_updates", "windows")


@pytest.fixture(scope="session")
def policy_folder() -> Path:
    """Return the folder of the rulebook that ships."""
    return ROOT / "config" / "policy"


@pytest.fixture(scope="session")
def programme(policy_folder: Path) -> Programme:
    """Return the national programme that ships."""
    return load_rulebook(policy_folder).programme("national_reserve")


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    """Return the working-day calendar that ships."""
    return working_calendar()


@pytest.fixture(scope="session")
def read_cases() -> Callable[[str], dict[str, Any]]:
    """Return a reader of the golden case files."""
    return lambda name: tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def _value(name: str, raw: object) -> FactValue:
    if FACTS[name].type is FactType.MONEY:
        return Decimal(str(raw))
    return tuple(raw) if isinstance(raw, list) else raw


def case_facts(base: dict[str, Any], case: dict[str, Any]) -> Facts:
    """Return the base facts as this case changes them."""
    raw = base | case.get("facts", {})
    return {n: _value(n, v) for n, v in raw.items() if n not in case.get("unset", [])}


def _eligibility(programme: Programme, cases: dict[str, Any]) -> Iterator[str]:
    base = dict.fromkeys((one.id for one in programme.criteria(cases["submitted"])), "not_stated")
    base |= dict.fromkeys(cases["base_met"]["criteria"], "met")
    for case in cases["cases"]:
        found = {
            one.criterion.id: str(one.outcome)
            for one in assess(programme, case_facts(cases["base"], case), cases["submitted"])
        }
        if found != base | case.get("expect", {}):
            yield f"eligibility: {case['name']}"


def _removals(programme: Programme, cases: dict[str, Any]) -> Iterator[str]:
    for case in cases["removals"]:
        ban = ban_for(case["ground"], case["decided"], programme)
        if (ban and ban.last_day) != case.get("last_day"):
            yield f"removal: {case['ground']}"


def _removal_cases(
    programme: Programme, calendar: WorkingCalendar, cases: dict[str, Any]
) -> Iterator[str]:
    for case in cases["statements"]:
        days = statement_days(case["noticed"], programme)
        if last_day_to_state(case["noticed"], days, calendar) != case["last_day"]:
            yield f"statement: {case['noticed']}"
    (answer,) = (one for one in programme.rulings if one.id == "unreported_change_answer")
    for case in cases["answers"]:
        if last_day_to_answer(case["asked"], answer.number or 0, calendar) != case["last_day"]:
            yield f"answer: {case['asked']}"
    for case in cases["objections"]:
        days = appeal_days(case["decided"], programme)
        if last_day_to_object(case["decided"], days) != case["last_day"]:
            yield f"objection: {case['decided']}"
    for case in cases["daily_limits"]:
        if daily_limit(case["day"], programme) != case["most"]:
            yield f"daily limit: {case['day']}"


def _realtime_updates(programme: Programme, cases: dict[str, Any]) -> Iterator[str]:
    received = cases["received"]
    limit = limits(received.date(), programme)
    for case in cases["cases"]:
        known = Known(case.get("newest"), tuple(map(Decimal, case.get("known", ()))))
        timing = Timing(case.get("measured", received), received)
        field = quarterly_update_form().field(case["field"])
        found = questions_of(field, Decimal(case["value"]), known, timing, limit)
        if list(found) != case["questions"]:
            yield f"realtime update: {case['name']}"


def _windows(
    programme: Programme, calendar: WorkingCalendar, cases: dict[str, Any]
) -> Iterator[str]:
    listed = ((WindowKind.QUARTERLY_UPDATE, "quarters"), (WindowKind.ADJUSTMENT, "rounds"))
    for kind, table in listed:
        for period, wanted in cases[table].items():
            found = windows.window(kind, period, calendar, programme)
            days = [day.day for day in found.days]
            if (days, found.provisional) != (wanted["days"], wanted.get("provisional", False)):
                yield f"window: {period}"
    for case in cases["leaves"]:
        ahead = case["last_day"] - case["given"]
        if longest_leave(case["given"], programme) != ahead.days:
            yield f"leave: {case['given']}"
    for case in cases["filings"]:
        found = windows.window(WindowKind.QUARTERLY_UPDATE, case["period"], calendar, programme)
        for wanted, instants in ((True, case["accepted"]), (False, case["refused"])):
            for text in instants:
                if found.accepts(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)) != wanted:
                    yield f"filing: {text}"


@pytest.fixture(scope="session")
def failing_cases(
    calendar: WorkingCalendar, read_cases: Callable[[str], dict[str, Any]]
) -> Callable[[Programme], list[str]]:
    """Return a function that names every golden case a programme does not pass."""
    files = {name: read_cases(name) for name in _FILES}

    def failing(programme: Programme) -> list[str]:
        return [
            *_eligibility(programme, files["eligibility"]),
            *_removals(programme, files["removals"]),
            *_removal_cases(programme, calendar, files["removals"]),
            *_realtime_updates(programme, files["realtime_updates"]),
            *_windows(programme, calendar, files["windows"]),
            *failing_update_checks(programme),
        ]

    return failing


@pytest.fixture(scope="session")
def base_facts(read_cases: Callable[[str], dict[str, Any]]) -> Facts:
    """Return the facts of a platform standing exactly on every line."""
    return case_facts(read_cases("eligibility")["base"], {})


@pytest.fixture(scope="session")
def submitted(read_cases: Callable[[str], dict[str, Any]]) -> date:
    """Return the day of submission of the golden cases."""
    return read_cases("eligibility")["submitted"]
