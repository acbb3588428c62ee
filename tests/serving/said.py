"""What a service said of its own faults, for whoever reads why a test of it failed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def faults_said(log: Path) -> str:
    """Return every fault in a service's log: its event, its request's id and its traceback."""
    return "\n".join(told for line in log.read_text().splitlines() for told in _fault(line))


def _fault(line: str) -> Iterator[str]:
    # Before and between the lines of the log stand the first word and what else was printed.
    try:
        said: Any = json.loads(line)
    except ValueError:
        return
    if not isinstance(said, dict) or "exception" not in said:
        return
    at, request = said.get("timestamp", ""), said.get("request_id", "")
    yield f"{said['event']} {at} request_id={request}"
    # The log has the last error first; a traceback is read to its end.
    for error in reversed(said["exception"]):
        for frame in error["frames"]:
            yield f"    {frame['filename']}:{frame['lineno']} {frame['name']}"
        yield f"  {error['exc_type']}: {error['exc_value']}"
