"""Review 审核 of an application: what a person answers, what stands in the way of a decision.

The program compares figures; whether a condition of judgement holds is answered by people,
one by one, with a reason. What the program found not met cannot be answered away: the
application is returned, or refused by name of what it lacks.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.findings import Finding
from registry.policy.vocabulary import Force, Outcome, Severity

_ONE_DAY = timedelta(days=1)
# The house's own, docs/decisions/returned-in-time.md.
PAGE = "docs/decisions/returned-in-time.md"
_LEAST_WORKING_DAYS = 3
_MOST_DAYS_AFTER_ROUND = 31
_FIGURE_RULES = frozenset({"at_least", "any_at_least", "income_or_share"})
_UNMET = frozenset({Outcome.NOT_MET, Outcome.NOT_STATED})


class Decision(StrEnum):
    """What a review can end in."""

    RETURNED = "returned"
    REFUSED = "refused"
    RECOMMENDED = "recommended"


class Answer(StrEnum):
    """What a reviewer says of one criterion: judged, or looked at beside its evidence."""

    MEETS = "meets"
    FALLS_SHORT = "falls_short"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"


class Asked(StrEnum):
    """How a criterion is put to a reviewer.

    A judgement must be answered, a figure confirmed. A statement stands unless contested.
    What is not met by the figures themselves can be confirmed, and is not met all the same.
    """

    JUDGEMENT = "judgement"
    FIGURE = "figure"
    STATEMENT = "statement"
    NOTHING = "nothing"


_CHOICES: Mapping[Asked, tuple[Answer, ...]] = MappingProxyType(
    {
        Asked.JUDGEMENT: (Answer.MEETS, Answer.FALLS_SHORT),
        Asked.FIGURE: (Answer.CONFIRMED, Answer.CONTESTED),
        Asked.STATEMENT: (Answer.CONFIRMED, Answer.CONTESTED),
        Asked.NOTHING: (),
    }
)
_AGAINST = frozenset({Answer.FALLS_SHORT, Answer.CONTESTED})


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion as it was judged on the day of submission, read from the record alone.

    Nothing here follows a rulebook that changed since.
    """

    id: str
    title: str
    clause: str
    phrase: str
    rule: str
    force: Force
    outcome: Outcome
    read: str
    wanted: str
    source: str = "text"
    facts: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        """Say how this criterion is put to a reviewer."""
        if self.outcome is Outcome.NEEDS_JUDGEMENT:
            return Asked.JUDGEMENT
        if self.outcome is Outcome.NOT_STATED:
            return Asked.NOTHING
        if self.rule in _FIGURE_RULES:
            return Asked.FIGURE
        return Asked.STATEMENT if self.outcome is Outcome.MET else Asked.NOTHING

    @property
    def choices(self) -> tuple[Answer, ...]:
        """Return the answers that can be given."""
        return _CHOICES[self.asked]

    @property
    def is_unmet(self) -> bool:
        """Say whether the program found it not met, or not stated."""
        return self.outcome in _UNMET

    @property
    def blocks(self) -> bool:
        """Say whether it keeps an application from being recommended, whatever is answered."""
        return self.is_unmet and self.force is not Force.NORMALLY


def judged(kept: Iterable[Mapping[str, Any]]) -> tuple[Judged, ...]:
    """Return the assessments that a submitted version holds, in their order."""
    return tuple(
        Judged(
            id=one["id"],
            title=one.get("title") or one["phrase"],
            clause=one["clause"],
            phrase=one["phrase"],
            rule=one["rule"],
            force=Force(one["force"]),
            outcome=Outcome(one["outcome"]),
            read=one.get("read", ""),
            wanted=one.get("wanted", ""),
            source=one.get("source", "text"),
            facts=tuple(one.get("facts", ())),
        )
        for one in kept
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to one criterion; ``answer`` is None where only a reason is typed."""

    answer: Answer | None = None
    reason: str = ""


Answers = Mapping[str, Answered]
_SILENT = Answered()


def open_points(criteria: Sequence[Judged], answers: Answers) -> tuple[Finding, ...]:
    """Return what keeps an application from being recommended, in the order of the text."""
    found = (_open_point(one, answers.get(one.id, _SILENT)) for one in criteria)
    return tuple(one for one in found if one is not None)


def _open_point(criterion: Judged, answered: Answered) -> Finding | None:
    if criterion.blocks:
        return _finding("review_not_met", criterion)
    if answered.answer in _AGAINST:
        code = "review_answered_against" if answered.reason else "review_reason_wanted"
        return _finding(code, criterion)
    if criterion.asked is Asked.JUDGEMENT:
        if answered.answer is None:
            return _finding("review_not_answered", criterion)
        return None if answered.reason else _finding("review_reason_wanted", criterion)
    if criterion.asked is Asked.FIGURE and answered.answer is None:
        return _finding("review_not_confirmed", criterion)
    return None


def _finding(code: str, criterion: Judged) -> Finding:
    return Finding(
        code=code,
        severity=Severity.BLOCKING,
        field=criterion.id,
        read=criterion.read,
        wanted=criterion.wanted,
        clause=criterion.clause,
        source=criterion.source,
        params={"title": criterion.title},
    )


def grounds(criteria: Sequence[Judged], answers: Answers) -> tuple[str, ...]:
    """Return the criteria that a refusal can name.

    They are what the program found not met, and what was answered against with a reason.
    """
    return tuple(
        one.id for one in criteria if one.blocks or _is_against(answers.get(one.id, _SILENT))
    )


def _is_against(answered: Answered) -> bool:
    return answered.answer in _AGAINST and bool(answered.reason)


def carried(
    earlier: Answers, before: Sequence[Judged], now: Sequence[Judged]
) -> dict[str, Answered]:
    """Return what of an earlier version's review is put before the reviewer of the next.

    Reasons come along. An answer does so only for a figure that reads and was judged as
    before: a text may have changed, so a judgement is asked anew.
    """
    was = {one.id: one for one in before}
    kept = {}
    for one in now:
        answered = earlier.get(one.id, _SILENT)
        if one.asked is Asked.NOTHING or answered == _SILENT:
            continue
        same = one.asked is not Asked.JUDGEMENT and was.get(one.id) == one
        kept[one.id] = answered if same else Answered(None, answered.reason)
    return kept


@dataclass(frozen=True, slots=True)
class ReturnDays:
    """The days until which a returned application can be sent again: all are included."""

    first: date
    usual: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Say whether a day can be chosen."""
        return self.first <= day <= self.last


def return_days(period: str, today: date, calendar: WorkingCalendar) -> ReturnDays:
    """Return the days a reviewer may name for an application of this round.

    Usually the last day of the round's month, and never fewer than three working days from
    now: a seal takes days (ruling 11). At the latest a month after the round, since the list
    is adjusted by it.
    """
    first = today
    for _ in range(_LEAST_WORKING_DAYS):
        first = _next_working_day(first, calendar)
    month_end = periods.last_day(period)
    usual = max(month_end, first)
    return ReturnDays(first, usual, max(month_end + _MOST_DAYS_AFTER_ROUND * _ONE_DAY, usual))


def _next_working_day(day: date, calendar: WorkingCalendar) -> date:
    day += _ONE_DAY
    while not calendar.is_working(day):
        day += _ONE_DAY
    return day


def age(arrived: date, today: date, calendar: WorkingCalendar) -> int:
    """Return how many working days an application waits: counted from the day after arrival."""
    days = (arrived + ahead * _ONE_DAY for ahead in range(1, (today - arrived).days + 1))
    return sum(1 for day in days if calendar.is_working(day))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer wants to decide: the texts are the saved review's."""

    decision: Decision
    opinion: str = ""
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    until: date | None = None


def faults(
    verdict: Verdict,
    criteria: Sequence[Judged],
    answers: Answers,
    sections: Collection[str],
    days: ReturnDays,
) -> tuple[Finding, ...]:
    """Return what keeps a decision from being made; empty where it can be."""
    if verdict.decision is Decision.RETURNED:
        return tuple(_faults_of_return(verdict, sections, days))
    found = [] if verdict.opinion else [_missing("review_opinion_wanted", "opinion")]
    if verdict.decision is Decision.RECOMMENDED:
        return (*open_points(criteria, answers), *found)
    if not grounds(criteria, answers):
        found.insert(0, _missing("review_ground_wanted", ""))
    return tuple(found)


def _faults_of_return(
    verdict: Verdict, sections: Collection[str], days: ReturnDays
) -> Iterable[Finding]:
    if not any(verdict.notes.get(one) for one in sections):
        yield _missing("review_section_wanted", "")
    if verdict.until is None or verdict.until not in days:
        yield Finding(
            code="review_until_wanted",
            severity=Severity.BLOCKING,
            field="until",
            read=verdict.until.isoformat() if verdict.until else "",
            wanted=f"{days.first.isoformat()} – {days.last.isoformat()}",
            clause=PAGE,
            source="house_ruling",
        )


def _missing(code: str, place: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKING, field=place)
