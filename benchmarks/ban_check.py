"""Whether any host of a sheet of 2,000 rows is banned, at 100,000 running bans.

Every host of the sheet is the last of a lineage of ten generations and carries a platform that
came out of ten others; one in ten is bound, half of them through the host, half through the
platform. Figure: the look-up as a sheet asks it, each ban with the way that leads to it. Floor:
the same seven questions by bare PyMongo, their answers taken and dropped;
the eighth, for waivers, is in the figure alone.

Run ``PYTHONPATH=. python benchmarks/ban_check.py`` from the project's root.
"""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from bson import ObjectId
from mongoengine.connection import get_db
from pymongo.write_concern import WriteConcern

from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service
from registry.services.bans import bans_in_force

ROWS, DEPTH, BANS, BOUND = 2_000, 10, 100_000, 10
CEILING = 2.0
_AT_ONCE = 5_000
FLOOR = "the same seven questions, bare"
ON = NOW.date()
DAY = datetime(ON.year, ON.month, ON.day)  # noqa: DTZ001 - a day is stored so
Record = dict[str, Any]


def code_of(row: int, generation: int = DEPTH) -> str:
    """Return a made-up credit code."""
    return f"91{row:07}{generation:02}BENCH0"


def lay_in() -> None:
    """Put hosts, lineages, platforms and bans on record, past the mapper."""
    made: dict[str, list[Record]] = {
        name: [] for name in ("hosts", "lineages", "platform_facts", "bans")
    }
    for row in range(ROWS):
        ids = [ObjectId() for _ in range(DEPTH + 1)]
        made["hosts"] += _hosts(row, ids)
        names = [f"330000-{2000 + generation}-{row:05}" for generation in range(DEPTH + 1)]
        made["lineages"] += [
            *_steps("host", [str(one) for one in ids]), *_steps("platform", names),
        ]  # fmt: skip
        fact = {"platform": names[-1], "aspect": "host", "value": str(ids[-1])}
        made["platform_facts"].append(
            fact | {"effective_on": DAY, "recorded_at": NOW, "source": "bench"}
        )
        if row % BOUND == 0:
            through_host = row % (2 * BOUND) == 0
            host = str(ids[0]) if through_host else f"nobody-{row}"
            platform = f"none-{row}" if through_host else names[0]
            made["bans"].append(_ban(f"own-{row}", host, platform))
    others = range(BANS - len(made["bans"]))
    made["bans"] += [_ban(f"other-{one}", f"other-{one}", f"other-{one}") for one in others]
    for name, records in made.items():
        quick = get_db()[name].with_options(write_concern=WriteConcern(w=1))
        for place in range(0, len(records), _AT_ONCE):
            quick.insert_many(records[place : place + _AT_ONCE], ordered=False)


def _hosts(row: int, ids: list[ObjectId]) -> Iterator[Record]:
    for generation, one in enumerate(ids):
        code = code_of(row, generation)
        yield {"_id": one, "credit_code": code, "name": code, "name_key": code, "recorded_at": NOW}


def _steps(kind: str, names: list[str]) -> Iterator[Record]:
    for earlier, later in pairwise(names):
        yield {
            "kind": kind, "predecessor": earlier, "successor": later, "how": "merger",
            "change": f"BG-{earlier}", "effective_on": DAY, "recorded_at": NOW,
        }  # fmt: skip


def _ban(decision: str, host: str, platform: str) -> Record:
    return {
        "host": host, "credit_code": f"91{decision}", "host_name": "某单位", "platform": platform,
        "platform_name": "某平台", "ground": "credit_breach", "clause": "二（四）",
        "decision": decision, "decided_on": DAY, "from_day": DAY,
        "until_day": DAY + timedelta(days=1096), "recorded_at": NOW,
    }  # fmt: skip


def checked(codes: list[str]) -> None:
    """Ask as a sheet does."""
    assert len(bans_in_force(codes, ON)) == ROWS // BOUND  # noqa: S101 - else nothing was measured


def bare(codes: list[str]) -> None:
    """Ask the same seven questions."""
    database = get_db()
    hosts = [str(one["_id"]) for one in database.hosts.find({"credit_code": {"$in": codes}})]
    kin = _walked(hosts)
    found = database.platform_facts.find({"aspect": "host", "value": {"$in": kin}})
    platforms = _walked([one["platform"] for one in found])
    whose = [
        {"credit_code": {"$in": codes}}, {"host": {"$in": kin}}, {"platform": {"$in": platforms}},
    ]  # fmt: skip
    on = {"until_day": {"$gte": DAY}, "from_day": {"$lte": DAY}}
    running = list(database.bans.find({"$or": whose, **on}))
    assert len(running) == ROWS // BOUND  # noqa: S101 - else nothing was measured


def _walked(asked: list[str]) -> list[str]:
    def walk(onto: str, at: str) -> list[Record]:
        return [
            {"$documents": [{"asked": asked}]},
            {"$graphLookup": {
                "from": "lineages", "startWith": "$asked", "connectFromField": onto,
                "connectToField": at, "as": "step",
            }},
            {"$unwind": "$step"},
            {"$project": {"_id": False, "end": f"$step.{onto}"}},
        ]  # fmt: skip

    ways = walk("successor", "predecessor"), walk("predecessor", "successor")
    steps = [one["end"] for way in ways for one in get_db().aggregate(way)]
    return sorted({*asked, *steps})


def main() -> int:
    """Measure in turns; fail above the ceiling."""
    with service("bench_ban_check"):
        lay_in()
        codes = [code_of(row) for row in range(ROWS)]
        found = interleaved(
            {"check": lambda _: checked(codes), FLOOR: lambda _: bare(codes)}, rounds=7, repeat=1
        )
    title = f"Ban check of {ROWS:,} rows at {BANS:,} bans, lineages of {DEPTH}"
    limits = "40,000 steps of lineages read out, and walked for each host"
    return 0 if told(title, found, "check", [Ceiling(FLOOR, CEILING)], limited_by=limits) else 1


if __name__ == "__main__":
    sys.exit(main())
