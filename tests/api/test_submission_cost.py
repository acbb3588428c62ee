"""What a submission costs the database, and that its kept answer is there with it or not at all."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from registry import database as db
from registry.documents.idempotency import KeptAnswer
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.tokens import Identity, identity_of
from registry.permissions import Role
from registry.services import idempotency
from registry.services import tokens as desk
from registry.services.idempotency import Answer, Keyed
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
TOLD = ("major_changes", "accidents", "penalties")
Noting = Callable[[], AbstractContextManager[list[str]]]

ASKED = ["aggregate api_tokens"]
LOOKED_AND_FILED = ["aggregate platforms", "insert quarterly_updates"]
THEN = ["update platforms", "insert platform_facts", "insert ledger", "insert outbox"]
# The first version of a quarter is told to the duty ledger; a correction changes no duty.
FILED = [*LOOKED_AND_FILED, "update duties", *THEN]
CORRECTED = [*LOOKED_AND_FILED, *THEN]
KEPT = ["insert kept_answers", "commitTransaction 1"]


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
    """Who asks, and whether they did before; one look, seven writes, the commit."""
    assert asked(client, host, commands) == ASKED + FILED + KEPT


def test_what_is_told_in_words_costs_one_more(client, host, commands):
    """Whether another host told the same is asked once, for all texts; short ones ask nothing."""
    long = {f"{key}_text": f"{key}：2026年10月3日，二号线检修，已另行专门报告。" for key in TOLD}
    values = VALUES | dict.fromkeys(TOLD, "yes") | long
    looked, written = LOOKED_AND_FILED
    cost = asked(client, host, commands, values=values)
    assert cost == [*ASKED, looked, "aggregate quarterly_updates", written, *FILED[2:], *KEPT]


def test_a_correction_costs_one_less(client, host, commands):
    """The version before and the quarter before come with the same look; the duty stands."""
    client.post(FORM, json={"values": VALUES}, headers=host)
    again = host | {"Idempotency-Key": "second-try-0002"}
    cost = asked(client, again, commands, values=VALUES | {"load": "80"}, reason="载荷误填")
    assert cost == ASKED + CORRECTED + KEPT


def test_a_draft_costs_one_more(client, host, commands, at):
    """A draft that is there is taken away with the filing."""
    begin(NUMBER, at)
    cost = asked(client, host, commands)
    assert cost == [*ASKED, *FILED, "delete update_drafts", *KEPT]
    assert UpdateDraft.objects.count() == 0


def test_a_failure_after_the_answer_was_kept_keeps_neither(client, host, monkeypatch):
    """What breaks off inside the transaction leaves no version and no answer; the key is free."""
    kept = idempotency.keep

    def breaks_off(keyed: Keyed, answer: Answer) -> None:
        kept(keyed, answer)
        raise OSError

    monkeypatch.setattr(idempotency, "keep", breaks_off)
    assert client.post(FORM, json={"values": VALUES}, headers=host).status_code == 500
    assert QuarterlyUpdate.objects.count() == KeptAnswer.objects.count() == 0
    monkeypatch.setattr(idempotency, "keep", kept)
    assert client.post(FORM, json={"values": VALUES}, headers=host).status_code == 201


@pytest.fixture
def overtaken(client, host, monkeypatch):
    """A request that does not see what is kept under its key: the other comes just after."""
    first = client.post(FORM, json={"values": VALUES}, headers=host)

    def unseen(digest: str, key: str) -> Identity | None:
        known = identity_of(digest, key)
        return known and replace(known, kept=None)

    monkeypatch.setattr(desk, "identity_of", unseen)
    return first


def test_of_two_at_once_one_is_kept_and_both_are_answered_alike(client, host, overtaken):
    """The second finds the key taken inside its transaction, and gets the first's answer."""
    second = client.post(FORM, json={"values": VALUES}, headers=host)
    assert (overtaken.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.json == overtaken.json
    assert QuarterlyUpdate.objects.count() == KeptAnswer.objects.count() == 1


def test_of_two_contents_at_once_under_one_key_one_is_kept(client, host, overtaken):
    """The second, with another content, is refused, and leaves nothing behind."""
    body = {"values": VALUES | {"load": "80"}, "reason": "载荷误填"}
    second = client.post(FORM, json=body, headers=host)
    assert (second.status_code, second.json["code"]) == (422, "idempotency_reused")
    assert QuarterlyUpdate.objects.count() == LedgerEntry.objects.count() == 1


def test_a_key_whose_request_has_not_answered_is_in_progress(client, host, overtaken):
    """A record without an answer, as another act leaves it while at work, asks to wait."""
    KeptAnswer.objects.update(set__status=0)
    second = client.post(FORM, json={"values": VALUES}, headers=host)
    assert (second.status_code, second.json["code"]) == (409, "idempotency_in_progress")


def test_a_repeat_after_the_correction_gets_the_first_answer(client, host):
    """A late repeat of what was corrected since files nothing and leaves no draft."""
    first = client.post(FORM, json={"values": VALUES}, headers=host)
    corrected = {"values": VALUES | {"load": "80"}, "reason": "载荷误填"}
    client.post(FORM, json=corrected, headers=host | {"Idempotency-Key": "second-try-0002"})
    again = client.post(FORM, json={"values": VALUES}, headers=host)
    assert (again.status_code, again.json) == (201, first.json)
    assert (QuarterlyUpdate.objects.count(), UpdateDraft.objects.count()) == (2, 0)


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
