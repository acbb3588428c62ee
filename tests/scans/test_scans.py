"""Stamped scans: type by content, pages, a picture, a trace of red; never a verified seal."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from registry.messages import say
from registry.scans import limits
from registry.scans.reading import read_scan
from registry.scans.refusals import (
    ScanDamaged,
    ScanEmpty,
    ScanError,
    ScanTooLarge,
    ScanTooManyPages,
    ScanWrongType,
)

SAMPLES = Path(__file__).parents[1] / "samples"


def _sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def _picture(kind: str, mode: str = "RGB", *, red: bool = False) -> bytes:
    picture = Image.new(mode, (900, 1200), "white")
    if red:
        ImageDraw.Draw(picture).ellipse((600, 900, 780, 1080), outline=(220, 20, 30), width=8)
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def _pdf(pages: int) -> bytes:
    sheets = [Image.new("RGB", (60, 80), "white") for _ in range(pages)]
    out = BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "media_type", "mark"),
    [
        ("scan_stamped_330000.pdf", "application/pdf", True),
        ("scan_stamped_330000.jpg", "image/jpeg", True),
        ("scan_without_stamp.pdf", "application/pdf", False),
    ],
)
def test_the_samples(name: str, media_type: str, *, mark: bool) -> None:
    """The samples' type, pages and red mark are told; the first page is pictured."""
    scan = read_scan(_sample(name))
    assert (scan.media_type, scan.pages, scan.seal_mark) == (media_type, 1, mark)
    with Image.open(BytesIO(scan.preview)) as preview:
        assert preview.format == "PNG"
        assert max(preview.size) <= limits.PREVIEW_SIDE + 1


@pytest.mark.parametrize("red", [True, False])
def test_a_red_ring_is_seen(*, red: bool) -> None:
    """A ring as red as a seal is a trace; a white page shows none."""
    assert read_scan(_picture("PNG", red=red)).seal_mark is red


@pytest.mark.parametrize("mode", ["L", "1", "RGBA", "P"])
def test_pictures_of_every_mode_are_read(mode: str) -> None:
    """Grey, black and white, transparent and palette pictures are read."""
    assert read_scan(_picture("PNG", mode)).pages == 1


def test_pages_are_counted_and_capped() -> None:
    """Three pages are three; one above the cap is refused with both numbers."""
    assert read_scan(_pdf(3)).pages == 3
    with pytest.raises(ScanTooManyPages) as refused:
        read_scan(_pdf(limits.PAGES + 1))
    assert refused.value.params == {"pages": limits.PAGES + 1, "limit": limits.PAGES}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", ScanEmpty),
        (b" \n", ScanEmpty),
        (b"PK\x03\x04 an OFD", ScanWrongType),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ScanWrongType),
        (b"GIF89a", ScanWrongType),
        (b"%PDF-1.7 nothing else", ScanDamaged),
        (b"\xff\xd8\xff cut off", ScanDamaged),
        (b"\x89PNG\r\n\x1a\n cut off", ScanDamaged),
        (b"%PDF" + b"0" * limits.UPLOAD_BYTES, ScanTooLarge),
    ],
    ids=["empty", "blank", "zip", "svg", "gif", "pdf", "jpeg", "png", "large"],
)
def test_what_is_no_scan(content: bytes, refusal: type[ScanError]) -> None:
    """Each fault has its own refusal, with a Chinese sentence."""
    with pytest.raises(refusal) as refused:
        read_scan(content)
    assert say(refused.value.code, **refused.value.params)


@pytest.mark.parametrize("name", ["scan_stamped_330000.pdf", "scan_stamped_330000.jpg"])
def test_a_cut_off_scan_is_damaged(name: str) -> None:
    """A scan whose end is missing is refused, not kept half."""
    content = _sample(name)
    with pytest.raises(ScanDamaged):
        read_scan(content[: len(content) // 2])


def test_a_picture_bomb_dies_in_the_child() -> None:
    """A small PNG that unpacks to 900 million points is refused; this process lives."""
    out = BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(ScanError):
        read_scan(out.getvalue())
