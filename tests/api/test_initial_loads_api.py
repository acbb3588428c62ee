"""The initial load over the API: checked, carried out, repeated, attacked."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient

from registry.clock import pause
from registry.documents.initial_loads import InitialLoad
from registry.documents.platforms import Platform
from registry.permissions import Role
from tests.services.workbooks import platform, workbook

LOADS = "/api/v1/initial-loads"
TokenFor = Callable[..., dict[str, str]]


def _send(client: FlaskClient, headers: dict[str, str], content: bytes) -> Any:
    return client.post(LOADS, headers=headers, data={"file": (BytesIO(content), "存量.xlsx")})


def test_from_upload_to_library(client: FlaskClient, token_for: TokenFor) -> None:
    """Three counts in all and by sheet, then carried out against the ETag, then the rows."""
    mine = token_for(Role.MINISTRY_LEAD)
    content = workbook(platforms=[platform(1), platform(2, authority="某省")])
    keyed = mine | {"Idempotency-Key": "load-0001"}
    sent = _send(client, keyed, content)
    assert (sent.status_code, sent.headers["ETag"]) == (201, '"1"')
    assert _send(client, keyed, content).json == sent.json
    assert _send(client, mine, content).status_code == 200
    assert InitialLoad.objects.count() == 1
    shown = sent.json
    assert [shown[f"{name}_rows"] for name in ("new", "matched", "refused")] == [1, 0, 1]
    assert shown["sheets"][0]["sheet"] == "platforms"
    address = f"{LOADS}/{shown['number']}"
    assert client.post(f"{address}/carrying-out", headers=mine).status_code == 428
    stale = mine | {"If-Match": '"7"'}
    assert client.post(f"{address}/carrying-out", headers=stale).status_code == 412
    assert (
        client.post(f"{address}/carrying-out", headers=mine | {"If-Match": '"1"'}).status_code
        == 202
    )
    for _ in range(400):
        if client.get(address, headers=mine).json["progress"]["finished"]:
            break
        pause(0.05)
    assert Platform.objects.get().number == "330000-2024-0001"
    rows = client.get(f"{address}/rows?outcome=refused", headers=mine).json["items"]
    assert [(row["row"], row["findings"][0]["code"]) for row in rows] == [
        (3, "load_authority_unknown")
    ]


def test_operators_and_strange_words_are_refused(client: FlaskClient, token_for: TokenFor) -> None:
    """A query operator is no word of ours; a reason must be a text; no number is a 404."""
    mine = token_for(Role.MINISTRY_LEAD)
    sent = _send(client, mine, workbook(platforms=[platform(1)])).json["number"]
    assert client.get(f"{LOADS}/{sent}/rows?outcome=$ne", headers=mine).status_code == 422
    assert client.get(f"{LOADS}/{sent}/rows?sheet=$ne", headers=mine).status_code == 422
    headers = mine | {"If-Match": '"1"'}
    bad = client.post(f"{LOADS}/{sent}/withdrawal", headers=headers, json={"reason": {"$ne": ""}})
    assert bad.status_code == 422
    assert client.get(f"{LOADS}/CL-2026-999", headers=mine).status_code == 404
    assert InitialLoad.objects.get().state == "checked"
