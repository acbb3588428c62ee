"""What is held against the record 疑似未报告变更: filed updates, applications, accepted sheets.

The filing's own transaction writes a message to the desk, beside its other messages and for no
command more; a job takes it up. What is interrupted is taken up again, and adds nothing twice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.applications import ApplicationVersion
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.summary_sheets import SummarySheetRow
from registry.documents.unreported_changes import UnreportedChange
from registry.logs import log
from registry.messages import say
from registry.policy import periods
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_rows import name_key
from registry.policy.unreported_changes import CaseState, ChangedField, ChangeOrigin
from registry.services.reported_changes import hosts_reporting_since, reported_of
from registry.services.uncompared_filings import note_fault
from registry.services.unreported_change_detection import Seen, TakenUp, take_up, the_service
from registry.services.unreported_change_records import answering, explain_by_report

_AT_ONCE = 200
_ROWS = 500
# How far back a report is looked at again; one that is older was seen when its host was asked.
_LOOKED_BACK = timedelta(days=3)


def look(*, at: datetime, rulebook: Rulebook) -> int:
    """Take up what was filed and not looked at; return how many filings.

    One that cannot be looked at is tried again the next time, after all others, and given up
    after some tries (``services.uncompared_filings``).
    """
    waiting = (
        OutboxMessage.objects(audience="desk", state="pending")
        .order_by("attempts", "recorded_at")
        .hint("desk_waiting")
        .limit(_AT_ONCE)
    )
    return sum(_tried(one, at=at, rulebook=rulebook) for one in list(waiting))


def _tried(message: OutboxMessage, *, at: datetime, rulebook: Rulebook) -> bool:
    try:
        _take_up(message, at=at, rulebook=rulebook)
    except Exception as error:  # noqa: BLE001 - nobody waits for it; the others must go on
        given_up = note_fault(message, error, at=at)
        log().exception("unreported_not_looked_at", subject=message.subject, given_up=given_up)
        return False
    return True


def _take_up(message: OutboxMessage, *, at: datetime, rulebook: Rulebook) -> None:
    """Hold one filing against the record, some of it at a time, and note that it is done."""
    for seen in _seen_in(message):
        taken_up(seen, at=at, rulebook=rulebook)
    # Another process may have given it up meanwhile: it is done all the same.
    OutboxMessage.objects(id=message.id, state__ne="sent").update_one(
        set__state="sent", set__sent_at=at, inc__attempts=1
    )


def taken_up(seen: Sequence[Seen], *, at: datetime, rulebook: Rulebook) -> TakenUp:
    """Take up what was seen in a transaction; once more where another was there first."""

    def work() -> TakenUp:
        return take_up(seen, by=the_service(), at=at, rulebook=rulebook)

    try:
        return transact(work)
    except NotUniqueError:
        return transact(work)


def _seen_in(message: OutboxMessage) -> Iterator[Sequence[Seen]]:
    noun, _, _ = message.subject.partition(":")
    return _READERS[noun](message.params["key"])


def _of_update(receipt: str) -> Iterator[Sequence[Seen]]:
    """Give what a host declared in an update: a change of this quarter that it should report."""
    update = QuarterlyUpdate.objects(number=receipt).first()  # index number_1
    if update is None or update.content.get("major_changes") is not True:
        return
    said = update.content.get("major_changes_text") or say("unreported_declared_only")
    yield [
        Seen(
            ChangedField.DECLARED,
            said,
            ChangeOrigin.UPDATE,
            f"quarterly_update:{receipt}",
            platform=update.platform,
            about=update.period,
            since=periods.first_day(update.period),
        )
    ]  # fmt: skip - one thing seen


def _of_application(receipt: str) -> Iterator[Sequence[Seen]]:
    filed = ApplicationVersion.objects(number=receipt).only("content").first()  # index number_1
    if filed is not None:
        fields = (ChangedField.HOST_NAME, ChangedField.HOST_KIND, ChangedField.PLACE)
        source = f"application:{receipt}"
        yield list(_spoken(filed.content, fields, ChangeOrigin.APPLICATION, source))


def _of_sheet(number: str) -> Iterator[Sequence[Seen]]:
    row = 0
    fields = (ChangedField.HOST_NAME, ChangedField.PLACE)
    while True:
        rows = list(
            SummarySheetRow.objects(sheet=number, row__gt=row)
            .only("row", "values")
            .order_by("row")
            .limit(_ROWS)
            .as_pymongo()
        )  # fmt: skip - index sheet_1_row_1
        if not rows:
            return
        row = rows[-1]["row"]
        yield [
            seen
            for one in rows
            for seen in _spoken(
                one["values"], fields, ChangeOrigin.SHEET, f"summary_sheet:{number}:{one['row']}"
            )
        ]


def _spoken(
    values: Mapping[str, Any], fields: Sequence[ChangedField], origin: ChangeOrigin, source: str
) -> Iterator[Seen]:
    """Give what a row or form says of a host, and of the platform of its name (ruling 16)."""
    code = values.get("credit_code")
    for one in fields:
        said = values.get(one.value)
        if code and isinstance(said, str) and said.strip():
            of_platform = one is ChangedField.PLACE
            key = name_key(values.get("platform_name") or "") if of_platform else ""
            if key or not of_platform:
                yield Seen(one, said, origin, source, credit_code=code, name_key=key)


_READERS: Mapping[str, Callable[[str], Iterator[Sequence[Seen]]]] = {
    "quarterly_update": _of_update,
    "application": _of_application,
    "summary_sheet": _of_sheet,
}


def close_reported(*, at: datetime, rulebook: Rulebook) -> int:
    """Close the cases that a report explained before anybody asked; return how many.

    Looks at what was reported in the last days: asking looks at all of it, so nothing hangs
    on this. A fixed number of queries, and one transaction a case.
    """
    hosts = hosts_reporting_since(at - _LOOKED_BACK)
    if not hosts:
        return 0
    numbers = Platform.objects(host__in=hosts).scalar("number")  # index host_1_number_1
    cases = UnreportedChange.objects(
        platform__in=list(numbers), state=CaseState.SUSPECTED.value
    ).order_by("number")  # index platform_1_opened_at_-1
    reports = reported_of(hosts)
    closed = 0
    for case in list(cases):
        report = answering(case, reports.get(case.host, ()))
        if report and explain_by_report(case, report, at=at, rulebook=rulebook):
            closed += 1
    return closed
