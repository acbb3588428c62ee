"""Opening and closing a quarter's duties for 100,000 platforms, all on the server.

Figure: ``settle``, which brings a row of each platform forward, from before the window to after
it; a quarter for each time, since a row does not go back. Floor: a bare ``$merge`` that writes
the same rows from where they were written before. ``--large`` tells it at a million, with the
memory of this process, which must not grow with the library.

Run ``PYTHONPATH=. python benchmarks/duty_ledger.py`` from the project's root.
"""

import resource
import sys
from datetime import datetime, timedelta
from typing import Any

import pymongo
from mongoengine.connection import get_db

from benchmarks.library import lay_in
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service
from registry.calendars import working_calendar
from registry.documents.duties import DutyRow
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.services.duty_ledger import settle
from registry.services.duty_rows import DUTY

PLATFORMS, MANY = 100_000, 1_000_000
CEILING, ROUNDS = 1.5, 3
_SECONDS = 1800
PERIODS = ("2026Q4", "2027Q1", "2027Q2", "2027Q3")
SAME = "the same rows, merged bare"
BEFORE, AFTER = NOW - timedelta(days=5), NOW + timedelta(days=400)


def settled(ordinal: int, *, at: datetime = AFTER) -> None:
    """Settle one of the quarters: after its window, unless another moment is given."""
    settle(PERIODS[ordinal], at=at, rulebook=rulebook(), calendar=working_calendar())


def bare(ordinal: int) -> None:
    """Write the rows of a quarter that stand in the copy over those of another collection."""
    # What closing changes changes here, too, so that the same indexes are written.
    changed = {"$cond": [{"$eq": ["$due", "not_required"]}, "$due", "missed"]}
    stages: list[dict[str, Any]] = [
        {"$match": {"_id": {"$regex": f"^{DUTY}:{PERIODS[ordinal]}:"}}},
        {"$set": {"settled_at": AFTER, "due": changed}},
        {"$merge": {"into": "bare", "on": "_id", "whenMatched": "replace"}},
    ]
    with pymongo.timeout(_SECONDS):
        get_db().copy.aggregate(stages).close()


def prepared(platforms: int) -> None:
    """Lay the library in, settle every quarter once, and keep a copy of the rows, indexed alike."""
    lay_in(platforms)
    for ordinal in range(len(PERIODS)):
        settled(ordinal, at=BEFORE)
    there = Platform.objects(removed_at=None).count()
    assert DutyRow.objects.count() >= there > platforms / 2  # noqa: S101 - else nothing is measured
    with pymongo.timeout(_SECONDS):
        _copied()


def _copied() -> None:
    rows = DutyRow._get_collection_name()  # noqa: SLF001 - no public name for it
    for name in ("copy", "bare"):
        get_db()[rows].aggregate([{"$out": name}]).close()
    for index in get_db()[rows].list_indexes():
        if index["name"] != "_id_":
            keys = list(index["key"].items())
            get_db().bare.create_index(keys, unique=index.get("unique", False))


def main() -> int:
    """Measure and print; 1 above the ceiling."""
    large = "--large" in sys.argv
    with service("duty_ledger"):
        prepared(MANY if large else PLATFORMS)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = interleaved({"figure": settled, SAME: bare}, rounds=ROUNDS, repeat=1)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    holds = told(
        f"Settling the duties of {MANY if large else PLATFORMS:,} platforms; "
        f"memory of this process grew by {grown // 1024} MB",
        found,
        "figure",
        [Ceiling(SAME, 0 if large else CEILING)],
        limited_by="writing the rows and their indexes",
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
