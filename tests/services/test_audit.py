"""The two logs: narrowed, exported as text, their chains checked; what administrators do first."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from mongoengine.connection import get_db
from openpyxl import load_workbook

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.backups import BackupRecord
from registry.documents.sign_in import SignInCounter, SignInRecord
from registry.errors import NotAllowed
from registry.messages import sentences
from registry.permissions import Actor, Role
from registry.services import audit, ledger_checks
from registry.services.administration import administration_of
from registry.services.audit import LogFilter
from registry.services.ledger import Act, record
from registry.services.operation import operation_of
from registry.services.task_lines import Page
from registry.sheets.writing import OutColumn

pytestmark = pytest.mark.usefixtures("database")
COLUMNS = (OutColumn("时间"), OutColumn("姓名"))


@pytest.fixture
def auditor() -> Actor:
    """An audit administrator."""
    return Actor(account="5f0000000000000000000003", name="审计", role=Role.AUDIT_ADMINISTRATOR)


@pytest.fixture
def attempt(at):
    """``attempt(result, account="", days=0, name="某人")``: a line of the sign-in log."""

    def kept(result: str, account: str = "", *, days: int = 0, name: str = "某人") -> None:
        SignInRecord(
            result=result,
            account=account,
            account_name=name,
            recorded_at=at - timedelta(days=days),
        ).save()

    return kept


def test_sign_ins_are_narrowed_by_account_result_and_day(person_of, attempt, auditor, at):
    """A username or an id, a result, a day of Beijing; what names nobody finds nothing."""
    li = person_of(Role.MINISTRY_STAFF, username="li.si")
    attempt("wrong_password", str(li.id))
    attempt("signed_in", str(li.id), days=1)
    attempt("signed_in", "5f0000000000000000000009")

    def count(**wanted) -> int:
        return len(audit.sign_ins_page([], 9, by=auditor, wanted=LogFilter(**wanted))[0])

    today = at.astimezone(SHANGHAI).date()
    assert count() == 3
    assert count(account=" LI.si ") == count(account=str(li.id)) == 2
    assert count(kind="signed_in") == 2
    assert count(day=today) == 2
    assert count(day=today - timedelta(days=1), account="li.si", kind="signed_in") == 1
    assert count(account="nobody") == count(account='{"$ne": ""}') == 0


def test_the_ledger_is_narrowed_by_what_acts_are_about(console, auditor, at):
    """All acts of a noun together; one whose name only begins alike is apart."""
    for verb in ("grant.change", "account.create", "account.disable", "accounting.x"):
        transact(lambda verb=verb: record(Act(verb, "account:x"), by=console, at=at))

    def verbs(**wanted) -> set[str]:
        found, _ = audit.ledger_page([], 9, by=auditor, wanted=LogFilter(**wanted))
        return {one.verb for one in found}

    assert verbs(kind="account") == {"account.create", "account.disable"}
    assert verbs(kind="grant", account="console") == {"grant.change"}
    assert verbs(kind="grant", account="nobody") == set()


def test_the_ledger_is_narrowed_by_what_people_call_an_object(person_of, console, auditor, at):
    """A platform's number, a username, a credit code, or the subject as it is kept."""
    li = person_of(Role.MINISTRY_STAFF, username="li.si")
    subjects = ("platform:330000-2026-0001", f"account:{li.id}", "host:91330000MA27XJ0Q0F")
    for subject in subjects:
        transact(lambda subject=subject: record(Act("x.y", subject), by=console, at=at))

    def found(typed: str) -> list[str]:
        page, _ = audit.ledger_page([], 9, by=auditor, wanted=LogFilter(subject=typed))
        return [one.subject for one in page]

    typed = ("330000-2026-0001", " LI.si ", "91330000ma27xj0q0f")
    assert [found(one) for one in typed] == [[subject] for subject in subjects]
    assert [found(subject) for subject in subjects] == [[subject] for subject in subjects]
    assert found("nobody") == []


@pytest.mark.parametrize(
    ("collection", "query", "index"),
    [
        ("sign_ins", {"result": "signed_in"}, "result_1_recorded_at_-1__id_-1"),
        ("ledger", {"account": "a"}, "account_1_recorded_at_-1__id_-1"),
        ("ledger", {"verb": {"$in": ["a.a", "a.b"]}}, "verb_1_recorded_at_-1__id_-1"),
    ],
)
def test_each_filter_reads_by_its_index(collection, query, index):
    """No filter sorts in memory: entries come in order from an index of their own."""
    found = get_db()[collection].find(query).sort([("recorded_at", -1), ("_id", -1)])
    plan = str(found.explain()["queryPlanner"]["winningPlan"])
    assert index in plan
    assert "'SORT'" not in plan


def test_an_export_holds_text_and_is_noted(attempt, auditor, at):
    """A name like a formula stays text; that it was exported stands in the ledger."""
    attempt("signed_in", name='=HYPERLINK("http://evil","x")')
    tell = lambda found: [[str(one.recorded_at), one.account_name] for one in found]  # noqa: E731 - one line
    wanted = LogFilter(kind="signed_in")
    content = audit.export_sign_ins(wanted, COLUMNS, tell, by=auditor, at=at)
    cell = load_workbook(BytesIO(content)).active["B3"]
    assert (cell.data_type, cell.value[0]) == ("s", "=")
    noted = get_db().ledger.find_one({"verb": "sign_ins.export"})
    assert noted["after"] == {"rows": 1, "filter": {"kind": "signed_in"}}


def broken(auditor: Actor, at: datetime) -> list[str]:
    """The subjects in which a check finds something."""
    return [one.subject for one in ledger_checks.verify("", by=auditor, at=at).flaws]


def test_chains_that_hold_and_one_that_does_not(console, auditor, at):
    """A changed entry breaks its chain and no other; each check is itself written down."""
    for subject in ("a", "a", "b", "b", "b", "c"):
        transact(lambda subject=subject: record(Act("x.y", subject), by=console, at=at))
    assert ledger_checks.last_verified() is None
    found = ledger_checks.verify("", by=auditor, at=at)
    assert (found.chains, found.entries, found.broken, found.reached) == (3, 6, 0, "")
    get_db().ledger.update_one({"subject": "b", "sequence": 2}, {"$set": {"account_name": "他人"}})
    assert broken(auditor, at) == ["b"]
    get_db().ledger.delete_one({"subject": "a", "sequence": 1})
    assert broken(auditor, at) == ["a", "b"]
    assert ledger_checks.last_verified() == at
    assert get_db().ledger.count_documents({"verb": "ledger.verify"}) == 3


def test_a_long_ledger_is_checked_in_parts(console, auditor, at, monkeypatch):
    """The check stops at the end of a chain and goes on from there; all chains are met once."""
    monkeypatch.setattr(ledger_checks, "VERIFIED_AT_ONCE", 2)
    for subject in ("a", "a", "a", "b", "c", "d"):
        transact(lambda subject=subject: record(Act("x.y", subject), by=console, at=at))
    first = ledger_checks.verify("", by=auditor, at=at)
    assert (first.chains, first.reached) == (1, "a")
    second = ledger_checks.verify(first.reached, by=auditor, at=at)
    assert (second.chains, second.reached) == (2, "c")
    last = ledger_checks.verify(second.reached, by=auditor, at=at)
    assert (last.chains, last.reached) == (2, "")  # d, and the checks' own chain


def test_only_the_audit_administrator_exports_and_checks(lead, at):
    """Others are refused before anything is read."""
    tell = lambda _: []  # noqa: E731 - one line
    for act in (
        lambda: audit.export_sign_ins(LogFilter(), COLUMNS, tell, by=lead, at=at),
        lambda: audit.export_ledger(LogFilter(), COLUMNS, tell, by=lead, at=at),
        lambda: ledger_checks.verify("", by=lead, at=at),
        lambda: operation_of(at, working_calendar(), by=lead, at=at),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_every_noun_of_the_ledger_has_a_name_for_its_filter():
    """What acts are about can all be chosen on the ledger's page."""
    told = {code.removeprefix("story_").partition(".")[0] for code in sentences()
            if code.startswith("story_")}  # fmt: skip
    assert told == set(audit.nouns())


def chores(role: Role, at, rule: str = "required") -> dict[str, object]:
    """What an administrator is told first: codes, with the count each tells of."""
    by = Actor(account="5f0000000000000000000001", name="管理员", role=role)
    found = administration_of(rule=rule, by=by, at=at)
    return {one.code: one.params.get("count") for one in found}


def test_the_security_administrator_is_told_who_waits(person_of, at):
    """Accounts without a role, locked names, obliged accounts without a second factor."""
    assert chores(Role.SECURITY_ADMINISTRATOR, at) == {}
    for _ in range(2):
        person_of(Role.MINISTRY_LEAD).update(role="")
    person_of(Role.MINISTRY_LEAD)
    person_of(Role.MINISTRY_LEAD, second_factor_at=at)
    person_of(Role.MINISTRY_LEAD, active=False)
    person_of(Role.HOST_OPERATOR, host="h")
    later = at + timedelta(minutes=1)
    SignInCounter(key="account:x", failures=5, failed_at=at, locked_until=later).save()
    told = {"task_grant_roles": 2, "task_see_lockouts": 1, "task_await_factors": 1}
    assert chores(Role.SECURITY_ADMINISTRATOR, at) == told
    everyone = chores(Role.SECURITY_ADMINISTRATOR, at, "everyone")
    assert everyone["task_await_factors"] == 2
    assert "task_await_factors" not in chores(Role.SECURITY_ADMINISTRATOR, at, "off")


def test_the_system_administrator_is_told_of_backups(at):
    """Never made, made lately, made too long ago."""
    at -= timedelta(days=180)  # in June no notice is waited for
    assert chores(Role.SYSTEM_ADMINISTRATOR, at) == {"task_first_backup": None}
    by = Actor(account="5f0000000000000000000001", name="系统", role=Role.SYSTEM_ADMINISTRATOR)
    (first,) = administration_of(rule="required", by=by, at=at)
    assert first.state == "todo"  # nothing is late on the first day
    made = {"name": "a", "digest": "0", "size": 1, "documents": 1, "recorded_at": at}
    BackupRecord(taken_at=at - timedelta(days=8), **made).save()
    assert "task_make_backup" in chores(Role.SYSTEM_ADMINISTRATOR, at)
    BackupRecord(taken_at=at - timedelta(days=1), **made).save()
    assert chores(Role.SYSTEM_ADMINISTRATOR, at) == {}


@pytest.mark.parametrize(
    ("day", "wanted"), [((2026, 9, 30), None), ((2026, 10, 1), 2027), ((2031, 3, 1), 2031)]
)
def test_the_system_administrator_is_asked_for_the_holiday_notice(database, day, wanted):
    """From October on for next year's, at any time for this year's; the task leads to its page."""
    by = Actor(account="5f0000000000000000000001", name="系统", role=Role.SYSTEM_ADMINISTRATOR)
    found = administration_of(rule="off", by=by, at=datetime(*day, 9, tzinfo=SHANGHAI))
    asked = [one for one in found if one.code == "task_load_notice"]
    assert [one.params["year"] for one in asked] == ([wanted] if wanted else [])
    assert {one.page for one in asked} <= {Page.OPERATION}


def test_the_audit_administrator_is_told_what_to_look_at(attempt, console, auditor, at):
    """Chains not checked for a month, failures and grants of the last seven days."""
    ledger_checks.verify("", by=auditor, at=at - timedelta(days=40))
    attempt("wrong_password")
    attempt("wrong_code", days=6)
    attempt("wrong_code", days=8)
    attempt("signed_in")
    transact(lambda: record(Act("grant.change", "account:x"), by=console, at=at))
    told = {"task_verify_again": None, "task_see_failures": 2, "task_see_grants": 1}
    assert chores(Role.AUDIT_ADMINISTRATOR, at) == told


def test_nobody_else_is_told_of_administration(at):
    """A ministry's lead has no administrator's chores."""
    assert chores(Role.MINISTRY_LEAD, at) == {}


@pytest.mark.parametrize(
    "role",
    [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR],
)
def test_an_administrators_first_page_costs_three_queries(person_of, commands, at, role):
    """However many accounts there are."""
    for _ in range(30):
        person_of(Role.MINISTRY_LEAD).update(role="")
    with commands() as seen:
        chores(role, at)
    assert len(seen) <= 3


def test_operation_shows_how_the_service_runs(tmp_path, at):
    """Database, disk, the years with a notice, the last backup: none yet."""
    by = Actor(account="5f0000000000000000000001", name="系统", role=Role.SYSTEM_ADMINISTRATOR)
    found = operation_of(tmp_path, working_calendar(), by=by, at=at)
    assert found.database.reachable
    assert found.database.replica_set
    assert found.database.version.startswith("6.")
    assert 0 < found.disk_free < found.disk_total
    assert (2026, True) in found.years
    assert found.last_backup is None
