"""Incidents on the desk: recorded by three sides, examined, corrected; nothing is removed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.documents.bans import Ban
from registry.documents.incidents import Incident
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from registry.errors import CursorForged, Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import incidents as desk
from registry.services.incident_statements import IncidentOrder, graded
from registry.services.incidents import (
    ExaminationOrder,
    IncidentAlreadyExamined,
    IncidentAlreadyRecorded,
    IncidentFilter,
    IncidentNotYours,
)
from registry.services.readings import answer
from registry.services.removal_cases import CaseOrder, open_case
from tests.incident_makers import a_confirmed, an_incident, an_order
from tests.services.simultaneous import at_once

NUMBER = "330000-2026-0001"
SUBJECT = f"platform:{NUMBER}"
OPERATOR = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
STRANGER = Actor(account="op-2", name="别家", role=Role.HOST_OPERATOR, host="host-2")
NINGBO = Actor(account="nb", name="宁波", role=Role.PROVINCIAL_LEAD, authority="330200")
Record = Callable[..., Incident]


@pytest.fixture
def record(on_record: Callable[..., Platform], at: datetime) -> Record:
    """``record(kind, …)``: somebody records an incident of the platform on record."""
    on_record(NUMBER)

    def act(kind: str = "safety", *, by: Actor = OPERATOR, **given: Any) -> Incident:
        order = an_order(kind, **given)
        return desk.record(NUMBER, order, by=by, at=at, rulebook=rulebook())

    return act


def correct(found: Incident, by: Actor, at: datetime, **given: Any) -> Incident:
    """State an incident anew."""
    order = an_order(found.kind, **{"reason": "数字有误", **given})
    return desk.correct(
        found.number, order, version=found.version, by=by, at=at, rulebook=rulebook()
    )


def examine(
    found: Incident, by: Actor, at: datetime, outcome: str = "confirmed", counts: str = "yes"
) -> Incident:
    """Examine what stands."""
    order = ExaminationOrder(outcome, counts, "已核对调查报告。")
    return desk.examine(found.number, order, version=found.version, by=by, at=at)


def faults(record: Record, kind: str = "safety", **given: Any) -> dict[str, str]:
    """What is wrong with a statement, by field."""
    with pytest.raises(Invalid) as refused:
        record(kind, **given)
    return dict(refused.value.fields)


def told() -> dict[str, str]:
    """What went out, by audience."""
    return {one.audience: say(one.code, **one.params) for one in OutboxMessage.objects}


def test_a_host_reports_and_nothing_follows(record: Record) -> None:
    """On record with grade and criterion, province and ministry told; the platform stays."""
    made = record()
    assert (made.number, made.state, made.grade, made.at_line, made.counts) == (
        "SG-330000-2026-0001", "recorded", "larger", True, None,
    )  # fmt: skip
    (met,) = Incident.objects.get().stands.met
    assert (met.name, met.read, met.line) == ("deaths", 3, 3)
    assert Platform.objects.get(number=NUMBER).state == "in_library"
    assert not Ban.objects.count()
    entry = LedgerEntry.objects.get(subject=SUBJECT)
    assert (entry.verb, entry.clause) == ("incident.record", "二（四）")
    assert (entry.after["figures"]["deaths"], entry.after["organ"]) == ("3", "")
    assert set(told()) == {"authority", "ministry"}
    assert "达到二（四）所列情形" in told()["ministry"]


def test_each_side_records_and_the_others_hear(
    record: Record, reviewer: Actor, ministry: Actor
) -> None:
    """Below the line the ministry is not troubled; nobody is told of what they did themselves."""
    record("quality", by=reviewer, found="not_reached")
    assert set(told()) == {"host"}
    OutboxMessage.objects.delete()
    assert record("credit_breach", by=ministry).stands.side == "ministry"
    assert set(told()) == {"host", "authority"}


def test_missing_figures_are_kept_missing(record: Record) -> None:
    """A blank is not nought: not graded, naming what is missing; a written nought is stated."""
    made = record(figures={"deaths": "0", "injured": " ", "loss": "１，２００．５万元"})
    assert (made.grade, made.at_line) == ("larger", True)
    stands = Incident.objects.get().stands
    assert set(stands.figures) == {"deaths", "loss"}
    assert (str(stands.figures["loss"]), list(stands.missing)) == ("1200.5", ["injured"])
    open_ = record(figures={"deaths": "0"}, occurred_on="2026-09-13")
    assert (open_.grade, open_.at_line, list(open_.stands.missing)) == (
        "not_stated", None, ["injured", "loss"],
    )  # fmt: skip


def test_every_field_that_does_not_hold_is_named(record: Record) -> None:
    """All at once, each with its sentence; nothing is kept."""
    wrong = faults(
        record, occurred_on="2027-01-01", site="moon", relation=" ", facts="短",
        figures={"deaths": "-1", "injured": "两个", "loss": "1.1234567"},
    )  # fmt: skip
    assert set(wrong) == {
        "occurred_on",
        "site",
        "relation",
        "facts",
        "deaths",
        "injured",
        "loss",
    }  # fmt: skip - one set
    assert set(faults(record, "nothing")) == {"kind"}
    assert "日期" in faults(record, occurred_on="昨天")["occurred_on"]
    assert "日期" in faults(record, occurred_on="")["occurred_on"]
    assert "ticks" in faults(record, ticks=frozenset({"meteor"}))
    assert "organ" in faults(record, organ="机" * 201)
    assert "receipt" in faults(record, receipt="2026Q4-330000-2026-0001-1")
    assert not Incident.objects.count()


def test_a_judged_event_names_organ_document_and_day(record: Record) -> None:
    """A finding wants all three; while it is pending none; not a day before it happened."""
    nothing = {"organ": " ", "document": "", "document_on": ""}
    assert set(faults(record, "secrecy", **nothing)) == {"organ", "document", "document_on"}
    assert set(faults(record, "quality", found="")) == {"found"}
    assert set(faults(record, "falsification", document_on="2026-09-11")) == {"document_on"}
    pending = record("secrecy", found="pending", **nothing)
    assert (pending.grade, pending.at_line) == ("not_stated", None)


def test_the_environment_is_graded_by_figures_or_by_the_organ(record: Record) -> None:
    """The choice is asked for; the organ's finding decides whatever the figures are."""
    assert set(faults(record, "environment", basis="")) == {"basis"}
    ticked = record("environment", ticks=frozenset({"cross_province"}))
    assert (ticked.grade, ticked.at_line) == ("major", True)
    finding = {
        "basis": "finding",
        "found": "not_reached",
        "organ": "生态环境部",
        "document": "环函〔2026〕3号",
        "document_on": "2026-10-01",
        "occurred_on": "2026-09-20",
    }  # fmt: skip - one table
    figures = {"deaths": "40", "injured": "0", "evacuated": "0", "loss": "0"}
    found = record("environment", figures=figures, **finding)
    assert (found.grade, found.at_line) == ("found_below", False)


def test_both_kinds_of_dishonesty_are_kept_apart(record: Record) -> None:
    """失信 and 严重失信 are two kinds on record."""
    assert record("credit_breach").kind == "credit_breach"
    assert record("serious_credit_breach").kind == "serious_credit_breach"


def test_the_same_again_is_told_that_it_is_there(record: Record, reviewer: Actor) -> None:
    """A second click, or two at once, makes one; another side may still record its own."""
    both = at_once(record, record)
    (refused,) = [one for one in both if isinstance(one, IncidentAlreadyRecorded)]
    assert refused.params["number"] == Incident.objects.get().number
    with pytest.raises(IncidentAlreadyRecorded):
        record()
    record(by=reviewer)
    assert Incident.objects.count() == 2


def test_an_office_examines_with_a_reason(record: Record, reviewer: Actor, at: datetime) -> None:
    """Confirmed and counting at the line: a case is proposed, both are told; none is opened."""
    made = record()
    assert not desk.is_case_proposed(made)
    OutboxMessage.objects.delete()
    done = examine(made, reviewer, at)
    assert (done.state, done.counts, done.examination.reason) == (
        "confirmed", True, "已核对调查报告。",
    )  # fmt: skip
    assert desk.is_case_proposed(Incident.objects.get())
    assert set(told()) == {"host", "ministry"}
    assert Platform.objects.get(number=NUMBER).state == "in_library"
    with pytest.raises(IncidentAlreadyExamined):
        examine(done, reviewer, at, "unfounded")


def test_whether_another_site_counts_is_judged(
    record: Record, reviewer: Actor, at: datetime
) -> None:
    """Not counting elsewhere, no case; on the platform's own site it counts (ruling 23)."""
    own = record()
    with pytest.raises(Invalid) as refused:
        examine(own, reviewer, at, counts="no")
    assert set(refused.value.fields) == {"counts"}
    other = record(site="host", occurred_on="2026-09-14")
    done = examine(other, reviewer, at, counts="no")
    assert (done.counts, desk.is_case_proposed(done)) == (False, False)


def test_what_is_not_graded_is_not_confirmed_as_counting(
    record: Record, reviewer: Actor, at: datetime
) -> None:
    """A missing figure is asked for first; that it is unfounded can be said at any time."""
    made = record(figures={"deaths": "1"})
    with pytest.raises(Invalid) as refused:
        examine(made, reviewer, at)
    assert "不作推定" in refused.value.fields["outcome"]
    assert examine(made, reviewer, at, "unfounded", "").counts is None
    bad = ExaminationOrder("perhaps", "", " ")
    with pytest.raises(Invalid) as refused:
        desk.examine(made.number, bad, version=2, by=reviewer, at=at)
    assert set(refused.value.fields) == {"outcome", "reason"}


def test_a_correction_overwrites_nothing(record: Record, reviewer: Actor, at: datetime) -> None:
    """Both versions and the old examination stay; the new one is graded and waits again."""
    done = examine(record(), reviewer, at)
    changed = correct(done, reviewer, at, figures={"deaths": "2", "injured": "0", "loss": "1"})
    assert (changed.state, changed.counts, changed.grade, changed.at_line) == (
        "recorded", None, "general", False,
    )  # fmt: skip
    kept = Incident.objects.get()
    assert [one.grade for one in kept.statements] == ["larger", "general"]
    assert (len(kept.examinations), kept.examination) == (1, None)
    assert (kept.stands.reason, kept.stands.side) == ("数字有误", "province")
    with pytest.raises(Invalid):
        correct(kept, reviewer, at, reason=" ")
    with pytest.raises(VersionConflict):
        correct(done, reviewer, at)


def test_a_lower_side_does_not_rewrite_a_higher_one(
    record: Record, reviewer: Actor, ministry: Actor, at: datetime
) -> None:
    """A host corrects its own until it is examined; never what an office stated."""
    mine = correct(record(), OPERATOR, at)
    done = examine(mine, reviewer, at)
    for found in (done, record("quality", by=reviewer), record("quality", by=ministry)):
        with pytest.raises(IncidentNotYours):
            correct(found, OPERATOR, at)
    with pytest.raises(IncidentNotYours):
        correct(found, reviewer, at)
    assert correct(done, ministry, at).stands.side == "ministry"


def test_another_s_incident_is_none(record: Record, reviewer: Actor, at: datetime) -> None:
    """Another host and another authority find nothing; a host does not examine."""
    made = record()
    for by in (STRANGER, NINGBO):
        for act in (
            lambda by=by: desk.readable(made.number, "incidents:read", by),
            lambda by=by: record(by=by),
            lambda by=by: correct(made, by, at),
        ):
            with pytest.raises(NotFound):
                act()
    with pytest.raises(NotFound):
        examine(made, NINGBO, at)
    with pytest.raises(NotFound):
        desk.readable("SG-330000-1999-0001", "incidents:read", reviewer)
    with pytest.raises(NotAllowed):
        examine(made, OPERATOR, at)
    assert desk.list_incidents(IncidentFilter(), by=STRANGER, limit=5) == ([], [])
    assert desk.list_incidents(IncidentFilter(), by=NINGBO, limit=5) == ([], [])
    with pytest.raises(NotFound):
        desk.list_incidents(IncidentFilter(authority="330000"), by=NINGBO, limit=5)


def test_two_examinations_at_once_leave_one(record: Record, reviewer: Actor, at: datetime) -> None:
    """Two offices decide at the same moment: one stands, the other is told that it changed."""
    made = record()
    both = at_once(
        lambda: examine(made, reviewer, at), lambda: examine(made, reviewer, at, "unfounded", "")
    )
    assert sum(isinstance(one, Incident) for one in both) == 1
    assert len(Incident.objects.get().examinations) == 1


def test_a_case_opened_is_noted(record: Record, reviewer: Actor, lead: Actor, at: datetime) -> None:
    """Opened on it, none is proposed any more; on an incident that is none, no case is opened."""
    made = examine(record(), reviewer, at)
    facts = "九月十二日中试线反应釜冲料，三人死亡，已核对调查报告。"

    def opened(origin: str) -> RemovalCase:
        order = CaseOrder(
            NUMBER, "serious_safety_accident", facts, origin_kind="incident", origin=origin
        )
        return open_case(order, by=lead, at=at, rulebook=rulebook())

    with pytest.raises(Invalid) as refused:
        opened("SG-330000-1999-0001")
    assert set(refused.value.fields) == {"origin"}
    case = opened(made.number)
    kept = Incident.objects.get()
    assert (kept.removal_case, kept.version) == (case.number, made.version + 1)
    assert not desk.is_case_proposed(kept)


def test_lists_are_narrowed_and_paged(database: None, reviewer: Actor, ministry: Actor) -> None:
    """By state, kind, line and platform, newest first; counts agree with what is listed."""
    a_confirmed("SG-330000-2026-0001")
    below = {"grade": "general", "at_line": False}
    an_incident("SG-330000-2026-0002", statement=below)
    an_incident("SG-330200-2026-0003", "330200", kind="quality", at_line=None)

    def numbers(by: Actor = ministry, **asked: str) -> list[str]:
        found, _ = desk.list_incidents(IncidentFilter(**asked), by=by, limit=10)
        return [one.number[-1] for one in found]

    assert numbers() == ["3", "2", "1"]
    assert numbers(reviewer) == ["2", "1"]
    assert numbers(line="proposed") == numbers(line="reached") == ["1"]
    assert (numbers(line="below"), numbers(line="unknown")) == (["2"], ["3"])
    assert (numbers(kind="quality"), numbers(state="recorded")) == (["3"], ["3", "2"])
    assert (numbers(platform="330000-2026-0002"), numbers(line="x")) == (["2"], [])
    first, key = desk.list_incidents(IncidentFilter(), by=ministry, limit=2)
    rest, end = desk.list_incidents(IncidentFilter(), by=ministry, after=key, limit=2)
    assert ([one.number[-1] for one in (*first, *rest)], end) == (["3", "2", "1"], [])
    with pytest.raises(CursorForged):
        desk.list_incidents(IncidentFilter(), by=ministry, after=["x", "y"], limit=2)
    counts = answer(desk.count_incidents(by=ministry))
    assert sum(one.count for one in counts if one.proposed) == 1
    assert {one.line for one in answer(desk.count_incidents(by=reviewer))} == {"reached", "below"}


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"host": "h"}, "host_1_recorded_at_-1_number_-1"),
        ({"authority": "330000"}, "authority_1_recorded_at_-1_number_-1"),
        ({"platform": "p"}, "platform_1_recorded_at_-1_number_-1"),
        ({}, "recorded_at_-1_number_-1"),
    ],
)
def test_each_list_has_its_index(query, index, database):
    """A list is read in the order of its index, without sorting."""
    plan = str(
        get_db()["incidents"]
        .find(query)
        .sort([("recorded_at", -1), ("number", -1)])
        .hint(index)
        .explain()["queryPlanner"]["winningPlan"]
    )  # fmt: skip - one query
    assert index in plan
    assert "'SORT'" not in plan


def test_a_grade_is_told_while_one_types(at: datetime) -> None:
    """From figures alone; nothing while kind, day or a figure cannot be read."""
    early = IncidentOrder("safety", occurred_on="2026-09-12", figures={"deaths": "10"})
    found = graded(early, at)
    assert (found.grade, found.at_line) == ("major", True)
    assert graded(IncidentOrder("safety"), at) is None
    assert graded(IncidentOrder("x"), at) is None
    odd = IncidentOrder("safety", occurred_on="2026-09-12", figures={"deaths": "很多"})
    assert graded(odd, at) is None
    assert date(2026, 9, 12) < at.date()
