"""What the three administrators have to do: their first page. A few counts each, no filing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from registry.clock import SHANGHAI
from registry.documents.accounts import Account
from registry.documents.ledger import LedgerEntry
from registry.documents.sign_in import SignInCounter, SignInRecord
from registry.permissions import Actor, Role, require
from registry.services.backups import last_backup
from registry.services.calendar import current_calendar
from registry.services.ledger_checks import last_verified
from registry.services.second_factors import obliged_without
from registry.services.task_lines import Group, Page, Task

_BACKUP_EVERY = timedelta(days=7)
_VERIFY_EVERY = timedelta(days=30)
_NOTICE_FROM = 10
_LOOKED_BACK = timedelta(days=7)
_FAILURES = ("wrong_password", "wrong_code", "unknown_account", "proof_refused", "locked_out")


def administration_of(*, rule: str, by: Actor, at: datetime) -> list[Task]:
    """Return what an administrator has to do or should look at; nothing for anybody else.

    ``rule`` is RESERVE_SECOND_FACTOR. Three queries at most, however many accounts and acts.
    """
    require(by, "me:read")
    if by.role is Role.SYSTEM_ADMINISTRATOR:
        return list(_of_system(at))
    if by.role is Role.SECURITY_ADMINISTRATOR:
        return list(_of_security(rule, at))
    if by.role is Role.AUDIT_ADMINISTRATOR:
        return list(_of_audit(at))
    return []


def _of_system(at: datetime) -> Iterator[Task]:
    made = last_backup()
    if made is None:
        yield Task(Group.TODO, "task_first_backup", "todo", Page.OPERATION)
    elif at - made.taken_at > _BACKUP_EVERY:
        params = {"made": made.taken_at}
        yield Task(
            Group.TODO, "task_make_backup", "overdue", Page.OPERATION, params, "task_note_backup"
        )
    yield from _of_calendar(at)
    if count := _without_role():
        params = {"count": count, "role": ""}
        yield Task(Group.WAITING, "task_await_grants", "waiting", Page.ACCOUNTS, params)


def _of_calendar(at: datetime) -> Iterator[Task]:
    """Ask for the holiday notice that makes the windows certain; the calendar is kept in mind.

    December's last working days hang on next year's notice, which comes out in autumn.
    """
    today, calendar = at.astimezone(SHANGHAI).date(), current_calendar()
    wanted = (today.year, today.year + 1) if today.month >= _NOTICE_FROM else (today.year,)
    if missing := [year for year in wanted if not calendar.has_notice(year)]:
        params = {"year": missing[0], "period": f"{today.year}Q{(today.month + 2) // 3}"}
        code, note = "task_load_notice", "task_note_load_notice"
        yield Task(Group.TODO, code, "provisional", Page.OPERATION, params, note)


def _of_security(rule: str, at: datetime) -> Iterator[Task]:
    if count := _without_role():
        params = {"count": count, "role": ""}
        yield Task(Group.TODO, "task_grant_roles", "todo", Page.ACCOUNTS, params)
    locked = SignInCounter.objects(locked_until__gt=at).count()  # index locked_until_-1
    if locked:
        params = {"count": locked}
        note = "task_note_locked"
        yield Task(Group.TODO, "task_see_lockouts", "locked", Page.LOCKOUTS, params, note)
    if missing := obliged_without(rule):
        params, note = {"count": missing, "state": "missing"}, "task_note_factors"
        yield Task(
            Group.WAITING, "task_await_factors", "waiting", Page.SECOND_FACTORS, params, note
        )  # fmt: skip


def _of_audit(at: datetime) -> Iterator[Task]:
    checked = last_verified()
    if checked is None or at - checked > _VERIFY_EVERY:
        code = "task_verify_first" if checked is None else "task_verify_again"
        yield Task(Group.TODO, code, "todo", Page.LEDGER, {"kind": None, "checked": checked})
    since = at - _LOOKED_BACK
    failed = SignInRecord.objects(result__in=_FAILURES, recorded_at__gte=since).count()
    if failed:  # index result_1_recorded_at_-1__id_-1
        yield Task(Group.TODO, "task_see_failures", "todo", Page.SIGN_INS, {"count": failed})
    changed = LedgerEntry.objects(verb="grant.change", recorded_at__gte=since).count()
    if changed:  # index verb_1_recorded_at_-1__id_-1
        params = {"count": changed, "kind": "grant"}
        yield Task(Group.TODO, "task_see_grants", "todo", Page.LEDGER, params)


def _without_role() -> int:
    return int(Account.objects(role="", active=True).count())  # index role_1_username_1
