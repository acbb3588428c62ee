"""What operators watch by: the documents, the alerts and the code name the same things."""

import ast
import re
from datetime import datetime

import pytest
import yaml

from config.settings import ROOT
from jobs.timetable import JOBS
from registry.documents.backups import BackupRecord
from registry.law import rulebook
from registry.messages import sentences
from registry.metrics import told
from registry.services.calendar import current_calendar
from registry.services.jobs import note_run

LEVELS = {"exception": "error"}
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8"))[
        "groups"
    ]
    for rule in group["rules"]
]


def _rows(heading: str) -> list[tuple[str, str]]:
    """The first two cells of each row of a table in operations.md, under a heading."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    part = re.split(r"^#{2,3} ", text.partition(f"### {heading}\n")[2], flags=re.MULTILINE)[0]
    return re.findall(r"^\| `(\w+)` \| (\w+) \|", part, re.MULTILINE)


def _events() -> set[tuple[str, str]]:
    """Every event of our log with its level, as the code writes it."""
    found = set()
    for folder in ("registry", "jobs", "schemas"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if _is_log(node):
                    assert isinstance(node.args[0], ast.Constant), path
                    level = LEVELS.get(node.func.attr, node.func.attr)
                    found.add((node.args[0].value, level))
    return found


def _is_log(node: ast.AST) -> bool:
    """Whether this is ``log().level(…)``."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Call)
        and isinstance(node.func.value.func, ast.Name)
        and node.func.value.func.id == "log"
    )


@pytest.fixture
def metrics(database: None, at: datetime) -> dict[str, str]:
    """Every metric that is told, with its kind, where there is a backup and a job has run."""
    made = {"name": "a", "digest": "0", "size": 1, "documents": 1, "recorded_at": at}
    BackupRecord(taken_at=at, **made).save()
    note_run("resume_loads", every=JOBS[0].every, done=0, milliseconds=1, at=at)
    figures = told(at, rulebook(), current_calendar()).decode()
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", figures, re.MULTILINE))
    return {name: kind for name, kind in kinds.items() if not name.endswith("_created")}


def test_each_event_of_the_log_is_explained() -> None:
    """The document lists every event the code writes, at its level, and no other."""
    listed = _rows("The log")
    assert len(listed) == len(set(listed)) > 10
    assert set(listed) == _events()


def test_each_metric_is_explained(metrics: dict[str, str]) -> None:
    """The document lists every metric that is told, with its kind, and no other."""
    assert dict(_rows("Metrics")) == metrics


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_alert_asks_for_what_is_told(rule: dict, metrics: dict[str, str]) -> None:
    """A rule names metrics, jobs and codes that exist, and says how grave it is."""
    asked = re.findall(r"\b(?:reserve_\w+|up)\b", rule["expr"])
    assert asked
    for name in asked:
        bare = re.sub(r"_(?:bucket|sum|count)$", "", name)
        kind = metrics.get(name) or metrics.get(bare)
        assert name == "up" or kind, name
        assert (kind in {"histogram", "summary"}) == (bare != name), name
    for code in re.findall(r'code="(\w+)"', rule["expr"]):
        assert code in sentences()
    for pattern in re.findall(r'name=~"([^"]+)"', rule["expr"]):
        assert any(re.fullmatch(pattern, job.name) for job in JOBS)
    assert rule["labels"]["severity"] in {"info", "warning", "critical"}
    assert rule["annotations"]["summary"]
    assert rule["expr"].count("(") == rule["expr"].count(")")


def test_alerts_have_names_of_their_own() -> None:
    """No two rules share a name, and those for the window ask whether one is open."""
    names = [rule["alert"] for rule in RULES]
    assert len(set(names)) == len(names)
    bound = [rule for rule in RULES if rule["alert"].endswith("InWindow")]
    unbound = [rule["alert"] for rule in bound if "reserve_window_" not in rule["expr"]]
    assert unbound == ["ReserveDownInWindow"]  # who is down cannot tell
