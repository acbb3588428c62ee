"""What the routes of removal cases name: how to make one of each."""

import itertools
from datetime import datetime
from functools import partial
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.accounts import Account
from registry.documents.attachments import Attachment
from registry.documents.evidence import Paper
from registry.documents.platforms import Platform
from registry.documents.removal_batches import BatchRow, RemovalBatch
from registry.documents.removal_cases import CaseStatement, Hold
from registry.services.files import keep
from tests.removal_makers import a_case

NOW = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
SERIAL = itertools.count(700)  # far from what the desk gives out


def a_removal_case(holder: Any, **given: Any) -> dict[str, Any]:
    """Keep a case noticed to its host, on a platform of its own."""
    serial = next(SERIAL)
    platform = f"{holder.authority}-2024-{serial:04}"
    Platform(
        number=platform, authority=holder.authority, host=holder.host, credit_code=f"91{serial}",
        host_name="某单位", name="某平台", name_key=f"某平台{serial}", state="in_library",
        basis="sheet_only", admitted_at=datetime(2026, 3, 1, tzinfo=SHANGHAI), changed_at=NOW,
    ).save()  # fmt: skip
    whose = {"authority": holder.authority, "host": holder.host, "platform": platform}
    number = f"YC-{holder.authority}-2026-{serial:04}"
    return {"number": a_case(number, **whose, **given).number}


def a_case_in_its_period(holder: Any) -> dict[str, Any]:
    """Keep a case whose host has stated."""
    said = CaseStatement(text="正在核对原件。", late=False, account_name="填报员", received_at=NOW)
    return a_removal_case(holder, statements=[said])


def papers_of_both() -> list[Paper]:
    """A file of each side: "a1" of an office, "b2" of the host."""
    kept = keep(b"a file", name="核查记录.pdf", media_type="application/pdf")
    drawn = keep(b"a picture", name="核查记录.pdf.png", media_type="image/png")
    return [
        Paper(
            file=Attachment(
                id=paper_id, digest=kept.digest, name=kept.name, media_type=kept.media_type,
                size=6, pages=1, preview=drawn.digest, received_at=NOW, account_name="某人",
            ),
            side=side,
        )
        for paper_id, side in (("a1", "province"), ("b2", "host"))
    ]  # fmt: skip


def own_paper(holder: Any) -> dict[str, Any]:
    """Name the file of the side of whoever asks."""
    who = Account.objects(id=holder.account).first()
    host = who is not None and who.role == "host_operator"
    return {"paper_id": "b2" if host else "a1"}


def a_removal_paper(holder: Any) -> dict[str, Any]:
    """Keep a case with a file of each side, and name the one of whoever asks."""
    return a_removal_case(holder, evidence=papers_of_both()) | own_paper(holder)


def a_removal_batch(holder: Any) -> dict[str, Any]:
    """Keep a batch of one prepared case."""
    case, serial = a_removal_case(holder, state="prepared")["number"], next(SERIAL)
    row = BatchRow(case=case, version=1, platform="p", platform_name="某平台",
                   ground="data_falsification")  # fmt: skip
    made = RemovalBatch(
        number=f"YCP-2026-{serial:04}", document=f"工信部科〔2026〕{serial}号", state="prepared",
        account="staff", account_name="部工作人员", prepared_at=NOW, rows=[row],
    ).save()  # fmt: skip
    return {"number": made.number}


_HELD = Hold(reason="等待判决", account_name="部工作人员", held_at=NOW)
_NONE = {"number": "YC-330000-1999-0001"}

OF_REMOVALS: dict[str, tuple[Any, ...]] = {
    "removal_case": (a_removal_case, _NONE, "place"),
    "removal_case_opened": (
        partial(a_removal_case, state="opened", noticed=False, notice=None),
        _NONE,
        "place",
    ),
    "removal_case_stated": (a_case_in_its_period, _NONE, "place"),
    "removal_case_held": (partial(a_removal_case, on_hold=True, holds=[_HELD]), _NONE, "place"),
    "removal_case_verified": (partial(a_removal_case, state="verified"), _NONE, "place"),
    "removal_case_prepared": (partial(a_removal_case, state="prepared"), _NONE, "place"),
    "removal_case_decided": (partial(a_removal_case, state="decided"), _NONE, "place"),
    "removal_paper": (a_removal_paper, _NONE | {"paper_id": "a1"}, "place"),
    "removal_batch": (a_removal_batch, {"number": "YCP-1999-0001"}, ""),
}
