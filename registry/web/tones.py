"""How pressing a state looks: good, due, bad, blue, or plain."""

from collections.abc import Mapping

# Colour says how pressing a state is; the word beside it says what it is.
_TONES: Mapping[str, frozenset[str]] = {
    "good": frozenset(
        {
            "in_library",
            "on_time",
            "submitted",
            "accepted",
            "admitted",
            "approved",
            "open",
            "done",
            "filled",
            "active",
            "loaded",
            "factor_on",
            "used",
            "confirmed",
            "recommended",
            "delivered",
            "received",
            "met",
            "change_verified",
            "waiver_approved",
            "timely_on_time",
            "judged_in_time",
            "batch_done",
        }
    ),
    "due": frozenset(
        {
            "late",
            "draft",
            "warning",
            "deferred",
            "unknown",
            "last_day",
            "provisional",
            "todo",
            "unfiled",
            "due",
            "returned",
            "excused",
            "unclaimed",
            "with_host",
            "to_be_sent",
            "needs_judgement",
            "handed_back",
            "frozen",
            "change_returned",
            "timely_to_be_judged",
            "timely_prompted",
            "incident_recorded",
            "incident_unknown",
            "record_pending",
            "removal_prepared",
            "removal_on_hold",
            "batch_prepared",
            "waiver_prepared",
        }
    ),
    "bad": frozenset(
        {
            "missing",
            "blocking",
            "needs_mending",
            "banned",
            "overdue",
            "failed",
            "not_approved",
            "locked",
            "unloadable",
            "refused",
            "factor_missing",
            "declined",
            "not_recommended",
            "undelivered",
            "not_met",
            "not_stated",
            "change_refused",
            "timely_late",
            "judged_not_in_time",
            "incident_reached",
            "record_contradicts",
            "removal_decided",
        }
    ),
    "blue": frozenset(
        {
            "staged",
            "admitting",
            "checked",
            "loading",
            "new",
            "note",
            "changed",
            "waiting",
            "unused",
            "in_review",
            "sent",
            "proposed",
            "exit_open",
            "change_reported",
            "incident_confirmed",
            "record_declared",
            "record_for_notice",
            "removal_opened",
            "removal_notified",
            "removal_verified",
            "batch_signing",
        }
    ),
}  # fmt: skip - one line of states per tone reads as a table


def state_tone(state: str) -> str:
    """Return how pressing a state looks: good, due, bad, blue, or plain."""
    return next((tone for tone, states in _TONES.items() if state in states), "plain")
