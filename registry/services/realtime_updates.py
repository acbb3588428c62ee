"""Real-time updates 实时更新 on the desk 二（三）: reported at any time, questioned, settled.

None of them discharges the quarterly duty (ruling 7), and nobody is sent a message: a platform's
own system may report every day.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI, to_millisecond
from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import restored, stored
from registry.documents.realtime_updates import RealtimeSettlement, RealtimeUpdate
from registry.errors import Invalid, NotFound, Refusal
from registry.forms import quarterly_update_form
from registry.messages import say, say_finding
from registry.permissions import Actor
from registry.policy.quarterly_update_values import MOST_TYPED, Value
from registry.policy.realtime_updates import (
    Known,
    Timing,
    limits,
    may_confirm,
    questions_of,
    read_values,
)
from registry.policy.rulebook import Rulebook
from registry.services.condition_finding_detection import note_realtime
from registry.services.ledger import Act, record
from registry.services.platforms import readable
from registry.services.quarterly_update_forms import refuse_outside_library
from registry.services.quarterly_update_starts import newest_of, of_profile
from registry.services.review_texts import stated, written

_REPORT = "realtime_updates:report"
_READ = "realtime_updates:read"
_CLAUSE = "二（三）"
# Beyond these years no clock stands, and no calendar of ours reaches.
_YEARS = range(2000, 2100)
_MOST_SERIAL = 10**9  # beyond it the database holds no such number


class RealtimeUpdateSettled(Refusal):
    """Nothing in the report waits for a word of its host: unquestioned, or said already."""

    code = "realtime_update_settled"
    status = 409


class RealtimeUpdateAhead(Refusal):
    """The report says when it was measured, and that time has not come: nobody can vouch for it."""

    code = "realtime_update_ahead"
    status = 409


def report(
    number: str,
    typed: Mapping[str, str],
    measured_at: datetime,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> RealtimeUpdate:
    """Keep what was measured; questioned values are kept too, and count for nothing yet.

    Raises NotFound, PlatformNotInLibrary, and Invalid naming every field that is unreadable.
    """
    if measured_at.year not in _YEARS:
        readable(number, _REPORT, by)
        raise Invalid(fields={"measured_at": say("realtime_measured_wanted")})

    def work() -> RealtimeUpdate:
        platform = readable(number, _REPORT, by)
        refuse_outside_library(platform, at)
        values = _understood(typed)
        timing = Timing(to_millisecond(measured_at), to_millisecond(at))
        questions = _questions(platform, values, timing, rulebook)
        kept = _fields(platform, values, questions, timing)
        who = {"account": by.account, "account_name": by.name, "door": by.door}
        made = RealtimeUpdate(
            serial=take_number(f"realtime_update:{number}"),
            rulebook=rulebook.version,
            **kept,
            **who,
        ).save(force_insert=True)
        _keep_newest(platform, made, made.counted, at=at, rulebook=rulebook)
        _record(made, "report", by=by, at=at)
        return made

    return transact(work)


def _fields(
    platform: Platform,
    values: Mapping[str, Value],
    questions: Mapping[str, list[str]],
    timing: Timing,
) -> dict[str, Any]:
    """Return what a report holds of its platform, its values and its times."""
    return {
        "platform": platform.number,
        "host": platform.host,
        "authority": platform.authority,
        "form_version": quarterly_update_form().version,
        "values": stored(values),
        "fields": list(values),
        "questions": questions,
        "counted": [key for key in values if key not in questions],
        "open": bool(questions),
        "measured_at": timing.measured_at,
        "received_at": timing.received_at,
    }


def _understood(typed: Mapping[str, str]) -> dict[str, Value]:
    """Return the values of a report. Raises Invalid where one is unreadable, or there is none."""
    endless = [key for key, text in typed.items() if len(text) > MOST_TYPED]
    if endless:
        said = {key[:40]: say("update_typed_too_long", label=key[:40]) for key in endless}
        raise Invalid(fields=said)
    values, findings = read_values(quarterly_update_form(), typed)
    if findings:
        raise Invalid(fields={one.field: say_finding(one) for one in findings}, clause=_CLAUSE)
    if not values:
        raise Invalid(fields={"values": say("realtime_nothing_sent")})
    return values


def _questions(
    platform: Platform, values: Mapping[str, Value], timing: Timing, rulebook: Rulebook
) -> dict[str, list[str]]:
    """Return by field why its value is questioned; a field without a question is left out."""
    day = timing.received_at.astimezone(SHANGHAI).date()
    limit = limits(day, rulebook.programme(platform.programme))
    form, newest = quarterly_update_form(), newest_of(platform)
    profile = of_profile(restored(platform.profile), form)
    found = {}
    for key, value in values.items():
        last = newest.get(key)
        on_file = [profile[key]] if key in profile else []
        known = Known(
            last.measured_at if last else None, (*([last.value] if last else ()), *on_file)
        )
        asked = questions_of(form.field(key), value, known, timing, limit)
        if asked:
            found[key] = [one.value for one in asked]
    return found


def _keep_newest(
    platform: Platform,
    update: RealtimeUpdate,
    counted: Sequence[str],
    *,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Bring the platform's newest values up to date with what now counts of a report.

    They are held against the entry conditions.
    """
    newest = newest_of(platform)
    values = {
        key: {
            "value": update.values[key],
            "measured_at": update.measured_at,
            "serial": update.serial,
        }
        for key in counted
        if key not in newest or newest[key].measured_at <= update.measured_at
    }
    if values:
        changed = {f"set__realtime__{key}": value for key, value in values.items()}
        Platform.objects(number=platform.number).update_one(**changed)  # index number_1
        kept = {key: restored(one)["value"] for key, one in values.items()}
        note_realtime(platform, update, kept, at=at, rulebook=rulebook)


def confirm(
    number: str, serial: int, reason: str, *, by: Actor, at: datetime, rulebook: Rulebook
) -> RealtimeUpdate:
    """Say why the questioned values are right: from now on they count.

    Raises NotFound, Invalid without a reason, RealtimeUpdateSettled, RealtimeUpdateAhead.
    """

    def work() -> RealtimeUpdate:
        platform, found = _waiting(number, serial, by)
        if not may_confirm(code for codes in found.questions.values() for code in codes):
            raise RealtimeUpdateAhead(serial=serial)
        why = stated("reason", reason, "realtime_reason_wanted")
        settled = _settle(found, "confirmed", why, by=by, at=at)
        _keep_newest(platform, settled, list(settled.questions), at=at, rulebook=rulebook)
        _record(settled, "confirm", by=by, at=at, reason=why)
        return settled

    return transact(work)


def withdraw(number: str, serial: int, reason: str, *, by: Actor, at: datetime) -> RealtimeUpdate:
    """Take the questioned values back; the record stays, and what was not questioned counts on.

    Raises NotFound, RealtimeUpdateSettled.
    """

    def work() -> RealtimeUpdate:
        _, found = _waiting(number, serial, by)
        why = written("reason", reason)
        settled = _settle(found, "withdrawn", why, by=by, at=at)
        _record(settled, "withdraw", by=by, at=at, reason=why)
        return settled

    return transact(work)


def _waiting(number: str, serial: int, by: Actor) -> tuple[Platform, RealtimeUpdate]:
    """Return a report whose questions wait for its host, with its platform."""
    platform = readable(number, _REPORT, by)
    found = _one(number, serial)
    if not found.open:
        raise RealtimeUpdateSettled(serial=serial)
    return platform, found


def _settle(
    found: RealtimeUpdate, outcome: str, reason: str, *, by: Actor, at: datetime
) -> RealtimeUpdate:
    """Write down, once, what the host said. Raises RealtimeUpdateSettled where it had."""
    said = RealtimeSettlement(
        outcome=outcome, reason=reason, account=by.account, account_name=by.name, settled_at=at
    )
    counted = list(found.fields) if outcome == "confirmed" else list(found.counted)
    settled: RealtimeUpdate | None = RealtimeUpdate.objects(
        platform=found.platform, serial=found.serial, open=True
    ).modify(new=True, set__open=False, set__settlement=said, set__counted=counted)
    if settled is None:  # index platform_1_serial_1
        raise RealtimeUpdateSettled(serial=found.serial)
    return settled


def _record(update: RealtimeUpdate, act: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    after: dict[str, Any] = {"serial": update.serial}
    if act == "report":
        after |= {
            "values": restored(update.values),
            "measured_at": update.measured_at,
            "questions": sorted({code for codes in update.questions.values() for code in codes}),
        }
    verb, subject = f"realtime_update.{act}", f"platform:{update.platform}"
    told = Act(verb, subject, after=after, clause=_CLAUSE, rulebook=update.rulebook, reason=reason)
    record(told, by=by, at=at)


def list_updates(
    number: str, field: str = "", *, by: Actor, after: int = 0, limit: int
) -> tuple[list[RealtimeUpdate], list[int] | None]:
    """Return a page of a platform's reports, newest first, and the serial of its last line.

    ``field`` narrows to the reports that hold it. Raises NotFound.
    """
    readable(number, _READ, by)
    query: dict[str, Any] = {"platform": number}
    if field:
        query["fields"] = field
    if after:
        query["serial__lt"] = after
    # indexes platform_1_serial_1 and platform_1_fields_1_serial_-1
    found = list(RealtimeUpdate.objects(**query).order_by("-serial").limit(limit + 1))
    return found[:limit], [found[limit - 1].serial] if len(found) > limit else None


def questioned(number: str) -> list[RealtimeUpdate]:
    """Return the newest reports that wait for a word of their host. Index questioned."""
    waiting = RealtimeUpdate.objects(platform=number, open=True)
    return list(waiting.order_by("-serial").limit(10))


def read(number: str, serial: int, *, by: Actor) -> RealtimeUpdate:
    """Return one report. Raises NotFound."""
    readable(number, _READ, by)
    return _one(number, serial)


def _one(number: str, serial: int) -> RealtimeUpdate:
    found: RealtimeUpdate | None = (
        RealtimeUpdate.objects(platform=number, serial=serial).first()
        if serial <= _MOST_SERIAL
        else None
    )  # index platform_1_serial_1
    if found is None:
        raise NotFound
    return found


def state_of(update: RealtimeUpdate, field: str) -> str:
    """Return where one value stands: counted, questioned, confirmed or withdrawn."""
    if field not in update.questions:
        return "counted"
    return str(update.settlement.outcome) if update.settlement else "questioned"
