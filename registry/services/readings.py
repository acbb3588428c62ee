"""Several nouns read at once: each says what it wants to know, the database is asked once for all.

A reading is a generator: it yields the reads that its next step needs, is sent their rows in
the same order, and returns its answer. Side by side, as many as you like cost what the longest
of them costs. Several at once are for outside of transactions: ``$unionWith`` is refused there.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from mongoengine import Document

from registry.objects import object_of

_BATCH = 10_000  # rows in an answer's first part; what is longer comes in several

Answer = TypeVar("Answer")
Rows = list[dict[str, Any]]
Stage = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """What is wanted of one collection: a pipeline's stages, and the index that serves it."""

    document: type[Document]
    stages: Sequence[Stage]
    index: str

    @property
    def collection(self) -> str:
        """Return the name of the collection."""
        return str(self.document._get_collection_name())  # noqa: SLF001 - no public name for it


Reading = Generator[Sequence[Read], Sequence[Rows], Answer]


def fetch(
    document: type[Document],
    match: Stage,
    only: Iterable[str],
    index: str,
    *,
    sort: Mapping[str, int] | None = None,
    limit: int = 0,
) -> Reading[list[Any]]:
    """Return the reading that brings records of the mapper with these fields alone."""
    stages: list[Stage] = [{"$match": match}]
    if sort:
        stages.append({"$sort": sort})
    if limit:
        stages.append({"$limit": limit})
    (rows,) = yield [Read(document, [*stages, {"$project": dict.fromkeys(only, True)}], index)]
    return records(document, rows)


def distinct(
    document: type[Document],
    match: Stage,
    field: str,
    index: str,
    *,
    sort: Mapping[str, int] | None = None,
) -> Reading[list[Any]]:
    """Return the reading that brings each value of a field once, in no order.

    ``sort`` is that of the index, where another would serve the match as well.
    """
    stages: list[Stage] = [{"$match": match}]
    if sort:
        stages.append({"$sort": sort})
    (rows,) = yield [Read(document, [*stages, {"$group": {"_id": f"${field}"}}], index)]
    return [one["_id"] for one in rows]


def records(document: type[Any], rows: Rows) -> list[Any]:
    """Return rows as records of the mapper; what was not brought has its default."""
    return [object_of(document, row) for row in rows]


def count(document: type[Document], match: Stage, index: str) -> Reading[int]:
    """Return the reading that counts records."""
    (rows,) = yield [Read(document, [{"$match": match}, {"$count": "count"}], index)]
    return int(rows[0]["count"]) if rows else 0


def answer(reading: Reading[Answer]) -> Answer:
    """Carry a reading out: one query a step."""
    try:
        reads = next(reading)
        while True:
            reads = reading.send(ask(reads))
    except StopIteration as over:
        found: Answer = over.value
        return found


def together(*readings: Reading[Any]) -> Reading[tuple[Any, ...]]:
    """Return the reading that takes the steps of several side by side; their answers in order."""
    answers: dict[int, Any] = {}
    wanted: dict[int, Sequence[Read]] = {}
    for place, reading in enumerate(readings):
        try:
            wanted[place] = next(reading)
        except StopIteration as over:
            answers[place] = over.value
    while wanted:
        rows = iter((yield [read for reads in wanted.values() for read in reads]))
        asked, wanted = wanted, {}
        for place, reads in asked.items():
            try:
                wanted[place] = readings[place].send(list(islice(rows, len(reads))))
            except StopIteration as over:
                answers[place] = over.value
    return tuple(answers[place] for place in range(len(readings)))


def ask(reads: Sequence[Read]) -> Sequence[Rows]:
    """Return the rows of each read, in one query.

    A hint reaches the first collection alone; that the others find theirs, a test asks of the
    database's plans.
    """
    found: list[Rows] = [[] for _ in reads]
    if reads:
        collection = reads[0].document._get_collection()  # noqa: SLF001 - past the mapper
        for one in collection.aggregate(pipeline(reads), hint=reads[0].index, batchSize=_BATCH):
            found[one["read"]].append(one["row"])
    return found


def pipeline(reads: Sequence[Read]) -> list[Stage]:
    """Return several reads as one pipeline; each row tells which read it answers."""
    first, *others = ([*read.stages, _marked(place)] for place, read in enumerate(reads))
    joined = zip(reads[1:], others, strict=True)
    return first + [
        {"$unionWith": {"coll": read.collection, "pipeline": stages}} for read, stages in joined
    ]


def _marked(place: int) -> Stage:
    return {"$replaceWith": {"read": {"$literal": place}, "row": "$$ROOT"}}
