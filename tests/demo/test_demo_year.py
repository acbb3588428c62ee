"""The demo year: planned alike at every start, seeded once, in training alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from stdnum.cn import uscc

from config.settings import ROOT, Settings
from registry.authorities import load_authorities
from registry.commands.demo import _empty, training_settings
from registry.demo.plan import COMING, planned, settled
from registry.demo.year import DemoOutsideTraining, seed
from tests.serving.conftest import COMMAND, surroundings

_LOOK = """
import json, sys
from pathlib import Path
from registry.database import connect
from registry.documents.accounts import Account
from registry.documents.bans import Ban
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.summary_sheets import SummarySheet
from registry.embedded import EmbeddedServer
from registry.clock import SHANGHAI
from registry.commands.house import CONSOLE
from registry.policy.desensitising import marks_in
from registry.services.ledger import broken_at
from registry.services.ledger_checks import check_all
from registry.services.ledger_exports import Days, export_to
from registry.services.ledger_seals import seal_due

server = EmbeddedServer(Path(sys.argv[1]))
server.start()
connect(server.uri, "reserve")
numbers = Platform.objects.distinct("number")
print(json.dumps({
    "platforms": len(numbers),
    "authorities": len(Platform.objects.distinct("authority")),
    "removed": Platform.objects(state="removed").count(),
    "bans": Ban.objects(until_day__gte="2026-12-28").count(),
    "periods": sorted(QuarterlyUpdate.objects.distinct("period")),
    "filed_now": QuarterlyUpdate.objects(period="2026Q4").count(),
    "drafts": UpdateDraft.objects(period="2026Q4").count(),
    "filed_before": QuarterlyUpdate.objects(period="2026Q3").count(),
    "timeliness": QuarterlyUpdate.objects.distinct("timeliness"),
    "staged": SummarySheet.objects(state="staged").count(),
    "needs_mending": SummarySheet.objects.get(state="needs_mending").blocking_rows,
    "unfinished": SummarySheet.objects(state="admitting").count(),
    "removed_acts": [
        (entry.verb, f"{entry.happened_at:%Y-%m-%d}")
        for entry in LedgerEntry.objects(
            subject=f"platform:{Platform.objects.get(state='removed').number}"
        ).order_by("sequence")
    ],
    "roles": sorted(Account.objects.distinct("role")),
    "broken": [one for one in numbers if broken_at(f"platform:{one}") is not None],
}))
server.stop()
"""

_AUDIT = """
import json, sys
from datetime import datetime
from pathlib import Path
from registry.clock import SHANGHAI
from registry.commands.house import CONSOLE
from registry.database import connect
from registry.embedded import EmbeddedServer
from registry.policy.desensitising import marks_in
from registry.services.ledger_checks import check_all
from registry.services.ledger_exports import Days, export_to
from registry.services.ledger_seals import seal_due

folder, at = Path(sys.argv[2]), datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
connect(server.uri, "reserve")
seals, found = len(seal_due(at=at)), check_all()
done = export_to(folder, Days(), report=lambda *_: None, by=CONSOLE, at=at)
lines = (folder / "entries.jsonl").read_text("utf-8").splitlines()
print(json.dumps({
    "seals": (seals, found.seals),
    "broken": found.broken,
    "entries": (done.entries, found.entries, len(lines)),
    "filings": sum('"content":"' in line for line in lines),
    "figures": [line for line in lines if "full_time_staff" in line],
    "of_persons": [mark.kind for line in lines for mark in marks_in(line)],
}))
server.stop()
"""


def _run(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=ROOT, env=surroundings(data), capture_output=True, text=True, timeout=240,
        check=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory in which the demo year was seeded once."""
    folder = tmp_path_factory.mktemp("year")
    _run(folder, *COMMAND, "demo", "--seed-only", "--json")
    return folder


def test_the_plan_is_the_same_at_every_start() -> None:
    """Two plans are equal: a screenshot and a course can rely on names and numbers."""
    assert planned() == planned()


def test_every_authority_brings_platforms() -> None:
    """All 37 authorities are in the plan, with about 150 platforms before the coming round."""
    rows = [row for (_, batch), sheet in planned().items() if batch != COMING for row in sheet]
    assert {row.authority for row in rows} == set(load_authorities().codes)
    assert 140 <= len(rows) <= 170


def test_made_up_codes_hold() -> None:
    """Every credit code has a true check digit, and no name and no code stands for two."""
    rows = [row for sheet in planned().values() for row in sheet]
    hosts = {row.host for row in rows}
    assert all(uscc.is_valid(host.credit_code) for host in hosts)
    assert len({host.credit_code for host in hosts}) == len({host.name for host in hosts})
    assert len({host.name for host in hosts}) == len(hosts)
    assert len({row.name for row in rows}) == len(rows)


def test_places_belong_to_their_authority() -> None:
    """Each place of the plan is one that the check of sheets knows as this authority's."""
    authorities = load_authorities()
    for code, places in settled()["places"].items():
        assert [authorities.places.of(place) for place in places] == [{code}] * len(places)


def test_the_year_is_whole(data: Path) -> None:
    """Seeded, the library holds histories with gaps, drafts, a ban, staged sheets, all roles."""
    seen = json.loads(_run(data, sys.executable, "-c", _LOOK, str(data / "demo")).stdout)
    assert 140 <= seen["platforms"] <= 170
    assert seen["authorities"] == 37
    assert (seen["removed"], seen["bans"]) == (1, 1)
    assert seen["periods"] == [f"{year}Q{q}" for year in (2025, 2026) for q in (1, 2, 3, 4)]
    assert 0 < seen["drafts"] < seen["filed_now"] < seen["filed_before"] < seen["platforms"]
    assert seen["timeliness"] == ["on_time"]
    assert (seen["staged"], seen["unfinished"]) == (3, 0)
    assert seen["needs_mending"] == 3
    assert len(seen["roles"]) == 9
    assert seen["broken"] == []


def test_a_removal_stands_where_it_happened(data: Path) -> None:
    """The removed platform's chain tells its year in order, removal and ban after the filings."""
    seen = json.loads(_run(data, sys.executable, "-c", _LOOK, str(data / "demo")).stdout)
    days = [day for _, day in seen["removed_acts"]]
    assert len(days) > 3
    assert days == sorted(days)
    assert [verb for verb, _ in seen["removed_acts"][-2:]] == ["platform.remove", "ban.record"]


def test_the_whole_year_is_sealed_checked_and_handed_out(data: Path) -> None:
    """Every act of every desk: two years of seals hold, and an export tells no filing."""
    folder = data / "audit"
    words = (sys.executable, "-c", _AUDIT, str(data / "demo"), str(folder))
    seen = json.loads(_run(data, *words).stdout)
    assert seen["seals"] == [754, 754]
    assert seen["broken"] == 0
    assert len(set(seen["entries"])) == 1
    assert seen["filings"] > 800
    assert (seen["figures"], seen["of_persons"]) == ([], [])
    said = _run(data, sys.executable, "-I", str(folder / "check.py")).stdout
    assert "全部对得上。" in said


def test_a_second_start_keeps_what_is_there(data: Path) -> None:
    """The year is seeded once: the next start keeps it and shows the same sign-ins."""
    first = _run(data, *COMMAND, "demo", "--seed-only", "--json")
    assert "沿用已有的演练数据" in first.stderr
    shown = {one["username"] for one in json.loads(first.stdout)["accounts"]}
    assert {"ministry-lead", "lead-330000", "reviewer-330000", "audit-admin"} <= shown
    assert sum(name.startswith("host-") for name in shown) == 4


def test_made_up_people_stay_out_of_a_real_service(tmp_path: Path) -> None:
    """Outside training mode seeding is refused before it writes anything."""
    with pytest.raises(DemoOutsideTraining):
        seed(Settings(data=tmp_path), lambda *_: None)


def test_the_training_service_keeps_to_itself(tmp_path: Path) -> None:
    """It has a folder of its own and takes neither the operator's cluster nor their secret."""
    real = Settings(data=tmp_path, mongodb_uri="mongodb://cluster", secret_key="real")
    training = training_settings(real)
    assert training.data == tmp_path / "demo"
    assert (training.mongodb_uri, training.secret_key) == ("", "")
    assert training.training
    assert training.clock_anchor is not None


def test_starting_anew_keeps_the_lock_alone(tmp_path: Path) -> None:
    """Thrown away is everything in the training folder but the lock that is being held."""
    (tmp_path / "mongo").mkdir()
    (tmp_path / "mongo" / "file").touch()
    (tmp_path / "service.lock").touch()
    (tmp_path / "secret_key").touch()
    _empty(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["service.lock"]
