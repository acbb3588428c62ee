"""The catalogue of checks 核对规则 on the desk: what others told, and how often a check hits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import NotFound
from registry.forms import quarterly_update_form
from registry.permissions import Actor, authority_in_view, require
from registry.policy.findings import Finding
from registry.policy.update_checks import Check
from registry.policy.update_rules import text_digests
from registry.services.findings import as_finding
from registry.update_check_rules import update_checks

_SAME_TEXT = "told_elsewhere"
_OBSERVED, _EXPLAINED = "observed", "explained"
_STAGES = ("blocking", "warning", "note", _OBSERVED)
_INDEX = "period_1_platform_1_version_-1"


def digests_of(values: Mapping[str, str]) -> list[str]:
    """Return the digests of the texts typed, those long enough to be compared."""
    form = quarterly_update_form()
    lengths = [int(one.least or 0) for one in update_checks().checks if one.rule == _SAME_TEXT]
    return sorted({digest for one in lengths for _, digest in text_digests(form, values, one)})


def told_by_others(values: Mapping[str, str], platform: Platform) -> frozenset[str]:
    """Return which of the texts typed another host's platform has filed; one query, or none.

    A host tells the same of all its platforms where the matter is its own, so those are not
    others. Index told_in_same_words.
    """
    digests = digests_of(values)
    if not digests:
        return frozenset()
    asked = {"$in": digests}
    rows = QuarterlyUpdate._get_collection().aggregate(  # noqa: SLF001 - read past the mapper
        [
            {"$match": {"text_digests": asked, "host": {"$ne": platform.host}}},
            {"$project": {"text_digests": 1}},
            {"$unwind": "$text_digests"},
            {"$match": {"text_digests": asked}},
            {"$group": {"_id": "$text_digests"}},
        ],
        hint="told_in_same_words",
    )
    return frozenset(one["_id"] for one in rows)


def _each(field: str, check: str, stage: str) -> dict[str, Any]:
    """Return what is counted of a version's list: of each entry its check and its stage."""
    entry = {"check": f"$$one.{check}", "stage": stage}
    return {"$map": {"input": {"$ifNull": [f"${field}", []]}, "as": "one", "in": entry}}


_COUNTS = {
    "filed": [{"$count": "platforms"}],
    "hits": [
        {
            "$project": {
                "place": {
                    "$concatArrays": [
                        _each("findings", "code", "$$one.severity"),
                        _each("observed", "code", _OBSERVED),
                        _each("explanations", "check", _EXPLAINED),
                    ]
                }
            }
        },
        {"$unwind": "$place"},
        {"$group": {"_id": {"place": "$place", "platform": "$_id"}, "places": {"$sum": 1}}},
        {
            "$group": {
                "_id": "$_id.place",
                "places": {"$sum": "$places"},
                "platforms": {"$sum": 1},
            }
        },
    ],
}


def _current(
    period: str, authority: str, by: Actor, then: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Give what a pipeline makes of the current versions of a quarter in view of somebody.

    Whose a platform is today decides, not whose it was when it filed: it takes its filings along.
    """
    seen = authority_in_view(by, authority)
    require(by, "update_checks:observe", authority=seen)
    whose = {} if seen is None else {"platform": {"$in": _numbers_of(seen)}}
    kept = ("platform_name", "version", "findings", "observed", "explanations")
    rows: Iterator[dict[str, Any]] = QuarterlyUpdate._get_collection().aggregate(  # noqa: SLF001 - as above
        [
            {"$match": {"period": period, **whose}},
            {"$sort": {"period": 1, "platform": 1, "version": -1}},
            {"$group": {"_id": "$platform", **{one: {"$first": f"${one}"} for one in kept}}},
            *then,
        ],
        hint=_INDEX,
    )
    return rows


def _numbers_of(authority: str) -> list[str]:
    """Return the numbers of an authority's platforms, read from the index alone."""
    fields = {"_id": False, "number": True}
    found = Platform._get_collection().find({"authority": authority}, fields)  # noqa: SLF001 - one field needs no mapper
    return [one["number"] for one in found.hint("authority_1_number_1")]


@dataclass(frozen=True, slots=True)
class Hits:
    """How often a check hit at one stage: at how many places, of how many platforms.

    ``stage`` is observed, note, warning or blocking; ``explained`` how many places were explained.
    """

    check: Check
    stage: str
    places: int
    platforms: int
    explained: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """The hits of a quarter's current versions, most first, and how many platforms filed."""

    filed: int
    hits: tuple[Hits, ...]


def count_hits(period: str, authority: str = "", *, by: Actor) -> Counted:
    """Count how often each check hit in a quarter: a province's own platforms, the ministry's all.

    One aggregation over the current versions, past corrected ones. Raises NotAllowed, NotFound.
    """
    found = next(_current(period, authority, by, [{"$facet": _COUNTS}]))
    counts = {(one["_id"]["check"], one["_id"]["stage"]): one for one in found["hits"]}
    explained = {check: one["places"] for (check, it), one in counts.items() if it == _EXPLAINED}
    told = [
        Hits(check, stage, one["places"], one["platforms"], explained.get(check.id, 0))
        for check in update_checks().checks
        for stage in _STAGES
        if (one := counts.get((check.id, stage)))
    ]
    filed = found["filed"][0]["platforms"] if found["filed"] else 0
    return Counted(filed, tuple(sorted(told, key=lambda one: -one.platforms)))


@dataclass(frozen=True, slots=True)
class Place:
    """A platform where a check hit: its current version, what was found and what was said."""

    platform: str
    name: str
    version: int
    findings: tuple[Finding, ...]
    explanations: tuple[str, ...]


def places_of(
    check: str, period: str, authority: str = "", *, by: Actor, after: str = "", limit: int
) -> tuple[list[Place], str | None]:
    """Return a page of the platforms where a check hit, by number, and the number of its last.

    Raises as ``count_hits``, and NotFound for a check that the catalogue does not have.
    """
    if check not in {one.id for one in update_checks().checks}:
        raise NotFound
    hit = {"$or": [{"findings.code": check}, {"observed.code": check}], "_id": {"$gt": after}}
    pages: list[Mapping[str, Any]] = [{"$match": hit}, {"$sort": {"_id": 1}}, {"$limit": limit + 1}]
    found = [_place(one, check) for one in _current(period, authority, by, pages)]
    last = found[limit - 1].platform if len(found) > limit else None
    return found[:limit], last


def _place(row: Mapping[str, Any], check: str) -> Place:
    found = [*row["findings"], *(row.get("observed") or ())]
    said = row.get("explanations") or ()
    return Place(
        platform=row["_id"],
        name=row["platform_name"],
        version=row["version"],
        findings=tuple(as_finding(one) for one in found if one["code"] == check),
        explanations=tuple(one["text"] for one in said if one["check"] == check),
    )
