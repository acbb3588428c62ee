"""Passwords: what is good enough, how it is kept (argon2id), how it is checked."""

import re
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from registry.errors import Invalid
from registry.messages import say

SHORTEST = 10
LONGEST = 1000
_STRENGTH_WANTED = 3
_LOOKED_AT = 72  # strength is judged by the first characters: judging grows with the square
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread from paper
_BETWEEN = re.compile(r"[\s._@-]+")
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return a password as it is kept: argon2id with its own salt."""
    return _hasher.hash(_normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one kept; takes as long where there is none to compare.

    ``None`` stands for an account that does not exist.
    """
    comparable = password_hash if password_hash and len(password) <= LONGEST else None
    try:
        _hasher.verify(comparable or _nobodys(_hasher), _normal(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return comparable is not None


def needs_rehash(password_hash: str) -> bool:
    """Tell whether a password was kept under weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def make_password() -> str:
    """Return a first password to hand over; its owner must change it at the first sign-in."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(5)) for _ in range(4))


def check_password(password: str, *, field: str, personal: tuple[str, ...] = ()) -> None:
    """Let a new password pass or refuse it. Raises Invalid saying what is wanted.

    ``personal`` holds words that anyone who knows the person would try.
    """
    code = _fault(password, personal)
    if code:
        sentence = say(code, shortest=SHORTEST, longest=LONGEST)
        raise Invalid(fields={field: sentence})


def _fault(password: str, personal: tuple[str, ...]) -> str:
    if len(password) < SHORTEST:
        return "password_too_short"
    if len(password) > LONGEST:
        return "password_too_long"
    looked_at = _normal(password)[:_LOOKED_AT]
    if looked_at.casefold() in _common():
        return "password_common"
    judged = zxcvbn(looked_at, user_inputs=_words(personal))
    return "password_weak" if judged["score"] < _STRENGTH_WANTED else ""


def _words(personal: tuple[str, ...]) -> list[str]:
    """Return personal words whole, run together and in their parts: wang.fang, wangfang, wang."""
    parts = [[part for part in _BETWEEN.split(word) if part] for word in personal]
    return [*personal, *("".join(some) for some in parts), *(one for some in parts for one in some)]


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """Return a hash that no password is compared with in earnest, as costly as a real one."""
    return hasher.hash(secrets.token_hex(16))


def _normal(password: str) -> str:
    """Return one form for what different keyboards send for the same characters."""
    return unicodedata.normalize("NFKC", password)
