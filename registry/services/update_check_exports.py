"""The catalogue of checks as a table: each in plain words, and as a workbook."""

from dataclasses import dataclass

from registry.messages import say
from registry.permissions import Actor, require
from registry.policy import periods
from registry.policy.update_checks import Check, Stage, Step
from registry.sheets.writing import OutColumn, write_table
from registry.update_check_rules import update_checks

# What a stage is called where findings are told.
STATES = {
    Stage.OBSERVE: "observed",
    Stage.NOTE: "note",
    Stage.WARN: "warning",
    Stage.BLOCK: "blocking",
}
_WIDTHS = {
    "title": 30,
    "looks_at": 20,
    "stage": 12,
    "dates": 40,
    "reads": 40,
    "wants": 36,
    "mend": 40,
    "clause": 24,
    "id": 30,
}  # fmt: skip - a column each


@dataclass(frozen=True, slots=True)
class Listed:
    """A check with its stage in one quarter: a state, or upcoming or closed where none holds."""

    check: Check
    state: str
    dates: tuple[tuple[str, str], ...]


def list_checks(period: str, *, by: Actor) -> list[Listed]:
    """Return the catalogue as it holds for a quarter; open to everybody signed in."""
    require(by, "update_checks:read")
    return [
        Listed(one, _state(one, period), tuple(map(_dated, one.steps)))
        for one in update_checks().checks
    ]


def _state(check: Check, period: str) -> str:
    day = periods.last_day(period)
    if step := check.step(day):
        return STATES[step.stage]
    is_ahead = any(one.since and one.since > day for one in check.steps)
    return "upcoming" if is_ahead else "closed"


def _dated(step: Step) -> tuple[str, str]:
    """Return a stage's state and from when to when it holds, in words."""
    since, until = step.since and f"{step.since:%Y-%m-%d}", step.until and f"{step.until:%Y-%m-%d}"
    if since and until:
        said = say("update_step_between", since=since, until=until)
    elif since:
        said = say("update_step_since", since=since)
    else:
        said = say("update_step_until", until=until) if until else say("update_step_always")
    return STATES[step.stage], said


def clause_words(check: Check) -> str:
    """Return where a check stands, in words."""
    if check.is_house:
        return say("update_clause_of_house")
    return check.clause or say("update_clause_of_field")


def export_checks(period: str, *, by: Actor) -> bytes:
    """Return the catalogue as it holds for a quarter, as xlsx."""
    columns = [OutColumn(say(f"update_check_column_{key}"), _WIDTHS[key]) for key in _WIDTHS]
    rows = [
        (
            one.check.title,
            say(f"update_looks_at_{one.check.looks_at}"),
            say(f"state_{one.state}"),
            "；".join(f"{say(f'state_{state}')}：{said}" for state, said in one.dates),
            one.check.reads,
            one.check.wants,
            one.check.mend,
            clause_words(one.check),
            one.check.id,
        )
        for one in list_checks(period, by=by)
    ]
    return write_table(say("update_checks_title"), columns, rows)
