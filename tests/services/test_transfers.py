"""Handing a platform from one authority to another: both sides, their records, nobody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.documents.applications import Application
from registry.documents.incidents import Incident
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.reviews import Review
from registry.documents.transfers import Transfer
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.permissions import Actor, Role
from registry.services.ledger import broken_at
from registry.services.platforms import platform_on, read_platform
from registry.services.readings import answer
from registry.services.review_claims import claim_one
from registry.services.transfer_tasks import transfer_tasks_of
from registry.services.transfers import (
    PlatformNotTransferable,
    Proposal,
    TransferNotYet,
    TransferSettled,
    TransferUnderWay,
    hand_back,
    list_transfers,
    propose,
    read_transfer,
    receive,
    transfers_of,
    withdraw,
)
from tests.incident_makers import an_incident
from tests.review_makers import a_submitted
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")

PLATFORM = "330000-2026-0001"
NINGBO = Actor(account="nb", name="宁波负责人", role=Role.PROVINCIAL_LEAD, authority="330200")
FAR = Actor(account="gd", name="广东负责人", role=Role.PROVINCIAL_LEAD, authority="440000")
HOST = Actor(account="host", name="高远", role=Role.HOST_OPERATOR, host="host-1")
TODAY = date(2026, 12, 28)


@pytest.fixture
def proposed(
    on_record: Callable[..., Platform], lead: Actor, at: datetime
) -> Callable[..., Transfer]:
    """``proposed(effective_on=today, …) -> Transfer``: Zhejiang's lead proposes to Ningbo."""

    def done(effective_on: date = TODAY, **platform: object) -> Transfer:
        if not Platform.objects(number=PLATFORM):
            on_record(PLATFORM, **platform)
        wanted = Proposal("330200", "平台迁至宁波", effective_on)
        return propose(PLATFORM, wanted, by=lead, at=at)

    return done


def test_a_proposal_changes_nothing_yet(proposed, lead, at):
    """The platform stays; the other side is told and finds it waiting."""
    made = proposed()
    assert (made.number, made.state, made.open) == ("YJ-2026-0001", "proposed", True)
    assert Platform.objects.get().authority == "330000"
    assert PlatformFact.objects.count() == 0
    told = OutboxMessage.objects.get()
    assert (told.audience, told.recipient, told.code) == (
        "authority", "330200", "notice_transfer_proposed",
    )  # fmt: skip
    (line,) = answer(transfer_tasks_of(by=NINGBO))
    assert (line.code, line.params) == ("task_receive_transfers", {"count": 1})
    assert answer(transfer_tasks_of(by=lead)) == ()


def test_receiving_records_it_on_both_sides(proposed, lead, at):
    """Platform, fact, both ledgers and everybody concerned; the number stays."""
    made = proposed()
    before = read_platform(PLATFORM, by=lead)
    OutboxMessage.objects.delete()
    done = receive(made.number, version=1, by=NINGBO, at=at)
    assert (done.state, done.open, done.settled_by_name) == ("received", False, "宁波负责人")
    now = read_platform(PLATFORM, by=NINGBO)
    assert (now.authority, now.number, now.state, now.latest_update) == (
        "330200", PLATFORM, "in_library", before.latest_update,
    )  # fmt: skip
    with pytest.raises(NotFound):
        read_platform(PLATFORM, by=lead)
    fact = PlatformFact.objects.get()
    assert (fact.aspect, fact.value, fact.effective_on, fact.source) == (
        "authority", "330200", TODAY, "transfer:YJ-2026-0001",
    )  # fmt: skip
    assert [one.verb for one in LedgerEntry.objects.order_by("recorded_at", "id")] == [
        "transfer.propose",
        "platform.transfer",
        "transfer.receive",
    ]
    told = {(one.audience, one.recipient) for one in OutboxMessage.objects}
    assert told == {
        ("authority", "330000"), ("authority", "330200"), ("host", "host-1"),
        ("ministry", "ministry"),
    }  # fmt: skip
    assert broken_at(f"platform:{PLATFORM}") is None
    assert [one.number for one in transfers_of(now, by=HOST)] == [made.number]


def test_what_was_true_before_stays_true(proposed, at):
    """Asked for the day before, the record still names the giving authority."""
    made = proposed()
    for aspect, value in (("state", "in_library"), ("authority", "330000"), ("host", "host-1")):
        PlatformFact(
            platform=PLATFORM, aspect=aspect, value=value, effective_on=date(2026, 3, 2),
            recorded_at=at, source="summary_sheet:x",
        ).save()  # fmt: skip
    receive(made.number, version=1, by=NINGBO, at=at)
    then = platform_on(PLATFORM, TODAY - timedelta(days=1), by=NINGBO)
    assert then.facts["authority"].value == "330000"
    assert platform_on(PLATFORM, TODAY, by=NINGBO).facts["authority"].value == "330200"


def test_open_applications_move_along(proposed, reviewer, at):
    """One under review is claimed anew by the other side; a recommended one stays."""
    code = {"credit_code": "91330000" + "0001", "platform_name": "先进材料中试平台0001"}
    a_submitted("SB-330000-2026-0001", **code)
    a_submitted("SB-330000-2026-0002", state="recommended", host="host-2", **code)
    a_submitted("SB-330000-2026-0003", state="refused", live=False, **code)
    a_submitted("SB-330000-2026-0004")
    claim_one("SB-330000-2026-0001", by=reviewer, at=at)
    made = proposed()
    done = receive(made.number, version=1, by=NINGBO, at=at)
    assert done.applications == ["SB-330000-2026-0001"]
    moved = Application.objects.get(number="SB-330000-2026-0001")
    assert (moved.authority, moved.state, moved.claimed_by) == ("330200", "submitted", "")
    assert Application.objects(authority="330000").count() == 3
    assert Review.objects.get().holders[0].until == at
    claim_one(moved.number, by=NINGBO, at=at)
    with pytest.raises(NotFound):
        claim_one(moved.number, by=reviewer, at=at)


def test_nobody_else_sees_it(proposed, ministry, lead):
    """A third authority finds nothing and lists nothing; the ministry sees all."""
    made = proposed()
    with pytest.raises(NotFound):
        read_transfer(made.number, by=FAR)
    assert list_transfers(by=FAR, limit=10) == ([], [])
    for who in (ministry, lead, NINGBO):
        assert read_transfer(made.number, by=who).number == made.number
        assert [one.number for one in list_transfers(by=who, limit=10)[0]] == [made.number]
    with pytest.raises(NotAllowed):
        read_transfer(made.number, by=HOST)


def test_each_side_does_its_own_part(proposed, lead, reviewer, at):
    """The giver cannot receive, the receiver cannot withdraw, a reviewer does neither."""
    made = proposed()
    with pytest.raises(NotAllowed):
        receive(made.number, version=1, by=lead, at=at)
    with pytest.raises(NotAllowed):
        withdraw(made.number, "理由", version=1, by=NINGBO, at=at)
    with pytest.raises(NotFound):
        receive(made.number, version=1, by=FAR, at=at)
    with pytest.raises(NotAllowed):
        propose(PLATFORM, Proposal("330200", "x", TODAY), by=reviewer, at=at)
    with pytest.raises(NotFound):
        propose(PLATFORM, Proposal("330200", "x", TODAY), by=FAR, at=at)


@pytest.mark.parametrize("end", [(hand_back, NINGBO, "handed_back"), (withdraw, None, "withdrawn")])
def test_handed_back_or_withdrawn_it_stays_where_it_is(proposed, lead, at, end):
    """A reason is wanted; then it is settled, and a new one can be proposed."""
    made = proposed()
    act, by, state = end
    who = by or lead
    with pytest.raises(Invalid):
        act(made.number, " ", version=1, by=who, at=at)
    with pytest.raises(VersionConflict):
        act(made.number, "理由", version=7, by=who, at=at)
    done = act(made.number, "尚未迁入", version=1, by=who, at=at)
    assert (done.state, done.answer) == (state, "尚未迁入")
    assert Platform.objects.get().authority == "330000"
    with pytest.raises(TransferSettled):
        act(made.number, "理由", version=2, by=who, at=at)
    assert proposed().number == "YJ-2026-0002"


def test_it_is_received_from_its_day_on(proposed, at):
    """The day before is too early and says from when; on the day it is received."""
    made = proposed(TODAY + timedelta(days=4))
    with pytest.raises(TransferNotYet) as refused:
        receive(made.number, version=1, by=NINGBO, at=at)
    assert refused.value.params["day"] == "2027年1月1日"
    receive(made.number, version=1, by=NINGBO, at=at + timedelta(days=4))
    assert PlatformFact.objects.get().effective_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Proposal("330000", "x", TODAY), "receiving"),
        (Proposal("", "x", TODAY), "receiving"),
        (Proposal("999999", "x", TODAY), "receiving"),
        (Proposal("330200", "", TODAY), "reason"),
        (Proposal("330200", "x", None), "effective_on"),
        (Proposal("330200", "x", TODAY - timedelta(days=1)), "effective_on"),
        (Proposal("330200", "x", TODAY + timedelta(days=91)), "effective_on"),
    ],
)
def test_a_proposal_says_what_is_wrong(on_record, lead, at, wanted, field):
    """To oneself, to nobody, without reason, or on a day that is no day for it."""
    on_record(PLATFORM)
    with pytest.raises(Invalid) as refused:
        propose(PLATFORM, wanted, by=lead, at=at)
    assert list(refused.value.fields) == [field]
    assert Transfer.objects.count() == 0


def test_a_platform_has_one_transfer_at_a_time(proposed, at):
    """A second proposal is refused; two at once are one."""
    proposed()
    with pytest.raises(TransferUnderWay):
        proposed()
    Transfer.objects.delete()
    given = at_once(proposed, proposed)
    assert sum(isinstance(one, TransferUnderWay) for one in given) == 1
    assert Transfer.objects.count() == 1


def test_what_left_the_library_is_not_handed_on(proposed, at):
    """Neither proposed nor, removed meanwhile, received."""
    made = proposed()
    Platform.objects.update(set__state="removed")
    with pytest.raises(PlatformNotTransferable):
        receive(made.number, version=1, by=NINGBO, at=at)
    assert Transfer.objects.get().state == "proposed"
    Transfer.objects.delete()
    with pytest.raises(PlatformNotTransferable):
        proposed()


def test_of_two_answers_at_once_one_counts(proposed, at):
    """Received and handed back together: one end, and the platform where that end says."""
    made = proposed()
    given = at_once(
        lambda: receive(made.number, version=1, by=NINGBO, at=at),
        lambda: hand_back(made.number, "理由", version=1, by=NINGBO, at=at),
    )
    assert sum(isinstance(one, Transfer) for one in given) == 1
    done = Transfer.objects.get()
    expected = {"received": "330200", "handed_back": "330000"}[done.state]
    assert Platform.objects.get().authority == expected


def test_the_list_pages_by_time(proposed, lead, at):
    """Newest first, a page ends where the next begins."""
    for _ in range(3):
        made = proposed()
        withdraw(made.number, "理由", version=1, by=lead, at=at)
    first, key = list_transfers(by=lead, limit=2)
    rest, end = list_transfers(by=lead, after=key, limit=2)
    assert [one.number for one in (*first, *rest)] == [
        "YJ-2026-0003", "YJ-2026-0002", "YJ-2026-0001",
    ]  # fmt: skip
    assert end == []


def test_incidents_go_with_the_platform(proposed, at):
    """What is on record of it opens to the authority that received it, and to the other no more."""
    an_incident("SG-330000-2026-0001", platform=PLATFORM)
    other = an_incident("SG-330000-2026-0002")
    receive(proposed().number, version=1, by=NINGBO, at=at)
    moved = Incident.objects.get(number="SG-330000-2026-0001").authority
    assert (moved, Incident.objects.get(number=other.number).authority) == ("330200", "330000")
