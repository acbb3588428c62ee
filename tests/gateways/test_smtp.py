"""E-mail as a mail server sees it: whole, recognisable, and without a line that is not ours."""

import socket
import threading
from collections.abc import Iterator

import pytest

from registry.clock import stopwatch
from registry.gateways import smtp
from registry.gateways.outgoing import Rules
from registry.gateways.smtp import Letter, MailAwayError, Mailer, MailServer
from registry.services import delivery_claims
from tests.outside import MailHouse, running

LETTER = Letter("5f00", "li@example.cn", "您有一条新消息", "请补正。\n\nhttps://a.example.cn/m/1")


@pytest.fixture
def house() -> Iterator[MailHouse]:
    """A mail server on the loopback."""
    with running(MailHouse()) as server:
        yield server


def server_of(house: MailHouse, **more: str) -> MailServer:
    """How it is reached."""
    given = {"security": "none", "user": "", "password": "", "sender": "reserve@miit.example.cn"}
    return MailServer(host="127.0.0.1", port=house.port, **{**given, **more})


def test_a_letter_arrives_as_it_was_written(house: MailHouse) -> None:
    """Chinese subject and text, one recipient, and a Message-ID by which a second is known."""
    with Mailer(server_of(house)) as mailer:
        assert mailer.send(LETTER).fault == ""
        assert mailer.send(LETTER).fault == ""
    (first, again) = house.letters
    assert first["Subject"] == LETTER.subject
    assert first.get_content().replace("\r\n", "\n").strip() == LETTER.text
    assert first["To"] == "li@example.cn"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == again["Message-ID"] == "<5f00@miit.example.cn>"
    assert house.connections == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "新消息\r\nBcc: all@example.cn"),
        ("to", "li@example.cn\r\nBcc: all@example.cn"),
        ("number", "5f00>\r\nBcc: all@example.cn\r\nX: <"),
    ],
)
def test_no_line_is_smuggled_into_the_head(house: MailHouse, field: str, value: str) -> None:
    """A line break in what makes a header is refused for good; nothing is sent."""
    values = {name: getattr(LETTER, name) for name in Letter.__slots__}
    with Mailer(server_of(house)) as mailer:
        outcome = mailer.send(Letter(**{**values, field: value}))
    assert (outcome.fault, outcome.permanent) == ("mail_address", True)
    assert house.letters == []


@pytest.mark.parametrize(("answer", "permanent"), [("550 nobody", True), ("450 later", False)])
def test_a_refused_address_is_told_from_a_full_box(
    house: MailHouse, answer: str, *, permanent: bool
) -> None:
    """A 5xx is for good, a 4xx is tried again, and the next letter goes over the same line."""
    house.refused["li@example.cn"] = answer
    with Mailer(server_of(house)) as mailer:
        outcome = mailer.send(LETTER)
        assert (outcome.fault, outcome.permanent) == ("mail_refused", permanent)
        assert mailer.send(Letter("5f01", "wu@example.cn", "a", "b")).fault == ""
    assert [one["To"] for one in house.letters] == ["wu@example.cn"]


def test_a_server_that_does_not_encrypt_gets_nothing(house: MailHouse) -> None:
    """Where TLS is asked for and not offered, no password and no letter leaves in the clear."""
    with pytest.raises(MailAwayError) as away, Mailer(server_of(house, security="starttls")):
        pass
    assert away.value.fault == "mail_refuses_us"
    assert house.letters == []


def test_a_server_that_is_away_is_told_as_such(house: MailHouse) -> None:
    """Nobody at the port: the way is shut, which is no fault of a letter."""
    server = server_of(house)
    house.shutdown()
    house.server_close()
    with pytest.raises(MailAwayError) as away, Mailer(server):
        pass
    assert away.value.fault == "mail_away"


@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_name_server_that_is_silent_ends_with_the_connection_s_time(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    """Looking up the mail server is part of that time: no lease runs out meanwhile."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(20))
    monkeypatch.setattr(smtp, "_CONNECTION_SECONDS", 0.5)
    began = stopwatch()
    with pytest.raises(MailAwayError) as away, Mailer(server_of(house, security=security)):
        pass
    took = stopwatch() - began
    over.set()
    assert away.value.fault == "mail_away"
    assert 0.4 < took < 3


def test_a_lease_outlasts_every_attempt() -> None:
    """By twenty seconds at least, for the database: else another sends the same meanwhile."""
    longest = max(smtp._CONNECTION_SECONDS, Rules().seconds)
    assert longest + 20 <= delivery_claims._LEASE_MILLISECONDS / 1000
