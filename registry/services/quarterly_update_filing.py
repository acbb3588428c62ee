"""Writing a filed quarterly update: version, profile, ledger and messages in one transaction."""

from dataclasses import dataclass
from typing import Any

from registry.clock import SHANGHAI, to_millisecond
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.quarterly_updates import (
    OnBehalf,
    QuarterlyUpdate,
    grounds_of,
    stored,
)
from registry.insertion import insert_all
from registry.messages import say
from registry.objects import object_of
from registry.policy.forms import Nature
from registry.policy.vocabulary import Timeliness
from registry.services.authorities import authority_name
from registry.services.condition_finding_detection import note_update
from registry.services.duty_rows import note_filing
from registry.services.explanations import as_filed
from registry.services.findings import as_stored
from registry.services.ledger import Act, record
from registry.services.outbox import Notice, post_all
from registry.services.quarterly_update_forms import Desk, OpenForm, quarter_name
from registry.services.receipts import filing_digest, receipt_number
from registry.services.uncompared_filings import follow_up
from registry.services.update_checks import digests_of
from registry.services.update_return_answers import answer_return
from registry.services.windows import span


@dataclass(frozen=True, slots=True)
class Version:
    """What a version says of itself beside its figures.

    ``reason`` is a correction's, ``from_draft`` the version of the draft it came from, and
    ``on_behalf`` says that an authority filled it in.
    """

    reason: str = ""
    from_draft: int = 0
    on_behalf: OnBehalf | None = None


def file_version(opened: OpenForm, given: Version, desk: Desk) -> QuarterlyUpdate:
    """Write the next version of a quarter and all that follows from it; close the draft.

    Runs inside the caller's transaction. The unique index on platform, quarter and version
    and the platform's own record make two at once conflict: one of them is retried.
    """
    update = _file_version(opened, given, desk)
    if opened.latest is None:
        filed = {name: update[name] for name in ("timeliness", "submitted_at", "number")}
        filed["on_behalf"] = given.on_behalf is not None
        note_filing(opened.platform, opened.window, filed, at=desk.at)
    answer_return(opened, update, desk)
    _keep_profile(opened, update, desk)
    _record(opened, update, desk)
    _tell(opened, update, desk)
    note_update(opened, update, desk)
    close_draft(opened, desk)
    return update


def close_draft(opened: OpenForm, desk: Desk) -> None:
    """Take the actor's draft away: what it held is filed. The other side's stays."""
    if opened.draft:
        drafts = desk.draft_kind.objects(platform=opened.platform.number, period=opened.period)
        drafts.delete()


def _file_version(opened: OpenForm, given: Version, desk: Desk) -> QuarterlyUpdate:
    """Write the version itself, past the mapper, which would look through every figure twice."""
    values = _values(opened, given, desk)
    update = object_of(QuarterlyUpdate, values)
    update.digest = filing_digest(update)
    insert_all(QuarterlyUpdate, [{**values, "digest": update.digest}])
    return update


def _values(opened: OpenForm, given: Version, desk: Desk) -> dict[str, Any]:
    platform, latest = opened.platform, opened.latest
    version = latest.version + 1 if latest else 1
    return {
        "number": receipt_number(opened.period, platform.number, version),
        "platform": platform.number,
        "platform_name": platform.name,
        "host": platform.host,
        "host_name": platform.host_name,
        "authority": platform.authority,
        "period": opened.period,
        "version": version,
        "form_version": opened.form.version,
        "content": stored(opened.judged.content),
        "before": stored(opened.before.stocks),
        "changed": sorted(opened.judged.changed),
        "findings": [as_stored(one) for one in opened.judged.findings],
        "explanations": as_filed(opened.warnings, opened.explanations),
        "observed": [as_stored(one) for one in opened.judged.observed],
        "text_digests": digests_of(opened.values) or None,
        "reason": given.reason,
        "timeliness": _timeliness(opened).value,
        "rulebook": desk.rulebook.version,
        "from_draft": given.from_draft,
        "on_behalf": grounds_of(given.on_behalf) if given.on_behalf else None,
        "account": desk.by.account,
        "account_name": desk.by.name,
        "submitted_at": to_millisecond(desk.at),
    }


def _timeliness(opened: OpenForm) -> Timeliness:
    """Return how a version counts: what was in time stays in time, what was late stays late."""
    if opened.latest:
        return Timeliness(opened.latest.timeliness)
    return opened.timeliness or Timeliness.ON_TIME


def _keep_profile(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    """Bring the platform's current profile up to date, and write down since when it holds.

    A quarter that is filed after a later one tells of the past and changes no profile.
    """
    platform = opened.platform
    if platform.latest_update[:6] > opened.period:
        return
    profile = {**platform.profile, **_current_figures(opened, update)}
    change = {"profile": profile, "latest_update": update.number, "changed_at": desk.at}
    Platform._get_collection().update_one({"_id": platform.id}, {"$set": change})  # noqa: SLF001 - three values need no mapper
    fact = {
        "platform": platform.number,
        "aspect": "profile",
        "value": profile,
        "effective_on": desk.at.astimezone(SHANGHAI).date(),
        "recorded_at": desk.at,
        "source": f"quarterly_update:{update.number}",
    }
    insert_all(PlatformFact, [fact])


def _current_figures(opened: OpenForm, update: QuarterlyUpdate) -> dict[str, Any]:
    """Return what the profile holds of an update: stocks, and the year's figures so far.

    In a year's first update the total of the year before becomes 上年度 (ruling 27).
    """
    content, kept = dict(update.content), {Nature.STOCK, Nature.YEARLY}
    figures = {
        one.key: content[one.key]
        for one in opened.form.fields
        if one.nature in kept and one.key in content
    }
    profile = opened.platform.profile
    last_year = opened.platform.latest_update[:4] < opened.period[:4]
    for one in opened.form.of_nature(Nature.YEARLY):
        if last_year and one.becomes and one.key in profile:
            figures[one.becomes] = profile[one.key]
    return figures


def _record(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    latest, grounds = opened.latest, _recorded_grounds(update)
    act = Act(
        _verb(opened, update),
        f"platform:{update.platform}",
        before={"receipt": latest.number, "content": latest.restored_content} if latest else None,
        after={
            "receipt": update.number,
            "digest": update.digest,
            "timeliness": update.timeliness,
            "content": opened.judged.content,
            **({"explanations": update.explanations} if update.explanations else {}),
            **grounds,
            **({"update_return": opened.returned.number} if opened.returned else {}),
        },
        clause=opened.window.clause,
        rulebook=update.rulebook,
        reason=update.reason or (update.on_behalf.reason if update.on_behalf else ""),
        acting_for=f"host:{opened.platform.credit_code}" if update.on_behalf else "",
    )
    record(act, by=desk.by, at=desk.at, after=opened.chain_end)


def _verb(opened: OpenForm, update: QuarterlyUpdate) -> str:
    act = "correct" if opened.latest else "submit"
    return f"quarterly_update.{act}_on_behalf" if update.on_behalf else f"quarterly_update.{act}"


def _recorded_grounds(update: QuarterlyUpdate) -> dict[str, str]:
    """Return why and how an authority filled in, as the ledger names it beside its authority."""
    if not update.on_behalf:
        return {}
    grounds = grounds_of(update.on_behalf)
    return {
        # Of a first filing it is the reason itself, of a correction the other one.
        **({"behalf_reason": grounds["reason"]} if update.reason else {}),
        "channel": grounds["channel"],
        "reference": grounds["reference"],
    }


def _tell(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    """Tell host and authority; of a filing on behalf each in its own words."""
    code = "notice_update_corrected" if opened.latest else "notice_update_submitted"
    codes = (code, code)
    params = {
        "name": update.platform_name,
        "number": update.platform,
        "quarter": quarter_name(update.period),
        "receipt": update.number,
        "reason": update.reason,
    }
    if update.on_behalf:
        codes = ("notice_update_filed_for_host", "notice_update_filed_on_behalf")
        params |= _told_grounds(opened, update)
    if opened.returned:
        codes = (codes[0], "notice_update_return_answered")
        params["return"] = opened.returned.number
    recipients = (("host", update.host), ("authority", update.authority))
    subject = f"quarterly_update:{update.number}"
    notices = [
        Notice(audience, recipient, code, subject, params)
        for code, (audience, recipient) in zip(codes, recipients, strict=True)
    ]
    if opened.judged.content.get("major_changes") is True:
        notices.append(
            follow_up(
                subject,
                update.number,
                authority=update.authority,
                host_name=update.host_name,
                platform=update.platform,
            )
        )
    post_all(notices, at=desk.at)


def _told_grounds(opened: OpenForm, update: QuarterlyUpdate) -> dict[str, str]:
    grounds = grounds_of(update.on_behalf)
    return {
        "authority": authority_name(grounds["authority"]),
        "person": update.account_name,
        "ground": grounds["reason"],
        "channel": say(f"channel_{grounds['channel']}"),
        "reference": grounds["reference"],
        "span": span(opened.window),
    }
