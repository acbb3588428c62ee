"""Checks, warnings and explanations over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.permissions import Role
from registry.update_check_rules import update_checks
from tests.api.test_submission_cost import FORM, NUMBER, VALUES
from tests.services.records import file

KEY = "update_below_entry-full_time_staff"
FEW = VALUES | {"full_time_staff": "4"}
WHY = {KEY: "两人退休，正在招聘"}


@pytest.fixture
def host(on_record: Callable[..., Platform], token_for: Callable[..., dict[str, str]]):
    """The headers of the host's operator, its platform being on record."""
    on_record(NUMBER)
    return token_for(Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def province(token_for: Callable[..., dict[str, str]]) -> dict[str, str]:
    """The headers of the platform's authority."""
    return token_for(Role.PROVINCIAL_LEAD, authority="330000")


def sent(client: FlaskClient, headers: dict[str, str], **body: Any):
    """Post an update that is below a condition of entry."""
    return client.post(FORM, json={"values": FEW} | body, headers=headers)


def test_a_submission_without_its_words_names_them_all(client, host):
    """422 with a code of its own, and each warning under the key that explains it."""
    answer = sent(client, host)
    assert (answer.status_code, answer.json["code"]) == (422, "update_not_explained")
    assert answer.json["fields"].keys() == {f"explanations.{KEY}"}
    form = client.get(FORM, headers=host).json
    assert [(one["key"], one["explained"]) for one in form["warnings"]] == [(KEY, False)]


def test_a_submission_with_its_words_keeps_them(client, host, province):
    """201; the version tells to both sides what was found and what was said."""
    answer = sent(client, host, explanations=WHY)
    assert answer.status_code == 201, answer.json
    (kept,) = answer.json["explanations"]
    assert (kept["check"], kept["field"]) == ("update_below_entry", "full_time_staff")
    assert kept["text"] == WHY[KEY]
    read = client.get(answer.headers["Location"], headers=province).json
    assert read["explanations"] == answer.json["explanations"]


def test_a_draft_takes_explanations(client, host):
    """Saved with the values, and told to be said."""
    body = {"values": FEW, "explanations": WHY}
    saved = client.put(f"{FORM}/draft", json=body, headers=host | {"If-Match": '"0"'})
    assert (saved.status_code, saved.json["explanations"]) == (200, WHY)
    assert [one["explained"] for one in saved.json["warnings"]] == [True]
    assert client.post(FORM, json={}, headers=host).status_code == 201


@pytest.mark.parametrize(
    "given", [{"$gt": ""}, {KEY: {"$gt": ""}}, [KEY], "x", {f"{KEY}.x": "x"}, {KEY: None}]
)
def test_what_is_no_explanation_is_refused(client, host, given):
    """An operator, an object, a list or an unknown key files nothing."""
    answer = sent(client, host, explanations=given)
    assert answer.status_code == 422, answer.json
    assert QuarterlyUpdate.objects.count() == 0


def test_observed_hits_are_null_to_the_host(client, host, province, at):
    """Neither form, receipt nor version tells the host; the province reads what and where."""
    file(NUMBER, at, 1, "2026Q3")
    flows = {"new_enterprises": 3, "projects_this_quarter": 0}
    QuarterlyUpdate.objects.update(set__content=flows)
    answer = client.post(FORM, json={"values": VALUES}, headers=host)
    assert answer.json["observed"] is None
    assert "update_flows_copied" not in client.get(FORM, headers=host).get_data(as_text=True)
    listed = client.get(f"/api/v1/platforms/{NUMBER}/quarterly-updates", headers=host)
    assert {one["observed"] for one in listed.json["items"]} == {None}
    read = client.get(answer.headers["Location"], headers=province).json
    assert [one["code"] for one in read["observed"]] == ["update_flows_copied"]
    assert client.get(FORM, headers=province).json["latest"]["observed"] == read["observed"]


def test_the_catalogue_is_given_for_a_quarter(client, host):
    """Every check with its words and stages; of a quarter, whether it holds."""
    listed = client.get("/api/v1/update-checks?period=2026Q4", headers=host).json
    assert [one["id"] for one in listed["checks"]] == [one.id for one in update_checks().checks]
    (moved,) = [one for one in listed["checks"] if one["id"] == "update_moved_much"]
    assert (moved["state"], moved["limit"], moved["source"]) == ("observed", "2", "house_ruling")
    assert moved["steps"] == [{"stage": "observed", "since": "2026-10-01", "until": None}]
    earlier = client.get("/api/v1/update-checks?period=2026Q3", headers=host).json["checks"]
    assert {one["id"]: one["state"] for one in earlier}["update_moved_much"] == "upcoming"
    assert client.get("/api/v1/update-checks", headers=host).json["period"] == "2026Q4"
    assert client.get("/api/v1/update-checks?period=2026H2", headers=host).status_code == 404


def test_hits_are_counted_for_authorities(client, host, province):
    """How many platforms, places and words; a host is refused."""
    sent(client, host, explanations=WHY)
    found = client.get("/api/v1/update-checks/hits", headers=province).json
    assert (found["period"], found["filed"]) == ("2026Q4", 1)
    (told,) = [one for one in found["hits"] if one["stage"] == "warning"]
    assert (told["check"], told["places"], told["explained"]) == ("update_below_entry", 1, 1)
    assert client.get("/api/v1/update-checks/hits", headers=host).status_code == 403
