"""``reserve doctor`` with and without a database, on real ports and files."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import ROOT
from registry.embedded import EmbeddedServer
from tests.commands.conftest import Call


def test_without_a_service_the_rest_is_examined(reserve: Call) -> None:
    """Nothing runs: machine and settings are judged, the database is said to be resting."""
    answer = reserve("doctor", "--json")
    by_check = {one["check"]: one for one in answer.json}
    assert answer.code == 0, answer.out
    assert by_check["database"]["verdict"] == "unknown"
    assert by_check["mongod"]["verdict"] == "fine"
    assert "没有运行" in by_check["database"]["message"]


def test_a_taken_port_is_found(reserve: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's listener on the port is wrong, and the answer says how to mend it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("RESERVE_PORT", str(other.getsockname()[1]))
        answer = reserve("doctor")
    assert answer.code == 1
    assert "RESERVE_PORT" in answer.out


def test_a_database_that_answers_is_examined(
    reserve: Call, prepared: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a database the indexes, the backup and the ledger are judged too."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", prepared.uri)
    monkeypatch.setenv("RESERVE_DATABASE", f"doctor_{tmp_path.name[-30:]}")
    by_check = {one["check"]: one for one in reserve("doctor", "--json").json}
    assert by_check["indexes"]["verdict"] == "wrong"
    assert by_check["backup"]["verdict"] == "doubtful"
    assert by_check["cluster"]["code"] == "doctor_cluster_password"
    assert reserve("accounts", "list").code == 0
    by_check = {one["check"]: one for one in reserve("doctor", "--json").json}
    assert by_check["indexes"]["verdict"] == "fine"


def test_an_address_that_cannot_be_used_is_told(
    reserve: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What must not stand in the cluster's address is named instead of a fault."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", "mongodb://u:p@a/?w=1&tls=true")
    answer = reserve("doctor", "--json")
    assert answer.code == 1
    (found,) = (one for one in answer.json if one["check"] == "database")
    assert "w=" in found["message"]


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])
def test_a_host_of_another_machine_is_told(
    reserve: Call, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """An address that is not ours is no taken port: doctor and service name RESERVE_HOST."""
    monkeypatch.setenv("RESERVE_HOST", host)
    for answer, code in ((reserve("doctor"), 1), (reserve("serve"), 2)):
        assert answer.code == code
        assert f"RESERVE_HOST 的值 {host}" in answer.out + answer.err


@pytest.mark.parametrize("file", ["/nonexist.pem", "/etc/passwd"])
def test_a_certificate_that_cannot_be_used_is_told(
    reserve: Call, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    """No file and no certificate: the doctor names the setting, and the service does not start."""
    uri = f"mongodb://u:p@127.0.0.1:1/?tls=true&tlsCAFile={file}"
    monkeypatch.setenv("RESERVE_MONGODB_URI", uri)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("RESERVE_PORT", str(free.getsockname()[1]))
    answer = reserve("doctor", "--json")
    (found,) = (one for one in answer.json if one["check"] == "database")
    assert (answer.code, found["verdict"]) == (1, "wrong")
    started = reserve("serve")
    assert started.code == 2
    for said in (found["message"], started.err):
        assert "tlsCAFile" in said


def test_a_data_folder_of_somebody_else_is_told(tmp_path: Path) -> None:
    """Whoever may not look into the data folder is told so, and whose turn it is."""
    data = tmp_path / "data"
    data.mkdir(mode=0o000)
    # Root passes every mode by a capability; without it root is asked like anybody.
    dropped = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    answer = subprocess.run(
        [*(dropped if os.geteuid() == 0 else ()), sys.executable, "-m", "registry.cli", "doctor"],
        cwd=ROOT,
        env={"PATH": os.defpath, "RESERVE_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (1, "")
    assert "[须处理] 数据目录" in answer.stdout
    assert f"不能读写 {data}" in answer.stdout


_OWNER = """
import sys
from pathlib import Path
from config.settings import Settings
from registry.serving import owned

with owned(Settings(data=Path(sys.argv[1]), training=True)):
    print("owned", flush=True)
    sys.stdin.read()
"""


def test_beside_a_training_service_training_is_as_it_should_be(
    reserve: Call, tmp_path: Path
) -> None:
    """What runs on a folder of made-up data says itself that it is training."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "seeded").touch()

    def verdict() -> str:
        (found,) = (one for one in reserve("doctor", "--json").json if one["check"] == "training")
        return str(found["verdict"])

    assert verdict() == "wrong"
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(data)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"owned\n"
        assert verdict() == "doubtful"
        owner.communicate()
