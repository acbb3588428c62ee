"""The transaction helper: all or nothing, retried, never nested."""

import threading

import pytest
from mongoengine.errors import NotUniqueError

from config.settings import SettingsError
from registry.database import NestedTransactionError, client, connect, transact
from registry.documents.counters import Counter, take_number
from registry.documents.hosts import Host
from registry.documents.ledger import LedgerEntry
from registry.embedded import TRANSACTION_SECONDS
from registry.services.ledger import Act, broken_at, record


def make_host(code, at):
    """A host of that code, not saved."""
    return Host(credit_code=code, name=code, name_key=code, recorded_at=at)


def test_an_exception_between_two_saves_leaves_neither(database, at):
    """An exception after the first of two saves leaves no host behind."""

    def work():
        make_host("A", at).save()
        raise LookupError

    with pytest.raises(LookupError):
        transact(work)
    assert Host.objects(credit_code="A").first() is None


def test_a_write_conflict_between_threads_is_retried(database):
    """Eight threads that take 25 numbers each from one series get 200 different numbers."""
    taken: list[int] = []
    failures: list[BaseException] = []

    def take():
        try:
            taken.extend(transact(lambda: take_number("race")) for _ in range(25))
        except BaseException as error:  # noqa: BLE001 - the test reports whatever went wrong
            failures.append(error)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(taken) == list(range(1, 201))
    assert Counter.objects(series="race").first().last == 200


def test_work_is_kept_once_though_it_runs_twice(database, at):
    """A transaction whose first run was aborted writes its document once."""
    runs = []

    def work():
        runs.append(1)
        make_host("B", at).save()

    transact(work)
    assert len(runs) == 2
    assert Host.objects(credit_code="B").count() == 1


def test_a_nested_transaction_is_refused(database):
    """A transaction inside another is refused: it would commit on its own."""
    with pytest.raises(NestedTransactionError):
        transact(lambda: transact(lambda: None))


def test_the_server_keeps_no_transaction_longer_than_it_is_given(connection):
    """A transaction that nobody ends any more, its worker killed, is ended by the server then."""
    limit = "transactionLifetimeLimitSeconds"
    assert client().admin.command({"getParameter": 1, limit: 1})[limit] == TRANSACTION_SECONDS


def test_a_doubled_unique_key_comes_out_at_once(database, at):
    """A duplicate key is told to the caller, not retried."""
    make_host("C", at).save()
    with pytest.raises(NotUniqueError):
        transact(lambda: make_host("C", at).save())


def test_two_acts_on_one_subject_never_fork_the_chain(database, at, console):
    """Acts recorded at once on one subject form one chain without gap or fork."""
    failures: list[BaseException] = []

    def act():
        try:
            for _ in range(10):
                transact(lambda: record(Act("test.act", "platform:x"), by=console, at=at))
        except BaseException as error:  # noqa: BLE001 - the test reports whatever went wrong
            failures.append(error)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert broken_at("platform:x") is None


def test_a_changed_entry_breaks_the_chain(database, at, console):
    """An entry changed behind the ledger's back is found, by its number."""
    for count in range(3):
        transact(
            lambda count=count: record(
                Act("test.act", "platform:y", after={"count": count, "on": at.date()}),
                by=console,
                at=at,
            )
        )
    assert broken_at("platform:y") is None
    LedgerEntry.objects(subject="platform:y", sequence=2).update_one(set__verb="test.other")
    assert broken_at("platform:y") == 2


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("?tls=true&tlsCAFile=/nonexist.pem", "/nonexist.pem"),
        ("?tls=true&tlsCAFile=/etc/passwd", "PEM"),
        ("?ssl=True", "true"),
        ("?nosuch=1", "nosuch"),
    ],
)
def test_an_address_that_cannot_be_used_is_named(rest, said):
    """An option or a file of the cluster's address that cannot be used is told as a setting."""
    with pytest.raises(SettingsError, match="RESERVE_MONGODB_URI") as refused:
        connect(f"mongodb://u:p@127.0.0.1:1/{rest}", "reserve")
    assert said in str(refused.value)


@pytest.mark.parametrize("password", ["hid/den", "1/hid den", "hid@den"])
def test_a_password_that_is_not_escaped_is_told_and_not_repeated(password):
    """A raw sign in the password is told as what it is, and no piece of the password is shown."""
    with pytest.raises(SettingsError, match="转义") as refused:
        connect(f"mongodb://u:{password}@127.0.0.1:1/", "reserve")
    assert "den" not in str(refused.value).removeprefix("RESERVE_MONGODB_URI")
