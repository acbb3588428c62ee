"""What a person has to do, waits for and has done 待办: the first page after signing in.

Every role costs a fixed number of queries, however large the library.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from registry.documents.initial_loads import InitialLoad
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.summary_sheets import SummarySheet
from registry.law import NATIONAL
from registry.permissions import DIVISION, MINISTRY, PROVINCE, Actor, Role, may, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.initial_load_states import LoadState
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import SheetState
from registry.policy.vocabulary import LibraryState, Severity, WindowKind
from registry.policy.windows import Window, window
from registry.services.adjustments import round_of
from registry.services.authorities import authority_name
from registry.services.belonging import hosts_without_account
from registry.services.quarters import platform_owes
from registry.services.registrations import count_waiting
from registry.services.reporting_counts import counts_of
from registry.services.review_turns import turns_of
from registry.services.sheet_findings import places_with
from registry.services.task_lines import Group, Page, Task
from registry.services.windows import window_in_question, windows_of_day

_MOST_SHEETS = 20
_LOOKED_BACK = timedelta(days=200)  # sheets of rounds longer past are history, not work
_SHEET = (
    "number", "authority", "period", "filename", "state", "row_count", "blocking_rows", "findings",
)  # fmt: skip
_WAITING_SHEETS = {
    SheetState.STAGED: "task_await_authorities",
    SheetState.NEEDS_MENDING: "task_await_mending",
    SheetState.ADMITTING: "task_await_admission",
}
_LOADS = {
    LoadState.CHECKED.value: "task_carry_out_load",
    LoadState.LOADING.value: "task_loading",
}


@dataclass(frozen=True, slots=True)
class Tasks:
    """The windows that concern a person, each open or the next of its kind, and their lines."""

    windows: tuple[Window, ...]
    lines: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """One person's day: who, when, and the windows of the day."""

    by: Actor
    at: datetime
    calendar: WorkingCalendar
    rulebook: Rulebook
    quarter: Window
    round: Window

    @property
    def quarter_is_open(self) -> bool:
        return self.quarter.accepts(self.at)

    @property
    def round_is_open(self) -> bool:
        return self.round.accepts(self.at)

    @property
    def law(self) -> dict[str, Any]:
        return {"rulebook": self.rulebook, "calendar": self.calendar}


def tasks_of(*, by: Actor, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> Tasks:
    """Return what the one who asks has to do, waits for and has done.

    A host sees its own platforms, a province its own sheets and platforms, the ministry
    the whole. The three administrators see no filing.
    """
    quarter, its_round = windows_of_day(at, rulebook=rulebook, calendar=calendar)
    day = _Day(by, at, calendar, rulebook, quarter, its_round)
    if by.role is Role.HOST_OPERATOR:
        return Tasks((quarter,), tuple(_of_host(day)))
    if by.role in PROVINCE:
        lines = (*_of_turns(day), *_of_sheets(day), *_of_reporting(day), *_of_accounts(day))
        return Tasks((quarter, its_round), lines)
    if by.role in DIVISION:
        return Tasks((its_round,), tuple(_of_turns(day)))
    if by.role in MINISTRY:
        lines = (*_of_reporting(day), *_of_loads(day), *_of_all_sheets(day))
        return Tasks((quarter, its_round), lines)
    return Tasks((), ())


def _of_host(day: _Day) -> Iterator[Task]:
    """Say of each own platform where its update stands: three queries."""
    require(day.by, "quarterly_updates:read", host=day.by.host)
    platforms = list(
        Platform.objects(host=day.by.host, state=LibraryState.IN_LIBRARY)
        .only("number", "name", "admitted_at", "removed_at", "absences")
        .order_by("number")
    )  # index host_1_number_1
    numbers = [one.number for one in platforms]
    in_question = window_in_question(at=day.at, **day.law)
    asked = dict.fromkeys((in_question.period, day.quarter.period))
    drafts = {
        (one.platform, one.period): one
        for one in UpdateDraft.objects(platform__in=numbers, period__in=list(asked)).only(
            "platform", "period", "saved_at"
        )
    }  # index platform_1_period_1
    filed = {
        (one.platform, one.period): one
        for one in QuarterlyUpdate.objects(platform__in=numbers, period__in=list(asked))
        .only("platform", "period", "number", "submitted_at", "timeliness", "on_behalf")
        .order_by("platform", "period", "version")
    }  # index platform_1_period_1_version_1; the newest version comes last and stays
    for platform in platforms:
        for period in asked:
            key = (platform.number, period)
            yield from _of_update(platform, period, drafts.get(key), filed.get(key), day)


def _of_update(
    platform: Platform,
    period: str,
    draft: UpdateDraft | None,
    filed: QuarterlyUpdate | None,
    day: _Day,
) -> Iterator[Task]:
    """Say where one platform's quarter stands."""
    params: dict[str, Any] = {"number": platform.number, "name": platform.name, "period": period}
    programme = day.rulebook.programme(NATIONAL)
    its = window(WindowKind.QUARTERLY_UPDATE, period, day.calendar, programme)
    last = its.days[-1]
    if filed:
        yield from _of_filed(filed, draft, its, params, day)
    elif not platform_owes(platform, its):
        if its.accepts(day.at):
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
    day: _Day,
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


def _of_turns(day: _Day) -> Iterator[Task]:
    """Say what waits for this office: applications and transfers."""
    for one in turns_of(by=day.by, at=day.at, calendar=day.calendar):
        page = Page(one.page)
        yield Task(Group.TODO, one.code, "todo", page, one.params, one.note, one.deadline)


def _of_sheets(day: _Day) -> Iterator[Task]:
    """Say where the province's own sheets stand: two queries at most.

    A sheet is asked for once the round's notice is on record.
    """
    require(day.by, "summary_sheets:read", authority=day.by.authority)
    sheets = list(
        SummarySheet.objects(authority=day.by.authority, received_at__gte=day.at - _LOOKED_BACK)
        .only(*_SHEET, "scan.digest")
        .order_by("-received_at", "-number")
        .limit(_MOST_SHEETS)
    )  # index authority_1_received_at_-1_number_-1
    of_round = [one for one in sheets if one.period == day.round.period]
    last = day.round.days[-1]
    is_wanted = day.round_is_open and all(one.state == SheetState.WITHDRAWN for one in of_round)
    if is_wanted and round_of(day.round.period):
        params, note = {"period": day.round.period}, "task_note_none_new"
        yield Task(Group.TODO, "task_upload_sheet", "", Page.NEW_SHEET, params, note, last)
    settled: set[str] = set()
    for sheet in sheets:
        if sheet.state == SheetState.WITHDRAWN:
            continue
        still = last if sheet in of_round and day.round_is_open else None
        # The newest live sheet of a round counts: an older one needing mending was replaced
        # by it, and after the window no mended one can come.
        is_past = sheet.period in settled or still is None
        settled.add(sheet.period)
        if not (is_past and sheet.state == SheetState.NEEDS_MENDING):
            yield _of_sheet(sheet, day, still)


def _of_sheet(sheet: SummarySheet, day: _Day, last: date | None) -> Task:
    params = {"sheet": sheet.number, "filename": sheet.filename, "rows": sheet.row_count}
    params["period"] = sheet.period
    if sheet.state == SheetState.NEEDS_MENDING:
        params["rows"] = places_with(sheet, Severity.BLOCKING)
        note = "task_note_mend" if sheet.row_count else "task_note_no_rows"
        return Task(Group.TODO, "task_mend_sheet", sheet.state, Page.SHEET, params, note, last)
    if sheet.state == SheetState.STAGED:
        return _of_staged(sheet, day, last, params)
    group, code, note = {
        SheetState.ADMITTING: (Group.WAITING, "task_admitting_sheet", "task_note_await"),
        SheetState.ADMITTED: (Group.DONE, "task_admitted_sheet", "task_note_admitted"),
    }[SheetState(sheet.state)]
    return Task(group, code, sheet.state, Page.SHEET, params, note)


def _of_staged(
    sheet: SummarySheet, day: _Day, last: date | None, params: Mapping[str, Any]
) -> Task:
    """Say whose turn a staged sheet is; ``last`` is the last day its scan can still come.

    Sheet and scan are bound by the window, acceptance is not (ruling 9).
    """
    state, is_scanned = sheet.state, bool(sheet.scan)
    if not is_scanned and last is None:
        code, note = "task_withdraw_sheet", "task_note_too_late"
        return Task(Group.TODO, code, state, Page.SHEET, params, note)
    if may(day.by, "summary_sheets:accept"):
        note = "task_note_scanned" if is_scanned else "task_note_accept"
        due = None if is_scanned else last
        return Task(Group.TODO, "task_accept_sheet", state, Page.SHEET, params, note, due)
    if not is_scanned:
        code, note = "task_attach_scan", "task_note_await"
        return Task(Group.TODO, code, state, Page.SHEET, params, note, last)
    code, note = "task_await_acceptance", "task_note_await"
    return Task(Group.WAITING, code, state, Page.SHEET, params, note)


def _of_reporting(day: _Day) -> Iterator[Task]:
    """Say how many platforms have not reported, in the open quarter or the last: three queries."""
    its = window_in_question(at=day.at, **day.law)
    total = counts_of(its.period, by=day.by, **day.law).total
    params = {
        "period": its.period,
        "count": total.expected - total.submitted,
        "expected": total.expected,
        "submitted": total.submitted,
        "draft": total.draft,
    }
    if not total.expected:
        yield Task(Group.DONE, "task_nothing_owed", "not_owed", Page.REPORTING, params)
    elif total.expected == total.submitted:
        note = "task_note_reported"
        yield Task(Group.DONE, "task_all_reported", "submitted", Page.REPORTING, params, note)
    elif not day.quarter_is_open:
        note = "task_note_reported"
        yield Task(Group.WAITING, "task_see_missing", "missing", Page.REPORTING, params, note)
    else:
        code = "task_remind_hosts" if day.by.role in PROVINCE else "task_watch_reporting"
        note, last = "task_note_reported", its.days[-1]
        yield Task(Group.TODO, code, "", Page.REPORTING, params, note, last)


def _of_accounts(day: _Day) -> Iterator[Task]:
    """Say who waits for an account, and how many hosts have none: three queries."""
    authority = day.by.authority
    if waiting := count_waiting(authority, by=day.by, at=day.at):
        params: dict[str, Any] = {"count": waiting}
        code, note = "task_decide_registrations", "task_note_registrations"
        yield Task(Group.TODO, code, "todo", Page.REGISTRATIONS, params, note)
    if without := len(hosts_without_account(authority)):
        params = {"count": without}
        code, note = "task_issue_codes", "task_note_codes"
        yield Task(Group.TODO, code, "", Page.ACTIVATIONS, params, note)


def _of_loads(day: _Day) -> Iterator[Task]:
    """Say which initial loads wait to be carried out, or are under way: one query."""
    require(day.by, "initial_loads:read")
    loads = (
        InitialLoad.objects(state__in=list(_LOADS))
        .only("number", "filename", "state", "new_rows", "refused_rows")
        .order_by("-received_at")
        .limit(_MOST_SHEETS)
    )  # index state_1_received_at_-1
    names = {"load": "number", "rows": "new_rows", "refused": "refused_rows"}
    for load in loads:
        decides = load.state == LoadState.CHECKED and may(day.by, "initial_loads:carry_out")
        group = Group.TODO if decides else Group.WAITING
        params = {key: getattr(load, name) for key, name in names.items()}
        params["filename"] = load.filename
        if load.new_rows:
            code = _LOADS[load.state]
            yield Task(group, code, load.state, Page.LOAD, params, "task_note_load")


def _of_all_sheets(day: _Day) -> Iterator[Task]:
    """Count the sheets that wait somewhere: one query."""
    require(day.by, "summary_sheets:read")
    recent = {"$match": {"received_at": {"$gte": day.at - _LOOKED_BACK}}}
    groups = SummarySheet._get_collection().aggregate(  # noqa: SLF001 - a count reads without the mapper
        [recent, {"$group": {"_id": "$state", "count": {"$sum": 1}}}],
        hint="received_at_-1_number_-1",
    )
    counts = {group["_id"]: group["count"] for group in groups}
    for state, code in _WAITING_SHEETS.items():
        if count := counts.get(state.value):
            yield Task(Group.WAITING, code, state.value, Page.SHEETS, {"count": count})
