"""Real-time updates as tests keep them, past the desk."""

from datetime import UTC, datetime, timedelta

from bson.decimal128 import Decimal128

from registry.documents.realtime_updates import RealtimeUpdate

FIRST = datetime(2026, 12, 1, 1, tzinfo=UTC)


def a_report(platform: str, serial: int = 1, *, asked: bool = False, load: str = "80") -> None:
    """Keep a report of the load, an hour after the one before; ``asked``: it is questioned."""
    at = FIRST + timedelta(hours=serial)
    RealtimeUpdate(
        platform=platform,
        serial=serial,
        host="host-1",
        authority=platform[:6],
        form_version="2026.1",
        values={"load": Decimal128(load)},
        fields=["load"],
        questions={"load": ["over_full_load"]} if asked else {},
        counted=[] if asked else ["load"],
        open=asked,
        measured_at=at,
        received_at=at,
        rulebook="test",
        account="op-1",
        account_name="张三",
        door="api",
    ).save()
