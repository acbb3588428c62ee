"""A real Chromium on a really served service: what every browser test shares."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.serving import served
from tests.browser.visitor import Visitor, opened

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here: it drives a browser, which talks to us over the loopback."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker("browser")
            item.add_marker("enable_socket")


@pytest.fixture
def service(app: Flask, quick_passwords: None) -> Iterator[str]:
    """The service, served on a free port of this machine; its address."""
    with served(app) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, service: str) -> Iterator[Callable[..., Visitor]]:
    """``visit(width=1280, javascript=True) -> Visitor``: a browser of its own, watched.

    Anything a visitor's browser complains of, or asks another host for, fails the test.
    """
    with ExitStack() as stack:

        def come(width: int = 1280, *, javascript: bool = True) -> Visitor:
            its = opened(chromium, service, width=width, javascript=javascript)
            return stack.enter_context(its)

        yield come
