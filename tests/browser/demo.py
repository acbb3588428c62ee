"""The demo year, served: what the pictures show and what every page is tried on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from registry import database
from registry.app import create_app
from registry.clock import SHANGHAI, Clock
from registry.demo.year import seed
from registry.documents.catalogue import all_documents
from registry.embedded import EmbeddedServer
from tests.browser.besides import the_rest_happens
from tests.browser.serving import served

NOW = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)


@contextmanager
def demo_service(folder: Path) -> Iterator[str]:
    """Seed the demo year in a folder that goes away, and serve it; yield the address."""
    server = EmbeddedServer(folder)
    server.start()
    try:
        settings = Settings(
            data=folder,
            mongodb_uri=server.uri,
            database="pictures",
            training=True,
            training_clock=NOW,
            secret_key="pictures only",
            secure_cookies=False,
            log_level="ERROR",
            second_factor="off",
        )
        # Before there is an application, which opens fewer files at once than seeding does.
        database.connect(server.uri, settings.database)
        database.ensure_indexes(all_documents())
        seed(settings, lambda *_: None)
        app = create_app(settings, Clock(NOW))
        the_rest_happens(app, NOW)
        with served(app) as address:
            yield address
    finally:
        database.disconnect()
        server.stop()
