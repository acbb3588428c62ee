"""Reading a stamped scan of ten pages at 200 dpi: codes, fingerprints, traces of red.

The figure is the whole way, in limited processes of their own, first pages and rest as when
it comes in; the floor draws the same pages with pypdfium2, here, and does nothing with them.
Run ``PYTHONPATH=. python benchmarks/scan_reading.py`` from the project's root.
"""

import random
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pypdfium2
import segno
from PIL import Image, ImageDraw

from benchmarks.ratios import Ceiling, interleaved, told
from registry import children
from registry.policy.printed_codes import PrintedCode, match, written
from registry.scans import limits
from registry.scans.reading import read_scan

PAGES, DPI, SIZE = 10, 200, (1654, 2339)
MOST_FLOORS, MOST_MEGABYTES = 4.0, 200
CODE = PrintedCode("application", "SB-330000-2026-0001", "a1" * 32)


def main() -> int:
    """Measure, print, and fail above a ceiling."""
    content = _scan()
    peaks: list[int] = []

    def note(_module: str, _ended: str, answer: Mapping[str, Any], _seconds: float) -> None:
        peaks.append(answer["peak_mb"])

    with patch.object(children, "_note", note):
        found = interleaved(
            {"reading": lambda _: _read(content), "bare": lambda _: _draw(content)},
            rounds=5,
            repeat=1,
        )
    title = f"A scan of {PAGES} pages at {DPI} dpi, {len(content) / 1e6:.1f} MB"
    limit = "opening the JPEG of each page; three processes are started"
    holds = told(title, found, "reading", [Ceiling("bare", MOST_FLOORS)], limited_by=limit)
    above = max(peaks) > MOST_MEGABYTES
    print(f"  {max(peaks)} MB at most in a child, of {limits.MEMORY_BYTES // 2**20} allowed")
    print(f"  ceiling {MOST_MEGABYTES} MB{' ABOVE' if above else ''}")
    return 0 if holds and not above else 1


def _read(content: bytes) -> None:
    """Read as the service does: the first pages at once, the others group by group."""
    codes, begin, most = [], 0, limits.PAGES_IN_REQUEST
    while begin < PAGES:
        scan = read_scan(content, begin=begin, most=most)
        codes += [code.text for code in scan.codes]
        begin, most = begin + most, limits.PAGES_AT_ONCE
    if match(codes, CODE) != "matches":
        message = "the code was not read"
        raise RuntimeError(message)


def _draw(content: bytes) -> None:
    document = pypdfium2.PdfDocument(content)
    for page in document:
        page.render(scale=limits.READING_SIDE / max(*page.get_size()))
        page.close()
    document.close()


def _scan() -> bytes:
    """Return pages of text on paper that is not quite even, each with its code, as a PDF."""
    chance = random.Random(1)  # noqa: S311 - letters of a made-up form
    rows = segno.make(written(CODE), error="q").matrix_iter(border=4)
    lines = [bytes(0 if dark else 255 for dark in row) for row in rows]
    small = Image.frombytes("L", (len(lines), len(lines)), b"".join(lines))
    code = small.resize((284, 284), Image.Resampling.NEAREST)
    grain = Image.effect_noise(SIZE, 12)
    pages = []
    for _ in range(PAGES):
        page = Image.blend(Image.new("L", SIZE, "white"), grain, 0.2).convert("RGB")
        draw = ImageDraw.Draw(page)
        for y in range(450, 2200, 50):
            text = "".join(chance.choices("abcdefghik 0123456789", k=70))
            draw.text((130, y), text, fill="black", font_size=30)
        draw.ellipse((1080, 1800, 1410, 2130), outline=(215, 25, 35), width=12)
        page.paste(code, (1250, 120))
        pages.append(page)
    out = BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=80)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
