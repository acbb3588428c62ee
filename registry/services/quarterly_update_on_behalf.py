"""Filing on behalf 代填: the authority fills in and submits for a host that cannot.

In the window only (ruling 6), with a reason and where the figures came from, and never over
what the host itself has begun or filed: docs/decisions/filing-on-behalf.md.
"""

from dataclasses import dataclass

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import BehalfDraft, OnBehalf, QuarterlyUpdate
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.policy.typed_text import seen
from registry.policy.vocabulary import Channel, WindowKind
from registry.policy.windows import Window, next_window
from registry.services.authorities import authority_name
from registry.services.quarterly_update_forms import Desk, OpenForm, quarter_name
from registry.services.windows import span

MOST_GROUND = 500
MOST_REFERENCE = 200


class GroundsWanted(Refusal):
    """Nobody has said yet why the authority fills in, and how the figures came."""

    code = "update_grounds_wanted"
    status = 422


class HostHasBegun(Refusal):
    """The host has a draft of its own: the host must act, and the draft stays as it is."""

    code = "update_host_has_begun"
    status = 409


class HostHasFiled(Refusal):
    """The host has filed itself: only the host corrects that."""

    code = "update_host_has_filed"
    status = 409


class BehalfOutsideWindow(Refusal):
    """An authority files on behalf in the window only; late filing is another act."""

    code = "update_behalf_outside_window"
    status = 409


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why the host cannot, how its figures came (a ``Channel``), and where to find that again."""

    reason: str
    channel: str
    reference: str


def stated(grounds: Grounds | None, desk: Desk) -> OnBehalf | None:
    """Return grounds as they are kept; None where none were given. Raises Invalid.

    A host files for itself: grounds from it are refused, not ignored.
    """
    if grounds is None:
        return None
    if not desk.is_on_behalf:
        raise Invalid(fields={"on_behalf": say("update_grounds_of_host")})
    reason, reference = seen(grounds.reason), seen(grounds.reference)
    is_channel = grounds.channel in set(Channel)
    faults = {
        "on_behalf.reason": _fault(reason, MOST_GROUND, "ground"),
        "on_behalf.channel": "" if is_channel else say("update_channel_wanted"),
        "on_behalf.reference": _fault(reference, MOST_REFERENCE, "reference"),
    }
    if told := {key: fault for key, fault in faults.items() if fault}:
        raise Invalid(fields=told)
    return OnBehalf(
        authority=desk.by.authority,
        reason=reason,
        channel=grounds.channel,
        reference=reference,
    )


def refuse_beginning(opened: OpenForm, grounds: OnBehalf | None, desk: Desk) -> None:
    """Refuse a first save on behalf where the host is at it, the window shut or no reason given.

    Raises HostHasFiled, HostHasBegun, BehalfOutsideWindow, GroundsWanted.
    """
    refuse_filed_by_host(opened.platform, opened.latest)
    refuse_begun_by_host(opened)
    if not opened.timeliness:
        raise outside_window(opened.platform, opened.window, desk)
    if grounds is None:
        raise GroundsWanted(clause=opened.window.clause)


def refuse_filed_by_host(platform: Platform, latest: QuarterlyUpdate | None) -> None:
    """Refuse where the version on file is the host's own."""
    if latest and not latest.on_behalf:
        raise HostHasFiled(host=platform.host_name, receipt=latest.number, clause="二（三）")


def refuse_begun_by_host(opened: OpenForm) -> None:
    """Refuse where the host has a draft; only that it is there and since when is told."""
    if opened.host_saved_at:
        raise HostHasBegun(
            host=opened.platform.host_name,
            saved=opened.host_saved_at.astimezone(SHANGHAI),
            clause=opened.window.clause,
        )


def outside_window(platform: Platform, its: Window, desk: Desk) -> BehalfOutsideWindow:
    """Return the refusal of an act on behalf outside the window, naming this one and the next."""
    programme = desk.programme(platform)
    coming = next_window(WindowKind.QUARTERLY_UPDATE, desk.at, desk.calendar, programme)
    return BehalfOutsideWindow(
        clause=its.clause,
        quarter=quarter_name(its.period),
        span=span(its),
        next_quarter=quarter_name(coming.period),
        next_span=span(coming),
    )


def kept_grounds(given: OnBehalf | None, opened: OpenForm) -> OnBehalf:
    """Return the grounds a filing on behalf goes by: given with it, or the draft's own.

    Raises GroundsWanted where there are none.
    """
    if given:
        return given
    if isinstance(opened.draft, BehalfDraft):
        grounds: OnBehalf = opened.draft.on_behalf
        return grounds
    raise GroundsWanted(clause=opened.window.clause)


def filed_by_whom(on_behalf: str) -> str:
    """Say who filled in an update: the host, or which authority on its behalf."""
    if not on_behalf:
        return say("filed_by_host")
    return say("filed_on_behalf_by", authority=authority_name(on_behalf))


def _fault(text: str, most: int, what: str) -> str:
    if not text:
        return say(f"update_{what}_wanted")
    return say(f"update_{what}_too_long") if len(text) > most else ""
