"""The queue and a review ask the database the same, however much waits; and by an index."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from registry.documents.applications import Application
from registry.documents.reviews import Review
from registry.permissions import Role
from tests.review_makers import a_submitted
from tests.web.test_page_costs import queries

FEW, MANY = 5, 200
Noting = Callable[[], AbstractContextManager[list[str]]]

PAGES = (
    "/reviews",
    "/reviews?state=submitted&holder=nobody&field=装备制造&period=2026H2",
    "/reviews?state=recommended",
)


def lay_in(numbers: range) -> None:
    """Put applications of Zhejiang on record, one in four recommended, one in three held."""
    for ordinal in numbers:
        held = {"state": "in_review", "claimed_by": "x", "claimed_by_name": "甲"}
        more = {"state": "recommended"} if ordinal % 4 == 0 else held if ordinal % 3 == 0 else {}
        a_submitted(f"SB-330000-2026-{ordinal:04}", taxonomy_field="装备制造", **more)


def test_the_queue_s_queries_do_not_grow(
    sign_in: Callable[..., FlaskClient], commands: Noting
) -> None:
    """Five applications or two hundred: session, counts and lines, one query each."""
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")

    def costs() -> dict[str, list[str]]:
        found = {}
        for page in PAGES:
            with commands() as seen:
                assert reviewer.get(page).status_code == 200
            found[page] = queries(seen)
        return found

    lay_in(range(FEW))
    few = costs()
    lay_in(range(FEW, MANY))
    assert costs() == few
    assert {len(seen) for seen in few.values()} == {3}


def test_a_whole_province_fits_one_page(sign_in: Callable[..., FlaskClient]) -> None:
    """Two hundred that wait stand on one page, and can be claimed in one act."""
    for ordinal in range(MANY):
        a_submitted(f"SB-330000-2026-{ordinal:04}")
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    page = reviewer.get("/reviews?all=1").text
    assert page.count('class="tick"') == MANY
    assert "下一页" not in page
    numbers = [one.number for one in Application.objects.only("number")]
    shown = reviewer.post("/reviews/claims", data={"number": numbers}).text
    assert f"认领 {MANY} 份" in shown
    reviewer.post("/reviews/claims", data={"number": numbers, "act": "claim"})
    assert Application.objects(state="in_review").count() == MANY
    assert Review.objects.count() == MANY


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"authority": "330000", "state": {"$in": ["submitted"]}},
         "authority_1_state_1_submitted_at_1"),
        ({"authority": "330000", "period": "2026H2", "state": {"$in": ["submitted"]}},
         "authority_1_period_1_state_1_number_1"),
        ({"period": "2026H2", "state": {"$in": ["submitted"]}}, "period_1_state_1_number_1"),
        ({"to_ministry": True, "state": {"$in": ["submitted"]}},
         "to_ministry_1_state_1_submitted_at_1_number_1"),
    ],
)  # fmt: skip
def test_the_named_indexes_bound_the_queue(database: None, query, index) -> None:
    """What is looked at is what is asked for: no index is read from end to end."""
    lay_in(range(40))
    a_submitted(
        "SB-440000-2026-0001", authority="440000", period="2026H1", platform_name="别处的平台",
        to_ministry=True,
    )  # fmt: skip
    plan = Application._get_collection().find(query).hint(index).explain()
    examined = plan["executionStats"]["totalKeysExamined"]
    found = plan["executionStats"]["nReturned"]
    assert found
    assert examined <= found + 2


def test_reading_a_review_costs_the_same_whatever_was_answered(
    sign_in: Callable[..., FlaskClient], commands: Noting
) -> None:
    """A review of its own and one among many ask equally often."""
    reviewer = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000", username="lin")
    a_submitted()
    reviewer.post("/reviews/SB-330000-2026-0001/claim")
    reviewer.get("/reviews/SB-330000-2026-0001")  # the sentence shown once
    with commands() as seen:
        reviewer.get("/reviews/SB-330000-2026-0001")
    few = queries(seen)
    lay_in(range(2, 60))
    with commands() as seen:
        reviewer.get("/reviews/SB-330000-2026-0001")
    assert queries(seen) == few
    assert len(few) == 9
