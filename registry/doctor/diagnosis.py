"""One diagnosis: what was looked at, how it stands, and the sentence that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands. Unknown: it cannot be told from here, which is no fault."""

    FINE = "fine"
    UNKNOWN = "unknown"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``check`` names what was looked at; ``code`` the sentence with what to do, if any."""

    check: str
    verdict: Verdict
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def fine(check: str) -> Diagnosis:
    """Return that nothing is wrong."""
    return Diagnosis(check, Verdict.FINE)


def unknown(check: str, code: str, **params: object) -> Diagnosis:
    """Return that it cannot be told from here, and why."""
    return Diagnosis(check, Verdict.UNKNOWN, code, params)


def doubtful(check: str, code: str, **params: object) -> Diagnosis:
    """Return what should be mended soon."""
    return Diagnosis(check, Verdict.DOUBTFUL, code, params)


def wrong(check: str, code: str, **params: object) -> Diagnosis:
    """Return what keeps the service from being run like this."""
    return Diagnosis(check, Verdict.WRONG, code, params)
