"""Removal cases that the demo year does not show and pages do: at each station, and a batch."""

from registry.documents.attachments import Attachment
from registry.documents.evidence import Paper
from registry.documents.platforms import Platform
from registry.documents.removal_batches import BatchRow, RemovalBatch
from registry.services.files import keep
from tests.removal_makers import AT, GRAVE, a_case

NOTICED, PREPARED, DECIDED = (f"YC-330000-2026-{serial}" for serial in (9001, 9002, 9003))
BATCH, PAPER = "YCP-2026-9001", "5f0e0d0c0b0a0908"


def removals_are_led() -> None:
    """One case is noticed, one waits for its signature in a batch, one is decided."""
    here = Platform.objects(authority="330000", state="in_library").order_by("number")
    a_case(NOTICED, evidence=[a_paper("province")], **whose(here[0]))
    prepared = a_case(PREPARED, state="prepared", **whose(here[1]))
    gone = Platform.objects(state="removed").first()
    a_case(DECIDED, state="decided", **whose(gone))
    row = BatchRow(
        case=PREPARED, version=1, platform=prepared.platform,
        platform_name=prepared.platform_name, ground=GRAVE,
    )  # fmt: skip
    RemovalBatch(
        number=BATCH, document="工信部科〔2026〕99号", state="prepared", account="staff",
        account_name="部工作人员", prepared_at=AT, rows=[row],
    ).save()  # fmt: skip


def whose(platform: Platform) -> dict[str, str]:
    """Return what a record keeps of its platform."""
    return {
        "authority": platform.authority, "platform": platform.number,
        "platform_name": platform.name, "host": platform.host, "host_name": platform.host_name,
        "credit_code": platform.credit_code,
    }  # fmt: skip


def a_paper(side: str) -> Paper:
    """Return a file that one side handed in."""
    kept = keep(b"%PDF-1.4 a record", name="核查记录.pdf", media_type="application/pdf")
    file = Attachment(
        id=PAPER, digest=kept.digest, name=kept.name, media_type=kept.media_type, size=kept.size,
        pages=1, received_at=AT, account_name="浙江负责人",
    )  # fmt: skip
    return Paper(file=file, side=side)
