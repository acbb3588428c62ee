"""What the logs keep, and what they never do."""

from dataclasses import replace

import structlog
from structlog.testing import capture_logs

from registry.app import create_app
from registry.clock import Clock
from registry.logs import configure_logs
from registry.permissions import Role


def test_a_traceback_holds_no_variables():
    """A fault's log names files and lines, and nothing that stood in a variable there."""
    configure_logs("ERROR")

    def fault(password: str) -> None:
        raise ZeroDivisionError(len(password))

    secret = f"very secret {6 * 7}"
    try:
        fault(secret)
    except ZeroDivisionError as error:
        line = {"event": "internal_error", "exc_info": error}
        for processor in structlog.get_config()["processors"]:
            line = processor(None, "error", line)
    assert "test_logs.py" in line
    assert "ZeroDivisionError" in line
    assert secret not in line


def test_each_answer_is_one_line_with_its_request_id(database, settings, at, token_for):
    """An answer is logged with method, path, status, time and account, under its request id."""
    headers = token_for(Role.MINISTRY_STAFF)
    client = create_app(replace(settings, log_level="INFO"), Clock(at)).test_client()
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        client.get("/healthz")
        answer = client.get("/api/v1/me?secret=1", headers=headers)
    configure_logs("ERROR")
    (line,) = lines
    assert (line["event"], line["method"], line["path"]) == ("answered", "GET", "/api/v1/me")
    assert (line["status"], line["request_id"]) == (200, answer.headers["X-Request-Id"])
    assert line["account"] == answer.json["account"]
    assert line["milliseconds"] >= 0


def test_no_line_carries_a_mark_or_a_person_s_number(database, settings, at):
    """An address, an exception's words, whatever is nested: covered and masked in every line."""
    client = create_app(replace(settings, log_level="INFO"), Clock(at)).test_client()
    mark, number = "机密★10年", "13800138000"
    processors = structlog.get_config()["processors"]
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        client.get(f"/platforms/{mark}")
        client.post("/sign-in", data={"username": mark})
    configure_logs("ERROR")
    try:
        raise ValueError(f"{mark} {number}")  # noqa: TRY301 - as any library may
    except ValueError as error:
        lines.append({"event": "internal_error", "exc_info": error, "seen": [{"it": (number,)}]})
    assert len(lines) >= 3
    for line in lines:
        for processor in processors:
            line = processor(None, "error", line)  # noqa: PLW2901 - one after another
        assert mark not in line
        assert number not in line
    assert "138****8000" in line
