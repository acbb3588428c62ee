"""What a submission costs the database, and that its kept answer is there with it or not at all."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from registry import database as db
from registry.documents.idempotency import KeptAnswer
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.permissions import Role
from registry.services import idempotency
from tests.services.records import begin

NUMBER = "330000-2026-0001"
FORM = f"/api/v1/platforms/{NUMBER}/quarterly-updates/2026Q4"
VALUES = {
    "equipment_value": "1350.5",
    "site_area": "2600",
    "full_time_staff": "13",
    "load": "85",
    "projects_in_hand": "4",
    "enterprises_served": "24",
    "new_enterprises": "3",
    "projects_this_quarter": "0",
    "service_income_this_year": "1180.25",
    "major_changes": "no",
    "accidents": "no",
    "penalties": "no",
}  # fmt: skip - a whole update as typed
Noting = Callable[[], AbstractContextManager[list[str]]]

CLAIMED = ["aggregate api_tokens", "insert kept_answers"]
FILED = [
    "aggregate platforms",
    "insert quarterly_updates",
    "update platforms",
    "insert platform_facts",
    "insert ledger",
    "insert outbox",
]
KEPT = ["update kept_answers", "commitTransaction 1"]


@pytest.fixture
def host(
    on_record: Callable[..., Platform], token_for: Callable[..., dict[str, str]]
) -> dict[str, str]:
    """The headers of the host's operator with a key; transactions run once, as in service."""
    on_record(NUMBER)
    db.rehearse_transactions(on=False)
    return token_for(Role.HOST_OPERATOR, host="host-1") | {"Idempotency-Key": "first-try-0001"}


def asked(
    client: FlaskClient, headers: dict[str, str], commands: Noting, **body: object
) -> list[str]:
    """What one submission asks of the database; the calendar is looked at every few seconds."""
    with commands() as seen:
        answer = client.post(FORM, json={"values": VALUES} | body, headers=headers)
    assert answer.status_code == 201, answer.json
    return [one for one in seen if one != "find calendar_notices"]


def test_a_submission_costs_ten_commands(client, host, commands):
    """Who asks, and the claim; one look, six writes, the commit."""
    assert asked(client, host, commands) == CLAIMED + FILED + KEPT


def test_a_correction_costs_as_many(client, host, commands):
    """The version before and the quarter before come with the same look."""
    client.post(FORM, json={"values": VALUES}, headers=host)
    again = host | {"Idempotency-Key": "second-try-0002"}
    cost = asked(client, again, commands, values=VALUES | {"load": "80"}, reason="载荷误填")
    assert cost == CLAIMED + FILED + KEPT


def test_a_draft_costs_one_more(client, host, commands, at):
    """A draft that is there is taken away with the filing."""
    begin(NUMBER, at)
    cost = asked(client, host, commands)
    assert cost == [*CLAIMED, *FILED, "delete update_drafts", *KEPT]
    assert UpdateDraft.objects.count() == 0


def test_a_failure_after_the_answer_was_kept_keeps_neither(client, host, monkeypatch):
    """What breaks off inside the transaction leaves no version and no answer; the key is free."""
    kept = idempotency.finish

    def breaks_off(account: str, key: str, answer: idempotency.Answer) -> bool:
        assert kept(account, key, answer)
        raise OSError

    monkeypatch.setattr(idempotency, "finish", breaks_off)
    assert client.post(FORM, json={"values": VALUES}, headers=host).status_code == 500
    assert QuarterlyUpdate.objects.count() == KeptAnswer.objects.count() == 0
    monkeypatch.setattr(idempotency, "finish", kept)
    assert client.post(FORM, json={"values": VALUES}, headers=host).status_code == 201


def test_an_answer_is_kept_after_a_transaction_that_did_not_see_the_claim(
    client, host, monkeypatch
):
    """A snapshot may be a moment older than the claim: the answer is then kept afterwards."""
    kept, tries = idempotency.finish, []

    def unseen_at_first(account: str, key: str, answer: idempotency.Answer) -> bool:
        tries.append(key)
        return len(tries) > 1 and kept(account, key, answer)

    monkeypatch.setattr(idempotency, "finish", unseen_at_first)
    first = client.post(FORM, json={"values": VALUES}, headers=host)
    again = client.post(FORM, json={"values": VALUES}, headers=host)
    assert (first.status_code, again.status_code, len(tries)) == (201, 201, 2)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.json == again.json


def test_a_complaint_or_a_kept_answer_is_told_to_nobody_else(client, host, token_for):
    """Whose platform it is comes before what is wrong with the content, and before a replay."""
    stranger = token_for(Role.HOST_OPERATOR, host="host-2")
    for body in ({"values": {"no_such_field": "1"}}, {"values": 5}, {"values": VALUES}):
        for key in ({}, {"Idempotency-Key": "short"}, {"Idempotency-Key": "stranger-0001"}):
            assert client.post(FORM, json=body, headers=stranger | key).status_code == 404
    assert KeptAnswer.objects.count() == 0
    assert client.post(FORM, json={"values": VALUES}, headers=host).status_code == 201
    Platform.objects.update(set__host="host-2")
    assert client.post(FORM, json={"values": VALUES}, headers=host).status_code == 404


def test_finishing_what_nobody_claimed_keeps_nothing(database):
    """Without its claim an answer is not kept, and that is told."""
    answer = idempotency.Answer(201, "{}", {})
    assert idempotency.finish("nobody", "no-such-key", answer) is False
    assert KeptAnswer.objects.count() == 0
