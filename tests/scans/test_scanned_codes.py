"""Printed codes read back from scans as offices send them: turned, photographed, faded."""

from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from registry.policy.printed_codes import Match, match
from registry.scans import limits
from registry.scans.reading import Scan, ScannedCode, read_scan
from tests import stamped_forms as forms
from tests.watching import Child, watched

OURS = forms.code_of()
LATER = forms.code_of(digest="b2" * 32)
OTHER = forms.code_of("SB-320000-2026-0007", "c3" * 32)
PAGE = forms.form(OURS)


@pytest.fixture(autouse=True)
def children() -> Iterator[list[Child]]:
    """No reader wants a call that the filter refuses, nor more memory than a quarter of its cap."""
    with watched() as seen:
        yield seen
    for child in seen:
        assert child.fault == "", child
        assert child.peak_mb < limits.MEMORY_BYTES // 2**20 // 4, child


def _match(scan: Scan) -> Match:
    return match((code.text for code in scan.codes), OURS)


_READ: dict[str, Callable[[], bytes]] = {
    "as scanned": lambda: forms.as_jpeg(PAGE),
    "turned by 90 degrees": lambda: forms.as_jpeg(PAGE.rotate(90, expand=True)),
    "turned by 180 degrees": lambda: forms.as_jpeg(PAGE.rotate(180)),
    "turned by 270 degrees": lambda: forms.as_png(PAGE.rotate(270, expand=True)),
    "turned by 17 degrees": lambda: forms.as_jpeg(PAGE.rotate(17, expand=True, fillcolor="white")),
    "photographed at an angle": lambda: forms.as_jpeg(forms.photographed(PAGE)),
    "photographed, turned and faded": lambda: forms.as_jpeg(
        forms.photographed(PAGE).rotate(90, expand=True), 30
    ),
    "black and white": lambda: forms.as_png(forms.black_and_white(PAGE)),
    "of low quality": lambda: forms.as_jpeg(PAGE, 30),
    "at 100 dpi": lambda: forms.as_jpeg(PAGE.resize((827, 1170))),
    "at 600 dpi": lambda: forms.as_jpeg(PAGE.resize((4960, 7016))),
    "sealed across the code": lambda: forms.as_jpeg(forms.stamped(PAGE, (1200, 90))),
    "a PDF": lambda: forms.as_pdf([PAGE]),
    "a PDF turned": lambda: forms.as_pdf([PAGE.rotate(90, expand=True)]),
    "a PDF of a photograph": lambda: forms.as_pdf([forms.photographed(PAGE)], 30),
    "the same code on two pages": lambda: forms.as_pdf([PAGE, forms.form(OURS, words=2)]),
    "another firm's code beside it": lambda: forms.as_jpeg(
        forms.form(OURS, "https://example.org/a")
    ),
}


@pytest.mark.parametrize("name", _READ)
def test_the_code_is_read(name: str) -> None:
    """The code that was printed is read, whatever was done to the page."""
    assert _match(read_scan(_READ[name]())) is Match.MATCHES


_ELSE: dict[str, tuple[Callable[[], bytes], Match]] = {
    "without a code": (lambda: forms.as_jpeg(forms.form()), Match.NO_CODE),
    "a damaged code": (lambda: forms.as_jpeg(forms.damaged(PAGE)), Match.NO_CODE),
    "two codes": (lambda: forms.as_jpeg(forms.form(OURS, OTHER)), Match.SEVERAL_CODES),
    "two codes on two pages": (
        lambda: forms.as_pdf([PAGE, forms.form(LATER)]),
        Match.SEVERAL_CODES,
    ),
    "of another record": (lambda: forms.as_jpeg(forms.form(OTHER)), Match.OTHER_RECORD),
    "of another version": (lambda: forms.as_pdf([forms.form(LATER)]), Match.OTHER_VERSION),
    "another firm's code alone": (
        lambda: forms.as_jpeg(forms.form("https://example.org/a")),
        Match.FOREIGN_CODE,
    ),
}


@pytest.mark.parametrize("name", _ELSE)
def test_what_does_not_match_is_told_apart(name: str) -> None:
    """Each way not to match has its own answer."""
    make, expected = _ELSE[name]
    assert _match(read_scan(make())) is expected


def test_codes_name_their_page() -> None:
    """Each code comes with its page; a part of a long scan counts pages from its beginning."""
    content = forms.as_pdf([forms.form(), PAGE, forms.form(words=3), forms.form(OTHER)])
    found = [(code.page, code.text) for code in read_scan(content).codes]
    assert found == [(2, forms.written(OURS)), (4, forms.written(OTHER))]
    part = read_scan(content, begin=2, most=2)
    assert (part.pages, len(part.fingerprints)) == (4, 2)
    assert part.codes == (ScannedCode(4, forms.written(OTHER)),)


def test_a_page_full_of_codes_answers_a_few() -> None:
    """A page of fifty codes, or one of thousands of signs, makes no long answer."""
    sheet = Image.new("RGB", forms.PAGE, "white")
    for place in range(50):
        one = forms.qr_picture(f"code {place}", 200)
        sheet.paste(one, (60 + place % 7 * 220, 60 + place // 7 * 260))
    assert len(read_scan(forms.as_png(sheet)).codes) == limits.CODES
    long = Image.new("RGB", forms.PAGE, "white")
    long.paste(forms.qr_picture("x" * 1200, 1400), (100, 100))
    assert read_scan(forms.as_png(long)).codes == ()
