"""Rates of reporting 填报率 by authority and quarter, counted from the duty ledger's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.database import transact
from registry.documents.duties import DutyRow
from registry.errors import NotFound
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import DutyState
from registry.policy.reporting_rates import Duties, added
from registry.policy.rulebook import Rulebook
from registry.services.authorities import authorities, authority_name
from registry.services.duty_ledger import settled
from registry.services.ledger import Act, record
from registry.services.quarterly_update_forms import quarter_name
from registry.services.readings import Read, Reading, answer
from registry.services.windows import window_in_question
from registry.sheets.writing import OutColumn, write_table
from registry.window_week_rules import window_week_rules

_ENDED = {
    DutyState.DONE_ON_TIME.value: "on_time",
    DutyState.DONE_LATE.value: "late",
    DutyState.EXCUSED.value: "excused",
}


@dataclass(frozen=True, slots=True)
class RateLine:
    """One authority, or all of them: its duties of each quarter, the oldest first."""

    authority: str
    name: str
    duties: tuple[Duties, ...]

    @property
    def together(self) -> Duties:
        """Return the duties of all these quarters."""
        return added(self.duties)


@dataclass(frozen=True, slots=True)
class Rates:
    """The closed quarters since the first filing, oldest first, with a line of each authority."""

    quarters: tuple[str, ...]
    lines: tuple[RateLine, ...]
    total: RateLine


def rates_of(
    *,
    authority: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Rates:
    """Return the rates of the last closed quarters: a province's own, the ministry's all.

    Two queries where the rows are settled; what no job has settled is settled first. Raises
    NotFound for another province, or an authority that is none.
    """
    seen = authority_in_view(by, authority)
    require(by, "reporting:read", authority=seen)
    if seen is not None and seen not in authorities().codes:
        raise NotFound
    its = window_in_question(at=at, rulebook=rulebook, calendar=calendar)
    newest = its.period if at >= its.accepts_until else periods.previous(its.period)
    asked = [newest]
    while len(asked) < window_week_rules().board.rated_quarters:
        asked.append(periods.previous(asked[-1]))
    settled(asked, at=at, rulebook=rulebook, calendar=calendar)
    counted, since = answer(_counted(asked, seen))
    codes = (seen,) if seen else authorities().codes
    return _rates(tuple(one for one in reversed(asked) if since and one >= since), counted, codes)


def export_rates(found: Rates, *, by: Actor, at: datetime) -> bytes:
    """Return every authority's duties and rates by quarter as xlsx; the ledger keeps it."""
    require(by, "reporting:export")
    lines = (*found.lines, found.total) if len(found.lines) > 1 else found.lines
    rows = [
        (line.name, quarter_name(period), *_figures(duties))
        for line in lines
        for period, duties in zip(found.quarters, line.duties, strict=True)
    ]
    content = write_table(say("rates_title"), _COLUMNS, rows)
    after = {"rows": len(rows), "authorities": [one.authority for one in found.lines]}
    act = Act("reporting.export_rates", "reporting:rates", after=after)
    transact(lambda: record(act, by=by, at=at))
    return content


_COLUMNS = (
    OutColumn("主管部门", 28),
    OutColumn("季度", 16),
    OutColumn("应报（不含准予补报）", 22),
    OutColumn("按时", 10),
    OutColumn("补报", 10),
    OutColumn("未报", 10),
    OutColumn("准予补报", 12),
    OutColumn("完整率（%）", 14),
    OutColumn("按时率（%）", 14),
)


def _figures(duties: Duties) -> tuple[int | float | None, ...]:
    rates = (duties.complete, duties.timely)
    return (
        duties.required,
        duties.on_time,
        duties.late,
        duties.unfiled,
        duties.excused,
        *(None if one is None else int(one * 1000) / 10 for one in rates),
    )


def _counted(
    quarters: Sequence[str], seen: str | None
) -> Reading[tuple[Mapping[tuple[str, str], Duties], str]]:
    """Count by authority and quarter how the duties that were owed ended, and since when.

    The first quarter anybody filed in is the same whoever asks: it is read of all authorities.
    """
    first = {"period": {"$in": quarters}, "authority": {"$gte": ""}, "done": {"$in": [*_ENDED]}}
    match = {"period": {"$in": quarters}, "owes": True, "authority": seen or {"$gte": ""}}
    parts = {"authority": "$authority", "period": "$period", "done": "$done"}
    group: dict[str, Any] = {"_id": parts, "count": {"$sum": 1}}
    index = "period_1_authority_1_done_1_due_1_platform_1"
    began: list[dict[str, Any]] = [
        {"$match": {**first, "owes": True}}, {"$sort": {"period": 1}}, {"$limit": 1},
    ]  # fmt: skip
    rows, earliest = yield [
        Read(DutyRow, [{"$match": match}, {"$group": group}], "board"),
        Read(DutyRow, [*began, {"$project": {"period": 1}}], index),
    ]
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        of = row["_id"]
        its = found.setdefault((of["authority"], of["period"]), {})
        how = _ENDED.get(of.get("done") or "", "unfiled")
        its[how] = its.get(how, 0) + row["count"]
    since = earliest[0]["period"] if earliest else ""
    return {key: Duties(**its) for key, its in found.items()}, since


def _rates(
    quarters: tuple[str, ...], counted: Mapping[tuple[str, str], Duties], codes: Sequence[str]
) -> Rates:
    """Put lines together."""
    lines = tuple(
        RateLine(
            code,
            authority_name(code),
            tuple(counted.get((code, one), Duties()) for one in quarters),
        )
        for code in codes
    )  # fmt: skip - one line each
    whole = tuple(added(line.duties[place] for line in lines) for place in range(len(quarters)))
    return Rates(quarters, lines, RateLine("", say("rates_all"), whole))
