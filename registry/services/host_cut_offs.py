"""An authority's own cut-off 申报截止时间 for its hosts: inside the window, and only put off."""

from dataclasses import dataclass
from datetime import datetime

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.adjustments import HostCutOff
from registry.documents.applications import Application
from registry.errors import Invalid, VersionConflict
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.adjustments import cut_off_fault
from registry.policy.application_states import ApplicationState
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.windows import Window
from registry.services import ledger, outbox
from registry.services.adjustments import (
    RoundNotOpened,
    cut_off_of,
    named,
    round_at_hand,
    round_of,
)
from registry.services.authorities import authority_name
from registry.services.round_notices import stated_reason
from registry.services.windows import (
    AdjustmentWindowClosed,
    as_told,
    round_name,
    round_window,
    span,
)

# Not submitted yet: whom a cut-off concerns.
_WAITED_FOR = [
    state.value
    for state in (ApplicationState.DRAFT, ApplicationState.FROZEN, ApplicationState.RETURNED)
]


@dataclass(frozen=True, slots=True)
class CutOff:
    """What a lead decides: until when (excluded) hosts may submit in which round, and why."""

    period: str
    authority: str
    until: datetime
    reason: str = ""


def set_cut_off(
    wanted: CutOff,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> HostCutOff:
    """Set, or put off, until when (excluded) an authority's hosts may submit in a round.

    ``version`` is that of the one standing, 0 for none. Hosts with a draft are told. Raises
    Invalid for a moment that cannot be one and without a reason for a change, RoundNotOpened,
    AdjustmentWindowClosed once the window is over, VersionConflict.
    """
    require(by, "adjustments:set_cut_off", authority=wanted.authority)
    window = round_window(wanted.period, rulebook.programme(NATIONAL), calendar)
    _require_running(window, at=at, rulebook=rulebook, calendar=calendar)
    standing = cut_off_of(wanted.period, wanted.authority)
    if version != (standing.version if standing else 0):
        raise VersionConflict
    _require_possible(wanted.until, standing, window, at)
    why = stated_reason(wanted.reason) if standing else ""

    def work() -> HostCutOff:
        made: HostCutOff = HostCutOff(
            period=wanted.period, authority=wanted.authority, version=version + 1,
            until=wanted.until, reason=why,
            account=by.account, account_name=by.name, recorded_at=at,
        ).save(force_insert=True)  # fmt: skip
        _tell(made, standing, window, by=by, at=at, rulebook=rulebook)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise VersionConflict from error


def _require_running(
    window: Window, *, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar
) -> None:
    """Refuse where a round's window is over, or its notice not on record."""
    at_hand = round_at_hand(at, rulebook=rulebook, calendar=calendar)
    if at >= window.accepts_until:
        raise AdjustmentWindowClosed.of(window, at_hand)
    if round_of(window.period) is None:
        raise RoundNotOpened(**named(window, rulebook=rulebook, calendar=calendar))


def _require_possible(
    until: datetime, standing: HostCutOff | None, window: Window, at: datetime
) -> None:
    """Raise Invalid for a moment that cannot be the cut-off now, saying why."""
    fault = cut_off_fault(until, standing.until if standing else None, window, at)
    if fault is not None:
        told = as_told(standing.until if standing else window.closes_at)
        said = say(f"cut_off_{fault}", days=span(window), standing=told)
        raise Invalid(fields={"until": said})


def _tell(
    made: HostCutOff,
    standing: HostCutOff | None,
    window: Window,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Write the act into the ledger, and a message to each host that has not submitted."""
    subject = f"adjustment:{made.period}"
    after = {"authority": made.authority, "until": made.until}
    act = ledger.Act(
        "adjustment.cut_off", subject,
        before={"until": standing.until} if standing else None, after=after,
        clause=window.clause, rulebook=rulebook.version, reason=made.reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
    code = "notice_cut_off_moved" if standing else "notice_cut_off_set"
    params = {
        "round": round_name(made.period),
        "authority": authority_name(made.authority),
        "until": as_told(made.until),
        "reason": made.reason,
    }
    hosts = Application._get_collection().distinct(  # noqa: SLF001 - one field needs no mapper
        "host", {"authority": made.authority, "state": {"$in": _WAITED_FOR}}
    )  # index authority_1_state_1_submitted_at_1
    outbox.post_all(
        [outbox.Notice("host", host, code, subject, params) for host in sorted(hosts)], at=at
    )
