"""Hosts, platforms and reported changes put on record as they are, for tests."""

from datetime import date, datetime
from typing import Any

from stdnum.cn import uscc

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.attachments import Attachment
from registry.documents.major_changes import MajorChange, ReportedVersion
from registry.services.files import keep, refer_to
from registry.services.hosts import HostOnRecord, enter_host

NUMBER = "330000-2026-0001"
ENTERED = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
HAPPENED = date(2026, 11, 20)
REPORTED = datetime(2026, 12, 10, 15, tzinfo=SHANGHAI)


def code_of(ordinal: int) -> str:
    """A valid credit code of a made-up host."""
    stem = f"91330100MA{ordinal:07d}"
    return str(stem + uscc.calc_check_digit(stem))


def a_host(ordinal: int = 1, name: str = "钱江新材料研究院") -> HostOnRecord:
    """Enter a host that is on record since March 2026."""

    def enter() -> HostOnRecord:
        known = date(2026, 3, 2)
        return enter_host(code_of(ordinal), name, effective_on=known, recorded_at=ENTERED)

    return transact(enter)


def carried_by(host: HostOnRecord) -> dict[str, str]:
    """What a platform says of the host that carries it."""
    return {"host": host.id, "credit_code": host.credit_code, "host_name": host.name}


def a_paper(content: bytes = b"a paper") -> Attachment:
    """Keep a file as a paper of a report."""
    kept = keep(content, name="变更通知书.pdf", media_type="application/pdf")
    transact(lambda: refer_to(kept, at=REPORTED))
    return Attachment(
        id="a1b2c3d4e5f60718", digest=kept.digest, name=kept.name, media_type=kept.media_type,
        size=kept.size, pages=1, preview=kept.digest, preview_size=kept.size,
        received_at=REPORTED, account_name="高远",
    )  # fmt: skip


def a_change(
    number: str = "BG-330000-2026-0001", authority: str = "330000", **given: Any
) -> MajorChange:
    """Put a reported rename on record, with a paper, unless said otherwise."""
    values = {
        "number": number,
        "authority": authority,
        "platform": f"{authority}-2026-{number[-4:]}",
        "platform_name": "先进材料中试平台0001",
        "host": "host-1",
        "host_name": "钱江新材料研究院",
        "credit_code": code_of(1),
        "kind": "rename",
        "event_on": HAPPENED,
        "values": {"platform_name": "先进高分子材料中试平台"},
        "attachments": [a_paper()],
        "state": "reported",
        "clause": "二（四）",
        "rulebook": "test",
        "account": "op",
        "account_name": "高远",
        "reported_at": REPORTED,
        "timeliness": "to_be_judged",
        "elapsed_days": 20,
        **given,
    }
    values.setdefault("hosts", [values["host"]])
    first = {"event_on": values["event_on"], "values": values["values"]}
    values["versions"] = [ReportedVersion(**first, reported_at=REPORTED, account_name="高远")]
    made: MajorChange = MajorChange(**values).save()
    return made
