"""Structured logs: one JSON line per event, each with the request id."""

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, WrappedLogger

from registry.policy.desensitising import masked

# Until a service sets its level: a command's output is its answer, not its log.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def configure_logs(level: str, *, beside_answer: bool = False) -> None:
    """Set up logging for this process. ``level`` is a name such as INFO.

    ``beside_answer`` leaves standard output to the answer of a command.
    """
    logging.basicConfig(level=level, format="%(message)s")
    # It tells of every run; our own line for each job says more.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without the variables of each frame: they hold filings, passwords and tokens.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        # Asked for when the first line is written, so that it is the stream of that moment.
        logger_factory=lambda *_: structlog.PrintLogger(
            sys.stderr if beside_answer else sys.stdout
        ),
        cache_logger_on_first_use=True,
    )


def _masked(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cover secrecy marks and numbers of persons in all that a line holds, however it came in."""
    return {name: _covered(value) for name, value in event.items()}


def _covered(value: Any) -> Any:  # noqa: ANN401 - whatever is logged
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: _covered(inner) for name, inner in value.items()}
    return [_covered(inner) for inner in value] if isinstance(value, list | tuple) else value


def log() -> structlog.stdlib.BoundLogger:
    """Return the logger. Contacts, passwords, tokens and filings never go into it."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger()
    return logger
