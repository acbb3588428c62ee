"""Outgoing requests: where they may go, and that no answer holds or leads us anywhere."""

import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from registry.clock import stopwatch
from registry.gateways import outgoing
from registry.gateways.deadlines import Deadline
from registry.gateways.outgoing import Rules, fault_of, is_allowed, post
from tests.outside import Pause, Receiver, identity, running

LOOPBACK = (ip_network("127.0.0.0/8"),)


def allowing(receiver: Receiver, **more: object) -> Rules:
    """Rules under which the receiver may be reached."""
    given = {"networks": LOOPBACK, "ports": frozenset({receiver.port}), "plain": True}
    return Rules(**{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody on the loopback who takes requests."""
    with running(Receiver()) as taking:
        yield taking


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://hooks.example.cn/a?b=c", ""),
        ("https://hooks.example.cn:443/", ""),
        ("https://8.8.8.8/", ""),
        ("http://hooks.example.cn/", "outgoing_not_https"),
        ("ftp://hooks.example.cn/", "outgoing_not_https"),
        ("file:///etc/passwd", "outgoing_unreadable"),
        ("https:///a", "outgoing_unreadable"),
        ("https://hooks.example.cn/#a", "outgoing_unreadable"),
        ("https://hooks.example.cn/\r\nHost: a", "outgoing_unreadable"),
        ("https://hooks.example.cn\\@10.0.0.1/", "outgoing_unreadable"),
        ("https://推送.example.cn/", "outgoing_unreadable"),
        ("https://hooks.example.cn:99999/", "outgoing_unreadable"),
        (f"https://hooks.example.cn/{'a' * 500}", "outgoing_unreadable"),
        ("https://me:secret@hooks.example.cn/", "outgoing_credentials"),
        ("https://@hooks.example.cn/", "outgoing_credentials"),
        ("https://hooks.example.cn:22/", "outgoing_port"),
        ("https://127.0.0.1/", "outgoing_forbidden"),
        ("https://127.1/", "outgoing_forbidden"),
        ("https://2130706433/", "outgoing_forbidden"),
        ("https://0x7f.0.0.1/", "outgoing_forbidden"),
        ("https://0177.0.0.1/", "outgoing_forbidden"),
        ("https://10.0.0.1/", "outgoing_forbidden"),
        ("https://169.254.169.254/latest/meta-data", "outgoing_forbidden"),
        ("https://100.64.0.1/", "outgoing_forbidden"),
        ("https://0.0.0.0/", "outgoing_forbidden"),
        ("https://224.0.0.1/", "outgoing_forbidden"),
        ("https://255.255.255.255/", "outgoing_forbidden"),
        ("https://[::1]/", "outgoing_forbidden"),
        ("https://[::]/", "outgoing_forbidden"),
        ("https://[::ffff:10.0.0.1]/", "outgoing_forbidden"),
        ("https://[::127.0.0.1]/", "outgoing_forbidden"),
        ("https://[64:ff9b::7f00:1]/", "outgoing_forbidden"),
        ("https://[2002:7f00:1::]/", "outgoing_forbidden"),
        ("https://[fe80::1%25eth0]/", "outgoing_forbidden"),
        ("https://[fc00::1]/", "outgoing_forbidden"),
    ],
)
def test_an_address_is_judged_before_it_is_kept(url: str, fault: str) -> None:
    """A public place over https on an allowed port, however a forbidden one is written."""
    assert fault_of(url, Rules()) == fault


def test_what_the_operator_allows_is_allowed() -> None:
    """A network of one's own, and what is mapped into it, once it is named; no other."""
    rules = Rules(networks=(ip_network("10.1.0.0/16"),))
    assert is_allowed(ip_address("10.1.2.3"), rules)
    assert is_allowed(ip_address("::ffff:10.1.2.3"), rules)
    assert not is_allowed(ip_address("10.2.0.1"), rules)


@pytest.mark.parametrize(
    "leads_to", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1"]]
)
def test_a_name_that_leads_inside_is_refused(
    leads_to: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a name leads to is judged, all of it; nothing is connected to."""
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", _leading_to([leads_to]))
    monkeypatch.setattr(outgoing.socket, "socket", _nobody)
    answer = post("https://hooks.example.test/", b"", {}, Rules())
    assert answer.outcome.fault == "outgoing_forbidden"


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere at a second look never gets one; its Host stays the name's."""
    asked: list[list[str]] = [["127.0.0.1"], ["10.0.0.1"]]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", _leading_to(asked))
    url = f"http://hooks.example.test:{receiver.port}/hook"
    assert post(url, b"a", {}, allowing(receiver)).outcome.fault == ""
    assert len(asked) == 1
    assert receiver.asked[0].headers["Host"] == f"hooks.example.test:{receiver.port}"


def test_tls_goes_by_the_name_and_by_whom_we_trust(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate of the name is taken from who signed it, not from others nor for others."""
    pem = identity(tmp_path)
    with running(Receiver(pem)) as taking:
        monkeypatch.setattr(outgoing.socket, "getaddrinfo", _leading_to([["127.0.0.1"]] * 3))
        trusting = allowing(taking, plain=False, authorities=str(pem))
        for host, rules, fault in (
            ("hooks.example.test", trusting, ""),
            ("other.example.test", trusting, "outgoing_certificate"),
            ("hooks.example.test", allowing(taking, plain=False), "outgoing_certificate"),
        ):
            answer = post(f"https://{host}:{taking.port}/hook", b"", {}, rules)
            assert answer.outcome.fault == fault
        assert len(taking.asked) == 1


def test_no_proxy_and_no_netrc_of_the_surroundings_is_used(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment says of proxies and passwords does not concern us."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert post(receiver.url, b"a", {}, allowing(receiver)).outcome.status == 200
    assert "Authorization" not in receiver.asked[0].headers


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    """Nobody sends us on; where to is not even read."""
    receiver.behave = lambda taking: taking.answer(302, Location=receiver.url)  # type: ignore[attr-defined]
    outcome = post(receiver.url, b"a", {}, allowing(receiver)).outcome
    assert (outcome.fault, outcome.status) == ("outgoing_redirected", 302)
    assert len(receiver.asked) == 1


def test_an_answer_that_trickles_for_ever_ends_at_the_deadline(receiver: Receiver) -> None:
    """A byte now and then keeps a socket's own timeout away, and not the deadline."""
    pause = Pause()
    receiver.behave = pause.drip
    began = stopwatch()
    outcome = post(receiver.url, b"a", {}, allowing(receiver, seconds=1.0)).outcome
    pause.over.set()
    assert outcome.fault == "outgoing_slow"
    assert 0.8 < stopwatch() - began < 3


def test_of_a_huge_answer_little_is_read(receiver: Receiver) -> None:
    """Gigabytes, zipped or not, are left where they are: it is taken, and we hang up."""
    sent: list[int] = []

    def pour(taking: object) -> None:
        taking.send_response(200)  # type: ignore[attr-defined]
        taking.send_header("Content-Encoding", "gzip")  # type: ignore[attr-defined]
        taking.send_header("Content-Length", str(4 << 30))  # type: ignore[attr-defined]
        taking.end_headers()  # type: ignore[attr-defined]
        for _ in range(4 << 10):
            taking.wfile.write(bytes(1 << 20))  # type: ignore[attr-defined]
            sent.append(1)

    receiver.behave = pour
    answer = post(receiver.url, b"a", {}, allowing(receiver))
    assert (answer.outcome.fault, len(answer.content)) == ("", 16 * 1024)
    assert len(sent) < 64


def test_a_name_server_that_is_silent_is_waited_for_until_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Looking the name up is part of the time that a request has; it is told as slow."""
    over = threading.Event()
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_, **__: over.wait(20))
    began = stopwatch()
    outcome = post("https://hooks.example.test/", b"", {}, Rules(seconds=0.5)).outcome
    took = stopwatch() - began
    over.set()
    assert (outcome.fault, outcome.away) == ("outgoing_slow", True)
    assert 0.4 < took < 3


def test_places_that_do_not_answer_share_one_deadline() -> None:
    """Three of them, ten seconds each, end when the deadline does."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for taken in (first, second):  # who comes after these two gets no answer
            taken.settimeout(0)
            taken.connect_ex(full.getsockname())
        place = (socket.AF_INET, socket.SOCK_STREAM, 6, "", full.getsockname())
        began = stopwatch()
        with Deadline(1.0) as deadline, pytest.raises(OSError):  # noqa: PT011 - one of several
            deadline.connect([place] * 3, 10.0)
        assert 0.8 < stopwatch() - began < 3


@pytest.mark.parametrize("host", ["a" * 64 + ".cn", "a..cn", "-.cn", "[::1%25lo]", "xn--.cn"])
def test_a_name_that_is_none_raises_nothing(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a registered name may look like is a fault of its delivery, never of the round."""

    def lookup(asked: str, *_: object, **__: object) -> list[object]:
        asked.encode("idna")  # as the real one does first
        raise socket.gaierror

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lookup)
    outcome = post(f"https://{host}/", b"", {}, Rules()).outcome
    assert outcome.fault in {"outgoing_silent", "outgoing_forbidden", "outgoing_unreadable"}


def test_nobody_there_is_told_as_such() -> None:
    """A closed port is a fault that may pass, and nothing raises."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        rules = Rules(networks=LOOPBACK, ports=frozenset({port}), plain=True)
        outcome = post(f"http://127.0.0.1:{port}/", b"", {}, rules).outcome
    assert (outcome.fault, outcome.away, outcome.permanent) == ("outgoing_silent", True, False)


def _leading_to(asked: list[list[str]]):
    def lookup(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM, 6, "", (one, port),
            )
            for one in asked.pop(0)
        ]  # fmt: skip

    return lookup


def _nobody(*_: object) -> None:
    raise AssertionError("a connection was opened")
