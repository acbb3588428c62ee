"""The demo year: planned alike at every start, seeded once, in training alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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

_CASES = """
import json, sys
from datetime import datetime
from pathlib import Path
from registry.clock import SHANGHAI
from registry.database import connect
from registry.demo.people import host_username
from registry.documents.accounts import Account
from registry.documents.appeals import Appeal
from registry.documents.ban_waivers import BanWaiver
from registry.documents.incidents import Incident
from registry.documents.ledger import LedgerEntry
from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.removal_cases import RemovalCase
from registry.documents.unreported_changes import UnreportedChange
from registry.embedded import EmbeddedServer
from registry.errors import Refusal
from registry.law import rulebook
from registry.services import appeal_outcomes
from registry.services.calendar import current_calendar
from registry.services.readings import answer
from registry.services.removal_decisions import decision_digest
from registry.services.sign_in import actor_of
from registry.services.tasks import home_of

at, law = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI), rulebook()
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
connect(server.uri, "reserve")

def person(username):
    return actor_of(Account.objects.get(username=username), door="page", request_id="")

def todo(username):
    home = home_of(by=person(username), at=at, rulebook=law, calendar=current_calendar())
    return [(one.group, one.code) for one in answer(home).lines]

def signs(username):
    try:
        appeal_outcomes.decide(
            appeal.number, version=appeal.version, by=person(username), at=at, rulebook=law
        )
    except Refusal as refused:
        return refused.code
    return Platform.objects.get(number=appeal.platform).state

changes = {one.kind: one for one in MajorChange.objects}
asked, incident = UnreportedChange.objects.get(), Incident.objects.get()
noticed, decided = (RemovalCase.objects.get(open=one) for one in (True, False))
appeal, waiver = Appeal.objects.get(), BanWaiver.objects.get()
own = {one.platform for one in (*changes.values(), asked, incident, noticed, decided)}
days = {
    number: [entry.happened_at for entry in
             LedgerEntry.objects(subject=f"platform:{number}").order_by("sequence")]
    for number in own
}
seen = {
    "changes": {kind: (one.state, one.judgement) for kind, one in changes.items()},
    "renamed": Platform.objects.get(number=changes["rename"].platform).name,
    "asked": (asked.state, asked.answered, str(asked.answer_until)),
    "incident": (incident.state, incident.at_line, incident.counts),
    "noticed": (noticed.state, len(noticed.statements), str(noticed.notice.last_day)),
    "decided": (decided.state, decided.decision.prepared_by_name, decided.decision.signed_by_name),
    "digest": decided.decision.digest == decision_digest(decided),
    "appeal": (appeal.state, appeal.asks_suspension, appeal.suspended),
    "objects_to": appeal.case == decided.number,
    "waiver": (waiver.state, waiver.decision == decided.decision.document),
    "own": len(own),
    "filed": QuarterlyUpdate.objects(period="2026Q4", platform__in=list(own)).count(),
    "in_order": [number for number, its in days.items() if its != sorted(its)],
    "todo": {
        name: todo(username) for name, username in {
            "asked": host_username(asked.credit_code),
            "noticed": host_username(noticed.credit_code),
            "removed": host_username(decided.credit_code),
            "province": f"lead-{changes['relocation'].authority}",
            "lead": "ministry-lead",
        }.items()
    },
}
reasons = "经复查，两家企业确认签约属实。"
draft = appeal_outcomes.OutcomeDraft("演练复〔2026〕1号", "annulled", reasons)
appeal = appeal_outcomes.prepare(
    appeal.number, draft, version=appeal.version, by=person("ministry-staff"), at=at, rulebook=law
)
print(json.dumps(seen | {"signs": [signs("ministry-deputy"), signs("ministry-lead")]}))
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
    """The removed platform's chain tells its year in order, all of its case after the filings."""
    seen = json.loads(_run(data, sys.executable, "-c", _LOOK, str(data / "demo")).stdout)
    days = [day for _, day in seen["removed_acts"]]
    assert len(days) > 3
    assert days == sorted(days)
    assert [verb for verb, _ in seen["removed_acts"]][-6:] == [
        "platform.remove",
        "ban.record",
        "removal_case.decide",
        "appeal.file",
        "appeal.evidence_add",
        "ban_waiver.prepare",
    ]


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


@pytest.fixture(scope="module")
def cases(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the cases of the year are like; an outcome is tried out on a copy of the data."""
    copy = tmp_path_factory.mktemp("cases") / "demo"
    shutil.copytree(data / "demo", copy)
    return json.loads(_run(data, sys.executable, "-c", _CASES, str(copy)).stdout)


def test_cases_stand_at_different_stations(cases: Any) -> None:
    """Each noun is there: what is done is done in full, what is open may still be answered."""
    assert cases["changes"] == {"rename": ["verified", "in_time"], "relocation": ["reported", ""]}
    assert cases["renamed"].endswith("中试基地")
    state, answered, until = cases["asked"]
    assert (state, answered) == ("asked", False)
    assert until > "2026-12-28"
    assert cases["incident"] == ["confirmed", False, True]
    state, statements, until = cases["noticed"]
    assert (state, statements) == ("notified", 0)
    assert until > "2026-12-28"
    assert cases["decided"] == ["decided", "部级经办员（演练）", "部级副职负责人（演练）"]
    assert cases["digest"]
    assert cases["appeal"] == ["filed", True, False]
    assert cases["objects_to"]
    assert cases["waiver"] == ["prepared", True]


def test_no_case_contradicts_a_filing(cases: Any) -> None:
    """Six platforms have a case: none has filed that nothing happened, each chain is in order."""
    assert (cases["own"], cases["filed"]) == (6, 0)
    assert cases["in_order"] == []


def test_whose_turn_it_is_finds_it_on_the_first_page(cases: Any) -> None:
    """Host, province and ministry read their next step in the cases among their tasks."""
    todo = cases["todo"]
    assert todo["asked"][0] == ["todo", "task_answer_unreported"]
    assert todo["noticed"][0] == ["todo", "task_removal_state"]
    assert todo["removed"] == [["waiting", "task_appeal_own"]]
    assert ["todo", "task_verify_major_changes"] in todo["province"]
    assert ["todo", "task_appeal_prepare"] in todo["lead"]
    assert ["todo", "task_approve_ban_waivers"] in todo["lead"]


def test_the_second_lead_can_end_the_appeal(cases: Any) -> None:
    """Who signed the removal does not sign the outcome, the other lead does: it comes back."""
    assert cases["signs"] == ["appeal_signer_took_part", "in_library"]


def test_a_second_start_keeps_what_is_there(data: Path) -> None:
    """The year is seeded once: the next start keeps it and shows the same sign-ins."""
    first = _run(data, *COMMAND, "demo", "--seed-only", "--json")
    assert "沿用已有的演练数据" in first.stderr
    shown = {one["username"] for one in json.loads(first.stdout)["accounts"]}
    assert {"ministry-lead", "ministry-deputy", "ministry-staff", "audit-admin"} <= shown
    assert {"lead-330000", "reviewer-330000"} <= shown
    assert sum(name.startswith("host-") for name in shown) == 6


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
