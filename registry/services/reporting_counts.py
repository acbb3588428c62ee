"""How many have reported 填报情况: counted in the database, by authority, without their names.

Two steps, however large the library, and none of them brings a record: the numbers of the
platforms that owe the window's update come out of an index, in one list for each authority.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services.authorities import authorities, authority_name
from registry.services.ledger import Act, record
from registry.services.quarterly_update_forms import quarter_name
from registry.services.readings import Read, Reading
from registry.services.reporting import away_in
from registry.services.windows import quarter_window
from registry.sheets.writing import OutColumn, write_table

_PLACE = 6  # a platform's number begins with the six digits of an authority's code
COUNTED_BY = "authority_1_admitted_at_1_removed_at_1_number_1"


@dataclass(frozen=True, slots=True)
class Tally:
    """One authority's count, or the total: expected = submitted + draft + missing.

    ``on_behalf`` counts those of the submitted that the authority filled in.
    """

    authority: str
    name: str
    expected: int
    submitted: int
    on_behalf: int
    draft: int
    missing: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How a quarter stands in figures: one tally per authority in view, and their total."""

    window: Window
    tallies: tuple[Tally, ...]
    total: Tally


def counts_of(
    period: str, *, authority: str = "", by: Actor, rulebook: Rulebook, calendar: WorkingCalendar
) -> Reading[Counts]:
    """Count how a quarter stands: a province's own, the ministry's all, or one authority's.

    An authority where nothing is expected has its tally too. Raises NotFound for another
    province, QuarterUnknown for no quarter.
    """
    seen = authority_in_view(by, authority)
    require(by, "reporting:read", authority=seen)
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    owed = dict.fromkeys((seen,) if seen else authorities().codes, frozenset[str]())
    groups, absent = yield [Read(Platform, owing_groups(its, seen), COUNTED_BY), _away(its)]
    away = frozenset(one["number"] for one in absent)
    owed |= {one["_id"]["authority"]: frozenset(one["numbers"]) - away for one in groups}
    asked: dict[str, Any] = {"period": period}
    if seen:
        asked["platform"] = {"$in": list(owed[seen])}
    parts, drafts = yield [_filed(asked), _begun(asked)]
    filed, on_behalf = _numbers(parts), _numbers(one for one in parts if one["_id"]["on_behalf"])
    begun = frozenset(one["platform"] for one in drafts)
    tallies = tuple(
        _tally(
            code, len(among), len(among & filed), len(among & on_behalf), len(among & begun - filed)
        )
        for code, among in owed.items()
    )  # fmt: skip - one tally a line
    return Counts(its, tallies, _total(tallies))


def owing_groups(window: Window, authority: str | None = None) -> list[dict[str, Any]]:
    """Return ``policy.duties.owes_update`` (ruling 10) as a pipeline grouping who owes.

    The index alone answers it: so an authority is asked for where any will do, and the
    removal is looked at in the group, since a filter that asks for none reads every record.
    """
    stays = {"$gte": [{"$ifNull": ["$removed_at", window.closes_at]}, window.closes_at]}
    return [
        {
            "$match": {
                "authority": authority or {"$gte": ""},
                "admitted_at": {"$lt": window.opens_at},
            }
        },
        {
            "$group": {
                "_id": {"authority": "$authority", "owes": stays},
                "numbers": {"$push": "$number"},
            }
        },
        {"$match": {"_id.owes": True}},
    ]


def export_tallies(found: Counts, *, by: Actor, at: datetime) -> bytes:
    """Return the count per authority with its total as xlsx; the ledger keeps it."""
    require(by, "reporting:export")
    period = found.window.period
    rows = [
        (
            one.authority,
            one.name,
            one.expected,
            one.submitted,
            one.on_behalf,
            one.draft,
            one.missing,
        )
        for one in (*found.tallies, found.total)
    ]
    title = say("reporting_title", quarter=quarter_name(period))
    content = write_table(title, _COLUMNS, rows)
    act = Act("reporting.export", f"reporting:{period}", after={"rows": len(rows)})
    transact(lambda: record(act, by=by, at=at))
    return content


_COLUMNS = (
    OutColumn("代码", 10),
    OutColumn("主管部门", 28),
    OutColumn("应报", 10),
    OutColumn("已提交", 10),
    OutColumn("其中代填", 10),
    OutColumn("草稿", 10),
    OutColumn("未报", 10),
)


def _away(window: Window) -> Read:
    """Return the read of whom an appeal brought back, out in this window: they owe nothing."""
    asked = {"absences.back_at": {"$gte": window.opens_at}, "absences": away_in(window)}
    stages = ({"$match": asked}, {"$project": {"_id": False, "number": True}})
    return Read(Platform, stages, "absences.back_at_1")


def _filed(asked: dict[str, Any]) -> Read:
    """Return the read that tells who has filed, and whose newest version an authority filled in.

    The lists come in parts, so that none outgrows a document of the database.
    """
    newest = {"by": {"$first": "$on_behalf.authority"}}
    parts = {"on_behalf": {"$gt": ["$by", None]}, "place": {"$substrBytes": ["$_id", 0, _PLACE]}}
    stages = (
        {"$match": asked},
        {"$sort": {"period": 1, "platform": 1, "version": -1}},
        {"$group": {"_id": "$platform", **newest}},
        {"$group": {"_id": parts, "numbers": {"$push": "$_id"}}},
    )
    return Read(QuarterlyUpdate, stages, "period_1_platform_1_version_-1")


def _numbers(groups: Iterable[dict[str, Any]]) -> frozenset[str]:
    return frozenset(number for group in groups for number in group["numbers"])


def _begun(asked: dict[str, Any]) -> Read:
    """Return the read that tells whose host has begun a draft."""
    stages = ({"$match": asked}, {"$project": {"_id": False, "platform": True}})
    index = "platform_1_period_1" if "platform" in asked else "period_1_platform_1"
    return Read(UpdateDraft, stages, index)


def _tally(code: str, expected: int, submitted: int, on_behalf: int, draft: int) -> Tally:
    name = authority_name(code) if code else say("reporting_total")
    return Tally(code, name, expected, submitted, on_behalf, draft, expected - submitted - draft)


def _total(tallies: Iterable[Tally]) -> Tally:
    counts = [(one.expected, one.submitted, one.on_behalf, one.draft) for one in tallies]
    return _tally("", *map(sum, zip(*counts, strict=True)))
