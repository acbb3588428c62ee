"""Lineage: all that came before and after many hosts, in two queries, however deep."""

from dataclasses import dataclass
from datetime import date

import pytest
from mongoengine.connection import get_db

from registry.database import transact
from registry.documents.lineages import Lineage
from registry.services.lineages import HOST, PLATFORM, Connected, connect, connected
from tests.major_change_makers import REPORTED

pytestmark = pytest.mark.usefixtures("database")

TODAY = date(2026, 12, 28)


@dataclass
class Change:
    """A change as a step is written by."""

    number: str = "BG-330000-2026-0001"
    kind: str = "merger"
    event_on: date = date(2026, 11, 20)


def step(predecessor: str, successor: str, *, kind: str = HOST, **change: object) -> None:
    """Write a step."""
    its = Change(**change)  # type: ignore[arg-type] # what the test says
    transact(lambda: connect(kind, predecessor, successor, by_change=its, at=REPORTED))


def accesses() -> dict[str, int]:
    """How often each index of the lineages was used."""
    stats = get_db()["lineages"].aggregate([{"$indexStats": {}}])
    return {one["name"]: one["accesses"]["ops"] for one in stats}


def test_a_merger_connects_each_with_the_one_that_is_left():
    """Both precede it; neither precedes the other: siblings are no lineage."""
    step("a", "c")
    step("b", "c")
    found = connected(["a", "c"], [], TODAY)
    assert set(found.successors_of("a")) == {"c"}
    assert set(found.predecessors_of("a")) == set()
    assert set(found.predecessors_of("c")) == {"a", "b"}
    assert set(found.relatives_of("a")) == {"c"}


def test_any_depth_with_the_way_that_leads_there(commands):
    """Twelve generations, two queries over the named indexes; the way names each change."""
    for depth in range(12):
        step(f"h{depth:02}", f"h{depth + 1:02}", number=f"BG-330000-2026-{depth:04}")
    before = accesses()
    with commands() as seen:
        found = connected(["h00", "h12", "nobody"], [], TODAY)
    assert seen == ["aggregate 1", "aggregate 1"]
    after = accesses()
    for index in ("lineage_forward", "lineage_back"):
        assert after[index] > before[index]
    ways = found.successors_of("h00")
    assert len(ways) == 12
    assert [one.change[-2:] for one in ways["h03"]] == ["00", "01", "02"]
    assert len(found.predecessors_of("h12")["h00"]) == 12
    assert found.relatives_of("nobody") == {}


def test_a_circle_is_walked_once():
    """What came out of its own successor is before and after it, and nothing loops."""
    step("a", "b", number="BG-1")
    step("b", "a", number="BG-2")
    found = connected(["a"], [], TODAY)
    assert set(found.successors_of("a")) == {"b"}
    assert set(found.predecessors_of("a")) == {"b"}


def test_what_takes_effect_later_is_not_walked():
    """The day before it is nothing, on the day it is."""
    step("a", "b", event_on=TODAY)
    assert connected(["a"], [], date(2026, 12, 27)).successors_of("a") == {}
    assert set(connected(["a"], [], TODAY).successors_of("a")) == {"b"}


def test_platforms_and_hosts_are_asked_together(commands):
    """One question for both; for nothing at all no query."""
    step("330000-2026-0002", "330000-2026-0001", kind=PLATFORM)
    step("a", "b")
    with commands() as seen:
        found = connected(["a"], ["330000-2026-0001"], TODAY)
    assert len(seen) == 2
    assert set(found.predecessors_of("330000-2026-0001")) == {"330000-2026-0002"}
    with commands() as seen:
        assert connected([], [], TODAY) == Connected()
    assert seen == []


def test_a_step_is_written_once_per_change_and_never_to_oneself():
    """A replay adds nothing; another change adds its own."""
    for _ in range(2):
        step("a", "b")
    step("a", "a")
    assert Lineage.objects.count() == 1
    step("a", "b", number="BG-330000-2026-0002", kind=HOST)
    assert Lineage.objects.count() == 2
    one = Lineage.objects.order_by("change").first()
    assert (one.kind, one.how, one.effective_on) == ("host", "merger", date(2026, 11, 20))
