"""Records that a walk over the routes keeps: initial loads, applications, transfers.

``KEPT`` holds, by the kind of record, its maker, the address of none, and what makes a record
one's own (see ``Kind`` in test_routes.py).
"""

import itertools
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from registry.documents.accounts import Account
from registry.documents.applications import Application, ApplicationVersion, FrozenContent
from registry.documents.attachments import Attachment
from registry.documents.initial_loads import InitialLoad
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.pre_reviews import DivisionOffice
from registry.documents.reviews import Review, ReviewHolder
from registry.documents.stamped_scans import StampedScan
from registry.documents.transfers import Transfer
from registry.services.files import keep
from tests.application_makers import a_version, an_application
from tests.chase_makers import a_chase
from tests.late_filing_makers import a_leave
from tests.review_makers import a_submitted
from tests.services.workbooks import platform, workbook

NOW = datetime(2026, 12, 28, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
# Above what the desk itself gives out in one test.
SERIAL = itertools.count(101)
DIVISION = "330100"
_COLLEAGUE = "5f0000000000000000000007"


class Holder(Protocol):
    """Whose a record is to be."""

    account: str
    host: str
    authority: str


def a_message(holder: Holder) -> dict[str, Any]:
    """Keep a message to whom the account acts for; to the host where there is no account."""
    account = Account.objects(id=holder.account).first() if holder.account else None
    role = account.role if account else ""
    to = {"audience": "host", "recipient": holder.host}
    if role.startswith("provincial"):
        to = {"audience": "authority", "recipient": holder.authority}
    if role.startswith("ministry"):
        to = {"audience": "ministry", "recipient": "ministry"}
    told = OutboxMessage(
        **to, code="messages_none", subject="nothing", recorded_at=NOW - timedelta(days=1)
    ).save()
    return {"message_id": str(told.id)}


def a_load(_: Holder) -> dict[str, Any]:
    """Keep a checked initial load, without rows."""
    serial = next(SERIAL)
    content = workbook(platforms=[platform(serial)])
    kept = keep(content, name="存量.xlsx", media_type="application/octet-stream")
    counts = ("size", "row_count", "matched_rows", "refused_rows", "finding_count")
    number = f"CL-2026-{serial:03}"
    InitialLoad(
        number=number,
        digest=kept.digest,
        filename=kept.name,
        received_at=NOW,
        account="0",
        account_name="某人",
        rulebook="0",
        new_rows=1,
        sheets=[{"sheet": "platforms", "title": "平台", "rows": 1, "new": 1, "matched": 0,
                 "refused": 0, "findings": []}],
        state="checked",
        **dict.fromkeys(counts, 0),
    ).save()  # fmt: skip
    return {"number": number}


def an_application_sent(holder: Holder) -> dict[str, Any]:
    """Keep an application with its submitted version, not claimed by anybody."""
    made = a_submitted(
        f"SB-{holder.authority}-2026-{next(SERIAL):04}",
        authority=holder.authority,
        host=holder.host,
    )
    return {"number": made.number}


def a_draft(holder: Holder) -> dict[str, Any]:
    """Keep the draft of an application."""
    number = f"SB-{holder.authority}-2026-{next(SERIAL):04}"
    an_application(number, host=holder.host, authority=holder.authority, state="draft", version=0)
    return {"number": number}


def a_frozen_one(holder: Holder) -> dict[str, Any]:
    """Keep a frozen application with the scan of its printed form."""
    number = f"SB-{holder.authority}-2026-{next(SERIAL):04}"
    frozen = FrozenContent(
        digest="a1" * 32, form_version="2026.1", rulebook="test", content={"plan_years": 3},
        frozen_at=NOW, account_name="某人",
    )  # fmt: skip
    whose = {"host": holder.host, "authority": holder.authority, "state": "frozen", "version": 0}
    an_application(number, **whose, frozen=frozen, scan=_a_scan(number))
    return {"number": number}


def a_version_filed(holder: Holder) -> dict[str, Any]:
    """Keep a submitted version with its scan."""
    number = f"SB-{holder.authority}-2026-{next(SERIAL):04}"
    made = an_application(number, host=holder.host, authority=holder.authority)
    a_version(made, scan=_a_scan(number))
    return {"number": number, "version": 1}


def _a_scan(number: str) -> StampedScan:
    scan = keep(b"a scan", name="scan.pdf", media_type="application/pdf").digest
    return StampedScan(
        digest=scan, name="scan.pdf", media_type="application/pdf", pages=1, seal_mark=True,
        match="matches", wanted={"form": "application", "number": number, "digest": "a1" * 32},
        preview=scan, received_at=NOW, account_name="某人",
    )  # fmt: skip


def a_paper(holder: Holder) -> dict[str, Any]:
    """Keep an application taken up again after it was sent, with a file, then and now."""
    number = f"SB-{holder.authority}-2026-{next(SERIAL):04}"
    kept = keep(b"a file", name="路线图.pdf", media_type="application/pdf")
    drawn = keep(b"a picture", name="路线图.pdf.png", media_type="image/png")
    paper = Attachment(
        id="a1", digest=kept.digest, name=kept.name, media_type=kept.media_type, size=6, pages=1,
        preview=drawn.digest, received_at=NOW, account_name="某人",
    )  # fmt: skip
    whose = {"host": holder.host, "authority": holder.authority, "state": "draft"}
    a_version(an_application(number, **whose, attachments=[paper]), attachments=[paper])
    return {"number": number, "paper_id": "a1"}


def a_late_filing(holder: Holder) -> dict[str, Any]:
    """Keep leave to file late, given by the authority to a platform of the host, running."""
    whose = {"authority": holder.authority, "host": holder.host}
    platform = f"{holder.authority}-2024-{next(SERIAL):04}"
    number = f"BB-{holder.authority}-2026-{next(SERIAL):04}"
    a_leave(number, platform=platform, until=NOW + timedelta(days=9), **whose)
    return {"number": number}


def a_chased_one(holder: Holder) -> dict[str, Any]:
    """Keep a chase of the authority's."""
    number = f"CB-{holder.authority}-20261225-{next(SERIAL):02}"
    return {"number": a_chase(number, authority=holder.authority).number}


def a_transfer(holder: Holder, *, received: bool) -> dict[str, Any]:
    """Keep a proposed transfer that the holder gives, or is to receive."""
    parties = [holder.authority, "500000"]
    giving, receiving = reversed(parties) if received else parties
    number = f"YJ-2026-{next(SERIAL):04}"
    platform = Platform(
        number=f"{giving}-2024-{number[-4:]}",
        authority=giving,
        host=holder.host,
        credit_code=number,
        host_name="某单位",
        name="某平台",
        name_key=number,
        state="in_library",
        basis="sheet_only",
        admitted_at=NOW,
        changed_at=NOW,
    ).save()
    Transfer(
        number=number,
        platform=platform.number,
        platform_name="某平台",
        host=holder.host,
        host_name="某单位",
        giving=giving,
        receiving=receiving,
        parties=parties,
        reason="迁址",
        effective_on=NOW.date(),
        state="proposed",
        account="0",
        account_name="某人",
        proposed_at=NOW,
    ).save()
    return {"number": number}


def an_application_held(holder: Holder) -> dict[str, Any]:
    """Keep an application that the holder's account has claimed, with something to mend."""
    return _claimed(holder, holder.account)


def an_application_held_by_another(holder: Holder) -> dict[str, Any]:
    """Keep an application of the holder's authority that a colleague has claimed."""
    return _claimed(holder, _COLLEAGUE)


def _claimed(holder: Holder, account: str) -> dict[str, Any]:
    made = an_application_sent(holder)
    held = {"state": "in_review", "claimed_by": account, "claimed_by_name": "某人"}
    Application.objects(number=made["number"]).update(**{f"set__{k}": v for k, v in held.items()})
    Review(
        number=f"{made['number']}-1",
        application=made["number"],
        version=1,
        authority=holder.authority,
        host=holder.host,
        period="2026H2",
        rulebook="test",
        revision=1,
        state="open",
        holders=[ReviewHolder(account=account, account_name="某人", since=NOW)],
        notes={"basics": "写明地址"},
        began_at=NOW,
        saved_at=NOW,
    ).save()
    return made


def a_filed_paper(holder: Holder) -> dict[str, Any]:
    """Keep a submitted application of the division with one paper, and name the paper."""
    made = an_application_of_division(holder)
    kept = keep(b"a paper", name="roadmap.pdf", media_type="application/pdf")
    paper = Attachment(
        id="a1b2c3d4e5f60718",
        digest=kept.digest,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        pages=1,
        preview=kept.digest,
        preview_size=kept.size,
        supports="technical_system",
        received_at=NOW,
        account_name="某人",
    )
    ApplicationVersion.objects(application=made["number"]).update(set__attachments=[paper])
    return made | {"version": 1, "paper": paper.id}


def a_paper_of_division(holder: Holder) -> dict[str, Any]:
    """Keep the same, and name application and paper alone."""
    made = a_filed_paper(holder)
    return {"number": made["number"], "paper_id": made["paper"]}


def a_paper_of_version(holder: Holder) -> dict[str, Any]:
    """Keep the same, and name application, version and paper."""
    return a_paper_of_division(holder) | {"version": 1}


def an_office(authority: str, division: str = DIVISION) -> None:
    """Keep the office of a division, once."""
    DivisionOffice.objects(authority=authority, division=division).update_one(
        upsert=True,
        set__name="某市工业和信息化局",
        set__covers=[division],
        set__active=True,
        set__version=1,
        set__account_name="某人",
        set__recorded_at=NOW,
    )


def a_division_office(holder: Holder) -> dict[str, Any]:
    """Keep an office of the holder's authority; none of Zhejiang's has a code of Guangdong's."""
    division = DIVISION if holder.authority == "330000" else "440100"
    an_office(holder.authority, division)
    return {"division": division}


def an_application_of_division(holder: Holder) -> dict[str, Any]:
    """Keep a submitted application that lies in the division."""
    made = an_application_sent(holder)
    Application.objects(number=made["number"]).update(set__division=DIVISION)
    return made


_NO_APPLICATION = {"number": "SB-330000-1999-0001"}
_NO_TRANSFER = {"number": "YJ-1999-0001"}

KEPT: dict[str, tuple[Any, ...]] = {
    "message": (a_message, {"message_id": "5f0000000000000000000009"}, "place"),
    "load": (a_load, {"number": "CL-1999-001"}, ""),
    "chase": (a_chased_one, {"number": "CB-330000-19990101-01"}, "place"),
    "late_filing": (a_late_filing, {"number": "BB-330000-1999-0001"}, "place"),
    "application": (an_application_sent, _NO_APPLICATION, "place"),
    "application_version": (
        lambda holder: an_application_sent(holder) | {"version": 1},
        _NO_APPLICATION | {"version": 1},
        "place",
    ),
    "application_held": (an_application_held, _NO_APPLICATION, "place"),
    "application_held_by_another": (an_application_held_by_another, _NO_APPLICATION, "place"),
    "application_to_decide": (
        lambda holder: an_application_sent(holder) | {"decision": "returned"},
        _NO_APPLICATION | {"decision": "returned"},
        "place",
    ),
    "draft": (a_draft, _NO_APPLICATION, "place"),
    "frozen": (a_frozen_one, _NO_APPLICATION, "place"),
    "version_filed": (a_version_filed, _NO_APPLICATION | {"version": 1}, "place"),
    "section": (
        lambda holder: a_draft(holder) | {"section": "plan"},
        _NO_APPLICATION | {"section": "plan"},
        "place",
    ),
    "division_office": (a_division_office, {"division": "110101"}, "place"),
    "application_of_division": (an_application_of_division, _NO_APPLICATION, "place"),
    "paper": (a_paper, _NO_APPLICATION | {"paper_id": "a1"}, "place"),
    "paper_of_division": (
        a_paper_of_division,
        _NO_APPLICATION | {"paper_id": "none"},
        "place",
    ),
    "paper_of_version": (
        a_paper_of_version,
        _NO_APPLICATION | {"version": 1, "paper_id": "none"},
        "place",
    ),
    "filed_paper": (a_filed_paper, _NO_APPLICATION | {"version": 1, "paper": "none"}, "place"),
    "transfer_given": (lambda holder: a_transfer(holder, received=False), _NO_TRANSFER, "place"),
    "transfer_received": (lambda holder: a_transfer(holder, received=True), _NO_TRANSFER, "place"),
}
