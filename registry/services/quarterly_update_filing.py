"""Writing a filed quarterly update: version, profile, ledger and messages in one transaction."""

from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.platforms import PlatformFact
from registry.documents.quarterly_updates import (
    QuarterlyUpdate,
    UpdateDraft,
    restored,
    stored,
)
from registry.policy.forms import Nature
from registry.policy.vocabulary import Timeliness
from registry.services.findings import as_stored
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post
from registry.services.quarterly_update_forms import Desk, OpenForm, quarter_name
from registry.services.receipts import filing_digest, receipt_number


def file_version(opened: OpenForm, reason: str, from_draft: int, desk: Desk) -> QuarterlyUpdate:
    """Write the next version of a quarter and all that follows from it; close the draft.

    Runs inside the caller's transaction. The unique index on platform, quarter and version
    and the platform's own record make two at once conflict: one of them is retried.
    """
    update = _version(opened, reason, from_draft, desk)
    update.save(force_insert=True)
    _keep_profile(opened, update, desk)
    _record(opened, update, desk)
    _tell(opened, update, desk)
    close_draft(opened)
    return update


def close_draft(opened: OpenForm) -> None:
    """Take the draft away: what it held is filed."""
    UpdateDraft.objects(platform=opened.platform.number, period=opened.period).delete()


def _version(opened: OpenForm, reason: str, from_draft: int, desk: Desk) -> QuarterlyUpdate:
    platform, latest = opened.platform, opened.latest
    version = latest.version + 1 if latest else 1
    update = QuarterlyUpdate(
        number=receipt_number(opened.period, platform.number, version),
        platform=platform.number,
        platform_name=platform.name,
        host=platform.host,
        host_name=platform.host_name,
        authority=platform.authority,
        period=opened.period,
        version=version,
        form_version=opened.form.version,
        content=stored(opened.judged.content),
        before=stored(opened.before.stocks),
        changed=sorted(opened.judged.changed),
        findings=[as_stored(one) for one in opened.judged.findings],
        reason=reason,
        timeliness=Timeliness.ON_TIME.value,
        rulebook=desk.rulebook.version,
        from_draft=from_draft,
        account=desk.by.account,
        account_name=desk.by.name,
        submitted_at=_to_millisecond(desk.at),
    )
    update.digest = filing_digest(update)
    return update


def _to_millisecond(moment: datetime) -> datetime:
    """Return the arrival as the database keeps it, so that the digest can be worked out again."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _keep_profile(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    """Bring the platform's current profile up to date, and write down since when it holds.

    A quarter that is filed after a later one tells of the past and changes no profile.
    """
    platform = opened.platform
    if platform.latest_update[:6] > opened.period:
        return
    profile = {**platform.profile, **_current_figures(opened, update)}
    platform.update(set__profile=profile, set__latest_update=update.number, set__changed_at=desk.at)
    PlatformFact(
        platform=platform.number,
        aspect="profile",
        value=profile,
        effective_on=desk.at.astimezone(SHANGHAI).date(),
        recorded_at=desk.at,
        source=f"quarterly_update:{update.number}",
    ).save(force_insert=True)


def _current_figures(opened: OpenForm, update: QuarterlyUpdate) -> dict[str, Any]:
    """Return what the profile holds of an update: stocks, and the year's figures so far.

    In a year's first update the total of the year before becomes 上年度 (ruling 27).
    """
    figures = {
        one.key: update.content[one.key]
        for one in opened.form.fields
        if one.nature in {Nature.STOCK, Nature.YEARLY} and one.key in update.content
    }
    profile = opened.platform.profile
    last_year = opened.platform.latest_update[:4] < opened.period[:4]
    for one in opened.form.of_nature(Nature.YEARLY):
        if last_year and one.becomes and one.key in profile:
            figures[one.becomes] = profile[one.key]
    return figures


def _record(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    latest = opened.latest
    record(
        Act(
            "quarterly_update.correct" if latest else "quarterly_update.submit",
            f"platform:{update.platform}",
            before={"receipt": latest.number, "content": restored(latest.content)}
            if latest
            else None,
            after={
                "receipt": update.number,
                "digest": update.digest,
                "reason": update.reason,
                "timeliness": update.timeliness,
                "content": restored(update.content),
            },
            clause=opened.window.clause,
            rulebook=update.rulebook,
        ),
        by=desk.by,
        at=desk.at,
    )


def _tell(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    code = "notice_update_corrected" if opened.latest else "notice_update_submitted"
    params = {
        "name": update.platform_name,
        "number": update.platform,
        "quarter": quarter_name(update.period),
        "receipt": update.number,
        "reason": update.reason,
    }
    for audience, recipient in (("host", update.host), ("authority", update.authority)):
        notice = Notice(audience, recipient, code, f"quarterly_update:{update.number}", params)
        post(notice, at=desk.at)
