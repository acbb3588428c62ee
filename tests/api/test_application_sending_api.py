"""An application frozen, stamped, submitted and recalled over the API."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.documents.adjustments import AdjustmentRound
from registry.documents.applications import Application, ApplicationVersion
from registry.permissions import Role
from registry.policy.printed_codes import read
from tests.frozen_applications import NUMBER, a_scan, a_whole_draft, an_operator
from tests.stamped_forms import as_jpeg, form

ONE = f"/api/v1/applications/{NUMBER}"
TokenFor = Callable[..., dict[str, str]]
Answer = Any


@pytest.fixture
def own(
    app: Flask, token_for: TokenFor, opened_round: AdjustmentRound, at: datetime
) -> dict[str, str]:
    """The token of the operator whose draft has nothing missing, in an opened round."""
    operator = an_operator(at)
    a_whole_draft(operator, app.extensions["reserve"].vault, at)
    return token_for(Role.HOST_OPERATOR, host=operator.host)


def _post(client: FlaskClient, headers: dict[str, str], act: str, **given: Any) -> Answer:
    revision = Application.objects.get(number=NUMBER).revision
    return client.post(f"{ONE}/{act}", headers=headers | {"If-Match": f'"{revision}"'}, **given)


def _scan(content: bytes, name: str = "scan.jpg") -> dict[str, Any]:
    return {"data": {"scan": (BytesIO(content), name), "declared": "true"}}


def _stamped(client: FlaskClient, own: dict[str, str]) -> Answer:
    frozen = _post(client, own, "freezing")
    assert frozen.status_code == 200, frozen.text
    code = read(frozen.json["code"])
    assert code is not None
    return _post(client, own, "scan", **_scan(a_scan(code)[0]))


def test_from_draft_to_receipt(client: FlaskClient, own: dict[str, str]) -> None:
    """Freeze, bring the scan, submit: 201 with the receipt; the version reads the same after."""
    stamped = _stamped(client, own)
    assert stamped.json["scan"]["match"] == "matches"
    done = _post(client, own, "submission", json={"all_declared": True})
    assert done.status_code == 201, done.text
    assert (done.json["number"], done.json["version"]) == (f"{NUMBER}-1", 1)
    assert done.json["content"]["equipment_value"] == "1000"
    assert done.json["content"]["contact_name"] == "李晓，科长"
    kept = client.get(done.headers["Location"], headers=own)
    assert kept.json == done.json
    again = _post(client, own, "submission", json={"all_declared": True})
    assert (again.status_code, again.json["number"]) == (200, f"{NUMBER}-1")
    checked = client.post(
        "/api/v1/receipts/check",
        json={"number": done.json["number"], "digest": done.json["receipt_digest"]},
    )
    assert checked.json["state"] == "current"
    assert checked.json["message"] == (
        "回执属实。这是2026年下半年申报的有效版本，提交内容与回执一致。"
    )


def test_the_same_key_is_the_same_submission(client: FlaskClient, own: dict[str, str]) -> None:
    """Sent again under its Idempotency-Key, the kept answer is given and nothing is filed twice."""
    _stamped(client, own)
    keyed = own | {"Idempotency-Key": "5d1f3c1e-application"}
    revision = Application.objects.get(number=NUMBER).revision
    sent = {"headers": keyed | {"If-Match": f'"{revision}"'}, "json": {"all_declared": True}}
    first, second = (client.post(f"{ONE}/submission", **sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert ApplicationVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"all_declared": False}, 422, "invalid"),
        ({"all_declared": {"$ne": None}}, 422, "invalid"),
        ({"all_declared": True, "state": "recommended"}, 422, "invalid"),
        ([], 422, "invalid"),
    ],
)
def test_a_wrong_body_submits_nothing(
    client: FlaskClient, own: dict[str, str], body: Any, status: int, code: str
) -> None:
    """Without the declaration, with an operator in its place, or with a state of one's own."""
    _stamped(client, own)
    refused = _post(client, own, "submission", json=body)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert Application.objects.get(number=NUMBER).state == "frozen"


def test_refusals_say_what_is_wrong(client: FlaskClient, own: dict[str, str]) -> None:
    """Out of order, with another's scan, or on an older revision: a status and a sentence."""
    early = _post(client, own, "submission", json={"all_declared": True})
    assert (early.status_code, early.json["code"]) == (409, "application_not_frozen")
    _post(client, own, "freezing")
    wanted = _post(client, own, "submission", json={"all_declared": True})
    assert (wanted.status_code, wanted.json["code"]) == (409, "application_scan_wanted")
    assert _post(client, own, "scan", **_scan(b"not a scan")).status_code == 415
    other = _post(client, own, "scan", **_scan(as_jpeg(form())))
    assert other.json["scan"]["match"] == "no_code"
    refused = _post(client, own, "submission", json={"all_declared": True})
    assert (refused.status_code, refused.json["code"]) == (409, "application_scan_does_not_match")
    stale = client.post(f"{ONE}/unfreezing", headers=own | {"If-Match": '"1"'})
    assert (stale.status_code, stale.json["code"]) == (412, "application_moved")
    assert client.post(f"{ONE}/unfreezing", headers=own).status_code == 428


def test_offices_read_what_was_submitted_and_nobody_else_does(
    client: FlaskClient, own: dict[str, str], token_for: TokenFor
) -> None:
    """The authority sees contacts, the ministry a mask; another authority or host finds nothing."""
    _stamped(client, own)
    _post(client, own, "submission", json={"all_declared": True})
    version = f"{ONE}/versions/1"
    reviewer = client.get(
        version, headers=token_for(Role.PROVINCIAL_REVIEWER, authority="330000")
    )  # fmt: skip - one call
    assert reviewer.json["content"]["contact_name"] == "李晓，科长"
    ministry = client.get(version, headers=token_for(Role.MINISTRY_STAFF))
    assert ministry.json["content"]["contact_name"] == "＊＊＊＊"
    for headers in (
        token_for(Role.PROVINCIAL_LEAD, authority="440000"),
        token_for(Role.HOST_OPERATOR, host="host-2"),
    ):
        assert client.get(version, headers=headers).status_code == 404
    assert client.get(f"{ONE}/versions/2", headers=own).status_code == 404


def test_recall_takes_it_back(client: FlaskClient, own: dict[str, str]) -> None:
    """Recalled, it is a draft again; a second recall says what it is now."""
    _stamped(client, own)
    _post(client, own, "submission", json={"all_declared": True})
    back = _post(client, own, "recall")
    assert (back.status_code, back.json["state"], back.json["digest"]) == (200, "draft", "")
    again = _post(client, own, "recall")
    assert (again.status_code, again.json["code"]) == (409, "application_not_recallable")
