"""What the routes of adjustment rounds and exit proposals name: how to make one of each."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from registry.documents.adjustments import AdjustmentRound
from registry.documents.attachments import Attachment
from registry.documents.evidence import Paper
from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform
from registry.services.files import keep
from tests.ban_makers import a_ban, a_waiver
from tests.house.sheet_records import NOW
from tests.major_change_makers import a_change
from tests.round_makers import NOTICED, a_round, an_exit

SERIAL = itertools.count(500)  # far from what the desk gives out
DECEMBER = {"period": "2026H2"}


def an_unopened_round(_: Any) -> dict[str, Any]:
    """Name a round without a notice on record."""
    AdjustmentRound.objects.delete()
    return DECEMBER


def an_opened_round(_: Any) -> dict[str, Any]:
    """Keep a round's notice as it was first."""
    AdjustmentRound.objects.delete()
    a_round()
    return DECEMBER


def an_authority_s_round(holder: Any) -> dict[str, Any]:
    """Keep a round's notice, and name an authority's part of it."""
    return an_opened_round(holder) | {"authority": holder.authority}


def an_exit_proposal(holder: Any) -> dict[str, Any]:
    """Keep an open exit proposal."""
    number = f"TC-{holder.authority}-2026H2-{next(SERIAL):03}"
    return {"number": an_exit(number, holder.authority, host=holder.host).number}


def an_exit_paper(holder: Any) -> dict[str, Any]:
    """Keep an open exit proposal with a file."""
    number = f"TC-{holder.authority}-2026H2-{next(SERIAL):03}"
    kept = keep(b"a file", name="核查记录.pdf", media_type="application/pdf")
    drawn = keep(b"a picture", name="核查记录.pdf.png", media_type="image/png")
    paper = Attachment(
        id="a1", digest=kept.digest, name=kept.name, media_type=kept.media_type, size=6, pages=1,
        preview=drawn.digest, received_at=NOTICED, account_name="某人",
    )  # fmt: skip
    an_exit(
        number, holder.authority, host=holder.host, evidence=[Paper(file=paper, side="province")]
    )
    return {"number": number, "paper_id": paper.id}


def a_reported_change(holder: Any) -> dict[str, Any]:
    """Keep a reported major change with a paper, of a platform in the library."""
    serial = next(SERIAL)
    number = f"BG-{holder.authority}-2026-{serial:04}"
    code = f"91{serial:016}"
    host = {"host": holder.host, "credit_code": code, "host_name": "某单位"}
    platform = f"{holder.authority}-2023-{serial:04}"
    Platform(
        number=platform, authority=holder.authority, name="某平台", name_key=f"某平台{serial}",
        state="in_library", basis="sheet_only", admitted_at=NOW - timedelta(days=300),
        changed_at=NOW, **host,
    ).save()  # fmt: skip
    a_change(number, holder.authority, platform=platform, **host)
    return {"number": number}


def a_returned_change(holder: Any) -> dict[str, Any]:
    """Keep a reported change that its province has returned."""
    made = a_reported_change(holder)
    MajorChange.objects(number=made["number"]).update(set__state="returned")
    return made


def a_change_paper(holder: Any) -> dict[str, Any]:
    """Keep a reported change, and name its paper."""
    return a_reported_change(holder) | {"paper_id": "a1b2c3d4e5f60718"}


def a_prepared_waiver(_: Any) -> dict[str, Any]:
    """Keep a prepared waiver of a running ban."""
    serial = next(SERIAL)
    ban = a_ban(decision=f"工信部移出〔2026〕{serial}号", credit_code=f"91{serial:016}")
    return {"number": a_waiver(ban, f"HM-2026-{serial:04}").number}


_NO_CHANGE = {"number": "BG-330000-1999-0001"}
# How to make one, one that is not there, and who is kept from another's.
OF_ROUNDS: dict[str, tuple[Callable[[Any], dict[str, Any]], dict[str, Any], str]] = {
    "unopened_round": (an_unopened_round, {"period": "2026H3"}, ""),
    "round": (an_opened_round, {"period": "2026H3"}, ""),
    "authority_round": (an_authority_s_round, DECEMBER | {"authority": "999999"}, "place"),
    "major_change": (a_reported_change, _NO_CHANGE, "place"),
    "returned_change": (a_returned_change, _NO_CHANGE, "place"),
    "change_paper": (a_change_paper, _NO_CHANGE | {"paper_id": "a1"}, "place"),
    "ban_waiver": (a_prepared_waiver, {"number": "HM-1999-0001"}, ""),
    "exit_proposal": (an_exit_proposal, {"number": "TC-330000-1999H1-001"}, "place"),
    "exit_paper": (an_exit_paper, {"number": "TC-330000-1999H1-001", "paper_id": "a1"}, "place"),
}
