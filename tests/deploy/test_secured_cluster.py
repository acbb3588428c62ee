"""A replica set with authentication and TLS, as compose.yaml makes it: the service runs on it."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure

from config.settings import ROOT
from registry.clock import pause, stopwatch
from registry.embedded import find_mongod
from registry.encryption import made_key
from tests.commands.conftest import Call, reserve  # noqa: F401 - a fixture, asked for by name

_PASSWORD = "letters-and-digits-1"


@dataclass(frozen=True)
class Secured:
    """Three members on loopback, and how to reach them."""

    ports: tuple[int, ...]
    certificates: Path

    def uri(self, user: str = f"reserve:{_PASSWORD}", *, tls: bool = True) -> str:
        """The connection string an operator would write."""
        hosts = ",".join(f"localhost:{port}" for port in self.ports)
        options = "replicaSet=reserve&authSource=admin"
        secured = f"&tls=true&tlsCAFile={self.certificates / 'ca.pem'}" if tls else ""
        return f"mongodb://{user}@{hosts}/?{options}{secured}"


def _free_ports(count: int) -> tuple[int, ...]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return tuple(probe.getsockname()[1] for probe in probes)


def _start(port: int, folder: Path, certificates: Path) -> subprocess.Popen[bytes]:
    folder.mkdir()
    return subprocess.Popen(
        [
            str(find_mongod()), "--dbpath", str(folder), "--replSet", "reserve",
            "--bind_ip", "127.0.0.1", "--port", str(port), "--nounixsocket",
            "--keyFile", str(certificates / "members.key"), "--tlsMode", "requireTLS",
            "--tlsCertificateKeyFile", str(certificates / "localhost.pem"),
            "--tlsCAFile", str(certificates / "ca.pem"),
            "--tlsAllowConnectionsWithoutCertificates",
            "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "50",
            "--networkMessageCompressors", "disabled", "--logpath", str(folder / "log"),
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _make_set(secured: Secured) -> None:
    """What deploy/replica-set.js does, without mongosh."""
    local = f"mongodb://localhost:{secured.ports[0]}/?directConnection=true&tls=true"
    with MongoClient(f"{local}&tlsCAFile={secured.certificates / 'ca.pem'}") as client:
        members = [
            {"_id": place, "host": f"localhost:{port}"} for place, port in enumerate(secured.ports)
        ]
        settings = {"electionTimeoutMillis": 2000}
        config = {"_id": "reserve", "members": members, "settings": settings}
        deadline = stopwatch() + 30
        while True:
            try:
                client.admin.command("replSetInitiate", config)
                break
            except (AutoReconnect, OperationFailure):
                # This member is not up yet, or another that it asked.
                if stopwatch() > deadline:
                    raise
                pause(0.1)
        while not client.admin.command("hello")["isWritablePrimary"]:
            assert stopwatch() < deadline
            pause(0.05)
        client.admin.command("createUser", "admin", pwd=_PASSWORD, roles=["root"])
        with MongoClient(secured.uri(f"admin:{_PASSWORD}")) as admin:
            admin.admin.command("createUser", "reserve", pwd=_PASSWORD, roles=_roles())


def _roles() -> list[dict[str, str]]:
    """The rights that deploy/replica-set.js gives the service, no more."""
    script = (ROOT / "deploy" / "replica-set.js").read_text(encoding="utf-8")
    found = re.findall(r"\{ role: \"(\w+)\", db: \"(\w+)\" \}", script)
    assert len(found) == 3
    return [{"role": role, "db": database} for role, database in found]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """Three members that ask for a password and speak TLS alone."""
    folder = tmp_path_factory.mktemp("secured")
    certificates = folder / "certificates"
    script = ROOT / "deploy" / "make-certificates.sh"
    subprocess.run([str(script), str(certificates), "localhost"], check=True, timeout=60)
    ports = _free_ports(3)
    processes = [_start(port, folder / str(port), certificates) for port in ports]
    try:
        made = Secured(ports, certificates)
        _make_set(made)
        yield made
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_the_service_runs_on_a_secured_cluster(
    secured: Secured,
    reserve: Call,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """With the rights compose.yaml gives: an account, a backup, and the drill of operations.md."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", secured.uri())
    made = reserve(
        "accounts", "create", "zhang.san", "--name", "张三", "--role", "system_administrator"
    )
    assert made.code == 0, made.err
    (account,) = reserve("accounts", "list", "--json").json
    assert account["username"] == "zhang.san"
    backup = reserve("backup", str(tmp_path / "backup.zip"), "--json")
    assert backup.code == 0, backup.err
    monkeypatch.setenv("RESERVE_DATABASE", "reserve_drill")
    drill = reserve("restore", str(tmp_path / "backup.zip"))
    assert drill.code == 0, drill.err
    (account,) = reserve("accounts", "list", "--json").json
    assert account["username"] == "zhang.san"


def test_the_doctor_finds_such_a_deployment_sound(
    secured: Secured,
    reserve: Call,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """With the settings of compose.yaml, a backup and a run of the jobs, nothing of ours is amiss.

    What is left depends on this machine and day, and on the old server the tests run on.
    """
    for variable, text in (
        ("RESERVE_MONGODB_URI", secured.uri()),
        ("RESERVE_SECRET_KEY", "s" * 64),
        ("RESERVE_ENCRYPTION_KEY", made_key()),
        ("RESERVE_TRUSTED_PROXIES", "1"),
        ("RESERVE_PUBLIC_URL", "https://reserve.example.gov.cn"),
    ):
        monkeypatch.setenv(variable, text)
    # An account, without which there is nothing to back up; and, as at a start, the indexes.
    person = "--name", "李四", "--role", "audit_administrator"
    assert reserve("accounts", "create", "li.si", *person).code == 0
    assert reserve("jobs", "--once").code == 0
    assert reserve("backup", str(tmp_path / "another.zip")).code == 0
    verdicts = {one["check"]: one["verdict"] for one in reserve("doctor", "--json").json}
    of_this_place = {"memory", "files", "disk", "time", "data", "address", "notice", "factors"}
    judged = {check: verdicts[check] for check in verdicts.keys() - of_this_place}
    assert judged.pop("version") == "doubtful"
    assert judged.keys() >= {"cluster", "replica_set", "clocks", "indexes", "jobs", "ledger"}
    assert judged.pop("jobs") == "doubtful"  # run once: nobody leads them
    assert {one: said for one, said in judged.items() if said != "fine"} == {}


def test_whom_the_database_turns_away_is_told_why(
    secured: Secured,
    reserve: Call,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A wrong password, no right here, a stranger's certificate: three faults, and no outage."""
    script = ROOT / "deploy" / "make-certificates.sh"
    subprocess.run([str(script), str(tmp_path / "other"), "localhost"], check=True, timeout=60)
    monkeypatch.setenv("RESERVE_PORT", str(_free_ports(1)[0]))
    strange = Secured(secured.ports, tmp_path / "other")
    for uri, database, said in (
        (secured.uri("reserve:wrong"), "reserve", "用户名或密码不对"),
        (secured.uri(), "elsewhere", "权限不够"),
        (strange.uri(), "reserve", "证书没有通过核对"),
    ):
        monkeypatch.setenv("RESERVE_MONGODB_URI", uri)
        monkeypatch.setenv("RESERVE_DATABASE", database)
        for words in (("accounts", "list"), ("serve",)):
            answer = reserve(*words)
            assert (answer.code, said in answer.err) == (2, True), answer.err
        (found,) = (one for one in reserve("doctor", "--json").json if one["check"] == "database")
        assert (found["verdict"], said in found["message"]) == ("wrong", True)


def test_a_wrong_password_reaches_nothing(secured: Secured) -> None:
    """Members ask every client for a password."""
    with MongoClient(secured.uri("reserve:wrong")) as client, pytest.raises(OperationFailure):
        client.reserve.command("listCollections")


def test_plain_text_reaches_nothing(secured: Secured) -> None:
    """Members answer nobody who does not speak TLS."""
    plain = f"{secured.uri(tls=False)}&serverSelectionTimeoutMS=1000"
    with MongoClient(plain) as client, pytest.raises(AutoReconnect):
        client.reserve.command("ping")
