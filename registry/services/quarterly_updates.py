"""The quarterly update 季度动态更新 on the desk: save a draft, submit it, correct it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.quarterly_updates import (
    QuarterlyUpdate,
    UpdateDraft,
    draft_of,
    latest_of,
    restored,
)
from registry.errors import Invalid, NotFound, Refusal
from registry.forms import quarterly_update_form
from registry.messages import say, say_finding
from registry.permissions import Actor
from registry.policy.calendar import WorkingCalendar
from registry.policy.findings import Finding
from registry.policy.quarterly_update_values import MOST_TYPED
from registry.policy.quarterly_updates import NOTHING_CHANGED
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen
from registry.policy.vocabulary import Severity, WindowKind
from registry.policy.windows import next_window
from registry.services.platforms import readable
from registry.services.quarterly_update_filing import close_draft, file_version
from registry.services.quarterly_update_forms import (
    Desk,
    OpenForm,
    open_form,
    quarter_name,
    quarter_window,
    read_form,
    refuse_outside_library,
    refuse_quarter,
)
from registry.services.receipts import canonical
from registry.services.windows import span

MOST_REASON = 500
_MOST_VERSIONS = 10**9  # beyond it the database holds no such number


class WindowNotOpen(Refusal):
    """The quarter's window has not opened yet."""

    code = "update_window_not_open"
    status = 409


class WindowClosed(Refusal):
    """The quarter's window is over."""

    code = "update_window_closed"
    status = 409


class NotAcceptable(Refusal):
    """Something blocks; ``findings`` holds everything that was found, at once."""

    code = "update_not_acceptable"
    status = 422

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings; the fields at fault carry their sentences."""
        blocking = [one for one in findings if one.severity is Severity.BLOCKING]
        told: dict[str, str] = {}
        for one in blocking:
            told[one.field] = told.get(one.field, "") + say_finding(one)
        super().__init__(fields=told, count=len(blocking), clause="二（三）")
        self.findings = findings


class ReasonWanted(Refusal):
    """The quarter was filed before: another version is a correction and wants its reason."""

    code = "update_reason_wanted"
    status = 422


class NothingToSubmit(Refusal):
    """There is no draft, and nothing came with the request."""

    code = "update_nothing_to_submit"
    status = 409


class DraftMoved(Refusal):
    """Somebody saved the draft since it was read; nothing was overwritten."""

    code = "update_draft_moved"
    status = 412


class DraftClosed(Refusal):
    """The draft was submitted or is gone since it was read."""

    code = "update_draft_closed"
    status = 412


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, on top of which version of the draft (0: none yet)."""

    values: Mapping[str, str]
    version: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be filed: ``values`` as typed, or None for the draft as it stands.

    ``draft_version`` is the draft that was checked before sending, 0 for whichever there
    is. A correction wants its ``reason``; the draft's own serves where none is given.
    """

    values: Mapping[str, str] | None = None
    reason: str = ""
    draft_version: int = 0


@dataclass(frozen=True, slots=True)
class Submitted:
    """The version on file. ``is_new`` is False where the same content was there already."""

    update: QuarterlyUpdate
    is_new: bool


def read_update(
    number: str,
    period: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> OpenForm:  # fmt: skip - the circumstances on one line
    """Return the form of a quarter as it stands: prefilled, draft, findings, version on file.

    Raises NotFound where the platform is another's, QuarterUnknown for no quarter.
    """
    return read_form(number, period, Desk(by, at, rulebook, calendar))


def save_draft(
    number: str,
    period: str,
    typed: Typed,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> OpenForm:  # fmt: skip - the circumstances on one line
    """Keep what was typed, valid or not, and return the form with what is found in it.

    A draft is working paper and no act: it is one document, written whole, and leaves no
    ledger entry. Raises DraftMoved or DraftClosed where ``version`` is no longer the
    draft's, overwriting nothing; Invalid for a field the form does not have.
    """
    desk = Desk(by, at, rulebook, calendar)
    platform = readable(number, "quarterly_updates:draft", by)
    refuse_quarter(platform, quarter_window(period, desk.programme(platform), calendar), at)
    refuse_outside_library(platform, at)
    values = _known(typed.values)
    _write_draft(platform.number, period, Typed(values, typed.version, _reason(typed.reason)), desk)
    return open_form(platform, period, desk)


def submit(
    number: str,
    period: str,
    filing: Filing,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> Submitted:  # fmt: skip - the circumstances on one line
    """File a quarter's update and return its version, whose number is the receipt's.

    ``at`` is the arrival: it decides the window. The same content again is the same
    receipt, whenever it comes. Refuses, naming all that blocks: NotFound, QuarterUnknown,
    PlatformNotInLibrary, WindowNotOpen, WindowClosed, NotAcceptable, ReasonWanted,
    NothingToSubmit, DraftMoved. What came with a refused request is kept as a draft where
    there was none.
    """
    desk = Desk(by, at, rulebook, calendar)
    if filing.values is not None:
        filing = Filing(_known(filing.values), _reason(filing.reason), filing.draft_version)
    try:
        return transact(lambda: _file(number, period, filing, desk))
    except (WindowNotOpen, WindowClosed, NotAcceptable, ReasonWanted):
        _keep(number, period, filing, desk)
        raise


def versions_of(number: str, *, by: Actor) -> list[QuarterlyUpdate]:
    """Return every version a platform filed, newest first. Raises NotFound."""
    platform = readable(number, "quarterly_updates:read", by)
    filed = QuarterlyUpdate.objects(platform=platform.number)
    return list(filed.order_by("-period", "-version"))  # index platform_1_period_1_version_1


def read_version(number: str, period: str, version: int, *, by: Actor) -> QuarterlyUpdate:
    """Return one version as it was filed. Raises NotFound."""
    platform = readable(number, "quarterly_updates:read", by)
    if version > _MOST_VERSIONS:
        raise NotFound
    found: QuarterlyUpdate | None = QuarterlyUpdate.objects(
        platform=platform.number, period=period, version=version
    ).first()  # index platform_1_period_1_version_1
    if found is None:
        raise NotFound
    return found


def _known(values: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of the form's own fields. Raises Invalid for others, or endless ones."""
    form = quarterly_update_form()
    labels = {one.key: one.label for one in form.fields} | {NOTHING_CHANGED: NOTHING_CHANGED}
    faults = {
        key: say("update_typed_too_long", label=labels[key])
        if key in labels
        else say("update_field_unknown", read=key[:40])
        for key, text in values.items()
        if key not in labels or len(text) > MOST_TYPED
    }
    if faults:
        raise Invalid(fields=faults)
    return dict(values)


def _reason(text: str) -> str:
    reason = seen(text)
    if len(reason) > MOST_REASON:
        raise Invalid(fields={"reason": say("update_reason_too_long")})
    return reason


def _write_draft(number: str, period: str, typed: Typed, desk: Desk) -> None:
    """Write the draft on top of the version it was typed on; the same again changes nothing."""
    there = draft_of(number, period)
    if there and dict(there.values) == typed.values and there.reason == typed.reason:
        return
    saved = {"values": typed.values, "reason": typed.reason, "saved_by": desk.by.name}
    if typed.version:
        written = UpdateDraft.objects(
            platform=number, period=period, version=typed.version
        ).modify(  # one document, one step: index platform_1_period_1
            inc__version=1, set__saved_at=desk.at, **{f"set__{key}": saved[key] for key in saved}
        )
        if written is None:
            raise _moved(number, period)
        return
    try:
        UpdateDraft(platform=number, period=period, version=1, saved_at=desk.at, **saved).save(
            force_insert=True
        )
    except NotUniqueError as error:
        raise _moved(number, period) from error


def _moved(number: str, period: str) -> Refusal:
    there = draft_of(number, period)
    if there is None:
        return DraftClosed()
    return DraftMoved(name=there.saved_by, saved=there.saved_at.astimezone(SHANGHAI))


def _keep(number: str, period: str, filing: Filing, desk: Desk) -> None:
    """Keep what came with a refused filing; a draft that is there is not touched."""
    if filing.values is None or draft_of(number, period):
        return
    try:
        _write_draft(number, period, Typed(filing.values, 0, filing.reason), desk)
    except (DraftMoved, DraftClosed):
        return


def _file(number: str, period: str, filing: Filing, desk: Desk) -> Submitted:
    """Do the whole of a submission inside the transaction, from reading to writing."""
    platform = readable(number, "quarterly_updates:submit", desk.by)
    its_window = quarter_window(period, desk.programme(platform), desk.calendar)
    refuse_quarter(platform, its_window, desk.at)
    if filing.values is None and (replayed := _sent_already(number, period, filing)):
        return Submitted(replayed, is_new=False)
    opened = open_form(platform, period, desk, filing.values)
    latest, content = opened.latest, opened.judged.content
    if latest and canonical(restored(latest.content)) == canonical(content):
        close_draft(opened)
        return Submitted(latest, is_new=False)
    refuse_outside_library(platform, desk.at)
    _refuse_untimely(opened, desk)
    if not opened.judged.is_acceptable:
        raise NotAcceptable(opened.judged.findings)
    reason = filing.reason or opened.reason
    if latest and not reason:
        fields = {"reason": say(ReasonWanted.code, **_named(opened))}
        raise ReasonWanted(fields=fields, clause="二（三）", **_named(opened))
    from_draft = opened.draft_version if filing.values is None else 0
    filed = file_version(opened, reason if latest else "", from_draft, desk)
    return Submitted(filed, is_new=True)


def _named(opened: OpenForm) -> dict[str, str]:
    latest = opened.latest
    return {
        "quarter": quarter_name(opened.period),
        "receipt": latest.number if latest else "",
    }


def _sent_already(number: str, period: str, filing: Filing) -> QuarterlyUpdate | None:
    """Return the version a draft became, where the button was pressed twice.

    Raises NothingToSubmit without a draft, DraftMoved where it is no longer the one checked.
    """
    draft = draft_of(number, period)
    if draft is None:
        latest = latest_of(number, period)
        if latest and latest.from_draft and filing.draft_version in {0, latest.from_draft}:
            return latest
        raise NothingToSubmit
    if filing.draft_version not in {0, draft.version}:
        raise DraftMoved(name=draft.saved_by, saved=draft.saved_at.astimezone(SHANGHAI))
    return None


def _refuse_untimely(opened: OpenForm, desk: Desk) -> None:
    its = opened.window
    if its.accepts(desk.at):
        return
    programme = desk.programme(opened.platform)
    coming = next_window(WindowKind.QUARTERLY_UPDATE, desk.at, desk.calendar, programme)
    params: dict[str, Any] = {
        "quarter": quarter_name(its.period),
        "span": span(its),
        "next_quarter": quarter_name(coming.period),
        "next_span": span(coming),
    }
    refusal = WindowNotOpen if desk.at < its.accepts_from else WindowClosed
    raise refusal(clause=its.clause, **params)
