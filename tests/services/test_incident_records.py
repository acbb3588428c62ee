"""What is on record against a host's declaration, and what updates state: told, never decided."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.incidents import Incident
from registry.documents.lineages import Lineage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.incident_records import (
    against_latest,
    against_version,
    declared_days,
    on_record,
)
from registry.services.incident_tasks import incident_tasks_of
from registry.services.readings import answer
from registry.services.stated_incidents import count_stated, stated_incidents, stated_update
from tests.application_makers import a_version, an_application
from tests.incident_makers import RECORDED, a_confirmed, an_incident
from tests.services.records import file

TODAY = date(2026, 12, 28)
OPERATOR = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
NINGBO = Actor(account="nb", name="宁波", role=Role.PROVINCIAL_LEAD, authority="330200")
NUMBER = "330000-2026-0001"


def standings(declared: dict[str, tuple[date, ...]], on: date = TODAY) -> list[tuple[str, str]]:
    """Which condition each record touches, and how it stands to what was declared."""
    found = on_record("host-1", declared, on, rulebook())
    return [(one.criterion.id, one.standing.value) for one in found]


def test_declared_none_and_on_record_one_is_a_finding(database: None) -> None:
    """At the line and not declared it contradicts; with its day declared it does not."""
    a_confirmed()
    fact, criterion = "serious_safety_accidents", "no_serious_safety_accident"
    assert standings({fact: ()}) == [(criterion, "contradicts")]
    assert standings({fact: (date(2026, 9, 12),)}) == [(criterion, "declared")]
    assert standings({}) == [(criterion, "for_notice")]


def test_the_three_years_count_back_from_the_day(database: None) -> None:
    """36 months, first and last day included (ruling 5); a later event is not yet on record."""
    a_confirmed(occurred_on=date(2023, 12, 28))
    assert standings({}) != []
    assert standings({}, date(2026, 12, 29)) == []
    assert standings({}, date(2023, 12, 28)) != []
    assert standings({}, date(2023, 12, 27)) == []


def test_what_does_not_count_is_left_out(database: None) -> None:
    """Unfounded, or not counting, is no record; what waits for examination is told."""
    a_confirmed("SG-330000-2026-0001", counts=False)
    an_incident("SG-330000-2026-0002", state="unfounded")
    an_incident("SG-330000-2026-0003", host="host-2")
    assert standings({}) == []
    an_incident("SG-330000-2026-0004")
    assert len(standings({})) == 1


def test_a_merger_leaves_no_record_behind(database: None) -> None:
    """What a predecessor did is held against its successor from the day of the change on."""
    a_confirmed(host="host-0")
    Lineage(
        kind="host",
        predecessor="host-0",
        successor="host-1",
        how="merger",
        change="BG-330000-2026-0001",
        effective_on=TODAY,
        recorded_at=RECORDED,
    ).save()  # fmt: skip - one step
    assert standings({"serious_safety_accidents": ()}) == [
        ("no_serious_safety_accident", "contradicts")
    ]
    assert standings({}, date(2026, 12, 27)) == []


def test_below_the_line_is_for_notice(database: None) -> None:
    """It touches 良好的质量、安全情况, which people judge; one not graded is pending."""
    an_incident("SG-330000-2026-0001", at_line=False)
    an_incident("SG-330000-2026-0002", at_line=None)
    assert standings({"serious_safety_accidents": ()}) == [
        ("no_serious_safety_accident", "pending"),
        ("good_standing", "for_notice"),
    ]


def test_plain_dishonesty_is_no_serious_one(database: None) -> None:
    """失信 does not contradict a declaration of no 严重失信; 严重失信 does."""
    a_confirmed("SG-330000-2026-0001", kind="credit_breach")
    a_confirmed("SG-330000-2026-0002", kind="serious_credit_breach")
    assert standings({"serious_credit_breaches": ()}) == [
        ("no_serious_credit_breach", "contradicts"),
        ("good_standing", "for_notice"),
    ]


def test_what_a_form_declares_is_read_by_fact() -> None:
    """No is no day; yes with its days; what is not answered, or yes without days, is left out."""
    content: dict[str, Any] = {
        "safety_accidents": False,
        "quality_accidents": True,
        "quality_accidents_days": ("2026-01-02",),
        "secrecy_accidents": True,
    }
    assert declared_days(content) == {
        "serious_safety_accidents": (),
        "major_quality_accidents": (date(2026, 1, 2),),
    }


def test_a_reviewer_reads_it_of_the_version_sent(database: None, reviewer: Actor) -> None:
    """By the content and day of the version; another authority finds no application."""
    a_confirmed()
    made = an_application()
    version = a_version(made, content={"safety_accidents": False})
    (line,) = against_latest(made.number, by=reviewer, rulebook=rulebook())
    assert (line.standing, line.incident.number) == ("contradicts", "SG-330000-2026-0001")
    earlier = datetime(2026, 9, 11, tzinfo=SHANGHAI)
    assert against_version("host-1", version.content, earlier, rulebook()) == ()
    with pytest.raises(NotFound):
        against_latest(made.number, by=NINGBO, rulebook=rulebook())


@pytest.fixture
def stating(on_record: Callable[..., Platform], at: datetime) -> Callable[..., None]:
    """``stating(version, **content)``: a filed version with these answers."""
    on_record(NUMBER)

    def act(version: int = 1, number: str = NUMBER, **content: Any) -> None:
        file(number, at, version)
        values = {f"set__content__{name}": value for name, value in content.items()}
        QuarterlyUpdate.objects(number=f"2026Q4-{number}-{version}").update(**values)

    return act


def test_an_update_that_states_something_is_asked_for(
    stating: Callable[..., None], reviewer: Actor, at: datetime
) -> None:
    """Until an incident is recorded from it; nothing is recorded by itself."""
    stating(accidents=True, accidents_text="反应釜冲料。", penalties=False)
    (one,) = stated_incidents(by=reviewer, at=at, limit=5)
    assert (one.receipt, one.platform, one.texts) == (
        f"2026Q4-{NUMBER}-1", NUMBER, ("反应釜冲料。",),
    )  # fmt: skip
    assert not Incident.objects.count()
    an_incident(update_receipt=one.receipt)
    assert answer(count_stated(by=reviewer, at=at)) == 0


def test_the_last_version_of_a_quarter_speaks(
    stating: Callable[..., None], reviewer: Actor, at: datetime
) -> None:
    """Taken back in a correction it is asked no more; recorded from the first, not again."""
    stating(1, penalties=True)
    stating(2, penalties=True, accidents=True)
    assert [one.receipt[-1] for one in stated_incidents(by=reviewer, at=at, limit=5)] == ["2"]
    an_incident(update_receipt=f"2026Q4-{NUMBER}-1")
    assert answer(count_stated(by=reviewer, at=at)) == 0
    Incident.objects.delete()
    stating(3, penalties=False)
    assert answer(count_stated(by=reviewer, at=at)) == 0


def test_only_the_platform_s_own_authority_is_asked(
    stating: Callable[..., None], reviewer: Actor, at: datetime
) -> None:
    """Another authority, and one that handed the platform on, are asked nothing."""
    stating(accidents=True)
    assert answer(count_stated(by=NINGBO, at=at)) == 0
    Platform.objects.update(set__authority="330200")
    assert answer(count_stated(by=reviewer, at=at)) == 0
    with pytest.raises(NotAllowed):
        answer(count_stated(by=OPERATOR, at=at))


def test_an_update_is_found_by_platform_and_receipt(stating: Callable[..., None]) -> None:
    """A receipt of another platform prefills nothing."""
    stating(accidents=True, accidents_text="一起。")
    found = stated_update(f"2026Q4-{NUMBER}-1", NUMBER)
    assert found is not None
    assert found.texts == ("一起。",)
    assert stated_update(f"2026Q4-{NUMBER}-1", "330000-2026-0002") is None


def test_home_tells_offices_what_waits(
    stating: Callable[..., None], reviewer: Actor, ministry: Actor, at: datetime
) -> None:
    """Province: examine, record, propose; ministry: cases alone; host: nothing."""

    def codes(by: Actor) -> list[tuple[str, int]]:
        return [(one.code, one.params["count"]) for one in answer(incident_tasks_of(by=by, at=at))]

    assert codes(reviewer) == codes(ministry) == []
    an_incident("SG-330000-2026-0001")
    a_confirmed("SG-330000-2026-0002")
    stating(accidents=True)
    cases = ("task_incident_cases", 1)
    assert codes(ministry) == [cases]
    assert codes(reviewer) == [
        cases,
        ("task_examine_incidents", 1),
        ("task_stated_incidents", 1),
    ]  # fmt: skip - a list
    assert codes(OPERATOR) == codes(NINGBO) == []
