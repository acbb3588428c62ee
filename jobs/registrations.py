"""Registrations nobody decided in time: their personal data goes."""

from datetime import datetime

from registry.policy.rulebook import Rulebook
from registry.services.registrations import lapse


def run(*, at: datetime, rulebook: Rulebook) -> int:  # noqa: ARG001 - every job is called alike
    """Remove the data of lapsed registrations; return how many. Twice leaves the same."""
    return lapse(at=at)
