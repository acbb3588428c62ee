"""Two versions of a platform's updates side by side, on the desk."""

import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.errors import NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.update_diffs import Change
from registry.services import quarterly_updates as desk
from registry.services.quarterly_updates import Filing
from registry.services.update_diffs import read_diff

NUMBER, OTHER = "330000-2026-0001", "440000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
THIRD = datetime(2026, 9, 24, 10, tzinfo=SHANGHAI)


@pytest.fixture
def operator() -> Actor:
    """An operator of the host that the platform is built on."""
    return Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def filed(on_record: Callable[..., Platform], operator: Actor, at: datetime) -> list[str]:
    """The receipts of the third quarter, the fourth, and its correction, in this order."""
    on_record(NUMBER)
    law: dict[str, Any] = {"by": operator, "rulebook": rulebook(), "calendar": working_calendar()}
    first = desk.submit(NUMBER, "2026Q3", Filing(GOOD), at=THIRD, **law)
    second = desk.submit(NUMBER, "2026Q4", Filing(GOOD | {"load": "60"}), at=at, **law)
    wrong = GOOD | {"load": "65", "full_time_staff": "9"}
    third = desk.submit(NUMBER, "2026Q4", Filing(wrong, "载荷填错"), at=at, **law)
    return [one.update.number for one in (first, second, third)]


def changed(earlier: str, later: str, by: Actor) -> dict[str, Any]:
    """What differs between two versions, by key."""
    found = read_diff(NUMBER, earlier, later, by=by)
    return {one.key: one.by for one in found.differences if one.change is not Change.SAME}


def test_unchosen_it_is_the_newest_and_the_one_before(filed, operator):
    """The correction beside what it corrected, with all versions to choose from."""
    found = read_diff(NUMBER, "", "", by=operator)
    assert (found.earlier.number, found.later.number) == (filed[1], filed[2])
    assert [one.number for one in found.versions] == filed[::-1]
    assert found.later.reason == "载荷填错"
    assert changed("", "", operator) == {"load": 5, "full_time_staff": -4}


def test_before_a_quarter_s_first_version_stands_the_quarter_before(filed, operator):
    """The first version of a quarter is held against the last quarter's newest."""
    found = read_diff(NUMBER, "", filed[1], by=operator)
    assert found.earlier.number == filed[0]
    assert changed("", filed[1], operator) == {"load": -25}


def test_any_two_in_either_direction(filed, operator):
    """Backwards the same figures with the other sign."""
    assert changed(filed[0], filed[2], operator) == {"load": -20, "full_time_staff": -4}
    assert changed(filed[2], filed[0], operator) == {"load": 20, "full_time_staff": 4}


def test_the_first_of_all_has_nothing_before_it(filed, operator):
    """Nothing stands beside it, and nothing differs."""
    found = read_diff(NUMBER, "", filed[0], by=operator)
    assert (found.earlier, found.later.number, found.differences) == (None, filed[0], ())


def test_before_anything_was_filed_there_is_nothing(on_record, operator):
    """A platform that has filed nothing has no versions."""
    on_record(NUMBER)
    found = read_diff(NUMBER, "", "", by=operator)
    assert (list(found.versions), found.earlier, found.later) == ([], None, None)


def test_another_s_is_answered_as_none(filed, operator, on_record, lead, ministry):
    """Host own, authority own, ministry all; another platform's receipt is none of this one."""
    on_record(OTHER, host="host-2", authority="440000")
    row = QuarterlyUpdate.objects.get(number=filed[0])
    theirs = f"2026Q3-{OTHER}-1"
    QuarterlyUpdate._get_collection().insert_one(
        {**row.to_mongo(), "_id": "other", "number": theirs, "platform": OTHER}
    )
    for who in (lead, ministry):
        assert read_diff(NUMBER, "", "", by=who).later.number == filed[2]
    for who in (operator, lead):
        with pytest.raises(NotFound):
            read_diff(OTHER, "", "", by=who)
    for pair in ((theirs, filed[2]), (filed[0], theirs), ("2026Q3", filed[2]), ("", "$ne")):
        with pytest.raises(NotFound):
            read_diff(NUMBER, *pair, by=ministry)
    with pytest.raises(NotAllowed):
        read_diff(NUMBER, "", "", by=Actor("a", "初审员", Role.DIVISION_REVIEWER))


def test_it_asks_three_questions(
    filed, operator, commands: Callable[[], AbstractContextManager[list[str]]]
):
    """The platform, the list of versions, and the two that are compared."""
    with commands() as asked:
        read_diff(NUMBER, filed[0], filed[2], by=operator)
    assert asked == ["find platforms", "find quarterly_updates", "find quarterly_updates"]


def test_its_queries_use_their_indexes(filed):
    """The list of versions walks one index, the two chosen another."""
    rows = QuarterlyUpdate.objects(platform=NUMBER).order_by("-period", "-version")
    plan = str(rows.explain()["queryPlanner"]["winningPlan"])
    assert "platform_1_period_1_version_1" in plan
    assert "'SORT'" not in plan
    two = QuarterlyUpdate.objects(number__in=filed).explain()["queryPlanner"]["winningPlan"]
    assert "number_1" in str(two)
