"""Possible unreported changes 疑似未报告变更 on the desk 二（四）: tips, the question, the finding.

Nothing follows from a case by itself: a confirmed one offers a removal case, and people open it.
"""

from dataclasses import dataclass
from datetime import datetime

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.platforms import Platform
from registry.documents.unreported_changes import UnreportedChange
from registry.errors import Invalid, Refusal
from registry.insertion import insert_all
from registry.law import NATIONAL
from registry.messages import say
from registry.permissions import MINISTRY, PROVINCE, Actor
from registry.policy.calendar import WorkingCalendar
from registry.policy.rulebook import Rulebook
from registry.policy.typed_text import seen as cleaned
from registry.policy.unreported_changes import (
    DUTY,
    RULING,
    CaseState,
    ChangedField,
    ChangeOrigin,
    Difference,
    difference,
    last_day_to_answer,
    may_confirm,
    plain_key,
    report_answering,
)
from registry.policy.vocabulary import LibraryState
from registry.services import ledger, platforms
from registry.services.reported_changes import reported_of
from registry.services.review_notices import day_words
from registry.services.review_texts import stated
from registry.services.unreported_change_detection import (
    Seen,
    case_numbers,
    new_case,
    opened,
    provinces,
    record_of,
    sighting,
)
from registry.services.unreported_change_records import (
    explained,
    moved,
    readable,
    record,
    report_of,
    require_move,
    tell,
)

# What people may open a case on; a host's own declaration comes from its update alone.
BY_HAND = tuple(one for one in ChangedField if one is not ChangedField.DECLARED)
LONGEST_VALUE, LONGEST_SOURCE = 500, 500
_HELD = frozenset({ChangedField.HOST_NAME, ChangedField.PLATFORM_NAME, ChangedField.PLACE})


class UnreportedAlreadyOpen(Refusal):
    """The same difference is an open case."""

    code = "unreported_already_open"
    status = 409


class UnreportedIsReported(Refusal):
    """The change was reported: there is nothing to suspect."""

    code = "unreported_is_reported"
    status = 409


class UnreportedPlatformGone(Refusal):
    """The platform is not in the library any more."""

    code = "unreported_platform_gone"
    status = 409


class UnreportedStillAnswering(Refusal):
    """The host has not answered, and its days are not over."""

    code = "unreported_still_answering"
    status = 409


@dataclass(frozen=True, slots=True)
class TipOrder:
    """What somebody learned: which field of a platform, its new value, from whom, what happened."""

    field: str
    new_value: str
    source: str
    facts: str


def open_by_hand(
    platform: str, order: TipOrder, *, by: Actor, at: datetime, rulebook: Rulebook
) -> UnreportedChange:
    """Open a case from a tip; its source stays with the offices, the host never reads it.

    Raises NotFound, Invalid, UnreportedPlatformGone, UnreportedIsReported,
    UnreportedAlreadyOpen.
    """
    found = platforms.readable(platform, "unreported_changes:open", by)
    if found.state != LibraryState.IN_LIBRARY:
        raise UnreportedPlatformGone(name=found.name)
    row = found.to_mongo().to_dict()
    what, source, facts = _checked(order, row)
    reports = reported_of([found.host]).get(found.host, ())
    if report := report_answering(what, reports, platform=platform, provinces=provinces()):
        raise UnreportedIsReported(number=report.number)

    def work() -> UnreportedChange:
        return _open(found, what, source, facts, by=by, at=at, rulebook=rulebook)

    try:
        return transact(work)
    except NotUniqueError as error:
        standing = UnreportedChange.objects(
            platform=platform, field=what.field.value, key=what.key, open=True
        ).first()  # index one_open_of_a_value
        raise UnreportedAlreadyOpen(number=standing.number if standing else "") from error


def _open(
    found: Platform,
    what: Difference,
    source: str,
    facts: str,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> UnreportedChange:
    day = at.astimezone(SHANGHAI).date()
    (number,) = case_numbers(found.authority, day.year, 1)
    clause = rulebook.programme(found.programme).duty(DUTY, day).clause
    told = Seen(what.field, source, ChangeOrigin.TIP, f"tip:{number}")
    row = new_case(
        found.to_mongo().to_dict(),
        what,
        number=number,
        clause=clause,
        by=by,
        at=at,
        rulebook=rulebook,
    ) | {
        "origin": ChangeOrigin.TIP.value,
        "facts": facts,
        "sightings": [sighting(told, at)],
    }  # fmt: skip - one row
    insert_all(UnreportedChange, [row])
    ledger.record(opened(row), by=by, at=at)
    made: UnreportedChange = UnreportedChange.objects.get(number=number)
    if by.role in MINISTRY:
        tell("notice_unreported_opened", made, [("authority", made.authority)], at=at)
    return made


def _checked(order: TipOrder, platform: dict[str, object]) -> tuple[Difference, str, str]:
    """Return the difference, source and facts as they are kept.

    Raises Invalid naming every field at fault.
    """
    faults: dict[str, str] = {}
    source = _text("source", order.source, "unreported_source_wanted", LONGEST_SOURCE, faults)
    said = _text("new_value", order.new_value, "unreported_value_wanted", LONGEST_VALUE, faults)
    facts = ""
    try:
        facts = stated("facts", order.facts, "unreported_facts_wanted")
    except Invalid as refused:
        faults |= refused.fields
    what = None
    if order.field not in list(BY_HAND):
        faults["field"] = say("unreported_field_wanted")
    elif said:
        what = _told(ChangedField(order.field), said, platform)
        if what is None:
            faults["new_value"] = say("unreported_no_difference")
    if faults or what is None:
        raise Invalid(fields=faults)
    return what, source, facts


def _told(field: ChangedField, said: str, platform: dict[str, object]) -> Difference | None:
    """Return what a person tells, which may be put in words that no source would use."""
    on_record = record_of(platform)
    found = difference(field, said, on_record)
    if found or field in _HELD or not plain_key(said):
        return found
    return Difference(field, on_record.now.get(field, ""), said, plain_key(said))


def _text(name: str, typed: str, code: str, most: int, faults: dict[str, str]) -> str:
    text = " ".join(cleaned(typed).split())
    if not text or len(text) > most:
        faults[name] = say(code, most=most)
    return text


def ask(
    number: str,
    question: str,
    *,
    version: int,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
) -> UnreportedChange:
    """Ask the host; it has the ruling's working days. What was reported before ends the case.

    Raises NotFound, Invalid without a question, UnreportedSettled, UnreportedPlatformGone,
    VersionConflict.
    """
    found = readable(number, "unreported_changes:ask", by)
    require_move(found, CaseState.ASKED)
    text = stated("question", question, "unreported_question_wanted")
    day = at.astimezone(SHANGHAI).date()
    days = rulebook.programme(NATIONAL).ruling(RULING, day).number or 0
    until = last_day_to_answer(day, days, calendar)

    def work() -> UnreportedChange:
        if report := report_of(found):
            return explained(found, report, version=version, by=by, at=at, rulebook=rulebook)
        here = Platform.objects(
            number=found.platform, state=LibraryState.IN_LIBRARY.value
        ).first()  # index number_1
        if here is None:
            raise UnreportedPlatformGone(name=found.platform_name)
        changed = moved(
            found, CaseState.ASKED, version, question=text, asked_at=at, asked_by_name=by.name,
            answer_until=until, host=here.host, told_host=here.host,
        )  # fmt: skip
        record("ask", changed, {"question_asked": text, "answer_until": until}, by=by, at=at)
        tell("notice_unreported_asked", changed, [("host", here.host)], at=at)
        return changed

    return transact(work)


def settle(
    number: str, to: CaseState, reason: str, *, version: int, by: Actor, at: datetime
) -> UnreportedChange:
    """Find on a case, with a reason: explained, confirmed or unfounded.

    Raises NotFound, Invalid without a reason, UnreportedSettled, UnreportedStillAnswering for
    confirming one that still may be answered, VersionConflict.
    """
    found = readable(number, "unreported_changes:settle", by)
    require_move(found, to)
    why = stated("reason", reason, "unreported_reason_wanted")
    today = at.astimezone(SHANGHAI).date()
    if to is CaseState.CONFIRMED and not may_confirm(
        answered=found.answered, until=found.answer_until, today=today
    ):
        raise UnreportedStillAnswering(until=day_words(found.answer_until))

    def work() -> UnreportedChange:
        changed = moved(
            found, to, version, outcome_reason=why, settled_by_name=by.name, settled_at=at
        )
        record("settle", changed, {}, by=by, at=at, reason=why)
        recipients = [("host", changed.told_host)] if changed.told_host else []
        if to is CaseState.CONFIRMED and by.role in PROVINCE:
            recipients.append(("ministry", "ministry"))
        if by.role in MINISTRY:
            recipients.append(("authority", changed.authority))
        tell("notice_unreported_settled", changed, recipients, at=at)
        return changed

    return transact(work)
