"""What all tests share: a real MongoDB, an injected clock, a service built on both."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from mongoengine.connection import get_db

from config.settings import Settings
from registry import database as db
from registry.clock import Clock
from registry.documents.catalogue import all_documents
from registry.embedded import EmbeddedServer
from registry.permissions import Actor, Role

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """One embedded MongoDB for the whole run."""
    server = EmbeddedServer(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def connection(mongod: EmbeddedServer) -> Iterator[None]:
    """The connection of the test run, with every collection and index."""
    db.connect(mongod.uri, "reserve_tests")
    db.ensure_indexes(all_documents())
    yield
    db.disconnect()


@pytest.fixture
def database(connection: None) -> Iterator[None]:
    """An empty database. Every transaction runs twice, its first run aborted."""
    reserve = get_db()
    for name in reserve.list_collection_names():
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
    )


@pytest.fixture
def app(database: None, settings: Settings, at: datetime) -> Flask:
    """The service, its clock started at ``at``."""
    from registry.app import create_app  # noqa: PLC0415 - only tests of doors need the doors

    built = create_app(settings, Clock(at))
    built.config["TESTING"] = True
    built.config["PROPAGATE_EXCEPTIONS"] = False
    return built


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
