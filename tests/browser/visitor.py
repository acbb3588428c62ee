"""Somebody at a browser: goes, types, presses, looks; and is told of anything amiss."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

# Chromium without a window of its own: it draws the same pages, and no browser around them.
CHROMIUM = "/usr/bin/chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = 1280, 390
PASSWORD = "青松-白鹤-1907-江"
expect.set_options(timeout=30_000)
_HEIGHTS = {DESKTOP: 800, PHONE: 844}
_PATIENCE = 30_000  # a busy machine takes its time; nobody waits longer than it takes
# A refusal is answered with its status, which the browser writes to its console.
_ANSWERED = re.compile(r"the server responded with a status of (4\d\d)")

# What a reader of the page with a keyboard, a screen reader or a phone would stumble on.
_STUMBLES = """() => {
  const found = [];
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  for (const mark of ["header", "main", "footer"])
    if (document.querySelectorAll(mark).length !== 1) found.push("no " + mark);
  const fields = document.querySelectorAll("input:not([type=hidden]), select, textarea");
  for (const field of fields)
    if (!field.hidden && !field.labels.length && !field.ariaLabel)
      found.push("no label: " + field.name);
  for (const link of document.querySelectorAll("a[href], button"))
    if (link.checkVisibility() &&
        !(link.textContent.trim() || link.ariaLabel || link.querySelector("img[alt]")))
      found.push("nameless: " + link.outerHTML.slice(0, 80));
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at)))
    found.push("id twice: " + id);
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) found.push("scrolls sideways by " + over);
  return found;
}"""

# The rules of WCAG 2.2 AA, contrast among them, and what the makers of axe hold good practice.
_AXE = Axe().axe_script
_RULES = """() => axe.run(document, {
  preload: false,
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}).then((found) => found.violations.flatMap((rule) => rule.nodes.map(
  (node) => `${rule.id} (${rule.impact}): ${node.target} ${node.html.slice(0, 120)}`
)))"""


@dataclass
class Visitor:
    """One browser with its cookies. ``amiss`` collects what it complained of.

    Without ``javascript`` axe cannot run: what it waits for would never come.
    """

    context: BrowserContext
    page: Page
    address: str
    javascript: bool = True
    amiss: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(self.address + path)

    def widen(self, width: int) -> None:
        """Make the window as wide as a desk's or a phone's; the page is laid out anew."""
        self.page.set_viewport_size(_window(width))

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in by the form, as a person does."""
        self.go("/sign-in")
        self.type("用户名", username)
        self.type("密码", password)
        self.press("登录")
        self.page.wait_for_url(self.address + "/")

    def type(self, label: str, text: str) -> None:
        """Fill in the field of a label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, button: str) -> None:
        """Press the button that says so."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        """Follow the first link that says so, wholly or in part."""
        self.page.locator("main").get_by_role("link", name=link).first.click()

    def sees(self, *texts: str) -> None:
        """Wait until each text stands on the page, below the navigation."""
        for text in texts:
            self.page.locator(".page").get_by_text(text).first.wait_for(timeout=_PATIENCE)

    def text(self) -> str:
        """Return what stands on the page below the navigation."""
        return self.page.locator(".page").inner_text()

    def stumbles(self) -> list[str]:
        """Return what keyboard, screen reader or phone would stumble on."""
        # Before its style sheets are there a page has no shape to judge.
        self.page.wait_for_load_state("load")
        found = list(self.page.evaluate(_STUMBLES))
        if self.javascript:
            if not self.page.evaluate("'axe' in window"):
                self.page.evaluate(_AXE)
            found += self.page.evaluate(_RULES)
        return [f"{self.page.url}: {one}" for one in found]


def _window(width: int) -> ViewportSize:
    return {"width": width, "height": _HEIGHTS.get(width, 800)}


@contextmanager
def opened(
    browser: Browser, address: str, *, width: int = DESKTOP, javascript: bool = True
) -> Iterator[Visitor]:
    """Open a browser of its own at a width; fail at the end where anything was amiss."""
    context = browser.new_context(
        viewport=_window(width),
        java_script_enabled=javascript,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    context.set_default_timeout(_PATIENCE)
    visitor = Visitor(context, context.new_page(), address, javascript)
    context.on("page", lambda page: _watch(page, visitor))
    _watch(visitor.page, visitor)
    yield visitor
    context.close()
    assert not visitor.amiss, visitor.amiss


def _watch(page: Page, visitor: Visitor) -> None:
    def on_console(message: object) -> None:
        text = getattr(message, "text", "")
        if getattr(message, "type", "") in {"error", "warning"} and not _ANSWERED.search(text):
            visitor.amiss.append(text)

    def on_request(request: object) -> None:
        url = getattr(request, "url", "")
        if not url.startswith((visitor.address, "data:", "blob:")):
            visitor.amiss.append(f"asked {url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: visitor.amiss.append(str(error)))
    page.on("request", on_request)
