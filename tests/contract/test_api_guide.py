"""docs/api.md: its lines are run by a shell against the service, in order, and succeed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from config.settings import ROOT
from registry.clock import pause
from registry.documents.removal_cases import RemovalCase
from registry.documents.summary_sheets import SummarySheet
from registry.documents.unreported_changes import UnreportedChange
from registry.permissions import Role
from schemas.removal_cases import RemovalPreparationBody, RemovalVerificationBody
from tests.accepting import compared
from tests.application_makers import ready_for
from tests.browser.serving import served
from tests.contract.seeding import EXAMPLE

GUIDE = (ROOT / "docs/api.md").read_text(encoding="utf-8")
SAMPLES = ROOT / "tests/samples"


def test_the_bodies_of_a_removal_are_what_the_api_takes() -> None:
    """What the guide shows of a verification and a preparation passes their schemas."""
    _, verification, preparation = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    assert RemovalVerificationBody().loads(verification)["confirmed"] is True
    assert RemovalPreparationBody().loads(preparation)["document"]


def script_of(address: str, token: str) -> str:
    """The guide's lines as one script, with this service's address and a real token."""
    lines = "".join(re.findall(r"```bash\n(.*?)```", GUIDE, re.DOTALL))
    told = {"HOST=https://reserve.example.cn": f"HOST={address}", "TOKEN=rsv_...": f"TOKEN={token}"}
    for shown, real in told.items():
        assert shown in lines
        lines = lines.replace(shown, real)
    return f"set -euo pipefail\n{lines}"


@pytest.mark.usefixtures("opened_round")
@pytest.mark.skipif(shutil.which("curl") is None, reason="the guide's lines need curl")
def test_a_stranger_does_the_five_days_from_the_guide_alone(
    app, token_for, on_record, tmp_path: Path, at
):
    """From a token to what is found of a change kept silent and a removal: every line succeeds."""
    shutil.copy(SAMPLES / "clean_330000_2026H2.xlsx", tmp_path / "sheet.xlsx")
    shutil.copy(SAMPLES / "scan_stamped_330000.pdf", tmp_path / "scan.pdf")
    (tmp_path / "update.json").write_text(EXAMPLE, encoding="utf-8")
    on_record("330000-2025-0001")
    headers = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    ready_for((SAMPLES / "clean_330000_2026H2.xlsx").read_bytes(), "sheet.xlsx")
    with served(app) as address:
        script = script_of(address, headers["Authorization"].removeprefix("Bearer "))
        # Between scan and acceptance a person compares the pages: no line of a script does.
        script = script.replace("\ncall --request POST", "\nread\ncall --request POST", 1)
        shell = subprocess.Popen(
            ["/bin/bash", "-c", script], cwd=tmp_path, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while not SummarySheet.objects(scan__exists=True):
            assert shell.poll() is None
            pause(0.05)
        compared("330000-2026H2-01", at=at)
        out, err = shell.communicate("\n", timeout=120)
        done = subprocess.CompletedProcess(shell.args, shell.returncode, out, err)
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr
    assert '"number":"2026Q4-330000-2026-0001-1"' in done.stdout
    assert '"state":"not_ours"' in done.stdout
    change = UnreportedChange.objects.get(number="YS-330000-2026-0001")
    assert (change.state, change.field, change.version) == ("asked", "host_name", 2)
    removal = RemovalCase.objects.get(number="YC-330000-2026-0001")
    assert (removal.state, len(removal.evidence)) == ("notified", 1)
    for name in ("template.xlsx", "annotated.xlsx", "missing.xlsx"):
        assert (tmp_path / name).read_bytes().startswith(b"PK")
