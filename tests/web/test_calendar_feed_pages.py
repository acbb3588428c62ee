"""The pages of one's calendar feed, and the address that a calendar program asks."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.documents.calendar_feeds import CalendarFeed
from registry.documents.platforms import Platform
from registry.limits import CALENDAR_FEEDS
from registry.logs import configure_logs
from registry.permissions import Role
from registry.web.printed import check_place

SignIn = Callable[..., FlaskClient]
_ADDRESS = re.compile(r'<code id="address"[^>]*>http://localhost(/calendar/[\w-]{43}\.ics)</code>')


@pytest.fixture
def host(sign_in: SignIn) -> FlaskClient:
    """A host's person."""
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def _made(person: FlaskClient) -> str:
    page = person.post("/account/calendar")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    found = _ADDRESS.search(page.text)
    assert found
    assert f'href="webcal://localhost{found[1]}"' in page.text
    return found[1]


def test_an_address_is_made_shown_once_renewed_and_revoked(host: FlaskClient, app: Flask) -> None:
    """The account's page leads there; a program needs no session; renewed or revoked: 404."""
    assert 'href="/account/calendar"' in host.get("/account").text
    assert "还没有订阅地址" in host.get("/account/calendar").text
    first, program = _made(host), app.test_client()
    assert program.get(first).status_code == 200
    again = host.get("/account/calendar").text
    assert first not in again
    assert "更换地址" in again
    second = _made(host)
    assert program.get(first).status_code == 404
    assert program.get(second).status_code == 200
    assert "已经停用" in host.post("/account/calendar/revocation", follow_redirects=True).text
    assert program.get(second).status_code == 404
    assert CalendarFeed.objects.count() == 0


def test_the_address_people_know_goes_before_the_one_asked_at(
    host: FlaskClient, app: Flask, on_record: Callable[..., Platform]
) -> None:
    """Whatever a request says its host is: the address made, links in it, a printed code."""
    on_record("330000-2026-0001")
    known = "https://reserve.example.cn"
    house = app.extensions["reserve"]
    app.extensions["reserve"] = replace(house, settings=replace(house.settings, public_url=known))
    page = host.post("/account/calendar")
    (path,) = set(re.findall(rf"{known}(/calendar/[\w-]+\.ics)</code>", page.text))
    calendar = app.test_client().get(path, headers={"Host": "evil.example"}).text
    assert f"{known}/" in calendar.replace("\r\n ", "")
    assert "evil.example" not in calendar
    with app.test_request_context(headers={"Host": "evil.example"}):
        assert check_place("TH-1", "d").address == f"{known}/receipts/check"


def test_a_reload_makes_no_second_address(host: FlaskClient) -> None:
    """The same showing of the form acts once: the address just stored stays good."""
    form = host.get("/account/calendar").text
    (once,) = set(re.findall(r'name="once" value="(\w+)"', form))
    assert host.post("/account/calendar", data={"once": once}).status_code == 200
    before = CalendarFeed.objects.get().digest
    assert host.post("/account/calendar", data={"once": once}).status_code == 409
    assert CalendarFeed.objects.get().digest == before


def test_a_program_that_asks_again_is_told_that_nothing_changed(
    host: FlaskClient, app: Flask
) -> None:
    """Its own copy may serve a quarter of an hour, nobody's between; then by ETag 304."""
    address, program = _made(host), app.test_client()
    first = program.get(address)
    assert first.content_type == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "private, max-age=900"
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in first.headers
    again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_unknown_and_revoked_are_answered_alike(host: FlaskClient, app: Flask) -> None:
    """The same page, byte for byte but for the request's id, for whatever leads nowhere."""
    address, program = _made(host), app.test_client()
    host.post("/account/calendar/revocation")
    pages = []
    for path in (address, f"/calendar/{'x' * 43}.ics", "/calendar/a.ics", "/calendar/机密.ics"):
        answer = program.get(path)
        assert answer.status_code == 404
        pages.append(answer.text.replace(answer.headers["X-Request-Id"], ""))
    assert len(set(pages)) == 1


def test_no_log_names_the_secret(
    host: FlaskClient, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answered, unknown, by another method, without its ending: the path is covered."""
    address, program = _made(host), app.test_client()
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    configure_logs("INFO")
    capsys.readouterr()
    for path in (address, address.removesuffix(".ics"), f"{address}/"):
        program.get(path)
        program.post(path)
    host.get(address)
    configure_logs("ERROR")
    said = capsys.readouterr()
    assert secret not in said.out + said.err
    paths = [json.loads(line)["path"] for line in said.out.splitlines() if '"answered"' in line]
    assert set(paths) == {"/calendar/…"}


def test_whoever_tries_addresses_is_slowed_down(app: Flask) -> None:
    """More than the minute's share from one address: 429 with Retry-After."""
    program = app.test_client()
    most = int(CALENDAR_FEEDS.split()[0])
    codes = [program.get(f"/calendar/{one}.ics").status_code for one in range(most + 1)]
    assert codes == [404] * most + [429]
