"""Every operation of the OpenAPI document once with success: it answers as documented."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from jsonschema_rs import Draft202012Validator
from schemathesis.schemas import APIOperation

from registry.documents.accounts import Account
from registry.documents.summary_sheets import SummarySheet
from registry.law import rulebook
from registry.permissions import Role
from tests.application_makers import ready_for
from tests.contract.seeding import BODIES, QUERIES, SAMPLES, listed, of_place, record_of, who_may
from tests.contract.sending import before
from tests.house.test_routes import HERE, RECORDS, Holder

DOCUMENT = "/api/v1/openapi.json"
SENDING = "application_sending_"
ME = "/api/v1/me"  # any token may ask whose it is
_KEYS = ("token_id", "message_id", "webhook_id", "delivery_id")


def operations(app: Flask) -> list[APIOperation]:
    """Every operation of the document."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    return [found.ok() for found in schema.get_all_operations()]


def version_of(app: Flask, path: str, headers: dict[str, str]) -> dict[str, str]:
    """The ETag of what a change is made to, as If-Match; settings are a record themselves."""
    record = path if path.endswith("settings") else path.rsplit("/", 1)[0]
    record = record.partition("/evidence")[0]
    answer = app.test_client().get(record, headers=headers)
    return {"If-Match": answer.headers["ETag"]}


def answer_of(app: Flask, operation: APIOperation, token_for: Callable[..., dict[str, str]]) -> Any:
    """Ask as somebody who may, about a record of one's own, with a good body."""
    line = listed(app)[f"{operation.method.upper()} {operation.path}"]
    role = who_may(line)
    name = operation.definition.raw["operationId"]
    headers = token_for(role, **of_place(role), username=name) if role else {}
    account = Account.objects(username=name).first()
    path = operation.path.format(**record_of(line, str(account.id if account else "")))
    SummarySheet.objects.update(period="2026H2")
    sending = operation.method != "get" and name.startswith(SENDING)
    if operation.method != "get" and not sending:
        assert name in BODIES, f"say in BODIES what makes {name} succeed"
    more = BODIES.get(name, dict)()
    if sending:
        number = path.split("/")[-2]
        more = before(name.removeprefix(SENDING), number, app)
    if name == "bans_record":
        consequences = rulebook().programme("national_reserve").consequences
        more["json"]["ground"] = next(one.id for one in consequences if one.ban_years)
        more["json"]["platform"] = RECORDS["platform"].make(Holder("", *HERE))["number"]
    if name == "removal_cases_opening":
        more["json"]["platform"] = RECORDS["platform"].make(Holder("", *HERE))["number"]
    if name in {"appeals_filing", "appeals_correction"}:
        decided = RECORDS["removal_case_objectable"].make(Holder("", *HERE))
        more["json"]["case"] = decided["number"]
    if name == "removal_batches_composing":
        prepared = RECORDS["removal_case_prepared"].make(Holder("", *HERE))
        more["json"]["cases"] = [prepared["number"]]
    if name == "applications_begin":
        RECORDS["platform"].make(Holder("", *HERE))  # and with it the host that applies
    if any(one.name == "If-Match" for one in operation.headers):
        headers = headers | version_of(app, path, headers)
    return app.test_client().open(
        path, method=operation.method, headers=headers, query_string=QUERIES.get(name), **more
    )


def test_the_document_is_an_openapi_document(client):
    """Every shape is a JSON schema, every reference leads somewhere, every id is one of a kind."""
    document = client.get(DOCUMENT).json
    schema = schemathesis.openapi.from_dict(document)
    schema.validate()
    for shape in document["components"]["schemas"].values():
        Draft202012Validator(shape | {"components": document["components"]})
    told = [one for path in document["paths"].values() for name, one in path.items()
            if name != "parameters"]  # fmt: skip
    ids = [one["operationId"] for one in told]
    assert len(ids) == len(set(ids))
    assert all(one["summary"] and "default" not in one["responses"] for one in told)


def test_every_route_of_the_api_is_in_the_document(app):
    """What the table of routes lists under the API, the document describes; and nothing else."""
    beside = ("GET /api/v1/openapi.json", "GET /api/v1/docs", "GET /api/v1/docs/assets/{name}")
    routes = {one for one in listed(app) if " /api/v1/" in one} - set(beside)
    assert routes == {f"{one.method.upper()} {one.path}" for one in operations(app)}


def test_each_operation_succeeds_as_documented(app, token_for, subtests):
    """With real records and a good body each operation answers 2xx in the documented shape."""
    ready_for((SAMPLES / "clean_330000_2026H2.xlsx").read_bytes(), "a.xlsx", first=9001)
    for operation in operations(app):
        with subtests.test(operation.label):
            answer = answer_of(app, operation, token_for)
            assert 200 <= answer.status_code < 300, answer.get_data(as_text=True)[:800]
            assert str(answer.status_code) in operation.definition.raw["responses"]
            operation.validate_response(answer)
            SummarySheet.objects.delete()


@pytest.mark.parametrize("role", [None, Role.HOST_OPERATOR])
def test_nobody_and_a_stranger_are_refused_as_documented(app, token_for, role):
    """Without a token each closed operation answers 401 as documented; with a bare one 403."""
    headers = token_for(role, host="elsewhere", scopes=[]) if role else {}
    for operation in operations(app):
        if operation.definition.raw.get("security") == [] or (role and operation.path == ME):
            continue
        parts = {"number": "330000-2026-0001", "period": "2026Q4", "version": 1, "year": 2026}
        parts |= {"authority": "330000", "division": "330100", "serial": 1}
        parts |= dict.fromkeys(_KEYS, "5f0000000000000000000001")
        path = operation.path.format(**parts, paper_id="3f9a1c07be42")
        answer = app.test_client().open(path, method=operation.method, headers=headers)
        assert answer.status_code == (403 if role else 401), operation.label
        operation.validate_response(answer)


def test_parts_of_one_name_or_none_are_a_complaint_not_a_fault(app, token_for):
    """An upload with two files of a name and one of none, under a key, is told what is wrong."""
    parts = "".join(
        f'--cut\r\nContent-Disposition: form-data{name}; filename="a.pdf"\r\n\r\nx\r\n'
        for name in ('; name="scan"', '; name="scan"', "")
    )
    headers = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    answer = app.test_client().post(
        "/api/v1/summary-sheets",
        data=f"{parts}--cut--\r\n".encode(),
        content_type="multipart/form-data; boundary=cut",
        headers=headers | {"Idempotency-Key": "two-of-a-name"},
    )
    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert "file" in answer.json["fields"]
