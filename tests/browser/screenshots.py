"""The pictures of the service, taken on the demo year: ``make screenshots``.

Without arguments the two pictures of the READMEs are made anew. With a folder every page is
taken there, at desktop and phone width, for people to look at.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from registry.demo.people import PASSWORD
from tests.browser.demo import demo_service
from tests.browser.tour import Stop, tour
from tests.browser.visitor import CHROMIUM, DESKTOP, FLAGS, PHONE, Visitor, opened

IMAGES = Path(__file__).parents[2] / "docs" / "images"
README = (
    Stop("home", "lead-330000", "/"),
    Stop("reporting", "ministry-lead", "/reporting"),
)


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
