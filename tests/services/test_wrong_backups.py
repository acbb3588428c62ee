"""Files that are no backup, or not the one that was written: told apart, and nothing restored."""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from mongoengine.connection import get_db

from registry.documents.platforms import Platform
from registry.services.backup_files import (
    BackupCutOff,
    BackupDamaged,
    BackupForeign,
    BackupNewer,
    BackupReader,
    BackupUnreadable,
)
from tests.services.conftest import Backup, Restore


def test_a_truncated_backup_is_refused(
    on_record: Callable[..., Platform],
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    path: Path,
) -> None:
    """A file that was cut off is told to be, wherever it was cut; the database stays empty."""
    on_record()
    backup()
    content = path.read_bytes()
    elsewhere()
    for part in (0.2, 0.9, 0.999):
        path.write_bytes(content[: int(len(content) * part)])
        with pytest.raises(BackupCutOff):
            restore()
    assert get_db().list_collection_names() == []


def test_a_changed_backup_is_refused(
    on_record: Callable[..., Platform],
    backup: Backup,
    elsewhere: Callable[[], None],
    restore: Restore,
    path: Path,
) -> None:
    """A collection that does not have its digest is named, before anything is written."""
    on_record()
    backup()
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "collections/platforms.bson":
                content = content.replace(b"in_library", b"in_librarY")
            new.writestr(name, content)
    elsewhere()
    with pytest.raises(BackupDamaged) as refused:
        restore(changed)
    assert refused.value.params["member"] == "platforms"
    assert get_db().list_collection_names() == []


def _rewritten(path: Path, **manifest: object) -> Path:
    """A backup whose manifest says something else."""
    other = path.with_name("other.zip")
    with BackupReader(path) as reader, zipfile.ZipFile(other, "w") as new:
        old = zipfile.ZipFile(path)
        for name in old.namelist():
            if name != "manifest.json":
                new.writestr(name, old.read(name))
        said = json.loads(old.read("manifest.json"))
        new.writestr("manifest.json", json.dumps({**said, **manifest}))
        assert reader.manifest.members
        old.close()
    return other


# The mark of a restore is no part of a record: a backup that holds one was made up.
_MARK = {"name": "restorations", "documents": 0, "size": 0, "digest": sha256().hexdigest()}


@pytest.mark.parametrize(
    ("manifest", "refusal"),
    [
        ({"kind": "other"}, BackupForeign),
        ({"format": 2}, BackupNewer),
        ({"members": [{"name": "x"}]}, BackupDamaged),
        ({"members": [_MARK]}, BackupNewer),
        ({"members": [{"name": "x", "documents": 0, "size": 0, "digest": "0"}]}, BackupNewer),
    ],
)
def test_a_backup_of_another_kind_is_refused(
    backup: Backup, restore: Restore, path: Path, manifest: dict[str, object], refusal: type
) -> None:
    """A foreign file, a newer form and a collection nobody knows are each told apart."""
    backup()
    with pytest.raises(refusal):
        restore(_rewritten(path, **manifest))


def test_a_picture_is_no_backup(restore: Restore, path: Path) -> None:
    """A file that is no zip at all is called foreign; one that is not there cannot be opened."""
    with pytest.raises(BackupUnreadable):
        restore()
    path.write_bytes(b"\x89PNG")
    with pytest.raises(BackupForeign):
        restore()
