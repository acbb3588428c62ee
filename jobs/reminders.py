"""Reminders of the quarterly window, of a round's, and of a holiday notice that is missing."""

from datetime import datetime
from functools import partial
from typing import Any

from registry.policy.rulebook import Rulebook
from registry.services.calendar import current_calendar
from registry.services.reminders import remind
from registry.services.round_reminders import remind_of_round
from registry.services.told_once import one_by_one


def run(*, at: datetime, rulebook: Rulebook) -> int:
    """Tell the step that is due, to whom it was not told; return how many were told.

    What fails of the one kind silences nothing of the other, and is raised at the end.
    """
    law: dict[str, Any] = {"at": at, "rulebook": rulebook, "calendar": current_calendar()}
    return one_by_one(
        ({"part": tell.__name__}, partial(tell, **law)) for tell in (remind_of_round, remind)
    )
