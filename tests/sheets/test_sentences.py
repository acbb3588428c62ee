"""Every finding and refusal of a sheet has its sentence, and every sentence is used."""

import re
from pathlib import Path

from registry.messages import sentences
from registry.messages.summary_sheets import SENTENCES
from registry.sheets import refusals

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "registry" / "sheets").glob("*.py"), ROOT / "registry/policy/summary_sheets.py"]


def test_every_sentence_is_said_somewhere():
    """A sentence no code names is dead; a refusal without one would be dumb."""
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = set(re.findall(r'"([a-z_]+)"', text)) | {
        f"sheet_severity_{word}" for word in ("blocking", "warning", "note")
    }
    assert SENTENCES.keys() - named == set()
    codes = {kind.code for kind in vars(refusals).values() if isinstance(kind, type)}
    assert codes - {"refused"} <= sentences().keys()
