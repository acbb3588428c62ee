"""What is printed to be stamped: read back from paper as the browser prints it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from registry.policy.printed_codes import PrintedCode, read, written
from registry.scans.reading import read_scan
from registry.web.printed import code_picture
from tests.web.test_shell import an_app

MILLIMETRE = 96 / 25.4


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """The style guide in a browser, as it goes to paper."""
    client = an_app().test_client()

    def answer(route: Route) -> None:
        found = client.get(route.request.url.removeprefix("http://localhost"))
        headers = {"content-type": found.content_type}
        route.fulfill(status=found.status_code, headers=headers, body=found.data)

    context = chromium.new_context()
    page = context.new_page()
    page.route("**/*", answer)
    page.emulate_media(media="print")
    page.goto("http://localhost/")
    yield page
    context.close()


def test_the_code_is_wide_enough_on_paper(page: Page) -> None:
    """The QR code is printed at least 30 mm wide, its quiet zone not counted."""
    box = page.locator(".printed-head img").bounding_box()
    assert box
    printed = box["width"] / MILLIMETRE
    modules = 41  # of the code of an application, beside four white ones at either side
    assert printed * modules / (modules + 8) >= 30


def test_what_the_browser_prints_is_read_again(page: Page) -> None:
    """The PDF that Chromium prints on A4 carries a code that our reader reads."""
    codes = {read(one.text) for one in read_scan(page.pdf(prefer_css_page_size=True)).codes}
    assert codes == {PrintedCode("application", "SB-330000-2026-0001", "3f9a1c07be42d50b" * 4)}


@pytest.mark.parametrize("across", [False, True])
def test_every_sheet_of_paper_carries_the_code(page: Page, *, across: bool) -> None:
    """Upright or across, a long form has its code at the head of each page."""
    page.evaluate(
        """(across) => {
      const form = document.querySelector(".printed-form");
      form.classList.toggle("printed-across", across);
      document.querySelector(".content").replaceChildren(form);
      const lines = Array.from({length: 150}, () => document.createElement("p"));
      lines.forEach((line, place) => { line.textContent = `第 ${place} 行`; });
      form.querySelector(".printed-body").replaceChildren(...lines);
    }""",
        across,
    )
    scan = read_scan(page.pdf(prefer_css_page_size=True))
    assert scan.pages >= 4
    assert [one.page for one in scan.codes] == list(range(1, scan.pages + 1))


def test_the_picture_is_an_address_in_itself() -> None:
    """The picture is an SVG in its own address: nothing is fetched, nothing is run."""
    picture = code_picture(written(PrintedCode("summary_sheet", "330000-2026H2-01", "a" * 64)))
    assert picture.startswith("data:image/svg+xml")
    assert "script" not in picture
