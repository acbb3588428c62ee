"""The pictures of the service, taken on the demo year: ``make screenshots``.

Without arguments the pictures of the READMEs and guides are made anew. With a folder every page
is taken there, at desktop and phone width, for people to look at.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from registry.demo.people import PASSWORD
from tests.browser.demo import demo_service
from tests.browser.tour import Stop, tour
from tests.browser.visitor import CHROMIUM, DESKTOP, FLAGS, PHONE, Visitor, opened

IMAGES = Path(__file__).parents[2] / "docs" / "images"
# The pictures of the READMEs and guides: each by its stop of the tour.
PICTURES = {
    "province-home": "home",
    "ministry-board": "reporting",
    "visitor-activate": "platform-activate",
    "host-draft-home": "platform-home",
    "host-draft-form": "platform-form",
    "host-done-receipt": "platform-receipt",
    "province-sheet-new": "province-upload",
    "province-sheet-messy": "province-findings",
    "province-sheet-staged": "province-staged",
    "province-missing": "province-missing",
    "ministry-home": "ministry-home",
    "ministry-loads-one": "ministry-load",
    "ministry-library": "ministry-library",
}
_COLOURS = 128
# Enough for a reader of a guide to see what the page is about.
_TALL = 1000


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
                        if not mark:
                            visitor.page.set_viewport_size({"width": width, "height": _TALL})
                        _picture(visitor, folder / f"{stop.name}{mark}.png", whole=bool(mark))
    return amiss


def _picture(visitor: Visitor, path: Path, *, whole: bool) -> None:
    visitor.page.screenshot(path=path, full_page=whole, animations="disabled")


def _shrink(path: Path) -> None:
    """Keep a page's few colours only: a third of the size, and nobody sees it."""
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main(folder: str = "") -> int:
    """Take the pictures of READMEs and guides, or every page into a folder."""
    with (
        tempfile.TemporaryDirectory() as data,
        demo_service(Path(data)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if folder:
            widths = {DESKTOP: "-desktop", PHONE: "-phone"}
            amiss = take(browser, address, tour(), Path(folder), widths)
        else:
            named = {stop.name: stop for stop in tour()}
            stops = [replace(named[name], name=image) for name, image in PICTURES.items()]
            amiss = take(browser, address, stops, IMAGES, {DESKTOP: ""})
            for image in PICTURES.values():
                _shrink(IMAGES / f"{image}.png")
        browser.close()
    for one in amiss:
        sys.stderr.write(f"{one}\n")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
