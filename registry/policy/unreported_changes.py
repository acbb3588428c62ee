"""Possible unreported changes 疑似未报告变更 二（四）: what differs, what answers it, how it moves.

A source (a quarterly update, an application, a summary sheet, the business register) says
something else than the record. Spelling is no change, nor is a value that was once on record.
A case decides nothing by itself: people ask the host, hear it, and find.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from registry.policy.calendar import WorkingCalendar
from registry.policy.domiciles import domicile, may_be_one
from registry.policy.places import place_key
from registry.policy.summary_sheet_rows import name_key

RULING = "unreported_change_answer"
DUTY = "report_major_change"
GROUND = "unreported_major_change"
_ONE_DAY = timedelta(days=1)
_SHORTEST_PLACE = 2
_LONGEST_COUNTY = 4
_COUNTY = ("区", "县", "旗")
_NOTHING: frozenset[str] = frozenset()


class ChangedField(StrEnum):
    """What may have changed. The last is for what people tell and no source carries."""

    HOST_NAME = "host_name"
    PLATFORM_NAME = "platform_name"
    PLACE = "place"
    HOST_KIND = "host_kind"
    DOMICILE = "domicile"
    BUSINESS_STATUS = "business_status"
    DECLARED = "declared"
    OTHER = "other"


class ChangeOrigin(StrEnum):
    """Where a case came from."""

    UPDATE = "update"
    APPLICATION = "application"
    SHEET = "sheet"
    EXTRACT = "extract"
    TIP = "tip"


class CaseState(StrEnum):
    """A suspicion, then a question; the other three are what people found."""

    SUSPECTED = "suspected"
    ASKED = "asked"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"


_ENDS = frozenset({CaseState.EXPLAINED, CaseState.UNFOUNDED})
MOVES: Mapping[CaseState, frozenset[CaseState]] = MappingProxyType(
    {
        # Nobody is found to have kept silent before being asked.
        CaseState.SUSPECTED: _ENDS | {CaseState.ASKED},
        CaseState.ASKED: _ENDS | {CaseState.CONFIRMED},
        CaseState.EXPLAINED: frozenset(),
        CaseState.CONFIRMED: frozenset(),
        CaseState.UNFOUNDED: frozenset(),
    }
)
OPEN = frozenset(state for state, to in MOVES.items() if to)
FOUND = frozenset(CaseState) - OPEN


def may_move(state: CaseState, to: CaseState) -> bool:
    """Say whether a case may move from one state to another."""
    return to in MOVES[state]


def last_day_to_answer(asked_on: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the last day, included, on which a host answers in time.

    So many working days, counted from the day after it was asked.
    """
    day = asked_on
    for _ in range(days):
        day += _ONE_DAY
        while not calendar.is_working(day):
            day += _ONE_DAY
    return day


def may_confirm(*, answered: bool, until: date, today: date) -> bool:
    """Say whether a case may be confirmed: the host answered, or its days are over."""
    return answered or today > until


def is_prompted(reported_at: datetime, asked_at: datetime | None) -> bool:
    """Say whether a report came only after its host was asked; then it counts as prompted."""
    return asked_at is not None and reported_at > asked_at


OF_HOST = frozenset(
    {
        ChangedField.HOST_NAME,
        ChangedField.HOST_KIND,
        ChangedField.DOMICILE,
        ChangedField.BUSINESS_STATUS,
    }
)
# What the register calls a host that is no more, or is on its way out.
_ENDED = ("注销", "吊销", "撤销", "迁出", "清算", "解散", "破产", "停业", "歇业", "责令关闭")
_NOT = ("未", "无", "非", "不", "恢复")
_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "association": ("民办非企业", "社会团体", "社会组织", "社会服务机构", "基金会"),
        "institution": ("事业单位", "高等学校", "高校", "大学", "学院"),
        "enterprise": ("企业", "公司", "合伙", "独资", "个体"),
    }
)
_HELD_AGAINST = frozenset(
    {
        ChangedField.HOST_NAME,
        ChangedField.PLATFORM_NAME,
        ChangedField.PLACE,
        ChangedField.DOMICILE,
    }
)
_UNIT_ENDINGS = ("自治州", "地区", "市", "县", "区", "州", "盟", "旗")


@lru_cache(maxsize=8192)
def plain_key(text: str) -> str:
    """Return what is left of a text once spelling is taken away: letters and digits alone.

    Spaces, full-width forms, the style of brackets, case and punctuation make no other name.
    """
    return "".join(sign for sign in name_key(text) if sign.isalnum())


@lru_cache(maxsize=8192)
def _place(text: str, provinces: frozenset[str]) -> tuple[str, str]:
    """Return a place within its province, and as it is written: 海南 is both."""
    key = plain_key(place_key(text))
    heads = [
        one for one in provinces if key.startswith(one) and len(key) - len(one) >= _SHORTEST_PLACE
    ]
    return key.removeprefix(max(heads, key=len, default="")), key


def _unit(place: str) -> str:
    for ending in _UNIT_ENDINGS:
        if place.endswith(ending) and len(place) - len(ending) >= _SHORTEST_PLACE:
            return place.removesuffix(ending)
    return place


def _kind(text: str) -> str:
    """Return the group of a kind of legal entity; empty where the words do not tell.

    A research institute is a company here and a public institution there: it does not tell.
    """
    return next((group for group, words in _KINDS.items() if any(w in text for w in words)), "")


def _ended(text: str) -> str:
    """Return the word that says a host is no more, or empty."""
    key = plain_key(text)
    for word in _ENDED:
        before, found, behind = key.partition(word)
        if found and not before.endswith(_NOT) and "恢复" not in behind:
            return word
    return ""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record of a platform and its host.

    ``now`` gives the value by field; ``once`` all values that ever were, or will be, in
    force. ``provinces`` are the names of provinces as ``place_key`` makes them.
    """

    now: Mapping[ChangedField, str]
    once: Mapping[ChangedField, Collection[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    provinces: frozenset[str] = _NOTHING


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with its value on record and the one a source gives; ``key`` tells values apart."""

    field: ChangedField
    old: str
    new: str
    key: str


def difference(
    changed: ChangedField, said: str, record: OnRecord, *, about: str = ""
) -> Difference | None:
    """Return how what a source says differs from the record, or None for a false alarm.

    ``about`` says of which quarter a host's own declaration is: it is one change however it
    is worded.
    """
    said = " ".join(said.split())
    old = record.now.get(changed, "")
    known = [old, *record.once.get(changed, ())]
    match changed:
        case ChangedField.HOST_NAME | ChangedField.PLATFORM_NAME:
            key = plain_key(said)
            same = any(key == plain_key(one) for one in known)
        case ChangedField.PLACE:
            place = _place(said, record.provinces)
            key = place[0]
            same = any(_is_same_place(place, _place(one, record.provinces)) for one in known)
        case ChangedField.HOST_KIND:
            key = _kind(said)
            same = _kind(old) in {"", key}
        case ChangedField.DOMICILE:
            key = plain_key(said)
            same = any(_is_same_domicile(said, one, record.provinces) for one in known)
        case ChangedField.BUSINESS_STATUS:
            key, same = _ended(said), False
        case ChangedField.DECLARED:
            key, same = about and plain_key(said) and about, False
        case _:
            key, same = plain_key(said), False
    # Nothing on record to hold a name or place against: nobody can say that it changed.
    unknown = changed in _HELD_AGAINST and not old
    return None if not key or same or unknown else Difference(changed, old, said, key)


def _is_same_domicile(said: str, known: str, provinces: frozenset[str]) -> bool:
    """Say whether two registered addresses may be one; what says of no place says no other."""
    one, other = domicile(said, provinces), domicile(known, provinces)
    return one is None or (other is not None and may_be_one(one, other))


def _is_same_place(said: tuple[str, str], known: tuple[str, str]) -> bool:
    """Say whether two places may be one: a county of a city is in the city, 杭州 is 杭州市.

    A county named without its city lies in nobody knows which.
    """
    inside, within = said[0], known[0]
    if not within:
        return False
    if inside.endswith(_COUNTY) and not inside.endswith("地区") and len(inside) <= _LONGEST_COUNTY:
        return True
    one, other = sorted((_unit(inside), _unit(within)), key=len)
    return other.startswith(one) or not {*said}.isdisjoint(known)


@dataclass(frozen=True, slots=True)
class Reported:
    """A major change that was reported, and stands. ``platform`` is the one it was reported of."""

    number: str
    platform: str
    kind: str
    event_on: date
    reported_at: datetime
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


# Kinds that answer for a field whatever new value was stated with them.
_ANSWERED_BY: Mapping[ChangedField, frozenset[str]] = MappingProxyType(
    {
        ChangedField.HOST_NAME: frozenset({"merger", "split"}),
        ChangedField.HOST_KIND: frozenset({"merger", "split", "restructuring", "reorganisation"}),
        ChangedField.DOMICILE: frozenset({"relocation", "merger", "split"}),
        ChangedField.BUSINESS_STATUS: frozenset(
            {"merger", "split", "restructuring", "reorganisation"}
        ),
    }
)


def report_answering(
    found: Difference,
    reports: Iterable[Reported],
    *,
    platform: str,
    since: date | None = None,
    provinces: frozenset[str] = _NOTHING,
) -> Reported | None:
    """Return the first report that tells of a platform's difference, or None.

    ``reports`` are those of its host: what is the host's own may be reported of any of its
    platforms. A report answers by stating the same new value, or by its kind. What a host
    declared in an update is answered by any report of an event since ``since``, its quarter's
    first day.
    """
    own = (one for one in reports if found.field in OF_HOST or one.platform == platform)
    for one in sorted(own, key=lambda each: (each.reported_at, each.number)):
        stated = one.values.get(found.field.value, "")
        if one.kind in _ANSWERED_BY.get(found.field, _NOTHING):
            return one
        if found.field is ChangedField.DECLARED and since and one.event_on >= since:
            return one
        if stated and _says_the_same(found, stated, provinces):
            return one
    return None


def _says_the_same(found: Difference, stated: str, provinces: frozenset[str]) -> bool:
    if found.field is ChangedField.PLACE:
        return _is_same_place((found.key, found.key), _place(stated, provinces))
    if found.field is ChangedField.HOST_KIND:
        return _kind(stated) == found.key
    return plain_key(stated) == found.key
