"""Codes of the second factor: what an authenticator shows, and the recovery codes on paper.

Time-based codes after RFC 6238: six digits, 30 seconds, one step before or after is taken for
clocks that differ. No code opens twice.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from passlib.exc import TokenError
from passlib.totp import TOTP

from registry.documents.second_factors import (
    RecoveryCode,
    SecondFactor,
    spend_recovery_code,
    spend_step,
)
from registry.encryption import SealBrokenError, Vault
from registry.errors import Refusal

RECOVERY_CODES = 10
_DIGITS = 6
_STEP = 30
# Nothing that is misread from paper. Two signs find the code, ten prove it: 49 bits.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
_MARK = 2
_RECOVERY_SIGNS = 12
_LONGEST_TYPED = 40
# Argon2id at OWASP's least: random codes need less than passwords, and ten are made at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class SecondFactorUnreadable(Refusal):
    """The key this factor was sealed with is gone: only recovery codes and a reset are left."""

    code = "second_factor_unreadable"
    status = 503


@dataclass(frozen=True, slots=True)
class CodeJudge:
    """By what a code is judged: the keys that open secrets, and the instant phones show."""

    vault: Vault
    instant: datetime


@dataclass(frozen=True, slots=True)
class Spent:
    """A code that was right and is used up. ``left`` counts the recovery codes that remain."""

    by_recovery: bool = False
    left: int = 0


def spend(account: str, typed: str, *, judge: CodeJudge) -> Spent | None:
    """Use up a code of an account's second factor; None where it is wrong or was used before.

    Raises SecondFactorUnreadable where the secret cannot be opened with our keys.
    """
    factor = SecondFactor.objects(id=account).first()
    code = normal_code(typed)
    if len(code) == _DIGITS and code.isdecimal():
        right = factor is not None and _spend_step_of(factor, code, judge)
        return Spent() if right else None
    return _spend_recovery(factor, code)


def step_of(secret: str, typed: str, *, instant: datetime, after: int = 0) -> int | None:
    """Return the time step whose code this is, newer than ``after``; None where it is none."""
    try:
        found = TOTP(key=secret, digits=_DIGITS, period=_STEP).match(
            normal_code(typed), time=instant, window=_STEP, last_counter=after or None
        )
    except TokenError:
        return None
    return int(found.counter)


def make_secret() -> str:
    """Return a new secret: 160 random bits in Base32, as authenticators take it."""
    return str(TOTP.new().base32_key)


def uri_of(secret: str, *, username: str, issuer: str) -> str:
    """Return the address that an authenticator reads from a QR code."""
    totp = TOTP(key=secret, digits=_DIGITS, period=_STEP)
    return str(totp.to_uri(label=username, issuer=issuer))


def make_recovery_codes() -> tuple[list[str], list[RecoveryCode]]:
    """Return new recovery codes as shown, once, and as kept."""
    marks: list[str] = []
    while len(marks) < RECOVERY_CODES:
        mark = _random(_MARK)
        if mark not in marks:
            marks.append(mark)
    codes = [mark + _random(_RECOVERY_SIGNS - _MARK) for mark in marks]
    kept = [RecoveryCode(mark=code[:_MARK], hash=_hasher.hash(code)) for code in codes]
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes], kept


def secret_in(sealed: str, account: str, vault: Vault) -> str:
    """Open an account's sealed secret. Raises SecondFactorUnreadable."""
    try:
        return vault.unseal(sealed, of=purpose_of(account))
    except SealBrokenError as error:
        raise SecondFactorUnreadable from error


def purpose_of(account: str) -> str:
    """Return for what an account's secret is sealed; it opens for no other account."""
    return f"second_factor:{account}"


def normal_code(typed: str) -> str:
    """Return a code without the spaces and hyphens it is shown with, in one form."""
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _spend_step_of(factor: SecondFactor, code: str, judge: CodeJudge) -> bool:
    account, sealed = str(factor.id), str(factor.secret)
    if not sealed:
        return False
    secret = secret_in(sealed, account, judge.vault)
    step = step_of(secret, code, instant=judge.instant, after=factor.last_step)
    if step is None or not spend_step(account, secret=sealed, step=step):
        return False
    if not judge.vault.is_current(sealed):
        again = judge.vault.seal(secret, of=purpose_of(account))
        SecondFactor.objects(id=account, secret=sealed).update_one(set__secret=again)
    return True


def _spend_recovery(factor: SecondFactor | None, code: str) -> Spent | None:
    mark = code[:_MARK]
    kept = factor.recovery if factor else ()
    known = next((one.hash for one in kept if one.mark == mark), None)
    if known is None or len(code) != _RECOVERY_SIGNS or not _is_right(known, code):
        return None
    left = spend_recovery_code(str(factor.id), mark) if factor else None
    return None if left is None else Spent(by_recovery=True, left=left)


def _is_right(kept: str, code: str) -> bool:
    try:
        return _hasher.verify(kept, code)
    except (VerificationError, InvalidHashError):
        return False


def _random(signs: int) -> str:
    return "".join(secrets.choice(_LEGIBLE) for _ in range(signs))
