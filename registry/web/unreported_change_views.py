"""What the pages of possible unreported changes show, made ready for their templates."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from registry import edge
from registry.clock import SHANGHAI
from registry.documents.unreported_changes import Sighting, UnreportedChange
from registry.messages import say
from registry.permissions import Actor, Role, may
from registry.policy.unreported_changes import (
    GROUND,
    CaseState,
    ChangedField,
    ChangeOrigin,
    is_prompted,
    may_confirm,
    may_move,
)
from registry.services.authorities import authority_place
from registry.services.unreported_change_records import CaseCount, CaseFilter, report_of
from registry.web.filters import counted_filters
from registry.web.formats import day
from registry.web.printed import attachment_lines

# Where a source can be looked at, by those who may read it.
_PAGES = {
    "quarterly_update": ("receipts.show", "quarterly_updates:read"),
    "summary_sheet": ("summary_sheets.show", "summary_sheets:read"),
    "register_extract": ("register_extracts.show", "register_extracts:read"),
}


def case_line(one: UnreportedChange) -> dict[str, Any]:
    """Return a case as a list shows it."""
    return {
        "platform_name": one.platform_name,
        "number": one.number,
        "host_name": one.host_name,
        "whose": authority_place(one.authority),
        "field": say(f"unreported_field_{one.field}"),
        "change": change_words(one),
        "origin": say(f"unreported_origin_{one.origin}"),
        "first_seen_on": one.first_seen_on,
        "answer_until": one.answer_until,
        "state": state_word(one),
        "href": url_for("unreported_changes.show", number=one.number),
    }


def state_word(one: UnreportedChange) -> str:
    """Return the key of the word for where a case stands; an answered one says so."""
    is_answered = one.state == CaseState.ASKED and one.answered
    return f"unreported_{'answered' if is_answered else one.state}"


def change_words(one: UnreportedChange) -> str:
    """Say from what to what; what is not on record has only the new value."""
    return f"{one.old_value} → {one.new_value}" if one.old_value else str(one.new_value)


def sighting_line(one: Sighting, reader: Actor) -> dict[str, Any]:
    """Return a sighting with its source, and where that can be read."""
    noun, _, rest = one.source.partition(":")
    key, _, row = rest.partition(":")
    return {
        "source": say(f"unreported_source_{noun}", key=key, row=row),
        "href": source_page(noun, key, reader),
        "said": one.said,
        "seen_at": one.seen_at,
    }


def source_page(noun: str, key: str, reader: Actor) -> str:
    """Return where a source can be read, to those who may; empty where there is no page."""
    page, permission = _PAGES.get(noun, ("", ""))
    return url_for(page, number=key) if page and may(reader, permission) else ""


def case_shown(found: UnreportedChange, reader: Actor) -> dict[str, Any]:
    """Return what the page of a case needs besides the case: acts, files, reports, next steps."""
    is_host = reader.role is Role.HOST_OPERATOR
    state = CaseState(found.state)
    settles = may(reader, "unreported_changes:settle")
    today = day_of_arrival()
    confirms = found.answer_until is not None and may_confirm(
        answered=found.answered, until=found.answer_until, today=today
    )
    return {
        "is_host": is_host,
        "sightings": [] if is_host else [sighting_line(one, reader) for one in found.sightings],
        "papers": attachment_lines(
            found.attachments,
            lambda one, preview: url_for(
                f"unreported_change_answers.{'picture' if preview else 'paper'}",
                number=found.number,
                paper_id=one,
            ),
            {},
        ),
        "report": _report(found),
        "may_ask": may(reader, "unreported_changes:ask") and may_move(state, CaseState.ASKED),
        "may_answer": may(reader, "unreported_changes:answer") and state is CaseState.ASKED,
        "outcomes": [
            (to.value, say(f"state_unreported_{to}"))
            for to in (CaseState.CONFIRMED, CaseState.EXPLAINED, CaseState.UNFOUNDED)
            if settles and may_move(state, to) and (to is not CaseState.CONFIRMED or confirms)
        ],
        "waits": settles and state is CaseState.ASKED and not confirms,
        "report_href": url_for(
            "major_changes.new", number=found.platform, prompted_by=found.number
        ),
        "removal_href": _removal(found, reader),
    }


def day_of_arrival() -> Any:  # noqa: ANN401 - a date
    """Return today, as the request's arrival has it."""
    return edge.arrival().astimezone(SHANGHAI).date()


def _report(found: UnreportedChange) -> dict[str, Any] | None:
    """Return the report that tells of the difference, and whether it was prompted."""
    report = report_of(found)
    if report is None:
        return None
    prompted = is_prompted(report.reported_at, found.asked_at)
    code = "unreported_report_prompted" if prompted else "unreported_report_before"
    return {
        "words": say(code, number=report.number, day=day(report.reported_at)),
        "href": url_for("major_changes.show", number=report.number),
        "number": report.number,
    }


def _removal(found: UnreportedChange, reader: Actor) -> str:
    """Return where a removal case is opened from a confirmed one, to those who may, or empty."""
    if found.state != CaseState.CONFIRMED or not may(reader, "removal_cases:open"):
        return ""
    origin = f"unreported_change:{found.number}"
    return url_for("removal_cases.new", platform=found.platform, ground=GROUND, origin=origin)


def case_filters(asked: CaseFilter, counts: Iterable[CaseCount]) -> list[dict[str, Any]]:
    """Return the filters as links, each with how many it would show beside the others."""
    options = (
        ("状态", "state", [(one.value, say(f"state_unreported_{one}")) for one in CaseState]),
        ("项目", "field", [(one.value, say(f"unreported_field_{one}")) for one in ChangedField]),
        ("来源", "origin", [(one.value, say(f"unreported_origin_{one}")) for one in ChangeOrigin]),
    )
    return counted_filters(options, asked, counts)
