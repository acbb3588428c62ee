"""One line of the first page as a value: whose turn it is, what it says and where it leads.

Each noun makes its own lines in its ``*_tasks`` module. A line names a page by a plain word;
the door knows its address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.permissions import Actor
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window


class Group(StrEnum):
    """Whose turn it is."""

    TODO = "todo"
    WAITING = "waiting"
    DONE = "done"


class Page(StrEnum):
    """Where a line leads."""

    UPDATE = "update"
    RECEIPT = "receipt"
    PLATFORM = "platform"
    SHEET = "sheet"
    SHEETS = "sheets"
    NEW_SHEET = "new_sheet"
    ROUNDS = "rounds"
    ROUND = "round"
    APPLICATION = "application"
    REVIEWS = "reviews"
    PRE_REVIEWS = "pre_reviews"
    TRANSFERS = "transfers"
    MAJOR_CHANGE = "major_change"
    MAJOR_CHANGES = "major_changes"
    INCIDENTS = "incidents"
    STATED_INCIDENTS = "stated_incidents"
    REPORTING = "reporting"
    WINDOWS = "windows"
    LOAD = "load"
    ACTIVATIONS = "activations"
    REGISTRATIONS = "registrations"
    ACCOUNTS = "accounts"
    LOCKOUTS = "lockouts"
    SECOND_FACTORS = "second_factors"
    OPERATION = "operation"
    SIGN_INS = "sign_ins"
    LEDGER = "ledger"
    REMOVAL = "removal"
    REMOVALS = "removals"
    APPEAL = "appeal"
    APPEALS = "appeals"
    APPEAL_NEW = "appeal_new"
    UNREPORTED = "unreported"
    UNREPORTED_CASE = "unreported_case"
    CONDITIONS = "conditions"
    CONDITION = "condition"
    EXTRACT = "extract"
    BAN_WAIVERS = "ban_waivers"
    UPDATE_RETURNS = "update_returns"
    SUPPORT_REQUEST = "support_request"
    SUPPORT_REQUESTS = "support_requests"


@dataclass(frozen=True, slots=True)
class Task:
    """One line: ``code`` and ``note`` are sentences, ``params`` fills both and finds the page.

    ``state`` is the word shown beside it, if any; ``deadline`` the last day it can be done.
    """

    group: Group
    code: str
    state: str
    page: Page
    params: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day: who, when, and the windows of the day."""

    by: Actor
    at: datetime
    calendar: WorkingCalendar
    rulebook: Rulebook
    quarter: Window
    round: Window

    @property
    def quarter_is_open(self) -> bool:
        """Say whether updates are taken now."""
        return self.quarter.accepts(self.at)

    @property
    def round_is_open(self) -> bool:
        """Say whether the round's submissions are taken now."""
        return self.round.accepts(self.at)

    @property
    def law(self) -> dict[str, Any]:
        """Return rules and calendar, as use-cases ask for them."""
        return {"rulebook": self.rulebook, "calendar": self.calendar}
