"""Admissions that were interrupted, carried to their end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.documents.summary_sheets import SummarySheet
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import SheetState
from registry.services.admissions import admit, progress_of


@dataclass(frozen=True, slots=True)
class Resumed:
    """A sheet whose admission was finished now, with its rows by what became of them."""

    number: str
    outcomes: Mapping[str, int]


def run(*, at: datetime, rulebook: Rulebook) -> list[Resumed]:
    """Admit every accepted sheet to its end; one that a worker is at is left to it."""
    waiting = SummarySheet.objects(state=SheetState.ADMITTING.value).order_by("number")
    return [
        Resumed(sheet.number, dict(progress_of(sheet.reload()).outcomes))
        for sheet in list(waiting)
        if admit(sheet.number, at=at, rulebook=rulebook)
    ]
