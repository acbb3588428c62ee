"""The quarterly update 季度动态更新 on the desk: save a draft, submit it, correct it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.quarterly_updates import OnBehalf, OnFile, QuarterlyUpdate
from registry.errors import NotFound, Refusal, SecrecyMark
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.update_checks import key_of
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import next_window
from registry.services.explanations import known_explanations, of_filed
from registry.services.platforms import readable
from registry.services.quarterly_update_drafts import (
    DraftMoved,
    Typed,
    held_to_return,
    known_values,
    plain_reason,
    refuse_secrets,
    secrets_in,
    without,
    write_draft,
)
from registry.services.quarterly_update_filing import Version, close_draft, file_version
from registry.services.quarterly_update_forms import (
    Desk,
    OpenForm,
    filing_permission,
    open_form,
    own_draft,
    quarter_name,
    quarter_on_file,
    read_form,
    refuse_outside_library,
    refuse_quarter,
)
from registry.services.quarterly_update_on_behalf import (
    Grounds,
    kept_grounds,
    outside_window,
    refuse_beginning,
    refuse_begun_by_host,
    refuse_filed_by_host,
    stated,
)
from registry.services.quarterly_update_refusals import (
    NotAcceptable,
    NothingToSubmit,
    ReasonWanted,
    Unexplained,
    WindowClosed,
    WindowNotOpen,
)
from registry.services.receipts import canonical
from registry.services.support_asking import SupportNotAsked, ask_support, new_asks
from registry.services.update_return_answers import ReturnedElsewhere, refuse_elsewhere
from registry.services.windows import quarter_window, span
from registry.update_check_rules import update_checks

_MOST_VERSIONS = 10**9  # beyond it the database holds no such number


# What came with a request that is refused for one of these becomes a draft.
_KEPT = (
    WindowNotOpen,
    WindowClosed,
    NotAcceptable,
    ReasonWanted,
    ReturnedElsewhere,
    SecrecyMark,
    SupportNotAsked,
)


@dataclass(frozen=True, slots=True)
class Submitted:
    """The version on file. ``is_new`` is False where the same content was there already."""

    update: QuarterlyUpdate
    is_new: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """What is to be filed: ``values`` as typed, or None for the draft as it stands.

    ``draft_version`` is the draft that was checked before sending, 0 for whichever there is. A
    correction wants its ``reason``, an authority its ``grounds``; the draft's own serve where
    none are given, and so do its ``explanations``. ``then`` is called inside the transaction,
    with what came of it: for what must be kept with the act or not at all.
    """

    values: Mapping[str, str] | None = None
    reason: str = ""
    draft_version: int = 0
    grounds: Grounds | None = None
    explanations: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[Submitted], None] | None = None

    @property
    def typed(self) -> Typed:
        """Return what came with the request, as a draft would take it."""
        return Typed(self.values or {}, 0, self.reason, explanations=self.explanations)


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
    ledger entry. A field with a secrecy mark stays as it was saved before, which ``withheld``
    tells. Raises DraftMoved or DraftClosed where ``version`` is no longer the
    draft's, overwriting nothing; Invalid for a field the form does not have. An authority's
    first save may be refused as by ``refuse_beginning``.
    """
    desk = Desk(by, at, rulebook, calendar)
    there = quarter_on_file(number, period, filing_permission("draft", by), by)
    platform = there.platform
    refuse_quarter(platform, quarter_window(period, desk.programme(platform), calendar), at)
    refuse_outside_library(platform, at)
    grounds = stated(typed.grounds, desk)
    typed = _plain(typed)
    if withheld := secrets_in(typed):
        stood = open_form(there, period, desk)
        typed = without(withheld, typed, stood.values, stood.reason, stood.explanations)
    if desk.is_on_behalf and not typed.version:
        opened = open_form(there, period, desk)
        if opened.draft is None:
            refuse_beginning(opened, grounds, desk)
    write_draft(platform.number, period, held_to_return(typed, there), grounds, desk)
    return replace(read_form(number, period, desk), withheld=withheld)


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
    receipt, whenever it comes; while a return can be answered it answers, and wants its reason.
    Refuses, naming all that blocks: NotFound, QuarterUnknown, PlatformNotInLibrary,
    WindowNotOpen, WindowClosed, NotAcceptable, ReasonWanted, NothingToSubmit, DraftMoved,
    SecrecyMark, ReturnedElsewhere, SupportNotAsked; on behalf also HostHasFiled, HostHasBegun,
    GroundsWanted and BehalfOutsideWindow. What came with a request refused for one of ``_KEPT`` is
    kept as a draft where there was none and one may begin, without what carries a secrecy mark.
    """
    desk = Desk(by, at, rulebook, calendar)
    require(by, filing_permission("submit", by))
    grounds = stated(filing.grounds, desk)
    plain = _plain(filing.typed)
    values = None if filing.values is None else plain.values
    filing = replace(filing, values=values, reason=plain.reason, explanations=plain.explanations)

    def work() -> Submitted:
        done = _file(number, period, filing, grounds, desk)
        if filing.then:
            filing.then(done)
        return done

    try:
        return transact(work)
    except _KEPT:
        _keep(number, period, filing, grounds, desk)
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


def _keep(number: str, period: str, filing: Filing, grounds: OnBehalf | None, desk: Desk) -> None:
    """Keep what came with a refused filing; a draft that is there is not touched.

    An authority's is kept where it may begin one, and nowhere else.
    """
    there = quarter_on_file(number, period, filing_permission("submit", desk.by), desk.by)
    if filing.values is None or own_draft(there, desk):
        return
    typed = without(secrets_in(filing.typed), filing.typed, {})
    try:
        if desk.is_on_behalf:
            refuse_beginning(open_form(there, period, desk), grounds, desk)
        write_draft(number, period, held_to_return(typed, there), grounds, desk)
    except Refusal:
        return


def _file(
    number: str, period: str, filing: Filing, grounds: OnBehalf | None, desk: Desk
) -> Submitted:
    """Do the whole of a submission inside the transaction, from reading to writing."""
    there = quarter_on_file(number, period, filing_permission("submit", desk.by), desk.by)
    platform = there.platform
    its_window = quarter_window(period, desk.programme(platform), desk.calendar)
    refuse_quarter(platform, its_window, desk.at)
    refuse_secrets(filing.typed)
    if filing.values is None and (replayed := _sent_already(there, filing, desk)):
        return Submitted(replayed, is_new=False)
    opened = open_form(there, period, desk, filing.values, filing.explanations)
    latest, reason = opened.latest, filing.reason or opened.reason
    if desk.is_on_behalf:
        refuse_filed_by_host(platform, latest)
    # Of a returned quarter the host says, with its reason, that the figures are right.
    is_asked = opened.returned and (reason or opened.timeliness)
    again = latest if latest and _is_the_same(opened, latest) and not is_asked else None
    asks = new_asks(opened, again.number if again else "")
    if again:
        if asks:
            refuse_outside_library(platform, desk.at)
            _refuse_untimely(opened, desk)
            ask_support(opened, asks, again.number, desk)
        close_draft(opened, desk)
        return Submitted(again, is_new=False)
    on_behalf = _on_behalf(opened, grounds, desk)
    refuse_outside_library(platform, desk.at)
    _refuse_untimely(opened, desk)
    refuse_elsewhere(opened)
    _refuse_unacceptable(opened)
    if latest and not reason:
        fields = {"reason": say(ReasonWanted.code, **_named(opened))}
        raise ReasonWanted(fields=fields, clause="二（三）", **_named(opened))
    from_draft = opened.draft_version if filing.values is None else 0
    version = Version(reason if latest else "", from_draft, on_behalf)
    update = file_version(opened, version, desk)
    ask_support(opened, asks, update.number, desk)
    return Submitted(update, is_new=True)


def _plain(typed: Typed) -> Typed:
    """Return what was typed as it is read. Raises Invalid for what the form does not have."""
    explained = known_explanations(typed.explanations, update_checks(), quarterly_update_form())
    return Typed(
        known_values(typed.values),
        typed.version,
        plain_reason(typed.reason),
        explanations=explained,
    )


def _is_the_same(opened: OpenForm, latest: QuarterlyUpdate) -> bool:
    """Say whether an update is what is on file already: its content, and what is said to it."""
    said = {key: opened.explanations.get(key, "") for key in map(key_of, opened.warnings)}
    is_said = said == of_filed(latest.explanations) or not opened.explanations
    return is_said and canonical(latest.restored_content) == canonical(opened.judged.content)


def _refuse_unacceptable(opened: OpenForm) -> None:
    """Refuse what blocks, and warnings without a word. Raises NotAcceptable, Unexplained."""
    findings, unexplained = opened.judged.findings, opened.unexplained
    if not opened.judged.is_acceptable:
        raise NotAcceptable(findings, unexplained)
    if unexplained:
        raise Unexplained(findings, unexplained)


def _on_behalf(opened: OpenForm, given: OnBehalf | None, desk: Desk) -> OnBehalf | None:
    """Return on what grounds an authority files; None where the host files itself."""
    if not desk.is_on_behalf:
        return None
    refuse_begun_by_host(opened)
    grounds = kept_grounds(given, opened)
    grounds.authority = desk.by.authority  # the draft may be older than a transfer
    return grounds


def _named(opened: OpenForm) -> dict[str, str]:
    latest = opened.latest
    return {"quarter": quarter_name(opened.period), "receipt": latest.number if latest else ""}


def _sent_already(there: OnFile, filing: Filing, desk: Desk) -> QuarterlyUpdate | None:
    """Return the version a draft became, where the button was pressed twice.

    Raises NothingToSubmit without a draft, DraftMoved where it is no longer the one checked.
    """
    draft, latest = own_draft(there, desk), there.latest
    if draft is None:
        if desk.is_on_behalf:
            refuse_filed_by_host(there.platform, latest)
        its = latest.from_draft if latest and bool(latest.on_behalf) is desk.is_on_behalf else 0
        if its and filing.draft_version in {0, its}:
            return latest
        raise NothingToSubmit
    if filing.draft_version not in {0, draft.version}:
        raise DraftMoved(name=draft.saved_by, saved=draft.saved_at.astimezone(SHANGHAI))
    return None


def _refuse_untimely(opened: OpenForm, desk: Desk) -> None:
    its = opened.window
    if opened.timeliness:
        return
    if desk.is_on_behalf:
        raise outside_window(opened.platform, its, desk)
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
