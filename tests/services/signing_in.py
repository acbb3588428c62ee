"""Signing in on the desk, for tests of accounts and of waiting times."""

from datetime import datetime

from mongoengine.connection import get_db

from registry.permissions import Role
from registry.services import sign_in as door
from registry.services.grants import Grant
from registry.services.sign_in import Origin

PASSWORD = "四叶草-lantern-7731"
LEAD = Grant(Role.PROVINCIAL_LEAD, authority="330000")
ORIGIN = Origin("192.0.2.7", "测试浏览器", "r-1")


def sign_in(
    at: datetime, username: str = "wang.fang", password: str = PASSWORD, origin: Origin = ORIGIN
) -> str:
    """Try to sign in."""
    return door.sign_in(username, password, origin=origin, at=at).secret


def results() -> list[str]:
    """What the sign-in log holds, oldest first."""
    return [entry["result"] for entry in get_db().sign_ins.find().sort("_id", 1)]
