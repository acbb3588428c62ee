"""What the routes of appeals name: how to make one at each station."""

from functools import partial
from typing import Any

from registry.documents.accounts import Account
from registry.documents.attachments import Attachment
from registry.documents.evidence import Paper
from registry.documents.removal_cases import RemovalCase
from registry.services.files import keep
from tests.appeal_makers import an_appeal_against
from tests.house.removal_records import NOW, SERIAL, a_removal_case


def an_appeal(holder: Any, **given: Any) -> dict[str, Any]:
    """Keep an appeal against a decision on a platform of its own."""
    case = RemovalCase.objects.get(number=a_removal_case(holder, state="decided")["number"])
    number = f"YY-{holder.authority}-2026-{next(SERIAL):04}"
    return {"number": an_appeal_against(case, number, **given).number}


def an_appeal_paper(holder: Any) -> dict[str, Any]:
    """Keep an appeal with a file of each side, and name the one of whoever asks."""
    kept = keep(b"a file", name="签约确认函.pdf", media_type="application/pdf")
    drawn = keep(b"a picture", name="签约确认函.pdf.png", media_type="image/png")
    papers = [
        Paper(
            file=Attachment(
                id=paper_id, digest=kept.digest, name=kept.name, media_type=kept.media_type,
                size=6, pages=1, preview=drawn.digest, received_at=NOW, account_name="某人",
            ),
            side=side,
        )
        for paper_id, side in (("a1", "province"), ("b2", "host"))
    ]  # fmt: skip
    who = Account.objects(id=holder.account).first()
    host = who is not None and who.role == "host_operator"
    return an_appeal(holder, evidence=papers) | {"paper_id": "b2" if host else "a1"}


_NONE = {"number": "YY-330000-1999-0001"}

OF_APPEALS: dict[str, tuple[Any, ...]] = {
    "appeal": (an_appeal, _NONE, "place"),
    "appeal_prepared": (partial(an_appeal, state="prepared"), _NONE, "place"),
    "appeal_decided": (partial(an_appeal, state="decided"), _NONE, "place"),
    "appeal_paper": (an_appeal_paper, _NONE | {"paper_id": "a1"}, "place"),
}
