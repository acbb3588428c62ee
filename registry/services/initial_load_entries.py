"""Entering the rows of an initial load 存量导入: a batch at a time, in a fixed number of commands.

Everything runs inside the caller's transaction and begins with the rows' own outcomes, so
that a row is settled once, whoever comes and however often. The record may have changed
since the check: what is there by now is matched, what contradicts it is refused.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from pymongo import UpdateOne

from registry.clock import SHANGHAI
from registry.documents.counters import take_numbers
from registry.documents.hosts import Host, HostName
from registry.documents.initial_loads import InitialLoadRow
from registry.documents.platforms import Platform, PlatformFact
from registry.insertion import insert_all
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor
from registry.policy.initial_load_states import RowOutcome
from registry.policy.standing import move
from registry.policy.summary_sheet_rows import name_key
from registry.policy.vocabulary import LibraryState
from registry.services import ledger
from registry.services.hosts import HostEntry, HostOnRecord, enter_hosts, hosts_of_codes

BASIS = "initial_load"
CLAUSE = "二（二）"
_ONE_DAY = timedelta(days=1)

Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entering:
    """What is the same for every row: the load, in whose name, when, under which rulebook."""

    load: str
    by: Actor
    decided_at: datetime
    recorded_at: datetime
    rulebook: str

    @property
    def source(self) -> str:
        """Return what facts name as where they come from."""
        return f"initial_load:{self.load}"

    @property
    def day(self) -> date:
        """Return the day of the decision."""
        return self.decided_at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a row: its outcome, its platform's number, and what else there is to say."""

    outcome: RowOutcome
    platform: str = ""
    detail: str = ""


Results = dict[int, Settled]
Enter = Callable[[Sequence[Stored], Entering], Results]


def new_rows(load: str, places: Sequence[int]) -> list[dict[str, Any]]:
    """Return those rows of a batch that are still to be entered, in their turn."""
    found = InitialLoadRow._get_collection().find(  # noqa: SLF001 - a batch goes past the mapper
        {"load": load, "place": {"$in": list(places)}, "outcome": RowOutcome.NEW.value},
        sort=[("place", 1)],
    )  # index load_1_place_1
    return list(found)


def keep_outcomes(rows: Iterable[Stored], results: Results) -> None:
    """Write down what became of a batch; one command."""
    InitialLoadRow._get_collection().bulk_write(  # noqa: SLF001 - each row gets its own outcome
        [
            UpdateOne(
                {"_id": row["_id"]},
                {
                    "$set": {
                        "outcome": results[row["place"]].outcome.value,
                        "platform": results[row["place"]].platform,
                        "detail": results[row["place"]].detail,
                    }
                },
            )
            for row in rows
        ]
    )


def enter_host_rows(rows: Sequence[Stored], entering: Entering) -> Results:
    """Enter the hosts that are not on record yet, with their kind."""
    there = hosts_of_codes([row["values"]["credit_code"] for row in rows])
    entered = _enter_missing(rows, there, entering)
    kinds = [
        UpdateOne({"credit_code": row["values"]["credit_code"]}, {"$set": {"kind": kind}})
        for row in rows
        if row["values"]["credit_code"] in entered and (kind := row["values"].get("kind"))
    ]
    if kinds:
        Host._get_collection().bulk_write(kinds)  # noqa: SLF001 - each host gets its own kind
    return {
        row["place"]: Settled(
            RowOutcome.LOADED if row["values"]["credit_code"] in entered else RowOutcome.MATCHED
        )
        for row in rows
    }


def _enter_missing(
    rows: Iterable[Stored], there: Mapping[str, HostOnRecord], entering: Entering
) -> dict[str, HostOnRecord]:
    """Enter each host not on record, under the name and from the day the check planned."""
    entries: dict[str, HostEntry] = {}
    for row in rows:
        code, plan = row["values"]["credit_code"], row["plan"]
        since = plan.get("last_change") or plan.get("since")
        day = date.fromisoformat(since) if since else entering.day
        if code not in there:
            entries.setdefault(code, HostEntry(code, row["values"]["host_name"], day))
    entered = enter_hosts(list(entries.values()), recorded_at=entering.recorded_at)
    acts = [
        host_act("host.load", entry.credit_code, {"name": entry.name}, entering)
        for entry in entries.values()
    ]
    if acts:
        record_all(acts, entering)
    return entered


def host_act(
    verb: str, credit_code: str, after: Mapping[str, Any], entering: Entering
) -> ledger.Act:
    """Return an act on a host."""
    return ledger.Act(
        verb, f"host:{credit_code}", after={"load": entering.load, **after},
        clause="二（一）", rulebook=entering.rulebook,
    )  # fmt: skip


def platform_act(
    verb: str,
    number: str,
    clause: str,
    after: Mapping[str, Any],
    entering: Entering,
    *,
    before: Mapping[str, Any] | None = None,
) -> ledger.Act:
    """Return an act on a platform."""
    return ledger.Act(
        verb, f"platform:{number}", before=before, after={"load": entering.load, **after},
        clause=clause, rulebook=entering.rulebook,
    )  # fmt: skip


def record_all(acts: Sequence[ledger.Act], entering: Entering) -> None:
    """Write acts into the ledger: decided then, written down now."""
    at, recorded_at = entering.decided_at, entering.recorded_at
    ledger.record_all(acts, by=entering.by, at=at, recorded_at=recorded_at)


def hosts_for(
    rows: Sequence[Stored], entering: Entering
) -> tuple[dict[str, HostOnRecord], Results]:
    """Return the hosts of rows, entered where missing; rows under another name are refused.

    Every host gets a name on each of the days that the rows name it on.
    """
    there = hosts_of_codes([row["values"]["credit_code"] for row in rows])
    there |= _enter_missing(rows, there, entering)
    refused: Results = {}
    wanted: dict[str, date] = {}
    for row in rows:
        host = there[row["values"]["credit_code"]]
        if not host.goes_by(row["values"]["host_name"]):
            detail = say("load_now_host_differs", name=host.name)
            refused[row["place"]] = Settled(RowOutcome.REFUSED, detail=detail)
        elif admitted_on := row["values"].get("admitted_on"):
            day = date.fromisoformat(admitted_on)
            wanted[host.id] = min(day, wanted.get(host.id, day))
    _reach_back(wanted, entering)
    return there, refused


def _reach_back(wanted: Mapping[str, date], entering: Entering) -> None:
    """Let each host's first known name hold from an earlier day, where a platform is older."""
    first: dict[str, Stored] = {}
    names = HostName.objects(host__in=list(wanted)).order_by("-effective_on", "-recorded_at")
    for name in names.as_pymongo():  # index host_1_effective_on_1_recorded_at_1
        first[name["host"]] = name
    insert_all(
        HostName,
        [
            {
                "host": host,
                "name": name["name"],
                "name_key": name["name_key"],
                "effective_on": wanted[host],
                "recorded_at": entering.recorded_at,
            }
            for host, name in first.items()
            if name["effective_on"].date() > wanted[host]
        ],
    )


def stays_of(rows: Iterable[Stored]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the platforms on record that rows name, by credit code and name key; one query."""
    codes = {row["values"]["credit_code"] for row in rows}
    stored = Platform.objects(credit_code__in=list(codes)).as_pymongo()  # index credit_code_1
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in stored:
        found[one["credit_code"], one["name_key"]].append(one)
    return found


def key_of(row: Stored) -> tuple[str, str]:
    """Return credit code and name key of the platform a row names."""
    return row["values"]["credit_code"], name_key(row["values"]["platform_name"])


def standing_of(stays: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the platform that is in the library now, or None."""
    there = (one for one in stays if one["state"] == LibraryState.IN_LIBRARY.value)
    return next(there, None)


def enter_platform_rows(rows: Sequence[Stored], entering: Entering) -> Results:
    """Enter platforms as in the library since their admission day."""
    stays, results = stays_of(rows), dict[int, Settled]()
    for row in rows:
        admitted_at = midnight(date.fromisoformat(row["values"]["admitted_on"]))
        own = stays.get(key_of(row), [])
        there = standing_of(own) or next(
            (one for one in own if one["admitted_at"] == admitted_at), None
        )
        if there:
            results[row["place"]] = Settled(RowOutcome.MATCHED, there["number"])
    coming = [row for row in rows if row["place"] not in results]
    hosts, refused = hosts_for(coming, entering)
    results |= refused
    coming = [row for row in coming if row["place"] not in refused]
    return results | enter_platforms(coming, hosts, entering)


def enter_platforms(
    rows: Sequence[Stored], hosts: Mapping[str, HostOnRecord], entering: Entering
) -> Results:
    """Enter platforms with numbers, facts and ledger entries, in the order of the rows."""
    series = [f"{row['plan']['authority']}-{row['values']['admitted_on'][:4]}" for row in rows]
    taken = {
        one: iter(take_numbers(f"platform:{one}", series.count(one))) for one in sorted(set(series))
    }
    entered = [
        _platform(row, f"{one}-{next(taken[one]):04d}", hosts[key_of(row)[0]], entering)
        for row, one in zip(rows, series, strict=True)
    ]
    insert_all(Platform, entered)
    facts = [
        fact
        for row, one in zip(rows, entered, strict=True)
        for fact in _facts(one, row["plan"].get("first_name", one["name"]), entering)
    ]
    insert_all(PlatformFact, facts)
    acts = [
        platform_act(
            "platform.load", one["number"], CLAUSE,
            {
                "sheet": say(f"load_sheet_{row['sheet']}"), "row": row["row"], "basis": BASIS,
                "state": LibraryState.IN_LIBRARY.value, "admitted_on": row["values"]["admitted_on"],
            },
            entering,
        )
        for row, one in zip(rows, entered, strict=True)
    ]  # fmt: skip
    if acts:
        record_all(acts, entering)
    return {
        row["place"]: Settled(RowOutcome.LOADED, one["number"])
        for row, one in zip(rows, entered, strict=True)
    }


def midnight(day: date) -> datetime:
    """Return the instant a day begins in Beijing: what is only dated is kept as of then."""
    return datetime.combine(day, time(), SHANGHAI)


def _platform(row: Stored, number: str, host: HostOnRecord, entering: Entering) -> dict[str, Any]:
    values, plan = row["values"], row["plan"]
    state, left = move(None, LibraryState.IN_LIBRARY), values.get("removed_on")
    if left:  # a row of the removals: it was in the library, and is no more
        state = move(state, LibraryState.REMOVED)
    return {
        "number": number,
        "programme": NATIONAL,
        "authority": plan["authority"],
        "host": host.id,
        "credit_code": host.credit_code,
        "host_name": host.name,
        "name": values["platform_name"],
        "name_key": name_key(values["platform_name"]),
        "place": values.get("place") or "",
        "taxonomy_edition": plan.get("edition", ""),
        "taxonomy_field": values.get("field") or "",
        "direction": values.get("direction") or "",
        "state": state.value,
        "removed_at": midnight(date.fromisoformat(left)) if left else None,
        "basis": BASIS,
        "batch": values.get("batch") or "",
        "admitted_at": midnight(date.fromisoformat(values["admitted_on"])),
        "profile": {},
        "changed_at": entering.recorded_at,
    }


def _facts(platform: Stored, first_name: str, entering: Entering) -> list[dict[str, Any]]:
    aspects = ("host", "authority", "place", "profile")
    filed = {
        "edition": platform["taxonomy_edition"],
        "field": platform["taxonomy_field"],
        "direction": platform["direction"],
    }
    facts = {name: platform[name] for name in aspects} | {
        "name": first_name,
        "taxonomy": filed,
        "state": LibraryState.IN_LIBRARY.value,
    }
    day = platform["admitted_at"].date()
    return [
        fact_of(platform["number"], aspect, value, day, entering) for aspect, value in facts.items()
    ]


def fact_of(
    number: str, aspect: str, value: object, day: date, entering: Entering
) -> dict[str, Any]:
    """Return one fact of a platform: true from a day on, written down now."""
    return {
        "platform": number,
        "aspect": aspect,
        "value": value,
        "effective_on": day,
        "recorded_at": entering.recorded_at,
        "source": entering.source,
    }


def first_day_of_name(row: Stored, known_since: date | None) -> date:
    """Return from when a former name is taken to have held, where the row does not say.

    From the first day anything is known, and never not before its own end.
    """
    if used_from := row["plan"].get("used_from"):
        return date.fromisoformat(used_from)
    last = date.fromisoformat(row["values"]["changed_on"]) - _ONE_DAY
    return min(last, known_since) if known_since else last
