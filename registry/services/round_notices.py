"""A round's notice 按照通知要求: opening a round of June or December, and correcting its notice.

Nothing is overwritten: a correction is a further version with its reason.
"""

from dataclasses import dataclass
from datetime import date, datetime

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.adjustments import AdjustmentRound
from registry.errors import Invalid, NotFound, Refusal, VersionConflict
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import Actor, require
from registry.policy.adjustments import may_open
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen
from registry.policy.windows import Window
from registry.services import ledger, outbox
from registry.services.adjustments import round_at_hand, round_of
from registry.services.authorities import authorities
from registry.services.windows import round_name, round_window, span

LONGEST_NUMBER, LONGEST_ASKS, LONGEST_REASON = 100, 4000, 500


class RoundAlreadyOpen(Refusal):
    """A notice for this round is on record: it is corrected, not opened again."""

    code = "round_already_open"
    status = 409


class RoundNotAtHand(Refusal):
    """A notice opens the round whose window is open, else the next; no other."""

    code = "round_not_at_hand"
    status = 409


@dataclass(frozen=True, slots=True)
class RoundNotice:
    """What a notice says: its number and date, what it asks for; why it was corrected."""

    number: str
    dated: date
    asks: str
    reason: str = ""


def open_round(
    period: str,
    notice: RoundNotice,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> AdjustmentRound:
    """Open a round by its notice, on any day before its window or in it; authorities are told.

    Raises Invalid for a period or notice that does not hold, RoundNotAtHand for another round
    than the one at hand, RoundAlreadyOpen where one is on record.
    """
    require(by, "adjustments:open")
    window = round_window(period, rulebook.programme(NATIONAL), calendar)
    at_hand = round_at_hand(at, rulebook=rulebook, calendar=calendar)
    if not may_open(window, at_hand):
        raise RoundNotAtHand(
            clause=window.clause, round=round_name(period), days=span(window),
            next_round=round_name(at_hand.period), next_days=span(at_hand),
        )  # fmt: skip
    stated = _stated(notice, at)
    opened = {"opened_at": at, "opened_by_name": by.name}

    def work() -> AdjustmentRound:
        made = _version(period, 1, stated, by=by, at=at, **opened)
        _tell(made, None, window, by=by, at=at, rulebook=rulebook)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        known = round_of(period)
        number = known.notice_number if known else ""
        raise RoundAlreadyOpen(round=round_name(period), number=number) from error


def correct_round(
    period: str,
    notice: RoundNotice,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> AdjustmentRound:
    """Correct a notice by a further version with its reason; when it was opened stays.

    Raises NotFound where none is on record, Invalid without a reason or a change,
    VersionConflict where it was corrected meanwhile.
    """
    require(by, "adjustments:open")
    standing = round_of(period)
    if standing is None:
        raise NotFound
    window = round_window(period, rulebook.programme(NATIONAL), calendar)
    stated, why = _stated(notice, at), stated_reason(notice.reason)
    if stated == RoundNotice(standing.notice_number, standing.notice_date, standing.asks):
        raise Invalid(fields={"asks": say("round_unchanged")})
    if version != standing.version:
        raise VersionConflict
    opened = {"opened_at": standing.opened_at, "opened_by_name": standing.opened_by_name}

    def work() -> AdjustmentRound:
        made = _version(period, version + 1, stated, by=by, at=at, reason=why, **opened)
        _tell(made, standing, window, by=by, at=at, rulebook=rulebook)
        return made

    try:
        return transact(work)
    except NotUniqueError as error:
        raise VersionConflict from error


def stated_reason(typed: str) -> str:
    """Return a reason on one line. Raises Invalid where there is none, or too much of it."""
    stated = " ".join(seen(typed).split())
    if not stated or len(stated) > LONGEST_REASON:
        raise Invalid(fields={"reason": say("round_reason_wanted", most=LONGEST_REASON)})
    return stated


def _stated(notice: RoundNotice, at: datetime) -> RoundNotice:
    """Return a notice as it is kept. Raises Invalid naming every field that does not hold."""
    number, asks = " ".join(seen(notice.number).split()), seen(notice.asks)
    fields = {}
    if not number or len(number) > LONGEST_NUMBER:
        fields["number"] = say("round_number_wanted", most=LONGEST_NUMBER)
    if notice.dated > at.astimezone(SHANGHAI).date():
        fields["dated"] = say("round_dated_in_the_future")
    if not asks or len(asks) > LONGEST_ASKS:
        fields["asks"] = say("round_asks_wanted", most=LONGEST_ASKS)
    if fields:
        raise Invalid(fields=fields)
    return RoundNotice(number, notice.dated, asks)


def _version(
    period: str, version: int, notice: RoundNotice, *, by: Actor, at: datetime, **more: object
) -> AdjustmentRound:
    made: AdjustmentRound = AdjustmentRound(
        period=period,
        version=version,
        notice_number=notice.number,
        notice_date=notice.dated,
        asks=notice.asks,
        account=by.account,
        account_name=by.name,
        recorded_at=at,
        **more,
    ).save(force_insert=True)
    return made


def _tell(
    made: AdjustmentRound,
    standing: AdjustmentRound | None,
    window: Window,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Write the act into the ledger, and a message to every authority."""
    verb = "correct" if standing else "open"
    names = ("notice_number", "notice_date", "asks")
    before = {name: getattr(standing, name) for name in names} if standing else None
    after = {name: getattr(made, name) for name in names}
    subject = f"adjustment:{made.period}"
    act = ledger.Act(
        f"adjustment.{verb}", subject, before=before,
        after=after, clause=window.clause, rulebook=rulebook.version, reason=made.reason,
    )  # fmt: skip
    ledger.record(act, by=by, at=at)
    params = {
        "round": round_name(made.period),
        "number": made.notice_number,
        "dated": made.notice_date.isoformat(),
        "days": span(window),
        "reason": made.reason,
    }
    code = f"notice_round_{verb}"
    outbox.post_all(
        [outbox.Notice("authority", one, code, subject, params) for one in authorities().codes],
        at=at,
    )
