"""A ledger of some days to tamper with, past every desk."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from mongoengine.connection import get_db

from registry.chains.links import Flaw, digest_of
from registry.database import transact
from registry.permissions import Actor
from registry.services.ledger import Act, digested, record
from registry.services.ledger_checks import check_all
from registry.services.ledger_seals import seal_due

DAY = timedelta(days=1)
A, B, C = "platform:a", "platform:b", "platform:c"
# What is done on three days running: each a subject for each entry.
DAYS = ((A, A, A, B), (A, A, C, C), (A, B))


def write(subject: str, at: datetime, by: Actor, **more: Any) -> None:
    """Put one act into the ledger."""
    transact(lambda: record(Act("host.enter", subject, **more), by=by, at=at))


def three_days(by: Actor, at: datetime, days: Sequence[Sequence[str]] = DAYS) -> datetime:
    """Fill and seal these days, and leave one more entry unsealed; return the last instant."""
    for number, subjects in enumerate(days):
        for place, subject in enumerate(subjects):
            write(subject, at + number * DAY, by, after={"n": place})
    end = at + len(days) * DAY
    assert len(seal_due(at=end)) == len(days)
    write(A, end, by)
    return end


def entry(subject: str, sequence: int) -> dict[str, Any]:
    """One entry as it is stored."""
    found = get_db().ledger.find_one({"subject": subject, "sequence": sequence})
    assert found
    return found


def alter(subject: str, number: int, **changes: Any) -> None:
    """Change an entry as somebody would who has the database and not the service."""
    get_db().ledger.update_one({"subject": subject, "sequence": number}, {"$set": changes})


def forge(subject: str, sequence: int, **changes: Any) -> dict[str, Any]:
    """Change an entry and work its digest out again, as one who knows how."""
    forged = {**entry(subject, sequence), **changes}
    forged["digest"] = digest_of(digested(forged))
    get_db().ledger.replace_one({"_id": forged["_id"]}, forged)
    return forged


def renumber(subject: str, first: int, by: int) -> None:
    """Move the entries from one on to other numbers, in an order the index allows."""
    found = list(get_db().ledger.find({"subject": subject, "sequence": {"$gte": first}}))
    for one in sorted(found, key=lambda one: -one["sequence"] * by):
        get_db().ledger.update_one({"_id": one["_id"]}, {"$inc": {"sequence": by}})


def flaws() -> list[Flaw]:
    """What a check of the whole ledger finds."""
    found: list[Flaw] = []
    done = check_all(tell=found.append)
    assert list(done.flaws) == found
    return found


def named() -> list[tuple[str, str, int, int]]:
    """What a check of the whole ledger finds, without the days."""
    return [(one.code, one.subject, one.first, one.last) for one in flaws()]
