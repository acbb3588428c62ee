"""What an initial load is judged against: gathered in a fixed number of queries, however long."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.bans import Ban
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.removals import Removal
from registry.law import NATIONAL
from registry.messages import say
from registry.policy.initial_load_rows import (
    Case,
    Entered,
    Key,
    KnownHost,
    KnownSpan,
    LoadContext,
)
from registry.policy.rulebook import Programme, Rulebook
from registry.policy.summary_sheet_rows import name_key
from registry.policy.taxonomy import term_key
from registry.services.authorities import authorities, taxonomies
from registry.services.hosts import hosts_of_codes, names_on_record

_PLATFORM = (
    "number",
    "credit_code",
    "name",
    "name_key",
    "authority",
    "place",
    "batch",
    "admitted_at",
    "removed_at",
    "key_cultivation",
)  # fmt: skip - one list of fields reads as a table


def context_of(cases: Collection[Case], *, on: date, rulebook: Rulebook) -> LoadContext:
    """Return what is known of the hosts and platforms a workbook speaks of: eight queries."""
    codes = frozenset(case.code for case in cases) - {""}
    names = frozenset(case.row.text("host_name") for case in cases) - {""}
    programme = rulebook.programme(NATIONAL)
    own = authorities()
    bans = tuple(Ban.objects(credit_code__in=list(codes)))  # index credit_code_1_until_day_1
    return LoadContext(
        on=on,
        authorities=_ways_to_write_authorities(),
        authority_names=own.names,
        places=own.places,
        taxonomies=taxonomies(),
        grounds=ways_to_write_grounds(programme),
        ground_words="、".join(name for _, name, _ in grounds_to_choose(programme)),
        hosts={
            code: KnownHost(host.name, host.keys) for code, host in hosts_of_codes(codes).items()
        },
        codes=_codes_of_names(names),
        platforms=_platforms(codes),
        removals=_removals(codes, bans),
        bans=_spans(bans),
    )


def _ways_to_write_authorities() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in authorities().all:
        for written in (one.code, one.name, one.place, one.short):
            found[name_key(written)] = one.code
    return found


def grounds_to_choose(programme: Programme) -> tuple[tuple[str, str, str], ...]:
    """Return the grounds of removal as people choose them: clause, name, what follows."""
    return tuple(
        (
            one.clause,
            say(f"ground_{one.id}"),
            say("load_ground_bans", years=one.ban_years)
            if one.ban_years
            else say("load_ground_bans_not"),
        )
        for one in programme.consequences
    )


def ways_to_write_grounds(programme: Programme) -> Mapping[str, str]:
    """Return the grounds' ids by each way to write one: id, name, clause with name."""
    found: dict[str, str] = {}
    for one in programme.consequences:
        name = say(f"ground_{one.id}")
        for written in (one.id, name, f"{one.clause}{name}"):
            found[term_key(written)] = one.id
    return found


def _codes_of_names(names: Collection[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for code, own in names_on_record((), names).items():
        for name in own:
            found[name_key(name)].add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


def _platforms(codes: Iterable[str]) -> Mapping[Key, tuple[Entered, ...]]:
    stored = list(
        Platform.objects(credit_code__in=list(codes)).only(*_PLATFORM).as_pymongo()
    )  # index credit_code_1
    numbers = [one["number"] for one in stored]
    names: dict[str, set[str]] = defaultdict(set)
    facts = PlatformFact.objects(platform__in=numbers, aspect="name").only("platform", "value")
    for fact in facts.as_pymongo():  # index platform_1_aspect_1_effective_on_-1_recorded_at_-1
        names[fact["platform"]].add(name_key(fact["value"]))
    found: dict[Key, list[Entered]] = defaultdict(list)
    for one in stored:
        entered = _entered(one, frozenset(names[one["number"]] | {one["name_key"]}))
        found[one["credit_code"], one["name_key"]].append(entered)
    return {key: tuple(own) for key, own in found.items()}


def _entered(one: Mapping[str, Any], names: frozenset[str]) -> Entered:
    removed_at = one.get("removed_at")
    return Entered(
        number=one["number"],
        authority=one["authority"],
        place=one.get("place", ""),
        batch=one.get("batch", ""),
        admitted_on=one["admitted_at"].astimezone(SHANGHAI).date(),
        removed_on=removed_at.astimezone(SHANGHAI).date() if removed_at else None,
        key_cultivation=one.get("key_cultivation", False),
        names=names,
    )


def _removals(codes: Iterable[str], bans: Iterable[Ban]) -> Mapping[tuple[str, str, str], str]:
    """Return the platforms removed, by how a row names a removal; a ban names one too."""
    found = {
        (name_key(ban.decision), ban.credit_code, name_key(ban.platform_name)): ban.platform
        for ban in bans
    }
    stored = Removal.objects(credit_code__in=list(codes)).only(
        "decision_key", "credit_code", "name_key", "platform"
    )  # index one_per_decision_and_ground
    for one in stored.as_pymongo():
        found[one["decision_key"], one["credit_code"], one["name_key"]] = one["platform"]
    return found


def _spans(bans: Iterable[Ban]) -> Mapping[str, tuple[KnownSpan, ...]]:
    found: dict[str, list[KnownSpan]] = defaultdict(list)
    for ban in bans:
        found[ban.credit_code].append(KnownSpan(ban.decision, ban.from_day, ban.until_day))
    return {code: tuple(spans) for code, spans in found.items()}
