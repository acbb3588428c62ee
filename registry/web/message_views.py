"""Where a message leads: the page of its subject, where its reader may open it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from registry.permissions import Actor, may
from registry.services.messages import Message, out_of_reach
from registry.services.readings import answer


@dataclass(frozen=True, slots=True)
class Place:
    """A page, the permission that opens it, and which part of its address the subject fills."""

    endpoint: str
    permission: str
    part: str = ""


# By what stands before the colon of a subject; the first page that the reader may open.
PLACES: dict[str, tuple[Place, ...]] = {
    "platform": (Place("platforms.show", "platforms:read", "number"),),
    "application": (
        Place("reviews.show", "reviews:read", "number"),
        Place("applications.show", "applications:read", "number"),
    ),
    "quarterly_update": (Place("receipts.show", "quarterly_updates:read", "number"),),
    "major_change": (Place("major_changes.show", "major_changes:read", "number"),),
    "incident": (Place("incidents.show", "incidents:read", "number"),),
    "exit_proposal": (Place("exit_proposals.show", "exit_proposals:read", "number"),),
    "removal_case": (Place("removal_cases.show", "removal_cases:read", "number"),),
    "appeal": (Place("appeals.show", "appeals:read", "number"),),
    "unreported_change": (Place("unreported_changes.show", "unreported_changes:read", "number"),),
    "unreported_changes": (Place("unreported_changes.index", "unreported_changes:read"),),
    "condition_finding": (Place("condition_findings.show", "condition_findings:read", "number"),),
    "late_filing": (Place("late_filings.show", "late_filings:read", "number"),),
    "update_return": (Place("update_returns.show", "update_returns:read", "number"),),
    "support_request": (Place("support_requests.show", "support_requests:read", "number"),),
    "summary_sheet": (Place("summary_sheets.show", "summary_sheets:read", "number"),),
    "transfer": (Place("transfers.show", "transfers:read", "number"),),
    "adjustment": (
        Place("adjustments.show", "adjustments:follow", "period"),
        Place("applications.index", "applications:draft"),
    ),
    "initial_load": (Place("initial_loads.show", "initial_loads:read", "number"),),
    "register_extract": (Place("register_extracts.show", "register_extracts:read", "number"),),
    "host": (
        Place("activations.index", "activations:read"),
        Place("handovers.index", "handovers:read"),
    ),
    "authority": (Place("authority_settings.show", "authority_settings:read"),),
    "quarter": (
        Place("boards.index", "reporting:read", "period"),
        Place("quarterly_updates.index", "quarterly_updates:draft"),
    ),
    "quarter_missing": (Place("reporting.missing", "reporting:read", "period"),),
    "webhook": (Place("webhooks.index", "webhooks:read"),),
    "calendar": (Place("windows.index", "calendar:read"),),
}


def addresses(messages: Sequence[Message], by: Actor) -> dict[str, str]:
    """Return, by subject, where messages lead; a subject the reader may not open has none.

    One query, whatever they tell of.
    """
    subjects = {one.subject for one in messages}
    beyond = answer(out_of_reach(subjects, by=by))
    found = {subject: address_of(subject, by) for subject in subjects - beyond}
    return {subject: address for subject, address in found.items() if address}


def address_of(subject: str, by: Actor) -> str:
    """Return where a subject leads its reader; empty where no page of it is open to them."""
    kind, _, rest = subject.partition(":")
    for place in PLACES.get(kind, ()):
        if may(by, place.permission):
            parts: dict[str, Any] = {place.part: rest} if place.part else {}
            return url_for(place.endpoint, **parts)
    return ""
