"""Messages sent outward: by e-mail, text message and webhook, as people and settings want it."""

from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from config.settings import load_settings
from registry.channels import Channels, channels_of
from registry.clock import Clock
from registry.commands.house import is_training
from registry.keys import vault_of
from registry.policy.rulebook import Rulebook
from registry.services.delivery_rounds import deliver


def run(*, at: datetime, rulebook: Rulebook) -> int:  # noqa: ARG001 - every job is called alike
    """Send what is due; return how many were sent. What was sent is not sent again."""
    return deliver(_channels(), at=at)


def _channels() -> Channels:
    settings = load_settings()
    # What is sent from made-up data says so, whatever the process of the jobs was told.
    settings = replace(settings, training=is_training(settings))
    # Keys are read, or made, when the first address is opened: where nothing is sent, never.
    return channels_of(settings, vault=cache(partial(vault_of, settings)), wall=Clock().wall)
