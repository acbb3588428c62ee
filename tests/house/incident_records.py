"""What the routes of incidents name: how to make one of each."""

import itertools
from collections.abc import Callable
from typing import Any

from registry.documents.attachments import Attachment
from registry.documents.evidence import Paper
from registry.services.files import keep
from tests.house.kept_records import a_version_filed
from tests.incident_makers import RECORDED, an_incident

SERIAL = itertools.count(500)  # far from what the desk gives out


def _number(holder: Any) -> str:
    return f"SG-{holder.authority}-2026-{next(SERIAL):04d}"


def an_incident_recorded(holder: Any) -> dict[str, Any]:
    """Keep an incident that its host reported and nobody examined."""
    return {"number": an_incident(_number(holder), holder.authority, host=holder.host).number}


def an_incident_paper(holder: Any) -> dict[str, Any]:
    """Keep such an incident with a file of each side."""
    kept = keep(b"a file", name="调查报告.pdf", media_type="application/pdf")
    drawn = keep(b"a picture", name="调查报告.pdf.png", media_type="image/png")
    papers = [
        Paper(
            file=Attachment(
                id=name,
                digest=kept.digest,
                name=kept.name,
                media_type=kept.media_type,
                size=6,
                pages=1,
                preview=drawn.digest,
                received_at=RECORDED,
                account_name="某人",
            ),
            side=side,
        )
        for name, side in (("a1", "province"), ("a2", "host"))
    ]  # fmt: skip - one file each
    made = an_incident(_number(holder), holder.authority, host=holder.host, evidence=papers)
    return {"number": made.number, "paper_id": "a1"}


def an_application_filed(holder: Any) -> dict[str, Any]:
    """Keep an application that was submitted, to be held against what is on record."""
    return {"number": a_version_filed(holder)["number"]}


# How to make one, one that is not there, and who is kept from another's.
OF_INCIDENTS: dict[str, tuple[Callable[[Any], dict[str, Any]], dict[str, Any], str]] = {
    "incident": (an_incident_recorded, {"number": "SG-330000-1999-0001"}, "place"),
    "application_filed": (an_application_filed, {"number": "SB-330000-1999-0001"}, "place"),
    "incident_paper": (
        an_incident_paper,
        {"number": "SG-330000-1999-0001", "paper_id": "a1"},
        "place",
    ),
}
