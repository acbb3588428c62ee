"""What the routes of possible unreported changes and register extracts name: how to make each."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.documents.attachments import Attachment
from registry.documents.platforms import Platform
from registry.documents.register_extracts import RegisterExtract
from registry.documents.unreported_changes import UnreportedChange
from registry.documents.workbooks import Decision
from registry.services.files import keep
from tests.condition_makers import a_finding
from tests.unreported_makers import SEEN_AT, a_case, an_asked_case, given_up

SERIAL = itertools.count(500)  # far from what the desk gives out
_NO_CASE = {"number": "YS-330000-1999-0001"}


def _number(holder: Any) -> str:
    return f"YS-{holder.authority}-2026-{next(SERIAL):04d}"


def an_unreported_change(holder: Any) -> dict[str, Any]:
    """Keep a case in which the host was asked."""
    made = an_asked_case(_number(holder), authority=holder.authority, host=holder.host)
    return {"number": made.number}


def a_suspected_change(holder: Any) -> dict[str, Any]:
    """Keep a case nobody was asked about, of a platform in the library."""
    made = a_case(_number(holder), holder.authority, host=holder.host)
    Platform(
        number=made.platform,
        authority=holder.authority,
        host=holder.host,
        credit_code=made.credit_code,
        host_name=made.host_name,
        name=made.platform_name,
        name_key=made.platform_name,
        state="in_library",
        basis="sheet_only",
        admitted_at=SEEN_AT,
        changed_at=SEEN_AT,
    ).save()  # fmt: skip - one platform
    return {"number": made.number}


def a_condition_finding(holder: Any) -> dict[str, Any]:
    """Keep a finding of a condition no longer met."""
    number = f"XS-{holder.authority}-2026-{next(SERIAL):04d}"
    return {"number": a_finding(number, holder.authority, host=holder.host).number}


def an_unreported_paper(holder: Any) -> dict[str, Any]:
    """Keep an asked case with a host's file."""
    kept = keep(b"a file", name="变更通知书.pdf", media_type="application/pdf")
    drawn = keep(b"a picture", name="变更通知书.pdf.png", media_type="image/png")
    paper = Attachment(
        id="a1",
        digest=kept.digest,
        name=kept.name,
        media_type=kept.media_type,
        size=6,
        pages=1,
        preview=drawn.digest,
        received_at=SEEN_AT,
        account_name="某人",
    )  # fmt: skip - one file
    made = an_unreported_change(holder)
    UnreportedChange.objects(number=made["number"]).update(set__attachments=[paper])
    return made | {"paper_id": paper.id}


def an_uncompared_filing(holder: Any) -> dict[str, Any]:
    """Keep a filing that was given up."""
    return {"key": given_up(f"2026Q4-{next(SERIAL)}", authority=holder.authority)}


def an_extract_on_record(_: Any) -> dict[str, Any]:
    """Keep an extract that is being compared by somebody else for the next seconds."""
    number = f"DJ-2026-{next(SERIAL):03d}"
    content = f"统一社会信用代码,名称\n{number},x".encode()
    kept = keep(content, name="x.csv", media_type="text/csv")
    decision = Decision(
        account="m",
        account_name="部工作人员",
        role="ministry_staff",
        door="page",
        decided_at=SEEN_AT,
    )  # fmt: skip - one decision
    RegisterExtract(
        number=number,
        digest=kept.digest,
        filename="x.csv",
        size=kept.size,
        encoding="utf-8-sig",
        state="comparing",
        rulebook="test",
        decision=decision,
        received_at=SEEN_AT,
        row_count=1,
        lease_holder="another",
        lease_until=_far_ahead(),
    ).save()  # fmt: skip - one record
    return {"number": number}


def _far_ahead() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=10)  # noqa: TID251 - leases run by the wall clock


# How to make one, one that is not there, and who is kept from another's.
OF_UNREPORTED: dict[str, tuple[Callable[[Any], dict[str, Any]], dict[str, Any], str]] = {
    "unreported_change": (an_unreported_change, _NO_CASE, "place"),
    "condition_finding": (a_condition_finding, {"number": "XS-330000-1999-0001"}, "place"),
    "suspected_change": (a_suspected_change, _NO_CASE, "place"),
    "unreported_paper": (an_unreported_paper, _NO_CASE | {"paper_id": "a1"}, "place"),
    "uncompared_filing": (an_uncompared_filing, {"key": "1999Q4-1"}, "place"),
    "extract": (an_extract_on_record, {"number": "DJ-1999-001"}, ""),
}
