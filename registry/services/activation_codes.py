"""How an activation code is made, written and read, and how a credit code is typed."""

import secrets
import unicodedata
from datetime import datetime, timedelta

from stdnum.cn import uscc

from registry.clock import SHANGHAI
from registry.services.sign_in import digest_of_secret

# Nothing that is misread from paper: neither 0 and O nor 1, I and L, nor U. 30 signs.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # 78 bits
DAYS = 30  # house ruling, docs/decisions/activation-codes.md
_GROUP = 4
_WEEKDAYS = "一二三四五六日"
_LONGEST_TYPED = 60


def make_code() -> str:
    """Return a new code, without its groups."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def in_groups(code: str) -> str:
    """Return a code as it is printed: four groups of four."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """Return a typed code in its one form, empty where it cannot be one."""
    code = _signs(typed)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def read_credit_code(typed: str) -> str:
    """Return a typed unified social credit code, empty where it is none (check digit included)."""
    code = _signs(typed)
    # The check looks past more kinds of strokes than we do; what it has checked is returned.
    return str(uscc.compact(code)) if uscc.is_valid(code) else ""


def digest_of_code(credit_code: str, code: str) -> str:
    """Return how a code is kept: bound to its host, and nobody reads it back."""
    return digest_of_secret(f"activation:{credit_code}:{code}")


def expiry(at: datetime) -> datetime:
    """Return when something issued at an instant lapses: at the end of its 30th day after."""
    today = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=DAYS + 1)


def last_day_of(expires_at: datetime) -> str:
    """Return the last day of something half open in words: 2027年1月27日（周三） 24:00."""
    last = expires_at.astimezone(SHANGHAI) - timedelta(microseconds=1)
    return f"{last.year}年{last.month}月{last.day}日（周{_WEEKDAYS[last.weekday()]}） 24:00"


def _signs(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).upper()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-–—·'")
