"""The library on the desk: each list uses its index, bans are asked in one query."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.documents.bans import Ban
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet
from registry.errors import CursorForged
from registry.permissions import Actor, Role
from registry.services import platforms as desk
from registry.services.bans import bans_in_force
from registry.services.hosts import enter_host, hosts_of_codes, name_on, names_on_record
from registry.services.platforms import PlatformFilter, count_platforms
from registry.services.sheet_findings import values_as_stored

ENTERED = datetime(2025, 6, 27, 2, tzinfo=UTC)
HOST = Actor(account="h", name="单位", role=Role.HOST_OPERATOR, host="a" * 24)
PROVINCE = Actor(account="p", name="省", role=Role.PROVINCIAL_REVIEWER, authority="330000")
MINISTRY = Actor(account="m", name="部", role=Role.MINISTRY_STAFF)


def _winning(plan: dict[str, Any]) -> set[str]:
    """All stages of a plan."""
    found = {plan["stage"]}
    for inner in [plan.get("inputStage"), *plan.get("inputStages", ())]:
        found |= _winning(inner) if inner else set()
    return found


@pytest.mark.parametrize(
    ("sort", "by", "authority", "field", "state", "search"),
    list(
        product(
            ["number", "admitted_at"],
            [HOST, PROVINCE, MINISTRY],
            ["", "330000"],
            ["", "原材料工业"],
            ["", "in_library"],
            ["", "恒和", "91330100", "330000-20"],
        )
    ),
)
def test_each_list_uses_its_index(
    database: None, *, sort: str, by: Actor, authority: str, field: str, state: str, search: str
) -> None:
    """Whatever is asked, the list is answered from the named index, never by reading all."""
    asked = PlatformFilter(authority=authority, field=field, state=state, search=search)
    query = desk._query(asked, by)
    index = desk._index(query, by_admission=sort == "admitted_at")
    keys = [(key, 1) for key in dict.fromkeys((sort, "number"))]
    cursor = Platform._get_collection().find(query).sort(keys).hint(index)
    stages = _winning(cursor.limit(51).explain()["queryPlanner"]["winningPlan"])
    assert "IXSCAN" in stages
    assert "COLLSCAN" not in stages
    # Only where a host or a typed beginning leaves a few is the list sorted afterwards.
    few = by is HOST or search in {"91330100", "330000-20"}
    assert few or "SORT" not in stages


def _admitted(ordinal: int, day: int) -> Platform:
    code = f"91330100MA{ordinal:07d}X"
    return Platform(
        number=f"330000-2025-{ordinal:04d}", authority="330000", host="b" * 24, credit_code=code,
        host_name="某公司", name=f"平台{ordinal}", name_key=f"平台{ordinal}", state="in_library",
        basis="sheet_only", admitted_at=datetime(2025, 6, day, 2, tzinfo=UTC), changed_at=ENTERED,
    ).save()  # fmt: skip


@pytest.mark.parametrize("by", [PROVINCE, MINISTRY])
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("number", [1, 2, 3, 4, 5]),
        ("-number", [5, 4, 3, 2, 1]),
        ("admitted_at", [2, 4, 1, 3, 5]),
        ("-admitted_at", [5, 3, 1, 4, 2]),
    ],
)
def test_every_order_pages_without_gap(
    database: None, by: Actor, sort: str, expected: list[int]
) -> None:
    """Page by page each platform comes once, those of one instant by number."""
    for ordinal, day in {1: 27, 2: 25, 3: 27, 4: 25, 5: 28}.items():
        _admitted(ordinal, day)
    seen: list[int] = []
    after: list[str] = []
    while True:
        lines, after = desk.list_platforms(PlatformFilter(), by=by, sort=sort, after=after, limit=2)
        seen += [int(line["number"][-4:]) for line in lines]
        if not after:
            break
    assert seen == expected


def test_the_key_of_another_list_is_refused(database: None) -> None:
    """A key whose first part is no instant comes from somewhere else."""
    with pytest.raises(CursorForged):
        desk.list_platforms(
            PlatformFilter(), by=MINISTRY, sort="admitted_at", after=["x", "y"], limit=2
        )


@pytest.mark.parametrize("by", [PROVINCE, MINISTRY])
def test_counts_come_from_the_index_alone(database: None, by: Actor) -> None:
    """How the library divides is counted over an index without reading a platform."""
    explained = get_db().command(
        "aggregate", "platforms",
        pipeline=[
            {"$match": desk._scope(by)},
            {"$group": {"_id": {"state": "$state", "field": "$taxonomy_field"}}},
        ],
        hint="authority_1_state_1_taxonomy_field_1_key_cultivation_1",
        explain=True,
    )  # fmt: skip
    assert "COLLSCAN" not in str(explained)
    assert "'FETCH'" not in str(explained)
    assert count_platforms(by=by) == ()


@pytest.mark.parametrize(
    "index", ["authority_1_received_at_-1_number_-1", "received_at_-1_number_-1"]
)
def test_the_sheets_indexes_stand_under_their_names(database: None, index: str) -> None:
    """The indexes the lists of sheets name are there."""
    assert index in SummarySheet._get_collection().index_information()


def _ban(code: str, until: date, decision: str) -> None:
    Ban(
        host="h", credit_code=code, host_name="n", platform="p", platform_name="n", ground="g",
        clause="二（四）", decision=decision, decided_on=date(2023, 12, 28),
        from_day=date(2023, 12, 28), until_day=until, recorded_at=ENTERED,
    ).save()  # fmt: skip


@pytest.mark.parametrize(
    ("day", "bound"),
    [
        (date(2023, 12, 27), False),
        (date(2023, 12, 28), True),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
    ],
)
def test_first_and_last_day_are_included(database: None, day: date, *, bound: bool) -> None:
    """A ban binds from the day of the decision to its last day, both included (ruling 4)."""
    _ban("A", date(2026, 12, 28), "一号")
    assert ("A" in bans_in_force(["A", "B"], day)) is bound


def test_the_longest_ban_is_told(database: None) -> None:
    """Of several running bans the one that lasts longest is named."""
    _ban("A", date(2027, 1, 1), "长")
    _ban("A", date(2026, 12, 30), "短")
    assert bans_in_force(["A"], date(2026, 12, 28))["A"].decision == "长"


def test_former_names_count(database: None) -> None:
    """A host is known by what it was called, too; the name of a day is that day's."""
    host = enter_host("A", "旧（集团）公司", effective_on=ENTERED.date(), recorded_at=ENTERED)
    assert host.goes_by("旧(集团) 公司")
    assert not host.goes_by("新公司")
    assert hosts_of_codes(["A", "B"]) == {"A": host}
    assert names_on_record(["A"], []) == {"A": frozenset({"旧（集团）公司"})}
    assert set(names_on_record([], ["旧(集团)公司"])) == {"A"}
    assert name_on(str(host.id), ENTERED.date()) == "旧（集团）公司"
    assert name_on(str(host.id), ENTERED.date() - timedelta(days=1)) == ""


def test_figures_no_database_holds_are_left_out() -> None:
    """A count beyond 64 bits has a blocking finding and is not stored as something else."""
    assert values_as_stored({"a": 10**30, "b": 5, "c": None}) == {"b": 5, "c": None}
