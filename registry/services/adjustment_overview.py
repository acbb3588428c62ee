"""How an adjustment round stands: one line per authority, or one authority whole, for offices.

A fixed number of queries, however many applications there are: each count comes out of an
index alone. What has not ended when its round's month ends is shown under the running round
(``policy.adjustments.shown_under``): the same question is asked of the database here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.documents.adjustments import AdjustmentRound, HostCutOff, RoundClosing
from registry.documents.applications import Application
from registry.documents.exit_proposals import ExitProposal
from registry.documents.summary_sheets import SummarySheet
from registry.law import NATIONAL
from registry.permissions import Actor, require
from registry.policy import periods
from registry.policy.adjustments import RoundTimes, is_closed, shown_under
from registry.policy.application_states import LIVE, ApplicationState
from registry.policy.calendar import WorkingCalendar
from registry.policy.exit_proposals import ExitState
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import ArrivedSheet, SheetState, newest_of
from registry.policy.windows import Window
from registry.services.adjustments import (
    cut_offs_of,
    require_known_authority,
    round_at_hand,
    times_in,
    versions_of,
)
from registry.services.authorities import authorities, authority_name
from registry.services.exit_proposals import ExitFilter, count_proposals, list_proposals
from registry.services.readings import Read, Reading, answer
from registry.services.unlisted_applications import count_unlisted
from registry.services.windows import round_window

_MOST_SHOWN = 50
COUNTED_BY = "authority_1_period_1_state_1_changed_at_1"
_SHEETS_BY = "authority_1_period_1_state_1_received_at_1"
_STATE = ApplicationState
_LIVE = sorted(state.value for state in LIVE)
NO_SHEET = "no_sheet"


@dataclass(frozen=True, slots=True)
class AuthorityRound:
    """One authority's part of a round: applications by state, its newest sheet, open exits.

    ``carried`` are those of the applications that came over from an earlier round; ``left``
    what the authority has still to do, by kind and count.
    """

    authority: str
    name: str
    applications: Mapping[str, int]
    carried: int
    sheet: str
    exits: int
    cut_off: datetime | None
    last_activity: datetime | None
    left: Mapping[str, int]

    def count(self, *states: ApplicationState) -> int:
        """Return how many applications are in one of these states."""
        return sum(self.applications.get(state.value, 0) for state in states)

    @property
    def to_review(self) -> int:
        """Return how many applications wait for the authority's review."""
        return self.count(_STATE.SUBMITTED, _STATE.IN_REVIEW)

    @property
    def drafts(self) -> int:
        """Return how many a host has not submitted yet."""
        return self.count(_STATE.DRAFT, _STATE.FROZEN)

    @property
    def open_items(self) -> int:
        """Return how many things the authority has still to do."""
        return sum(self.left.values())


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """A round as it stands: window, versions of its notice (newest first), its authorities."""

    window: Window
    versions: tuple[AdjustmentRound, ...]
    lines: tuple[AuthorityRound, ...]
    is_closed: bool

    @property
    def opened(self) -> AdjustmentRound | None:
        """Return the notice as it stands, or None."""
        return self.versions[0] if self.versions else None


@dataclass(frozen=True, slots=True)
class AuthorityStanding:
    """One authority's round whole; ``closing`` is what it was told when the round closed."""

    standing: RoundStanding
    line: AuthorityRound
    times: RoundTimes
    cut_off: HostCutOff | None
    sheets: tuple[SummarySheet, ...]
    exits: tuple[ExitProposal, ...]
    closing: RoundClosing | None


@dataclass(slots=True)
class Tally:
    """An authority's applications of a round by state; the instants something was done."""

    applications: Counter[str] = field(default_factory=Counter)
    carried: int = 0
    activity: list[datetime] = field(default_factory=list)


def standing_of(
    period: str,
    *,
    authority: str = "",
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> RoundStanding:
    """Return how a round stands, for all authorities in view or for one.

    Five queries, and two more where a sheet waits that could leave somebody out.
    Raises NotFound for another's authority or one that there is not, Invalid where the period
    is no round.
    """
    require(by, "adjustments:follow", authority=authority or by.authority or None)
    seen = authority or by.authority
    if seen:
        require_known_authority(seen)
    window = round_window(period, rulebook.programme(NATIONAL), calendar)
    codes = (seen,) if seen else authorities().codes
    tallies = answer(count_applications(period, seen, at))
    sheets = _sheets(period, seen)
    periods = {"$gt": "", "$lte": period} if carried_into(period, at) else {"$eq": period}
    unlisted = count_unlisted(_that_list(sheets, tallies), periods)
    exits, proposed = _exits(period, by)
    cut_offs = answer(cut_offs_of(period, codes))
    lines = tuple(
        _line(
            code,
            tallies[code],
            sheets[code],
            unlisted.get(code, 0),
            exits[code],
            proposed[code],
            cut_offs.get(code),
        )
        for code in codes
    )
    return RoundStanding(window, tuple(versions_of(period)), lines, is_closed(period, at))


def authority_standing(
    period: str,
    authority: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> AuthorityStanding:
    """Return one authority's round whole: nine queries. Raises as ``standing_of``."""
    standing = standing_of(
        period, authority=authority, by=by, at=at, rulebook=rulebook, calendar=calendar
    )
    cut_off = answer(cut_offs_of(period, [authority])).get(authority)
    sheets = (
        SummarySheet.objects(authority=authority, period=period)
        .only("number", "state", "received_at", "row_count", "approved_rows", "filename")
        .order_by("-received_at", "-number")
        .limit(_MOST_SHOWN)
    )  # index authority_1_received_at_-1_number_-1
    asked = ExitFilter(authority=authority, period=period)
    exits, _ = list_proposals(asked, by=by, limit=_MOST_SHOWN)
    closing = RoundClosing.objects(
        programme=NATIONAL, period=period, authority=authority
    ).first()  # index programme_1_period_1_authority_1
    return AuthorityStanding(
        standing,
        standing.lines[0],
        times_in(standing.window, standing.opened, cut_off),
        cut_off,
        tuple(sheets),
        tuple(exits),
        closing,
    )


def rounds_to_choose(
    at: datetime, shown: str, *, rulebook: Rulebook, calendar: WorkingCalendar, most: int = 4
) -> list[str]:
    """Return the newest rounds, the one at hand first, and the one shown where it is older."""
    found = [round_at_hand(at, rulebook=rulebook, calendar=calendar).period]
    while len(found) < most:
        found.append(periods.previous(found[-1]))
    return found if shown in found else [*found, shown]


def carried_into(period: str, at: datetime) -> dict[str, Any] | None:
    """Return, as a filter, what stands under a round without having been submitted in it.

    None unless it is the running round: drafts and what earlier rounds left stand there.
    """
    if period != shown_under("", at):
        return None
    return {"period": {"$lt": period}, "state": {"$in": _LIVE}}


def count_applications(period: str, authority: str, at: datetime) -> Reading[Mapping[str, Tally]]:
    """Count a round's applications by authority and state; read from an index alone.

    For who may follow the round; empty as authority is all of them.
    """
    (groups,) = yield [Read(Application, counting_groups(period, authority, at), COUNTED_BY)]
    tallies: dict[str, Tally] = defaultdict(Tally)
    for group in groups:
        if not _stands_under(group, period):
            continue
        its = tallies[group["_id"]["authority"]]
        its.applications[group["_id"]["state"]] += group["count"]
        its.activity.append(group["newest"])
        if "" < group["_id"]["period"] < period:
            its.carried += group["count"]
    return tallies


def counting_groups(period: str, authority: str, at: datetime) -> list[dict[str, Any]]:
    """Return the pipeline that counts applications up to a round; the index alone answers it.

    Which of the earlier ones are carried over is asked of the groups: asked of each record, the
    database would weigh other indexes too, and read the records.
    """
    keys = ("authority", "period", "state")
    return [
        {
            "$match": {
                "authority": authority or {"$gte": ""},
                "period": {"$lte": period} if carried_into(period, at) else period,
            }
        },
        {
            "$group": {
                "_id": {key: f"${key}" for key in keys},
                "count": {"$sum": 1},
                "newest": {"$max": "$changed_at"},
            }
        },
    ]


def _stands_under(group: dict[str, Any], period: str) -> bool:
    """Say whether a group is of this round, or of an earlier one and not ended."""
    return bool(group["_id"]["period"] == period or group["_id"]["state"] in _LIVE)


def _sheets(period: str, authority: str) -> Mapping[str, list[ArrivedSheet]]:
    """Return each authority's sheets of a round: when they came, and where they stand."""
    found = (
        SummarySheet._get_collection()  # noqa: SLF001 - read past the mapper
        .find(
            {
                "authority": authority or {"$gte": ""},
                "period": period,
                "state": {"$ne": SheetState.WITHDRAWN.value},
            },
            {"_id": False, "authority": True, "number": True, "state": True, "received_at": True},
        )
        .hint(_SHEETS_BY)
    )
    sheets: dict[str, list[ArrivedSheet]] = defaultdict(list)
    for one in found:
        sheets[one["authority"]].append(
            ArrivedSheet(one["number"], one["received_at"], SheetState(one["state"]))
        )
    return sheets


def _that_list(
    sheets: Mapping[str, list[ArrivedSheet]], tallies: Mapping[str, Tally]
) -> dict[str, str]:
    """Return the waiting sheets' numbers, of authorities that recommend somebody."""
    found = {}
    for code, its in sheets.items():
        newest = newest_of(its)
        recommended = code in tallies and tallies[code].applications[_STATE.RECOMMENDED.value]
        if newest and newest.state is not SheetState.ADMITTED and recommended:
            found[code] = newest.number
    return found


def _exits(period: str, by: Actor) -> tuple[Mapping[str, int], Mapping[str, list[datetime]]]:
    """Count a round's open exit proposals by authority; return when the newest came."""
    counts: Counter[str] = Counter()
    proposed: dict[str, list[datetime]] = defaultdict(list)
    for one in count_proposals(by=by, period=period):
        proposed[one.authority].append(one.newest)
        if one.state == ExitState.OPEN.value:
            counts[one.authority] += one.count
    return counts, proposed


def _line(  # noqa: PLR0917 - one authority's groups, read across
    code: str,
    tally: Tally,
    sheets: list[ArrivedSheet],
    unlisted: int,
    exits: int,
    proposed: Iterable[datetime],
    cut_off: HostCutOff | None,
) -> AuthorityRound:
    newest = newest_of(sheets)
    sheet = newest.state.value if newest else NO_SHEET
    activity = [*tally.activity, *proposed, *(one.received_at for one in sheets)]
    return AuthorityRound(
        authority=code,
        name=authority_name(code),
        applications=tally.applications,
        carried=tally.carried,
        sheet=sheet,
        exits=exits,
        cut_off=cut_off.until if cut_off else None,
        last_activity=max(activity, default=None),
        left=_left(tally.applications, sheet, unlisted),
    )


def _left(applications: Mapping[str, int], sheet: str, unlisted: int) -> dict[str, int]:
    """Say what an authority has still to do, by kind; what waits for a host is not its to do.

    ``unlisted`` are those recommended that a waiting sheet leaves out; where none waits, no
    sheet will take them in.
    """
    waits = sheet not in {NO_SHEET, SheetState.ADMITTED.value}
    left = {
        "review": applications.get(_STATE.SUBMITTED.value, 0)
        + applications.get(_STATE.IN_REVIEW.value, 0),
        "sheet": unlisted if waits else applications.get(_STATE.RECOMMENDED.value, 0),
        "mend": int(sheet == SheetState.NEEDS_MENDING),
        "accept": int(sheet == SheetState.STAGED),
        "admit": int(sheet == SheetState.ADMITTING),
    }
    return {kind: count for kind, count in left.items() if count}
