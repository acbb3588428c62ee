"""The rulebook this service runs under, read once from ``config/policy``."""

from functools import cache

from config.settings import CONFIG
from registry.policy.rulebook import Rulebook, load_rulebook

NATIONAL = "national_reserve"


@cache
def rulebook() -> Rulebook:
    """Return the rulebook. Raises RulebookError naming file and id where the data is at fault."""
    return load_rulebook(CONFIG / "policy")
