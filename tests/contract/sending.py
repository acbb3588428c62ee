"""Applications brought as far as an act of sending them wants them, and what goes with it."""

from io import BytesIO
from typing import Any

from flask import Flask

from registry.documents.applications import Application
from registry.permissions import Actor, Role
from registry.services.application_freezing import code_of
from tests.frozen_applications import HostAtWork, a_scan, a_whole_draft
from tests.house.test_routes import HERE

# What was done before each act; the round is open.
_BEFORE: dict[str, tuple[str, ...]] = {
    "freeze": (),
    "unfreeze": ("freeze",),
    "scan": ("freeze",),
    "submit": ("freeze", "stamp"),
    "recall": ("freeze", "stamp", "submit"),
}


def before(act: str, number: str, app: Flask) -> dict[str, Any]:
    """Put a whole draft in the place of a record and do what comes before an act; its body."""
    house = app.extensions["reserve"]
    operator = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host=HERE[0])
    Application.objects(number=number).delete()
    named = f"契约{number[-4:]}中试平台"
    at = house.clock.now()
    given = {"number": number, "platform_name": named, "values": {"platform_name": named}}
    a_whole_draft(operator, house.vault, at, **given)
    host = HostAtWork(operator, house.vault, number)
    for done in _BEFORE[act]:
        getattr(host, done)(at)
    if act == "scan":
        content, name = a_scan(code_of(host.record()))
        return {"data": {"scan": (BytesIO(content), name), "declared": "true"}}
    return {"json": {"all_declared": True}} if act == "submit" else {}
