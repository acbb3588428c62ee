"""The reserve library 储备库 on the desk: finding platforms, reading one, now and on any day.

A host sees its own platforms, a province its own authority's, the ministry all of them;
what is another's is answered as if it did not exist.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING

from registry.documents.initial_loads import InitialLoad
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.removal_cases import RemovalCase
from registry.documents.summary_sheets import SummarySheet
from registry.errors import CursorForged, NotFound, Refusal
from registry.objects import object_of
from registry.permissions import Actor, Role, authority_in_view, require
from registry.policy.summary_sheet_rows import name_key
from registry.services.hosts import hosts_called, name_on

_NUMBER_BEGINS = re.compile(r"\d{6}-[\d-]*")
_CODE_BEGINS = re.compile(r"[0-9A-Z]{4,18}")
NUMBER, ADMITTED = "number", "admitted_at"
SORTS = (NUMBER, f"-{NUMBER}", ADMITTED, f"-{ADMITTED}")
_WHOSE = {"_id": False, "host": True, "authority": True}
# A suspicion is the office's own matter until the host is asked.
# What an office prepares, or does before the host is told, is not the host's to read.
_OFFICES_ALONE = (
    "unreported_change.open",
    "ban_waiver.prepare",
    "removal_case.prepare",
    "removal_case.give_back",
    "appeal.prepare",
    "appeal.give_back",
)
# A host reads that it was looked, not what the office noted.
_OFFICES_WORDS = frozenset({"condition_finding.look"})
_LINE = (
    "number",
    "name",
    "host_name",
    "credit_code",
    "authority",
    "place",
    "taxonomy_field",
    "direction",
    "state",
    "key_cultivation",
    "admitted_at",
)  # fmt: skip - one list of fields reads as a table


class NotOnRecordYet(Refusal):
    """The platform exists, but entered the library after the day asked for."""

    code = "platform_not_on_record"
    status = 404


@dataclass(frozen=True, slots=True)
class PlatformFilter:
    """What a list is narrowed to; empty narrows nothing.

    ``search`` is a platform number or credit code from its beginning, or part of the name.
    """

    authority: str = ""
    field: str = ""
    state: str = ""
    key_cultivation: bool | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class FactThen:
    """One thing that was true: since when, and when it was written down, by which act."""

    value: Any
    effective_on: date
    recorded_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class PlatformThen:
    """A platform as it stood on a day: its facts by aspect, its host's name of that day."""

    number: str
    on: date
    facts: Mapping[str, FactThen]
    host_name: str


@dataclass(frozen=True, slots=True)
class PlatformCount:
    """How many platforms share authority, state, field and key cultivation."""

    authority: str
    state: str
    field: str
    key_cultivation: bool
    count: int


def list_platforms(
    asked: PlatformFilter,
    *,
    by: Actor,
    sort: str = NUMBER,
    after: Sequence[str] = (),
    limit: int,
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a page of the platforms the actor may see, and the sort key of its last line.

    ``sort`` is ``number`` or ``admitted_at``, with ``-`` for descending; lines of one instant
    stand by number. The key is empty on the last page. Raises NotFound for another's
    authority, CursorForged for the key of another list.
    """
    require(by, "platforms:read", host=by.host or None, authority=asked.authority or None)
    query, name = _query(asked, by), sort.removeprefix("-")
    way = DESCENDING if sort.startswith("-") else ASCENDING
    index = _index(query, by_admission=name == ADMITTED)
    if after:
        # A search may already bound the number from both sides.
        query["$and"] = [_beyond(name, after, "$lt" if way == DESCENDING else "$gt")]
    found = list(
        Platform._get_collection()  # noqa: SLF001 - a list reads without the mapper
        .find(query, dict.fromkeys(_LINE, True) | {"_id": False})
        .sort([(key, way) for key in dict.fromkeys((name, NUMBER))])
        .hint(index)
        .limit(limit + 1)
    )
    return found[:limit], _key(name, found[limit - 1]) if len(found) > limit else []


def _key(name: str, line: Mapping[str, Any]) -> list[str]:
    """Return where a line stands in a list sorted so."""
    return [line[NUMBER]] if name == NUMBER else [line[name].isoformat(), line[NUMBER]]


def _beyond(name: str, after: Sequence[str], beyond: str) -> dict[str, Any]:
    """Return the condition of coming after a key; the outer one bounds the index."""
    *moment, number = after
    if name == NUMBER:
        return {NUMBER: {beyond: number}}
    try:
        at = datetime.fromisoformat("".join(moment))
    except ValueError as error:
        raise CursorForged from error
    return {name: {f"{beyond}e": at}, "$or": [{name: {beyond: at}}, {NUMBER: {beyond: number}}]}


def count_platforms(*, by: Actor) -> tuple[PlatformCount, ...]:
    """Return how the platforms the actor may see divide; one query over an index alone."""
    require(by, "platforms:read")
    keys = ("authority", "state", "taxonomy_field", "key_cultivation")
    groups = Platform._get_collection().aggregate(  # noqa: SLF001 - as in list_platforms
        [
            {"$match": _scope(by)},
            {"$group": {"_id": {key: f"${key}" for key in keys}, "count": {"$sum": 1}}},
        ],
        # A host has a handful; every other look is answered from the index alone.
        hint="host_1_number_1"
        if by.role is Role.HOST_OPERATOR
        else "authority_1_state_1_taxonomy_field_1_key_cultivation_1",
    )
    return tuple(
        PlatformCount(
            authority=group["_id"]["authority"],
            state=group["_id"]["state"],
            field=group["_id"].get("taxonomy_field", ""),
            key_cultivation=group["_id"].get("key_cultivation", False),
            count=group["count"],
        )
        for group in groups
    )


def _scope(by: Actor) -> dict[str, Any]:
    if by.role is Role.HOST_OPERATOR:
        return {"host": by.host}
    authority = authority_in_view(by)
    return {} if authority is None else {"authority": authority}


def _query(asked: PlatformFilter, by: Actor) -> dict[str, Any]:
    query = _scope(by)
    if asked.authority:
        query["authority"] = asked.authority
    if asked.field:
        query["taxonomy_field"] = asked.field
    if asked.state:
        query["state"] = asked.state
    if asked.key_cultivation is not None:
        query["key_cultivation"] = asked.key_cultivation
    if asked.search:
        query |= _search(asked.search)
    return query


def _search(text: str) -> dict[str, Any]:
    typed = "".join(sign for sign in name_key(text) if sign.isprintable())
    begins = typed.upper()
    if _NUMBER_BEGINS.fullmatch(begins):
        return {"number": {"$regex": f"^{re.escape(begins)}"}}
    if _CODE_BEGINS.fullmatch(begins) and any(sign.isdecimal() for sign in begins):
        return {"credit_code": {"$regex": f"^{re.escape(begins)}"}}
    if not typed:
        return {}
    # A host is found by what it was once called, too.
    named = {"name_key": {"$regex": re.escape(typed)}}
    return {"$or": [named, {"host": {"$in": hosts_called(typed)}}]}


# The index of each list query, the most selective first.
_INDEXES = (
    (("host",), "host_1_number_1"),
    (("number",), "number_1"),
    (("authority", "credit_code"), "authority_1_credit_code_1"),
    (("credit_code",), "credit_code_1"),
    (("authority", "taxonomy_field"), "authority_1_taxonomy_field_1_number_1"),
    (("authority", "state"), "authority_1_state_1_number_1"),
    (("authority",), "authority_1_number_1"),
    (("key_cultivation",), "key_cultivation_1_number_1"),
    (("taxonomy_field",), "taxonomy_field_1_number_1"),
    (("state",), "state_1_number_1"),
    ((), "number_1"),
)
# By day of admission: what finds a few is sorted afterwards, all else comes in order.
_INDEXES_BY_ADMISSION = (
    *_INDEXES[:4],
    (("authority",), "authority_1_admitted_at_1_number_1"),
    ((), "admitted_at_1_number_1"),
)


def _index(query: Mapping[str, Any], *, by_admission: bool) -> str:
    indexes = _INDEXES_BY_ADMISSION if by_admission else _INDEXES
    return next(index for keys, index in indexes if all(key in query for key in keys))


def read_platform(number: str, *, by: Actor) -> Platform:
    """Return a platform as it stands today. Raises NotFound, also where it is another's."""
    return readable(number, "platforms:read", by)


def readable(number: str, permission: str, by: Actor) -> Platform:
    """Return a platform that the actor may act on by this permission, or refuse.

    Raises NotAllowed, and NotFound also where it is another's.
    """
    require(by, permission)
    stored = Platform._get_collection().find_one({"number": number})  # noqa: SLF001 - every act on a platform begins here; index number_1
    if stored is None:
        raise NotFound
    platform = object_of(Platform, stored)
    require(by, permission, host=platform.host, authority=platform.authority)
    return platform


def refuse_unreachable(number: str, permission: str, by: Actor) -> None:
    """Refuse as ``readable`` does, without bringing the record: for a door that asks first."""
    require(by, permission)
    whose = Platform._get_collection().find_one({"number": number}, _WHOSE)  # noqa: SLF001 - two fields need no mapper; index number_1
    if whose is None:
        raise NotFound
    require(by, permission, host=whose["host"], authority=whose["authority"])


def platform_on(number: str, day: date, *, by: Actor) -> PlatformThen:
    """Return what was true of a platform on a day, and since when it is known.

    Raises NotFound where it is another's, NotOnRecordYet for a day before it entered.
    """
    platform = readable(number, "platforms:read", by)
    newest_first = (
        PlatformFact.objects(platform=number, effective_on__lte=day)
        .order_by("aspect", "-effective_on", "-recorded_at", "-id")
    )  # fmt: skip # index platform_1_aspect_1_effective_on_-1_recorded_at_-1
    facts: dict[str, FactThen] = {}
    for fact in newest_first:
        then = FactThen(fact.value, fact.effective_on, fact.recorded_at, fact.source)
        facts.setdefault(fact.aspect, then)
    if "state" not in facts:
        entry = _entry(platform)
        since = entry.effective_on if entry else ""
        raise NotOnRecordYet(number=number, day=day, since=since)
    return PlatformThen(number, day, facts, name_on(str(facts["host"].value), day))


def _entry(platform: Platform) -> PlatformFact | None:
    """Return the fact that put a platform into the library; index as in ``platform_on``."""
    states = PlatformFact.objects(platform=platform.number, aspect="state")
    entry: PlatformFact | None = states.order_by("effective_on").first()
    return entry


def sheet_of(platform: Platform) -> SummarySheet | None:
    """Return the summary sheet that a platform entered by, for who may read the platform.

    The caller has checked that. None where it entered in another way.
    """
    number = _entered_by(platform, "summary_sheet")
    return SummarySheet.objects(number=number).first() if number else None


def load_of(platform: Platform) -> InitialLoad | None:
    """Return the initial load that a platform came in by, as ``sheet_of`` does its sheet."""
    number = _entered_by(platform, "initial_load")
    return InitialLoad.objects(number=number).first() if number else None


def _entered_by(platform: Platform, wanted: str) -> str:
    """Return the number of what a platform entered by, where it is of the kind wanted."""
    entry = _entry(platform)
    kind, _, number = entry.source.partition(":") if entry else ("", "", "")
    return number if kind == wanted else ""


def story_of(
    number: str, *, by: Actor, after: int = 0, limit: int
) -> tuple[list[LedgerEntry], int]:
    """Return a page of a platform's story, newest first, and where the next one begins.

    ``after`` is the sequence number to continue below; 0 begins with the newest, and 0 comes
    back on the last page. A host reads no office's notes.
    """
    readable(number, "platforms:history", by)
    entries = LedgerEntry.objects(subject=f"platform:{number}")  # index subject_1_sequence_1
    if by.role is Role.HOST_OPERATOR:
        unnoticed = RemovalCase.objects(platform=number, noticed=False).scalar("number")
        entries = entries.filter(  # index platform_1_opened_at_-1
            verb__nin=_OFFICES_ALONE, after__removal_case__nin=list(unnoticed)
        )
    if after:
        entries = entries.filter(sequence__lt=after)
    found = list(entries.order_by("-sequence").limit(limit + 1))
    if by.role is Role.HOST_OPERATOR:
        for entry in found:
            if entry.verb in _OFFICES_WORDS:
                entry.reason = ""
    return found[:limit], found[limit - 1].sequence if len(found) > limit else 0
