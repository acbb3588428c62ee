"""What stands in one's calendar 日历订阅: windows, one's own duties with their state, deadlines.

A fixed number of queries, however many platforms. Cases are named by number alone: the address
of a feed wanders through programs of others.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from registry.calendar_files import Happening
from registry.clock import SHANGHAI
from registry.documents.adjustments import HostCutOff
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.removal_cases import RemovalCase
from registry.documents.unreported_changes import UnreportedChange
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, may, side_of
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import Away, owes_update
from registry.policy.late_filings import Leave
from registry.policy.removal_cases import CaseState
from registry.policy.rulebook import Rulebook
from registry.policy.unreported_changes import CaseState as ChangeState
from registry.policy.update_returns import answered_until
from registry.policy.vocabulary import Side, WindowKind
from registry.policy.windows import Window, learned, windows_of_year
from registry.services.calendar_late import Running, covers, running_for
from registry.services.quarterly_update_forms import quarter_name
from registry.services.windows import as_told, round_name

LeadTo = Callable[[str, Actor], str]
# Eight in the morning of the last day, for what ends with that day.
_ALARM = timedelta(hours=16)
_A_DEADLINE = timedelta(hours=1)
_ONE_DAY = timedelta(days=1)
_MOST_NAMED = 30
_SUBJECTS = {WindowKind.QUARTERLY_UPDATE: "quarter", WindowKind.ADJUSTMENT: "adjustment"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose calendar it is, at which moment, since when there is one."""

    by: Actor
    at: datetime
    since: datetime
    lead_to: LeadTo


@dataclass(frozen=True, slots=True)
class _Own:
    """What a host has: its platforms, and what was filed or begun, by period and platform.

    ``returned`` has the quarters that were returned and can still be answered.
    """

    platforms: tuple[Mapping[str, Any], ...]
    returned: frozenset[tuple[str, str]]
    filed: Mapping[tuple[str, str], datetime]
    begun: Mapping[tuple[str, str], datetime]


def events_of(
    by: Actor,
    *,
    since: datetime,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
    lead_to: LeadTo,
) -> list[Happening]:
    """Return this year's and the next year's windows, and what the one who asks has to meet.

    ``lead_to`` gives the address of the page of a subject for its reader, or nothing.
    """
    asked = _Asked(by, at, since, lead_to)
    year, programme = at.astimezone(SHANGHAI).year, rulebook.programme(NATIONAL)
    windows = [
        one for each in (year, year + 1) for one in windows_of_year(each, calendar, programme)
    ]
    quarters = [one.period for one in windows if one.kind is WindowKind.QUARTERLY_UPDATE]
    running = running_for(by, at=at, programme=programme, calendar=calendar)
    own = _own(quarters, running) if by.host else None
    events = [_of_window(one, asked, calendar) for one in windows]
    if own:
        events = [
            _of_duty(event, window, own, at) for event, window in zip(events, windows, strict=True)
        ]
    late = _late(asked, running, own.filed if own else {})
    return [*events, *_deadlines(asked, windows), *late]


def _of_window(window: Window, asked: _Asked, calendar: WorkingCalendar) -> Happening:
    """Return a window as everybody has it."""
    moments = learned(window, calendar)
    kind = window.kind.value
    name = quarter_name if window.kind is WindowKind.QUARTERLY_UPDATE else round_name
    words = {"period": name(window.period), "until": as_told(window.closes_at)}
    title = say(f"calendar_{kind}", **words)
    text = say("calendar_window_text", clause=window.clause, **words)
    if window.provisional:
        title, text = title + say("calendar_provisional"), text + say("calendar_provisional_text")
    passed = [one for one in (window.opens_at, window.closes_at) if one <= asked.at]
    return Happening(
        key=f"{kind}.{window.period}",
        title=title,
        text=text,
        starts_at=window.opens_at,
        ends_at=window.closes_at,
        revised_at=max([*moments[-1:], *passed], default=asked.since),
        moved=len(moments),
        tentative=window.provisional,
        address=asked.lead_to(f"{_SUBJECTS[window.kind]}:{window.period}", asked.by),
        alarm=_ALARM if side_of(asked.by) is Side.PROVINCE else None,
    )


def _of_duty(event: Happening, window: Window, own: _Own, at: datetime) -> Happening:
    """Return a quarter's window as its host has it: which platforms owe, and how each stands."""
    owing = [one for one in own.platforms if _owes(one, window)]
    if window.kind is not WindowKind.QUARTERLY_UPDATE or not owing:
        return event
    states = [(one["name"], _state(one["number"], window, own, at)) for one in owing]
    filed = sum(state in {"filed", "returned"} for _, state in states)
    done = all(state == "filed" for _, state in states)
    lines = [
        say("calendar_duty_line", name=name, state=say(f"calendar_duty_{state}"))
        for name, state in states[:_MOST_NAMED]
    ]
    if len(states) > _MOST_NAMED:
        lines.append(say("calendar_duty_more", count=len(states) - _MOST_NAMED))
    keys = [(window.period, one["number"]) for one in owing]
    acts = [done[key] for done in (own.filed, own.begun) for key in keys if key in done]
    return replace(
        event,
        title=event.title + say("calendar_duty", count=len(states), filed=filed),
        text="\n".join((event.text, *lines)),
        revised_at=max([event.revised_at, *acts, *_entries(owing, at)]),
        alarm=None if done else _ALARM,
    )


def _owes(platform: Mapping[str, Any], window: Window) -> bool:
    absences = [Away(one["left_at"], one["back_at"]) for one in platform.get("absences", ())]
    return owes_update(platform["admitted_at"], platform.get("removed_at"), window, absences)


def _entries(owing: Iterable[Mapping[str, Any]], at: datetime) -> Iterator[datetime]:
    """Give when the host came to owe for its platforms."""
    return (one["admitted_at"] for one in owing if one["admitted_at"] <= at)


def _state(number: str, window: Window, own: _Own, at: datetime) -> str:
    """Return how one platform's update stands, as the end of a sentence's code."""
    if (window.period, number) in own.filed:
        return "returned" if (window.period, number) in own.returned else "filed"
    if at >= window.accepts_until:
        return "missed"
    if (window.period, number) in own.begun:
        return "begun"
    return "open" if at >= window.accepts_from else "to_come"


def _own(periods: list[str], running: Running) -> _Own:
    """Read what a host has; two queries more."""
    asked = {
        "platform": {"$in": [one["number"] for one in running.platforms]},
        "period": {"$in": [*periods, *{one.period for one in running.leaves}]},
    }
    filed = _moments(QuarterlyUpdate, asked, "submitted_at", "platform_1_period_1_version_1")
    begun = _moments(UpdateDraft, asked, "saved_at", "platform_1_period_1")
    returned = frozenset((one.period, one.platform) for one, _ in running.returns)
    return _Own(running.platforms, returned, filed, begun)


def _moments(
    document: type[QuarterlyUpdate | UpdateDraft], asked: dict[str, Any], moment: str, index: str
) -> dict[tuple[str, str], datetime]:
    """Return when each was last done, by period and platform."""
    shown = {"_id": False, "platform": True, "period": True, moment: True}
    found = document._get_collection().find(asked, shown).hint(index)  # noqa: SLF001 - as above
    done: dict[tuple[str, str], datetime] = {}
    for one in found:
        key = (one["period"], one["platform"])
        done[key] = max(one[moment], done.get(key, one[moment]))
    return done


def _deadlines(asked: _Asked, windows: Iterable[Window]) -> Iterator[Happening]:
    """Give the ends of the periods that run for the one who asks, or for its hosts."""
    side = side_of(asked.by)
    if not (asked.by.host or asked.by.authority):
        return
    if may(asked.by, "removal_cases:read"):
        yield from _statements(asked, side)
    if may(asked.by, "unreported_changes:read"):
        yield from _answers(asked, side)
    if side is Side.PROVINCE:
        yield from _cut_offs(asked, windows)


def _statements(asked: _Asked, side: Side) -> Iterator[Happening]:
    """Give until when a host may state on a removal case."""
    whose = {"host": asked.by.host} if side is Side.HOST else {"authority": asked.by.authority}
    found = RemovalCase.objects(**whose, open=True, state=CaseState.NOTIFIED.value)
    index = "host_1_open_1" if side is Side.HOST else "authority_1_state_1_ground_1"
    for one in found.only("number", "notice").hint(index):
        yield _deadline(
            asked, "removal_case", one.number, one.notice.until, revised_at=one.notice.given_at
        )


def _answers(asked: _Asked, side: Side) -> Iterator[Happening]:
    """Give until when a host is to answer about what it may not have reported."""
    if side is Side.HOST:
        whose, index = {"told_host": asked.by.host}, "told_host_by_time"
    else:
        whose = {"authority": asked.by.authority}
        index = "authority_1_state_1_opened_at_-1_number_-1"
    found = UnreportedChange.objects(**whose, state=ChangeState.ASKED.value, answered=False)
    for one in found.only("number", "answer_until", "asked_at").hint(index):
        until = datetime.combine(one.answer_until + _ONE_DAY, time(), SHANGHAI)
        yield _deadline(asked, "unreported_change", one.number, until, revised_at=one.asked_at)


def _cut_offs(asked: _Asked, windows: Iterable[Window]) -> Iterator[Happening]:
    """Give until when hosts may submit in a round, by the authority's own word."""
    rounds = [one.period for one in windows if one.kind is WindowKind.ADJUSTMENT]
    found = HostCutOff.objects(
        programme=NATIONAL, period__in=rounds, authority=asked.by.authority
    )  # index programme_1_period_1_authority_1_version_1
    newest = {one.period: one for one in found.order_by("version")}
    for period, one in newest.items():
        yield _deadline(
            asked,
            "adjustment",
            period,
            one.until,
            revised_at=one.recorded_at,
            moved=one.version - 1,
        )


def _late(
    asked: _Asked, running: Running, filed: Mapping[tuple[str, str], datetime]
) -> Iterator[Happening]:
    """Give until when what was returned can be corrected, and what is under leave filed late.

    To a host the leave alone under which something of its own is not filed.
    """
    for one, leaves in running.returns:
        until = answered_until(running.windows[one.period], [Leave(*each) for each in leaves])
        since = max([one.returned_at, *(opens_at for opens_at, _ in leaves)])
        moved = len(leaves)
        yield _deadline(
            asked, "update_return", one.number, until, revised_at=since, moved=moved
        )  # fmt: skip - one event
    for leave in running.leaves:
        mine = [each["number"] for each in running.platforms if covers(leave, each)]
        if not asked.by.host or any((leave.period, each) not in filed for each in mine):
            yield _deadline(
                asked,
                "late_filing",
                leave.number,
                leave.until,
                revised_at=leave.opens_at,
                moved=leave.version - 1,
            )  # fmt: skip - one event


def _deadline(
    asked: _Asked,
    noun: str,
    number: str,
    until: datetime,
    *,
    revised_at: datetime,
    moved: int = 0,
) -> Happening:
    side = str(side_of(asked.by))
    name = round_name(number) if noun == "adjustment" else number
    words = {"number": name, "until": as_told(until)}
    return Happening(
        key=f"deadline.{noun}.{number}",
        title=say(f"calendar_deadline_{noun}_{side}", **words),
        text=say("calendar_deadline_text", **words),
        starts_at=until - _A_DEADLINE,
        ends_at=until,
        revised_at=revised_at,
        moved=moved,
        address=asked.lead_to(f"{noun}:{number}", asked.by),
        alarm=_ALARM,
    )
