"""Evidence of an application over the API."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.documents.applications import Application
from registry.permissions import Role
from tests.frozen_applications import NUMBER, a_whole_draft, an_operator

ONE = f"/api/v1/applications/{NUMBER}"
PDF = (Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf").read_bytes()
TokenFor = Callable[..., dict[str, str]]


@pytest.fixture
def own(app: Flask, token_for: TokenFor, at: datetime) -> dict[str, str]:
    """The token of the operator of a host with a draft."""
    operator = an_operator(at)
    a_whole_draft(operator, app.extensions["reserve"].vault, at, attachments=[])
    return token_for(Role.HOST_OPERATOR, host=operator.host)


def _match(headers: dict[str, str]) -> dict[str, str]:
    return headers | {"If-Match": f'"{Application.objects.get(number=NUMBER).revision}"'}


def _add(client: FlaskClient, headers: dict[str, str], content: bytes, **data: Any) -> Any:
    given = {"file": (BytesIO(content), "../路线图.pdf"), "supports": "technology_roadmap"} | data
    return client.post(f"{ONE}/evidence", headers=headers, data=given)


def test_a_file_comes_is_read_and_goes(client: FlaskClient, own: dict[str, str]) -> None:
    """Handed in it stands in the draft under its condition; taken out it is gone from it."""
    added = _add(client, _match(own), PDF)
    assert added.status_code == 200, added.text
    (paper,) = added.json["draft"]["attachments"]
    assert (paper["name"], paper["supports"], paper["media_type"], paper["pages"]) == (
        "路线图.pdf", "technology_roadmap", "application/pdf", 1,
    )  # fmt: skip
    kept = client.get(f"{ONE}/evidence/{paper['id']}", headers=own)
    assert kept.data == PDF
    gone = client.delete(f"{ONE}/evidence/{paper['id']}", headers=_match(own))
    assert gone.json["draft"]["attachments"] == []
    assert client.get(f"{ONE}/evidence/{paper['id']}", headers=own).status_code == 404


@pytest.mark.parametrize(
    ("content", "data", "status"),
    [
        (b"just text", {}, 415),
        (PDF, {"supports": "nonsense"}, 422),
        (PDF, {"supports": '{"$ne": null}'}, 422),
        (b"", {}, 422),
    ],
)
def test_what_cannot_be_taken_changes_nothing(
    client: FlaskClient, own: dict[str, str], content: bytes, data: dict[str, str], status: int
) -> None:
    """No file of ours, no condition of ours, nothing in it: said, and nothing is kept."""
    assert _add(client, _match(own), content, **data).status_code == status
    assert Application.objects.get(number=NUMBER).attachments == []


def test_another_s_application_is_answered_like_none(
    client: FlaskClient, own: dict[str, str], token_for: TokenFor
) -> None:
    """A stranger neither adds nor reads; an old version is refused."""
    stranger = token_for(Role.HOST_OPERATOR, host="host-2")
    assert _add(client, stranger | {"If-Match": '"1"'}, PDF).status_code == 404
    assert _add(client, own | {"If-Match": '"999"'}, PDF).status_code == 412
    assert _add(client, own, PDF).status_code == 428
