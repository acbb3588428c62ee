"""Findings of conditions no longer met, on the desk: who sees them, and what people do."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from registry.clock import SHANGHAI
from registry.documents.condition_findings import ConditionFinding
from registry.documents.exit_proposals import ExitProposal
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import condition_finding_records as records
from registry.services import condition_findings as desk
from registry.services import exit_proposals
from registry.services.calendar import current_calendar
from registry.services.condition_finding_exports import export_findings
from registry.services.condition_finding_records import FindingFilter
from registry.services.condition_finding_tasks import condition_tasks_of
from registry.services.exit_proposals import ExitOrder
from registry.services.ledger import reason_of
from registry.services.platforms import story_of
from registry.services.readings import answer
from registry.services.transfers import Proposal, propose, receive
from tests.appeal_makers import Objection, decided_way, facts_on_record
from tests.condition_makers import a_finding, a_note
from tests.removal_makers import NUMBER, Way
from tests.round_makers import a_round
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")

ONE = "XS-330000-2026-0001"
HOST = Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")
FAR = Actor(account="gd", name="广东负责人", role=Role.PROVINCIAL_LEAD, authority="440000")
NINGBO = Actor(account="nb", name="宁波负责人", role=Role.PROVINCIAL_LEAD, authority="330200")


def exit_on(finding: str, by: Actor, at: datetime, platform: str = NUMBER) -> ExitProposal:
    """Propose an exit on a finding."""
    order = ExitOrder(platform, "conditions_not_met", "设备原值连续两季度低于条件。", finding)
    law: dict[str, Any] = {"rulebook": rulebook(), "calendar": current_calendar()}
    return exit_proposals.propose(order, by=by, at=at, **law)


def states() -> list[str]:
    """Where each finding stands, by number."""
    return [one.state for one in ConditionFinding.objects.order_by("number")]


def test_who_sees_which(lead, reviewer, ministry, at):
    """Host own, authority own, ministry all; another's is answered as none."""
    a_finding()
    a_finding("XS-440000-2026-0001", "440000", host="host-2")
    seen = partial(records.list_findings, FindingFilter(), limit=9)
    assert [one.number for one in seen(by=lead)[0]] == [ONE]
    assert [one.number for one in seen(by=HOST)[0]] == [ONE]
    assert len(seen(by=ministry)[0]) == 2
    for who in (FAR, Actor("x", "x", Role.HOST_OPERATOR, host="host-2")):
        with pytest.raises(NotFound):
            records.readable(ONE, records.READ, who)
    with pytest.raises(NotFound):
        records.list_findings(FindingFilter(authority="440000"), by=reviewer, limit=9)
    with pytest.raises(NotAllowed):
        seen(by=Actor("a", "审计", Role.AUDIT_ADMINISTRATOR))


def test_a_list_is_narrowed_and_walked(ministry):
    """By state and condition, a page at a time, newest first; the counts say the same."""
    for ordinal in range(1, 6):
        state, opened = ("open", True) if ordinal < 4 else ("resolved", False)
        moment = datetime(2026, 12, ordinal, tzinfo=SHANGHAI)
        number = f"XS-330000-2026-000{ordinal}"
        a_finding(number, state=state, open=opened, opened_at=moment)
    asked = FindingFilter(state="open", criterion="equipment_original_value")
    first, key = records.list_findings(asked, by=ministry, limit=2)
    then, end = records.list_findings(asked, by=ministry, after=key, limit=2)
    assert [one.number[-1] for one in (*first, *then)] == ["3", "2", "1"]
    assert not end
    counts = answer(records.count_findings(by=ministry))
    assert {(one.state, one.count) for one in counts} == {("open", 3), ("resolved", 2)}
    assert not records.list_findings(FindingFilter(criterion="x"), by=ministry, limit=2)[0]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"authority": "330000"}, "authority_1_opened_at_-1_number_-1"),
        ({"authority": "330000", "state": "open"}, "authority_1_opened_at_-1_number_-1"),
        ({"state": "open"}, "state_1_opened_at_-1_number_-1"),
        ({"host": "host-1"}, "host_1_opened_at_-1_number_-1"),
        ({}, "opened_at_-1_number_-1"),
        ({"platform": NUMBER, "open": True}, "one_open_of_a_condition"),
    ],
)
def test_each_list_has_its_index(query, index):
    """Every way to narrow a list walks an index in the order shown, and sorts nothing."""
    a_finding()
    found = ConditionFinding.objects(__raw__=query).hint(index)
    ordered = found if "platform" in query else found.order_by("-opened_at", "-number")
    plan = str(ordered.explain()["queryPlanner"]["winningPlan"])
    assert index in plan
    assert "'SORT'" not in plan


def test_looking_writes_a_note(reviewer, ministry, at):
    """Open becomes looked at; each note keeps who wrote it, and the ledger its words."""
    a_finding()
    done = desk.note(ONE, "电话核实，设备出售一台", version=1, by=reviewer, at=at)
    again = desk.note(ONE, "部里已知悉", version=2, by=ministry, at=at + timedelta(days=1))
    assert (done.state, again.state, again.version) == ("looked_at", "looked_at", 3)
    assert [(one.account_name, one.authority) for one in again.notes] == [
        ("浙江审核员", "330000"),
        ("部负责人", ""),
    ]
    entry = LedgerEntry.objects(verb="condition_finding.look").order_by("sequence").first()
    assert (entry.reason, entry.clause) == ("电话核实，设备出售一台", "二（六）")


def test_the_host_reads_that_it_was_looked_and_not_the_note(on_record, reviewer, at):
    """In the platform's story the entry stands for both, its words for the office alone."""
    on_record(NUMBER)
    a_finding(platform=NUMBER)
    desk.note(ONE, "疑似虚报，先不告诉单位", version=1, by=reviewer, at=at)
    for by, words in ((HOST, ""), (reviewer, "疑似虚报，先不告诉单位")):
        (entry,), _ = story_of(NUMBER, by=by, limit=9)
        assert (entry.verb, reason_of(entry)) == ("condition_finding.look", words)
    assert LedgerEntry.objects.get(verb="condition_finding.look").reason  # kept as it was


def test_a_note_wants_words_the_version_and_an_office(reviewer, at):
    """Blank, from an old page, by a host, another province, on what has ended: refused."""
    a_finding()
    with pytest.raises(Invalid):
        desk.note(ONE, "  ", version=1, by=reviewer, at=at)
    with pytest.raises(VersionConflict):
        desk.note(ONE, "看过", version=7, by=reviewer, at=at)
    with pytest.raises(NotAllowed):
        desk.note(ONE, "看过", version=1, by=HOST, at=at)
    with pytest.raises(NotFound):
        desk.note(ONE, "看过", version=1, by=FAR, at=at)
    ConditionFinding.objects.update(set__open=False, set__state="resolved")
    with pytest.raises(desk.ConditionFindingEnded):
        desk.note(ONE, "看过", version=1, by=reviewer, at=at)


def test_notes_have_an_end(reviewer, at):
    """One finding holds so many notes and no more."""
    a_finding(notes=[a_note()] * desk.MOST_NOTES)
    with pytest.raises(desk.ConditionNotesFull):
        desk.note(ONE, "又看", version=1, by=reviewer, at=at)


def test_two_notes_at_once_one_is_told_to_look_again(reviewer, at):
    """Two people on the same page: one note is kept, the other has to read it first."""
    a_finding()
    told = []

    def look(text: str) -> None:
        try:
            desk.note(ONE, text, version=1, by=reviewer, at=at)
        except VersionConflict:
            told.append(text)

    at_once(partial(look, "甲"), partial(look, "乙"))
    assert len(told) == 1
    assert len(ConditionFinding.objects.get().notes) == 1


def test_an_exit_is_proposed_on_a_finding_by_a_person(on_record, lead, at):
    """The proposal names the finding, the finding the proposal; the platform stays."""
    a_round()
    on_record(NUMBER)
    found = a_finding(platform=NUMBER)
    text = desk.facts_of(found)
    assert "980.00 万元" in text
    assert "1,000.00 万元" in text
    assert "一（二）1" in text
    made = exit_on(ONE, lead, at)
    found.reload()
    assert (found.state, found.exit_proposal, made.finding) == ("proposed", made.number, ONE)
    assert Platform.objects.get().state == "in_library"
    verbs = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("sequence").scalar("verb")
    assert set(verbs) == {"exit_proposal.propose", "condition_finding.propose"}
    exit_proposals.withdraw(made.number, "已整改", version=made.version, by=lead, at=at)
    assert exit_on(ONE, lead, at).finding == ONE


def test_an_exit_on_another_finding_is_refused(on_record, lead, at):
    """None, another platform's, another province's, an ended one: nothing is proposed."""
    a_round()
    on_record(NUMBER)
    a_finding("XS-330000-2026-0007")
    a_finding("XS-440000-2026-0001", "440000", platform=NUMBER, criterion="full_time_staff")
    a_finding("XS-330000-2026-0008", platform=NUMBER, state="resolved", open=False)
    numbers = ("XS-330000-2026-0007", "XS-440000-2026-0001", "XS-330000-2026-0008", "$ne")
    for number in numbers:
        with pytest.raises(Invalid) as refused:
            exit_on(number, lead, at)
        assert list(refused.value.fields) == ["finding"]
    assert ExitProposal.objects.count() == 0


def test_home_says_whose_turn_it_is(lead, ministry):
    """The province looks, the ministry waits, the host is told of each; none says nothing."""
    assert answer(condition_tasks_of(by=lead)) == ()
    a_finding()
    a_finding("XS-330000-2026-0002", state="looked_at")
    (line,) = answer(condition_tasks_of(by=lead))
    assert (line.code, line.group, line.params["count"]) == ("task_look_at_conditions", "todo", 1)
    (line,) = answer(condition_tasks_of(by=ministry))
    assert (line.code, line.group) == ("task_await_conditions", "waiting")
    lines = answer(condition_tasks_of(by=HOST))
    assert {one.params["finding"] for one in lines} == {ONE, "XS-330000-2026-0002"}


def test_a_transferred_platform_takes_its_findings_along(on_record, lead, at):
    """The receiving authority sees them all, ended ones too; the giving one no more."""
    on_record(NUMBER)
    a_finding(platform=NUMBER)
    a_finding("XS-330000-2026-0002", platform=NUMBER, state="resolved", open=False)
    made = propose(NUMBER, Proposal("330200", "迁至宁波", date(2026, 12, 28)), by=lead, at=at)
    receive(made.number, version=made.version, by=NINGBO, at=at)
    assert {one.authority for one in ConditionFinding.objects} == {"330200"}
    with pytest.raises(NotFound):
        records.readable(ONE, records.READ, lead)


def test_a_removed_platform_s_findings_end_and_come_back_with_it(on_record):
    """Removal ends what stands; annulled on appeal, each stands where it stood."""
    on_record(NUMBER)
    a_finding(platform=NUMBER, state="looked_at")
    a_finding(
        "XS-330000-2026-0002",
        platform=NUMBER,
        criterion="full_time_staff",
        state="resolved",
        open=False,
    )  # fmt: skip - one finding
    facts_on_record()
    objection = Objection(decided_way())
    assert states() == ["ended", "resolved"]
    objection.filed()
    objection.way.at = datetime(2026, 10, 20, 9, tzinfo=SHANGHAI)
    objection.prepared()
    objection.decided()
    assert Platform.objects.get(number=NUMBER).state == "in_library"
    assert states() == ["looked_at", "resolved"]
    assert ConditionFinding.objects.get(number=ONE).open


def test_a_removal_leaves_other_platforms_findings(on_record: Callable[..., Platform]) -> None:
    """Only the platform that left is done with."""
    on_record(NUMBER)
    a_finding(platform="330000-2026-0002")
    way = Way()
    way.to_prepared()
    way.decided()
    assert states() == ["open"]


def test_an_export_holds_what_is_seen_and_is_noted(reviewer, at):
    """A workbook of one's own findings, numbers of persons masked; the ledger keeps how many."""
    a_finding(notes=[a_note("=1+1"), a_note("电话13800138000，身份证11010519491231002X")])
    a_finding("XS-440000-2026-0001", "440000")
    content = export_findings(FindingFilter(), by=reviewer, at=at)
    sheet = load_workbook(BytesIO(content)).active
    (notes,) = [str(one.value) for row in sheet for one in row if "=1+1" in str(one.value)]
    assert "电话" in notes
    assert not any(number in notes for number in ("13800138000", "11010519491231002X"))
    entry = LedgerEntry.objects.get(verb="condition_finding.export")
    assert entry.after == {"rows": 1}
    with pytest.raises(NotFound):
        export_findings(FindingFilter(authority="440000"), by=reviewer, at=at)
    with pytest.raises(NotAllowed):
        export_findings(FindingFilter(), by=HOST, at=at)
