"""What the database counts of itself, told beside our own figures."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo.errors import ExecutionTimeout, OperationFailure

from registry import metrics
from registry.calendars import working_calendar
from registry.law import rulebook

AT = datetime.fromisoformat("2026-12-28T09:00+08:00")
FIGURES = ("reserve_database_seconds", "reserve_database_failures")


def told() -> str:
    """All figures, as a scraper reads them."""
    return metrics.told(AT, rulebook(), working_calendar()).decode()


def answering(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any] | Exception) -> None:
    """Let the database answer this when it is asked for its counts."""

    def command(asked: dict[str, Any]) -> dict[str, Any]:
        assert "serverStatus" in asked
        if isinstance(answer, Exception):
            raise answer
        return answer

    admin = SimpleNamespace(command=command)
    monkeypatch.setattr(metrics, "client", lambda: SimpleNamespace(admin=admin))


def test_the_database_tells_of_its_reads_and_writes(database: None) -> None:
    """By server and kind, counted by the database itself."""
    figures = told()
    for kind in ("reads", "writes", "commands"):
        assert f'kind="{kind}",server="' in figures
    assert "reserve_backup_age_seconds" not in figures
    assert "reserve_admissions 0.0" in figures


@pytest.mark.parametrize(
    "answer",
    [{}, {"host": "a", "opLatencies": {}, "metrics": {}}, OperationFailure("not allowed", 13)],
)
def test_what_it_does_not_tell_is_left_out(
    database: None, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any] | Exception
) -> None:
    """A server that does not count, and a user without the role, cost nobody the other figures."""
    answering(monkeypatch, answer)
    figures = told()
    assert not any(f"{name}_{end}{{" in figures for name in FIGURES for end in ("count", "total"))
    assert "reserve_admissions 0.0" in figures


def test_a_server_too_slow_to_tell_costs_its_own_figures_alone(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of time is no missing role; what the record says is told before."""
    answering(monkeypatch, ExecutionTimeout("slow", 50))
    assert "reserve_admissions 0.0" in told()
