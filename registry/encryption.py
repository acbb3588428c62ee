"""Encryption at rest: what the database holds and only this service may read.

Fernet of the ``cryptography`` library (AES-128-CBC with HMAC-SHA256). What was sealed for one
purpose does not open for another: a ciphertext copied to another account's record is refused.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBrokenError(Exception):
    """No key of ours opens this, or it was sealed for another purpose."""


class Vault:
    """Seals with the newest key and opens with any; the newest stands first."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys. Raises ValueError for one that is none."""
        self._newest = Fernet(keys[0])
        self._any = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str, *, of: str) -> str:
        """Return a text sealed for the purpose ``of``, such as ``second_factor:5f…``."""
        return self._newest.encrypt(f"{of}\n{text}".encode()).decode()

    def unseal(self, sealed: str, *, of: str) -> str:
        """Return what was sealed for a purpose. Raises SealBrokenError."""
        try:
            opened = self._any.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SealBrokenError from error
        purpose, _, text = opened.partition("\n")
        if purpose != of:
            raise SealBrokenError
        return text

    def is_current(self, sealed: str) -> bool:
        """Tell whether the newest key sealed this; if not, it should be sealed anew."""
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True


def made_key() -> str:
    """Return a new key: 32 random bytes in URL-safe Base64."""
    return Fernet.generate_key().decode()
