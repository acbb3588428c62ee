"""The pictures of the service, taken on the demo year: ``make screenshots``.

Without arguments the two pictures of the READMEs are made anew. With a folder every page is
taken there, at desktop and phone width, for people to look at.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from config.settings import Settings
from registry import database
from registry.app import create_app
from registry.clock import SHANGHAI, Clock
from registry.demo.people import PASSWORD
from registry.demo.year import seed
from registry.embedded import EmbeddedServer
from tests.browser.serving import served
from tests.browser.tour import Stop, tour
from tests.browser.visitor import CHROMIUM, DESKTOP, FLAGS, PHONE, Visitor, opened

IMAGES = Path(__file__).parents[2] / "docs" / "images"
NOW = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
README = (
    Stop("home", "lead-330000", "/"),
    Stop("reporting", "ministry-lead", "/reporting"),
)


@contextmanager
def demo_service() -> Iterator[str]:
    """Seed the demo year in a folder that goes away, and serve it; yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder))
        server.start()
        try:
            settings = Settings(
                data=Path(folder),
                mongodb_uri=server.uri,
                database="pictures",
                training=True,
                training_clock=NOW,
                secret_key="pictures only",
                secure_cookies=False,
                log_level="ERROR",
                second_factor="off",
            )
            app = create_app(settings, Clock(NOW))
            seed(settings, lambda *_: None)
            with served(app) as address:
                yield address
        finally:
            database.disconnect()
            server.stop()


def take(
    browser: Browser, address: str, stops: Sequence[Stop], folder: Path, widths: Mapping[int, str]
) -> list[str]:
    """Take each stop at each width into a folder; return what a visitor would stumble on."""
    amiss: list[str] = []
    folder.mkdir(parents=True, exist_ok=True)
    people = dict.fromkeys(stop.who for stop in stops)
    for who in people:
        for width, mark in widths.items():
            with opened(browser, address, width=width) as visitor:
                if who:
                    visitor.sign_in(who, PASSWORD)
                for stop in stops:
                    if stop.who == who:
                        stop.reach(visitor)
                        amiss += visitor.stumbles()
                        _picture(visitor, folder / f"{stop.name}{mark}.png", whole=bool(mark))
    return amiss


def _picture(visitor: Visitor, path: Path, *, whole: bool) -> None:
    visitor.page.screenshot(path=path, full_page=whole, animations="disabled")


def main(folder: str = "") -> int:
    """Take the READMEs' pictures, or every page into a folder."""
    with demo_service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if folder:
            widths = {DESKTOP: "-desktop", PHONE: "-phone"}
            amiss = take(browser, address, tour(), Path(folder), widths)
        else:
            amiss = take(browser, address, README, IMAGES, {DESKTOP: ""})
        browser.close()
    for one in amiss:
        sys.stderr.write(f"{one}\n")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
