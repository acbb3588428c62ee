"""``reserve sheet upload`` against a service that runs."""

import json
import subprocess
from pathlib import Path

from config.settings import ROOT
from tests.serving.conftest import COMMAND, Start, surroundings

SAMPLES = Path(__file__).parents[1] / "samples"

# Makes Zhejiang's lead and prints a token for them: what a person does on the page.
_ISSUE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from registry.commands.house import CONSOLE
from registry.database import connect
from registry.embedded import embedded_uri
from registry.permissions import Actor, Role
from registry.services.accounts import NewAccount, create_account
from registry.services.grants import Grant
from registry.services.proofs import Present
from registry.services.tokens import TokenWanted, issue
from tests.application_makers import ready_for

connect(embedded_uri(Path(sys.argv[1])), "reserve")
at = datetime(2026, 12, 28, 1, tzinfo=UTC)
grant = Grant("provincial_lead", authority="330000")
made = create_account(NewAccount("lead-zj", "浙江负责人", grant), by=CONSOLE, at=at)
lead = Actor(made.id, "浙江负责人", Role.PROVINCIAL_LEAD, authority="330000")
scopes = ("summary_sheets:upload", "summary_sheets:read")
wanted = TokenWanted("脚本上传", scopes, 30)
ready_for(Path("tests/samples/clean_330000_2026H2.xlsx").read_bytes(), "a.xlsx")
print(issue(wanted, Present(made.id), by=lead, at=at).secret)
"""


def _upload(token: Path, address: str, authority: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *COMMAND, "sheet", "upload", str(SAMPLES / "clean_330000_2026H2.xlsx"),
            "--authority", authority, "--period", "2026H2", "--url", address,
            "--token-file", str(token), "--json",
        ],
        cwd=ROOT, env=surroundings(token.parent), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def _asked(token: Path, address: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "sheet", *words, "--url", address, "--token-file", str(token)],
        cwd=ROOT, env=surroundings(token.parent), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_a_sheet_is_uploaded_with_a_token(start: Start, tmp_path: Path) -> None:
    """A sheet arrives staged; the same file again is the same sheet; another's is refused."""
    data = tmp_path / "data"
    service = start(data, RESERVE_TRAINING="1", RESERVE_CLOCK="2026-12-28T09:00")
    issued = subprocess.run(
        [*COMMAND[:1], "-c", _ISSUE, str(data)],
        cwd=ROOT, env=surroundings(data), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text(issued.stdout)
    first, again = (_upload(token, service.address, "330000") for _ in range(2))
    assert first.returncode == 0, first.stderr
    sheet = json.loads(first.stdout)
    assert sheet["state"] == "staged"
    assert json.loads(again.stdout)["number"] == sheet["number"]
    assert "正在上传" in first.stderr
    told = _asked(token, service.address, "reconcile", sheet["number"])
    assert told.returncode == 0, told.stderr
    assert "两边都有 40，仅表中有 0，仅系统有 0；新入库 40" in told.stdout
    shape = json.loads(
        _asked(token, service.address, "reconcile", sheet["number"], "--json").stdout
    )
    assert (shape["counts"]["matched"], len(shape["items"])) == (40, 40)
    words = ("write", "--authority", "330000", "--period", "2026H2")
    written = _asked(token, service.address, *words)
    assert "已生成汇总表 330000-2026H2-02，共 40 行" in written.stdout, written.stderr
    assert json.loads(_asked(token, service.address, *words, "--json").stdout)["written"] is True
    assert _asked(token, service.address, "reconcile", "440000-2026H2-01").returncode == 2
    foreign = _upload(token, service.address, "440000")
    assert foreign.returncode == 2
    assert "Traceback" not in foreign.stderr
    assert foreign.stderr.splitlines()[-1].endswith("。")
