"""The edge of the API: problems, arrival, headers, cursors, repeated requests."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction

import pytest
from flask import Flask, jsonify
from marshmallow import Schema, ValidationError, fields, validate

from config.settings import Settings, SettingsError, load_settings
from registry import edge
from registry.api.idempotency import idempotent
from registry.api.paging import PageArguments
from registry.app import create_app
from registry.clock import Clock
from registry.cursors import make_cursor, read_cursor
from registry.documents.idempotency import KeptAnswer
from registry.encryption import Vault, made_key
from registry.errors import CursorForged, Refusal
from registry.permissions import Role
from registry.problems import _flatten
from registry.services import idempotency
from registry.services.idempotency import Keyed


def test_an_unknown_address_is_a_problem_with_the_request_id(client):
    """An unknown API address answers 404 as a problem that names its request."""
    answer = client.get("/api/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "not_found"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def test_json_is_written_as_people_read_it(client):
    """JSON answers carry Chinese as it is, and keys in the order that their shape gives."""
    text = client.get("/api/v1/windows/2026").get_data(as_text=True)
    assert "二（三）" in text
    assert text.index('"kind"') < text.index('"period"') < text.index('"days"')


def test_an_unknown_page_answers_people(client):
    """An unknown page answers 404 in Chinese with the request id, and no JSON."""
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert answer.headers["X-Request-Id"] in answer.text
    assert "这个网址没有对应的页面。" in answer.text
    assert "这条记录" not in answer.text


def test_a_wrong_method_says_which_are_allowed(client):
    """A method that an address does not take is refused with the methods it takes."""
    answer = client.delete("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_fault_of_ours_tells_nothing_but_its_request_id(fresh_app):
    """An exception nobody foresaw answers 500 without a word of its own text."""

    @fresh_app.get("/api/v1/broken")
    def broken():
        raise ZeroDivisionError("the secret inside")

    answer = fresh_app.test_client().get("/api/v1/broken")
    assert answer.status_code == 500
    assert answer.json["code"] == "internal"
    assert "secret" not in answer.get_data(as_text=True)


def test_health_and_readiness(client):
    """A service on a working database is alive and ready."""
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_metrics_count_routes_and_never_paths(client):
    """The figures name routes; an address with a record's number in it does not appear."""
    client.get("/windows/2026")
    figures = client.get("/metrics").get_data(as_text=True)
    assert 'route="/windows/<int:year>"' in figures
    assert "/windows/2026" not in figures


def test_every_answer_carries_the_training_clock(client, at):
    """In training mode every API answer says so in a header."""
    stamped = client.get("/api/v1/openapi.json").headers["X-Training-Clock"]
    assert abs(datetime.fromisoformat(stamped) - at) < timedelta(minutes=5)


def test_security_headers_stand_on_every_answer(client):
    """Pages, API and static answers carry the strict content policy and its companions."""
    for path in ("/", "/api/v1/openapi.json", "/healthz", "/nothing-here"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert len(headers.getlist("Content-Security-Policy")) == 1
        assert len(headers.getlist("X-Request-Id")) == 1


def test_no_view_and_no_hook_is_a_coroutine(app):
    """Flask is told so once (``Synchronous``), and would hand out an unawaited one."""
    by_blueprint = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
        app.template_context_processors,
    )
    called = [one for kind in by_blueprint for functions in kind.values() for one in functions]
    by_code = [codes for its in app.error_handler_spec.values() for codes in its.values()]
    called += [one for handlers in by_code for one in handlers.values()]
    called += [*app.teardown_appcontext_funcs, *app.view_functions.values()]
    assert len(called) > len(app.view_functions)
    assert not [one for one in called if iscoroutinefunction(one)]


def test_outside_training_cookies_and_connections_are_secure(app, settings, client):
    """Every cookie is Secure and HttpOnly, and browsers keep to TLS; in training they need not."""
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    real = create_app(replace(settings, training=False, secure_cookies=True)).test_client()
    answer = real.get("/sign-in", base_url="https://localhost")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")), cookie


def test_signed_in_pages_are_not_kept_by_caches(client):
    """Pages say no-store; only static files may be kept."""
    assert client.get("/windows/2026").headers["Cache-Control"] == "no-store"


def test_a_training_clock_is_refused_outside_training():
    """RESERVE_CLOCK without RESERVE_TRAINING stops the start, naming the variable."""
    with pytest.raises(SettingsError, match="RESERVE_CLOCK"):
        load_settings({"RESERVE_CLOCK": "2026-12-28T09:00"})


def test_a_training_clock_ticks_on():
    """The training clock starts at the given Shanghai time and goes on from there."""
    start = load_settings({"RESERVE_CLOCK": "2026-12-28T09:00", "RESERVE_TRAINING": "1"})
    clock = Clock(start.training_clock)
    first, second = clock.now(), clock.now()
    assert datetime(2026, 12, 28, 1, tzinfo=UTC) <= first <= second


def arrived(app: Flask, settings: Settings, headers: dict[str, str]) -> datetime:
    """When a request with these headers counts as arrived."""
    seen = {}

    def inner(environ, start_response):
        seen["at"] = environ["reserve.arrival"]
        return []

    house = edge.House(settings, Clock(), "secret", Vault([made_key()]))
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    list(edge.Arrival(inner, house)(environ, lambda *_: None))
    return seen["at"]


def test_a_proxys_time_counts_only_from_a_configured_proxy(app, settings):
    """X-Request-Start dates an arrival behind a configured proxy, and is ignored without one."""
    seconds = int(Clock().now().timestamp()) - 30 * 60
    started = {"X-Request-Start": f"t={seconds}.250"}
    at_front = datetime.fromtimestamp(seconds + 0.25, UTC)
    alone = replace(settings, training=False)
    assert arrived(app, replace(alone, trusted_proxies=1), started) == at_front
    assert arrived(app, alone, started) != at_front


@pytest.mark.parametrize("ago", [timedelta(hours=1, seconds=1), timedelta(days=7)])
def test_nobody_dates_a_request_by_hours(app, settings, ago):
    """A client's own X-Request-Start, passed on by a careless front, opens no closed window."""
    behind = replace(settings, training=False, trusted_proxies=1)
    now = Clock().now()
    started = {"X-Request-Start": f"t={(now - ago).timestamp():.3f}"}
    assert arrived(app, behind, started) >= now


def test_a_proxys_time_never_lies_in_the_future(app, settings):
    """A proxy's clock that runs ahead does not date a filing later than our own."""
    behind = replace(settings, training=False, trusted_proxies=1)
    now = Clock().now()
    assert arrived(app, behind, {"X-Request-Start": "t=9999999999.0"}) - now < timedelta(minutes=1)


def test_a_cursor_comes_back_as_it_went():
    """A cursor of ours gives its sort key back."""
    assert read_cursor("secret", make_cursor("secret", ["330000-2026-0001"])) == [
        "330000-2026-0001"
    ]


@pytest.mark.parametrize("forged", ["", "x", "WyJhIl0", '{"$gt": ""}', "a" * 5000])
def test_a_forged_cursor_is_refused(forged):
    """A cursor that another secret signed, or nobody did, is refused."""
    with pytest.raises(CursorForged):
        read_cursor("secret", forged)
    with pytest.raises(CursorForged):
        read_cursor("secret", make_cursor("another", ["330000-2026-0001"]))


@pytest.fixture
def counting(fresh_app, token_for):
    """A POST address that counts its runs, and refuses a content of ``refuse``."""
    runs = []

    @fresh_app.post("/api/v1/counting")
    @idempotent
    def count():
        runs.append(1)
        if edge.request.get_json().get("refuse"):
            raise Refusal
        return jsonify(runs=len(runs)), 201

    fresh_app.extensions["reserve_csrf"].exempt(count)
    client = fresh_app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = token_for(Role.HOST_OPERATOR)["Authorization"]
    return client


def post(client, content, key="a-key-of-mine"):
    """Post a content under a key."""
    return client.post("/api/v1/counting", json=content, headers={"Idempotency-Key": key})


def test_a_repeated_post_gets_the_first_answer_again(counting):
    """The same key and content run once; the second answer is the first, marked as such."""
    first, second = post(counting, {"a": 1}), post(counting, {"a": 1})
    assert (first.status_code, first.json) == (201, {"runs": 1})
    assert (second.status_code, second.json) == (201, {"runs": 1})
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_key_used_for_another_content_is_refused(counting):
    """The same key with another content is refused and runs nothing."""
    post(counting, {"a": 1})
    again = post(counting, {"a": 2})
    assert (again.status_code, again.json["code"]) == (422, "idempotency_reused")
    assert post(counting, {"a": 1}, key="another-key").json == {"runs": 2}


def test_a_refusal_is_not_kept(counting):
    """What was refused may be tried again under the same key."""
    assert post(counting, {"refuse": True}).status_code == 400
    assert KeptAnswer.objects.count() == 0


def test_a_request_still_at_work_is_told_so(counting, at):
    """While the first request works a second is asked to wait, unless the first was cut off."""
    post(counting, {"a": 1})
    KeptAnswer.objects.update(set__status=0, set__begun_at=at)
    assert post(counting, {"a": 1}).json["code"] == "idempotency_in_progress"
    KeptAnswer.objects.update(set__begun_at=at - timedelta(minutes=5))
    assert post(counting, {"a": 1}).status_code == 201


def test_a_claim_counts_from_when_the_content_is_here(counting, at, monkeypatch):
    """A body may take an hour to come; the claim begins when the work does."""
    monkeypatch.setattr(edge, "arrival", lambda: at - timedelta(hours=1))
    assert post(counting, {"a": 1}).status_code == 201
    assert KeptAnswer.objects.get().begun_at >= at


def test_who_was_taken_over_neither_keeps_nor_frees_the_others_claim(database, at):
    """After its time another may claim the key; the first then changes nothing of it."""
    first = Keyed("account", "key-00000001", "same", at)
    second = replace(first, at=at + timedelta(seconds=61))
    answer = idempotency.Answer(201, "{}", {})
    assert idempotency.begin(first) is None
    assert idempotency.begin(second) is None
    idempotency.abandon(first)
    idempotency.finish(first, answer)
    assert KeptAnswer.objects.get().status == 0
    idempotency.finish(second, answer)
    assert idempotency.begin(replace(first, at=second.at)) == answer


def test_keys_are_forgotten_by_the_machines_clock(database, at):
    """A training clock that is months behind makes no key lapse early."""
    idempotency.begin(Keyed("account", "key-00000001", "same", at - timedelta(days=300)))
    age = Clock().wall() - KeptAnswer.objects.get().kept_since
    assert age < timedelta(minutes=1)
    expiring = [
        one["key"] for one in KeptAnswer._get_collection().index_information().values()
        if "expireAfterSeconds" in one
    ]  # fmt: skip
    assert expiring == [[("kept_since", 1)]]


def test_the_openapi_document_is_whole(client):
    """The OpenAPI document names its version, and every operation lists its answers."""
    document = json.loads(client.get("/api/v1/openapi.json").data)
    assert document["openapi"].startswith("3.")
    operations = [
        operation
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    assert operations
    assert all(operation["responses"] for operation in operations)


def test_the_documents_page_asks_nobody_outside(client):
    """The API's documents load their assets from this house."""
    page = client.get("/api/v1/docs").get_data(as_text=True)
    assert "http" not in page.replace("https://www.w3.org", "")
    assert client.get("/api/v1/docs/assets/swagger-ui.css").status_code == 200


def test_an_endless_body_is_refused_unread(client):
    """A JSON body of upload size is refused: a million names would get a million complaints."""
    body = json.dumps({f"name{number}": 1 for number in range(60_000)})
    answer = client.post("/api/v1/receipts/check", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")


def test_a_body_that_is_no_json_is_told_so(client):
    """What cannot be read as JSON is named, not only refused."""
    sent = {"data": "{bad", "content_type": "application/json"}
    answer = client.post("/api/v1/receipts/check", **sent)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_json")


def test_complaints_do_not_outgrow_the_question(client):
    """However many fields are wrong, a hundred complaints are told."""
    body = {f"name{number}": 1 for number in range(5000)}
    answer = client.post("/api/v1/receipts/check", json=body)
    assert answer.status_code == 422
    assert len(answer.json["fields"]) == 100


class Everything(Schema):
    """A body with one field of each kind that the API takes."""

    text = fields.String(required=True, validate=validate.Length(2, 4))
    whole = fields.Integer(validate=validate.Range(1, 9))
    least = fields.Integer(validate=validate.Range(min=1))
    day = fields.Date()
    many = fields.List(fields.String())
    inner = fields.Nested(PageArguments)
    choice = fields.String(validate=validate.OneOf(["a", "b"]))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": None},
        {"text": {"$ne": None}},
        {"text": "x"},
        {"text": "xxxxx"},
        {"text": "xx", "whole": 0},
        {"text": "xx", "least": 0},
        {"text": "xx", "whole": "many"},
        {"text": "xx", "day": "tomorrow"},
        {"text": "xx", "many": 5},
        {"text": "xx", "inner": 5},
        {"text": "xx", "choice": "c"},
        {"text": "xx", "unheard": "of"},
        ["not", "an", "object"],
    ],
)
def test_a_body_that_does_not_fit_is_told_in_chinese(app, body):
    """Whatever is wrong with a body's field, the sentence is Chinese and whole."""
    with pytest.raises(ValidationError) as refused:
        Everything().load(body)
    sentences = [text for _, text in _flatten(refused.value.messages)]
    assert sentences
    assert all(re.search(r"[一-龥]", one) and not re.search(r"[{}]", one) for one in sentences)
