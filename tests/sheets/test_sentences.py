"""Every finding and refusal of a sheet has its sentence, and every sentence is used."""

import re
from pathlib import Path

from registry.messages import sentences
from registry.messages.summary_sheets import SENTENCES
from registry.sheets import refusals

ROOT = Path(__file__).parents[2]
SOURCES = [
    *(path for path in (ROOT / "registry").rglob("*.py") if "messages" not in path.parts),
    *(ROOT / "registry" / "web" / "templates").rglob("*.html"),
]


def test_every_sentence_is_said_somewhere():
    """A sentence no code names is dead; a refusal without one would be dumb."""
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = set(re.findall(r'"([a-z_]+)"', text))
    # One of several that are told apart by their last word.
    families = tuple(set(re.findall(r'f"((?:sheet|template)_[a-z]+_[a-z_]*)\{', text)))
    unsaid = {code for code in SENTENCES.keys() - named if not code.startswith(families)}
    assert unsaid == set()
    codes = {kind.code for kind in vars(refusals).values() if isinstance(kind, type)}
    assert codes - {"refused"} <= sentences().keys()
