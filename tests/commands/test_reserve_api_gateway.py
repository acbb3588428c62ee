"""What the command line makes of an answer that is not the service's, or is its refusal."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from registry.gateways.reserve_api import (
    ServiceRefused,
    ServiceUnreadable,
    Upload,
    upload_sheet,
)

SENDING = Upload("330000", "2026H2", "汇总表.csv", b"x" * 200_000, key="k" * 32)


class _Answers(BaseHTTPRequestHandler):
    status, body, seen = 200, b"", ""

    def do_POST(self) -> None:
        type(self).seen = self.headers["Authorization"]
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Location", "http://example.org/")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a server that answers as told."""
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>"), (200, b"[]"), (302, b""), (502, b"bad gateway"), (201, b"\xff")],
)
def test_another_programs_answer_is_told_apart(address: str, status: int, body: bytes) -> None:
    """An answer that is no JSON object is not the service's; a redirect is never followed."""
    _Answers.status, _Answers.body = status, body
    with pytest.raises(ServiceUnreadable) as refused:
        upload_sheet(address, "token", SENDING, lambda _: None)
    assert refused.value.params["status"] == status


def test_the_services_own_sentence_is_passed_on(address: str) -> None:
    """A refusal of the service comes out with its sentence, as a person would read it there."""
    _Answers.status, _Answers.body = 409, '{"message": "不在窗口内。"}'.encode()
    with pytest.raises(ServiceRefused) as refused:
        upload_sheet(address, "token", SENDING, lambda _: None)
    assert refused.value.params["message"] == "不在窗口内。"


def test_progress_adds_up_to_what_was_sent(address: str) -> None:
    """The bar is told every byte once, and the token goes in the header alone."""
    _Answers.status, _Answers.body = 201, b"{}"
    told: list[int] = []
    assert upload_sheet(address, "token", SENDING, told.append) == {}
    assert sum(told) > len(SENDING.content)
    assert len(told) > 2
    assert _Answers.seen == "Bearer token"
