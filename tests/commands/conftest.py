"""Calling ``reserve`` in this process, on a data directory of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from registry.cli import main


@dataclass(frozen=True)
class Answer:
    """What a call left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output, read as JSON."""
        return json.loads(self.out)


Call = Callable[..., Answer]


@pytest.fixture
def reserve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Call the command line with words; nothing of the developer's settings leaks in."""
    for name in ("RESERVE_MONGODB_URI", "RESERVE_TOKEN", "RESERVE_URL", "RESERVE_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RESERVE_DATA", str(tmp_path / "data"))

    def call(*words: str) -> Answer:
        code = main(list(words))
        written = capsys.readouterr()
        return Answer(code, written.out, written.err)

    return call
