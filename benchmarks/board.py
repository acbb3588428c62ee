"""The board of window week on 100,000 duties, beside the bare aggregation that counts them.

Figure: the ministry's page, from the session to the last line. Floor: the same counts by pymongo
alone, their documents thrown away. A tenth of the library, for the page's own share: told.

Run ``PYTHONPATH=. python benchmarks/board.py`` from the project's root.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pymongo
from flask import Flask

from benchmarks.board_pages import page, signed_in
from benchmarks.library import lay_in
from benchmarks.ratios import Ceiling, Rounds, interleaved, told
from benchmarks.service import NOW, service
from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.catalogue import all_documents
from registry.documents.duties import DutyRow
from registry.documents.quarterly_updates import UpdateDraft
from registry.law import NATIONAL, rulebook
from registry.permissions import Role
from registry.services.boards import BY_PERIOD, counting_reads
from registry.services.duty_ledger import settle
from registry.services.settled_periods import note_settled
from registry.services.windows import quarter_window

SIZES = (100_000, 10_000)
CEILING, ROUNDS = 1.2, 7
PERIOD = "2026Q4"
_SECONDS = 1800
BARE = "the same counts, bare"
OPENED = {
    "2026Q2": datetime(2026, 6, 24, tzinfo=SHANGHAI),
    "2026Q3": datetime(2026, 9, 23, tzinfo=SHANGHAI),
    PERIOD: datetime(2026, 12, 25, tzinfo=SHANGHAI),
}


def prepared(platforms: int) -> None:
    """Lay the library in; let nine of ten file two earlier quarters, half this one, some begin."""
    lay_in(platforms)
    law: dict[str, Any] = {"rulebook": rulebook(), "calendar": working_calendar()}
    for period, opened in OPENED.items():
        settle(period, at=NOW, **law)
        share, hours = (0.5, 80) if period == PERIOD else (0.9, 100)
        _filed(period, opened, share, hours)
        its = quarter_window(period, law["rulebook"].programme(NATIONAL), law["calendar"])
        note_settled(its, NOW)
    _begun()
    left = DutyRow.objects(period=PERIOD, owes=True, done__in=("", None)).count()
    assert platforms / 3 < left < platforms / 1.5, left  # noqa: S101 - else nothing is measured


def _filed(period: str, opened: datetime, share: float, hours: int) -> None:
    """Let a share of a quarter's rows be filed, spread over so many hours."""
    milliseconds = {"$floor": {"$multiply": [{"$rand": {}}, hours * 3_600_000]}}
    came = {"done": "done_on_time", "filed_at": {"$add": [opened, milliseconds]}}
    DutyRow._get_collection().update_many(  # noqa: SLF001 - past the mapper
        {"period": period, "$expr": {"$lt": [{"$rand": {}}, share]}},
        [{"$set": came | {"on_behalf": False}}],
    )


def _begun() -> None:
    """Let every third of those left have begun."""
    drafts = UpdateDraft._get_collection()  # noqa: SLF001 - as above
    left = DutyRow.objects(period=PERIOD, done__in=("", None)).order_by("platform")
    numbers = list(left.scalar("platform"))[::3]
    drafts.insert_many(
        [
            {"platform": one, "period": PERIOD, "version": 1, "saved_by": "x", "saved_at": NOW}
            for one in numbers
        ]
    )


def bare(_: int) -> None:
    """Count by pymongo alone what the page counts."""
    drafts = UpdateDraft._get_collection()  # noqa: SLF001 - past the mapper
    wanted = {"_id": 0, "platform": 1}
    begun = [one["platform"] for one in drafts.find({"period": PERIOD}, wanted).hint(BY_PERIOD)]
    for read in counting_reads(PERIOD, None):
        rows = read.document._get_collection()  # noqa: SLF001 - as above
        list(rows.aggregate(list(read.stages), hint=read.index))
    match = {"period": PERIOD, "owes": True, "platform": {"$in": begun}}
    group = {"_id": {"authority": "$authority", "field": "$field"}, "count": {"$sum": 1}}
    rows = DutyRow._get_collection()  # noqa: SLF001 - as above
    match["done"] = {"$in": [None, ""]}
    list(rows.aggregate([{"$match": match}, {"$group": group}], hint=BY_PERIOD))


def measured(app: Flask, platforms: int) -> Rounds:
    """Return what the page and the bare counts take on a library of this size."""
    with pymongo.timeout(_SECONDS):
        for document in all_documents():
            document._get_collection().delete_many({})  # noqa: SLF001 - a new library
        prepared(platforms)
    ask: Callable[[int], object] = page(signed_in(app, Role.MINISTRY_LEAD, {}), "/board")
    return interleaved({"figure": ask, BARE: bare}, rounds=ROUNDS, repeat=1)


def main() -> int:
    """Measure and print; 1 above the ceiling."""
    holds = True
    with service("board") as app:
        for size in SIZES:
            found = measured(app, size)
            most = CEILING if size == max(SIZES) else 0
            title = f"The ministry's board on {size:,} platforms' duties of a quarter"
            reads = "walking the index of the quarter's rows, twice"
            holds &= told(title, found, "figure", [Ceiling(BARE, most)], limited_by=reads)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
