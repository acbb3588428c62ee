"""Every page of the service on the demo year: nothing on it that somebody would stumble on.

By axe-core: WCAG 2.2 AA, contrast among it, and good practice; by ``_STUMBLES`` of the
visitor: labels, headings, nothing that scrolls sideways. And without a mouse: Tab reaches
everything in the order seen, and shows where it is.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from werkzeug.routing import Map, Rule

from registry import web
from registry.demo.people import PASSWORD
from registry.documents.ledger import LedgerEntry
from tests.browser.demo import demo_service
from tests.browser.tour import Stop, tour
from tests.browser.visitor import DESKTOP, PHONE, opened
from tests.house.listed_routes import LINES
from tests.raw_codes import raw_codes

_WEB = Path(web.__file__).parent
# What is asked for with GET and is no page of its own.
NO_PAGES = {
    "/healthz": "for monitors",
    "/readyz": "for monitors",
    "/metrics": "for monitors",
    "/static/<path:filename>": "a file",
    "/bootstrap/<path:filename>": "a file",
    "/summary-sheets/<number>/scan": "a file",
    "/summary-sheets/<number>/scan.png": "a file",
    "/summary-sheets/<number>/progress": "read by a script",
    "/summary-sheets/<number>/scan/progress": "read by a script",
    "/summary-sheets/<number>/scan/pages/<int:page>.png": "a picture",
    "/initial-loads/<number>/progress": "read by a script",
    "/applications/<number>/scan": "a file",
    "/applications/<number>/scan.png": "a picture",
    "/applications/<number>/scan/progress": "read by a script",
    "/applications/<number>/versions/<int:version>/scan": "a file",
    "/applications/<number>/versions/<int:version>/scan.png": "a picture",
    "/applications/<number>/evidence/<paper_id>": "a file",
    "/applications/<number>/evidence/<paper_id>/picture": "a file",
    "/exit-proposals/<number>/evidence/<paper_id>": "a file",
    "/exit-proposals/<number>/evidence/<paper_id>/picture": "a picture",
    "/major-changes/<number>/papers/<paper_id>": "a file",
    "/major-changes/<number>/papers/<paper_id>/picture": "a picture",
    "/platforms/<number>/realtime/export.xlsx": "a file",
    "/support-requests/export.xlsx": "a file",
    "/update-checks/export.xlsx": "a file",
    "/calendar/<secret>.ics": "a calendar",
    "/reporting": "leads to the board",
    "/condition-findings.xlsx": "a file",
    "/incidents/grading": "read by a script",
    "/incidents/<number>/evidence/<paper_id>": "a file",
    "/incidents/<number>/evidence/<paper_id>/picture": "a picture",
    "/unreported-changes/<number>/papers/<paper_id>": "a file",
    "/unreported-changes/<number>/papers/<paper_id>/picture": "a picture",
    "/register-extracts/<number>/progress": "read by a script",
    "/reviews/<number>/versions/<int:version>/papers/<paper>": "a file",
    "/reviews/<number>/versions/<int:version>/papers/<paper>/first-page.png": "a picture",
    "/removal-cases/<number>/evidence/<paper_id>": "a file",
    "/removal-cases/<number>/evidence/<paper_id>/picture": "a picture",
    "/appeals/<number>/evidence/<paper_id>": "a file",
    "/appeals/<number>/evidence/<paper_id>/picture": "a picture",
    "/removal-batches/<number>/progress": "read by a script",
    "/windows": "leads to this year's",
    "/adjustments": "leads to the round at hand",
    "/api/v1/docs": "Swagger UI, for programmers; not ours to mend",
    "/sign-in/code": "only half-way through a sign-in: test_second_factor_story",
}
GROUPS = (
    "visitor", "system", "security", "audit", "host", "province", "reviewer", "division",
    "ministry",
)  # fmt: skip
# Pages of every kind: tasks, lists with filters and heads that sort, forms, tabs, uploads.
WALKED = (
    "visitor-sign-in",
    "host-idle-form",
    "province-sheet-new",
    "province-registration",
    "reviewer-review-queue",
    "reviewer-review-open",
    "ministry-home",
    "ministry-library",
    "ministry-platform",
    "ministry-board",
    "ministry-loads-one",
)
# What can be reached, as Tab goes: visible, not switched off, one of each group of radio buttons.
_CONTROLS = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary"
)].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0).length"""
# Where the focus is: its place on the page, whether an outline shows it, and nothing hides it.
_FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  // Of a link over several lines, its first.
  const all = [...document.querySelectorAll("*")], box = one.getClientRects()[0];
  const style = getComputedStyle(one);
  return {
    place: all.indexOf(one),
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: one.contains(document.elementFromPoint(
      box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2)),
    text: (one.innerText || one.name || one.tagName).slice(0, 40),
  };
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo year, served once for all; its address."""
    with demo_service(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="module")
def stops(demo: str) -> tuple[Stop, ...]:
    """Every stop of the tour."""
    return tour()


def test_no_page_asks_how_wide_it_is() -> None:
    """No script and no template reads the width: what a page holds is the same at each."""
    asked = re.compile(r"matchMedia|innerWidth|outerWidth|clientWidth|offsetWidth|screen\.width")
    files = (*_WEB.glob("static/js/*.js"), *_WEB.rglob("*.html"))
    assert len(files) > 50
    assert [one.name for one in files if asked.search(one.read_text(encoding="utf-8"))] == []


@cache
def pages() -> tuple[str, ...]:
    """The rules of all pages, as the list of routes has them."""
    found = (line["on"].split(" ") for line in LINES)
    return tuple(
        rule
        for method, rule in found
        if method == "GET"
        and rule not in NO_PAGES
        and not rule.endswith(".xlsx")
        and not rule.startswith("/api/")
    )


def test_the_tour_leads_to_every_page(stops: tuple[Stop, ...]) -> None:
    """Every GET of the list of routes is a stop, or no page for a reason; a new page fails here."""
    rules = [rule.replace("int(fixed_digits=4)", "int") for rule in pages()]
    seen = Map([Rule(rule, endpoint=rule) for rule in rules]).bind("localhost")
    reached = set()
    for stop in stops:
        path = urlsplit(stop.path).path
        if seen.test(path):
            reached.add(seen.match(path)[0])
    assert set(rules) - reached == set()


def test_every_exception_is_still_a_route() -> None:
    """A rule that is gone is no exception any more."""
    assert {f"GET {rule}" for rule in NO_PAGES} <= {line["on"] for line in LINES}


def test_every_stop_has_its_group(stops: tuple[Stop, ...]) -> None:
    """No page is left out below, and no two stops share a name."""
    assert {stop.name.split("-")[0] for stop in stops} == set(GROUPS)
    assert len({stop.name for stop in stops}) == len(stops)


@pytest.mark.usefixtures("demo")
def test_the_ledger_tells_no_act_by_a_code() -> None:
    """Of every act of the year and of what comes besides: its name, its object, what it left."""
    acts = LedgerEntry.objects
    assert {"incident", "unreported_change", "major_change", "ban_waiver"} <= {
        one.partition(".")[0] for one in acts.distinct("verb")
    }
    assert raw_codes(acts) == set()


@pytest.mark.parametrize("group", GROUPS)
def test_nobody_stumbles(
    chromium: Browser, demo: str, stops: tuple[Stop, ...], group: str
) -> None:  # fmt: skip - one line of what it takes
    """axe-core and our own look find nothing at either width; the browser complains of nothing.

    A page is the same document at every width: it is opened once, and laid out anew.
    """
    mine = [stop for stop in stops if stop.name.split("-")[0] == group]
    amiss: list[str] = []
    for who, theirs in groupby(mine, key=lambda stop: stop.who):
        with opened(chromium, demo) as visitor:
            if who:
                visitor.sign_in(who, PASSWORD)
            for stop in theirs:
                stop.reach(visitor)
                amiss += visitor.stumbles()
                visitor.widen(PHONE)
                amiss += visitor.stumbles()
                visitor.widen(DESKTOP)
    assert amiss == []


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", WALKED)
def test_tab_reaches_everything_in_order(
    chromium: Browser, demo: str, stops: tuple[Stop, ...], name: str, width: int
) -> None:
    """Every control once, in the order of the page, always outlined and in sight; no trap."""
    stop = next(one for one in stops if one.name == name)
    with opened(chromium, demo, width=width) as visitor:
        if stop.who:
            visitor.sign_in(stop.who, PASSWORD)
        stop.reach(visitor)
        page = visitor.page
        # Else the browser is still on its way to what has the focus.
        page.emulate_media(reduced_motion="reduce")
        page.evaluate("document.activeElement.blur()")
        expected = page.evaluate(_CONTROLS)
        walked = []
        # A date takes several Tabs, so there may be more steps than controls.
        for _ in range(expected + 20):
            page.keyboard.press("Tab")
            if (here := page.evaluate(_FOCUS)) is None:
                break
            walked.append(here)
        places = [here["place"] for here in walked]
        assert walked[0]["text"] == "跳到正文"
        assert len(set(places)) == expected
        assert places == sorted(places), "focus jumps back"
        # Of a date's parts the browser outlines the last, its calendar, in its own way.
        clear = {here["place"] for here in walked if here["shown"] and here["seen"]}
        assert [here["text"] for here in walked if here["place"] not in clear] == []


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_skip_link_passes_the_navigation(chromium: Browser, demo: str, width: int) -> None:
    """Enter on the first stop, and the next Tab is inside the page's content."""
    with opened(chromium, demo, width=width) as visitor:
        visitor.sign_in("ministry-lead", PASSWORD)
        visitor.go("/platforms")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Enter")
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("!!document.activeElement.closest('main')")


def test_escape_closes_the_menu(chromium: Browser, demo: str) -> None:
    """On a phone Enter opens the menu, Escape closes it and stays at it."""
    with opened(chromium, demo, width=PHONE) as visitor:
        visitor.sign_in("ministry-lead", PASSWORD)
        menu = visitor.page.locator(".nav-narrow details")
        menu.locator("summary").focus()
        visitor.page.keyboard.press("Enter")
        assert menu.get_by_role("link", name="储备库").is_visible()
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Escape")
        assert not menu.get_by_role("link", name="储备库").is_visible()
        assert visitor.page.evaluate("document.activeElement.textContent") == "菜单"
