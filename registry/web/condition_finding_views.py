"""What the pages of conditions no longer met show, made ready for their templates."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from registry.documents.condition_findings import ConditionFinding, Seen
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.permissions import Actor, Role, may
from registry.policy.condition_findings import FindingState, may_move
from registry.policy.facts import in_words
from registry.services.authorities import authority_name, authority_place
from registry.services.condition_finding_records import (
    FindingCount,
    FindingFilter,
    other_way,
    words_of,
)
from registry.web.filters import counted_filters
from registry.web.formats import period


def finding_line(one: ConditionFinding) -> dict[str, Any]:
    """Return a finding as a list shows it."""
    return words_of(one) | {
        "platform_name": one.platform_name,
        "host_name": one.host_name,
        "whose": authority_place(one.authority),
        "opened_at": one.opened_at,
        "state": f"condition_{one.state}",
        "href": url_for("condition_findings.show", number=one.number),
    }


def finding_shown(found: ConditionFinding, reader: Actor) -> dict[str, Any]:
    """Return what the page of a finding needs besides it: sightings, notes, next steps."""
    is_host = reader.role is Role.HOST_OPERATOR
    standing = bool(found.open)
    return {
        "is_host": is_host,
        "words": words_of(found),
        "other_way": other_way(found),
        "seen": [_seen_line(one, found) for one in reversed(found.seen)],
        "notes": [] if is_host else [_note(one) for one in reversed(found.notes)],
        "looked_at": is_host and bool(found.notes),
        "resolved": _resolved(found),
        "mend": say("condition_mend", realtime=_or_realtime(found)) if standing else "",
        "may_note": standing and may(reader, "condition_findings:note"),
        "exit_href": _exit_href(found, reader),
    }


def _seen_line(one: Seen, found: ConditionFinding) -> dict[str, Any]:
    words, href = _source(one.source, one.period)
    return {
        "source": words,
        "value": in_words(str(one.value), found.unit),
        "wanted": in_words(str(one.wanted), found.unit),
        "seen_at": one.seen_at,
        "href": href,
    }


def _source(source: str, quarter: str) -> tuple[str, str]:
    """Say in words which filing it was, and where it is read."""
    noun, _, key = source.partition(":")
    if noun == "quarterly_update":
        words = say("condition_seen_update", period=period(quarter), key=key)
        return words, url_for("receipts.show", number=key)
    platform, _, serial = key.partition(":")
    words = say("condition_seen_realtime", serial=serial)
    return words, url_for("realtime_updates.index", number=platform)


def _resolved(found: ConditionFinding) -> str:
    if not found.resolved_by:
        return ""
    words, _ = _source(found.resolved_by, found.seen[-1].period)
    return say("condition_resolved_by", source=words)


def _note(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a note as the record keeps it
    office = authority_name(one.authority) if one.authority else say("condition_by_ministry")
    return {"text": one.text, "noted_at": one.noted_at, "by": f"{office} {one.account_name}"}


def _or_realtime(found: ConditionFinding) -> str:
    its = next((one for one in quarterly_update_form().fields if one.key == found.field), None)
    return say("condition_mend_realtime") if its and its.realtime else ""


def _exit_href(found: ConditionFinding, reader: Actor) -> str:
    """Return where an exit is proposed on a finding, to those who may, or empty."""
    may_lead = may_move(FindingState(found.state), FindingState.PROPOSED)
    if not may_lead or not may(reader, "exit_proposals:propose"):
        return ""
    return url_for("exit_proposals.new", number=found.platform, finding=found.number)


def finding_filters(
    asked: FindingFilter, counts: Iterable[FindingCount]
) -> list[dict[str, Any]]:  # fmt: skip - one signature
    """Return the filters as links, each with how many it would show beside the others."""
    told = list(counts)
    asked_for = (one.criterion for one in quarterly_update_form().fields if one.criterion)
    criteria = dict.fromkeys((*asked_for, *(one.criterion for one in told)))
    options = (
        ("状态", "state", [(one.value, say(f"state_condition_{one}")) for one in FindingState]),
        ("条件", "criterion", [(one, say(f"criterion_{one}")) for one in criteria]),
    )
    return counted_filters(options, asked, told)
