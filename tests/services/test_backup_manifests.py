"""Manifests that somebody made up: told before anything of them is believed."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from registry.services.backup_files import BackupDamaged, BackupReader

_NOTHING = {"documents": 0, "size": 0, "digest": sha256().hexdigest()}
_GOOD = {
    "kind": "reserve-backup",
    "format": 1,
    "taken_at": "2026-11-21T09:00:00+08:00",
    "service": "1",
    "rulebook": "1",
    "members": [],
}


def written(path: Path, manifest: bytes) -> Path:
    """Write a file that holds a manifest alone."""
    with zipfile.ZipFile(path / "backup.zip", "w") as archive:
        archive.writestr("manifest.json", manifest)
    return path / "backup.zip"


@pytest.mark.parametrize(
    "changed",
    [
        {"taken_at": "yesterday"},
        {"taken_at": 0},
        {"training": "no"},
        {"members": [{"name": ["x"], **_NOTHING}]},
        {"members": 5},
    ],
)
def test_a_manifest_that_was_made_up_is_damaged(tmp_path: Path, changed: dict[str, object]) -> None:
    """An instant that is none and a name that is none are told; the good one they change reads."""
    with BackupReader(written(tmp_path, json.dumps(_GOOD).encode())) as reader:
        assert reader.manifest.documents == 0
        assert not reader.manifest.training  # versions before this field wrote none
    with pytest.raises(BackupDamaged):
        BackupReader(written(tmp_path, json.dumps(_GOOD | changed).encode()))


@pytest.mark.parametrize("manifest", [b"[" * 100_000, b'{"format": ' + b"9" * 5000 + b"}", b"\xff"])
def test_a_manifest_nobody_can_read_is_damaged(tmp_path: Path, manifest: bytes) -> None:
    """Nested without end, with a number without end, in no known letters: each is told."""
    with pytest.raises(BackupDamaged):
        BackupReader(written(tmp_path, manifest))
