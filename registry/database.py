"""The connection and the one transaction helper. Nobody else knows how either works."""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import mongoengine
import pymongo
from mongoengine.connection import get_connection, get_db
from mongoengine.errors import OperationError
from pymongo import MongoClient, ReadPreference
from pymongo.client_session import ClientSession
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    CollectionInvalid,
    ConfigurationError,
    ConnectionFailure,
    NotPrimaryError,
    PyMongoError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from config.settings import Settings, SettingsError
from registry.embedded import TRANSACTION_SECONDS, embedded_uri
from registry.messages import say

# One call; then its request is answered, and its thread is free for another.
CALL_SECONDS = 8.0
_SELECTION_MILLISECONDS = 5000
# An index over millions of records takes its time; it is made before anybody is served.
_INDEX_SECONDS = 3600
# The server is on its way down, out of space, or changing its primary.
_AWAY_CODES = frozenset({89, 91, 189, 10107, 11600, 11602, 13435, 13436, 14031})
_RUN_AGAIN = "TransientTransactionError"
_AWAY_LABELS = (_RUN_AGAIN, "UnknownTransactionCommitResult")
# What the driver says, in its text alone, of a connection that takes no session.
_UNFIT = "Sessions are not supported"
# What was read halfway when the server started again: its cursor went with it (43), or was begun
# on a connection that takes no session and is asked for on one that does (50736).
_CURSOR_LOST = frozenset({43, 50736})
# It answers, and turns us away; waiting changes nothing.
_NOT_FOR_US = {18: "database_login_refused", 13: "database_right_missing"}
# What OpenSSL says of a certificate that does not hold; the driver tells it in its text alone.
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_FORBIDDEN_IN_URI = ("w=", "journal=", "wtimeoutms=", "readpreference=")

_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)
_rehearsing: ContextVar[bool] = ContextVar("rehearsing_transactions", default=False)
_fence: ContextVar[Callable[[], None] | None] = ContextVar("fence", default=None)

Result = TypeVar("Result")


class NestedTransactionError(RuntimeError):
    """A transaction was begun inside another: it would commit on its own."""


class Superseded(BaseException):
    """Another does this work by now: nothing more of it is to be kept.

    No fault but a cancellation: what goes on after any Exception is not to go on after this.
    """


def mongodb_uri(settings: Settings) -> str:
    """Return where the database is: the operator's cluster, else the embedded server's socket.

    Raises SettingsError for a cluster's address that would change how acts are kept.
    """
    if settings.mongodb_uri:
        options = settings.mongodb_uri.lower().partition("?")[2]
        if found := [option for option in _FORBIDDEN_IN_URI if option in options]:
            raise SettingsError(say("uri_forbidden", options="、".join(found)))
        return settings.mongodb_uri
    return embedded_uri(settings.data)


def connect(uri: str, name: str, *, seconds: float = CALL_SECONDS) -> None:
    """Connect MongoEngine, whether the database answers yet or not. Instants come back in UTC.

    No call takes longer than ``seconds``, except in a block that sets a time of its own: a
    server that stands still must not keep every thread waiting. Raises SettingsError where the
    address itself, or a file that it names, cannot be used.
    """
    try:
        mongoengine.connect(
            name,
            host=uri,
            tz_aware=True,
            uuidRepresentation="standard",
            serverSelectionTimeoutMS=_SELECTION_MILLISECONDS,
            connectTimeoutMS=_SELECTION_MILLISECONDS,
            timeoutMS=int(seconds * 1000),
            appname="reserve",
        )
    except (mongoengine.ConnectionFailure, PyMongoError, ValueError, OSError) as error:
        # What MongoEngine wraps came from reading a certificate; without that it is our own fault.
        hidden = error.__context__ if isinstance(error, mongoengine.ConnectionFailure) else error
        if hidden is None:
            raise
        mongoengine.disconnect()
        raise SettingsError(_why_unusable(hidden)) from error


def _why_unusable(error: BaseException) -> str:
    if isinstance(error, ssl.SSLError):
        return say("uri_certificate", reason=error.reason or error)
    if isinstance(error, OSError):
        return say("uri_file", path=error.filename, reason=error.strerror)
    # What stands in quotes was read from the address, and may be a piece of the password.
    return say("uri_unusable", reason=re.sub('"[^"]*"', "…", str(error)).rstrip("."))


def disconnect() -> None:
    """Close the connection of this process."""
    mongoengine.disconnect()


def client() -> MongoClient[dict[str, Any]]:
    """Return the client of this process."""
    connection: MongoClient[dict[str, Any]] = get_connection()
    return connection


def is_reachable() -> bool:
    """Tell whether a primary answers now."""
    return unreachable() is None


def unreachable() -> PyMongoError | None:
    """Return what keeps a primary from answering us now, or None where one answers."""
    try:
        with pymongo.timeout(2):
            hello = client().admin.command("hello")
    except PyMongoError as error:
        return error
    return None if hello.get("isWritablePrimary") else NotPrimaryError("no primary")


def code_of(error: PyMongoError) -> str:
    """Return the code of the sentence for a failing database: away, or not for us."""
    code = getattr(error, "code", None)
    if code in _NOT_FOR_US:
        return _NOT_FOR_US[code]
    return "database_untrusted" if _UNTRUSTED in str(error) else "database_away"


def is_away(error: BaseException) -> bool:
    """Tell whether an error means that the database cannot serve now; no fault of the request.

    MongoEngine wraps what the server said; what it hides is looked at.
    """
    hidden = error.__context__ if isinstance(error, OperationError) else error
    if isinstance(hidden, ConnectionFailure):
        return True
    return isinstance(hidden, PyMongoError) and (
        hidden.timeout
        or _is_unfit(hidden)
        or not _codes_in(hidden).isdisjoint(_AWAY_CODES | _CURSOR_LOST)
        or any(hidden.has_error_label(label) for label in _AWAY_LABELS)
    )


def _codes_in(error: PyMongoError) -> set[int | None]:
    """Return the server's codes in an error; one of many writes at once has them inside."""
    if isinstance(error, BulkWriteError):
        return {
            one.get("code")
            for kind in ("writeErrors", "writeConcernErrors")
            for one in error.details.get(kind, ())
        }
    return {getattr(error, "code", None)}


def drop_connections() -> None:
    """Drop the connections at rest now, those at work when they come to rest.

    A connection keeps for life what its server said when it was made. Made while that was
    still starting it takes no session: transactions fail on it though there is a primary since.
    """
    for server in list(client()._topology._servers.values()):  # noqa: SLF001 - the driver drops its own only where a line breaks
        server.pool.reset_without_pause()


def _is_unfit(error: BaseException) -> bool:
    return isinstance(error, ConfigurationError) and _UNFIT in str(error)


@contextmanager
def _unfit_dropped() -> Iterator[None]:
    """Drop the connections where one takes no session; what was begun is to run again."""
    try:
        yield
    except ConfigurationError as error:
        if not _is_unfit(error):
            raise
        drop_connections()
        raise AutoReconnect(str(error), {"errorLabels": [_RUN_AGAIN]}) from error


def ensure_indexes(documents: tuple[type[Any], ...]) -> None:
    """Create collections and indexes, before the first transaction.

    Inside a transaction it fails once, and the unique index then silently never exists.
    """
    database = get_db()
    present = set(database.list_collection_names())
    with pymongo.timeout(_INDEX_SECONDS):
        for document in documents:
            # A counter or a file list has no index of its own, and must exist all the same.
            if document._get_collection_name() not in present:  # noqa: SLF001 - no public name for it
                with suppress(CollectionInvalid):
                    database.create_collection(document._get_collection_name())  # noqa: SLF001 - as above
            document.ensure_indexes()


def transact(work: Callable[[], Result]) -> Result:
    """Run ``work`` in one transaction: all of it is kept, majority and journalled, or none.

    ``work`` may run more than once (a write conflict is retried), so it loads and builds
    its documents inside. An exception leaves nothing behind and comes out as it is.
    Raises NestedTransactionError inside another transaction.
    """
    if _inside.get():
        raise NestedTransactionError
    # Around all of it: taking a transaction back, or keeping it, wants a session as well.
    with (
        _unfit_dropped(),
        client().start_session() as session,
        pymongo.timeout(TRANSACTION_SECONDS),
    ):
        if _rehearsing.get():
            _rehearse(session, work)
        return session.with_transaction(
            lambda bound: _attempt(bound, work),
            read_concern=ReadConcern("snapshot"),
            write_concern=WriteConcern("majority", j=True),
            read_preference=ReadPreference.PRIMARY,
        )


def rehearse_transactions(*, on: bool) -> None:
    """Run every transaction twice, aborting the first: shows work that is not repeatable.

    For tests only; the service never turns it on.
    """
    _rehearsing.set(on)


@contextmanager
def fenced(check: Callable[[], None]) -> Iterator[None]:
    """Ask in each transaction of this thread first; what ``check`` raises leaves nothing behind."""
    before = _fence.set(check)
    try:
        yield
    finally:
        _fence.reset(before)


def _attempt(session: ClientSession, work: Callable[[], Result]) -> Result:
    inside = _inside.set(True)
    try:
        with _unfit_dropped(), session.bind(end_session=False):
            if check := _fence.get():
                check()
            return work()
    except OperationError as error:
        # MongoEngine wraps a write conflict and hides the label that asks for a retry.
        hidden = error.__context__
        if isinstance(hidden, PyMongoError) and hidden.has_error_label(_RUN_AGAIN):
            raise hidden from error
        raise
    finally:
        _inside.reset(inside)


def _rehearse(session: ClientSession, work: Callable[[], object]) -> None:
    session.start_transaction(
        read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority", j=True)
    )
    try:
        _attempt(session, work)
    except PyMongoError as error:
        if not error.has_error_label(_RUN_AGAIN):
            raise
    finally:
        if session.in_transaction:
            session.abort_transaction()
