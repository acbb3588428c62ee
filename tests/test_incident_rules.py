"""The incidents' data: a file that is at fault stops the start, naming itself."""

from pathlib import Path

import pytest

from registry.incident_rules import INCIDENTS, IncidentRulesError, load_incident_rules

FAULTS = [
    ('key = "quality"', 'key = "quantity"'),
    ('key = "quality"', 'key = "secrecy"'),
    ('bases = ["finding"]', 'bases = ["opinion"]'),
    ('figures = ["deaths", "injured", "loss"]', 'figures = ["deaths", "injured", "noise"]'),
    ('figures = ["deaths", "injured", "loss"]', 'figures = ["deaths", "injured"]'),
    ('removes = "larger"', 'removes = "general"'),
    ('removes = "larger"', 'removed = "larger"'),
    ("deaths = 3\ninjured = 10\nloss = 1000\n", ""),
    ("deaths = 3\ninjured = 10\nloss = 1000\n", "dead = 3\n"),
    ("since = 2007-06-01", 'from = "2007"'),
    ('key = "radiation"\ngrade = "major"', 'key = "radiation"\ngrade = "larger"'),
    ("[[tick]]", "[[tock]]"),
    ("[[kind]]", "[[kind]"),
]


@pytest.mark.parametrize(("good", "bad"), FAULTS)
def test_a_fault_of_the_data_is_named(good, bad, tmp_path: Path):
    """Unknown kinds, grades and keys, a doubled kind, a line without figures: none is passed by."""
    text = INCIDENTS.read_text(encoding="utf-8")
    assert good in text
    path = tmp_path / "incidents.toml"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(IncidentRulesError, match=r"incidents\.toml"):
        load_incident_rules(path)
