"""Who has reported 填报情况: submitted, begun and missing, by name; ``reporting_counts`` counts.

Everything comes from five queries, however large the library: the platforms that owe the
window's update, the versions filed for it, the drafts begun, the leaves to file late, the returns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, authority_in_view, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import duty_flags
from registry.policy.late_filings import counts_as, running_longest
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import LibraryState, Timeliness
from registry.policy.windows import Window
from registry.services.authorities import authorities, authority_name
from registry.services.late_filing_cover import Covering, covered_by, leaves_in
from registry.services.ledger import Act, record
from registry.services.quarterly_update_forms import quarter_name
from registry.services.quarterly_update_on_behalf import filed_by_whom
from registry.services.update_return_states import (
    OF_PERIOD,
    LastReturns,
    last_returns,
    last_state,
)
from registry.services.windows import quarter_window
from registry.sheets.writing import OutColumn, write_table

_PLATFORM = {"_id": 0, "number": 1, "name": 1, "host": 1, "host_name": 1, "authority": 1}
_FILED = {
    "_id": 0,
    "platform": 1,
    "authority": 1,
    "number": 1,
    "submitted_at": 1,
    "timeliness": 1,
    "on_behalf.authority": 1,
}


class State(StrEnum):
    """Where an expected update stands. The three exclude each other and add up to expected."""

    SUBMITTED = "submitted"
    DRAFT = "draft"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Standing:
    """One platform that owes the update, and where that update stands.

    ``on_behalf`` is the authority that filled it in, empty where the host did. ``timeliness``
    is how the quarter counts today; ``late_until`` is there while leave to file late runs.
    ``flags`` is what stays visible beside the state (``policy.duties.DutyFlag``).
    """

    number: str
    name: str
    host: str
    host_name: str
    authority: str
    state: State
    receipt: str = ""
    submitted_at: datetime | None = None
    timeliness: str = ""
    on_behalf: str = ""
    late_until: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reporting:
    """How a quarter stands: its window, every expected platform by authority and number."""

    window: Window
    standings: tuple[Standing, ...]
    authorities: tuple[str, ...]

    def unreported(self) -> tuple[Standing, ...]:
        """Return who has not submitted, drafts begun included."""
        return tuple(one for one in self.standings if one.state is not State.SUBMITTED)


def reporting_of(
    period: str,
    *,
    authority: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Reporting:
    """Return how a quarter stands now: a province's own, the ministry's all, or one authority's.

    Raises NotFound for another province, QuarterUnknown for no quarter.
    """
    seen = authority_in_view(by, authority)
    require(by, "reporting:read", authority=seen)
    its = quarter_window(period, rulebook.programme(NATIONAL), calendar)
    codes = (seen,) if seen else authorities().codes
    return Reporting(its, _standings(its, seen, at), codes)


def owing(window: Window) -> dict[str, Any]:
    """Return ``policy.duties.owes_update`` (ruling 10) as a filter for the database."""
    return {
        "admitted_at": {"$lt": window.opens_at},
        "$or": [{"removed_at": None}, {"removed_at": {"$gte": window.closes_at}}],
        "absences": {"$not": away_in(window)},
    }


def unreported_hosts(window: Window, authority: str) -> list[str]:
    """Return the hosts of an authority's platforms that owe a window's update and filed none.

    For messages: whose they are, ask before. Two queries.
    """
    here = {"authority": authority, "state": LibraryState.IN_LIBRARY.value}
    owe = Platform.objects(__raw__=owing(window) | here)
    hosts = dict(owe.scalar("number", "host"))  # index authority_1_number_1
    filed = QuarterlyUpdate.objects(period=window.period, platform__in=list(hosts))
    for number in filed.scalar("platform"):  # index period_1_platform_1_version_-1
        hosts.pop(number, None)
    return sorted(set(hosts.values()))


def away_in(window: Window) -> dict[str, Any]:
    """Return, for the database, that an absence which an appeal ended touches this window."""
    touches = {"left_at": {"$lt": window.closes_at}, "back_at": {"$gte": window.opens_at}}
    return {"$elemMatch": touches}


def export_standings(found: Reporting, *, by: Actor, at: datetime) -> bytes:
    """Return every expected platform as xlsx; the ledger keeps it."""
    require(by, "reporting:export")
    period = found.window.period
    title = say("reporting_title", quarter=quarter_name(period))
    content = write_table(title, _COLUMNS, map(_row, found.standings))
    after = {"rows": len(found.standings), "authorities": found.authorities}
    act = Act("reporting.export", f"reporting:{period}", after=after)
    transact(lambda: record(act, by=by, at=at))
    return content


_COLUMNS = (
    OutColumn("主管部门", 28),
    OutColumn("平台编号", 20),
    OutColumn("平台名称", 40),
    OutColumn("依托单位", 36),
    OutColumn("状态", 10),
    OutColumn("提交时间（北京时间）", 20),
    OutColumn("回执编号", 30),
    OutColumn("填报方式", 34),
    OutColumn("另有", 24),
)


def _row(one: Standing) -> tuple[str, ...]:
    sent = one.submitted_at
    return (
        authority_name(one.authority),
        one.number,
        one.name,
        one.host_name,
        say(f"state_{one.state}"),
        f"{sent.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if sent else "",
        one.receipt,
        filed_by_whom(one.on_behalf) if one.receipt else "",
        "、".join(say(f"duty_flag_{flag}") for flag in one.flags),
    )


def _standings(window: Window, authority: str | None, at: datetime) -> tuple[Standing, ...]:
    query = owing(window) | ({"authority": authority} if authority else {})
    platforms = list(
        Platform._get_collection()  # noqa: SLF001 - a list reads without the mapper
        .find(query, _PLATFORM)
        .sort([("authority", 1), ("number", 1)])
        .hint("authority_1_number_1")
    )
    asked: dict[str, Any] = {"period": window.period}
    if authority:
        asked["platform"] = {"$in": [one["number"] for one in platforms]}
    filed, under = _filed(asked)
    begun = {
        one["platform"]
        for one in UpdateDraft._get_collection()  # noqa: SLF001 - as above
        .find(asked, {"_id": 0, "platform": 1})
        .hint("period_1_platform_1")
    }
    leaves = leaves_in(window.period, {authority, *under.values()} if authority else None)
    whose = {"authority": authority} if authority else {}
    returned = last_returns({"period": window.period, **whose}, OF_PERIOD)
    circumstances = _Circumstances(window, begun, leaves, under, returned, at)
    return tuple(_standing(one, filed.get(one["number"]), circumstances) for one in platforms)


def _filed(asked: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return by platform the version on file, and the authority of the first; one query."""
    versions = (
        QuarterlyUpdate._get_collection()  # noqa: SLF001 - as above
        .find(asked, _FILED)
        .sort([("platform", -1), ("version", 1)])
        .hint("period_1_platform_1_version_-1")
    )
    filed: dict[str, dict[str, Any]] = {}
    under: dict[str, str] = {}
    for one in versions:
        filed[one["platform"]] = one
        under.setdefault(one["platform"], one["authority"])
    return filed, under


@dataclass(frozen=True, slots=True)
class _Circumstances:
    """What a standing depends on beside the platform and what it filed."""

    window: Window
    begun: set[str]
    covering: Covering
    filed_under: Mapping[str, str]
    returned: LastReturns
    at: datetime


def _standing(
    platform: dict[str, Any], filed: dict[str, Any] | None, known: _Circumstances
) -> Standing:
    number = platform["number"]
    whose = known.filed_under.get(number, platform["authority"])
    leaves = covered_by(known.covering, number, whose)
    last = known.returned.get((number, known.window.period))
    flags = duty_flags(
        Timeliness(filed["timeliness"]) if filed else None,
        leaves,
        last_state(last, known.window, leaves, known.at),
    )
    if filed:
        return Standing(
            **platform,
            state=State.SUBMITTED,
            receipt=filed["number"],
            submitted_at=filed["submitted_at"],
            timeliness=counts_as(Timeliness(filed["timeliness"]), leaves).value,
            on_behalf=filed.get("on_behalf", {}).get("authority", ""),
            flags=flags,
        )
    state = State.DRAFT if number in known.begun else State.MISSING
    leave = running_longest(leaves, known.at)
    until = leave.until if leave else None
    return Standing(**platform, state=state, late_until=until, flags=flags)
