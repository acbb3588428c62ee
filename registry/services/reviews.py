"""Reviews 审核 on the desk: the queue of an authority, and one application as it was submitted.

Shown is always a submitted version, never what the host is typing. What was judged is read
from that version alone, so that a rulebook that changed since changes no page.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.pre_reviews import PreReview
from registry.documents.reviews import Review
from registry.errors import CursorForged, NotFound
from registry.permissions import Actor, authority_in_view, may, require
from registry.policy import periods
from registry.policy.application_states import ApplicationState
from registry.policy.calendar import WorkingCalendar
from registry.policy.findings import Finding
from registry.policy.pre_reviews import PreOpinion
from registry.policy.reviews import Answer, Answered, Judged, ReturnDays, age, judged, return_days
from registry.policy.summary_sheet_rows import name_key
from registry.services.pre_reviews import opinion_on
from registry.services.review_notices import Told, told_to_host

_STATE = ApplicationState
OPEN = "open"
WAITING = "with_host"
# What a list can be narrowed to: each by the states it holds.
STATES: Mapping[str, tuple[ApplicationState, ...]] = {
    OPEN: (_STATE.SUBMITTED, _STATE.IN_REVIEW),
    _STATE.SUBMITTED: (_STATE.SUBMITTED,),
    _STATE.IN_REVIEW: (_STATE.IN_REVIEW,),
    WAITING: (_STATE.RETURNED, _STATE.FROZEN),
    _STATE.RECOMMENDED: (_STATE.RECOMMENDED,),
    _STATE.REFUSED: (_STATE.REFUSED,),
    _STATE.ADMITTED: (_STATE.ADMITTED,),
}
_SEEN = tuple(dict.fromkeys(one for states in STATES.values() for one in states))
MINE, NOBODY, OTHERS = "mine", "nobody", "others"
NO_OPINION = "none_given"
PRE_REVIEWS = (*(one.value for one in PreOpinion), NO_OPINION)
HOLDERS = (MINE, NOBODY, OTHERS)
REACHES_MINISTRY = "yes"
# By what a queue is put in order: the field, and whether it goes up. Empty waits longest first.
SORTS: Mapping[str, tuple[str, int]] = {
    "": ("submitted_at", 1),
    "-age": ("submitted_at", 1),
    "age": ("submitted_at", -1),
    "deadline": ("period", 1),
    "-deadline": ("period", -1),
    "name": ("platform_name", 1),
    "-name": ("platform_name", -1),
}
_NUMBER_BEGINS = re.compile(r"SB-[0-9A-Z-]{0,30}")
_LINE = (
    "number",
    "authority",
    "platform_name",
    "host_name",
    "state",
    "period",
    "version",
    "submitted_at",
    "claimed_by",
    "claimed_by_name",
    "taxonomy_field",
    "pre_review",
    "to_ministry",
)  # fmt: skip - one list of fields reads as a table


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a queue is narrowed to; empty narrows nothing, ``state`` empty is what is open.

    ``to_ministry`` is REACHES_MINISTRY for the hosts under the ministry (二（二）). ``search``
    is the beginning of a number, or part of a platform's or host's name; ``sort`` is of SORTS.
    """

    authority: str = ""
    state: str = OPEN
    holder: str = ""
    field: str = ""
    period: str = ""
    pre_review: str = ""
    to_ministry: str = ""
    search: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One application of the queue: how long it waits, until when, and who holds it."""

    number: str
    authority: str
    platform_name: str
    host_name: str
    state: str
    period: str
    version: int
    submitted_at: datetime
    age: int
    deadline: date
    holder: str
    holder_name: str
    field: str
    pre_review: str
    to_ministry: bool


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many applications share what a queue is narrowed by."""

    state: str
    holder: str
    field: str
    period: str
    pre_review: str
    to_ministry: str
    count: int

    def fits(self, asked: QueueFilter, *, besides: str = "") -> bool:
        """Say whether these are among what is asked for, one filter left aside."""
        wanted = {
            "state": self.state in STATES[asked.state or OPEN],
            "holder": asked.holder in {"", self.holder},
            "field": asked.field in {"", self.field},
            "period": asked.period in {"", self.period},
            "pre_review": asked.pre_review in {"", self.pre_review},
            "to_ministry": asked.to_ministry in {"", self.to_ministry},
        }
        return all(fits for name, fits in wanted.items() if name != besides)


def queue(
    asked: QueueFilter,
    *,
    by: Actor,
    at: datetime,
    calendar: WorkingCalendar,
    after: Sequence[str] = (),
    limit: int,
) -> tuple[list[QueueLine], list[str]]:
    """Return a page of the queue in the order asked for, and where the next begins.

    Raises NotFound for another's authority, CursorForged for another list's key.
    """
    query, index = _query(asked, by)
    field, way = SORTS[asked.sort]
    if after:
        query["$and"] = [_beyond(after, field, way)]
    found = list(
        Application._get_collection()  # noqa: SLF001 - a list reads without the mapper
        .find(query, dict.fromkeys(_LINE, True) | {"_id": False})
        .sort([(field, way), ("number", 1)])
        .hint(index)
        .limit(limit + 1)
    )
    today = at.astimezone(SHANGHAI).date()
    lines = [_line(one, by, today, calendar) for one in found[:limit]]
    last = lines[-1] if len(found) > limit else None
    return lines, [_key(last, field), last.number] if last else []


def counts(asked: QueueFilter, *, by: Actor) -> tuple[QueueCount, ...]:
    """Return how what may be reviewed divides; one query, whatever is narrowed."""
    query, index = _query(QueueFilter(asked.authority, state=""), by)
    keys: dict[str, Any] = {
        "state": "$state",
        "field": "$taxonomy_field",
        "period": "$period",
        "pre_review": {"$ifNull": ["$pre_review", ""]},
        "to_ministry": {"$cond": ["$to_ministry", REACHES_MINISTRY, ""]},
        "holder": {
            "$switch": {
                "branches": [
                    {"case": {"$eq": ["$claimed_by", by.account]}, "then": MINE},
                    {"case": {"$eq": [{"$ifNull": ["$claimed_by", ""]}, ""]}, "then": NOBODY},
                ],
                "default": OTHERS,
            }
        },
    }
    groups = Application._get_collection().aggregate(  # noqa: SLF001 - as in queue
        [{"$match": query}, {"$group": {"_id": keys, "count": {"$sum": 1}}}], hint=index
    )
    return tuple(
        QueueCount(
            one["_id"]["state"], one["_id"]["holder"], one["_id"].get("field") or "",
            one["_id"]["period"], one["_id"]["pre_review"] or NO_OPINION,
            one["_id"]["to_ministry"], one["count"],
        )
        for one in groups
    )  # fmt: skip


def to_ministry(by: Actor) -> tuple[dict[str, Any], str]:
    """Return what finds the open applications of hosts under the ministry, and its index."""
    return _query(QueueFilter(to_ministry=REACHES_MINISTRY), by)


def _query(asked: QueueFilter, by: Actor) -> tuple[dict[str, Any], str]:
    """Return what is looked for, and the index that finds it."""
    require(by, "reviews:read", authority=asked.authority or None)
    authority = authority_in_view(by, asked.authority)
    states = STATES[asked.state] if asked.state else _SEEN
    query: dict[str, Any] = {
        "state": {"$in": [one.value for one in states]},
        "version": {"$gte": 1},
    }
    if authority is not None:
        query["authority"] = authority
    if asked.period:
        query["period"] = asked.period
    if asked.field:
        query["taxonomy_field"] = asked.field
    if asked.pre_review:
        query["pre_review"] = (
            {"$in": ["", None]} if asked.pre_review == NO_OPINION else asked.pre_review
        )
    if asked.holder:
        held = {MINE: by.account, NOBODY: "", OTHERS: {"$nin": ["", by.account]}}
        query["claimed_by"] = held[asked.holder]
    query |= _searched(asked.search)
    if asked.to_ministry:
        query["to_ministry"] = True
    if "number" in query:
        return query, "number_1" if authority is None else "authority_1_number_1"
    if asked.to_ministry:
        return query, "to_ministry_1_state_1_submitted_at_1_number_1"
    if authority is None:
        return query, "period_1_state_1_number_1"
    index = "period_1_state_1_number_1" if asked.period else "state_1_submitted_at_1"
    return query, f"authority_1_{index}"


def _searched(text: str) -> dict[str, Any]:
    """Return what a typed text looks for; nothing for none."""
    typed = "".join(sign for sign in text if sign.isprintable()).strip()
    if not typed:
        return {}
    if _NUMBER_BEGINS.fullmatch(typed.upper()):
        return {"number": {"$regex": f"^{re.escape(typed.upper())}"}}
    named = {"name_key": {"$regex": re.escape(name_key(typed))}}
    return {"$or": [named, {"host_name": {"$regex": re.escape(typed)}}]}


def _key(line: QueueLine, field: str) -> str:
    value = getattr(line, field)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _beyond(after: Sequence[str], field: str, way: int) -> dict[str, Any]:
    value: str | datetime = after[0]
    if field == "submitted_at":
        try:
            value = datetime.fromisoformat(after[0])
        except ValueError as error:
            raise CursorForged from error
    tied = {field: value, "number": {"$gt": after[1]}}
    return {"$or": [{field: {"$gt" if way > 0 else "$lt": value}}, tied]}


def _line(found: Mapping[str, Any], by: Actor, today: date, calendar: WorkingCalendar) -> QueueLine:
    holder = found.get("claimed_by", "")
    arrived = found["submitted_at"]
    return QueueLine(
        number=found["number"],
        authority=found["authority"],
        platform_name=found["platform_name"],
        host_name=found["host_name"],
        state=found["state"],
        period=found["period"],
        version=found["version"],
        submitted_at=arrived,
        age=age(arrived.astimezone(SHANGHAI).date(), today, calendar),
        deadline=periods.last_day(found["period"]),
        holder=MINE if holder == by.account else OTHERS if holder else NOBODY,
        holder_name=found.get("claimed_by_name", ""),
        field=found.get("taxonomy_field", ""),
        pre_review=found.get("pre_review", ""),
        to_ministry=found.get("to_ministry", False),
    )


@dataclass(frozen=True, slots=True)
class OpenReview:
    """One submitted version as its reviewer sees it, with what was answered so far.

    ``earlier`` is the version that was reviewed last before it. ``review`` is None until
    somebody claims it. ``withheld`` says which texts were not saved just now.
    """

    application: Application
    version: ApplicationVersion
    earlier: ApplicationVersion | None
    review: Review | None
    criteria: tuple[Judged, ...]
    answers: Mapping[str, Answered]
    told: tuple[Told, ...]
    pre_review: PreReview | None
    is_mine: bool
    is_current: bool
    withheld: tuple[Finding, ...] = ()

    @property
    def may_write(self) -> bool:
        """Say whether the one who looks can answer and decide now."""
        return (
            self.is_mine
            and self.is_current
            and self.review is not None
            and self.review.state == "open"
        )

    def reason_of(self, criterion: str) -> str:
        """Return the reason saved for a criterion, empty for none."""
        answered = self.answers.get(criterion)
        return answered.reason if answered else ""

    def days(self, at: datetime, calendar: WorkingCalendar) -> ReturnDays:
        """Return the days until which it may be returned."""
        return return_days(self.application.period, at.astimezone(SHANGHAI).date(), calendar)


def readable(number: str, permission: str, by: Actor) -> Application:
    """Return an application that was submitted and is the actor's to review, or refuse.

    Raises NotAllowed, and NotFound also where it is another authority's or was never sent.
    """
    require(by, permission)
    application: Application | None = Application.objects(number=number, version__gte=1).first()
    if application is None:  # index number_1
        raise NotFound
    require(by, permission, authority=application.authority)
    return application


def read_review(number: str, *, by: Actor, version: int = 0) -> OpenReview:
    """Return a version with its review, the latest one unless another is asked for.

    Raises NotFound, also where it is another's.
    """
    application = readable(number, "reviews:read", by)
    wanted = version or application.version
    reviews = {
        one.version: one for one in Review.objects(application=number, version__lte=wanted)
    }  # index application_1_version_1
    earlier = reviewed_before(wanted, reviews)
    versions = {
        one.version: one
        for one in ApplicationVersion.objects(application=number, version__in=[earlier, wanted])
    }  # index application_1_version_1
    if wanted not in versions:
        raise NotFound
    return OpenReview(
        application=application,
        version=versions[wanted],
        earlier=versions.get(earlier),
        review=reviews.get(wanted),
        criteria=judged(versions[wanted].assessments),
        answers=answers_of(reviews.get(wanted)),
        told=told_to_host(application, by=by),
        pre_review=opinion_on(number, wanted),
        is_mine=application.claimed_by == by.account and may(by, "applications:review"),
        is_current=wanted == application.version
        and application.state == ApplicationState.IN_REVIEW,
    )


def reviewed_before(version: int, reviewed: Iterable[int]) -> int:
    """Return the version that was reviewed last before one; 0 where none was.

    A version that its host recalled was seen by nobody: the next is compared with, and takes
    answers from, the one before it that was.
    """
    return max((one for one in reviewed if one < version), default=0)


def answers_of(review: Review | None) -> dict[str, Answered]:
    """Return what a review holds, by criterion."""
    if review is None:
        return {}
    return {
        one.criterion: Answered(Answer(one.answer) if one.answer else None, one.reason)
        for one in review.answers
    }
