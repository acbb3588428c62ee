"""A phone with an authenticator, and the two steps of signing in, for tests of the desk."""

from datetime import datetime, timedelta

from mongoengine.connection import get_db
from passlib.totp import TOTP

from registry.encryption import Vault, made_key
from registry.permissions import Actor
from registry.services import second_factors
from registry.services import sign_in as door
from registry.services.proofs import Present
from registry.services.second_factor_codes import CodeJudge
from registry.services.sign_in import Origin

PASSWORD = "四叶草-lantern-7731"
ORIGIN = Origin("192.0.2.7", "测试浏览器", "r-1")
KEY = made_key()
VAULT = Vault([KEY])


class Phone:
    """An authenticator that holds an account's secret."""

    def __init__(self, secret: str) -> None:
        self._totp = TOTP(key=secret)

    def shows(self, instant: datetime) -> str:
        """The six digits it shows at an instant."""
        return str(self._totp.generate(time=instant).token)


def judge(instant: datetime, vault: Vault = VAULT) -> CodeJudge:
    """What a code is judged by at an instant."""
    return CodeJudge(vault, instant)


def enrol(by: Actor, at: datetime, keep: str = "") -> tuple[Phone, list[str]]:
    """Set up a second factor a minute before ``at``: the phone, and the recovery codes."""
    before = at - timedelta(minutes=1)
    second_factors.begin(Present(by.account), vault=VAULT, by=by, at=before)
    waiting = second_factors.pending(vault=VAULT, by=by, at=before)
    phone = Phone(waiting.secret)
    codes = second_factors.confirm(
        phone.shows(before), keep=keep, judge=judge(before), by=by, at=before
    )
    return phone, codes


def half(at: datetime) -> str:
    """Take the first step with the right password; return the secret that waits."""
    entered = door.sign_in("zhou.min", PASSWORD, origin=ORIGIN, at=at)
    assert entered.half
    return entered.secret


def finish(secret: str, code: str, at: datetime, vault: Vault = VAULT) -> door.Entered:
    """Take the second step."""
    return door.finish(secret, code, origin=ORIGIN, judge=judge(at, vault), at=at)


def results() -> list[str]:
    """What the sign-in log holds, oldest first."""
    return [entry["result"] for entry in get_db().sign_ins.find().sort("_id", 1)]
