"""What stands outside the service in tests: a mail server, and a receiver of requests.

Both listen on the loopback and can be told to misbehave; both note what reached them.
"""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailHouse(socketserver.ThreadingTCPServer):
    """A mail server that speaks as much SMTP as a client needs, and keeps what it is handed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _MailTalk)
        self.port: int = self.server_address[1]
        self.letters: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.most_a_connection = 0
        self.connections = 0


class _MailTalk(socketserver.StreamRequestHandler):
    server: MailHouse

    def handle(self) -> None:
        """Talk until the other side leaves."""
        self.server.connections += 1
        taken = 0
        self._say("220 tests")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb == "EHLO":
                self._say("250-tests\r\n250 8BITMIME")
            elif verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                self._say(self.server.refused.get(address, "250 ok"))
            elif verb == "DATA":
                self._take()
                taken += 1
                if taken == self.server.most_a_connection:
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.letters.append(message)  # type: ignore[arg-type] # by that policy it is one
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@dataclass(frozen=True)
class Asked:
    """One request that reached the receiver."""

    path: str
    headers: dict[str, str]
    body: bytes


Misbehaviour = Callable[[BaseHTTPRequestHandler], None]


class Receiver(ThreadingHTTPServer):
    """Takes requests and notes them; ``behave`` answers in its own way instead of with 200."""

    daemon_threads = True

    def __init__(self, identity: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.port: int = self.server_address[1]
        self.asked: list[Asked] = []
        self.behave: Misbehaviour | None = None
        self.url = f"{'https' if identity else 'http'}://127.0.0.1:{self.port}/hook"
        if identity:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(identity)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, *_: Any) -> None:
        """Say nothing: clients that leave are what is tested."""


class _Taking(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Note a request and answer it."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(Asked(self.path, dict(self.headers.items()), body))
        if self.server.behave:
            self.server.behave(self)
            return
        self.answer(200, b'{"code": 0}')

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer in one piece."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep the tests' output clean."""


@contextmanager
def running(server: Any) -> Iterator[Any]:
    """Serve in a thread, and stop."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@dataclass
class Pause:
    """Something that a misbehaving server waits on, until the test is over."""

    over: threading.Event = field(default_factory=threading.Event)

    def drip(self, taking: BaseHTTPRequestHandler) -> None:
        """Answer with one header byte a tenth of a second, for ever."""
        taking.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.over.wait(0.1):
            taking.wfile.write(b"a")


def identity(folder: Path) -> Path:
    """Make a certificate of 127.0.0.1 with its key, in one file that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)  # noqa: TID251 - certificates go by the real clock
    names = x509.SubjectAlternativeName(
        [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("hooks.example.test")]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "identity.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
