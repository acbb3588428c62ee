"""Stamped forms as offices send them back: drawn here, then turned, photographed, faded."""

import random
from collections.abc import Sequence
from io import BytesIO

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from registry.policy.printed_codes import PrintedCode, written

DPI = 200
PAGE = (1654, 2339)
RED = (215, 25, 35)
_QR_SIDE = 284  # 36 mm, as the form prints it
_PLACES = ((1250, 120), (120, 1900))


def code_of(number: str = "SB-330000-2026-0001", digest: str = "a1" * 32) -> PrintedCode:
    """Return the code of an application's form."""
    return PrintedCode("application", number, digest)


def qr_picture(text: str, side: int = _QR_SIDE) -> Image.Image:
    """Return a QR code as printed: quiet zone around it, ``side`` points wide."""
    rows = segno.make(text, error="q", micro=False, boost_error=False).matrix_iter(border=4)
    lines = [bytes(0 if dark else 255 for dark in row) for row in rows]
    return Image.frombytes("L", (len(lines), len(lines)), b"".join(lines)).resize(
        (side, side), Image.Resampling.NEAREST
    )


def form(
    *codes: PrintedCode | str, words: int = 1, sealed: bool = True, size: tuple[int, int] = PAGE
) -> Image.Image:
    """Return a stamped page: lines of text that differ by ``words``, QR codes, a red seal."""
    page = Image.new("RGB", PAGE, "white")
    draw = ImageDraw.Draw(page)
    draw.text((500, 90), "中试平台 FORM", fill="black", font_size=56)
    made = random.Random(words)  # noqa: S311 - letters of a made-up form
    for line in range(28):
        y = 480 + line * 62
        draw.line((110, y + 52, 1540, y + 52), fill="black", width=2)
        draw.text((130, y), f"{line + 1:02d}  field", fill="black", font_size=34)
        text = "".join(made.choices("abcdefghik 0123456789", k=made.randint(10, 48)))
        draw.text((480, y), text, fill="black", font_size=34)
    for code, place in zip(codes, _PLACES, strict=False):
        page.paste(qr_picture(code if isinstance(code, str) else written(code)), place)
    if sealed:
        page = stamped(page, (1080, 1800))
    return page.resize(size, Image.Resampling.LANCZOS) if size != PAGE else page


def stamped(page: Image.Image, place: tuple[int, int]) -> Image.Image:
    """Press a round red seal on a page; as ink does, it lets black through."""
    ink = Image.new("RGB", page.size, "white")
    draw, (x, y) = ImageDraw.Draw(ink), place
    draw.ellipse((x, y, x + 330, y + 330), outline=RED, width=12)
    draw.regular_polygon((x + 165, y + 165, 60), 5, fill=RED)
    return ImageChops.multiply(page, ink)


def photographed(page: Image.Image) -> Image.Image:
    """Return a page as a telephone takes it: at an angle, on a grey table, a little soft."""
    wide, high = page.size
    table = Image.new("RGB", (wide + 500, high + 400), (120, 112, 104))
    table.paste(page, (250, 200))
    # Where the corners of the picture come from: no two sides stay parallel.
    quad = (60, 30, -140, high + 380, wide + 620, high + 250, wide + 380, 140)
    taken = table.transform(
        (1800, 2400),
        Image.Transform.QUAD,
        quad,
        Image.Resampling.BICUBIC,
        fillcolor=(120, 112, 104),
    )
    return taken.rotate(7, Image.Resampling.BICUBIC, fillcolor=(120, 112, 104)).filter(
        ImageFilter.GaussianBlur(1)
    )


def black_and_white(page: Image.Image) -> Image.Image:
    """Return a page as a fax or a cheap scanner gives it: one bit a point."""
    return page.convert("L").point(lambda value: 255 if value > 150 else 0).convert("1")


def damaged(page: Image.Image) -> Image.Image:
    """Return a page whose first QR code has been scribbled over."""
    hurt = page.copy()
    x, y = _PLACES[0]
    ImageDraw.Draw(hurt).rectangle((x + 30, y + 80, x + 260, y + 230), fill="black")
    return hurt


def as_jpeg(page: Image.Image, quality: int = 80) -> bytes:
    """Return a page as a JPEG file."""
    out = BytesIO()
    page.convert("RGB").save(out, "JPEG", quality=quality, dpi=(DPI, DPI))
    return out.getvalue()


def as_png(page: Image.Image) -> bytes:
    """Return a page as a PNG file."""
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def as_pdf(pages: Sequence[Image.Image], quality: int = 75) -> bytes:
    """Return pages as a scanner's PDF: one picture a page, at 200 dpi."""
    out = BytesIO()
    first, *others = (page.convert("RGB") for page in pages)
    first.save(out, "PDF", save_all=True, append_images=others, resolution=DPI, quality=quality)
    return out.getvalue()
