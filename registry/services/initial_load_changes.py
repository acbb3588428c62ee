"""Entering what changed in the past: former names, key cultivation, removals with their bans.

As in ``services.initial_load_entries``: inside the caller's transaction, a batch at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pymongo import UpdateOne

from registry.clock import SHANGHAI
from registry.documents.bans import Ban
from registry.documents.hosts import HostName
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.removals import Removal
from registry.insertion import insert_all
from registry.messages import say
from registry.policy.initial_load_states import RowOutcome
from registry.policy.standing import move
from registry.policy.summary_sheet_rows import name_key
from registry.policy.vocabulary import LibraryState
from registry.services import ledger
from registry.services.condition_finding_records import end_with
from registry.services.hosts import HostOnRecord
from registry.services.initial_load_entries import (
    Entering,
    Results,
    Settled,
    Stored,
    enter_platforms,
    fact_of,
    first_day_of_name,
    host_act,
    hosts_for,
    key_of,
    midnight,
    platform_act,
    record_all,
    standing_of,
    stays_of,
)
from registry.services.update_return_states import wait_no_more

_SELECTED = "二（三）"
_NAMES = "二（四）"  # 更名 is one of the matters a host reports

Names = set[tuple[str, str, date]]
"""Whose name, its key, and the day it holds from."""


def enter_host_former_names(rows: Sequence[Stored], entering: Entering) -> Results:
    """Add former names to hosts, each from its own first day to the next name's."""
    hosts, results = hosts_for(rows, entering)
    rows = [row for row in rows if row["place"] not in results]
    there: Names = set()
    since: dict[str, date] = {}
    ids = [host.id for host in hosts.values()]
    for name in HostName.objects(host__in=ids).as_pymongo():
        day = name["effective_on"].date()  # index host_1_effective_on_1_recorded_at_1
        there.add((name["host"], name["name_key"], day))
        since[name["host"]] = min(day, since.get(name["host"], day))
    added, acts = [], []
    for row in rows:
        host: HostOnRecord = hosts[row["values"]["credit_code"]]
        known = row["plan"].get("since")
        first = date.fromisoformat(known) if known else since.get(host.id)
        added += [
            {"host": host.id, "name": name, "name_key": name_key(name), "effective_on": day,
             "recorded_at": entering.recorded_at}
            for name, day in _missing(row, host.id, first, there)
        ]  # fmt: skip
        acts.append(host_act("host.name", host.credit_code, _former(row), entering))
        results[row["place"]] = Settled(RowOutcome.LOADED)
    insert_all(HostName, added)
    if acts:
        record_all(acts, entering)
    return results


def enter_platform_former_names(rows: Sequence[Stored], entering: Entering) -> Results:
    """Add former names to platforms in the library, each from its own first day."""
    results: Results = {}
    stays = stays_of(rows)
    standing = {row["place"]: standing_of(stays.get(key_of(row), ())) for row in rows}
    numbers = [one["number"] for one in standing.values() if one]
    there: Names = set()
    facts = PlatformFact.objects(platform__in=numbers, aspect="name").as_pymongo()
    for fact in facts:  # index platform_1_aspect_1_effective_on_-1_recorded_at_-1
        day = fact["effective_on"].date()
        there.add((fact["platform"], name_key(fact["value"]), day))
    added, acts = [], []
    for row in rows:
        if (one := standing[row["place"]]) is None:
            results[row["place"]] = _gone()
            continue
        number = one["number"]
        first = one["admitted_at"].astimezone(SHANGHAI).date()
        added += [
            fact_of(number, "name", name, day, entering)
            for name, day in _missing(row, number, first, there)
        ]
        acts.append(platform_act("platform.name", number, _NAMES, _former(row), entering))
        results[row["place"]] = Settled(RowOutcome.LOADED, number)
    insert_all(PlatformFact, added)
    if acts:
        record_all(acts, entering)
    return results


def _missing(
    row: Stored, whose: str, known_since: date | None, there: Names
) -> Iterable[tuple[str, date]]:
    """Yield the former name and the one that followed it, where that is not on record."""
    values = row["values"]
    changed_on = date.fromisoformat(values["changed_on"])
    for name, day in (
        (values["former_name"], first_day_of_name(row, known_since)),
        (row["plan"]["successor"], changed_on),
    ):
        mark = (whose, name_key(name), day)
        if mark not in there:
            there.add(mark)
            yield name, day


def _former(row: Stored) -> dict[str, Any]:
    values = row["values"]
    return {"former_name": values["former_name"], "changed_on": values["changed_on"]}


def _gone() -> Settled:
    return Settled(RowOutcome.REFUSED, detail=say("load_now_platform_gone"))


def enter_key_cultivation(rows: Sequence[Stored], entering: Entering) -> Results:
    """Mark platforms in the library as under key cultivation since the day they were listed."""
    results: Results = {}
    stays = stays_of(rows)
    changes, facts, acts = [], [], []
    for row in rows:
        one = standing_of(stays.get(key_of(row), ()))
        if one is None:
            results[row["place"]] = _gone()
            continue
        number, values = one["number"], row["values"]
        outcome = RowOutcome.MATCHED if one.get("key_cultivation") else RowOutcome.LOADED
        results[row["place"]] = Settled(outcome, number)
        if outcome is RowOutcome.MATCHED:
            continue
        listed_on = date.fromisoformat(values["listed_on"])
        marked = {"key_cultivation": True, "changed_at": entering.recorded_at}
        changes.append(UpdateOne({"number": number}, {"$set": marked}))
        facts.append(fact_of(number, "key_cultivation", True, listed_on, entering))  # noqa: FBT003 - the fact's value
        after = {"document": values["document"], "listed_on": values["listed_on"]}
        acts.append(platform_act("platform.list_key", number, _SELECTED, after, entering))
    if changes:
        Platform._get_collection().bulk_write(changes)  # noqa: SLF001 - a batch goes past the mapper
        insert_all(PlatformFact, facts)
        record_all(acts, entering)
    return results


def enter_removals(rows: Sequence[Stored], entering: Entering) -> Results:
    """Take platforms out of the library as of their day, with ground, decision and ban.

    A platform that is on no list but this is entered with it, as one that has left.
    """
    results = _already_removed(rows)
    rows = [row for row in rows if row["place"] not in results]
    removed = _removed_from_library(
        [row for row in rows if not row["plan"].get("enters")], entering
    )
    coming = [row for row in rows if row["plan"].get("enters")]
    hosts, refused = hosts_for(coming, entering)
    coming = [row for row in coming if row["place"] not in refused]
    numbers = enter_platforms(coming, hosts, entering)
    for row in coming:
        host, number = hosts[row["values"]["credit_code"]], numbers[row["place"]].platform
        removed[row["place"]] = {
            "number": number, "host": host.id, "host_name": host.name,
            "name": row["values"]["platform_name"],
        }  # fmt: skip
    _write_removals([row for row in rows if row["place"] in removed], removed, entering)
    for row in rows:
        done = removed.get(row["place"])
        results[row["place"]] = Settled(RowOutcome.LOADED, done["number"]) if done else _gone()
    return results | refused


def _already_removed(rows: Sequence[Stored]) -> Results:
    codes = {row["values"]["credit_code"] for row in rows}
    stored = Removal.objects(credit_code__in=list(codes)).as_pymongo()
    there = {  # index one_per_decision_and_ground
        (one["credit_code"], one["name_key"], one["decision_key"]): one["platform"]
        for one in stored
    }
    return {
        row["place"]: Settled(RowOutcome.MATCHED, number)
        for row in rows
        if (number := there.get((*key_of(row), name_key(row["values"]["decision"]))))
    }


def _removed_from_library(
    rows: Sequence[Stored], entering: Entering
) -> dict[int, Mapping[str, Any]]:
    """Move platforms of the library to removed as of their day; return them by the row's place."""
    stays, found = stays_of(rows), dict[int, Mapping[str, Any]]()
    changes = []
    for row in rows:
        one = standing_of(stays.get(key_of(row), ()))
        removed_at = midnight(date.fromisoformat(row["values"]["removed_on"]))
        if one is None or one["admitted_at"] > removed_at:
            continue
        found[row["place"]] = one
        state = move(LibraryState(one["state"]), LibraryState.REMOVED).value
        left = {"state": state, "removed_at": removed_at, "changed_at": entering.recorded_at}
        changes.append(UpdateOne({"number": one["number"]}, {"$set": left}))
    if changes:
        Platform._get_collection().bulk_write(changes)  # noqa: SLF001 - a batch goes past the mapper
        gone = [one["number"] for one in found.values()]
        end_with(gone)
        wait_no_more(gone)
    return found


def _write_removals(
    rows: Sequence[Stored], platforms: Mapping[int, Mapping[str, Any]], entering: Entering
) -> None:
    """Write what each removal leaves: its record, its fact, its ban, its ledger entries."""
    removals, facts, bans = [], [], []
    acts: list[ledger.Act] = []
    for row in rows:
        platform = platforms[row["place"]]
        number, removal = platform["number"], _removal(row, platform, entering)
        removals.append(removal)
        state, day = LibraryState.REMOVED.value, removal["removed_on"]
        facts.append(fact_of(number, "state", state, day, entering))
        told = {name: removal[name] for name in ("ground", "decision", "decided_on")}
        after = {"state": state, "removed_on": day, **told}
        before = {"state": LibraryState.IN_LIBRARY.value}
        clause = removal["clause"]
        acts.append(platform_act("platform.remove", number, clause, after, entering, before=before))
        if until := row["plan"].get("ban_until"):
            last = date.fromisoformat(until)
            bans.append(_ban(removal, platform, last, entering))
            after = told | {"from_day": removal["decided_on"], "until_day": last}
            acts.append(platform_act("ban.record", number, clause, after, entering))
    insert_all(Removal, removals)
    insert_all(PlatformFact, facts)
    insert_all(Ban, bans)
    if acts:
        record_all(acts, entering)


def _removal(row: Stored, platform: Mapping[str, Any], entering: Entering) -> dict[str, Any]:
    values = row["values"]
    return {
        "platform": platform["number"],
        "credit_code": values["credit_code"],
        "name_key": name_key(values["platform_name"]),
        "ground": row["plan"]["ground"],
        "clause": row["plan"]["clause"],
        "decision": values["decision"],
        "decision_key": name_key(values["decision"]),
        "decided_on": date.fromisoformat(values["decided_on"]),
        "removed_on": date.fromisoformat(values["removed_on"]),
        "recorded_at": entering.recorded_at,
        "source": entering.source,
    }


def _ban(
    removal: Mapping[str, Any], platform: Mapping[str, Any], last: date, entering: Entering
) -> dict[str, Any]:
    same = ("credit_code", "ground", "clause", "decision", "decided_on")
    return {name: removal[name] for name in same} | {
        "host": platform["host"],
        "host_name": platform["host_name"],
        "platform": platform["number"],
        "platform_name": platform["name"],
        "from_day": removal["decided_on"],
        "until_day": last,
        "recorded_at": entering.recorded_at,
    }
