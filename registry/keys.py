"""Keys this service made for itself: kept in the data directory, readable by its owner alone.

Where several machines serve one database they must share them: RESERVE_SECRET_KEY and
RESERVE_ENCRYPTION_KEY then say them instead. A backup of the database holds neither.
"""

import os
from collections.abc import Callable
from pathlib import Path

from config.settings import Settings
from registry.encryption import Vault, made_key


def kept_secret(settings: Settings) -> str:
    """Return the signing key kept in the data directory, made at the first start."""
    return _kept(settings.data / "secret_key", lambda: os.urandom(32).hex())


def kept_encryption_key(settings: Settings) -> str:
    """Return the encryption key kept in the data directory, made at the first start."""
    return _kept(settings.data / "encryption_key", made_key)


def vault_of(settings: Settings) -> Vault:
    """Return what seals and opens secrets at rest: with the given keys, else the kept one."""
    return Vault(settings.encryption_keys or (kept_encryption_key(settings),))


def _kept(path: Path, make: Callable[[], str]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
        made.touch(mode=0o600, exist_ok=False)
        made.write_text(make())
        try:
            # Linking fails where another process was first; then that one's key stands.
            path.hardlink_to(made)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()
