"""The machine's examination: each finding both ways."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Settings
from registry.doctor import machine
from registry.doctor.diagnosis import Verdict
from registry.doctor.machine import Machine

SOUND = Machine(
    embedded=True,
    processor="x86_64",
    flags=frozenset({"avx"}),
    kernel=(6, 1),
    mongod="",
    guard=True,
    memory=8 << 30,
    files=65536,
    disk_free=100 << 30,
    synchronised=True,
)


def _found(seen: Machine) -> dict[str, tuple[Verdict, str]]:
    return {one.check: (one.verdict, one.code) for one in machine.examine(seen)}


def test_a_sound_machine_has_nothing_wrong() -> None:
    """Every check of a sound machine is fine."""
    assert {verdict for verdict, _ in _found(SOUND).values()} == {Verdict.FINE}


@pytest.mark.parametrize(
    ("changes", "check", "verdict", "code"),
    [
        ({"processor": "aarch64"}, "processor", Verdict.WRONG, "doctor_processor"),
        ({"flags": frozenset({"sse"})}, "processor", Verdict.WRONG, "doctor_avx"),
        ({"kernel": (3, 10)}, "kernel", Verdict.DOUBTFUL, "doctor_kernel"),
        ({"mongod": "libcurl.so.4"}, "mongod", Verdict.WRONG, "doctor_mongod"),
        ({"guard": False}, "guard", Verdict.WRONG, "doctor_guard"),
        ({"memory": 1 << 30}, "memory", Verdict.DOUBTFUL, "doctor_memory"),
        ({"files": 1024}, "files", Verdict.DOUBTFUL, "doctor_files"),
        ({"disk_free": 2 << 30}, "disk", Verdict.DOUBTFUL, "doctor_disk_low"),
        ({"disk_free": 100 << 20}, "disk", Verdict.WRONG, "doctor_disk_full"),
        ({"disk_free": None}, "disk", Verdict.UNKNOWN, "doctor_disk_unknown"),
        ({"synchronised": False}, "time", Verdict.WRONG, "doctor_time"),
        ({"synchronised": None}, "time", Verdict.UNKNOWN, "doctor_time_unknown"),
    ],
)
def test_each_defect_is_told(
    changes: dict[str, object], check: str, verdict: Verdict, code: str
) -> None:
    """One thing wrong changes one diagnosis, and no other."""
    found = _found(replace(SOUND, **changes))
    assert found[check] == (verdict, code)
    assert {one for one, (other, _) in found.items() if other is not Verdict.FINE} == {check}


def test_a_cluster_needs_no_embedded_program() -> None:
    """With a cluster nobody asks for AVX or mongod here."""
    checks = set(_found(replace(SOUND, embedded=False, mongod="missing")))
    assert checks == {"memory", "files", "disk", "time"}


def test_this_machine_is_looked_at(tmp_path: Path) -> None:
    """The facts of a real machine are read: its mongod runs, its disk has room."""
    seen = machine.look_at(Settings(data=tmp_path / "not" / "yet"))
    assert seen.mongod == ""
    assert seen.kernel > (3, 0)
    assert seen.disk_free
    assert seen.memory > 0


def test_a_program_that_does_not_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What mongod says when it cannot start is passed on."""
    broken = tmp_path / "mongod"
    broken.write_text("#!/bin/sh\necho 'libcurl.so.4: cannot open shared object' >&2\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert "libcurl.so.4" in machine.look_at(Settings(data=tmp_path)).mongod
