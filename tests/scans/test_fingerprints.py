"""Fingerprints: the same picture is known again, two forms of one layout are told apart."""

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageDraw

from registry.scans.fingerprints import fingerprint_of, is_same_picture, marks_of
from tests import stamped_forms as forms

PAGE = forms.form(forms.code_of())
OWN = fingerprint_of(PAGE)


def _opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


SAVED_ANEW = {
    "as a PNG": lambda: _opened(forms.as_png(PAGE)),
    "as a good JPEG": lambda: _opened(forms.as_jpeg(PAGE, 90)),
    "as a poor JPEG": lambda: _opened(forms.as_jpeg(PAGE, 30)),
    "at half its size": lambda: PAGE.resize((827, 1170), Image.Resampling.LANCZOS),
    "at half its size, as a poor JPEG": lambda: _opened(
        forms.as_jpeg(PAGE.resize((827, 1170), Image.Resampling.BICUBIC), 30)
    ),
    "poorly, twice": lambda: _opened(forms.as_jpeg(_opened(forms.as_jpeg(PAGE, 40)), 30)),
}


@pytest.mark.parametrize("how", SAVED_ANEW)
def test_a_picture_saved_anew_is_the_same(how: str) -> None:
    """Whatever kind, size or quality it is saved in, it is the same, and found by a mark."""
    again = fingerprint_of(SAVED_ANEW[how]())
    assert is_same_picture(OWN, again)
    assert set(marks_of(OWN)) & set(marks_of(again))


def test_forms_of_one_layout_differ() -> None:
    """Of forty forms of one layout, each with its words and code, no two are the same."""
    pages = [
        fingerprint_of(forms.form(forms.code_of(f"SB-330000-2026-{one:04d}"), words=one))
        for one in range(1, 41)
    ]
    assert not [pair for pair in combinations(pages, 2) if is_same_picture(*pair)]


def test_another_version_differs_by_its_code_alone() -> None:
    """The same words under another code are another picture; so is the page without its seal."""
    later = fingerprint_of(forms.form(forms.code_of(digest="b2" * 32)))
    unsealed = fingerprint_of(forms.form(forms.code_of(), sealed=False))
    assert not is_same_picture(OWN, later)
    assert not is_same_picture(OWN, unsealed)


def test_short_lists_without_a_code_differ() -> None:
    """Two nearly empty sheets of one layout and one seal differ by the names in them."""

    def sheet(name: str) -> Image.Image:
        page = Image.new("RGB", forms.PAGE, "white")
        draw = ImageDraw.Draw(page)
        for line in range(3):
            draw.line((110, 300 + line * 80, 1540, 300 + line * 80), fill="black", width=2)
        draw.text((130, 320), name, fill="black", font_size=34)
        return forms.stamped(page, (1080, 1500))

    one = fingerprint_of(sheet("Zhejiang fine chemicals pilot platform 2600.5"))
    other = fingerprint_of(sheet("Shandong special fibre platform 810"))
    assert is_same_picture(one, one)
    assert not is_same_picture(one, other)


def test_a_page_nearly_blank_has_none() -> None:
    """A blank back, or one with a page number alone, is like any other: nothing is said of it."""
    page = Image.new("RGB", forms.PAGE, (250, 248, 240))
    assert fingerprint_of(page) == ""
    ImageDraw.Draw(page).text((800, 2250), "- 2 -", fill="black", font_size=34)
    assert fingerprint_of(page) == ""
    assert marks_of("") == ()
    assert not is_same_picture("", "")
