"""A case on the desk: the tip, the question, the answer, the finding, and who may do what."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from registry.clock import SHANGHAI
from registry.database import rehearse_transactions
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.transfers import Transfer
from registry.documents.unreported_changes import UnreportedChange
from registry.errors import CursorForged, Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.policy.unreported_changes import CaseState
from registry.services import unreported_change_records as records
from registry.services import unreported_changes as desk
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.platforms import story_of
from registry.services.readings import answer
from registry.services.transfers import Proposal, propose, receive
from registry.services.unreported_change_records import CaseFilter
from registry.services.unreported_changes import TipOrder
from tests.services.simultaneous import at_once
from tests.unreported_makers import (
    NEW,
    PLATFORM,
    a_case,
    a_host_name,
    a_report,
    an_asked_case,
)

SAMPLES = Path(__file__).parents[1] / "samples"
NUMBER = "YS-330000-2026-0001"
TIP = TipOrder("host_name", NEW, "企业信用公示网 12 月 20 日公示", "公示显示名称已经变更。")
PROVINCE = Actor(account="r1", name="浙江审核员", role=Role.PROVINCIAL_REVIEWER, authority="330000")
ELSEWHERE = Actor(account="r2", name="广东负责人", role=Role.PROVINCIAL_LEAD, authority="440000")
STAFF = Actor(account="m1", name="部工作人员", role=Role.MINISTRY_STAFF)
HOST = Actor(account="h1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
STRANGER = Actor(account="h2", name="路人", role=Role.HOST_OPERATOR, host="host-2")
AFTER = datetime(2027, 1, 13, 9, tzinfo=SHANGHAI)


@pytest.fixture
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform in the library with its host's name on record."""
    a_host_name("钱江新材料研究院")
    a_host_name("钱江材料研究所", on=date(2010, 1, 1))
    return on_record(PLATFORM, place="杭州市")


def opened(at: datetime, by: Actor = PROVINCE, **changes: str) -> UnreportedChange:
    """Open a case from a tip."""
    order = TipOrder(**{**{name: getattr(TIP, name) for name in TIP.__slots__}, **changes})
    return desk.open_by_hand(PLATFORM, order, by=by, at=at, rulebook=rulebook())


def asked(version: int, at: datetime, by: Actor = PROVINCE) -> UnreportedChange:
    """Ask the host."""
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    return desk.ask(NUMBER, "是否更名？何时更名？", version=version, by=by, at=at, **law)


def found(
    to: CaseState, version: int, at: datetime, by: Actor = PROVINCE, reason: str = "已核对执照。"
) -> UnreportedChange:
    """Find on the case."""
    return desk.settle(NUMBER, to, reason, version=version, by=by, at=at)


def told() -> set[tuple[str, str, str]]:
    """Who was told what."""
    return {(one.audience, one.recipient, one.code) for one in OutboxMessage.objects}


def test_a_tip_opens_a_case_that_the_host_does_not_see(platform: Platform, at: datetime) -> None:
    """The source stays with the offices, in list, record and story alike."""
    case = opened(at)
    assert (case.number, case.origin, case.state) == (NUMBER, "tip", "suspected")
    assert case.sightings[0].said == TIP.source
    assert records.readable(NUMBER, records.READ, PROVINCE).facts == TIP.facts
    for actor in (HOST, STRANGER, ELSEWHERE):
        with pytest.raises(NotFound):
            records.readable(NUMBER, records.READ, actor)
    assert records.list_cases(CaseFilter(), by=HOST, limit=9) == ([], [])
    assert records.cases_of_platform(PLATFORM, by=HOST) == []
    assert len(records.cases_of_platform(PLATFORM, by=PROVINCE)) == 1
    assert story_of(PLATFORM, by=HOST, limit=9)[0] == []
    assert len(story_of(PLATFORM, by=PROVINCE, limit=9)[0]) == 1
    assert told() == set()


def test_a_tip_of_the_ministry_is_told_to_the_authority(platform: Platform, at: datetime) -> None:
    """It is the authority's to ask."""
    opened(at, by=STAFF)
    assert told() == {("authority", "330000", "notice_unreported_opened_authority")}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"field": "declared"}, "field"),
        ({"field": "no_such"}, "field"),
        ({"new_value": " "}, "new_value"),
        ({"new_value": "x" * 501}, "new_value"),
        ({"new_value": "钱江新材料 研究院"}, "new_value"),
        ({"new_value": "钱江材料研究所"}, "new_value"),
        ({"field": "other", "new_value": "—"}, "new_value"),
        ({"source": "\u200b"}, "source"),
        ({"source": "x" * 501}, "source"),
        ({"facts": ""}, "facts"),
        ({"facts": "x" * 1001}, "facts"),
    ],
)
def test_a_tip_wants_a_difference_its_source_and_facts(
    platform: Platform, at: datetime, changes: dict[str, str], field: str
) -> None:
    """What is wrong is said at its field, and nothing is kept."""
    with pytest.raises(Invalid) as refused:
        opened(at, **changes)
    assert list(refused.value.fields) == [field]
    assert UnreportedChange.objects.count() == 0


def test_all_that_is_wrong_with_a_tip_is_said_at_once(platform: Platform, at: datetime) -> None:
    """Every field at fault is named, not the first alone."""
    with pytest.raises(Invalid) as refused:
        opened(at, field="", new_value="", source="", facts="")
    assert set(refused.value.fields) == {"field", "new_value", "source", "facts"}


def test_a_tip_in_its_own_words_is_taken(platform: Platform, at: datetime) -> None:
    """A status no register writes, or another matter, is taken as it was told."""
    assert opened(at, field="business_status", new_value="人去楼空").key == "人去楼空"
    assert opened(at, field="other", new_value="股权转让").old_value == ""


def test_a_tip_on_what_is_known_leads_there(platform: Platform, at: datetime) -> None:
    """An open case, a report that stands, or a platform that left: each says what is there."""
    opened(at)
    with pytest.raises(desk.UnreportedAlreadyOpen) as refused:
        opened(at, new_value="钱江新材料科技 有限公司")
    assert refused.value.params == {"number": NUMBER}
    report = a_report(at)
    with pytest.raises(desk.UnreportedIsReported) as reported:
        opened(at)
    assert reported.value.params == {"number": report}
    Platform.objects.update(set__state="removed")
    with pytest.raises(desk.UnreportedPlatformGone):
        opened(at, new_value="甲公司")


def test_others_open_nothing(platform: Platform, at: datetime) -> None:
    """Another province finds no platform; a host has no such right."""
    with pytest.raises(NotFound):
        opened(at, by=ELSEWHERE)
    with pytest.raises(NotAllowed):
        opened(at, by=HOST)


def test_of_two_tips_at_once_one_opens(platform: Platform, at: datetime) -> None:
    """The unique index lets one in; the other is led to it."""
    rehearse_transactions(on=False)
    done = at_once(partial(opened, at), partial(opened, at, by=STAFF))
    assert UnreportedChange.objects.count() == 1
    assert sum(isinstance(one, desk.UnreportedAlreadyOpen) for one in done) == 1


def test_the_question_gives_ten_working_days(platform: Platform, at: datetime) -> None:
    """Asked on 28 December, New Year's Day off: the host sees the case and is told until when."""
    opened(at)
    case = asked(1, at)
    assert (case.state, case.told_host, case.asked_by_name) == ("asked", "host-1", "浙江审核员")
    assert case.answer_until == date(2027, 1, 11)
    assert ("host", "host-1", "notice_unreported_asked_host") in told()
    assert records.readable(NUMBER, records.READ, HOST).number == NUMBER
    assert records.asked_case(PLATFORM) == NUMBER
    with pytest.raises(NotFound):
        records.readable(NUMBER, records.READ, STRANGER)
    assert broken_at(f"platform:{PLATFORM}") is None


def test_a_question_wants_words_a_platform_and_the_latest_version(
    platform: Platform, at: datetime
) -> None:
    """No words, an old page, a platform that left, a case asked before: each is refused."""
    opened(at)
    law = {"rulebook": rulebook(), "calendar": current_calendar()}
    with pytest.raises(Invalid):
        desk.ask(NUMBER, " ", version=1, by=PROVINCE, at=at, **law)
    with pytest.raises(VersionConflict):
        asked(7, at)
    with pytest.raises(NotFound):
        asked(1, at, by=ELSEWHERE)
    with pytest.raises(NotAllowed):
        asked(1, at, by=HOST)
    Platform.objects.update(set__state="removed")
    with pytest.raises(desk.UnreportedPlatformGone):
        asked(1, at)
    Platform.objects.update(set__state="in_library")
    asked(1, at)
    with pytest.raises(records.UnreportedSettled):
        asked(2, at)
    assert records.asked_case("330000-2026-0999") == ""


def test_what_was_reported_before_is_not_asked(platform: Platform, at: datetime) -> None:
    """The case ends as explained by that report; no question goes out."""
    opened(at)
    report = a_report(at)
    case = asked(1, at + timedelta(hours=1))
    assert (case.state, case.report, case.told_host) == ("explained", report, "")
    assert told() == set()
    assert UnreportedChange.objects(open=True).count() == 0


def test_confirming_waits_for_the_host(platform: Platform, at: datetime) -> None:
    """Unanswered it waits for the last day's end; answered it may be found on at once."""
    an_asked_case()
    last_day = datetime(2027, 1, 6, 23, 59, tzinfo=SHANGHAI)
    with pytest.raises(desk.UnreportedStillAnswering) as refused:
        found(CaseState.CONFIRMED, 1, last_day)
    assert refused.value.params == {"until": "2027年1月6日"}
    case = found(CaseState.CONFIRMED, 1, AFTER)
    assert (case.state, case.open, case.settled_by_name) == ("confirmed", False, "浙江审核员")
    assert told() == {
        ("host", "host-1", "notice_unreported_settled_host"),
        ("ministry", "ministry", "notice_unreported_settled_ministry"),
    }


def test_an_answered_case_is_confirmed_by_the_ministry(platform: Platform, at: datetime) -> None:
    """The authority is told of what the ministry found."""
    an_asked_case(answered=True)
    found(CaseState.CONFIRMED, 1, at, by=STAFF)
    assert ("authority", "330000", "notice_unreported_settled_authority") in told()
    entry = LedgerEntry.objects.get(verb="unreported_change.settle")
    assert entry.after["state"] == "confirmed"


def test_a_suspicion_is_found_unfounded_and_its_host_never_knows(
    platform: Platform, at: datetime
) -> None:
    """A false alarm ends without a word to the host; nobody is confirmed unasked."""
    a_case()
    with pytest.raises(records.UnreportedSettled):
        found(CaseState.CONFIRMED, 1, AFTER)
    with pytest.raises(Invalid):
        found(CaseState.UNFOUNDED, 1, at, reason=" ")
    with pytest.raises(NotFound):
        found(CaseState.UNFOUNDED, 1, at, by=ELSEWHERE)
    with pytest.raises(NotAllowed):
        found(CaseState.UNFOUNDED, 1, at, by=HOST)
    case = found(CaseState.UNFOUNDED, 1, at)
    assert (case.state, case.told_host, told()) == ("unfounded", "", set())
    with pytest.raises(records.UnreportedSettled):
        found(CaseState.EXPLAINED, 2, at)


def test_of_two_findings_at_once_one_stands(platform: Platform, at: datetime) -> None:
    """The version decides; the other is told that the record changed."""
    rehearse_transactions(on=False)
    an_asked_case(answered=True)
    done = at_once(
        partial(found, CaseState.CONFIRMED, 1, at),
        partial(found, CaseState.UNFOUNDED, 1, at, by=STAFF),
    )
    refused = [one for one in done if isinstance(one, (VersionConflict, records.UnreportedSettled))]
    assert len(refused) == 1
    assert LedgerEntry.objects(verb="unreported_change.settle").count() == 1


def test_lists_are_narrowed_and_paged(platform: Platform, at: datetime) -> None:
    """Each its own, newest first, by state, field, origin; every list over its own index."""
    for ordinal in range(1, 6):
        a_case(f"YS-330000-2026-{ordinal:04d}", opened_at=at + timedelta(minutes=ordinal))
    an_asked_case("YS-330000-2026-0006", origin="tip", opened_at=at)
    a_case("YS-440000-2026-0001", "440000")
    first, key = records.list_cases(CaseFilter(), by=PROVINCE, limit=4)
    rest, end = records.list_cases(CaseFilter(), by=PROVINCE, after=key, limit=4)
    assert [one.number[-1] for one in [*first, *rest]] == ["5", "4", "3", "2", "1", "6"]
    assert end == []
    for asked_for, count in (
        (CaseFilter(state="asked"), 1),
        (CaseFilter(field="place"), 0),
        (CaseFilter(origin="tip"), 1),
        (CaseFilter(authority="440000"), 1),
        (CaseFilter(authority="330000", state="suspected"), 5),
        (CaseFilter(), 7),
    ):
        assert len(records.list_cases(asked_for, by=STAFF, limit=50)[0]) == count
    assert len(records.list_cases(CaseFilter(), by=HOST, limit=9)[0]) == 1
    with pytest.raises(NotFound):
        records.list_cases(CaseFilter(authority="440000"), by=PROVINCE, limit=9)
    with pytest.raises(CursorForged):
        records.list_cases(CaseFilter(), by=STAFF, after=["x", "y"], limit=9)


def test_counts_divide_what_one_may_see(platform: Platform, at: datetime) -> None:
    """A province counts its own, the ministry all, a host nothing."""
    a_case()
    an_asked_case("YS-330000-2026-0002", answered=True)
    a_case("YS-440000-2026-0001", "440000")
    assert sum(one.count for one in answer(records.count_cases(by=PROVINCE))) == 2
    assert sum(one.count for one in answer(records.count_cases(by=STAFF))) == 3
    assert {one.answered for one in answer(records.count_cases(by=PROVINCE))} == {True, False}


def test_open_cases_move_with_the_platform(platform: Platform, at: datetime) -> None:
    """The authority that receives a platform has its open cases; the settled stay."""
    a_case()
    a_case("YS-330000-2026-0002", platform=PLATFORM, state="unfounded", open=False, key="x")
    lead = Actor(account="l", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000")
    made: Transfer = propose(PLATFORM, Proposal("440000", "迁址", at.date()), by=lead, at=at)
    receive(made.number, version=1, by=ELSEWHERE, at=at)
    assert [
        (one.number[-1], one.authority) for one in UnreportedChange.objects.order_by("number")
    ] == [
        ("1", "440000"),
        ("2", "330000"),
    ]  # fmt: skip - one line each


def test_every_state_and_field_has_its_word() -> None:
    """What a page shows of a case is said in Chinese."""
    for state in (*CaseState, "answered"):
        assert say(f"state_unreported_{state}")
