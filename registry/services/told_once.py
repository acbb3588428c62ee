"""Telling once: who was told which step, kept with the messages in one transaction.

A mark is step, period, audience and recipient. A run that is killed leaves whole what it came
to; of two at the same time one gives way, and tells nobody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from mongoengine.errors import NotUniqueError

from registry.database import transact
from registry.documents.reminders import Reminder
from registry.insertion import insert_all
from registry.logs import log
from registry.services import outbox
from registry.services.outbox import Notice


def mark(step: str, period: str, audience: str, recipient: str) -> str:
    """Return under which id it is kept that somebody was told a step."""
    return f"{step}:{period}:{audience}:{recipient}"


def not_told(
    steps: Iterable[str], period: str, audience: str, recipients: Sequence[str]
) -> list[str]:
    """Return who was told none of these steps; one query."""
    marks = {mark(step, period, audience, one): one for step in steps for one in recipients}
    told = {marks[found] for found in Reminder.objects(id__in=list(marks)).scalar("id")}
    return [one for one in recipients if one not in told]


def write(marks: Sequence[str], notices: Sequence[Notice], at: datetime) -> bool:
    """Keep that somebody was told, and the messages; inside a transaction.

    Raises NotUniqueError where a mark is there: then neither is kept. False without a message.
    """
    insert_all(Reminder, [{"id": one, "recorded_at": at} for one in marks])
    outbox.post_all(notices, at=at)
    return bool(notices)


def once(work: Callable[[], bool]) -> bool:
    """Do it in a transaction, unless a run at the same time did; say whether somebody was told."""
    try:
        return transact(work)
    except NotUniqueError:
        return False


def one_by_one(parts: Iterable[tuple[Mapping[str, str], Callable[[], int]]]) -> int:
    """Do one part of the telling after the other; return how many were told by all.

    Each part comes with what the log names it by. A fault in one is logged, and the last raised
    once the others were done: no part is silent for another.
    """
    told, failed = 0, None
    for which, work in parts:
        try:
            told += work()
        except Exception as error:  # noqa: BLE001 - one part must not hold up the others
            log().exception("reminder_failed", **which)
            failed = error
    if failed:
        raise failed
    return told
