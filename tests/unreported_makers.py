"""Cases, reports, hosts and extracts put on record as they are, for tests of unreported changes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from mongoengine.connection import get_db

from registry.clock import SHANGHAI
from registry.documents.hosts import HostName
from registry.documents.outbox import OutboxMessage
from registry.documents.unreported_changes import Sighting, UnreportedChange
from registry.policy.summary_sheet_rows import name_key

SEEN_AT = datetime(2026, 12, 21, 9, 0, tzinfo=SHANGHAI)
PLATFORM = "330000-2026-0001"
OLD, NEW = "钱江新材料研究院", "钱江新材料科技有限公司"
HEAD = "统一社会信用代码,名称,类型,住所,经营状态,核准日期"


def a_case(
    number: str = "YS-330000-2026-0001", authority: str = "330000", **given: Any
) -> UnreportedChange:
    """Put a suspected case on record, seen in an extract on 21 December 2026 unless said."""
    values = {
        "number": number,
        "authority": authority,
        "platform": f"{authority}-2026-{number[-4:]}",
        "platform_name": f"先进材料中试平台{number[-4:]}",
        "host": "host-1",
        "host_name": OLD,
        "credit_code": f"91{authority}{number[-4:]}",
        "field": "host_name",
        "old_value": OLD,
        "new_value": NEW,
        "key": NEW,
        "origin": "extract",
        "sightings": [
            Sighting(
                origin="extract",
                source="register_extract:DJ-2026-001:7",
                said=NEW,
                seen_at=SEEN_AT,
            )
        ],
        "first_seen_on": SEEN_AT.date(),
        "state": "suspected",
        "clause": "二（四）",
        "rulebook": "test",
        "account": "service",
        "account_name": "系统比对",
        "opened_at": SEEN_AT,
    }  # fmt: skip - one record
    made: UnreportedChange = UnreportedChange(**{**values, **given}).save()
    return made


def an_asked_case(number: str = "YS-330000-2026-0001", **given: Any) -> UnreportedChange:
    """Put a case on record in which the host was asked on 22 December, until 6 January."""
    asked = {
        "state": "asked",
        "question": "工商登记的名称与在册不一致，请说明是否更名、何时更名。",
        "asked_at": SEEN_AT + timedelta(days=1),
        "asked_by_name": "浙江审核员",
        "answer_until": date(2027, 1, 6),
        "told_host": given.get("host", "host-1"),
    }
    return a_case(number, **{**asked, **given})


def a_report(at: datetime, platform: str = PLATFORM, **given: Any) -> str:
    """Put a reported rename of a platform's host on record; return its number."""
    values = {
        "number": "BG-330000-2026-0001",
        "platform": platform,
        "host": "host-1",
        "hosts": ["host-1"],
        "kind": "rename",
        "values": {"host_name": NEW},
        "event_on": datetime(2026, 12, 1),  # noqa: DTZ001 - as the mapper writes a day
        "state": "reported",
        "open": True,
        "live": True,
        "reported_at": at,
    }
    row = {**values, **given}
    get_db()["major_changes"].insert_one(row)
    return str(row["number"])


def a_host_name(name: str, host: str = "host-1", on: date = date(2020, 1, 1)) -> None:
    """Put a name of a host on record, in force from a day on."""
    HostName(
        host=host, name=name, name_key=name_key(name), effective_on=on, recorded_at=SEEN_AT
    ).save()


def given_up(key: str, noun: str = "quarterly_update", authority: str = "330000") -> str:
    """Put the message of a filing on record that could not be compared; return its key."""
    OutboxMessage(
        audience="desk",
        recipient=authority,
        code="desk_look_for_unreported",
        params={"key": key, "host_name": OLD, "platform": PLATFORM},
        subject=f"{noun}:{key}",
        recorded_at=SEEN_AT,
        state="failed",
        attempts=5,
        tried_at=SEEN_AT,
        fault="AttributeError",
    ).save()
    return key


def an_extract(
    rows: Iterable[tuple[str, ...]], *, head: str = HEAD, encoding: str = "utf-8-sig"
) -> BytesIO:
    """Write an extract of the register."""
    lines = [head, *(",".join(row) for row in rows)]
    return BytesIO("\r\n".join(lines).encode(encoding))


def code_of(number: str) -> str:
    """A credit code of eighteen signs for a platform's host."""
    return f"9133{number[-4:]}MA00000001"
