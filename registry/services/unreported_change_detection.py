"""Detection of possible unreported changes 疑似未报告变更: from what was seen to cases.

``take_up`` runs inside the caller's transaction and asks the database the same few questions
for one thing seen as for a hundred. Whatever is taken up twice adds nothing: a case knows
each of its sightings by its source.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from pymongo import UpdateOne

from registry.clock import SHANGHAI, to_millisecond
from registry.documents.counters import take_numbers
from registry.documents.hosts import Host, HostName
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.unreported_changes import UnreportedChange
from registry.insertion import insert_all
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, Role
from registry.policy.rulebook import Rulebook
from registry.policy.unreported_changes import (
    DUTY,
    CaseState,
    ChangedField,
    ChangeOrigin,
    Difference,
    OnRecord,
    Reported,
    difference,
    report_answering,
)
from registry.policy.vocabulary import LibraryState
from registry.services import ledger, outbox
from registry.services.authorities import authorities
from registry.services.host_domiciles import domiciles_of
from registry.services.reported_changes import reported_of, standing_among

_PLATFORM = (
    "number",
    "programme",
    "authority",
    "host",
    "host_name",
    "credit_code",
    "name",
    "place",
    "name_key",
)  # fmt: skip - one list of fields
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """That a source says a value of a field: of one platform, or of every one of a host.

    ``source`` names the source for ever. With a ``name_key`` beside the credit code only the
    platform of that name is meant. ``about`` is the quarter of a host's declaration and
    ``since`` its first day.
    """

    field: ChangedField
    said: str
    origin: ChangeOrigin
    source: str
    platform: str = ""
    credit_code: str = ""
    name_key: str = ""
    about: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What came of it: cases opened, and sightings added to cases that were there."""

    opened: int = 0
    seen_again: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What is on record of the platforms that were spoken of."""

    platforms: Sequence[Mapping[str, Any]]
    records: Mapping[str, OnRecord]
    reports: Mapping[str, Sequence[Reported]]


@dataclass(slots=True)
class _Found:
    """A difference of one platform, and the sightings of it, the first first."""

    platform: Mapping[str, Any]
    what: Difference
    seen: list[Seen] = field(default_factory=list)


def the_service() -> Actor:
    """Return in whose name cases are opened that nobody asked for."""
    return Actor(
        account="service", name=say("unreported_by_service"), role=Role.CONSOLE, door="service"
    )


def take_up(
    seen: Sequence[Seen], *, by: Actor, at: datetime, rulebook: Rulebook
) -> TakenUp:  # fmt: skip - one signature
    """Open a case for each difference that is new, and add a sighting where one is known.

    Nothing for what is no difference, is reported already, or was found on before. Raises
    NotUniqueError where another opened the same case at this moment: it is to be tried again.
    """
    found = _differences(seen)
    if not found:
        return TakenUp()
    cases = _cases_of(one.platform["number"] for one in found.values())
    fresh = [one for key, one in found.items() if key not in cases]
    again = [(cases[key], one) for key, one in found.items() if key in cases]
    _open(fresh, by=by, at=at, rulebook=rulebook)
    return TakenUp(len(fresh), _add_sightings(again, at))


def record_of(platform: Mapping[str, Any]) -> OnRecord:
    """Return what is on record of one platform, for a case opened by hand; five queries."""
    return _known([platform]).records[platform["number"]]


def _differences(seen: Sequence[Seen]) -> dict[tuple[str, str, str], _Found]:
    """Return the differences by platform, field and new value that no report tells of."""
    known = _known(_platforms(seen))
    meant: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for each in known.platforms:
        for name in (
            each["number"],
            each["credit_code"],
            f"{each['credit_code']} {each['name_key']}",
        ):  # fmt: skip - three names
            meant[name].append(each)
    found: dict[tuple[str, str, str], _Found] = {}
    for one in seen:
        named = f"{one.credit_code} {one.name_key}".strip()
        for platform in meant.get(one.platform or named, ()):
            number = platform["number"]
            what = difference(one.field, one.said, known.records[number], about=one.about)
            if what is None or report_answering(
                what,
                known.reports.get(platform["host"], ()),
                platform=number,
                since=one.since,
                provinces=provinces(),
            ):  # fmt: skip - one question
                continue
            key = (number, what.field.value, what.key[:_LONGEST])
            found.setdefault(key, _Found(platform, what)).seen.append(one)
    return found


def _platforms(seen: Sequence[Seen]) -> list[Mapping[str, Any]]:
    numbers = sorted({one.platform for one in seen if one.platform})
    codes = sorted({one.credit_code for one in seen if not one.platform and one.credit_code})
    either = [{"number": {"$in": numbers}}, {"credit_code": {"$in": codes}}]
    query = {"state": LibraryState.IN_LIBRARY.value, "$or": either}
    found = Platform._get_collection().find(  # noqa: SLF001 - a few fields need no mapper
        query, dict.fromkeys(_PLATFORM, True) | {"_id": False}
    )  # indexes number_1 and credit_code_1
    return list(found)


def _known(platforms: Sequence[Mapping[str, Any]]) -> _Known:
    hosts = {one["host"] for one in platforms}
    codes = list({one["credit_code"] for one in platforms})
    kinds = {
        one["credit_code"]: one.get("kind", "")
        for one in Host.objects(credit_code__in=codes).only("credit_code", "kind").as_pymongo()
    }  # index credit_code_1
    domiciles = domiciles_of(codes)
    names: dict[str, set[str]] = defaultdict(set)
    for one in HostName.objects(host__in=list(hosts)).only("host", "name").as_pymongo():
        names[one["host"]].add(one["name"])  # index host_1_effective_on_1_recorded_at_1
    once: dict[tuple[str, str], set[str]] = defaultdict(set)
    facts = PlatformFact.objects(
        platform__in=[one["number"] for one in platforms], aspect__in=["name", "place"]
    )  # index platform_1_aspect_1_effective_on_-1_recorded_at_-1
    for one in facts.only("platform", "aspect", "value").as_pymongo():
        once[one["platform"], one["aspect"]].add(str(one["value"]))
    records = {
        one["number"]: OnRecord(
            now={
                ChangedField.HOST_NAME: one["host_name"],
                ChangedField.PLATFORM_NAME: one["name"],
                ChangedField.PLACE: one.get("place", ""),
                ChangedField.HOST_KIND: kinds.get(one["credit_code"], ""),
                ChangedField.DOMICILE: domiciles.get(one["credit_code"], [""])[-1],
            },
            once={
                ChangedField.HOST_NAME: names[one["host"]],
                ChangedField.PLATFORM_NAME: once[one["number"], "name"],
                ChangedField.PLACE: once[one["number"], "place"],
                ChangedField.DOMICILE: domiciles.get(one["credit_code"], ()),
            },
            provinces=provinces(),
        )
        for one in platforms
    }
    return _Known(platforms, records, reported_of(hosts))


@cache
def provinces() -> frozenset[str]:
    """Return the names of provinces, as places are compared."""
    return frozenset(authorities().places.provinces)


def _cases_of(numbers: Iterable[str]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    """Return the case of each platform, field and value: the open one, else the newest.

    A value that people found on is not asked about again, unless what explained it was refused
    or taken back since.
    """
    wanted = ("number", "platform", "field", "key", "state", "open", "report", "sightings.source")
    rows = list(
        UnreportedChange._get_collection()  # noqa: SLF001 - as above
        .find({"platform": {"$in": sorted(set(numbers))}}, dict.fromkeys(wanted, True))
        .sort([("platform", 1), ("opened_at", -1)])
    )  # fmt: skip - index platform_1_opened_at_-1
    explained = {one["report"] for one in rows if one["report"] and not one["open"]}
    stands = standing_among(explained)
    cases: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for one in rows:
        key = (one["platform"], one["field"], one["key"])
        if one["open"]:
            cases[key] = one
        elif not one["report"] or one["report"] in stands:
            cases.setdefault(key, one)
    return cases


def _open(
    found: Sequence[_Found], *, by: Actor, at: datetime, rulebook: Rulebook
) -> None:  # fmt: skip - one signature
    """Write the cases, their acts in the platforms' chains, and a word to each authority."""
    if not found:
        return
    numbers = _numbers(found, at)
    clause = rulebook.programme(NATIONAL).duty(DUTY, at.astimezone(SHANGHAI).date()).clause
    rows = [
        new_case(
            one.platform,
            one.what,
            number=numbers[place],
            clause=clause,
            by=by,
            at=at,
            rulebook=rulebook,
        )
        | {
            "origin": one.seen[0].origin.value,
            "sightings": [sighting(seen, at) for seen in one.seen],
        }
        for place, one in enumerate(found)
    ]  # fmt: skip - one row each
    insert_all(UnreportedChange, rows)
    ledger.record_all([opened(row) for row in rows], by=by, at=at)
    counts = Counter(row["authority"] for row in rows)
    outbox.post_all(
        [
            outbox.Notice(
                "authority",
                authority,
                "notice_unreported_found",
                "unreported_changes",
                {"count": str(count)},
            )
            for authority, count in sorted(counts.items())
        ],
        at=at,
    )  # fmt: skip - one notice each


def new_case(
    platform: Mapping[str, Any],
    what: Difference,
    *,
    number: str,
    clause: str,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> dict[str, Any]:
    """Return what every new case holds."""
    return {
        "number": number,
        "programme": platform["programme"],
        "platform": platform["number"],
        "platform_name": platform["name"],
        "host": platform["host"],
        "host_name": platform["host_name"],
        "credit_code": platform["credit_code"],
        "authority": platform["authority"],
        "field": what.field.value,
        "old_value": what.old[:_LONGEST],
        "new_value": what.new[:_LONGEST],
        "key": what.key[:_LONGEST],
        "first_seen_on": at.astimezone(SHANGHAI).date(),
        "state": CaseState.SUSPECTED.value,
        "clause": clause,
        "rulebook": rulebook.version,
        "account": by.account,
        "account_name": by.name,
        "opened_at": to_millisecond(at),
    }


def opened(row: Mapping[str, Any]) -> ledger.Act:
    """Return the act that opened a case, as the platform's chain tells it."""
    after = {
        "unreported_change": row["number"], "state": row["state"], "changed_field": row["field"],
        "seen_in": row["origin"],
        "values": {"old": row["old_value"], "new": row["new_value"]},
    }  # fmt: skip
    return ledger.Act(
        "unreported_change.open", f"platform:{row['platform']}", after=after,
        clause=row["clause"], rulebook=row["rulebook"],
    )  # fmt: skip


def sighting(seen: Seen, at: datetime) -> dict[str, Any]:
    """Return a sighting as it is kept."""
    return {
        "origin": seen.origin.value,
        "source": seen.source,
        "said": " ".join(seen.said.split())[:_LONGEST],
        "seen_at": to_millisecond(at),
    }


def _numbers(found: Collection[_Found], at: datetime) -> list[str]:
    """Take the numbers of new cases, those of one authority together; in the order given."""
    year = at.astimezone(SHANGHAI).year
    wanted = Counter(one.platform["authority"] for one in found)
    taken: dict[str, Iterator[str]] = {
        authority: iter(case_numbers(authority, year, count))
        for authority, count in sorted(wanted.items())
    }
    return [next(taken[one.platform["authority"]]) for one in found]


def case_numbers(authority: str, year: int, count: int) -> list[str]:
    """Take the next numbers of an authority's cases."""
    series = f"{authority}-{year}"
    return [f"YS-{series}-{one:04d}" for one in take_numbers(f"unreported_change:{series}", count)]


def _add_sightings(
    again: Sequence[tuple[Mapping[str, Any], _Found]], at: datetime
) -> int:  # fmt: skip - one signature
    """Add what is new of each sighting; one command, none where all were known."""
    changes = []
    for case, one in again:
        known = {seen["source"] for seen in case["sightings"]}
        for seen in one.seen:
            if seen.source not in known:
                known.add(seen.source)
                where = {"_id": case["_id"], "sightings.source": {"$ne": seen.source}}
                change = {"$push": {"sightings": sighting(seen, at)}, "$inc": {"version": 1}}
                changes.append(UpdateOne(where, change))
    if not changes:
        return 0
    return int(UnreportedChange._get_collection().bulk_write(changes).modified_count)  # noqa: SLF001 - as above
