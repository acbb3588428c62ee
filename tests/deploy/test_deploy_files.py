"""Deployment files: they parse, name only what exists, and the front passes on what it should."""

import dataclasses
import re
import shutil
import socket
import ssl
import stat
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from config.settings import ROOT, Settings, environment_of, load_settings
from registry.cli import main
from registry.clock import Clock, pause, stopwatch
from registry.encryption import Vault

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def _compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def _known() -> set[str]:
    return set(environment_of(Settings(data=Path("data"))))


def test_every_setting_of_the_compose_file_exists() -> None:
    """The services of ours get settings that the service reads, and nothing else."""
    services = _compose()["services"]
    ours = [services["reserve"], services["jobs"]]
    assert all(set(one["environment"]) <= _known() for one in ours)
    assert {field.name for field in dataclasses.fields(Settings)}


def test_every_volume_and_file_of_the_compose_file_exists() -> None:
    """What a service mounts is a named volume or a file of the project."""
    compose = _compose()
    for name, service in compose["services"].items():
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            there = (ROOT / source).exists() if source.startswith(".") else source
            assert there, (name, mount)
            assert source.startswith(".") or source in compose["volumes"], (name, mount)
        if grace := {"reserve": "45s", "jobs": "120s"}.get(name):
            assert service["stop_grace_period"] == grace, "what is at work is finished first"
        for needed in service.get("depends_on", ()):
            assert needed in compose["services"], (name, needed)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed here")
def test_the_guide_makes_what_the_compose_file_asks_for(tmp_path: Path) -> None:
    """Run as written, the lines of operations.md give every value compose.yaml must have."""
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^umask 077\n\{.*?^\} > \.env$", guide, re.MULTILINE | re.DOTALL)
    subprocess.run(["bash", "-euc", lines], cwd=tmp_path, check=True, timeout=30)  # noqa: S607 - bash of PATH
    made = tmp_path / ".env"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    values = dict(line.split("=", 1) for line in made.read_text().splitlines())
    asked = set(re.findall(r"\$\{(\w+):[?-]", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert set(values) == asked
    opened = load_settings({name: text for name, text in values.items() if name in _known()})
    assert len(opened.secret_key) >= 32
    vault = Vault(opened.encryption_keys)
    assert vault.unseal(vault.seal("secret", of="test"), of="test") == "secret"


@pytest.mark.parametrize("service", ["reserve", "jobs"])
def test_containers_run_commands_of_ours(service: str) -> None:
    """The command of each container is a subcommand of reserve."""
    program, *words = _compose()["services"][service]["command"]
    assert program == "reserve"
    assert main([*words, "--help"]) == 0


def test_the_database_asks_for_a_password_and_for_tls() -> None:
    """Every member requires a key and TLS, and the service's address says both."""
    services = _compose()["services"]
    for member in ("mongo1", "mongo2", "mongo3"):
        command = " ".join(services[member]["command"])
        assert "--keyFile" in command
        assert "--tlsMode requireTLS" in command
    uri = services["reserve"]["environment"]["RESERVE_MONGODB_URI"]
    assert uri.startswith("mongodb://reserve:${RESERVE_DATABASE_PASSWORD:?}@mongo1,mongo2,mongo3/")
    assert "tls=true" in uri


def test_the_image_copies_what_exists_and_is_not_root() -> None:
    """Each COPY names a file that .dockerignore lets through; the last user is not root."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("COPY "):
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), line
                assert f"!{source}" in let_through, line
    assert [line for line in lines if line.startswith("USER ")][-1] == "USER reserve"
    assert any("--require-hashes" in line for line in lines)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_name_settings_and_commands_that_exist(unit: Path) -> None:
    """Each unit starts a subcommand of reserve with settings that are read."""
    text = unit.read_text(encoding="utf-8")
    (words,) = re.findall(r"^ExecStart=/opt/reserve/\.venv/bin/reserve (.+)$", text, re.MULTILINE)
    assert main([*words.split(), "--help"]) == 0
    assert set(re.findall(r"\b(RESERVE_[A-Z_]+)=", text)) <= _known()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_read_by_systemd(unit: Path, tmp_path: Path) -> None:
    """Systemd finds nothing to complain of in a unit."""
    text = unit.read_text(encoding="utf-8")
    there = tmp_path / unit.name
    there.write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    done = subprocess.run(
        [str(shutil.which("systemd-analyze")), "verify", str(there)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []


class _Upstream(BaseHTTPRequestHandler):
    """Answers what the front passed on: when the request began, who sent it, by which host."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        names = ("X-Request-Start", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
        said = "\n".join(self.headers.get(name, "") for name in names).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configured(folder: Path, upstream: int, port: int) -> Path:
    """The front's own file, with this machine's places in it."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("/tmp/", f"{folder}/"),  # noqa: S108 - what the file says
        ("/srv/certificates/front", str(folder / "certificates" / "front")),
        ("reserve:8080", f"127.0.0.1:{upstream}"),
        ("listen 8443", f"listen 127.0.0.1:{port}"),
        ("listen 8000", f"listen 127.0.0.1:{_port()}"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def _exchange(port: int) -> list[str]:
    """Send a body that takes its time, with headers that try to speak for the front."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    deadline = stopwatch() + 10
    while True:
        try:
            plain = socket.create_connection(("127.0.0.1", port))
            break
        except ConnectionRefusedError:
            assert stopwatch() < deadline
            pause(0.05)
    with context.wrap_socket(plain) as secure:
        secure.sendall(
            b"POST / HTTP/1.1\r\nHost: reserve.test\r\nX-Request-Start: 1\r\nConnection: close\r\n"
            b"X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Host: evil\r\nContent-Length: 4\r\n\r\nab"
        )
        pause(1.0)
        secure.sendall(b"cd")
        answer = b""
        while chunk := secure.recv(4096):
            answer += chunk
    return answer.decode().partition("\r\n\r\n")[2].split("\n")


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed here")
def test_the_front_dates_a_filing_by_its_headers(tmp_path: Path) -> None:
    """A slow body does not make a filing later, and nobody outside speaks for the front."""
    script = DEPLOY / "make-certificates.sh"
    subprocess.run([str(script), str(tmp_path / "certificates"), "front"], check=True)
    upstream = HTTPServer(("127.0.0.1", 0), _Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    port = _port()
    path = _configured(tmp_path, upstream.server_port, port)
    front = subprocess.Popen(
        [str(shutil.which("nginx")), "-c", str(path), "-p", str(tmp_path), "-g", "daemon off;"],
        stderr=subprocess.DEVNULL,
    )
    try:
        began = Clock().now().timestamp()
        start, sender, host, scheme = _exchange(port)
        ended = Clock().now().timestamp()
    finally:
        front.terminate()
        front.wait(timeout=10)
        upstream.shutdown()
        upstream.server_close()
    assert began - 0.1 <= float(start) < ended - 0.9
    assert (sender, host, scheme) == ("127.0.0.1", "reserve.test", "https")
