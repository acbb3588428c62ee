"""Records put into the database past the desk, for tests of what is read from them."""

from datetime import datetime

from registry.documents.quarterly_updates import OnBehalf, QuarterlyUpdate, UpdateDraft


def file(
    platform: str, at: datetime, version: int = 1, period: str = "2026Q4", by: str = ""
) -> None:
    """Put a filed version on record; ``by`` is the authority that filled it in, if one did."""
    grounds = {"authority": by, "reason": "x", "channel": "phone", "reference": "x"}
    QuarterlyUpdate(
        number=f"{period}-{platform}-{version}",
        platform=platform,
        platform_name="x",
        host="host-1",
        host_name="x",
        authority=platform[:6],
        period=period,
        version=version,
        form_version="1",
        content={"load": 70},
        timeliness="on_time",
        rulebook="r",
        digest="d",
        account="a",
        account_name="a",
        on_behalf=OnBehalf(**grounds) if by else None,
        submitted_at=at,
    ).save()


def begin(platform: str, at: datetime, period: str = "2026Q4") -> None:
    """Put a draft on record."""
    UpdateDraft(platform=platform, period=period, version=1, saved_by="x", saved_at=at).save()
