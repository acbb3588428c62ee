"""Major changes 重大事项 on the desk: a host reports, adds papers, corrects, takes back 二（四）.

Nothing of the library changes here: that is the province's verification
(``major_change_decisions``). Another's report is answered as none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.attachments import Attachment
from registry.documents.counters import take_number
from registry.documents.major_changes import MajorChange, ReportedVersion
from registry.documents.platforms import Platform
from registry.errors import Invalid, Refusal
from registry.messages import say
from registry.permissions import Actor
from registry.policy.major_changes import DUTY, OPEN, ChangeState, Timing, timing_of
from registry.policy.rulebook import Rulebook
from registry.policy.unreported_changes import Reported
from registry.policy.vocabulary import LibraryState
from registry.services import attachments, platforms
from registry.services.major_change_effects import MajorChangePlatformGone
from registry.services.major_change_records import (
    MajorChangeSettled,
    changed_at_version,
    readable,
    record,
    require_step,
    settle,
    tell,
    told_of,
)
from registry.services.major_change_values import ChangeOrder, checked
from registry.services.review_texts import stated
from registry.services.unreported_change_records import prompting_case

MOST_PAPERS = 20
_CASE = re.compile(r"YS-[0-9]{6}-[0-9]{4}-[0-9]{4}")


class MajorChangeAlreadyReported(Refusal):
    """The same change, or another of its kind that is not settled, is reported already."""

    code = "major_change_already_reported"
    status = 409


class MajorChangePapersFull(Refusal):
    """The report has as many papers as it takes, or this one already."""

    code = "major_change_papers_full"
    status = 409


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """A paper to hand in: its content, and the name it came under."""

    content: bytes
    name: str


def report(
    platform: str,
    order: ChangeOrder,
    papers: Sequence[GivenPaper] = (),
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> MajorChange:
    """Report a change of one's platform; its authority is told. Papers may follow later.

    Raises NotFound, MajorChangePlatformGone, Invalid, an AttachmentError,
    MajorChangeAlreadyReported for the same change or another open one of its kind.
    """
    found = platforms.readable(platform, "major_changes:report", by)
    if found.state != LibraryState.IN_LIBRARY:
        raise MajorChangePlatformGone(name=found.name)
    values = checked(order, found, at=at)
    if len(papers) > MOST_PAPERS:
        raise MajorChangePapersFull(most=MOST_PAPERS)
    kept = [_taken(one, by=by, at=at, rulebook=rulebook) for one in papers]
    order = _prompted(order, found, values, at)
    fields = _fields(order, found, values, by=by, at=at, rulebook=rulebook)

    def work() -> MajorChange:
        series = f"{found.authority}-{at.astimezone(SHANGHAI).year}"
        number = f"BG-{series}-{take_number(f'major_change:{series}'):04d}"
        made = MajorChange(number=number, attachments=kept, **fields).save(force_insert=True)
        for paper in kept:
            attachments.refer_to(paper, at=at)
        record(made, "report", told_of(made), by=by, at=at)
        tell(made, "reported", [("authority", made.authority)], at=at)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise _already(found.number, order) from error


def _fields(
    order: ChangeOrder,
    platform: Platform,
    values: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> dict[str, Any]:
    """Return what a new report holds, of a platform as it stands."""
    timing = _timing(platform.programme, order, at, rulebook)
    duty = rulebook.programme(platform.programme).duty(DUTY, at.astimezone(SHANGHAI).date())
    first = {"event_on": order.event_on, "values": values, "reported_at": at}
    return {
        "programme": platform.programme,
        "platform": platform.number,
        "platform_name": platform.name,
        "host": platform.host,
        "hosts": [platform.host],
        "host_name": platform.host_name,
        "credit_code": platform.credit_code,
        "authority": platform.authority,
        "kind": order.kind,
        "event_on": order.event_on,
        "values": values,
        "versions": [ReportedVersion(**first, account_name=by.name)],
        "state": ChangeState.REPORTED.value,
        "clause": duty.clause,
        "rulebook": rulebook.version,
        "account": by.account,
        "account_name": by.name,
        "reported_at": at,
        "prompted_by": _case(order.prompted_by),
        **_timed(timing),
    }


def _timing(programme: str, order: ChangeOrder, at: datetime, rulebook: Rulebook) -> Timing:
    """Return how a report that arrived so stands to its event; the day was looked at before."""
    on = at.astimezone(SHANGHAI).date()
    duty = rulebook.programme(programme).duty(DUTY, on)
    return timing_of(order.event_on or on, on, duty, prompted=bool(order.prompted_by))


def _timed(timing: Timing) -> dict[str, Any]:
    return {
        "timeliness": timing.timeliness.value,
        "elapsed_days": timing.elapsed_days,
        "last_day": timing.last_day,
    }


def _prompted(
    order: ChangeOrder, platform: Platform, values: dict[str, Any], at: datetime
) -> ChangeOrder:
    """Return a report with the case in which its host was asked about it, named or not."""
    if order.prompted_by or order.event_on is None:
        return order
    told = {key: value for key, value in values.items() if isinstance(value, str)}
    reported = Reported("", platform.number, order.kind, order.event_on, at, told)
    return replace(order, prompted_by=prompting_case(platform.host, reported))


def _case(typed: str) -> str:
    """Return the number of the case in which the platform was asked; Invalid for anything else."""
    if typed and not _CASE.fullmatch(typed):
        raise Invalid(fields={"prompted_by": say("major_change_case_unknown")})
    return typed


def _already(platform: str, order: ChangeOrder) -> MajorChangeAlreadyReported:
    """Return the refusal that leads to the report which stands in the way."""
    same = MajorChange.objects(platform=platform, kind=order.kind, live=True)
    found = same.filter(open=True).first() or same.filter(event_on=order.event_on).first()
    return MajorChangeAlreadyReported(
        number=found.number if found else "", kind=say(f"major_change_{order.kind}")
    )  # indexes one_open_of_a_kind and one_live_of_a_day


def correct(
    number: str, order: ChangeOrder, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> MajorChange:
    """Report a returned change again; what was reported before stays beside it.

    The time is still judged by the first report's arrival. Raises NotFound, MajorChangeSettled
    unless it was returned, MajorChangePlatformGone, Invalid, VersionConflict.
    """
    found = readable(number, "major_changes:report", by)
    require_step(found, ChangeState.REPORTED)
    platform = platforms.readable(found.platform, "major_changes:report", by)
    if platform.state != LibraryState.IN_LIBRARY:
        raise MajorChangePlatformGone(name=found.platform_name)
    told = ChangeOrder(found.kind, order.event_on, order.values, found.prompted_by)
    values = checked(told, platform, at=at)
    timing = _timing(found.programme, told, found.reported_at, rulebook)
    again = ReportedVersion(
        event_on=told.event_on, values=values, reported_at=at, account_name=by.name
    )

    def work() -> MajorChange:
        changed = settle(
            found, ChangeState.REPORTED, version, event_on=told.event_on, values=values,
            push__versions=again, **_timed(timing),
        )  # fmt: skip
        record(changed, "correct", told_of(changed), by=by, at=at)
        tell(changed, "reported", [("authority", changed.authority)], at=at)
        return changed

    try:
        return transact(work)
    except NotUniqueError as error:
        raise _already(found.platform, told) from error


def add_paper(
    number: str, paper: GivenPaper, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> MajorChange:
    """Hand a paper in, while nothing is decided. What was handed in is not taken out again.

    Raises NotFound, MajorChangeSettled, MajorChangePapersFull, an AttachmentError, VersionConflict.
    """
    found = readable(number, "major_changes:report", by)
    if ChangeState(found.state) not in OPEN:
        raise MajorChangeSettled(number=number, state=say(f"state_change_{found.state}"))
    if len(found.attachments) >= MOST_PAPERS:
        raise MajorChangePapersFull(most=MOST_PAPERS)
    taken = _taken(paper, by=by, at=at, rulebook=rulebook)
    if any(one.digest == taken.digest for one in found.attachments):
        raise MajorChangePapersFull(most=MOST_PAPERS)

    def work() -> MajorChange:
        changed = changed_at_version(found, version, push__attachments=taken)
        attachments.refer_to(taken, at=at)
        after = {"file": taken.name, "digest": taken.digest}
        record(changed, "add_paper", after, by=by, at=at)
        return changed

    return transact(work)


def withdraw(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> MajorChange:
    """Take a report back before it is verified, with a reason; nothing in the library changed.

    Raises NotFound, Invalid without a reason, MajorChangeSettled, VersionConflict.
    """
    found = readable(number, "major_changes:report", by)
    require_step(found, ChangeState.WITHDRAWN)
    why = stated("reason", reason, "major_change_withdrawal_reason_wanted")

    def work() -> MajorChange:
        changed = settle(
            found, ChangeState.WITHDRAWN, version, outcome_reason=why,
            settled_at=at, settled_by_name=by.name,
        )  # fmt: skip
        record(changed, "withdraw", {"state": changed.state}, by=by, at=at, reason=why)
        tell(changed, "withdrawn", [("authority", changed.authority)], at=at)
        return changed

    return transact(work)


def _taken(paper: GivenPaper, *, by: Actor, at: datetime, rulebook: Rulebook) -> Attachment:
    return attachments.take(paper.content, paper.name, "", by=by, at=at, rulebook=rulebook)
