"""Keys the service makes for itself: once, for its owner alone, the same for every worker."""

import threading
from pathlib import Path

from config.settings import Settings
from registry.encryption import Vault, made_key
from registry.keys import kept_encryption_key, kept_secret, vault_of


def test_a_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """The second start reads what the first wrote; nobody else may."""
    settings = Settings(data=tmp_path / "data")
    first = kept_encryption_key(settings), kept_secret(settings)
    assert (kept_encryption_key(settings), kept_secret(settings)) == first
    for name in ("encryption_key", "secret_key"):
        assert (settings.data / name).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in settings.data.iterdir()) == ["encryption_key", "secret_key"]


def test_workers_that_start_together_share_one_key(tmp_path: Path) -> None:
    """Whoever writes first, all read the same key."""
    settings, read = Settings(data=tmp_path), []
    start = threading.Barrier(4)

    def begin() -> None:
        start.wait()
        read.append(kept_encryption_key(settings))

    workers = [threading.Thread(target=begin) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(set(read)) == 1


def test_given_keys_come_before_the_kept_one(tmp_path: Path) -> None:
    """An operator's keys are used, and no file is made."""
    key = made_key()
    vault = vault_of(Settings(data=tmp_path, encryption_keys=(key,)))
    assert Vault([key]).unseal(vault.seal("text", of="x"), of="x") == "text"
    assert not list(tmp_path.iterdir())
