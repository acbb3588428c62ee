"""What the logs keep, and what they never do."""

import structlog

from registry.logs import configure_logs


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
