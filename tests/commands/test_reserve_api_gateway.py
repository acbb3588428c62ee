"""What the command line makes of an answer that is not the service's, or is its refusal."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from registry.gateways.reserve_api import (
    XLSX,
    ServiceRefused,
    ServiceUnreadable,
    Upload,
    upload_sheet,
)

SAMPLES = Path(__file__).parents[1] / "samples"
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


class _Sheet(_Answers):
    """A service that shows a sheet with its version, takes its scan, and hands out a workbook."""

    asked: ClassVar[list[tuple[str, str, bytes]]] = []
    media_type = XLSX

    def do_GET(self) -> None:
        file = self.path.endswith(".xlsx")
        self._answer(b"PK workbook" if file else b"{}", self.media_type if file else "")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked.append((self.path, self.headers["If-Match"], body))
        self._answer(b'{"state": "staged"}', "")

    def _answer(self, body: bytes, media_type: str) -> None:
        self.send_response(200)
        self.send_header("ETag", '"7"')
        self.send_header("Content-Type", media_type or "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def sheets() -> Iterator[str]:
    """The address of a service with one sheet."""
    server = HTTPServer(("127.0.0.1", 0), _Sheet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    _Sheet.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token in the environment."""
    monkeypatch.setenv("RESERVE_TOKEN", "secret")


def test_a_workbook_is_saved_under_a_new_name(reserve, token, sheets, tmp_path):
    """Template and marked sheet are written whole; a file that is there is not overwritten."""
    file = tmp_path / "模板.xlsx"
    assert reserve("sheet", "template", str(file), "--url", sheets).code == 0
    assert file.read_bytes() == b"PK workbook"
    again = reserve("sheet", "annotated", "330000-2026H2-01", str(file), "--url", sheets)
    assert (again.code, "已有同名文件" in again.err) == (2, True)


def test_what_is_no_workbook_is_not_saved(reserve, token, sheets, tmp_path, monkeypatch):
    """A page where a workbook was asked for is told apart, and nothing is written."""
    monkeypatch.setattr(_Sheet, "media_type", "text/html")
    file = tmp_path / "模板.xlsx"
    assert reserve("sheet", "template", str(file), "--url", sheets).code == 2
    assert not file.exists()


def test_scan_and_acceptance_name_the_version_they_saw(reserve, token, sheets):
    """The sheet is looked at first: what somebody changed meanwhile is refused by the service."""
    number, scan = "330000-2026H2-01", str(SAMPLES / "scan_stamped_330000.pdf")
    assert reserve("sheet", "scan", number, scan, "--declared", "--url", sheets).code == 0
    assert reserve("sheet", "accept", number, "--url", sheets).code == 0
    (first, version, body), (second, again, _) = _Sheet.asked
    assert (first, second) == (
        f"/api/v1/summary-sheets/{number}/scan", f"/api/v1/summary-sheets/{number}/acceptance",
    )  # fmt: skip
    assert (version, again) == ('"7"', '"7"')
    assert b"%PDF" in body
