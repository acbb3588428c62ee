"""What a failed test of a service shows of the service's own log."""

import json
import sys
from pathlib import Path

from structlog.tracebacks import ExceptionDictTransformer

from tests.serving.said import faults_said


def _fail() -> None:
    try:
        {}["the cause"]
    except KeyError as cause:
        raise ValueError("what came of it") from cause


def test_a_fault_is_shown_with_its_request_and_its_traceback(tmp_path: Path) -> None:
    """Of a log as a service writes it the faults are shown, cause first, and nothing else."""
    try:
        _fail()
    except ValueError:
        told = ExceptionDictTransformer(show_locals=False)(sys.exc_info())
    lines = (
        {"event": "answered", "request_id": "aa", "status": 201},
        {"event": "internal_error", "request_id": "bb", "exception": told},
    )
    log = tmp_path / "0.log"
    log.write_text('{\n  "address": "x"\n}\n' + "\n".join(json.dumps(line) for line in lines))
    shown = faults_said(log).splitlines()
    assert (shown[0].split()[0], shown[0].split()[-1]) == ("internal_error", "request_id=bb")
    assert shown[-1] == "  ValueError: what came of it"
    assert shown.index("  KeyError: 'the cause'") < len(shown) - 1
    assert any("test_said.py:" in line for line in shown)
