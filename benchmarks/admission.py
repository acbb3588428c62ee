"""Admitting an accepted sheet, in batches, against writing the same documents bare.

Figure: admission of 1,000 rows, each entering host, name, platform, seven facts, two ledger
entries and notice, and ending its application. Floor: the very same documents, made beforehand,
written by bare PyMongo with one transaction of the same write concern for every hundred rows,
and the rows' outcomes with them.

Run ``PYTHONPATH=. python benchmarks/admission.py`` from the project's root.
"""

import sys
from collections.abc import Mapping
from typing import Any

from mongoengine.connection import get_db
from pymongo import UpdateOne, WriteConcern
from pymongo.database import Database

from benchmarks.made_applications import recommend
from benchmarks.made_sheets import made_sheet
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service
from registry.database import client
from registry.documents.summary_sheets import SummarySheet
from registry.documents.workbooks import Decision
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.admissions import admit
from registry.services.batches import SIZE
from registry.services.calendar import current_calendar
from registry.services.summary_sheets import Upload, receive

ROWS = 1_000
ROUNDS = 4
CEILING = 3.0
ROWS_OF = "summary_sheet_rows"
_OPTIONS = ("unique", "partialFilterExpression")
ENTERED = ("hosts", "host_names", "platforms", "platform_facts", "ledger", "outbox")
LEAD = Actor(account="lead", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000")


def accepted(ordinal: int) -> str:
    """Stage a sheet of hosts of its own and set it to be admitted; return its number."""
    content = made_sheet(ROWS, first=1 + ordinal * ROWS)
    recommend(content, "汇总表.xlsx", "330000", "2026H2", first=1 + ordinal * ROWS)
    upload = Upload(content, "汇总表.xlsx", "330000", "2026H2")
    sheet = receive(
        upload, by=LEAD, at=NOW, rulebook=rulebook(), calendar=current_calendar()
    ).sheet  # fmt: skip
    decision = Decision(
        account="lead", account_name="x", role=LEAD.role.value, door="web", decided_at=NOW
    )
    SummarySheet.objects(number=sheet.number).update(set__state="admitting", set__decision=decision)
    return str(sheet.number)


def copies() -> dict[str, list[dict[str, Any]]]:
    """Return what the first admission wrote, hosts and platforms alone, and its rows."""
    chosen = {"subject": {"$not": {"$regex": "^summary_sheet:"}}}
    found = {name: list(get_db()[name].find(chosen).sort("_id", 1)) for name in ENTERED}
    return found | {ROWS_OF: list(get_db()[ROWS_OF].find({"outcome": "admitted"}))}


def prepared(ordinal: int, documents: Mapping[str, list[dict[str, Any]]]) -> Database[Any]:
    """Return a database with the same indexes, empty but for the sheet's rows."""
    floor = client()[f"bench_floor_{ordinal}"]
    for name in documents:
        for index in get_db()[name].list_indexes():
            options = {key: index[key] for key in _OPTIONS if key in index}
            if index["name"] != "_id_":
                floor[name].create_index(list(index["key"].items()), **options)
    floor[ROWS_OF].insert_many([row | {"outcome": "pending"} for row in documents[ROWS_OF]])
    return floor


def bare(floor: Database[Any], documents: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write the same documents and the rows' outcomes, a batch of rows in each transaction."""
    done = {"$set": {"outcome": "admitted", "platform": "330000-2026-0001", "detail": ""}}
    for start in range(0, ROWS, SIZE):
        with client().start_session() as session, session.start_transaction(
            write_concern=WriteConcern("majority", j=True)
        ):  # fmt: skip
            for name in ENTERED:
                each = len(documents[name]) // ROWS
                piece = documents[name][start * each : (start + SIZE) * each]
                floor[name].insert_many(piece, session=session)
            batch = documents[ROWS_OF][start : start + SIZE]
            updates = [UpdateOne({"_id": row["_id"]}, done) for row in batch]
            floor[ROWS_OF].bulk_write(updates, session=session)


def main() -> int:
    """Measure in turns; fail above the ceiling."""
    with service("bench_admission"):
        sheets = [accepted(ordinal) for ordinal in range(ROUNDS + 2)]
        admit(sheets.pop(), at=NOW, rulebook=rulebook())
        documents = copies()
        floors = [prepared(ordinal, documents) for ordinal in range(ROUNDS + 1)]
        found = interleaved(
            {
                "admission": lambda turn: admit(sheets[turn], at=NOW, rulebook=rulebook()),
                "the same documents bare": lambda turn: bare(floors[turn], documents),
            },
            rounds=ROUNDS,
            repeat=1,
        )
    title = f"Admit {ROWS:,} rows, {ROWS / found.of('admission'):.0f} a second"
    ceilings = [Ceiling("the same documents bare", CEILING)]
    limits = "a dozen documents a row and their indexes; the server writes what the floor does"
    return 0 if told(title, found, "admission", ceilings, limited_by=limits) else 1


if __name__ == "__main__":
    sys.exit(main())
