"""Several nouns in one query: each gets its own rows back, and each finds its index."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from mongoengine.connection import get_db

from registry.calendars import working_calendar
from registry.documents.accounts import Account
from registry.documents.hosts import Host
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.registrations import Registration
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.readings import (
    Read,
    Reading,
    answer,
    ask,
    count,
    distinct,
    fetch,
    pipeline,
    together,
)
from registry.services.tasks import home_of
from tests.appeal_makers import an_appeal
from tests.application_makers import an_application
from tests.ban_makers import a_ban, a_waiver, an_approved_waiver
from tests.incident_makers import an_incident
from tests.late_filing_makers import a_leave
from tests.major_change_makers import a_change
from tests.removal_makers import a_case
from tests.services.records import begin, file
from tests.unreported_makers import a_case as a_difference

Noting = Callable[[], AbstractContextManager[list[str]]]
NUMBERS = "authority_1_state_1_number_1"
HOME = [
    Actor("h", "张三", Role.HOST_OPERATOR, host="host-1"),
    Actor("r", "李四", Role.PROVINCIAL_REVIEWER, authority="330000"),
    Actor("l", "王五", Role.PROVINCIAL_LEAD, authority="330000"),
    Actor("s", "赵六", Role.MINISTRY_STAFF),
    Actor("m", "钱七", Role.MINISTRY_LEAD),
]


def _here() -> Reading[list[str]]:
    """Zhejiang's platforms by number, then how many of their hosts there are: two steps."""
    found = yield from fetch(
        Platform, {"authority": "330000"}, ("number", "host"), NUMBERS, sort={"number": -1}, limit=2
    )
    hosts = yield from distinct(Platform, {"authority": "330000"}, "host", NUMBERS)
    return [*(one.number[-1] for one in found), str(len(hosts))]


def test_readings_of_many_steps_cost_what_the_longest_costs(
    on_record: Callable[..., Platform], commands: Noting
) -> None:
    """Three nouns, two of them in two steps: two queries, and each answer is its own."""
    for serial in (1, 2, 3):
        on_record(f"330000-2026-000{serial}")
    readings = (_here(), count(Host, {}, "credit_code_1"), _here())
    with commands() as seen:
        found = answer(together(*readings))
    assert found == (["3", "2", "1"], 0, ["3", "2", "1"])
    assert seen == ["aggregate platforms", "aggregate platforms"]


def test_what_asks_nothing_costs_nothing(database: None, commands: Noting) -> None:
    """Nothing to read is no query; a reading that says at once what it knows is none either."""

    def known() -> Reading[int]:
        yield from ()
        return 7

    with commands() as seen:
        assert answer(together()) == ()
        assert answer(together(known(), known())) == (7, 7)
        assert ask([]) == []
    assert seen == []


def test_what_a_reading_refuses_is_raised(database: None) -> None:
    """An error of one noun is nobody's empty list."""

    def broken() -> Reading[int]:
        yield [Read(Account, [{"$match": {}}], "username_1")]
        raise LookupError

    with pytest.raises(LookupError):
        answer(together(count(Host, {}, "credit_code_1"), broken()))


def _plans(reading: Reading[object]) -> Iterator[tuple[str, str, set[str]]]:
    """Every read of a reading: its collection, the index it names, those its plan uses.

    Each is asked alone and without its hint, as the database plans it inside of a union; a
    union itself is not explained: that ends a server of version 6.0.
    """
    reads = next(reading)
    while True:
        yield from ((read.collection, read.index, _used(read)) for read in reads)
        try:
            reads = reading.send(ask(reads))
        except StopIteration:
            return


def _used(read: Read) -> set[str]:
    asked = {"aggregate": read.collection, "pipeline": pipeline([read]), "cursor": {}}
    explained = get_db().command("explain", asked)
    plan = explained["stages"][0]["$cursor"]["queryPlanner"]["winningPlan"]
    return set(re.findall(r"'indexName': '([^']+)'", str(plan)))


def _lay_in(ordinal: int, on_record: Callable[..., Platform], at: datetime) -> None:
    """One of each noun, its province, host and state among several."""
    authority = ("330000", "440000", "110000")[ordinal % 3]
    number = f"{authority}-2026-{ordinal:04d}"
    its = {"host": f"host-{ordinal % 21}"}
    on_record(number, **its, state=("in_library", "removed")[ordinal % 7 == 0])
    state = ("submitted", "in_review", "refused", "recommended", "draft")[ordinal % 5]
    period = ("2026H2", "2026H1", "2025H2")[ordinal % 4 % 3]
    an_application(
        f"SB-{number}", authority=authority, **its, state=state, period=period,
        platform_name=number, to_ministry=ordinal % 6 == 0,
    )  # fmt: skip
    an_incident(f"SG-{number}", authority, **its, state=("recorded", "confirmed")[ordinal % 2])
    change = ("reported", "returned", "verified")[ordinal % 4 % 3]
    a_change(f"ZD-{number}", authority, **its, hosts=[its["host"]], state=change)
    asked = {"told_host": its["host"], "state": "asked", "answer_until": at.date()}
    a_difference(f"YS-{number}", authority, **its, **(asked if ordinal % 2 else {}))
    case = ("notified", "verified", "decided")[ordinal % 4 % 3]
    a_case(f"YC-{number}", authority=authority, platform=number, **its, state=case)
    appeal = ("filed", "prepared", "decided")[ordinal % 3]
    an_appeal(
        f"YY-{number}", case=f"YC-{number}", authority=authority, **its, state=appeal
    )  # fmt: skip - one record
    a_leave(
        f"BB-{number}", authority=authority, platform=number, host=its["host"],
        until=at + timedelta(days=ordinal % 5 - 2),
    )  # fmt: skip
    _lay_in_people(ordinal, number, authority, at)
    (file if ordinal % 2 else begin)(number, at)
    QuarterlyUpdate.objects(platform=number).update(set__content__accidents=ordinal % 5 == 0)


def _lay_in_people(ordinal: int, number: str, authority: str, at: datetime) -> None:
    """Whoever registers, an account, and a message."""
    role = {"role": "provincial_lead"}
    if ordinal % 2:
        role = {"role": "host_operator", "host": f"host-{ordinal % 21}"}
    Registration(
        reference=number, credit_code=number, host_name=number, authority=authority,
        username=number, recorded_at=at, expires_at=at + timedelta(days=ordinal % 9 - 1),
        state=("waiting", "confirmed")[ordinal % 2],
    ).save()  # fmt: skip
    Account(
        username=number, name=number, active=ordinal % 3 > 0, password_hash="x", recorded_at=at,
        **role,
    ).save()  # fmt: skip
    OutboxMessage(
        audience=("desk", "host")[ordinal % 2], recipient=authority, code="x", subject="x",
        recorded_at=at,
        state=("failed", "sent", "sent")[ordinal // 6 % 3],
    ).save()  # fmt: skip


@pytest.mark.usefixtures("opened_round")
def test_every_line_of_home_finds_its_index(
    on_record: Callable[..., Platform], at: datetime
) -> None:
    """Joined to one query, what each noun asks for is read by the index it names, and no other."""
    for ordinal in range(120):
        _lay_in(ordinal, on_record, at)
        make = an_approved_waiver if ordinal % 2 else a_waiver
        make(a_ban(platform=f"p-{ordinal}"), f"HM-{ordinal}")
    wrong = [
        (by.role.value, *plan)
        for by in HOME
        for plan in _plans(home_of(by=by, at=at, rulebook=rulebook(), calendar=working_calendar()))
        if plan[2] != {plan[1]}
    ]
    assert wrong == []
