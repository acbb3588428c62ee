"""What a quarterly update is filled in against: platform, window, draft, versions before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from registry.clock import SHANGHAI
from registry.documents.condition_findings import ConditionFinding
from registry.documents.ledger import NOT_BEGUN, ChainEnd
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import (
    BehalfDraft,
    Draft,
    FiledQuarter,
    OnFile,
    QuarterlyUpdate,
    UpdateDraft,
    on_file,
)
from registry.documents.update_returns import UpdateReturn
from registry.errors import NotFound, Refusal
from registry.forms import quarterly_update_form
from registry.messages import say
from registry.permissions import PROVINCE, Actor, Role, require
from registry.policy import periods
from registry.policy.calendar import WorkingCalendar
from registry.policy.desensitising import findings_in
from registry.policy.duties import ReasonCode
from registry.policy.findings import Finding
from registry.policy.forms import Form, FormSection
from registry.policy.late_filings import Leave, is_over, running_longest, timeliness_of
from registry.policy.quarterly_updates import (
    INCOMPLETE,
    Before,
    Judged,
    judge,
)
from registry.policy.rulebook import Programme, Rulebook
from registry.policy.update_checks import unexplained, warnings_among
from registry.policy.update_returns import answered_until, let_stand
from registry.policy.vocabulary import Timeliness
from registry.policy.windows import Window
from registry.services.explanations import numbers_in, still_known
from registry.services.late_filing_cover import leaves_for
from registry.services.platforms import refuse_unreachable
from registry.services.quarterly_update_starts import (
    Newest,
    before_of,
    begun_values,
    explanations_of,
    newer_than,
)
from registry.services.quarters import platform_owes, why_not_owed
from registry.services.update_checks import told_by_others
from registry.services.windows import quarter_window
from registry.support_kinds import support_kinds
from registry.update_check_rules import update_checks

_QUARTERS = "一二三四"

_Texts = Mapping[str, str] | None


class QuarterNotBegun(Refusal):
    """The quarter lies in the future: there is nothing to tell yet."""

    code = "update_quarter_not_begun"
    status = 409


class PlatformNotInLibrary(Refusal):
    """The platform was not in the library at that moment, so it has nothing to update."""

    code = "update_platform_not_in_library"
    status = 409


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, when, under which law: what every act on an update needs."""

    by: Actor
    at: datetime
    rulebook: Rulebook
    calendar: WorkingCalendar

    def programme(self, platform: Platform) -> Programme:
        """Return the programme a platform stands in."""
        return self.rulebook.programme(platform.programme)

    @property
    def is_on_behalf(self) -> bool:
        """Say whether whatever is filed here is filed by an authority for the host 代填."""
        return self.by.role in PROVINCE

    @property
    def draft_kind(self) -> type[Draft]:
        """Return the drafts of the actor's side: the host's own, or the authority's."""
        return BehalfDraft if self.is_on_behalf else UpdateDraft


@dataclass(frozen=True, slots=True)
class OpenForm:
    """One platform's form of one quarter, as it stands: what is typed, filed and found.

    ``values`` are the texts to show in the fields; ``latest`` the version already filed for
    this quarter, which makes whatever comes a correction; ``previous`` what the
    last quarter filed before says. ``draft`` is the reader's own; of the host's draft
    others learn only since when it is there, ``host_saved_at``. ``is_on_behalf`` says that
    the reader would file for the host 代填. ``chain_end`` is where the platform's chain in
    the ledger ends. ``timeliness`` is how a filing of this moment counts, None where nothing
    lets it in; ``leaves`` are those given after the window closed (ruling 8), ``leave`` the one
    by which it can be filed now. ``withheld`` says which fields of a save were not kept, for a
    secrecy mark. ``realtime`` are the real-time values that are newer than the last version; a
    form that nobody has begun starts from them. ``explanations`` are what is said to warnings so
    far, by check and field. ``returned`` is the return that nobody answered yet: outside its
    sections the form stands as it is filed, and ``left_out`` names the fields of which a draft of
    before says otherwise.
    """

    platform: Platform
    period: str
    form: Form
    window: Window
    values: Mapping[str, str]
    reason: str
    before: Before
    judged: Judged
    draft: Draft | None
    latest: QuarterlyUpdate | None
    previous: FiledQuarter | None
    host_saved_at: datetime | None = None
    is_on_behalf: bool = False
    chain_end: ChainEnd = NOT_BEGUN
    timeliness: Timeliness | None = None
    leaves: tuple[Leave, ...] = ()
    leave: Leave | None = None
    withheld: tuple[Finding, ...] = ()
    realtime: Mapping[str, Newest] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    condition_findings: tuple[ConditionFinding, ...] = ()
    returned: UpdateReturn | None = None
    left_out: tuple[str, ...] = ()

    @property
    def answered_until(self) -> datetime:
        """Return until when a return of this quarter can be answered."""
        return answered_until(self.window, self.leaves)

    @property
    def open_sections(self) -> frozenset[str]:
        """Return the sections that can be filled in: all, or those a return names."""
        named = self.returned.sections if self.returned else [one.key for one in self.form.sections]
        return frozenset(named)

    @property
    def draft_version(self) -> int:
        """Return the version of the draft, 0 where nothing has been saved."""
        return self.draft.version if self.draft else 0

    @property
    def is_with_host(self) -> bool:
        """Say whether the host has begun or filed itself, so that nobody fills in for it."""
        is_hosts_own = self.latest is not None and not self.latest.on_behalf
        return self.host_saved_at is not None or is_hosts_own

    def help_of(self, section: FormSection) -> str:
        """Return a section's help; the first time nothing was filed that could be brought along."""
        if self.previous:
            return section.help
        first = section.help_entered if self.before.stocks else section.help_first
        return first or section.help

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all that is found: what was not kept first, then as judged, then of the reason."""
        label = say("update_reason_label")
        of_reason = findings_in(self.reason, field="reason", label=label)
        of_texts = (*numbers_in(self.explanations), *support_kinds().findings(self.values))
        return (*self.withheld, *self.judged.findings, *of_reason, *of_texts)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Return the warnings that want a word of explanation before the update is filed."""
        return warnings_among(self.judged.findings, update_checks())

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """Return the warnings without one."""
        return unexplained(self.warnings, self.explanations)

    @property
    def live_findings(self) -> tuple[Finding, ...]:
        """Return what is found on the typed fields; open questions wait until all is checked."""
        return tuple(one for one in self.findings if one.code not in INCOMPLETE)


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why nobody is asked for a quarter's update: a sentence, and the heading above it.

    ``is_fileable`` says that the desk would take one nevertheless (ruling 10).
    """

    title: str
    code: str
    quarter: str
    is_fileable: bool


def refuse_unfileable(number: str, act: str, by: Actor) -> None:
    """Refuse unless the actor may ``draft`` or ``submit`` a platform's update; one query.

    An authority does either on behalf of the host, by one permission. Raises NotAllowed,
    and NotFound also where the platform is another's.
    """
    refuse_unreachable(number, filing_permission(act, by), by)


def quarter_on_file(number: str, period: str, permission: str, by: Actor) -> OnFile:
    """Return a platform with what is on file for a quarter, for who may; one query.

    Raises NotAllowed, and NotFound also where the platform is another's.
    """
    require(by, permission)
    there = on_file(number, period, for_office=by.role in PROVINCE)
    if there is None:
        raise NotFound
    require(by, permission, host=there.platform.host, authority=there.platform.authority)
    return there


def filing_permission(act: str, by: Actor) -> str:
    """Return the permission by which somebody drafts or submits: the host's, or on behalf."""
    on_behalf = by.role in PROVINCE
    return "quarterly_updates:file_on_behalf" if on_behalf else f"quarterly_updates:{act}"


def quarter_name(period: str) -> str:
    """Return a quarter in words, such as 2026年第四季度."""
    return say("period_quarter", year=period[:4], ordinal=_QUARTERS[int(period[5]) - 1])


def refuse_outside_library(platform: Platform, at: datetime) -> None:
    """Refuse where the platform was not in the library at that moment (dates, not states)."""
    gone = platform.removed_at is not None and platform.removed_at <= at
    if gone or at < platform.admitted_at:
        raise PlatformNotInLibrary(number=platform.number, clause="二（三）")


def refuse_quarter(platform: Platform, its: Window, at: datetime) -> None:
    """Refuse a quarter there is nothing to tell of.

    Raises QuarterNotBegun where it lies ahead, PlatformNotInLibrary where its window was
    over before the platform came in.
    """
    today = at.astimezone(SHANGHAI).date()
    if periods.first_day(its.period) > today:
        raise QuarterNotBegun(
            quarter=quarter_name(its.period),
            this_quarter=quarter_name(periods.quarter_of(today)),
            clause=its.clause,
        )
    if its.accepts_until <= platform.admitted_at:
        raise PlatformNotInLibrary(number=platform.number, clause=its.clause)


def not_asked(opened: OpenForm, at: datetime) -> NotAsked | None:
    """Return why a quarter's update is not asked for; None where it is, or was and is missing."""
    platform, its = opened.platform, opened.window
    why = why_not_owed(platform, its)
    is_fileable = _is_fileable(platform, its, at)
    if why is None and (is_fileable or at >= its.accepts_until):
        return None
    title, code = "update_not_owed", "update_not_owed_in_window"
    if platform.removed_at is not None and platform.removed_at <= at:
        code = "update_not_owed_removed"
    elif periods.first_day(its.period) > at.astimezone(SHANGHAI).date():
        title, code = "update_not_yet", "update_not_yet_begun"
    elif why is not None and why.code is ReasonCode.AWAY:
        code = "update_not_owed_away"
    elif not is_fileable:
        code = "update_not_owed_before"
    return NotAsked(title, code, quarter_name(opened.period), is_fileable)


def _is_fileable(platform: Platform, its: Window, at: datetime) -> bool:
    """Say whether the desk keeps and takes an update of this quarter, its window aside."""
    try:
        refuse_quarter(platform, its, at)
        refuse_outside_library(platform, at)
    except (QuarterNotBegun, PlatformNotInLibrary):
        return False
    return True


def read_form(number: str, period: str, desk: Desk) -> OpenForm:
    """Return the form of a quarter as it stands, to whoever may read it; one query.

    Raises NotFound where the platform is another's, QuarterUnknown for no quarter.
    """
    there = quarter_on_file(number, period, "quarterly_updates:read", desk.by)
    return open_form(there, period, desk)


def open_form(
    there: OnFile, period: str, desk: Desk, typed: _Texts = None, explained: _Texts = None
) -> OpenForm:
    """Put a quarter's form together; what is ``typed`` or ``explained`` goes over what is filed."""
    platform, latest = there.platform, there.latest
    programme, form = desk.programme(platform), quarterly_update_form()
    its_window = quarter_window(period, programme, desk.calendar)
    draft, host_saved_at = _drafts(there, desk)
    leaves = _leaves(there, period, its_window, desk)
    before = before_of(there, period, form)
    realtime = {} if latest else newer_than(there, form, its_window)
    values, left_out = begun_values(there, form, before, realtime, draft=draft, typed=typed)
    before = replace(before, told=told_by_others(values, platform))
    return OpenForm(
        platform=platform,
        period=period,
        form=form,
        window=its_window,
        values=values,
        reason=draft.reason if draft else "",
        before=before,
        judged=_judged(values, its_window, before, there, desk),
        draft=draft,
        latest=latest,
        previous=there.previous,
        host_saved_at=host_saved_at,
        is_on_behalf=desk.is_on_behalf,
        chain_end=there.chain_end,
        timeliness=timeliness_of(its_window, leaves, desk.at),
        leaves=leaves,
        leave=running_longest(leaves, desk.at),
        realtime=realtime,
        explanations=_words(draft, latest, explained, alone=typed is not None),
        condition_findings=there.condition_findings,
        returned=there.returned,
        left_out=left_out,
    )


def _words(
    draft: Draft | None, latest: QuarterlyUpdate | None, explained: _Texts, *, alone: bool
) -> dict[str, str]:
    """Return what is said to warnings so far, of checks that there still are."""
    found = explanations_of(draft, latest, explained, alone=alone)
    return still_known(found, update_checks(), quarterly_update_form())


def _leaves(there: OnFile, period: str, its: Window, desk: Desk) -> tuple[Leave, ...]:
    """Return the leaves of a quarter that may be filed late."""
    may_be_late = is_over(its, desk.at) and (there.latest or platform_owes(there.platform, its))
    return leaves_for(there.platform, period) if may_be_late else ()


def _judged(
    values: Mapping[str, str], its: Window, before: Before, there: OnFile, desk: Desk
) -> Judged:
    """Judge what is typed; of a returned quarter what is on file elsewhere does not block."""
    form, checks = quarterly_update_form(), update_checks()
    programme = desk.programme(there.platform)
    judged = judge(values, its.period, form=form, before=before, programme=programme, checks=checks)
    if there.returned is None or there.latest is None:
        return judged
    return let_stand(judged, there.latest.restored_content, there.returned.sections, form, checks)


def own_draft(there: OnFile, desk: Desk) -> Draft | None:
    """Return the actor's own draft, and nobody else's; the ministry has none."""
    if desk.is_on_behalf:
        return there.behalf_draft
    return there.draft if desk.by.role is Role.HOST_OPERATOR else None


def _drafts(there: OnFile, desk: Desk) -> tuple[Draft | None, datetime | None]:
    """Return the reader's own draft, and to an office since when the host has one."""
    is_host = desk.by.role is Role.HOST_OPERATOR
    saved_at = None if is_host or there.draft is None else there.draft.saved_at
    return own_draft(there, desk), saved_at
