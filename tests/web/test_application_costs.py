"""What the pages of applications ask of the database: always the same, however much there is."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from registry.documents.applications import Application
from registry.permissions import Role
from tests.application_makers import an_application
from tests.application_papers import row, typed

NUMBER = "SB-330000-2026-0001"
ONE = f"/applications/{NUMBER}"
# What a page is about, beside who is signed in and what was sent about it.
QUERIES = {
    "/applications": ["find applications"],
    ONE: ["find applications", "find bans"],
    f"{ONE}/sections/plan": ["find applications", "find bans"],
    f"{ONE}/equipment": ["find applications", "find bans"],
    f"{ONE}/evidence": ["find applications", "find bans"],
    f"{ONE}/check": ["find applications", "find bans"],
    f"{ONE}/eligibility": ["find applications"],
}
MOST = 5
# A strip that names the host's own deadline asks for the round's notice and the cut-off; the check
# holds what is on record of incidents, predecessors included, against what is declared.
MORE = {ONE: 3, f"{ONE}/check": 2}
Noting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def host(database: None, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The operator of a host with one draft."""
    draft = {"state": "draft", "version": 0, "period": "", "host": "host-1"}
    an_application(NUMBER, values=typed(), **draft)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def asked(client: FlaskClient, path: str, commands: Noting) -> list[str]:
    """What a page asks, without the calendar, which is asked every few seconds."""
    with commands() as seen:
        assert client.get(path).status_code == 200
    return [one for one in seen if "calendar" not in one]


@pytest.mark.parametrize("path", QUERIES)
def test_a_page_asks_the_same_however_much_there_is(host, commands, path):
    """One row or two thousand, one application or forty: the same queries."""
    few = asked(host, path, commands)
    rows = [row(value="1") for _ in range(2000)]
    Application.objects(number=NUMBER).update(equipment=rows)
    for ordinal in range(2, 42):
        an_application(f"SB-330000-2026-{ordinal:04d}", host="host-1", state="draft", version=0)
    assert asked(host, path, commands) == few
    assert [one for one in few if one in QUERIES[path]] == QUERIES[path]
    assert len(few) <= MOST + MORE.get(path, 0)


def test_the_panel_asks_at_most_twice_what_an_empty_page_asks(host, commands):
    """One look at who is signed in, one at the application."""
    empty = asked(host, "/eligibility", commands)
    panel = asked(host, f"{ONE}/eligibility", commands)
    assert len(panel) <= 2 * len(empty)
    assert panel == [*empty, "find applications"]
