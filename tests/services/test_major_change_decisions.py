"""Verifying a major change: the library from the event's day on, lineage, ledger, messages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registry.documents.bans import Ban
from registry.documents.condition_findings import ConditionFinding
from registry.documents.hosts import Host, HostName
from registry.documents.ledger import LedgerEntry
from registry.documents.lineages import Lineage
from registry.documents.major_changes import MajorChange
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.support_requests import SupportRequest
from registry.documents.transfers import Transfer
from registry.documents.update_returns import UpdateReturn
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.permissions import Actor, Role
from registry.services.bans import bans_in_force
from registry.services.hosts import host_of_code, name_on
from registry.services.ledger import broken_at
from registry.services.lineages import connected
from registry.services.major_change_decisions import (
    MajorChangeJudged,
    MajorChangePaperWanted,
    give_back,
    judge,
    refuse,
    verify,
)
from registry.services.major_change_effects import MajorChangeNameTaken, MajorChangePlatformGone
from registry.services.major_change_records import MajorChangeSettled, readable
from registry.services.platforms import platform_on, read_platform
from registry.services.support_requests import readable as read_request
from registry.services.transfers import Proposal, propose, receive
from registry.services.update_returns import readable as read_return
from tests.condition_makers import a_finding
from tests.major_change_makers import HAPPENED, NUMBER, a_change, a_host, carried_by, code_of
from tests.services.simultaneous import at_once
from tests.update_return_makers import a_request, a_return

pytestmark = pytest.mark.usefixtures("database")

BG = "BG-330000-2026-0001"
FAR = Actor(account="gd", name="广东负责人", role=Role.PROVINCIAL_LEAD, authority="440000")
NINGBO = Actor(account="nb", name="宁波负责人", role=Role.PROVINCIAL_LEAD, authority="330200")
BEFORE = HAPPENED - timedelta(days=1)
NEW = "钱江新材料研究院有限公司"
OTHER = {"credit_code": code_of(2), "name": "之江中试研究院"}
GROUP = {"credit_code": code_of(3), "name": "浙江中试集团"}
FOUND = "查看了登记机关的变更通知书，与报告一致。"


@pytest.fixture
def host():
    """A host on record."""
    return a_host()


@pytest.fixture
def platform(on_record, host, at) -> Platform:
    """A platform of it in the library, with the facts it entered by."""
    kept = on_record(NUMBER, place="杭州市", direction="石化化工", **carried_by(host))
    facts = {
        "state": "in_library", "host": host.id, "name": kept.name, "place": "杭州市",
        "authority": "330000",
    }  # fmt: skip
    for aspect, value in facts.items():
        PlatformFact(
            platform=NUMBER, aspect=aspect, value=value, effective_on=date(2026, 3, 2),
            recorded_at=at, source="summary_sheet:x",
        ).save()  # fmt: skip
    return kept


@pytest.fixture
def reported(platform, host):
    """``reported(kind, **values) -> MajorChange``: the platform's host reported it."""

    def done(kind: str = "rename", **given: object) -> MajorChange:
        values = given.pop("values", None) or {"host_name": NEW}
        whose = {"host": host.id, "credit_code": host.credit_code}
        return a_change(platform=NUMBER, kind=kind, values=values, **whose, **given)

    return done


def test_a_rename_keeps_number_history_duties_and_bans(reported, on_record, host, lead, at):
    """Two dates, the old name on the day before; every platform of the host is called after it."""
    on_record("440000-2026-0009", authority="440000", **carried_by(host))
    _ban(host)
    reported(values={"host_name": NEW, "platform_name": "先进高分子材料中试平台"})
    done = verify(BG, FOUND, version=1, by=lead, at=at)
    assert (done.state, done.open, done.live, done.settled_by_name) == (
        "verified", False, True, "浙江负责人",
    )  # fmt: skip
    now = read_platform(NUMBER, by=lead)
    assert (now.number, now.host, now.host_name, now.name) == (
        NUMBER, host.id, NEW, "先进高分子材料中试平台",
    )  # fmt: skip
    assert {one.host_name for one in Platform.objects} == {NEW}
    assert Host.objects.get().name == NEW
    assert [name_on(host.id, day) for day in (BEFORE, HAPPENED)] == ["钱江新材料研究院", NEW]
    fact = PlatformFact.objects.get(aspect="name", source=f"major_change:{BG}")
    assert (fact.effective_on, fact.recorded_at) == (HAPPENED, at.astimezone(UTC))
    then = platform_on(NUMBER, BEFORE, by=lead)
    assert (then.host_name, then.facts["name"].value) == (
        "钱江新材料研究院",
        "先进材料中试平台0001",
    )
    assert bans_in_force([host.credit_code], at.date())[host.credit_code].platform == NUMBER
    assert Lineage.objects.count() == 0


def test_a_verification_is_told_to_all_and_kept_in_each_chain(reported, on_record, host, lead, at):
    """Host, ministry and the other authority concerned; its platform's chain says why, too."""
    on_record("440000-2026-0009", authority="440000", **carried_by(host))
    reported()
    verify(BG, FOUND, version=1, by=lead, at=at)
    assert {(one.audience, one.recipient) for one in OutboxMessage.objects} == {
        ("host", host.id), ("ministry", "ministry"), ("authority", "440000"),
    }  # fmt: skip
    own = LedgerEntry.objects.get(subject=f"platform:{NUMBER}")
    assert (own.verb, own.before["host_name"], own.after["host_name"]) == (
        "major_change.verify", "钱江新材料研究院", NEW,
    )  # fmt: skip
    assert own.reason == FOUND
    other = LedgerEntry.objects.get(subject="platform:440000-2026-0009")
    assert (other.verb, other.after["change"]) == ("platform.change", BG)
    assert broken_at(f"platform:{NUMBER}") is None


def test_what_is_known_of_a_later_day_stands(reported, host, lead, at):
    """An older event verified later is history: today's name is that of the newest day."""
    HostName(
        host=host.id, name="更新的名称", name_key="更新的名称", effective_on=date(2026, 12, 1),
        recorded_at=at,
    ).save()  # fmt: skip
    PlatformFact(
        platform=NUMBER, aspect="place", value="嘉兴市", effective_on=date(2026, 12, 1),
        recorded_at=at, source="x",
    ).save()  # fmt: skip
    reported()
    verify(BG, FOUND, version=1, by=lead, at=at)
    assert Host.objects.get().name == "钱江新材料研究院"
    assert name_on(host.id, HAPPENED) == NEW
    a_change(
        "BG-330000-2026-0002", platform=NUMBER, kind="relocation", host=host.id,
        values={"place": "湖州市", "address": "一号"},
    )  # fmt: skip
    verify("BG-330000-2026-0002", FOUND, version=1, by=lead, at=at)
    assert Platform.objects.get().place == "杭州市"
    assert platform_on(NUMBER, HAPPENED, by=lead).facts["place"].value == "湖州市"


def test_a_merger_into_a_new_host_keeps_the_bans_in_reach(reported, on_record, host, lead, at):
    """A new code is entered, both precede it, our platforms go over with number and facts."""
    other = a_host(2, OTHER["name"])
    on_record("330000-2026-0002", **carried_by(host))
    on_record("330000-2026-0003", **carried_by(other))
    on_record("440000-2026-0004", authority="440000", **carried_by(host))
    _ban(other)
    reported("merger", values={"merging": [OTHER], "successor": GROUP,
                               "platforms": ["330000-2026-0003"]})  # fmt: skip
    done = verify(BG, FOUND, version=1, by=lead, at=at)
    new = host_of_code(GROUP["credit_code"])
    assert done.hosts == [host.id, str(new.id)]
    carried = {one.number: one.host for one in Platform.objects}
    assert carried == {
        NUMBER: str(new.id), "330000-2026-0002": str(new.id),
        "330000-2026-0003": other.id, "440000-2026-0004": host.id,
    }  # fmt: skip
    now = read_platform(NUMBER, by=lead)
    assert (now.credit_code, now.host_name) == (GROUP["credit_code"], GROUP["name"])
    then = platform_on(NUMBER, BEFORE, by=lead)
    assert (then.facts["host"].value, then.host_name) == (host.id, "钱江新材料研究院")
    found = connected([str(new.id)], [NUMBER], at.date())
    assert set(found.predecessors_of(str(new.id))) == {host.id, other.id}
    assert set(found.predecessors_of(NUMBER)) == {"330000-2026-0003"}
    assert bans_in_force([other.credit_code], at.date())
    successor = Actor(account="n", name="新", role=Role.HOST_OPERATOR, host=str(new.id))
    assert readable(BG, "major_changes:read", successor).number == BG
    a_change("BG-330000-2026-0009", platform=NUMBER, kind="other", host=host.id)
    assert readable("BG-330000-2026-0009", "major_changes:read", successor).host == host.id
    with pytest.raises(NotFound):
        readable(BG, "major_changes:report", successor)


def test_a_merger_into_oneself_or_the_other(reported, host, lead, at):
    """Who is left carries the platform: itself, then nothing moves; or the other one."""
    own = {"credit_code": host.credit_code, "name": host.name}
    reported("merger", values={"merging": [OTHER], "successor": own})
    verify(BG, FOUND, version=1, by=lead, at=at)
    assert Platform.objects.get().host == host.id
    (step,) = Lineage.objects
    assert (step.predecessor, step.successor) == (str(host_of_code(code_of(2)).id), host.id)
    later = {"event_on": date(2026, 12, 1), "host": host.id, "credit_code": host.credit_code}
    values = {"merging": [OTHER], "successor": OTHER}
    a_change("BG-330000-2026-0002", platform=NUMBER, kind="merger", values=values, **later)
    verify("BG-330000-2026-0002", FOUND, version=1, by=lead, at=at)
    assert Platform.objects.get().credit_code == OTHER["credit_code"]
    assert Lineage.objects.count() == 2


def test_a_split_keeps_the_platform_with_the_one_named(reported, host, on_record, lead, at):
    """Each that came out follows the host; a platform that came out follows the platform."""
    on_record("330000-2026-0002", **carried_by(host))
    a_finding(platform=NUMBER, host=host.id)
    a_return(platform=NUMBER, host=host.id)
    a_request(platform=NUMBER, host=host.id)
    reported("split", values={"successors": [OTHER, GROUP], "carrier": OTHER["credit_code"],
                              "platforms": ["330000-2026-0002"]})  # fmt: skip
    verify(BG, FOUND, version=1, by=lead, at=at)
    carrier = host_of_code(OTHER["credit_code"])
    assert Platform.objects.get(number=NUMBER).host == str(carrier.id)
    assert Platform.objects.get(number="330000-2026-0002").host == host.id
    assert ConditionFinding.objects.get().host == str(carrier.id)
    theirs = (UpdateReturn.objects.get(), SupportRequest.objects.get())
    assert {(one.host, one.version) for one in theirs} == {(str(carrier.id), 2)}
    assert theirs[1].host_name == OTHER["name"]
    ours, before = (
        Actor("op", "填报员", Role.HOST_OPERATOR, host=one) for one in (str(carrier.id), host.id)
    )
    assert read_return(theirs[0].number, "update_returns:read", ours).platform == NUMBER
    assert read_request(theirs[1].number, "support_requests:follow", ours).platform == NUMBER
    with pytest.raises(NotFound):
        read_request(theirs[1].number, "support_requests:follow", before)
    found = connected([host.id], [NUMBER], at.date())
    assert len(found.successors_of(host.id)) == 2
    assert set(found.successors_of(NUMBER)) == {"330000-2026-0002"}


def test_a_change_of_service_or_kind(reported, host, lead, at):
    """Field and direction with their day; what the host is; a told change alone changes nothing."""
    reported("service_change", values={"description": "x", "direction": "前沿材料"})
    verify(BG, FOUND, version=1, by=lead, at=at)
    now = Platform.objects.get()
    assert (now.direction, now.taxonomy_edition) == ("前沿材料", "2025")
    assert PlatformFact.objects.get(aspect="taxonomy").value["direction"] == "前沿材料"
    told = {"description": "改制", "host_kind": "企业"}
    a_change("BG-330000-2026-0002", platform=NUMBER, kind="reorganisation", host=host.id,
             values=told)  # fmt: skip
    verify("BG-330000-2026-0002", FOUND, version=1, by=lead, at=at)
    assert Host.objects.get().kind == "企业"
    facts = PlatformFact.objects.count()
    for number, kind in (
        ("BG-330000-2026-0003", "other"),
        ("BG-330000-2026-0004", "equity_change"),
    ):
        a_change(number, platform=NUMBER, kind=kind, host=host.id, values={"description": "x"})
        verify(number, FOUND, version=1, by=lead, at=at)
    a_change("BG-330000-2026-0005", platform=NUMBER, kind="service_change", host=host.id,
             event_on=date(2026, 12, 1), values={"description": "只改服务"})  # fmt: skip
    verify("BG-330000-2026-0005", FOUND, version=1, by=lead, at=at)
    assert PlatformFact.objects.count() == facts


def test_a_name_that_is_taken_is_refused_whole(reported, on_record, host, lead, at):
    """Nothing of it is kept, and the report still waits."""
    on_record("330000-2026-0002", name="另一平台", name_key="另一平台", **carried_by(host))
    reported(values={"platform_name": "另一平台", "host_name": NEW})
    with pytest.raises(MajorChangeNameTaken):
        verify(BG, FOUND, version=1, by=lead, at=at)
    assert MajorChange.objects.get().state == "reported"
    assert Host.objects.get().name == "钱江新材料研究院"


def test_only_its_own_province_decides(reported, ministry, host, lead, at):
    """Another finds nothing; the ministry and the host read and decide nothing."""
    reported()
    for act in (verify, give_back, refuse):
        with pytest.raises(NotFound):
            act(BG, FOUND, version=1, by=FAR, at=at)
        with pytest.raises(NotAllowed):
            act(BG, FOUND, version=1, by=ministry, at=at)
    with pytest.raises(NotFound):
        judge(BG, "in_time", "x", version=1, by=FAR, at=at)


def test_what_verification_wants(reported, lead, at):
    """Findings, a paper, a platform in the library, the version that was read."""
    reported(attachments=[])
    with pytest.raises(Invalid):
        verify(BG, " ", version=1, by=lead, at=at)
    with pytest.raises(MajorChangePaperWanted):
        verify(BG, FOUND, version=1, by=lead, at=at)
    MajorChange.objects.delete()
    reported()
    with pytest.raises(VersionConflict):
        verify(BG, FOUND, version=2, by=lead, at=at)
    Platform.objects.update(set__state="removed")
    with pytest.raises(MajorChangePlatformGone):
        verify(BG, FOUND, version=1, by=lead, at=at)
    assert HostName.objects.count() == 1


@pytest.mark.parametrize("end", [(give_back, "returned"), (refuse, "refused")])
def test_returned_or_refused_the_library_stays(reported, host, lead, at, end):
    """A reason is wanted, and told to the host; a refused one is at its end."""
    act, state = end
    reported()
    with pytest.raises(Invalid):
        act(BG, "", version=1, by=lead, at=at)
    done = act(BG, "材料不清楚", version=1, by=lead, at=at)
    assert (done.state, done.outcome_reason) == (state, "材料不清楚")
    (told,) = OutboxMessage.objects
    assert (told.recipient, told.code) == (host.id, f"notice_major_change_{state}")
    with pytest.raises(MajorChangeSettled):
        verify(BG, FOUND, version=2, by=lead, at=at)
    assert Platform.objects.get().host_name == "钱江新材料研究院"


def test_of_two_decisions_at_once_one_counts(reported, lead, reviewer, at):
    """Verified and refused together: one end, and a library that fits it."""
    reported()
    given = at_once(
        lambda: verify(BG, FOUND, version=1, by=lead, at=at),
        lambda: refuse(BG, "不实", version=1, by=reviewer, at=at),
    )
    assert sum(isinstance(one, MajorChange) for one in given) == 1
    state = MajorChange.objects.get().state
    assert (Host.objects.get().name == NEW) == (state == "verified")
    assert HostName.objects.count() == 1 + (state == "verified")


def test_a_reviewer_judges_the_time_once_with_a_reason(reported, host, reviewer, at):
    """Named and dated; the four fields stay apart, and the ministry is told."""
    reported()
    with pytest.raises(Invalid) as refused:
        judge(BG, "perhaps", " ", version=1, by=reviewer, at=at)
    assert set(refused.value.fields) == {"judgement", "reason"}
    done = judge(BG, "not_in_time", "登记后二十天才报告", version=1, by=reviewer, at=at)
    assert (done.state, done.timeliness, done.judgement, done.judged_by_name) == (
        "reported", "to_be_judged", "not_in_time", "浙江审核员",
    )  # fmt: skip
    assert {(one.audience, one.recipient) for one in OutboxMessage.objects} == {
        ("host", host.id), ("ministry", "ministry"),
    }  # fmt: skip
    with pytest.raises(MajorChangeJudged):
        judge(BG, "in_time", "改口", version=2, by=reviewer, at=at)
    assert Platform.objects.get().state == "in_library"


def test_nobody_overrules_the_clock(reported, reviewer, at):
    """Nor is what was refused judged any more."""
    reported(timeliness="late")
    with pytest.raises(MajorChangeJudged):
        judge(BG, "in_time", "x", version=1, by=reviewer, at=at)
    MajorChange.objects.update(set__timeliness="prompted", set__state="refused", set__open=False)
    with pytest.raises(MajorChangeSettled):
        judge(BG, "in_time", "x", version=1, by=reviewer, at=at)


def test_reports_go_where_the_platform_is_transferred(reported, host, lead, at):
    """The new authority decides on the open one and reads the rest; the old one finds none."""
    reported()
    a_change("BG-330000-2026-0002", platform=NUMBER, kind="other", host=host.id, open=False)
    made = propose(NUMBER, Proposal("330200", "迁址", at.date()), by=lead, at=at)
    receive(made.number, version=1, by=NINGBO, at=at)
    assert Transfer.objects.get().state == "received"
    with pytest.raises(NotFound):
        verify(BG, FOUND, version=1, by=lead, at=at)
    assert verify(BG, FOUND, version=1, by=NINGBO, at=at).state == "verified"
    assert readable("BG-330000-2026-0002", "major_changes:read", NINGBO).open is False


def _ban(host) -> None:
    Ban(
        host=host.id, credit_code=host.credit_code, host_name=host.name, platform=NUMBER,
        platform_name="某平台", ground="credit_breach", clause="二（四）",
        decision=f"工信部函〔2026〕{host.credit_code[-2]}号", decided_on=date(2026, 2, 1),
        from_day=date(2026, 2, 1), until_day=date(2029, 2, 1),
        recorded_at=datetime(2026, 2, 1, tzinfo=UTC),
    ).save()  # fmt: skip
