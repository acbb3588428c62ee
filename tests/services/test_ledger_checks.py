"""Whoever alters the ledger in the database is found, and what was altered is named."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from mongoengine.connection import get_db

from registry.chains.links import digest_of
from registry.chains.seals import seal_digest
from registry.database import ensure_indexes
from registry.documents.ledger import LedgerEntry, LedgerSeal
from registry.permissions import Actor, Role
from registry.services import ledger_checks
from registry.services.ledger import broken_at, digested, flaws_of
from registry.services.ledger_checks import check_all
from registry.services.ledger_seals import seal_due
from tests.services.ledger_makers import (
    DAY,
    A,
    B,
    C,
    alter,
    entry,
    flaws,
    forge,
    named,
    renumber,
    three_days,
    write,
)

pytestmark = pytest.mark.usefixtures("sealed_days")


def test_a_ledger_left_alone_holds() -> None:
    """Chains, entries and seals are counted, and nothing is found."""
    done = check_all()
    assert (done.chains, done.entries, done.seals, done.broken) == (3, 11, 3, 0)
    assert done.flaws == ()


def remove(subject: str, *numbers: int) -> None:
    """Take entries away."""
    get_db().ledger.delete_many({"subject": subject, "sequence": {"$in": list(numbers)}})


def close_the_gap() -> None:
    """Remove the third entry and number those behind it anew."""
    remove(A, 3)
    renumber(A, 4, -1)


def insert_between() -> None:
    """Make room for a third entry, and put in one whose digest is right."""
    renumber(A, 3, 1)
    stranger = entry(A, 2)
    del stranger["_id"]
    get_db().ledger.insert_one({**stranger, "sequence": 3})
    forge(A, 3, previous_digest=entry(A, 2)["digest"], verb="host.name")


def swap(one: int, other: int) -> None:
    """Let two entries change places."""
    first, second = entry(A, one)["_id"], entry(A, other)["_id"]
    for key, number in ((first, 99), (second, one), (first, other)):
        get_db().ledger.update_one({"_id": key}, {"$set": {"sequence": number}})


def move_forward() -> None:
    """Let the sixth entry be the second."""
    alter(A, 6, sequence=99)
    for number in range(5, 1, -1):
        alter(A, number, sequence=number + 1)
    alter(A, 99, sequence=2)


def rewrite_from_third() -> None:
    """Change the third entry and work out all digests behind it again."""
    previous = forge(A, 3, account_name="他人")["digest"]
    for number in range(4, 8):
        previous = forge(A, number, previous_digest=previous)["digest"]


CASES: dict[str, tuple[Callable[[], object], list[tuple[str, str, int, int]]]] = {
    "a word changed": (lambda: alter(A, 3, account_name="他人"), [("changed", A, 3, 3)]),
    "a time changed": (
        lambda: alter(A, 2, happened_at=datetime(2020, 1, 1)),  # noqa: DTZ001 - as stored
        [("changed", A, 2, 2)],
    ),
    "a field added": (lambda: alter(B, 1, note="x"), [("changed", B, 1, 1)]),
    "a reason added": (lambda: alter(B, 2, reason="x"), [("changed", B, 2, 2)]),
    "changed with its digest": (
        lambda: forge(A, 3, account_name="他人"),
        [("replaced", A, 3, 3)],
    ),
    "the sealed end changed with its digest": (
        lambda: forge(B, 2, account_name="他人"),
        [("rewritten", B, 2, 2)],
    ),
    "all digests worked out again": (rewrite_from_third, [("rewritten", A, 1, 3)]),
    "the first removed": (lambda: remove(A, 1), [("missing", A, 1, 1)]),
    "two in the middle removed": (lambda: remove(A, 3, 4), [("missing", A, 3, 4)]),
    "removed, the gap closed": (close_the_gap, [("missing", A, 3, 3)]),
    "the end removed": (lambda: remove(C, 2), [("cut", C, 2, 2)]),
    "more of the end removed": (lambda: remove(A, 5, 6, 7), [("cut", A, 5, 6)]),
    "a whole chain removed": (lambda: remove(C, 1, 2), [("gone", C, 1, 2)]),
    "inserted between": (insert_between, [("inserted", A, 3, 3)]),
    "two changed places": (lambda: swap(2, 3), [("moved", A, 3, 2), ("moved", A, 2, 3)]),
    "two far apart changed places": (
        lambda: swap(2, 6),
        [("moved", A, 6, 2), ("moved", A, 2, 6)],
    ),
    "one moved forward": (move_forward, [("moved", A, 6, 2)]),
    "moved to another chain": (
        lambda: get_db().ledger.update_one(
            {"subject": C, "sequence": 2}, {"$set": {"subject": B, "sequence": 3}}
        ),
        [("changed", B, 3, 3), ("cut", C, 2, 2)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_altered_is_named(case: str) -> None:
    """Each kind of tampering is found, with the subject, the entries and what is wrong."""
    tamper, found = CASES[case]
    tamper()
    assert named() == found
    assert all(one.sentence for one in flaws())


def test_a_forged_first_entry_is_named() -> None:
    """An entry that begins a chain and claims one before it stands in another's place."""
    forge(C, 1, previous_digest="0" * 64)
    assert ("replaced", C, 1, 1) in named()


def test_numbers_that_are_none_are_named() -> None:
    """An entry under half a number, or under a word, was not written by the desk."""
    for number in (2.5, "zwei", -1):
        stranger = entry(A, 2) | {"sequence": number}
        del stranger["_id"]
        get_db().ledger.insert_one(stranger)
    assert named() == [("inserted", A, 0, 0)]
    assert "没有有效编号" in flaws()[0].sentence


def test_a_copy_under_another_number_is_named() -> None:
    """A true entry told twice is an insertion where it was not written."""
    copy = entry(A, 2) | {"sequence": 8}
    del copy["_id"]
    get_db().ledger.insert_one(copy)
    assert named() == [("inserted", A, 8, 8)]


def test_a_second_entry_under_one_number_is_named() -> None:
    """Where the index is gone too, the one that its successor does not know is the stranger."""
    get_db().ledger.drop_index("subject_1_sequence_1")
    try:
        stranger = entry(A, 2) | {"after": {"n": 9}}
        del stranger["_id"]
        get_db().ledger.insert_one(stranger)
        forged = get_db().ledger.find_one({"after": {"n": 9}})
        assert forged
        get_db().ledger.update_one(
            {"_id": forged["_id"]}, {"$set": {"digest": digest_of(digested(forged))}}
        )
        assert named() == [("inserted", A, 2, 2)]
    finally:
        get_db().ledger.delete_many({})
        ensure_indexes((LedgerEntry,))


def test_an_entry_put_in_afterwards_is_named(console: Actor, at: datetime) -> None:
    """At the end of a chain it holds, and in a chain of its own; but its day was sealed without."""
    write(B, at, console)
    write("platform:new", at + DAY, console)
    write(C, at + 2 * DAY, console)  # may have been at work when its day was sealed
    assert named() == [("late", B, 3, 3), ("late", "platform:new", 1, 1)]
    seal_due(at=at + 4 * DAY)
    assert named() == [("late", B, 3, 3), ("late", "platform:new", 1, 1)]


def test_an_empty_ledger_of_which_seals_are_left_is_named() -> None:
    """All entries gone at once: each chain that was sealed is missed."""
    get_db().ledger.delete_many({})
    assert [(one.code, one.subject) for one in flaws()] == [("gone", one) for one in (A, B, C)]


def of_day(number: int) -> dict[str, object]:
    """The filter for what one sealed day has."""
    return {"day": f"2026-12-{28 + number}"}


def forge_seal() -> None:
    """Change the totals of the second seal and work its digest out again."""
    seal = get_db().ledger_seals.find_one(of_day(1))
    assert seal
    seal |= {"entries": 99}
    get_db().ledger_seals.replace_one(of_day(1), {**seal, "digest": seal_digest(seal)})


SEALS: dict[str, tuple[Callable[[], object], list[tuple[str, str]]]] = {
    "a seal changed": (
        lambda: get_db().ledger_seals.update_one(of_day(1), {"$set": {"entries": 99}}),
        [("seal_changed", "seal:2026-12-29")],
    ),
    "a seal changed with its digest": (
        forge_seal,
        [
            ("seal_changed", "seal:2026-12-29"),
            ("seal_replaced", "seal:2026-12-29"),
        ],
    ),
    "a seal removed": (
        lambda: get_db().ledger_seals.delete_one(of_day(1)),
        [("seal_missing", "seal:2026-12-29"), ("heads_unsealed", "seal:2026-12-29")],
    ),
    "the first seal removed": (
        lambda: get_db().ledger_seals.delete_one(of_day(0)),
        [("seal_missing", "seal:2026-12-29"), ("heads_unsealed", "seal:2026-12-28")],
    ),
    "the last seal removed": (
        lambda: get_db().ledger_seals.delete_one(of_day(2)),
        [("heads_unsealed", "seal:2026-12-30")],
    ),
    "a head removed": (
        lambda: get_db().sealed_heads.delete_one({**of_day(1), "subject": A}),
        [("head_missing", A), ("heads_changed", "seal:2026-12-29")],
    ),
    "a head changed": (
        lambda: get_db().sealed_heads.update_one(
            {**of_day(1), "subject": A}, {"$set": {"digest": "0" * 64}}
        ),
        [("rewritten", A), ("heads_changed", "seal:2026-12-29")],
    ),
    "a head that is none": (
        lambda: get_db().sealed_heads.update_one(
            {**of_day(0), "subject": B}, {"$set": {"sequence": "one"}}
        ),
        [("head_missing", B), ("head_missing", B), ("heads_changed", "seal:2026-12-28")],
    ),
    "an entry and its head removed": (
        lambda: [
            get_db().ledger.delete_one({"subject": C, "sequence": 2}),
            get_db().sealed_heads.update_one(
                {"subject": C}, {"$set": {"sequence": 1, "digest": entry(C, 1)["digest"]}}
            ),
        ],
        [("heads_changed", "seal:2026-12-29")],
    ),
}


@pytest.mark.parametrize("case", SEALS)
def test_a_seal_that_was_altered_is_named(case: str) -> None:
    """Seals hold each other and their heads; each kind of tampering is found, with its day."""
    tamper, found = SEALS[case]
    tamper()
    assert [(one.code, one.subject) for one in flaws()] == found


def test_a_seal_kept_elsewhere_shows_that_all_was_worked_out_again(
    console: Actor, at: datetime
) -> None:
    """Who rewrites ledger, heads and seals together is found by one digest that was noted."""
    noted = LedgerSeal.objects(day="2026-12-29").get().digest
    assert check_all(noted=[noted]).broken == 0
    for name in ("ledger", "ledger_seals", "sealed_heads"):
        get_db()[name].delete_many({})
    three_days(console, at, [[A, C, C], [A, B], [A, A]])
    assert check_all().broken == 0
    (flaw,) = check_all(noted=[noted]).flaws
    assert (flaw.code, noted in flaw.sentence) == ("seal_unknown", True)


def test_one_chain_by_itself_is_told_alike() -> None:
    """What an object's own page says is what the whole check says of it."""
    assert flaws_of(A) == ()
    get_db().ledger.delete_one({"subject": C, "sequence": 2})
    assert [list(flaws_of(one)) for one in (A, C)] == [[], flaws()]
    assert (broken_at(A), broken_at(C)) == (None, 2)


def test_the_check_in_parts_finds_what_the_whole_finds(
    monkeypatch: pytest.MonkeyPatch, sealed_days: datetime
) -> None:
    """Part by part, chains and then seals: the same flaws, each once."""
    auditor = Actor(account="a", name="审计", role=Role.AUDIT_ADMINISTRATOR)
    get_db().ledger.delete_many({"subject": C})
    alter(A, 2, account_name="他人")
    get_db().ledger_seals.update_one(of_day(1), {"$set": {"entries": 99}})
    whole = flaws()
    monkeypatch.setattr(ledger_checks, "VERIFIED_AT_ONCE", 2)
    found, after, parts = [], "", 0
    while parts == 0 or after:
        done = ledger_checks.verify(after, by=auditor, at=sealed_days)
        found += done.flaws
        after, parts = done.reached, parts + 1
    assert found == whole
    assert [one.code for one in found] == ["changed", "gone", "seal_changed"]
    assert parts == 5


def test_a_check_reads_as_often_however_many_chains_there_are(
    commands: Callable[..., AbstractContextManager[list[str]]], console: Actor, at: datetime
) -> None:
    """One pass over entries, one over heads, one over seals."""

    def costs() -> list[str]:
        with commands() as seen:
            assert check_all().broken == 0
        return [one for one in seen if one.startswith("find")]

    few = costs()
    for number in range(40):
        write(f"host:{number}", at + 3 * DAY, console)
    assert costs() == few
