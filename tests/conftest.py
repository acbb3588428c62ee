"""What all tests share: a real MongoDB, an injected clock, a service built on both."""

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from bson.decimal128 import Decimal128
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from mongoengine import connection as mapper
from mongoengine.connection import get_db
from playwright.sync_api import Browser, sync_playwright
from pymongo import monitoring

from config.settings import Settings
from registry import database as db
from registry.children import leave_a_thread_free
from registry.clock import Clock
from registry.documents.accounts import Account, AccountSession
from registry.documents.adjustments import AdjustmentRound
from registry.documents.catalogue import all_documents
from registry.documents.platforms import Platform
from registry.documents.tokens import ApiToken
from registry.embedded import EmbeddedServer
from registry.permissions import Actor, Role
from registry.services import passwords, second_factor_codes, tokens
from registry.services.sign_in import actor_of, digest_of_secret
from tests.asked import NOTED
from tests.browser.visitor import CHROMIUM, FLAGS
from tests.documented import DocumentedClient
from tests.memory import folder_in_memory
from tests.round_makers import a_round

SHANGHAI = ZoneInfo("Asia/Shanghai")
_MANY = 33

_IN_MEMORY = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep the files of a run in memory; with ``--basetemp`` they stay where that says."""
    if config.option.basetemp is None and (folder := folder_in_memory()):
        config.stash[_IN_MEMORY] = config.option.basetemp = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the memory back."""
    if folder := config.stash.get(_IN_MEMORY, None):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def places_for_files() -> Iterator[None]:
    """What an application says of its threads holds for its own test, not for the next."""
    yield
    leave_a_thread_free(_MANY)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, silent towards the outside; one for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """One embedded MongoDB for the whole run."""
    server = EmbeddedServer(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def commands() -> Callable[[], AbstractContextManager[list[str]]]:
    """A context that gives the list of what the database is asked in it, in order."""

    @contextmanager
    def noting() -> Iterator[list[str]]:
        NOTED.noted = seen = []
        try:
            yield seen
        finally:
            NOTED.noted = None

    return noting


@pytest.fixture(scope="session")
def prepared(mongod: EmbeddedServer) -> Iterator[EmbeddedServer]:
    """The server of the run, with every collection and index of the tests' database.

    Its client is kept under a second name: the mapper takes up again what is connected to the
    same place, and making it anew for each test took as long as many a test.
    """
    monitoring.register(NOTED)
    db.connect(mongod.uri, "reserve_tests")
    db.ensure_indexes(all_documents())
    for kept in (mapper._connections, mapper._connection_settings):
        kept["kept"] = kept[mapper.DEFAULT_CONNECTION_NAME]
    db.disconnect()
    yield mongod
    mapper.disconnect("kept")


@pytest.fixture
def connection(prepared: EmbeddedServer) -> Iterator[None]:
    """A connection for one test: the next may want one to another database."""
    db.connect(prepared.uri, "reserve_tests")
    yield
    db.disconnect()


def _with_records() -> list[str]:
    """Name the collections that hold anything, by one question instead of one for each."""
    reserve = get_db()
    names = reserve.list_collection_names()
    named = {
        name: [{"$limit": 1}, {"$project": {"_id": 0, "of": {"$literal": name}}}] for name in names
    }
    union = [{"$unionWith": {"coll": name, "pipeline": one}} for name, one in named.items()]
    return [one["of"] for one in reserve["nothing"].aggregate(union)]


@pytest.fixture
def database(connection: None) -> Iterator[None]:
    """An empty database. Every transaction runs twice, its first run aborted."""
    reserve = get_db()
    for name in _with_records():
        reserve[name].delete_many({})
    db.rehearse_transactions(on=True)
    yield
    db.rehearse_transactions(on=False)


@pytest.fixture
def at() -> datetime:
    """The first hour of the December window of 2026: Monday 28 December, nine o'clock."""
    return datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)


@pytest.fixture
def settings(mongod: EmbeddedServer, tmp_path: Path) -> Settings:
    """Settings of a training service on the tests' database."""
    return Settings(
        data=tmp_path,
        mongodb_uri=mongod.uri,
        database="reserve_tests",
        training=True,
        secret_key="tests only",
        secure_cookies=False,
        log_level="ERROR",
        second_factor="off",
    )


class Compiled(BytecodeCache):
    """Keeps compiled templates: the fresh service of each test would compile them anew."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before from the same text."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_compiled = Compiled()


def built_for(settings: Settings, at: datetime) -> Flask:
    """The service put together, its clock started at ``at``."""
    from registry.app import create_app  # noqa: PLC0415 - only tests of doors need the doors

    built = create_app(settings, Clock(at))
    built.test_client_class = DocumentedClient
    built.config["TESTING"] = True
    built.config["PROPAGATE_EXCEPTIONS"] = False
    built.jinja_env.bytecode_cache = _compiled
    return built


_standing: dict[Settings, Flask] = {}


@pytest.fixture
def app(database: None, settings: Settings, at: datetime) -> Flask:
    """The service, its clock started at ``at``.

    Putting its routes together takes longer than most tests: those with like settings share
    that, and each has a house of its own.
    """
    from registry.edge import Arrival, House  # noqa: PLC0415 - only tests of doors need the doors
    from registry.keys import vault_of  # noqa: PLC0415 - as above
    from registry.limits import limiter  # noqa: PLC0415 - as above

    alike = replace(settings, data=Path())
    if alike not in _standing:
        _standing[alike] = built_for(settings, at)
    app = _standing[alike]
    house = House(settings, Clock(at), str(app.secret_key), vault_of(settings))
    app.extensions["reserve"] = house
    app.wsgi_app = Arrival(app.wsgi_app._application, house)  # type: ignore[method-assign, attr-defined]
    limiter.reset()
    return app


@pytest.fixture
def fresh_app(database: None, settings: Settings, at: datetime) -> Flask:
    """A service that no request has reached yet: routes may be added to it."""
    return built_for(settings, at)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's client."""
    return app.test_client()


@pytest.fixture
def console() -> Actor:
    """The operator at the machine's console."""
    return Actor(account="console", name="控制台", role=Role.CONSOLE, door="console")


@pytest.fixture
def lead() -> Actor:
    """The lead of Zhejiang's department."""
    return Actor(account="lead", name="浙江负责人", role=Role.PROVINCIAL_LEAD, authority="330000")


@pytest.fixture
def reviewer() -> Actor:
    """A reviewer of Zhejiang's department."""
    return Actor(
        account="reviewer", name="浙江审核员", role=Role.PROVINCIAL_REVIEWER, authority="330000"
    )


@pytest.fixture
def ministry() -> Actor:
    """A lead of the ministry."""
    return Actor(account="ministry", name="部负责人", role=Role.MINISTRY_LEAD)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2id at its cheapest, for all that is checked or kept in this process."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cheap)
        patch.setattr(second_factor_codes, "_hasher", cheap)
        yield


def person(role: Role, *, authority: str = "", host: str = "", **more: object) -> Account:
    """Keep an account with a role, by-passing the desk; its password opens nothing."""
    return Account(
        **{
            "username": f"{role.value}-{secrets.token_hex(4)}",
            "name": f"测试{role.value}",
            "role": role.value,
            "authority": authority,
            "host": host,
            "password_hash": "no password",
            "recorded_at": datetime(2026, 1, 5, 9, tzinfo=SHANGHAI),
            **more,
        }
    ).save()


@pytest.fixture
def person_of(database: None) -> Callable[..., Account]:
    """``person_of(role, authority="", host="") -> Account``: kept, for tests of the desk."""
    return person


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """``sign_in(role, authority="", host="") -> FlaskClient``: signed in on the pages.

    Each call makes a new account. The client sends a right CSRF token with every request,
    as a header, so that forms can be posted with their data alone.
    """

    def opened(role: Role, *, authority: str = "", host: str = "", **more: object) -> FlaskClient:
        now = app.extensions["reserve"].clock.now()
        secret = secrets.token_urlsafe(32)
        session = AccountSession(key=digest_of_secret(secret), began_at=now, seen_at=now)
        person(role, authority=authority, host=host, sessions=[session], **more)
        return with_session(app, secret)

    return opened


def with_session(app: Flask, secret: str) -> FlaskClient:
    """A client whose browser holds a session's secret and a CSRF token."""
    client = app.test_client()
    raw = secrets.token_hex(20)
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": secret, "_fresh": True, "csrf_token": raw})
    signed = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(raw)
    client.environ_base["HTTP_X_CSRFTOKEN"] = str(signed)
    return client


@pytest.fixture
def token_for(app: Flask) -> Callable[..., dict[str, str]]:
    """``token_for(role, authority="", host="", scopes=None) -> headers`` for the API.

    Each call makes a new account with one token. ``scopes`` is every permission of the
    role that a token may carry, unless given. Roles that may hold no token get one too.
    """

    def headers(
        role: Role,
        *,
        authority: str = "",
        host: str = "",
        scopes: Iterable[str] | None = None,
        **more: object,
    ) -> dict[str, str]:
        now = app.extensions["reserve"].clock.now()
        account = person(role, authority=authority, host=host, **more)
        carried = tokens.grantable(actor_of(account, door="api", request_id=""))
        secret = f"rsv_{secrets.token_urlsafe(32)}"
        ApiToken(
            digest=digest_of_secret(secret),
            prefix=secret[:12],
            account=str(account.id),
            label="测试",
            scopes=sorted(carried if scopes is None else scopes),
            recorded_at=now,
            expires_at=now + timedelta(days=30),
        ).save()
        return {"Authorization": f"Bearer {secret}"}

    return headers


@pytest.fixture
def opened_round(database: None) -> AdjustmentRound:
    """The round of December 2026, opened by its notice: submissions and sheets are taken."""
    return a_round()


@pytest.fixture
def on_record(database: None) -> Callable[..., Platform]:
    """``on_record(number, **changes) -> Platform``: a platform in the library, past the desk.

    It stands in Zhejiang since March 2026, built on host ``host-1``, unless said otherwise.
    """

    def kept(number: str = "330000-2026-0001", **changes: object) -> Platform:
        admitted = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
        values: dict[str, object] = {
            "number": number,
            "authority": number[:6],
            "host": "host-1",
            "credit_code": f"91{number[:6]}{number[-4:]}",
            "host_name": "钱江新材料研究院",
            "name": f"先进材料中试平台{number[-4:]}",
            "name_key": f"先进材料中试平台{number[-4:]}",
            "state": "in_library",
            "basis": "sheet_only",
            "admitted_at": admitted,
            "changed_at": admitted,
            "profile": {"equipment_value": Decimal128("1350.50"), "full_time_staff": 12},
        }
        return Platform(**{**values, **changes}).save()

    return kept
