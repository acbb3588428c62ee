"""Where a host's quarterly updates stand, as lines of home."""

from collections.abc import Iterator, Mapping
from typing import Any

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.law import NATIONAL
from registry.permissions import require
from registry.policy.vocabulary import LibraryState, WindowKind
from registry.policy.windows import Window, window
from registry.services.authorities import authority_name
from registry.services.duty_reasons import told_reason
from registry.services.late_filing_tasks import late_filings_of
from registry.services.quarters import why_not_owed
from registry.services.readings import Reading, fetch, together
from registry.services.task_lines import Day, Group, Page, Task
from registry.services.update_return_tasks import open_returns, returned_of
from registry.services.windows import window_in_question


def update_tasks_of(day: Day) -> Reading[tuple[Task, ...]]:
    """Say of each own platform where its update stands, what was returned, what may come late."""
    require(day.by, "quarterly_updates:read", host=day.by.host)
    in_question = window_in_question(at=day.at, **day.law)
    asked = list(dict.fromkeys((in_question.period, day.quarter.period)))
    platforms, open_ones = yield from together(_library_of(day.by.host), open_returns(day))
    numbers = [one.number for one in platforms]
    begun, sent, late, returned = yield from together(
        _drafts(numbers, asked), _filings(numbers, asked), late_filings_of(platforms, day),
        returned_of(open_ones, platforms, day),
    )  # fmt: skip
    drafts = {(one.platform, one.period): one for one in begun}
    # The newest version comes last and stays.
    filed = {(one.platform, one.period): one for one in sent}
    again = {(one.params["number"], one.params["period"]) for one in (*returned, *late)}
    return (
        returned
        + late
        + tuple(
            line
            for platform in platforms
            for period in asked
            for key in ((platform.number, period),)
            if key not in again
            for line in _of_update(platform, period, drafts.get(key), filed.get(key), day)
        )
    )


def _library_of(host: str | None) -> Reading[list[Any]]:
    return fetch(
        Platform,
        {"host": host, "state": LibraryState.IN_LIBRARY.value},
        ("number", "name", "authority", "admitted_at", "removed_at", "absences"),
        "host_1_number_1",
        sort={"number": 1},
    )


def _drafts(numbers: list[str], periods: list[str]) -> Reading[list[Any]]:
    return fetch(
        UpdateDraft,
        {"platform": {"$in": numbers}, "period": {"$in": periods}},
        ("platform", "period", "saved_at"),
        "platform_1_period_1",
    )


def _filings(numbers: list[str], periods: list[str]) -> Reading[list[Any]]:
    return fetch(
        QuarterlyUpdate,
        {"platform": {"$in": numbers}, "period": {"$in": periods}},
        ("platform", "period", "number", "submitted_at", "timeliness", "on_behalf"),
        "platform_1_period_1_version_1",
        sort={"platform": 1, "period": 1, "version": 1},
    )


def _of_update(
    platform: Platform,
    period: str,
    draft: UpdateDraft | None,
    filed: QuarterlyUpdate | None,
    day: Day,
) -> Iterator[Task]:
    """Say where one platform's quarter stands."""
    params: dict[str, Any] = {"number": platform.number, "name": platform.name, "period": period}
    programme = day.rulebook.programme(NATIONAL)
    its = window(WindowKind.QUARTERLY_UPDATE, period, day.calendar, programme)
    last = its.days[-1]
    if filed:
        yield from _of_filed(filed, draft, its, params, day)
    elif why := why_not_owed(platform, its):
        if its.accepts(day.at):
            params |= {"why": told_reason(why)}
            code, note = "task_not_owed_update", "task_note_not_owed"
            yield Task(Group.DONE, code, "not_owed", Page.PLATFORM, params, note)
    elif its.accepts(day.at) and draft:
        params |= {"saved": draft.saved_at}
        code, note = "task_continue_update", "task_note_saved"
        yield Task(Group.TODO, code, "draft", Page.UPDATE, params, note, last)
    elif its.accepts(day.at):
        yield Task(Group.TODO, "task_begin_update", "unfiled", Page.UPDATE, params, deadline=last)
    elif day.at >= its.accepts_until:
        code, note = "task_missed_update", "task_note_missed"
        yield Task(Group.WAITING, code, "missing", Page.PLATFORM, params, note)
    elif draft:
        params |= {"saved": draft.saved_at, "opens": its.opens_at}
        code, note = "task_continue_update", "task_note_ahead"
        yield Task(Group.TODO, code, "draft", Page.UPDATE, params, note, last)


def _of_filed(
    filed: QuarterlyUpdate,
    draft: UpdateDraft | None,
    its: Window,
    params: Mapping[str, Any],
    day: Day,
) -> Iterator[Task]:
    """Say that a quarter is filed; a host is told what its authority filed for it.

    A draft of its own that this overtook is work to finish while the window is open.
    """
    told = {**params, "receipt": filed.number, "sent": filed.submitted_at}
    code, note = "task_submitted_update", "task_note_receipt"
    if filed.on_behalf:
        is_open = its.accepts(day.at)
        told["authority"] = authority_name(filed.on_behalf.authority)
        code = "task_filed_on_behalf"
        note = "task_note_correct_on_behalf" if is_open else note
        if is_open and draft:
            begun = {**params, "saved": draft.saved_at}
            yield Task(
                Group.TODO, "task_continue_update", "draft", Page.UPDATE, begun,
                "task_note_overtaken", its.days[-1],
            )  # fmt: skip
    yield Task(Group.DONE, code, filed.timeliness, Page.RECEIPT, told, note)
