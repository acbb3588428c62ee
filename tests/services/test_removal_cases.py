"""Removal cases on the desk: who may begin, who is heard, what stays as it was."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from mongoengine.connection import get_db
from PIL import Image

from registry.clock import SHANGHAI
from registry.documents.accounts import Account
from registry.documents.exit_proposals import ExitProposal
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import handovers, transfers
from registry.services import removal_case_steps as steps
from registry.services import removal_cases as desk
from registry.services import removal_evidence as evidence
from registry.services.accounts import end_account
from registry.services.evidence import GivenPaper
from registry.services.readings import answer
from registry.services.removal_case_acts import readable
from registry.services.removal_case_refusals import (
    RemovalCaseAlreadyOpen,
    RemovalCaseEnded,
    RemovalCaseNotNow,
    RemovalCaseOnHold,
    RemovalGroundByMinistry,
    RemovalStatementAwaited,
)
from registry.services.removal_cases import CaseFilter
from registry.services.removal_tasks import removal_tasks_of
from registry.services.seats import LastOfHost
from registry.services.sign_in import actor_of
from tests.removal_makers import (
    AT,
    FACTS,
    GRAVE,
    HEAD,
    HOST,
    LEAD,
    NUMBER,
    PLAIN,
    STAFF,
    Way,
    a_case,
)
from tests.round_makers import an_exit
from tests.services.simultaneous import at_once

ELSEWHERE = Actor(account="x", name="广东", role=Role.PROVINCIAL_LEAD, authority="440000")
HOST_ID = "5f00000000000000000000aa"
OTHER_HOST = Actor(account="y", name="他人", role=Role.HOST_OPERATOR, host="host-2")


@pytest.fixture
def way(on_record: Callable[..., Platform]) -> Way:
    """A platform of Zhejiang in the library, and a case's way against it."""
    on_record(NUMBER)
    return Way()


def _picture(colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "PNG")
    return out.getvalue()


def _paper(colour: str = "white", *, declared: bool = True) -> GivenPaper:
    return GivenPaper(_picture(colour), "核查照片.png", declared)


def test_opening_removes_nothing_and_tells_the_other_office(way: Way) -> None:
    """On record with ground and facts, told to the province; the host hears by the notice."""
    made = way.opened()
    assert (made.number, made.state, made.clause) == ("YC-330000-2026-0001", "opened", "二（四）")
    assert Platform.objects.get(number=NUMBER).state == "in_library"
    assert [one.audience for one in OutboxMessage.objects] == ["authority"]
    entry = LedgerEntry.objects.get(subject=f"platform:{NUMBER}")
    assert (entry.verb, entry.after["facts"]) == ("removal_case.open", FACTS)
    with pytest.raises(NotFound):
        readable(made.number, "removal_cases:read", HOST)
    assert desk.list_cases(CaseFilter(), by=HOST, limit=9)[0] == []


def test_what_does_not_hold_opens_nothing(way: Way) -> None:
    """Ground, facts, day and origin: each fault is named, nothing is kept."""
    with pytest.raises(Invalid) as refused:
        way.opened("$ne", facts="短", occurred_on=date(2027, 1, 1), origin_kind="incident",
                   origin="SG'")  # fmt: skip
    assert set(refused.value.fields) == {"ground", "facts", "occurred_on", "origin"}
    with pytest.raises(Invalid):
        way.opened(PLAIN, origin_kind="exit_proposal", origin="TC-330000-2026H2-009")
    assert RemovalCase.objects.count() == OutboxMessage.objects.count() == 0


def test_a_province_leads_what_wants_verification(way: Way) -> None:
    """Under 二（四）, on its own platforms; 二（六） is the ministry's, another's is none."""
    with pytest.raises(RemovalGroundByMinistry):
        way.opened(PLAIN, by=LEAD)
    with pytest.raises(NotFound):
        way.opened(by=ELSEWHERE)
    with pytest.raises(NotAllowed):
        way.opened(by=HOST)
    assert way.opened(by=LEAD).opened_by == "province"
    assert way.notified(by=LEAD).state == "notified"
    plain = Way()
    plain.opened(PLAIN)
    with pytest.raises(RemovalGroundByMinistry):
        plain.notified(by=LEAD)
    with pytest.raises(NotAllowed):
        steps.prepare(
            way.case.number, steps.Draft("文号", "理由理由理由理由理由"), version=2, by=LEAD,
            at=AT, rulebook=rulebook(),
        )  # fmt: skip
    with pytest.raises(NotFound):
        readable(way.case.number, "removal_cases:read", ELSEWHERE)


def test_one_open_case_a_ground(way: Way) -> None:
    """A replay and a second at once are told which case stands; another ground is another case."""
    given = at_once(way.opened, Way().opened)
    assert {type(one).__name__ for one in given} == {"RemovalCase", "RemovalCaseAlreadyOpen"}
    with pytest.raises(RemovalCaseAlreadyOpen) as refused:
        way.opened()
    assert "YC-330000-2026-0001" in say(refused.value.code, **refused.value.params)
    assert way.opened("credit_breach").number == "YC-330000-2026-0002"


def test_the_notice_names_the_last_day(way: Way) -> None:
    """Ten working days from the day after; host and province are told."""
    way.opened()
    made = way.notified()
    assert (made.notice.last_day, made.notice.days) == (date(2026, 9, 15), 10)
    assert made.notice.until == datetime(2026, 9, 16, tzinfo=SHANGHAI)
    told = {one.audience: say(one.code, **one.params) for one in
            OutboxMessage.objects(code="notice_removal_notify")}  # fmt: skip
    assert set(told) == {"host", "authority"}
    assert "2026-09-15" in told["host"]
    assert readable(made.number, "removal_cases:read", HOST).number == made.number
    with pytest.raises(NotFound):
        readable(made.number, "removal_cases:read", OTHER_HOST)


def test_nothing_is_verified_before_the_host_could_speak(way: Way) -> None:
    """Awaited to the last second; then it goes on without it, and what comes late says so."""
    way.opened()
    way.notified()
    way.at = datetime(2026, 9, 15, 23, 59, 59, tzinfo=SHANGHAI)
    with pytest.raises(RemovalStatementAwaited) as refused:
        way.verified()
    assert "2026-09-15" in say(refused.value.code, **refused.value.params)
    way.at = datetime(2026, 9, 16, tzinfo=SHANGHAI)
    assert way.verified().state == "verified"
    assert way.stated().statements[0].late


def test_a_verification_names_its_organ_and_its_day(way: Way) -> None:
    """A province's own is a province's; none before the notice or ahead of today."""
    way.opened()
    way.notified()
    way.stated()
    with pytest.raises(Invalid) as refused:
        way.verified(by=STAFF, organ="", person=" ", verified_on=date(2026, 8, 31), findings="无",
                     confirmed=None)  # fmt: skip
    wanted = {"organ", "person", "verified_on", "findings", "confirmed"}
    assert set(refused.value.fields) == wanted
    with pytest.raises(Invalid):
        way.verified(verified_on=date(2026, 9, 2))
    made = way.verified(organ="ministry")
    assert (made.verifications[0].organ, made.verifications[0].authority) == ("province", "330000")


def test_a_case_ends_without_a_removal(way: Way) -> None:
    """Unfounded, with a reason: told, the proposal settled, a new case possible."""
    an_exit(platform=NUMBER)
    way.opened(PLAIN, origin_kind="exit_proposal", origin="TC-330000-2026H2-001")
    way.notified()
    case = way.case
    act = {"version": case.version, "by": HEAD, "at": AT}
    with pytest.raises(Invalid):
        steps.close(case.number, "unfounded", " ", **act)
    with pytest.raises(Invalid):
        steps.close(case.number, "removed", "理由", **act)
    closed = steps.close(case.number, "unfounded", "现场核查，设备仍在。", **act)
    assert (closed.state, closed.open) == ("closed", False)
    assert Platform.objects.get(number=NUMBER).state == "in_library"
    proposal = ExitProposal.objects.get()
    assert (proposal.state, proposal.removed) == ("decided", False)
    assert OutboxMessage.objects(code="notice_removal_close").count() == 3
    assert way.opened(PLAIN).number == "YC-330000-2026-0002"


def test_on_hold_it_goes_no_further(way: Way) -> None:
    """With a reason, told; the host is heard all the same; resumed it goes on."""
    way.opened()
    way.notified()
    case = steps.hold(way.case.number, "等待判决", version=2, by=STAFF, at=AT)
    assert (case.on_hold, case.state) == (True, "notified")
    way.case = case
    way.stated()
    with pytest.raises(RemovalCaseOnHold):
        way.verified()
    way.case = steps.resume(case.number, "判决生效", version=4, by=STAFF, at=AT)
    assert way.case.holds[0].resumed_reason == "判决生效"
    assert way.verified().state == "verified"


def test_given_back_it_is_prepared_anew(way: Way) -> None:
    """A decision that the lead does not sign goes back, with a reason."""
    way.to_prepared()
    back = steps.give_back(
        way.case.number, "理由不清", version=way.case.version, by=HEAD, at=way.at
    )
    assert (back.state, back.preparation) == ("verified", None)
    way.case = back
    assert way.prepared().state == "prepared"
    with pytest.raises(VersionConflict):
        steps.give_back(way.case.number, "旧页面", version=1, by=HEAD, at=way.at)


def test_evidence_is_added_and_never_lost(way: Way) -> None:
    """Either side hands in; each withdraws its own with a reason, and it stays listed."""
    way.opened()
    case = evidence.add(way.case.number, _paper(), version=1, by=STAFF, at=AT, rulebook=rulebook())
    way.case = case
    way.notified()
    case = evidence.add(case.number, _paper("red"), version=3, by=HOST, at=AT, rulebook=rulebook())
    office, host = case.evidence
    assert (office.side, host.side) == ("ministry", "host")
    act = {"version": case.version, "at": AT}
    with pytest.raises(NotFound):
        evidence.withdraw(case.number, office.file.id, "传错", by=HOST, **act)
    with pytest.raises(Invalid):
        evidence.withdraw(case.number, host.file.id, "", by=HOST, **act)
    case = evidence.withdraw(case.number, host.file.id, "传错", by=HOST, **act)
    assert case.evidence[1].withdrawn_reason == "传错"
    assert evidence.paper_out(case.number, host.file.id, preview=False, by=LEAD).content
    with pytest.raises(Invalid) as refused:
        evidence.add(
            case.number, _paper("blue", declared=False), version=case.version, by=HOST, at=AT,
            rulebook=rulebook(),
        )  # fmt: skip
    assert set(refused.value.fields) == {"declared"}


def test_evidence_is_not_withdrawn_after_the_decision(way: Way) -> None:
    """Nor while one waits for its signature: what it rests on stays, and the answer says why."""
    way.opened()
    way.case = evidence.add(
        way.case.number, _paper(), version=1, by=STAFF, at=AT, rulebook=rulebook()
    )
    paper = way.case.evidence[0].file.id
    way.notified()
    way.stated()
    way.verified()
    way.prepared()
    with pytest.raises(RemovalCaseNotNow):
        evidence.withdraw(way.case.number, paper, "传错", version=way.case.version, by=STAFF, at=AT)
    way.decided()
    with pytest.raises(RemovalCaseEnded) as refused:
        evidence.withdraw(way.case.number, paper, "传错", version=way.case.version, by=STAFF, at=AT)
    assert "异议" in say(refused.value.code, **refused.value.params)
    assert RemovalCase.objects.get().evidence[0].withdrawn_at is None


def test_the_last_account_does_not_leave_while_a_case_is_open(
    way: Way, person_of: Callable[..., Account]
) -> None:
    """Shut out by an administrator, the host loses nothing: the next account reads its notice."""
    Platform.objects.update(host=HOST_ID)
    last = person_of(Role.HOST_OPERATOR, host=HOST_ID)
    way.opened()
    way.notified()
    with pytest.raises(LastOfHost):
        handovers.leave(by=actor_of(last, door="page", request_id=""), at=AT)
    end_account(Account.objects.get(id=last.id), "账号被盗", by=HEAD, at=AT)
    told = desk.deliveries_of(way.case, by=STAFF)
    assert told is not None
    assert not told.has_account
    assert [one.code for one in told.told] == ["notice_removal_notify"]
    following = person_of(Role.HOST_OPERATOR, host=HOST_ID)
    assert readable(way.case.number, "removal_cases:read", actor_of(following, door="page",
                    request_id="")).notice.number  # fmt: skip
    again = desk.deliveries_of(way.case, by=STAFF)
    assert again is not None
    assert again.has_account


def test_home_says_whose_turn_it_is(way: Way) -> None:
    """The host is asked to state, the ministry to sign; a stranger reads nothing."""
    way.opened()
    way.notified()
    (mine,) = answer(removal_tasks_of(by=HOST, at=AT))
    assert (mine.code, mine.deadline) == ("task_removal_state", date(2026, 9, 15))
    (after,) = answer(removal_tasks_of(by=HOST, at=AT + timedelta(days=30)))
    assert after.code == "task_removal_await"
    for stranger in (OTHER_HOST, ELSEWHERE):
        assert answer(removal_tasks_of(by=stranger, at=AT)) == ()
    way.stated()
    way.verified()
    way.prepared()
    codes = [(one.group.value, one.code) for one in answer(removal_tasks_of(by=HEAD, at=AT))]
    assert codes == [("todo", "task_removal_sign")]
    assert answer(removal_tasks_of(by=LEAD, at=AT))[0].group == "waiting"


def test_lists_use_their_indexes(way: Way) -> None:
    """A page of cases and their counts are read from indexes alone."""
    for serial in range(3):
        a_case(f"YC-330000-2026-{serial:04}", platform=f"p{serial}")
    for by, index in (
        (HOST, "host_1_opened_at_-1_number_-1"),
        (LEAD, "authority_1_opened_at_-1_number_-1"),
        (STAFF, "opened_at_-1_number_-1"),
    ):
        found, last = desk.list_cases(CaseFilter(), by=by, limit=2)
        assert [one.number[-4:] for one in found] == ["0002", "0001"]
        more, _ = desk.list_cases(CaseFilter(), by=by, after=last, limit=2)
        assert [one.number[-4:] for one in more] == ["0000"]
        assert index in get_db().removal_cases.index_information()
    (count,) = desk.count_cases(by=STAFF)
    assert (count.state, count.ground, count.count) == ("notified", GRAVE, 3)


def test_a_case_goes_along_with_a_platform_that_is_handed_on(way: Way) -> None:
    """The receiving authority leads it from then on; who verified before stays named."""
    way.opened()
    way.notified()
    way.stated()
    way.verified()
    ningbo = Actor(
        account="ningbo", name="宁波", role=Role.PROVINCIAL_LEAD, authority="330200"
    )  # fmt: skip
    wanted = transfers.Proposal("330200", "迁址", AT.date())
    made = transfers.propose(NUMBER, wanted, by=LEAD, at=AT)
    transfers.receive(made.number, version=1, by=ningbo, at=AT)
    case = readable(way.case.number, "removal_cases:verify", ningbo)
    assert (case.authority, case.verifications[0].authority) == ("330200", "330000")
    with pytest.raises(NotFound):
        readable(way.case.number, "removal_cases:read", LEAD)
